"""A scorecard as a form: named fields, each with the version its writer saw, saved one by one or all at once.

A form that comes whole holds fields nobody touched. They are told by their digest: an untouched field is never
written, and when somebody else changed it meanwhile that is said, not overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, DomainError, Refused
from reviewer.domain.scoring import MarkKey
from reviewer.models import Mark, Scorecard, User
from reviewer.services import grading
from reviewer.services.papers import conference_of, paper_place
from reviewer.work import Work, settled

OVERALL = "overall"
_TOPIC_DIGITS = 4
"""More than any agenda needs; what is longer is no topic's number, and thousands of digits are none at all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field as it was posted: its name, what stands in it, and the version its writer saw."""

    name: str
    value: str
    version: int
    before: str | None = None
    """`digest` of the value the page was made with; None when the page did not say."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A field that stands now. `total` is None until there is a mark."""

    version: int
    at: datetime
    total: Decimal | None
    timezone: str


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else wrote into a field meanwhile; `mine` is what was not written because of it, if anything."""

    name: str
    value: str
    version: int
    by: str
    at: datetime | None
    mine: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a whole form: the names saved, what others changed, and what the rubric refuses."""

    saved: tuple[str, ...] = ()
    clashes: tuple[Theirs, ...] = ()
    changed: tuple[Theirs, ...] = ()
    refused: Mapping[str, Refused] = field(default_factory=dict)
    open_because: DomainError | None = None
    """Why the reading was not declared done, when that was asked."""

    @property
    def is_clean(self) -> bool:
        """Whether everything that was written stands, and nothing changed behind the writer's back."""
        return not (self.clashes or self.changed or self.refused or self.open_because)


def digest(value: str) -> str:
    """A short sign of a field's value, by which an untouched field is known again."""
    return hashlib.sha256(_text(value).encode()).hexdigest()[:16]


def name_of(key: MarkKey) -> str:
    """A criterion (and topic) as part of a field's name. Keys hold no double hyphen, so it reads back in one way."""
    return key.criterion if key.topic is None else f"{key.criterion}--{key.topic}"


def plain(mark: Decimal | None) -> str:
    """A mark as a form writes it: "3.5", "4", or nothing."""
    return "" if mark is None else f"{mark.normalize():f}"


def mark_key(name: str) -> MarkKey:
    """The criterion (and topic) that a field's name speaks of: the other way round of `name_of`."""
    criterion, _dashes, topic = name.partition("--")
    is_number = topic.isascii() and topic.isdecimal() and len(topic) <= _TOPIC_DIGITS
    return MarkKey(criterion, int(topic) if is_number else None)


def _text(value: str) -> str:
    """Line ends as this service keeps them; forms send another kind."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def save_field(work: Work, actor: Actor, *, paper_id: int, entry: Entry) -> Saved:
    """Write one field. Raises Conflict or Refused as `grading` does."""
    with settled(work.session):  # a mark moves no paper and adds no version of it
        grading.check_may_mark(work.session, actor, paper_id)
        version, scorecard = _write(work, actor, paper_id, entry)
        zone = conference_of(work.session, paper_id).timezone
        return Saved(version, work.now, total_of(work.session, scorecard), zone)


def total_of(session: Session, scorecard: Scorecard) -> Decimal | None:
    """The running total, None while no mark is given."""
    score = grading.score_of(session, scorecard)
    return score.total if any(line.mark is not None for line in score.lines) else None


def _scorecard(session: Session, actor: Actor, paper_id: int) -> Scorecard | None:
    slot = grading.readings_of(session, actor, paper_id, paper_place(session, paper_id)).slot
    return session.scalar(sa.select(Scorecard).where(Scorecard.paper_id == paper_id, Scorecard.slot == slot))


def _write(work: Work, actor: Actor, paper_id: int, entry: Entry) -> tuple[int, Scorecard]:
    """The field's version now, and the scorecard it stands on."""
    kind, _dash, rest = entry.name.partition("-")
    if entry.name == OVERALL:
        card = grading.set_overall(work, actor, paper_id=paper_id, text=_text(entry.value), seen_version=entry.version)
        return card.overall_version, card
    if kind not in ("criterion", "note"):
        raise Refused("criterion_unknown", "This rubric has no such criterion. Reload the page.")
    criterion, topic = mark_key(rest)
    seen = entry.version
    if kind == "note":
        note = _text(entry.value)
        mark = grading.set_note(
            work, actor, paper_id=paper_id, criterion=criterion, topic=topic, note=note, seen_version=seen
        )
        return mark.note_version, mark.scorecard
    points = decimal_of(entry.value)
    mark = grading.set_mark(
        work, actor, paper_id=paper_id, criterion=criterion, topic=topic, points=points, seen_version=seen
    )
    return mark.version, mark.scorecard


