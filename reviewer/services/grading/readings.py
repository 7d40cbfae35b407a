"""A reading of a paper: who may write it, on which version and rubric, and until when."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotAllowed, NotFound, Refused
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.domain.states import ScorecardState
from reviewer.models import AdoptedRubric, Committee, Paper, Release, ReleasedMark, Scorecard, Seat, Submission, Topic
from reviewer.models.database import insert_or_keep
from reviewer.services.grading.slots import take_slot
from reviewer.services.papers import conference_of, current_submissions, lock_paper, paper_place
from reviewer.work import Work, once


def check_may_mark(session: Session, actor: Actor, paper_id: int) -> access.Place:
    """The paper's place; raises NotFound for a paper that is not the actor's to know of, NotAllowed for others."""
    place = paper_place(session, paper_id)
    if access.may_mark(actor, place):
        return place
    if access.may_read_for_marking(actor, place):
        refuse_when_too_near(actor, place)
    if access.may_read_own_paper(actor, place):
        raise NotAllowed("not_your_committee", "Only this committee's chairs may mark its papers.")
    raise NotFound("paper_unknown", "There is no such paper.")


def refuse_when_too_near(actor: Actor, place: access.Place) -> None:
    """Raise NotAllowed for who would judge the paper of their own seat or school, or one that a conflict bars."""
    if access.is_too_near(actor, place):
        raise NotAllowed(
            "too_near_paper",
            "You hold this seat, belong to its school, or a conflict with it was declared for you. So its marks are "
            "not yours to see or change. Another chair of this committee, or the conference's staff, can do it.",
        )


def open_scorecard(work: Work, actor: Actor, *, paper_id: int) -> Scorecard:
    """The paper's scorecard that the actor writes in, made at the first touch. Permitted chairs share a slot.

    Raises NotAllowed when others read the paper, Refused while the committee has no rubric or the paper no readable
    version.
    """
    place = check_may_mark(work.session, actor, paper_id)
    refuse_when_released(work.session, paper_id)
    slot = take_slot(work, actor, paper_id=paper_id, place=place)
    found = find_scorecard(work.session, paper_id, slot)
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
    found = find_scorecard(work.session, paper_id, slot)
    assert found is not None, "it was just inserted, or stood there already"
    return found


def current_submission(session: Session, paper_id: int) -> Submission | None:
    """The version of a paper that counts now."""
    this = sa.select(Paper.id).where(Paper.id == paper_id)
    asked = sa.select(Submission).where(Submission.id.in_(current_submissions(of=this)))
    return once(session, ("current submission", paper_id), lambda: session.scalar(asked))


def zone_of(session: Session, paper_id: int) -> str:
    """The zone in which times of this paper are told."""
    return conference_of(session, paper_id).timezone


def find_scorecard(session: Session, paper_id: int, slot: int) -> Scorecard | None:
    """The scorecard of a reading slot, held until the end of the transaction; None when nobody began it."""
    return session.scalar(
        sa.select(Scorecard).where(Scorecard.paper_id == paper_id, Scorecard.slot == slot).with_for_update()
    )


def open_draft(work: Work, actor: Actor, paper_id: int) -> Scorecard:
    """The scorecard the actor may write into now; raises Refused when the reading is finished."""
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
    return _rubric(json.dumps(row.content), f"{row.name}, version {row.version}")


@lru_cache(maxsize=128)
def _rubric(content: str, name: str) -> Rubric:
    """Kept, since an adopted rubric never changes and reading it takes longer than a query."""
    return rubric_from_mapping(json.loads(content), file=name)


def topics_of(session: Session, paper_id: int) -> tuple[int, ...]:
    """The numbers of the topics a paper is on: its own, or all of its committee's; (1,) when none is set up."""
    found = once(session, ("topics", paper_id), lambda: topics_of_papers(session, [paper_id]))
    return found.get(paper_id, (1,))


def topics_of_papers(session: Session, papers: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The topic numbers of several papers by paper id, in one query; a paper without topics is left out."""
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
