"""What the checks of a paper's form found, in words: where, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from reviewer.engine.formats import Finding
from reviewer.services.formats import Form, mark_of
from reviewer.web.format_rules import amount, kinds, name_pattern, rule, things

SENTENCES: Mapping[str, Any] = {
    "pages_within": _l("%(pages)s."),
    "pages_over": _l("%(pages)s. Shorten the paper."),
    "pages_under": _l("%(pages)s. Write more."),
    "pages_near": _l("%(pages)s. That is too near the limit to tell."),
    "pages_unknown": _l("This kind of file does not say how many pages it has."),
    "words_within": _l("%(words)s."),
    "words_over": _l("%(words)s. Shorten the paper."),
    "words_under": _l("%(words)s. Write more."),
    "words_over_topic": _l("%(words)s on topic %(topic)s. Shorten that part."),
    "words_under_topic": _l("%(words)s on topic %(topic)s. Write more there."),
    "words_within_topics": _l("Words on each topic: %(each)s."),
    "words_topics_apart": _l(
        "%(words)s in all. Which of them are on which topic cannot be told: give each topic a heading."
    ),
    "fonts_within": _l("%(good)s %% of the text is set in it."),
    "fonts_outside": _l("%(bad)s %% of the text is set in another font: %(fonts)s."),
    "fonts_unknown": _l("The file does not say enough of its fonts."),
    "size_within": _l("%(good)s %% of the text has this size."),
    "size_outside": _l("%(bad)s %% of the text has another size: %(sizes)s."),
    "size_unknown": _l("The file does not say exactly enough how large its type is."),
    "spacing_within": _l("It is %(spacing)s."),
    "spacing_outside": _l("It is %(spacing)s."),
    "spacing_near": _l("It was measured as about %(spacing)s, which is too near to tell."),
    "spacing_unknown": _l("The file does not say how its lines are spaced."),
    "margins_within": _l("All four are."),
    "margins_within_sides": _l("Left and right are; a PDF does not tell top and bottom."),
    "margins_outside": _l("These are not: %(margins)s."),
    "margins_unknown": _l("The file does not say how wide its margins are."),
    "page_size_within": _l("It is %(size)s."),
    "page_size_outside": _l("It is %(size)s."),
    "page_size_unknown": _l("The file does not say how large its pages are."),
    "header_complete": _l("All of it is there."),
    "header_missing": _l("Not found there: %(missing)s."),
    "header_differs": _l("Something else seems to stand there as: %(fields)s. Look whether it is yours."),
    "blind_clean": _l("No such name was found."),
    "blind_shown": _l("It is named here: %(who)s. Take it out."),
    "blind_maybe": _l("Something here may be a name: %(who)s."),
    "blind_unknown": _l("The names to look for are not known: %(who)s."),
    "sections_found": _l("All of them are there."),
    "sections_missing": _l("No heading was found for: %(missing)s."),
    "sections_missing_topic": _l("No heading was found on topic %(topic)s for: %(missing)s."),
    "sections_order": _l("“%(section)s” stands before what it should follow."),
    "sections_topics_apart": _l("All are there once, but which belong to which topic cannot be told."),
    "sources_enough": _l("%(sources)s."),
    "sources_few": _l("%(sources)s, and %(least)s are asked for."),
    "sources_near": _l("%(sources)s can be told apart; there may be more."),
    "sources_unlisted": _l("The text cites sources, but no list of them was found."),
    "plain_clean": _l("Nothing of the kind was found."),
    "plain_found": _l("Found: %(found)s. Take it out."),
    "plain_unknown": _l("This kind of file does not tell: %(unknown)s."),
    "statement_found": _l("It is there."),
    "statement_missing": _l("No such heading was found."),
    "statement_shared": _l("Other text stands on its page."),
    "statement_page_unknown": _l("It is there; whether it has its own page cannot be told from this kind of file."),
    "kind_allowed": _l("It is %(kind)s."),
    "kind_other": _l("It is %(kind)s. Save it in another kind and send that."),
    "kind_unknown": _l("The kind of this file is not known."),
    "name_fits": _l("It is."),
    "name_other": _l("Its name has another form."),
    "name_differs": _l("This part of its name is not as expected: %(part)s."),
    "name_unknown": _l("The file's name is not known."),
}
"""The sentence for each code of the engine's findings, with the words that `_filled` puts into it."""

_STATES = {"pass": "ok", "fail": "broken", "cannot_tell": "unknown"}
_ORDER = ("broken", "unknown", "ok")
_HOW = {
    "counted": "",
    "rendered": _l("as a word processor laid it out"),
    "stored": _l("as your word processor last counted"),
    "estimated": _l("estimated from words, type and margins"),
    "as_asked": _l("estimated as if it were set by these rules"),
}


def finding_values(form: Form) -> list[dict[str, Any]]:
    """Every finding as the pages show it: {state, rule, detail, blocks, page, lights: the mark in the text}.

    What is to be mended comes first, then what cannot be told, each in the profile's order.
    """
    checks = dict(form.profile.checks())
    shown = [
        {
            "state": _STATES[one.state],
            "rule": rule(one.check, checks[one.check], form.profile),
            "detail": sentence(one),
            "blocks": one.blocks,
            "page": one.page,
            "lights": mark_of(place, one),
        }
        for place, one in enumerate(form.findings, start=1)
    ]
    return sorted(shown, key=lambda one: _ORDER.index(one["state"]))


def sentence(finding: Finding) -> str:
    """Why, and what to do."""
    return str(SENTENCES[finding.code]) % _filled(finding.values)


def _filled(values: Mapping[str, Any]) -> dict[str, str]:
    """The values of a finding as words, by the names that the sentences use."""
    words = {name: _word(value) for name, value in values.items() if value is not None}
    if "about" in values:
        words["pages"] = _pages(values["about"], str(values["how"]))
    if "words" in values:
        words["words"] = ngettext("%(number)s word", "%(number)s words", values["words"], number=words["words"])
    if "number" in values:
        words["sources"] = ngettext("%(num)s source is listed", "%(num)s sources are listed", values["number"])
    if "widths" in values:
        pairs = zip(values["sides"], values["widths"], strict=True)
        words["margins"] = ", ".join(f"{things((side,))} {amount(float(width))} in" for side, width in pairs)
    if "kind" in values:
        words["kind"] = str(values["kind"]).upper()
    if "size" in values:
        words["size"] = kinds((values["size"],))
    if "pattern" in values:
        words["pattern"] = name_pattern(values["pattern"])
    return words


def _word(value: Any) -> str:
    if isinstance(value, int | float):
        return amount(value)
    return things((value,) if isinstance(value, str) else value)


def _pages(about: float, how: str) -> str:
    counted = how in ("counted", "rendered", "stored") and float(about).is_integer()
    number = amount(about)
    if counted:
        words = ngettext("%(number)s page", "%(number)s pages", 1 if about == 1 else 2, number=number)
    else:
        words = ngettext("About %(number)s page", "About %(number)s pages", 1 if about == 1 else 2, number=number)
    return f"{words} ({_HOW[how]})" if _HOW.get(how) else words