def decimal_of(value: str) -> Decimal | None:
    """A number as it was typed, with point or comma; None for nothing. Raises Refused for what is no number."""
    written = value.strip().replace(",", ".")
    if not written:
        return None
    try:
        number = Decimal(written)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Refused("mark_not_a_number", f"{written} is not a number.", written=written)
    return number


def save_form(work: Work, actor: Actor, *, paper_id: int, entries: Sequence[Entry]) -> Outcome:
    """Write every field that its writer touched; those that cannot be written are told and keep nothing else back."""
    grading.check_may_mark(work.session, actor, paper_id)
    saved: list[str] = []
    clashes: list[Theirs] = []
    refused: dict[str, Refused] = {}
    untouched = [entry for entry in entries if entry.before == digest(entry.value)]
    for entry in entries:
        if entry in untouched:
            continue
        try:
            _write(work, actor, paper_id, entry)
            saved.append(entry.name)
        except Conflict as conflict:
            clashes.append(_theirs(entry.name, conflict.details, mine=_text(entry.value)))
        except Refused as refusal:
            if refusal.code in ("scorecard_final", "released_already", "no_rubric", "nothing_to_mark"):
                raise
            refused[entry.name] = refusal
    return Outcome(tuple(saved), tuple(clashes), tuple(_changed(work.session, actor, paper_id, untouched)), refused)


def _theirs(name: str, details: Mapping[str, object], *, mine: str | None) -> Theirs:
    at, version, value = details["at"], details["version"], details["value"]
    assert isinstance(version, int)
    assert at is None or isinstance(at, datetime)
    return Theirs(name, "" if value is None else str(value), version, str(details["by"]), at, mine)


def _changed(session: Session, actor: Actor, paper_id: int, untouched: Sequence[Entry]) -> list[Theirs]:
    """The untouched fields that somebody else wrote since their reader's page was made."""
    scorecard = _scorecard(session, actor, paper_id)
    if scorecard is None:
        return []
    marks = session.scalars(sa.select(Mark).where(Mark.scorecard_id == scorecard.id)).all()
    standing = _standing(scorecard, marks)
    stale = [one for one in untouched if one.name in standing and standing[one.name][0] > one.version]
    writers = {standing[one.name][2] for one in stale}
    names = dict(session.execute(sa.select(User.id, User.name).where(User.id.in_(writers))).all())
    found = []
    for one in stale:
        version, value, by, at = standing[one.name]
        found.append(Theirs(one.name, value, version, names.get(by or 0, ""), at, None))
    return found


def _standing(scorecard: Scorecard, marks: Sequence[Mark]) -> dict[str, tuple[int, str, int | None, datetime | None]]:
    """Version, value, writer and time of every field that was ever written."""
    found = {
        OVERALL: (scorecard.overall_version, scorecard.overall, scorecard.overall_by_id, scorecard.overall_at),
    }
    for mark in marks:
        name = name_of(MarkKey(mark.criterion, mark.topic_number or None))
        found[f"criterion-{name}"] = (mark.version, plain(mark.points), mark.changed_by_id, mark.changed_at)
        found[f"note-{name}"] = (mark.note_version, mark.note, mark.note_by_id, mark.note_at)
    return found


def finish(
    work: Work, actor: Actor, *, paper_id: int, entries: Sequence[Entry], seen_submission_id: int | None
) -> Outcome:
    """Save the form and declare the reading done, unless something clashed or changed: then a person looks first.

    What was saved stays saved, also when marks are missing or a newer version of the paper came in meanwhile.
    """
    outcome = save_form(work, actor, paper_id=paper_id, entries=entries)
    if not outcome.is_clean:
        return outcome
    current = grading.current_submission(work.session, paper_id)
    if seen_submission_id is not None and current is not None and current.id != seen_submission_id:
        newer = "A newer version of this paper came in while you were reading. Look at it, then finish."
        return replace(outcome, open_because=Conflict("newer_version", newer))
    try:
        grading.finish(work, actor, paper_id=paper_id)
    except Refused as refusal:
        return replace(outcome, open_because=refusal)
    return outcome
