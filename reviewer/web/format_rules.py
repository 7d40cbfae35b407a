"""The rules of a format profile in words, one for each check: what a paper must keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.format_profile import (
    Between,
    Blind,
    Check,
    Extent,
    FileName,
    Fonts,
    FormatProfile,
    Head,
    OneOf,
    Plain,
    Sections,
    Sources,
    Statement,
    TypeSize,
)

NAMES = {
    "pages": _l("Pages"),
    "words": _l("Words"),
    "fonts": _l("Font"),
    "size": _l("Type size"),
    "spacing": _l("Line spacing"),
    "margins": _l("Margins"),
    "page_size": _l("Paper size"),
    "header": _l("Top of the first page"),
    "blind": _l("No names"),
    "sections": _l("Sections"),
    "sources": _l("Sources"),
    "plain": _l("Plain text"),
    "statement": _l("Statement"),
    "file_kinds": _l("Kind of file"),
    "file_name": _l("File name"),
}
"""What a check is called, by its key."""

THINGS: Mapping[str, Any] = {
    "conference": _l("conference"),
    "committee": _l("committee"),
    "country": _l("country"),
    "topic": _l("topic"),
    "school": _l("school"),
    "delegates": _l("delegates"),
    "number": _l("number of the topic"),
    "bold": _l("bold type"),
    "italic": _l("italics"),
    "pictures": _l("pictures"),
    "footnotes": _l("footnotes"),
    "bullets": _l("lists"),
    "mixed_type": _l("several fonts or sizes"),
    "title_block": _l("title block"),
    "notes": _l("notes"),
    "references": _l("list of sources"),
    "statement": _l("statement"),
    "top": _l("top"),
    "right": _l("right-hand"),
    "bottom": _l("bottom"),
    "left": _l("left"),
    "letter": _l("letter"),
    "legal": _l("legal"),
}
"""Words for the codes of profiles and findings; what is not among them is shown as it is."""


def things(codes: Iterable[str]) -> str:
    """The words for these codes, as a list."""
    return ", ".join(str(THINGS.get(code, code)) for code in codes)


def kinds(codes: Iterable[str]) -> str:
    """File kinds and paper sizes, as they are written."""
    return ", ".join(str(THINGS.get(code, code.upper())) for code in codes)


def amount(value: float) -> str:
    """A number in the language's decimals, without idle zeros."""
    return str(format_decimal(round(value, 2)))


def limits(least: float | None, most: float | None) -> str:
    """Two ends as words without a unit: "1 to 2", "2", "at least 1", "at most 2"."""
    if least is not None and most is not None:
        if least == most:
            return amount(most)
        return str(_("%(least)s to %(most)s", least=amount(least), most=amount(most)))
    if most is not None:
        return str(_("at most %(most)s", most=amount(most)))
    return str(_("at least %(least)s", least=amount(least or 0)))


def rule(key: str, check: Check, profile: FormatProfile) -> str:
    """One check as a rule that a paper keeps or does not."""
    words = _WORDS[key](check)
    if key in ("pages", "words") and profile.not_counted:
        words += " " + _("(not counted: %(things)s)", things=things(profile.not_counted))
    return words


def rules(profile: FormatProfile) -> list[dict[str, Any]]:
    """Every check of a profile: its key, its name, its rule, and whether it keeps a version from counting."""
    return [
        {"key": key, "name": str(NAMES[key]), "rule": rule(key, check, profile), "blocks": check.blocks}
        for key, check in profile.checks()
    ]


def _each(words: str, per: str) -> str:
    return words + ", " + _("on each topic") if per == "topic" else words


def _pages(check: Extent) -> str:
    last = check.most if check.most is not None else check.least or 0
    number = ngettext("%(limits)s page", "%(limits)s pages", _plural(last), limits=limits(check.least, check.most))
    return _each(_capital(number), check.per)


def _words(check: Extent) -> str:
    last = check.most if check.most is not None else check.least or 0
    number = ngettext("%(limits)s word", "%(limits)s words", _plural(last), limits=limits(check.least, check.most))
    return _each(_capital(number), check.per)


def _plural(value: float) -> int:
    return 1 if value == 1 else 2


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _fonts(check: Fonts) -> str:
    return str(_("Set in %(fonts)s", fonts=_(" or ").join(check.allowed)))


def _size(check: TypeSize) -> str:
    return str(_("Type of %(limits)s points", limits=limits(check.least, check.most)))


def _spacing(check: Between) -> str:
    return str(_("Line spacing of %(limits)s", limits=limits(check.least, check.most)))


def _margins(check: Between) -> str:
    return str(_("Margins of %(limits)s in", limits=limits(check.least, check.most)))


def _page_size(check: OneOf) -> str:
    return str(_("On paper of the size %(sizes)s", sizes=kinds(check.allowed)))


def _header(check: Head) -> str:
    return str(_("The top of the first page names: %(things)s", things=things(check.must_hold)))


def _blind(check: Blind) -> str:
    if check.where == "header":
        return str(_("The top of the pages does not name: %(things)s", things=things(check.hide)))
    return str(_("Nowhere named: %(things)s", things=things(check.hide)))


def _sections(check: Sections) -> str:
    titles = ", ".join(one.title for one in check.titles)
    words = _("Sections in this order: %(titles)s", titles=titles) if check.ordered else None
    return _each(str(words or _("Sections: %(titles)s", titles=titles)), check.per)


def _sources(check: Sources) -> str:
    words = ngettext("At least %(num)s source is listed", "At least %(num)s sources are listed", check.least)
    return _each(words, check.per)


def _plain(check: Plain) -> str:
    return str(_("Without: %(things)s", things=things(check.forbid)))


def _statement(check: Statement) -> str:
    if check.own_page:
        return str(_("A statement headed “%(title)s” on a page of its own", title=check.titles[0]))
    return str(_("A statement headed “%(title)s”", title=check.titles[0]))


def _file_kinds(check: OneOf) -> str:
    return str(_("A file of the kind %(kinds)s", kinds=_(" or ").join(kind.upper() for kind in check.allowed)))


def _file_name(check: FileName) -> str:
    return str(_("A file named like %(pattern)s", pattern=name_pattern(check.pattern)))


def name_pattern(pattern: str) -> str:
    """The pattern with its placeholders in the reader's language."""
    for code in ("conference", "committee", "country", "school", "topic", "number"):
        pattern = pattern.replace(f"{{{code}}}", f"‹{THINGS[code]}›")
    return pattern


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "pages": _pages,
    "words": _words,
    "fonts": _fonts,
    "size": _size,
    "spacing": _spacing,
    "margins": _margins,
    "page_size": _page_size,
    "header": _header,
    "blind": _blind,
    "sections": _sections,
    "sources": _sources,
    "plain": _plain,
    "statement": _statement,
    "file_kinds": _file_kinds,
    "file_name": _file_name,
}
