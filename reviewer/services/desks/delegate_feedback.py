"""Feedback as its delegates see it: read from what a release froze, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.models import Document, FinalMark, Paper, Submission
from reviewer.services import release
from reviewer.services.desks.rendering import Highlight, ShownBlock, shown_blocks
from reviewer.services.papers import conference_of, paper_place, topic_titles


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """A criterion's points of what it is worth, with the level's words and the chair's note. Empty words are "".

    `topic` is a title when the criterion is marked for each of several topics, else "".
    """

    title: str
    topic: str
    points: Decimal
    worth: Decimal
    level: str
    words: str
    note: str
    given: Decimal | None = None
    moved: Decimal = Decimal(0)
    """By how much comments moved the mark that was given."""
    topic_number: int | None = None


@dataclass(frozen=True, slots=True)
class AdjustmentShown:
    """Points added or taken outside the criteria, and why."""

    reason: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class CommentShown:
    """A chair's comment, numbered in the order of the text; `quote` is empty when it is on the whole paper.

    `span` is where its words stand in the text of what was marked, (0, 0) when they do not. `points` is what it added
    to its criterion's mark or took off.
    """

    id: str
    number: int
    text: str
    quote: str
    author: str = ""
    criterion: str = ""
    topic: str = ""
    points: Decimal | None = None
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A key question in the released map. `id` names its evidence in the text, empty when there is none."""

    id: str
    topic: str
    text: str
    status: str
    is_confirmed: bool
    quote: str


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """The whole sheet. `readings` holds one tuple of criteria for each reader; `media_type` is of the marked file.

    `reader_totals` has each reader's total where there are several, none for releases made before they were kept;
    `method` says how they made the total.
    """

    paper_id: int
    conference_id: int
    timezone: str
    committee: str
    delegation: str
    topic: str
    released: bool
    total: Decimal | None
    out_of: Decimal | None
    band: str
    readings: tuple[tuple[CriterionShown, ...], ...]
    adjustments: tuple[AdjustmentShown, ...]
    overall: str
    comments: tuple[CommentShown, ...]
    questions: tuple[QuestionShown, ...]
    blocks: tuple[ShownBlock, ...]
    language: str
    media_type: str = ""
    reader_totals: tuple[Decimal, ...] = ()
    method: str = ""


def feedback_page(session: Session, actor: Actor, paper_id: int, now: datetime) -> FeedbackPage:
    """The feedback of an own paper, with `released` False and nothing in it until a release shows it.

    Raises NotFound for a paper that is not the actor's own.
    """
    if not access.may_read_own_paper(actor, paper_place(session, paper_id)):
        raise NotFound("paper_unknown", "There is no such paper.")
    return released_page(session, paper_id, now)


def released_page(session: Session, paper_id: int, now: datetime) -> FeedbackPage:
    """The same for whoever was already found to be one who may have it."""
    final = release.visible_mark(session, paper_id, now)
    content: Mapping[str, Any] = final.content if final else {}
    document = _document(session, final) if final else None
    text = document.text if document else ""
    titles = {line["key"]: line["title"] for line in content.get("criteria", ())}
    topics = _topics(session, paper_id, content)
    comments = _comments(content.get("comments", ()), document, titles, topics)
    questions, evidence = _questions(content.get("coverage", ()), document)
    marked = [Highlight(one.id, start, end, ("comment",), one.number, one) for one, (start, end) in comments if end]
    paper = session.get_one(Paper, paper_id)
    conference = conference_of(session, paper_id)
    return FeedbackPage(
        paper_id=paper_id,
        conference_id=conference.id,
        timezone=conference.timezone,
        committee=paper.seat.committee.name,
        delegation=paper.seat.delegation.name,
        topic=paper.topic.title if paper.topic else "",
        released=final is not None,
        total=final.total if final else None,
        out_of=final.out_of if final else None,
        band=content.get("band") or "",
        readings=_readings(content.get("criteria", ()), topics),
        adjustments=tuple(
            AdjustmentShown(one["reason"], Decimal(one["points"])) for one in content.get("adjustments", ())
        ),
        overall=content.get("overall", ""),
        comments=tuple(one for one, _ in comments),
        questions=questions,
        blocks=shown_blocks(text, document.blocks, [*evidence, *marked]) if document else (),
        language=(document.language or "") if document else "",
        media_type=session.get_one(Submission, final.submission_id).media_type if final else "",
        reader_totals=_totals(content),
        method=final.method if final else "",
    )


