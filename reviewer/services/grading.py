"""Chairs mark and comment. Every field has a version: nobody's words are lost, nobody's are overwritten.

A write names the version its author saw. If another was written since, the write is refused with what stands there now,
by whom and when, and the author decides. Writing what stands there already is never a conflict: a browser that lost
its connection may send again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access, scoring
from reviewer.domain.access import Actor
from reviewer.domain.anchors import anchor
from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.domain.scoring import MarkKey
from reviewer.domain.states import CoverageStatus, ScorecardState, Verdict
from reviewer.models import (
    Adjustment,
    AdoptedRubric,
    Comment,
    Committee,
    CoverageJudgement,
    Document,
    EvidenceSpan,
    KeyQuestion,
    Mark,
    Paper,
    QuestionCoverage,
    Release,
    ReleasedMark,
    Ruling,
    Scorecard,
    Seat,
    Submission,
    Topic,
    User,
)
from reviewer.models.database import insert_or_keep
from reviewer.services import audit
from reviewer.services.papers import conference_of, current_submissions, lock_paper, paper_place
from reviewer.work import Work

LONGEST_COMMENT = 5_000


@dataclass(frozen=True, slots=True)
class Selection:
    """The words a chair selected: offsets into a document's text, and the words as the chair saw them."""

    document_id: int
    start: int
    end: int
    quote: str


def check_may_mark(session: Session, actor: Actor, paper_id: int) -> access.Place:
    """The paper's place; raises NotFound for a paper that is not the actor's to know of, NotAllowed for others."""
    place = paper_place(session, paper_id)
    if access.may_mark(actor, place):
        return place
    if access.may_read_own_paper(actor, place) or access.may_read_for_marking(actor, place):
        raise NotAllowed("not_your_committee", "Only this committee's chairs may mark its papers.")
    raise NotFound("paper_unknown", "There is no such paper.")


def open_scorecard(work: Work, actor: Actor, *, paper_id: int, slot: int = 1) -> Scorecard:
    """The paper's scorecard in this reading slot, made at the first touch. Permitted chairs share it.

    Raises Refused while the committee has no rubric or the paper no readable version.
    """
    check_may_mark(work.session, actor, paper_id)
    refuse_when_released(work.session, paper_id)
    found = _scorecard(work.session, paper_id, slot)
    if found is not None:
        return found
    rubric_id = work.session.scalar(
        sa.select(Committee.rubric_id)
        .join(Seat, Seat.committee_id == Committee.id)
        .join(Paper, Paper.seat_id == Seat.id)
        .where(Paper.id == paper_id)
    )
    if rubric_id is None:
        raise Refused("no_rubric", "This committee has no rubric yet. Ask the conference's staff to adopt one.")
    submission = current_submission(work.session, paper_id)
    if submission is None or submission.document_id is None:
        raise Refused("nothing_to_mark", "There is no readable version of this paper to mark yet.")
    row = {
        "paper_id": paper_id,
        "slot": slot,
        "rubric_id": rubric_id,
        "submission_id": submission.id,
        "state": ScorecardState.DRAFT,
        "overall": "",
        "overall_version": 0,
        "started_by_id": actor.user_id,
        "started_at": work.now,
    }
    insert_or_keep(work.session, Scorecard, [row])
    found = _scorecard(work.session, paper_id, slot)
    assert found is not None, "it was just inserted, or stood there already"
    return found


def current_submission(session: Session, paper_id: int) -> Submission | None:
    """The version of a paper that counts now."""
    this = sa.select(Paper.id).where(Paper.id == paper_id)
    return session.scalar(sa.select(Submission).where(Submission.id.in_(current_submissions(of=this))))


def zone_of(session: Session, paper_id: int) -> str:
    """The zone in which times of this paper are told."""
    return conference_of(session, paper_id).timezone


def _scorecard(session: Session, paper_id: int, slot: int) -> Scorecard | None:
    return session.scalar(
        sa.select(Scorecard).where(Scorecard.paper_id == paper_id, Scorecard.slot == slot).with_for_update()
    )


def _open_draft(work: Work, actor: Actor, paper_id: int) -> Scorecard:
    scorecard = open_scorecard(work, actor, paper_id=paper_id)
    if scorecard.state is ScorecardState.FINAL:
        raise Refused("scorecard_final", "This scorecard is finished. Reopen it to change it.")
    _follow(work.session, scorecard)
    return scorecard


