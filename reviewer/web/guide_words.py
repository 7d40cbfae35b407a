"""What a guide's reading leaves to people, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.engine.guide.notices import Notice
from reviewer.services.desks.setup_guide import GuideText

_SENTENCES: dict[str, Any] = {
    "deadline_incomplete": _l("The deadline is printed as “%(printed)s” without %(lacks)s: set it by hand."),
    "deadline_season": _l(
        "“%(printed)s” is read as %(zone)s exactly, but clocks in %(place)s show summer time on that day: check which "
        "was meant."
    ),
    "deadline_others": _l("The guide states other deadlines too: %(printed)s. Check which one holds for what."),
    "no_topic_title": _l("No topic heading was found: give the topic its title."),
    "no_questions": _l("No key questions were found for %(topic)s: add them by hand."),
    "questions_unannounced": _l(
        "The questions for %(topic)s stand under no heading that announces them: check the list."
    ),
    "questions_uncertain": _l("Some of the questions for %(topic)s are not sure (%(count)s): check them in the guide."),
    "questions_left_out": _l(
        "Some sentences with a question mark were not taken as key questions of %(topic)s (%(count)s): add those that "
        "are."
    ),
    "links_in_bibliography": _l(
        "Some links of %(topic)s stand in its bibliography only (%(count)s): add those worth reading."
    ),
}
_LACKS = {
    "year": _l("a year that can be told"),
    "day_month": _l("a clear order of day and month"),
    "time": _l("a time"),
    "zone": _l("a time zone"),
}
_ALSO = {
    "conference": _l("Conference"),
    "officer": _l("Officer"),
    "definitions": _l("Definitions"),
    "actions_taken": _l("Actions taken"),
    "work": _l("Bibliography"),
    "broken_link": _l("An address that cannot be followed"),
}


def notice_words(notice: Notice) -> str:
    """The notice as a sentence; one that has no sentence here is said in English."""
    sentence = _SENTENCES.get(notice.code)
    if sentence is None:
        return notice.sentence
    values = {key: _value(notice, key) for key in notice.values}
    return str(sentence) % values if values else str(sentence)


def _value(notice: Notice, key: str) -> str:
    value = notice.values[key]
    if key == "lacks" and isinstance(value, tuple):
        return str(_(" and ")).join(str(_LACKS.get(one, one)) for one in value)
    if key == "topic":
        return f"“{value}”" if value else str(_("topic %(number)s", number=notice.values["number"]))
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def reading_values(guide: GuideText | None) -> dict[str, Any]:
    """What stands beside the form: `notices` and `also`, each line with its place in the guide."""
    if guide is None:
        return {"notices": [], "also": []}
    return {
        "notices": [{"words": notice_words(notice), "lights": lights} for notice, lights in guide.notices],
        "also": [
            {"kind": str(_ALSO.get(one.kind, one.kind)), "words": one.words, "lights": one.lights} for one in guide.also
        ],
    }