def _document(session: Session, final: FinalMark) -> Document | None:
    document_id = session.get_one(Submission, final.submission_id).document_id
    return session.get(Document, document_id) if document_id else None


def _topics(session: Session, paper_id: int, content: Mapping[str, Any]) -> Mapping[int, str]:
    """The titles of the topics that criteria were marked for, where there are several.

    Releases made before titles were kept have those of today.
    """
    marked = {line["topic"] for line in content.get("criteria", ())} - {None}
    if len(marked) < 2:
        return {}
    if "topics" in content:
        return {int(number): title for number, title in content["topics"].items()}
    return topic_titles(session, [paper_id]).get(paper_id, {})


def _totals(content: Mapping[str, Any]) -> tuple[Decimal, ...]:
    totals: Mapping[str, str] = content.get("totals", {})
    return tuple(Decimal(totals[slot]) for slot in sorted(totals, key=int)) if len(totals) > 1 else ()


def _readings(lines: Iterable[Mapping[str, Any]], topics: Mapping[int, str]) -> tuple[tuple[CriterionShown, ...], ...]:
    found: dict[int, list[CriterionShown]] = {}
    for line in lines:
        shown = CriterionShown(
            title=line["title"],
            topic=topics.get(line["topic"], ""),
            points=Decimal(line["points"]),
            worth=Decimal(line["worth"]),
            level=line["level_title"],
            words=line["descriptor"],
            note=line["note"],
            given=Decimal(line["given"]) if line.get("given") else None,
            moved=Decimal(line.get("moved", 0)),
            topic_number=line["topic"],
        )
        found.setdefault(line.get("reader", 1), []).append(shown)
    return tuple(tuple(found[reader]) for reader in sorted(found))


def _comments(
    frozen: Iterable[Mapping[str, Any]],
    document: Document | None,
    titles: Mapping[str, str],
    topics: Mapping[int, str],
) -> list[tuple[CommentShown, tuple[int, int]]]:
    """Comments on passages in the order of the text, then those on the whole paper (their span is 0, 0)."""
    placed = [(one, _span(one, document)) for one in frozen]
    placed.sort(key=lambda pair: (not pair[1][1], pair[1]))
    return [(_comment(number, one, titles, topics, span), span) for number, (one, span) in enumerate(placed, 1)]


def _comment(
    number: int,
    frozen: Mapping[str, Any],
    titles: Mapping[str, str],
    topics: Mapping[int, str],
    span: tuple[int, int],
) -> CommentShown:
    """Releases made before points and topics were kept say neither."""
    points = frozen.get("points")
    return CommentShown(
        id=f"comment-{number}",
        number=number,
        text=frozen["text"],
        quote=frozen["quote"] or "",
        criterion=titles.get(frozen.get("criterion") or "", ""),
        topic=topics.get(frozen.get("topic") or 0, ""),
        points=None if points is None else Decimal(points),
        span=span,
    )


def _questions(
    frozen: Iterable[Mapping[str, Any]], document: Document | None
) -> tuple[tuple[QuestionShown, ...], list[Highlight]]:
    shown, highlights = [], []
    for number, one in enumerate(frozen, 1):
        spans = [span for span in (_span(sentence, document) for sentence in one["evidence"]) if span[1]]
        name = f"evidence-{number}" if spans else ""
        highlights += [Highlight(name, start, end, ("evidence",)) for start, end in spans]
        quote = one["evidence"][0]["quote"] if one["evidence"] else ""
        is_confirmed = bool(one.get("confirmed", False))
        shown.append(QuestionShown(name, one["topic"], one["question"], one["status"], is_confirmed, quote))
    return tuple(shown), highlights


def _span(anchored: Mapping[str, Any], document: Document | None) -> tuple[int, int]:
    """Where the words stand in the paper that was marked; (0, 0) when they are not where they were."""
    start, end = anchored["start"], anchored["end"]
    if document is None or start is None or end is None or document.text[start:end] != anchored["quote"]:
        return 0, 0
    return start, end
