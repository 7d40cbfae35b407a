"""The marking desk of one paper: its text with everything that is known of it, and the form to judge it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.answered import answered_share
from reviewer.domain.errors import Refused
from reviewer.domain.states import Role
from reviewer.engine.hiding import Veil
from reviewer.engine.text import count_words
from reviewer.models import (
    Committee,
    Document,
    DocumentMetadata,
    MovedScorecard,
    Paper,
    RubricMove,
    Scorecard,
    Submission,
)
from reviewer.services import concerns, formats, grading, reports
from reviewer.services.bank import Kept, kept_for
from reviewer.services.desks import answers, remarks
from reviewer.services.desks.answers import Answer
from reviewer.services.desks.blinding import desk_veil, veiled_matches, veiled_text
from reviewer.services.desks.card import Card, Shares, card_of
from reviewer.services.desks.form_marks import form_highlights
from reviewer.services.desks.others import OtherReading, Part, other_readings, part_of
from reviewer.services.desks.pace import Pace, pace_here
from reviewer.services.desks.paper_facts import PaperFacts, paper_facts
from reviewer.services.desks.queue import Neighbours, View, neighbours
from reviewer.services.desks.remarks import Remark
from reviewer.services.desks.rendering import Highlight, ShownBlock, shown_blocks
from reviewer.services.desks.staffing import names_of
from reviewer.services.desks.standing import Body, Standing, body, standings
from reviewer.services.desks.suggestions import Suggestions, suggestions
from reviewer.services.formats import Form
from reviewer.services.reports import Figures, ReportedMatch

_HERE_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Passage:
    """One match as the desk lists it, with how many words of the paper it has."""

    match: ReportedMatch
    words: int

    @property
    def id(self) -> str:
        """The name of its place in the text; a passage that stands in several others has it several times."""
        return f"match-{self.match.match_id}"


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells whose paper it is; there is none while marking is blind."""

    school: str
    file_name: str
    author: str
    last_modified_by: str
    created: str
    modified: str
    edit_minutes: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the page. `text` is the document's, with hidden names when marking is blind.

    `part` is what the asker has to do with its marks, `card` their own form (None where others read the paper or there
    is no rubric), `others` the readings they may see beside it. `newer` says that the finished scorecard speaks of an
    older version than the one shown. `flags` are the reader's (`code`, `severity`, `detail`, `start`, `end`), each with
    a place in the text if it has one. `form` is what the committee's format profile says, if there is one;
    `is_accepted`: whether no blocking check of it failed.
    """

    body: Body
    paper_id: int
    standing: Standing
    submission_id: int
    version: int
    received_at: datetime
    may_download: bool
    identity: Identity | None
    document: Document
    text: str
    blocks: tuple[ShownBlock, ...]
    card: Card | None
    part: Part
    others: tuple[OtherReading, ...]
    suggestions: Suggestions | None
    answers: tuple[Answer, ...]
    passages: tuple[Passage, ...]
    figures: Figures | None
    remarks: tuple[Remark, ...]
    flags: tuple[Mapping[str, Any], ...]
    facts: PaperFacts
    form: Form | None
    is_accepted: bool
    neighbours: Neighbours
    readers: tuple[tuple[str, datetime], ...]
    newer: bool
    is_flagged: bool
    pace: Pace
    bank: tuple[Kept, ...]

    def quote(self, start: int, end: int) -> str:
        """The words at a place, as the page may show them."""
        return " ".join(self.text[start:end].split())


def desk(
    session: Session,
    actor: Actor,
    paper_id: int,
    *,
    now: datetime,
    view: View | None = None,
    snapshot_id: int | None = None,
) -> Desk:
    """The desk of a paper, in the order of the queue it was opened from; with older suggestions when these are named.

    Raises NotFound or NotAllowed for who may not mark it, Refused while there is no text to mark.
    """
    place = grading.check_may_mark(session, actor, paper_id)
    assert place.committee_id is not None, "a paper stands in a committee"
    of = body(session, actor, place.committee_id)
    submission = grading.current_submission(session, paper_id)
    if submission is None or submission.document_id is None:
        raise Refused("nothing_to_mark", "There is no readable version of this paper to mark yet.")
    document = session.get_one(Document, submission.document_id)
    paper = session.get_one(Paper, paper_id)
    everyone = standings(session, actor, of)
    standing = next(one for one in everyone if one.paper_id == paper_id)
    readings = standing.readings
    scorecard = _scorecard(session, paper_id, readings.slot)
    report = reports.report(session, actor, submission, place, reader=_reader(actor, place))
    found = report.matches if report else ()
    said = remarks.remarks(session, paper_id, document, actor.user_id, readings)
    suggested = suggestions(session, submission.id, snapshot_id)
    asked = answers.answers(
        session, paper_id, suggested, document, of.committee_id, paper.topic_id, reader_id=actor.user_id
    )
    veil = desk_veil(session, paper_id, found) if of.blind else None
    text = document.text if veil is None else veiled_text(veil, document)
    if veil is not None:
        found = veiled_matches(session, veil, found)
    form = formats.form_of(session, submission, document)
    lights = answers.highlights(asked, _of_this(suggested, document))
    lights += [*_matches(found), *_flags(document.flags), *form_highlights(form), *remarks.highlights(said)]
    return Desk(
        body=of,
        paper_id=paper_id,
        standing=standing,
        submission_id=submission.id,
        version=submission.number,
        received_at=submission.counted_at,
        may_download=access.may_download_original(actor, place, blind=of.blind),
        identity=None if of.blind else _identity(session, paper, submission),
        document=document,
        text=text,
        blocks=shown_blocks(text, document.blocks, lights),
        card=None
        if readings.slot is None
        else card_of(session, paper_id, scorecard, _rubric(session, of), _shares(asked)),
        part=part_of(readings),
        others=other_readings(session, paper_id, readings),
        suggestions=suggested,
        answers=asked,
        passages=tuple(Passage(one, count_words(one.quote)) for one in found),
        figures=report.figures if report else None,
        remarks=tuple(replace(one, quote=_words(veil, one.quote)) for one in said),
        flags=tuple(_without_names(flag, veil) for flag in document.flags),
        facts=paper_facts(session, submission, document, veil),
        form=form,
        is_accepted=submission.not_accepted_since is None,
        neighbours=neighbours(session, actor, of, everyone, paper_id, view or View()),
        readers=_readers(session, scorecard, said, actor, now),
        newer=scorecard is not None and scorecard.submission_id != submission.id,
        is_flagged=concerns.has_asked(session, actor, paper_id),
        bank=kept_for(session, actor, of),
        pace=pace_here(session, of, everyone, actor.user_id, now=now),
    )


def _shares(asked: Sequence[Answer]) -> Shares:
    """What is answered of each topic, and of all."""
    words = {
        topic: [(one.suggested, one.decided) for one in asked if topic in (None, one.topic_number)]
        for topic in (None, *(one.topic_number for one in asked))
    }
    return {topic: answered_share(known) for topic, known in words.items()}


def _of_this(suggested: Suggestions | None, document: Document) -> Suggestions | None:
    """The suggestions, if they speak of this very reading of the file: their parts are places in it."""
    return suggested if suggested is not None and suggested.document_id == document.id else None


def _reader(actor: Actor, place: Place) -> Role:
    return Role.STAFF if access.is_staff(actor, place.conference_id) else Role.CHAIR


def _scorecard(session: Session, paper_id: int, slot: int | None) -> Scorecard | None:
    return session.scalar(
        sa.select(Scorecard)
        .where(Scorecard.paper_id == paper_id, Scorecard.slot == slot)
        .options(selectinload(Scorecard.marks))
    )


def _rubric(session: Session, of: Body) -> int | None:
    return session.get_one(Committee, of.committee_id).rubric_id


def _matches(found: Sequence[ReportedMatch]) -> list[Highlight]:
    """One highlight a match, however many texts the passage stands in; it counts if it counts for any of them."""
    counted = {one.match_id for one in found if one.excluded is None}
    seen = {one.match_id: one for one in found}
    return [
        Highlight(
            f"match-{one.match_id}",
            one.start,
            one.end,
            ("match", f"match-{one.kind}", *(() if one.match_id in counted else ("match-excluded",))),
        )
        for one in seen.values()
    ]


def _words(veil: Veil | None, text: str) -> str:
    return text if veil is None else veil.words(text)


def _without_names(flag: Mapping[str, Any], veil: Veil | None) -> dict[str, Any]:
    values = {
        name: _words(veil, value)
        if isinstance(value, str)
        else [_words(veil, str(one)) for one in value]
        if isinstance(value, list)
        else value
        for name, value in (flag.get("values") or {}).items()
    }
    return {**flag, "detail": _words(veil, flag["detail"]), "values": values}


def _flags(flags: Sequence[Mapping[str, Any]]) -> list[Highlight]:
    return [
        Highlight(f"flag-{place}", flag["start"], flag["end"], ("flag",))
        for place, flag in enumerate(flags, 1)
        if flag.get("start") is not None and flag.get("end") is not None
    ]


def _identity(session: Session, paper: Paper, submission: Submission) -> Identity:
    facts = session.get(DocumentMetadata, submission.document_id)
    return Identity(
        school=paper.seat.school.name if paper.seat.school else "",
        file_name=submission.file_name,
        author=(facts.author if facts else None) or "",
        last_modified_by=(facts.last_modified_by if facts else None) or "",
        created=(facts.created if facts else None) or "",
        modified=(facts.modified if facts else None) or "",
        edit_minutes=facts.edit_minutes if facts else None,
    )


def _readers(
    session: Session, scorecard: Scorecard | None, said: Sequence[Remark], actor: Actor, now: datetime
) -> tuple[tuple[str, datetime], ...]:
    """Others who wrote on this paper within the last quarter of an hour, the latest first."""
    latest: dict[int, datetime] = {}
    acts = [] if scorecard is None else [(scorecard.overall_by_id, scorecard.overall_at)]
    for mark in scorecard.marks if scorecard else ():
        acts += [(mark.changed_by_id if mark.version else None, mark.changed_at), (mark.note_by_id, mark.note_at)]
    recent = [
        (by, at)
        for by, at in acts
        if by is not None and at is not None and by != actor.user_id and at > now - _HERE_FOR
    ]
    moved = _moved(session, scorecard) if recent and scorecard is not None else frozenset()
    for by, at in (one for one in recent if one not in moved):
        latest[by] = max(at, latest.get(by, at))
    names = names_of(session, set(latest))
    here = {names[by]: at for by, at in latest.items()}
    for one in said:
        if not one.is_mine and one.at > now - _HERE_FOR:
            here[one.author] = max(one.at, here.get(one.author, one.at))
    return tuple(sorted(here.items(), key=lambda item: item[1], reverse=True))


def _moved(session: Session, scorecard: Scorecard) -> frozenset[tuple[int | None, datetime | None]]:
    """Who wrote marks by moving them to another version of the rubric or back, and when: that is not at the desk."""
    rows = session.scalars(
        sa.select(RubricMove)
        .join(MovedScorecard, MovedScorecard.move_id == RubricMove.id)
        .where(MovedScorecard.scorecard_id == scorecard.id)
    ).all()
    return frozenset(
        act for row in rows for act in ((row.moved_by_id, row.moved_at), (row.undone_by_id, row.undone_at))
    )
