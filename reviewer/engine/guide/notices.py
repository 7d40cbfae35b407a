"""What staff should know of a guide's reading: a code with values for programs, and an English sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from reviewer.engine.document import Span

NoticeCode = Literal[
    "deadline_incomplete",
    "deadline_season",
    "deadline_others",
    "no_topic_title",
    "no_questions",
    "questions_unannounced",
    "questions_uncertain",
    "questions_left_out",
]

_LACKS = {
    "year": "a year that can be told",
    "day_month": "a clear order of day and month",
    "time": "a time",
    "zone": "a time zone",
}
"""What a printed deadline may not say, by its code."""

_SENTENCES: Mapping[NoticeCode, str] = {
    "deadline_incomplete": "The deadline is printed as \u201c{printed}\u201d without {lacks}: set it by hand.",
    "deadline_season": (
        "\u201c{printed}\u201d is read as {zone} exactly, but clocks in {place} show summer time on that day: check "
        "which was meant."
    ),
    "deadline_others": "The guide states other deadlines too: {printed}. Check which one holds for what.",
    "no_topic_title": "No topic heading was found: give the topic its title.",
    "no_questions": "No key questions were found for {topic}: add them by hand.",
    "questions_unannounced": ("The questions for {topic} stand under no heading that announces them: check the list."),
    "questions_uncertain": "{count} of the questions for {topic} are not sure: check them against the guide.",
    "questions_left_out": (
        "{count} sentences with a question mark were not taken as key questions of {topic}: add those that are."
    ),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to check. `values` fill the code's sentence in any language; `spans` say where in the guide it is."""

    code: NoticeCode
    values: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=dict[str, str | int | tuple[str, ...]])
    spans: tuple[Span, ...] = ()

    @property
    def sentence(self) -> str:
        """The notice in English, as the command line prints it."""
        return _SENTENCES[self.code].format(**{key: self._worded(key) for key in self.values})

    def _worded(self, key: str) -> str:
        value = self.values[key]
        if key == "lacks" and isinstance(value, tuple):
            return " and ".join(_LACKS[one] for one in value)
        if key == "topic":
            return f"\u201c{value}\u201d" if value else f"topic {self.values['number']}"
        return "; ".join(value) if isinstance(value, tuple) else str(value)


def of_topic(code: NoticeCode, number: int, title: str, *, count: int = 0, spans: tuple[Span, ...] = ()) -> Notice:
    """A notice on topic `number`, counted from 1; its title may be empty."""
    return Notice(code, {"number": number, "topic": title, "count": count}, spans)