def _follow(session: Session, scorecard: Scorecard) -> None:
    """An open scorecard speaks of the version that counts, which is the one on the desk."""
    current = current_submission(session, scorecard.paper_id)
    if current is not None and current.document_id is not None:
        scorecard.submission_id = current.id


def refuse_when_released(session: Session, paper_id: int) -> None:
    """Hold the paper and raise Refused while a release shows it: what is shown may not change underneath."""
    lock_paper(session, paper_id)
    released = session.scalar(
        sa.select(Release.id)
        .join(ReleasedMark, ReleasedMark.release_id == Release.id)
        .where(ReleasedMark.paper_id == paper_id, Release.revoked_at.is_(None))
        .limit(1)
    )
    if released is not None:
        raise Refused(
            "released_already", "This paper's feedback is released. Staff must take the release back before it changes."
        )


def rubric_of(row: AdoptedRubric) -> Rubric:
    """The domain's value of an adopted rubric."""
    return rubric_from_mapping(row.content, file=f"{row.name}, version {row.version}")


def topics_of(session: Session, paper_id: int) -> tuple[int, ...]:
    """The numbers of the topics a paper is on: its own, or all of its committee's; (1,) when none is set up."""
    return _topics_of_papers(session, [paper_id]).get(paper_id, (1,))


def set_mark(
    work: Work,
    actor: Actor,
    *,
    paper_id: int,
    criterion: str,
    topic: int | None,
    points: Decimal | None,
    seen_version: int,
) -> Mark:
    """Give, change or (points None) take back the mark for one criterion.

    `seen_version` is the version the author saw, 0 for none. Raises Conflict with `by`, `at`, `value` and `version` of
    what stands there, Refused for a mark that the rubric does not have.
    """
    scorecard = _open_draft(work, actor, paper_id)
    rubric = rubric_of(scorecard.rubric)
    if points is not None:
        scoring.check_mark(rubric, MarkKey(criterion, topic), points, topics_of(work.session, paper_id))
    mark = _mark(work, actor, scorecard, rubric, criterion, topic)
    if mark.version and mark.points == points:
        return mark
    if mark.version != seen_version:
        value = None if mark.points is None else str(mark.points)
        raise _changed(work.session, mark.changed_by_id, mark.changed_at, mark.version, value)
    mark.points = points
    mark.version += 1
    mark.changed_by_id, mark.changed_at = actor.user_id, work.now
    work.session.flush()
    _record(work, actor, paper_id, "mark.set", "mark", mark.id, criterion=criterion, topic=topic, version=mark.version)
    return mark


def set_note(
    work: Work, actor: Actor, *, paper_id: int, criterion: str, topic: int | None, note: str, seen_version: int
) -> Mark:
    """Write the note beside one criterion's mark; a field of its own, with conflicts as in `set_mark`."""
    scorecard = _open_draft(work, actor, paper_id)
    mark = _mark(work, actor, scorecard, rubric_of(scorecard.rubric), criterion, topic)
    written = note[:LONGEST_COMMENT]
    if mark.note == written:
        return mark
    if mark.note_version != seen_version:
        raise _changed(work.session, mark.note_by_id, mark.note_at, mark.note_version, mark.note)
    mark.note = written
    mark.note_version += 1
    mark.note_by_id, mark.note_at = actor.user_id, work.now
    work.session.flush()
    _record(
        work, actor, paper_id, "note.set", "mark", mark.id, criterion=criterion, topic=topic, version=mark.note_version
    )
    return mark


def _mark(work: Work, actor: Actor, scorecard: Scorecard, rubric: Rubric, criterion: str, topic: int | None) -> Mark:
    if MarkKey(criterion, topic) not in scoring.mark_keys(rubric, topics_of(work.session, scorecard.paper_id)):
        raise Refused("criterion_unknown", "This rubric has no such criterion. Reload the page.")
    place = {"scorecard_id": scorecard.id, "criterion": criterion, "topic_number": topic or 0}
    empty = {"version": 0, "changed_by_id": actor.user_id, "changed_at": work.now, "note": "", "note_version": 0}
    insert_or_keep(work.session, Mark, [place | empty])
    return work.session.scalars(sa.select(Mark).filter_by(**place).with_for_update()).one()


