"""Staff's audit: cases, what does not count, and rulings. Nothing here is done by the machine."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.severity import Severity
from reviewer.domain.states import CaseState, Role, Verdict
from reviewer.models import Case, Comparison, Match, Membership, Paper, Ruling, Source, StaffExclusion, Submission
from reviewer.models.database import insert_or_keep
from reviewer.services import audit, grading, rulings, severities
from reviewer.services.grading.readings import refuse_when_too_near
from reviewer.services.papers import paper_place
from reviewer.work import Work

_MOST_PENALTY = 1000
"""As many points as an adjustment may take (see `domain.scoring`)."""


def _staffed_place(work: Work, actor: Actor, paper_id: int) -> Place:
    place = paper_place(work.session, paper_id)
    if not access.may_audit(actor, place.conference_id):
        raise NotFound("paper_unknown", "There is no such paper.")
    return place


def open_case(work: Work, actor: Actor, *, paper_id: int) -> Case:
    """Open the audit of a paper, or give the one that is open already."""
    place = _staffed_place(work, actor, paper_id)
    row = {"paper_id": paper_id, "state": CaseState.OPEN, "opened_by_id": actor.user_id, "opened_at": work.now}
    is_new = insert_or_keep(work.session, Case, [row])
    case = work.session.scalars(sa.select(Case).where(Case.paper_id == paper_id)).one()
    if is_new:
        _record(work, actor, place.conference_id, "case.opened", "case", case.id, paper=paper_id)
    return case


def _case(work: Work, actor: Actor, case_id: int) -> tuple[Case, Place]:
    case = work.session.get(Case, case_id, with_for_update={"key_share": True})
    if case is None:
        raise NotFound("case_unknown", "There is no such case.")
    place = paper_place(work.session, case.paper_id)
    if not access.may_audit(actor, place.conference_id):
        raise NotFound("case_unknown", "There is no such case.")
    return case, place


def paper_of_case(work: Work, actor: Actor, *, case_id: int) -> int:
    """The paper a case is about. Raises NotFound for anybody but staff of its conference."""
    return _case(work, actor, case_id)[0].paper_id


def assign_case(work: Work, actor: Actor, *, case_id: int, assignee_id: int) -> Case:
    """Give a case to a member of staff. Raises NotFound for anybody else."""
    case, place = _case(work, actor, case_id)
    is_staff = work.session.scalar(
        sa.select(Membership.id).where(
            Membership.user_id == assignee_id,
            Membership.conference_id == place.conference_id,
            Membership.role == Role.STAFF,
            Membership.ended_at.is_(None),
        )
    )
    if is_staff is None:
        raise NotFound("staff_unknown", "This conference has no such member of staff.")
    case.assignee_id = assignee_id
    if case.state is CaseState.OPEN:
        case.state = CaseState.ASSIGNED
    _record(work, actor, place.conference_id, "case.assigned", "case", case.id, assignee=assignee_id)
    return case


def exclude(
    work: Work,
    actor: Actor,
    *,
    paper_id: int,
    reason: str,
    match_id: int | None = None,
    source_id: int | None = None,
    for_all_papers: bool = False,
) -> StaffExclusion:
    """Say that a match, or all that stands in a source, does not count. At once on every page; undone by `restore`.

    A match's exclusion holds for both papers of its pair; a source's for this paper, or for all.
    """
    place = _staffed_place(work, actor, paper_id)
    if not reason.strip():
        raise Refused("reason_missing", "Give a reason; others will have to answer for this, too.")
    if match_id is not None:
        _check_match(work, paper_id, match_id)
    else:
        source = work.session.get(Source, source_id) if source_id is not None else None
        if source is None or source.conference_id != place.conference_id:
            raise NotFound("source_unknown", "There is no such source.")
    row = StaffExclusion(
        conference_id=place.conference_id,
        paper_id=None if for_all_papers or match_id is not None else paper_id,
        match_id=match_id,
        source_id=None if match_id is not None else source_id,
        reason=reason.strip(),
        made_by_id=actor.user_id,
        made_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _record(
        work,
        actor,
        place.conference_id,
        "exclusion.made",
        "exclusion",
        row.id,
        paper=row.paper_id,
        match=match_id,
        source=row.source_id,
    )
    return row


def _check_match(work: Work, paper_id: int, match_id: int) -> None:
    documents = sa.select(Submission.document_id).where(Submission.paper_id == paper_id)
    found = work.session.scalar(
        sa.select(Match.id)
        .join(Comparison, Match.comparison_id == Comparison.id)
        .where(
            Match.id == match_id,
            sa.or_(Comparison.low_document_id.in_(documents), Comparison.high_document_id.in_(documents)),
        )
    )
    if found is None:
        raise NotFound("match_unknown", "There is no such passage.")


def restore(work: Work, actor: Actor, *, exclusion_id: int) -> StaffExclusion:
    """Undo an exclusion: what it left out counts again."""
    row = work.session.get(StaffExclusion, exclusion_id)
    if row is None or not access.may_audit(actor, row.conference_id):
        raise NotFound("exclusion_unknown", "There is no such exclusion.")
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by_id = work.now, actor.user_id
        _record(work, actor, row.conference_id, "exclusion.revoked", "exclusion", row.id)
    return row


def rule(
    work: Work, actor: Actor, *, case_id: int, verdict: Verdict, reason: str, penalty: Decimal | None = None
) -> Ruling:
    """Decide a case, with a reason and the figure it rests on. A later ruling replaces it; none is removed.

    What it rested on is kept (`services.rulings`). A penalty, or a disqualification, is a line of the paper's marks
    from now on; the line of an earlier ruling goes.
    """
    case, place = _case(work, actor, case_id)
    refuse_when_too_near(actor, place)
    if not reason.strip():
        raise Refused("reason_missing", "Give a reason; others will have to answer for this, too.")
    if verdict is Verdict.PENALTY:
        _check_penalty(penalty)
    grading.refuse_when_released(work.session, case.paper_id)
    rested_on = rulings.evidence(work, actor, case.paper_id, place)
    ruling = Ruling(
        case_id=case.id,
        verdict=verdict,
        reason=reason.strip(),
        penalty=penalty if verdict is Verdict.PENALTY else None,
        similarity=rested_on.similarity,
        ruled_by_id=actor.user_id,
        ruled_at=work.now,
    )
    work.session.add(ruling)
    case.state = CaseState.RULED
    work.session.flush()
    rulings.keep(work, ruling, rested_on)
    grading.replace_ruling_adjustment(work, paper_id=case.paper_id, ruling=ruling)
    _record(work, actor, place.conference_id, "case.ruled", "ruling", ruling.id, case=case.id, verdict=verdict.value)
    return ruling


def _check_penalty(penalty: Decimal | None) -> None:
    is_amount = penalty is not None and penalty.is_finite() and 0 < penalty <= _MOST_PENALTY
    if not is_amount or penalty != round(penalty or Decimal(0), 2):
        raise Refused("penalty_missing", "Say how many points the penalty takes: a number such as 2 or 2.5.")


def clear_together(
    work: Work, actor: Actor, *, conference_id: int, paper_ids: Sequence[int], reason: str
) -> list[Ruling]:
    """Clear several papers with one reason; each gets a case, if it has none, and a ruling of its own.

    Raises Refused, and clears none, when one of them is more than a minor finding or is ruled already: those want
    to be looked at one by one. Raises NotFound for a paper that is not of this conference.
    """
    if not paper_ids:
        raise Refused("nothing_chosen", "Choose at least one paper.")
    if any(_staffed_place(work, actor, paper_id).conference_id != conference_id for paper_id in paper_ids):
        raise NotFound("paper_unknown", "There is no such paper.")
    _lock_all(work, paper_ids)
    submissions = [one for paper_id in paper_ids if (one := grading.current_submission(work.session, paper_id))]
    weights = severities.weigh(work.session, conference_id, submissions)
    if any(one.severity in (Severity.HIGH, Severity.MEDIUM) for one in weights.values()):
        raise Refused("not_minor", "Only minor findings are cleared together. Open the others one by one.")
    cases = [open_case(work, actor, paper_id=paper_id) for paper_id in dict.fromkeys(paper_ids)]
    if any(case.state is CaseState.RULED for case in cases):
        raise Refused("ruled_already", "One of these is ruled already. Change its ruling on its own page.")
    return [rule(work, actor, case_id=case.id, verdict=Verdict.CLEARED, reason=reason) for case in cases]


def _lock_all(work: Work, paper_ids: Sequence[int]) -> None:
    """Hold the cases and papers before the first audit event: see `papers.lock_paper` for the order."""
    for rows in (
        sa.select(Case.id).where(Case.paper_id.in_(paper_ids)).order_by(Case.id),
        sa.select(Paper.id).where(Paper.id.in_(paper_ids)).order_by(Paper.id),
    ):
        work.session.execute(rows.with_for_update(key_share=True))


def _record(
    work: Work,
    actor: Actor,
    conference_id: int,
    action: str,
    subject: str,
    subject_id: int,
    **details: int | str | None,
) -> None:
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject=subject,
        subject_id=subject_id,
        **details,
    )
