"""The page of one paper as its delegates see it: receipt, checks, and what may still be mended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from reviewer.domain.access import Actor
from reviewer.domain.states import CoverageStatus, MatchKind, Role, RunState
from reviewer.models import (
    Conference,
    CoverageSnapshot,
    Document,
    KeyQuestion,
    QuestionCoverage,
    Run,
    Submission,
    Topic,
)
from reviewer.services import formats, rechecks, reports
from reviewer.services.desks.delegate import PaperCard, own_card
from reviewer.services.desks.form_marks import form_highlights
from reviewer.services.desks.paper_facts import PaperFacts, paper_facts
from reviewer.services.desks.rendering import Highlight, ShownBlock, shown_blocks
from reviewer.services.desks.wording import Wording, wording
from reviewer.services.formats import Form
from reviewer.services.papers import paper_place

MENDABLE = frozenset(
    {
        "hidden_text",
        "white_text",
        "tiny_text",
        "invisible_text",
        "invisible_characters",
        "lookalike_letters",
        "garbled_text",
        "tracked_changes",
        "image_only",
        "embedded_content",
        "active_content",
    }
)
"""Flags a delegate can do something about. A file's history and references are facts for staff, not faults."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What the reader knows of a document's form; a value the file does not tell is None."""

    language: str | None
    page_size: str | None
    font: str | None
    font_size_pt: float | None
    line_spacing: float | None


@dataclass(frozen=True, slots=True)
class Mendable:
    """Something in the file the delegate had better mend; `words` are the ones concerned, where the reader saw them."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class QuestionSeen:
    """A key question, the suggestion, and the sentences it rests on, best first; `id` names them in the text."""

    id: str
    topic: str
    text: str
    status: CoverageStatus
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """Words of the own paper that also stand elsewhere: `elsewhere` holds titles, None for a text not to be named.

    `wording` sets them beside those of the first text that may be shown, word by word; None where none may.
    """

    kind: MatchKind
    quote: str
    elsewhere: tuple[str | None, ...]
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class SharedSeen:
    """How much of the paper (0 to 1 of its words) also stands elsewhere, and where in it."""

    share: float
    passages: tuple[SharedPassage, ...]


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The card and what the checks of its newest version found. `shared` is None where the conference hides it.

    `known` are the paper's own facts; `form` is what the committee's format profile says, if there is one. `blocks` is
    the text as it was read, with the evidence and what the profile points at marked.
    """

    card: PaperCard
    facts: Fact | None
    known: PaperFacts | None
    form: Form | None
    mendable: tuple[Mendable, ...]
    questions: tuple[QuestionSeen, ...]
    shared: SharedSeen | None
    can_retry: bool
    blocks: tuple[ShownBlock, ...]
    language: str


def paper_page(session: Session, actor: Actor, paper_id: int, now: datetime) -> PaperPage:
    """The page of an own paper. Raises NotFound for any other."""
    card = own_card(session, actor, paper_id, now)
    newest = card.newest
    document = session.get(Document, newest.document_id) if newest and newest.document_id else None
    questions, evidence = _questions(session, newest.submission_id, document) if newest and document else ((), [])
    sent = session.get_one(Submission, newest.submission_id) if newest else None
    form = formats.form_of(session, sent, document) if sent and document else None
    lights = [*evidence, *form_highlights(form)]
    return PaperPage(
        card=card,
        facts=_facts(document) if document else None,
        known=paper_facts(session, sent, document) if sent and document else None,
        form=form,
        mendable=_mendable(document) if document else (),
        questions=questions,
        shared=_shared(session, actor, card, newest.submission_id) if newest and document else None,
        can_retry=card.may_submit and newest is not None and _can_retry(session, newest.submission_id),
        blocks=shown_blocks(document.text, document.blocks, lights) if document else (),
        language=(document.language or "") if document else "",
    )


def _facts(document: Document) -> Fact:
    fonts: list[dict[str, Any]] = document.format["fonts"]
    main = max(fonts, key=lambda font: font["share"], default=None)
    return Fact(
        language=document.language,
        page_size=document.format["page_size"],
        font=main["name"] if main else None,
        font_size_pt=main["size_pt"] if main else None,
        line_spacing=document.format["line_spacing"],
    )


def _mendable(document: Document) -> tuple[Mendable, ...]:
    """Flags of one kind become one entry, with the words of the first that quotes any."""
    found: dict[str, str] = {}
    for flag in document.flags:
        if flag["code"] in MENDABLE:
            start, end = flag["start"] or 0, flag["end"] or 0
            words = document.text[start:end] or flag["detail"].partition("\u201c")[2].rpartition("\u201d")[0]
            found[flag["code"]] = found.get(flag["code"]) or words
    return tuple(Mendable(code, words) for code, words in found.items())


def _questions(
    session: Session, submission_id: int, document: Document
) -> tuple[tuple[QuestionSeen, ...], list[Highlight]]:
    newest = sa.select(sa.func.max(CoverageSnapshot.id)).where(CoverageSnapshot.submission_id == submission_id)
    rows = session.execute(
        sa.select(QuestionCoverage, KeyQuestion.text, Topic.title)
        .join(KeyQuestion, QuestionCoverage.key_question_id == KeyQuestion.id)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .where(QuestionCoverage.snapshot_id == newest.scalar_subquery())
        .options(selectinload(QuestionCoverage.evidence))
        .order_by(Topic.number, KeyQuestion.number)
    )
    seen, evidence = [], []
    for number, (row, text, topic) in enumerate(rows, 1):
        name = f"evidence-{number}"
        spans = [span for span in row.evidence if span.document_id == document.id]
        evidence += [Highlight(name, span.start, span.end, ("evidence",)) for span in spans]
        quotes = tuple(span.quote for span in row.evidence)
        seen.append(QuestionSeen(name if spans else "", topic, text, row.status, quotes))
    return tuple(seen), evidence


def _shared(session: Session, actor: Actor, card: PaperCard, submission_id: int) -> SharedSeen | None:
    conference = session.get_one(Conference, card.conference_id)
    if not conference.delegates_see_similarity:
        return None
    submission = session.get_one(Submission, submission_id)
    place = paper_place(session, card.paper_id)
    report = reports.report(session, actor, submission, place, reader=Role.DELEGATE)
    if report is None:
        return None
    places: dict[tuple[int, int], list[reports.ReportedMatch]] = {}
    for match in report.matches:
        if match.excluded is None:
            places.setdefault((match.start, match.end), []).append(match)
    return SharedSeen(
        report.figures.similarity,
        tuple(
            SharedPassage(
                here[0].kind,
                here[0].quote,
                tuple(dict.fromkeys(one.other.title or None for one in here)),
                _worded(here),
            )
            for here in places.values()
        ),
    )


def _worded(here: list[reports.ReportedMatch]) -> Wording | None:
    shown = next((one.other_quote for one in here if one.other_quote is not None), None)
    return None if shown is None else wording(here[0].quote, shown, here[0].kind)


def _can_retry(session: Session, submission_id: int) -> bool:
    failed = session.scalars(
        sa.select(Run.error_code).where(Run.submission_id == submission_id, Run.state == RunState.FAILED)
    )
    return any(code in rechecks.WORTH_RETRYING for code in failed)
