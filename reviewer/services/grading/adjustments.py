"""Visible lines that move a total outside the criteria, each with a reason the delegate will read."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import scoring
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.states import Verdict
from reviewer.models import Adjustment, Ruling
from reviewer.services.grading.marks import LONGEST_COMMENT
from reviewer.services.grading.permitted import check_may_write
from reviewer.services.grading.records import record
from reviewer.work import Work


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
    check_may_write(work.session, actor, paper_id)
    if not reason.strip():
        raise Refused("reason_missing", "Give a reason; others will have to answer for this, too.")
    scoring.check_adjustment(scoring.Adjustment(kind, points, reason, rule))
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
    record(work, actor, paper_id, "adjustment.made", "adjustment", row.id, kind=kind)
    return row


def revoke_adjustment(work: Work, actor: Actor, *, adjustment_id: int) -> Adjustment:
    """Take an adjustment back; it stays in the log. Raises Refused for the line of a ruling."""
    row = work.session.get(Adjustment, adjustment_id)
    if row is None:
        raise NotFound("adjustment_unknown", "There is no such adjustment.")
    check_may_write(work.session, actor, row.paper_id)
    if row.rule == RULING:
        raise Refused("line_of_ruling", "This line follows staff's ruling. It changes when they rule anew.")
    if row.revoked_at is None:
        row.revoked_at = work.now
        record(work, actor, row.paper_id, "adjustment.revoked", "adjustment", row.id)
    return row


RULING = "ruling"
"""The rule of the adjustment that stands for a case's ruling."""


def replace_ruling_adjustment(work: Work, *, paper_id: int, ruling: Ruling) -> None:
    """Let the marks follow the newest ruling: its penalty or disqualification is the only one that stands."""
    for row in standing_adjustments(work.session, paper_id):
        if row.rule == RULING:
            row.revoked_at = work.now
    if ruling.verdict not in (Verdict.PENALTY, Verdict.DISQUALIFIED):
        return
    disqualified = ruling.verdict is Verdict.DISQUALIFIED
    work.session.add(
        Adjustment(
            paper_id=paper_id,
            kind="cap" if disqualified else "deduction",
            points=Decimal(0) if disqualified else ruling.penalty,
            rule=RULING,
            reason=ruling.reason,
            made_by_id=ruling.ruled_by_id,
            made_at=work.now,
        )
    )


def standing_adjustments(session: Session, paper_id: int) -> list[Adjustment]:
    """The paper's adjustments that were not taken back, oldest first."""
    return list(
        session.scalars(
            sa.select(Adjustment)
            .where(Adjustment.paper_id == paper_id, Adjustment.revoked_at.is_(None))
            .order_by(Adjustment.id)
        )
    )