def set_overall(work: Work, actor: Actor, *, paper_id: int, text: str, seen_version: int) -> Scorecard:
    """Write the overall comment. Raises Conflict as `set_mark` does."""
    scorecard = _open_draft(work, actor, paper_id)
    written = text[:LONGEST_COMMENT]
    if scorecard.overall == written:
        return scorecard
    if scorecard.overall_version != seen_version:
        raise _changed(
            work.session, scorecard.overall_by_id, scorecard.overall_at, scorecard.overall_version, scorecard.overall
        )
    scorecard.overall = written
    scorecard.overall_version += 1
    scorecard.overall_by_id, scorecard.overall_at = actor.user_id, work.now
    _record(work, actor, paper_id, "overall.set", "scorecard", scorecard.id, version=scorecard.overall_version)
    return scorecard


def _changed(session: Session, by_id: int | None, at: datetime | None, version: int, value: str | None) -> Conflict:
    name = session.scalar(sa.select(User.name).where(User.id == by_id)) or ""
    message = "Somebody else changed this meanwhile. Look at their version and decide which to keep."
    return Conflict("field_changed", message, by=name, at=at, version=version, value=value)


def add_comment(
    work: Work,
    actor: Actor,
    *,
    paper_id: int,
    text: str,
    criterion: str | None = None,
    selection: Selection | None = None,
) -> Comment:
    """Comment on selected words, on a criterion, on both, or on the paper as a whole.

    Raises Refused when nothing was written, or when the selected words do not stand where they were.
    """
    scorecard = _open_draft(work, actor, paper_id)
    comment = Comment(
        paper_id=paper_id,
        scorecard_id=scorecard.id,
        author_id=actor.user_id,
        criterion=criterion,
        text=_written(text),
        version=1,
        made_at=work.now,
        changed_at=work.now,
    )
    if selection is not None:
        _anchor_comment(work.session, comment, paper_id, selection)
    work.session.add(comment)
    work.session.flush()
    _record(work, actor, paper_id, "comment.added", "comment", comment.id)
    return comment


def _written(text: str) -> str:
    written = text.strip()[:LONGEST_COMMENT]
    if not written:
        raise Refused("comment_empty", "Write something before you save the comment.")
    return written


def _anchor_comment(session: Session, comment: Comment, paper_id: int, selection: Selection) -> None:
    text = session.scalar(
        sa.select(Document.text)
        .join(Submission, Submission.document_id == Document.id)
        .where(Document.id == selection.document_id, Submission.paper_id == paper_id)
        .limit(1)
    )
    lost = Refused("anchor_lost", "The words you selected are not where they were. Select them again.")
    if text is None:
        raise lost
    try:
        place = anchor(text, selection.start, selection.end)
    except ValueError:
        raise lost from None
    if " ".join(place.quote.split()) != " ".join(selection.quote.split()):
        raise lost
    comment.document_id = selection.document_id
    comment.start, comment.end, comment.quote = place.start, place.end, place.quote
    comment.before, comment.after = place.before, place.after


def edit_comment(work: Work, actor: Actor, *, comment_id: int, text: str, seen_version: int) -> Comment:
    """Change the words of an own comment. Raises Conflict when it was changed since, NotAllowed on another's."""
    comment = _own_comment(work, actor, comment_id)
    written = _written(text)
    if comment.text == written:
        return comment
    if comment.version != seen_version:
        raise _changed(work.session, comment.author_id, comment.changed_at, comment.version, comment.text)
    comment.text, comment.changed_at = written, work.now
    comment.version += 1
    _record(work, actor, comment.paper_id, "comment.changed", "comment", comment.id, version=comment.version)
    return comment


def delete_comment(work: Work, actor: Actor, *, comment_id: int) -> Comment:
    """Take an own comment away; `restore_comment` brings it back."""
    comment = _own_comment(work, actor, comment_id)
    if comment.deleted_at is None:
        comment.deleted_at = work.now
        _record(work, actor, comment.paper_id, "comment.deleted", "comment", comment.id)
    return comment


def restore_comment(work: Work, actor: Actor, *, comment_id: int) -> Comment:
    """Bring back a comment that was taken away."""
    comment = _own_comment(work, actor, comment_id)
    if comment.deleted_at is not None:
        comment.deleted_at = None
        _record(work, actor, comment.paper_id, "comment.restored", "comment", comment.id)
    return comment


def _own_comment(work: Work, actor: Actor, comment_id: int) -> Comment:
    comment = work.session.get(Comment, comment_id, with_for_update=True)
    if comment is None:
        raise NotFound("comment_unknown", "There is no such comment.")
    check_may_mark(work.session, actor, comment.paper_id)
    if comment.author_id != actor.user_id:
        raise NotAllowed("not_your_comment", "Only its author may change a comment.")
    _open_draft(work, actor, comment.paper_id)
    return comment


