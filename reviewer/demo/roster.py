"""Who takes part in the demo conference, what they sent and when: `content/demo.yaml` as values.

`load(now)` places the relative times around an instant. Nothing here knows a database; services do the seeding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from reviewer.demo import build
from reviewer.demo.manuscript import parts
from reviewer.domain.bank import BankEntry
from reviewer.domain.scoring import MarkKey
from reviewer.domain.states import CommitteeKind, CoverageStatus, DeadlineRight, ScorecardState

CONTENT = Path(__file__).resolve().parent / "content"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person with an address that can receive nothing."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class School:
    """An invented school and the adviser who looks after its delegates."""

    name: str
    adviser: Person


@dataclass(frozen=True, slots=True)
class File:
    """A file to be uploaded; its bytes are made when they are asked for, the same each time."""

    name: str
    form: build.Format
    manuscript: str
    title: str
    author: str

    def content(self) -> bytes:
        """The file's bytes."""
        return build.build(self.manuscript, self.form, title=self.title, author=self.author)


@dataclass(frozen=True, slots=True)
class Topic:
    """An agenda item as its guide states it; `hints` say, question by question, what an answer may mention."""

    number: int
    title: str
    questions: tuple[str, ...]
    hints: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What a seat sent and when. `copied_from` is the delegation, or `guide`, that it repeats without saying so."""

    file: File
    received_at: datetime
    note: str
    copied_from: str | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A chair's words on a passage, found by its quote."""

    quote: str
    words: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One chair's reading of a seat's paper. `answers` judges key questions by the numbers of topic and question."""

    chair: str
    state: ScorecardState
    marks: Mapping[MarkKey, Decimal]
    answers: Mapping[tuple[int, int], CoverageStatus]
    overall: str
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A delegation in a committee; without a paper while its delegates have sent none."""

    delegation: str
    school: str
    delegates: tuple[Person, ...]
    paper: Paper | None
    scorecards: tuple[Scorecard, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A named right and its instant, aware, in the conference's zone."""

    right: DeadlineRight
    at: datetime


@dataclass(frozen=True, slots=True)
class Committee:
    """A body with its guide, its chairs and its seats. `deadlines` stand in place of the conference's."""

    slug: str
    name: str
    kind: CommitteeKind
    languages: tuple[str, ...]
    guide: File
    topics: tuple[Topic, ...]
    chairs: tuple[Person, ...]
    seats: tuple[Seat, ...]
    readings: int
    is_released: bool
    deadlines: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class Regrade:
    """Another look that a delegation whose feedback is out asks for."""

    committee: str
    delegation: str
    criterion: str
    topic: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Demo:
    """The whole conference. `rubric` and `format` name shipped ones."""

    slug: str
    title: str
    timezone: str
    languages: tuple[str, ...]
    starts_on: date
    rubric: str
    format: str
    deadlines: tuple[Due, ...]
    marks_due_at: datetime
    staff: tuple[Person, ...]
    schools: tuple[School, ...]
    bank: tuple[BankEntry, ...]
    committees: tuple[Committee, ...]
    regrades: tuple[Regrade, ...]


def load(now: datetime) -> Demo:
    """The demo conference as it stands at `now` (aware)."""
    content = yaml.safe_load((CONTENT / "demo.yaml").read_text(encoding="utf-8"))
    facts = content["conference"]
    here = now.astimezone(ZoneInfo(facts["timezone"]))
    deadlines = _dues(content, here)
    cards = content["scorecards"]
    return Demo(
        slug=facts["slug"],
        title=facts["title"],
        timezone=facts["timezone"],
        languages=tuple(facts["languages"]),
        starts_on=here.date() + timedelta(days=facts["starts_in_days"]),
        rubric=facts["rubric"],
        format=facts["format"],
        deadlines=deadlines,
        marks_due_at=here + timedelta(hours=facts["marks_due_in_hours"]),
        staff=_people(content["staff"]),
        schools=tuple(School(each["name"], Person(**each["adviser"])) for each in content["schools"]),
        bank=tuple(_banked(each) for each in content["bank"]),
        committees=tuple(
            _committee(each, cards, here, _dues(each, here) or deadlines, facts) for each in content["committees"]
        ),
        regrades=tuple(Regrade(**each) for each in content["regrades"]),
    )


def topics_of(guide: str, hints: Mapping[int, list[str]]) -> tuple[Topic, ...]:
    """The topics that a guide's manuscript states: `Topic N: title`, with the lists below its questions and links."""
    topics: list[Topic] = []
    section = ""
    for part in parts(guide):
        if part.kind == "heading":
            section = ""
            if part.text.startswith("Topic "):
                number = len(topics) + 1
                topics.append(Topic(number, part.text.split(": ", 1)[1], (), tuple(hints[number]), ()))
        elif part.kind == "subheading":
            section = part.text
        elif part.kind == "item":
            topics[-1] = _with_item(topics[-1], section, part.text)
    return tuple(topics)


def _with_item(topic: Topic, section: str, text: str) -> Topic:
    questions, links = topic.questions, topic.links
    if section.endswith("Questions"):
        questions = (*questions, text)
    elif section.endswith("Links"):
        label, url = text.split(": ", 1)
        links = (*links, (label, url))
    return Topic(topic.number, topic.title, questions, topic.hints, links)


def _committee(
    facts: Mapping[str, Any],
    cards: list[Mapping[str, Any]],
    here: datetime,
    dues: tuple[Due, ...],
    conference: Mapping[str, Any],
) -> Committee:
    papers_due = next(due.at for due in dues if due.right == conference["stands_for_papers"])
    printed = f"{_in_words(papers_due)} {conference['zone_in_words']}"
    guide = (CONTENT / "guides" / facts["guide"]["file"]).read_text(encoding="utf-8").replace("{deadline}", printed)
    form = facts["guide"]["as"]
    own = [card for card in cards if card["committee"] == facts["slug"]]
    return Committee(
        slug=facts["slug"],
        name=facts["name"],
        kind=CommitteeKind(facts["kind"]),
        languages=tuple(facts["languages"]),
        guide=File(f"guide-{facts['slug']}.{form}", form, guide, f"Background Guide: {facts['name']}", ""),
        topics=topics_of(guide, facts["hints"]),
        chairs=_people(facts["chairs"]),
        seats=tuple(_seat(each, own, here) for each in facts["seats"]),
        readings=facts.get("readings", 1),
        is_released=facts.get("released", False),
        deadlines=_dues(facts, here),
    )


def _seat(facts: Mapping[str, Any], cards: list[Mapping[str, Any]], now: datetime) -> Seat:
    delegates = _people(facts["delegates"])
    return Seat(
        delegation=facts["delegation"],
        school=facts["school"],
        delegates=delegates,
        paper=_paper(facts["paper"], facts["delegation"], delegates[0], now) if "paper" in facts else None,
        scorecards=tuple(_scorecard(card) for card in cards if card["delegation"] == facts["delegation"]),
    )


def _paper(facts: Mapping[str, Any], delegation: str, author: Person, now: datetime) -> Paper:
    source = CONTENT / "papers" / facts["file"]
    form = facts["as"]
    text = source.read_text(encoding="utf-8")
    file = File(f"{source.stem}-position-paper.{form}", form, text, f"Position paper: {delegation}", author.name)
    return Paper(file, now + timedelta(days=facts["days"]), facts["note"], facts.get("copied_from"))


def _scorecard(facts: Mapping[str, Any]) -> Scorecard:
    return Scorecard(
        chair=facts["chair"],
        state=ScorecardState(facts["state"]),
        marks={_mark_key(key): Decimal(str(mark)) for key, mark in facts["marks"].items()},
        answers={_question(key): CoverageStatus(answer) for key, answer in facts.get("answers", {}).items()},
        overall=facts["overall"],
        comments=tuple(Comment(**each) for each in facts["comments"]),
    )


def _mark_key(written: str) -> MarkKey:
    criterion, _, topic = written.partition("/")
    return MarkKey(criterion, int(topic) if topic else None)


def _banked(facts: Mapping[str, Any]) -> BankEntry:
    points = Decimal(str(facts["points"])) if "points" in facts else None
    return BankEntry(facts["name"], facts["text"], facts.get("criterion", ""), points)


def _question(written: str) -> tuple[int, int]:
    topic, _, question = written.partition("/")
    return int(topic), int(question)


def _people(listed: list[dict[str, str]]) -> tuple[Person, ...]:
    return tuple(Person(**each) for each in listed)


def _dues(facts: Mapping[str, Any], here: datetime) -> tuple[Due, ...]:
    return tuple(_due(each, here) for each in facts.get("deadlines", ()))


def _due(facts: Mapping[str, Any], here: datetime) -> Due:
    day = here.date() + timedelta(days=facts["days"])
    return Due(DeadlineRight(facts["right"]), datetime.combine(day, time.fromisoformat(facts["time"]), here.tzinfo))


def _in_words(at: datetime) -> str:
    half = "a.m." if at.hour < 12 else "p.m."
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at.hour % 12 or 12}:{at.minute:02} {half}"
