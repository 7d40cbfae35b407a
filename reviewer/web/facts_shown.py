"""A paper's own facts in words: counted words, pages and how they are known, title block, sources."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.engine.facts import Facts, FieldCheck, PageCount
from reviewer.services.desks.paper_facts import PaperFacts
from reviewer.web.quantities import number

_SHOWN = 120
"""Characters of a field that pages repeat."""
_AGREES = {
    "committee": _l("names the committee"),
    "country": _l("names the delegation"),
    "topic": _l("names the topic"),
}
_NOT_FOUND = {
    "committee": _l("no committee found"),
    "country": _l("no delegation found"),
    "topic": _l("no topic found"),
}


def counted_facts(known: PaperFacts) -> list[tuple[str, str]]:
    """Names and values: words, words by topic, pages, title block, sources."""
    facts = known.facts
    named = [
        (_("Words"), _words(facts)),
        (_("Words by topic"), _by_topic(facts)),
        (_("Pages"), _pages(facts.pages)),
        (_("Title block"), "; ".join(_check(one) for one in known.checks)),
        (_("Sources"), _sources(facts)),
    ]
    return [(str(name), str(value)) for name, value in named if value]


def title_warning(known: PaperFacts) -> dict[str, Any] | None:
    """A gentle word to a delegate whose title block names another delegation or committee than the seat's."""
    wrong = [one for one in known.checks if one.agreement == "differs" and one.name != "topic"]
    if not wrong:
        return None
    check = _("Check that you sent the right paper.")
    return {
        "title": _("The title block names something else"),
        "detail": f"{' '.join(_differs(one) for one in wrong)} {check}",
        "words": "",
        "is_gentle": True,
    }


def _words(facts: Facts) -> str:
    return str(_("%(words)s, of them %(body)s in the body", words=number(facts.words), body=number(facts.words_body)))


def _by_topic(facts: Facts) -> str:
    return "; ".join(
        _("topic %(number)s: %(words)s", number=one.number, words=number(one.words)) for one in facts.topics
    )


def _pages(pages: PageCount | None) -> str:
    if pages is None:
        return ""
    if pages.how == "counted":
        return number(int(pages.number))
    if pages.how == "stored":
        return str(_("%(pages)s, as the word processor counted them", pages=number(int(pages.number))))
    return str(_("about %(pages)s, estimated from type and margins", pages=format_decimal(pages.number)))


def _check(check: FieldCheck) -> str:
    if check.agreement == "differs":
        return str(_("\u201c%(found)s\u201d in place of %(expected)s", found=_found(check), expected=check.expected))
    return str((_AGREES if check.agreement == "agrees" else _NOT_FOUND)[check.name])


def _found(check: FieldCheck) -> str:
    return " ".join((check.found or "").split())[:_SHOWN]


def _differs(check: FieldCheck) -> str:
    found = _found(check)
    return str(
        _(
            "The title block says \u201c%(found)s\u201d; this seat is %(expected)s.",
            found=found,
            expected=check.expected,
        )
        if check.name == "country"
        else _("The title block says \u201c%(found)s\u201d, not %(expected)s.", found=found, expected=check.expected)
    )


def _sources(facts: Facts) -> str:
    listed = ngettext("%(num)s in the list", "%(num)s in the list", len(facts.references))
    cited = ngettext("%(num)s citation in the text", "%(num)s citations in the text", len(facts.citations))
    return f"{listed}, {cited}"