def judge_question(
    work: Work,
    actor: Actor,
    *,
    paper_id: int,
    key_question_id: int,
    status: CoverageStatus,
    evidence_span_id: int | None = None,
) -> CoverageJudgement:
    """Confirm or correct the suggestion for one key question; the newest word counts. Raises NotFound."""
    check_may_mark(work.session, actor, paper_id)
    refuse_when_released(work.session, paper_id)
    _check_question(work.session, paper_id, key_question_id, evidence_span_id)
    judgement = CoverageJudgement(
        paper_id=paper_id,
        key_question_id=key_question_id,
        status=status,
        evidence_span_id=evidence_span_id,
        judged_by_id=actor.user_id,
        judged_at=work.now,
    )
    work.session.add(judgement)
    work.session.flush()
    _record(
        work,
        actor,
        paper_id,
        "question.judged",
        "judgement",
        judgement.id,
        question=key_question_id,
        status=status.value,
    )
    return judgement


def _check_question(session: Session, paper_id: int, key_question_id: int, evidence_span_id: int | None) -> None:
    committee_of_question = session.scalar(
        sa.select(Topic.committee_id)
        .join(KeyQuestion, KeyQuestion.topic_id == Topic.id)
        .where(KeyQuestion.id == key_question_id)
    )
    if committee_of_question != paper_place(session, paper_id).committee_id:
        raise NotFound("question_unknown", "This committee has no such key question.")
    if evidence_span_id is None:
        return
    question = session.scalar(
        sa.select(QuestionCoverage.key_question_id)
        .join(EvidenceSpan, EvidenceSpan.question_coverage_id == QuestionCoverage.id)
        .where(EvidenceSpan.id == evidence_span_id)
    )
    if question != key_question_id:
        raise NotFound("evidence_unknown", "There is no such evidence for this question.")


def adjust(
    work: Work,
    actor: Actor,
    *,
    paper_id: int,
    kind: scoring.AdjustmentKind,
    points: Decimal,
    reason: str,
    rule: str | None = None,
) -> Adjustment:
    """Add a visible line that moves the total, with a reason the delegate will read. Raises Refused without one."""
    check_may_mark(work.session, actor, paper_id)
    refuse_when_released(work.session, paper_id)
    if not reason.strip():
        raise Refused("reason_missing", "Give a reason; others will have to answer for this, too.")
    row = Adjustment(
        paper_id=paper_id,
        kind=kind,
        points=points,
        rule=rule,
        reason=reason.strip()[:LONGEST_COMMENT],
        made_by_id=actor.user_id,
        made_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _record(work, actor, paper_id, "adjustment.made", "adjustment", row.id, kind=kind)
    return row


def revoke_adjustment(work: Work, actor: Actor, *, adjustment_id: int) -> Adjustment:
    """Take an adjustment back; it stays in the log."""
    row = work.session.get(Adjustment, adjustment_id)
    if row is None:
        raise NotFound("adjustment_unknown", "There is no such adjustment.")
    check_may_mark(work.session, actor, row.paper_id)
    refuse_when_released(work.session, row.paper_id)
    if row.revoked_at is None:
        row.revoked_at = work.now
        _record(work, actor, row.paper_id, "adjustment.revoked", "adjustment", row.id)
    return row


_RULING = "ruling"
"""The rule of the adjustment that stands for a case's ruling."""


def replace_ruling_adjustment(work: Work, *, paper_id: int, ruling: Ruling) -> None:
    """Let the marks follow the newest ruling: its penalty or disqualification is the only one that stands."""
    for row in standing_adjustments(work.session, paper_id):
        if row.rule == _RULING:
            row.revoked_at = work.now
    if ruling.verdict not in (Verdict.PENALTY, Verdict.DISQUALIFIED):
        return
    disqualified = ruling.verdict is Verdict.DISQUALIFIED
    work.session.add(
        Adjustment(
            paper_id=paper_id,
            kind="cap" if disqualified else "deduction",
            points=Decimal(0) if disqualified else ruling.penalty,
            rule=_RULING,
            reason=ruling.reason,
            made_by_id=ruling.ruled_by_id,
            made_at=work.now,
        )
    )


def score_of(session: Session, scorecard: Scorecard) -> scoring.Score:
    """The scorecard's sum with the paper's adjustments, complete or running."""
    return scores_of(session, [scorecard])[scorecard.id]


def scores_of(session: Session, scorecards: Sequence[Scorecard]) -> dict[int, scoring.Score]:
    """The sums of several scorecards by their ids, in a fixed number of queries."""
    papers = {scorecard.paper_id for scorecard in scorecards}
    adjustments: dict[int, list[Adjustment]] = defaultdict(list)
    for row in session.scalars(
        sa.select(Adjustment)
        .where(Adjustment.paper_id.in_(papers), Adjustment.revoked_at.is_(None))
        .order_by(Adjustment.id)
    ):
        adjustments[row.paper_id].append(row)
    rubrics = {scorecard.rubric_id: scorecard.rubric for scorecard in scorecards}
    parsed = {identity: rubric_of(row) for identity, row in rubrics.items()}
    topics = _topics_of_papers(session, papers)
    return {
        scorecard.id: scoring.total(
            parsed[scorecard.rubric_id],
            marks_of(scorecard),
            [_domain_adjustment(row) for row in adjustments[scorecard.paper_id]],
            topics=topics.get(scorecard.paper_id, (1,)),
        )
        for scorecard in scorecards
    }


def _domain_adjustment(row: Adjustment) -> scoring.Adjustment:
    return scoring.Adjustment(cast("scoring.AdjustmentKind", row.kind), row.points, row.reason, row.rule)


def _topics_of_papers(session: Session, papers: Collection[int]) -> dict[int, tuple[int, ...]]:
    rows = session.execute(
        sa.select(Paper.id, Topic.number)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Topic, Topic.committee_id == Seat.committee_id)
        .where(Paper.id.in_(papers), sa.or_(Paper.topic_id.is_(None), Paper.topic_id == Topic.id))
        .order_by(Paper.id, Topic.number)
    )
    topics: dict[int, tuple[int, ...]] = {}
    for paper_id, number in rows:
        topics[paper_id] = (*topics.get(paper_id, ()), number)
    return topics


