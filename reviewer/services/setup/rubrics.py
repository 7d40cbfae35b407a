"""A conference adopts rubrics, each as it is at that moment, and gives its committees one."""

from __future__ import annotations

import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotFound
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import content_hash, to_mapping
from reviewer.models import AdoptedRubric, Committee, Paper, Scorecard, Seat
from reviewer.services import audit
from reviewer.services.setup.adopting import Form, adopt
from reviewer.services.setup.permission import lock_committee
from reviewer.work import Work


def adopt_rubric(work: Work, actor: Actor, *, conference_id: int, rubric: Rubric) -> AdoptedRubric:
    """The rubric as the conference has it from now on; see `adopting.adopt`."""
    form = Form("rubric", rubric.name, rubric.title, to_mapping(rubric), content_hash(rubric))
    return adopt(work, actor, AdoptedRubric, conference_id=conference_id, form=form)


def assign_rubric(work: Work, actor: Actor, *, committee_id: int, rubric_id: int) -> Committee:
    """Mark the committee's papers by this rubric.

    Raises NotFound for a committee or rubric of another conference, Conflict once chairs have begun to mark by another.
    """
    committee = lock_committee(work, actor, committee_id)
    rubric = work.session.get(AdoptedRubric, rubric_id)
    if rubric is None or rubric.conference_id != committee.conference_id:
        raise NotFound("rubric_unknown", "Your conference has not adopted this rubric.")
    if committee.rubric_id == rubric_id:
        return committee
    begun = work.session.scalar(
        sa.select(sa.func.count(Scorecard.id))
        .join(Paper, Scorecard.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id, Scorecard.rubric_id != rubric_id)
    )
    if begun:
        raise Conflict(
            "marking_begun",
            f"{begun} papers of this committee are being marked by another rubric; one committee has one measure.",
            papers=begun,
        )
    committee.rubric_id = rubric_id
    audit.record(
        work,
        "rubric.assigned",
        actor_id=actor.user_id,
        conference_id=committee.conference_id,
        subject="committee",
        subject_id=committee_id,
        rubric=rubric_id,
    )
    return committee