def marks_of(scorecard: Scorecard) -> Mapping[MarkKey, Decimal]:
    """The marks given so far."""
    return {
        MarkKey(mark.criterion, mark.topic_number or None): mark.points
        for mark in scorecard.marks
        if mark.points is not None
    }


def standing_adjustments(session: Session, paper_id: int) -> list[Adjustment]:
    """The paper's adjustments that were not taken back, oldest first."""
    return list(
        session.scalars(
            sa.select(Adjustment)
            .where(Adjustment.paper_id == paper_id, Adjustment.revoked_at.is_(None))
            .order_by(Adjustment.id)
        )
    )


def finish(work: Work, actor: Actor, *, paper_id: int) -> Scorecard:
    """Declare the reading done. Raises Refused, naming the criteria, while required marks are missing."""
    scorecard = open_scorecard(work, actor, paper_id=paper_id)
    if scorecard.state is ScorecardState.FINAL:
        return scorecard
    _follow(work.session, scorecard)
    score = score_of(work.session, scorecard)
    if score.missing:
        titles = {line.key: line.title for line in score.lines}
        criteria = "; ".join(
            titles[key] + (f" ({key.topic})" if key.topic is not None else "") for key in score.missing
        )
        raise Refused("marks_missing", f"Some criteria have no mark yet: {criteria}.", criteria=criteria)
    scorecard.state = ScorecardState.FINAL
    scorecard.finished_by_id, scorecard.finished_at = actor.user_id, work.now
    _record(work, actor, paper_id, "scorecard.finished", "scorecard", scorecard.id)
    return scorecard


def reopen(work: Work, actor: Actor, *, paper_id: int) -> Scorecard:
    """Go back to editing a finished reading, while its feedback is not released."""
    scorecard = open_scorecard(work, actor, paper_id=paper_id)
    if scorecard.state is ScorecardState.FINAL:
        _follow(work.session, scorecard)
        scorecard.state = ScorecardState.DRAFT
        scorecard.finished_by_id = scorecard.finished_at = None
        _record(work, actor, paper_id, "scorecard.reopened", "scorecard", scorecard.id)
    return scorecard


def _record(
    work: Work, actor: Actor, paper_id: int, action: str, subject: str, subject_id: int, **details: int | str | None
) -> None:
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=paper_place(work.session, paper_id).conference_id,
        subject=subject,
        subject_id=subject_id,
        paper=paper_id,
        **details,
    )
