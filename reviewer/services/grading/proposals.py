"""Deductions and caps that the facts of a paper propose. A person takes each or declines it; none is ever silent.

A rubric's `trigger` names the check: the paper's time for `late`, the findings of the committee's format profile for
the others. A check that cannot tell proposes nothing, and a `ruling` makes its own line (`replace_ruling_adjustment`).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.deadlines import Due
from reviewer.domain.errors import Refused
from reviewer.domain.format_profile import FormatProfile
from reviewer.domain.rubric import Cap, Deduction, Rubric, Trigger
from reviewer.domain.scoring import adjustment_from_rubric
from reviewer.domain.states import DeadlineRight
from reviewer.engine.formats import Finding, findings
from reviewer.models import (
    Adjustment,
    AdoptedRubric,
    Committee,
    DeclinedDeduction,
    Document,
    Paper,
    Scorecard,
    Seat,
    Submission,
    User,
)
from reviewer.services import formats, reading
from reviewer.services.dues import dues
from reviewer.services.grading.adjustments import adjust, standing_adjustments
from reviewer.services.grading.permitted import check_may_write
from reviewer.services.grading.readings import (
    current_submission,
    rubric_of,
)
from reviewer.services.grading.records import record
from reviewer.services.papers import paper_place
from reviewer.work import Work

State = Literal["proposed", "declined"]
_SEVEREST = (DeadlineRight.SUBMISSION, DeadlineRight.FEEDBACK, DeadlineRight.PAPER_AWARD, DeadlineRight.ANY_AWARD)
_TOO_LONG = frozenset({"pages_over", "words_over", "words_over_topic"})
_CHECKS: Mapping[Trigger, tuple[str, ...]] = {
    "over_length": ("pages", "words"),
    "no_references": ("sources",),
    "identity_shown": ("blind",),
}


@dataclass(frozen=True, slots=True)
class Lateness:
    """When a paper came and which due it missed."""

    received: datetime
    due: Due


@dataclass(frozen=True, slots=True)
class Proposal:
    """One rule of the rubric whose check found something: how often it would be taken, and why.

    `late` or `findings` (by `profile`) are the reason. `declined` says by whom and when somebody decided against it.
    """

    rule: Deduction | Cap
    times: int
    late: Lateness | None = None
    findings: tuple[Finding, ...] = ()
    profile: FormatProfile | None = None
    declined: tuple[str, datetime] | None = None

    @property
    def state(self) -> State:
        """Whether somebody has decided."""
        return "declined" if self.declined else "proposed"

    @property
    def most_times(self) -> int:
        """How often it could be taken."""
        return self.rule.most_times if isinstance(self.rule, Deduction) else 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What proposals rest on: the due that the paper missed, and its form's failed checks, by which profile."""

    late: Lateness | None
    findings: tuple[Finding, ...]
    profile: FormatProfile | None


def proposals(session: Session, paper_id: int, rubric: Rubric) -> tuple[Proposal, ...]:
    """What the paper's facts propose by this rubric and is not taken, in the rubric's order."""
    wanted = _triggers(rubric)
    submission = current_submission(session, paper_id)
    if submission is None or submission.document_id is None or not wanted:
        return ()
    facts = _facts(session, submission, wanted)
    taken = {row.rule for row in standing_adjustments(session, paper_id)}
    declined = _declined(session, [submission.id])
    return _proposed(rubric, facts, taken, declined)


def rubric_for(session: Session, paper_id: int) -> Rubric | None:
    """The rubric a paper is marked by: its first reading's, else its committee's; None for none."""
    row = session.scalar(
        sa.select(AdoptedRubric)
        .join(Scorecard, Scorecard.rubric_id == AdoptedRubric.id)
        .where(Scorecard.paper_id == paper_id)
        .order_by(Scorecard.slot)
        .limit(1)
    ) or session.scalar(
        sa.select(AdoptedRubric)
        .join(Committee, Committee.rubric_id == AdoptedRubric.id)
        .join(Seat, Seat.committee_id == Committee.id)
        .join(Paper, Paper.seat_id == Seat.id)
        .where(Paper.id == paper_id)
    )
    return None if row is None else rubric_of(row)


def undecided(session: Session, papers: Collection[int]) -> dict[int, tuple[Proposal, ...]]:
    """For each of these marked papers with proposals that nobody decided on: these; the others are left out."""
    rows = session.execute(
        sa.select(Scorecard.paper_id, AdoptedRubric)
        .join(AdoptedRubric, Scorecard.rubric_id == AdoptedRubric.id)
        .where(Scorecard.paper_id.in_(papers))
        .order_by(Scorecard.paper_id, Scorecard.slot.desc())
    ).all()
    parsed = {row.id: rubric_of(row) for row in {row for _paper_id, row in rows}}
    rubrics = {paper_id: parsed[row.id] for paper_id, row in rows}
    found = {}
    for paper_id, rubric in rubrics.items():
        waiting = tuple(one for one in proposals(session, paper_id, rubric) if one.declined is None)
        if waiting:
            found[paper_id] = waiting
    return found


def take_proposal(work: Work, actor: Actor, *, paper_id: int, rule: str, reason: str, times: int) -> Adjustment:
    """Let a proposed deduction or cap count, as a visible line. Taking it again changes nothing.

    `reason` is what the delegate will read. Raises Refused when nothing proposes it any more.
    """
    proposal, rubric = _open(work, actor, paper_id, rule)
    if proposal is None:
        standing = [one for one in standing_adjustments(work.session, paper_id) if one.rule == rule]
        if standing:
            return standing[0]
        raise Refused("proposal_gone", "Nothing proposes this any more. Reload the page.")
    _end_declines(work, paper_id, rule)
    made = adjustment_from_rubric(rubric, rule, reason, times=times)
    return adjust(work, actor, paper_id=paper_id, kind=made.kind, points=made.points, reason=made.reason, rule=rule)


def decline_proposal(work: Work, actor: Actor, *, paper_id: int, rule: str) -> None:
    """Decide against a proposal for the version that counts; who did and when is kept and shown."""
    proposal, _rubric = _open(work, actor, paper_id, rule)
    if proposal is None:
        raise Refused("proposal_gone", "Nothing proposes this any more. Reload the page.")
    submission = current_submission(work.session, paper_id)
    if proposal.declined is not None or submission is None:
        return
    row = DeclinedDeduction(
        paper_id=paper_id,
        submission_id=submission.id,
        rule=rule,
        declined_by_id=actor.user_id,
        declined_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    record(work, actor, paper_id, "deduction.declined", "paper", paper_id, rule=rule)


def propose_again(work: Work, actor: Actor, *, paper_id: int, rule: str) -> None:
    """Take back that a proposal was declined; it waits for a decision again."""
    check_may_write(work.session, actor, paper_id)
    if _end_declines(work, paper_id, rule):
        record(work, actor, paper_id, "deduction.reconsidered", "paper", paper_id, rule=rule)


def _open(work: Work, actor: Actor, paper_id: int, rule: str) -> tuple[Proposal | None, Rubric]:
    check_may_write(work.session, actor, paper_id)
    rubric = rubric_for(work.session, paper_id)
    if rubric is None:
        raise Refused("no_rubric", "This committee has no rubric yet. Ask the conference's staff to adopt one.")
    known = proposals(work.session, paper_id, rubric)
    return next((one for one in known if one.rule.key == rule), None), rubric


def _end_declines(work: Work, paper_id: int, rule: str) -> bool:
    rows = work.session.scalars(
        sa.select(DeclinedDeduction).filter_by(paper_id=paper_id, rule=rule, ended_at=None)
    ).all()
    for row in rows:
        row.ended_at = work.now
    return bool(rows)


def _triggers(rubric: Rubric) -> frozenset[Trigger]:
    named = {one.trigger for one in rubric.deductions} | {one.trigger for one in rubric.caps}
    return cast("frozenset[Trigger]", frozenset(named - {None, "ruling"}))


def _facts(session: Session, submission: Submission, wanted: Collection[Trigger]) -> Facts:
    place = paper_place(session, submission.paper_id)
    profile = formats.profile_of(session, place.committee_id) if place.committee_id is not None else None
    document = session.get_one(Document, submission.document_id)
    asked = _only(profile, wanted) if profile is not None else None
    found: tuple[Finding, ...] = ()
    if asked is not None and any(True for _ in asked.checks()):
        found = findings(reading.engine_document(document), asked, formats.occasion_of(session, submission))
    late = _late(session, submission) if "late" in wanted else None
    return Facts(late, tuple(one for one in found if one.state == "fail"), profile)


def _only(profile: FormatProfile, wanted: Collection[Trigger]) -> FormatProfile:
    """The profile with no checks but those that these triggers ask for."""
    if "format" in wanted:
        return profile
    kept = {check for trigger in wanted for check in _CHECKS.get(trigger, ())}
    others: dict[str, Any] = {key: None for key, _check in profile.checks() if key not in kept}
    return replace(profile, **others)


def _late(session: Session, submission: Submission) -> Lateness | None:
    """The severest due that the paper missed."""
    place = paper_place(session, submission.paper_id)
    of_right = {due.right: due for due, _is_extended in dues(session, [place]).get(place.seat_id, ())}
    missed = [due for due in map(of_right.get, _SEVEREST) if due and not due.is_met_by(submission.counted_at)]
    return Lateness(submission.counted_at, missed[0]) if missed else None


def _declined(session: Session, submissions: Sequence[int]) -> dict[str, tuple[str, datetime]]:
    rows = session.execute(
        sa.select(DeclinedDeduction.rule, User.name, DeclinedDeduction.declined_at)
        .join(User, DeclinedDeduction.declined_by_id == User.id)
        .where(DeclinedDeduction.submission_id.in_(submissions), DeclinedDeduction.ended_at.is_(None))
        .order_by(DeclinedDeduction.id)
    )
    return {rule: (name, at) for rule, name, at in rows}


def _proposed(
    rubric: Rubric, facts: Facts, taken: Collection[str | None], declined: Mapping[str, tuple[str, datetime]]
) -> tuple[Proposal, ...]:
    made = []
    rules: tuple[Deduction | Cap, ...] = (*rubric.deductions, *rubric.caps)
    for rule in rules:
        because = _because(rule.trigger, facts)
        if rule.key in taken or (because.late is None and not because.findings):
            continue
        most = rule.most_times if isinstance(rule, Deduction) else 1
        made.append(
            Proposal(
                rule=rule,
                times=min(because.times, most),
                late=because.late,
                findings=because.findings,
                profile=facts.profile,
                declined=declined.get(rule.key),
            )
        )
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Because:
    times: int = 1
    late: Lateness | None = None
    findings: tuple[Finding, ...] = ()


def _because(trigger: Trigger | None, facts: Facts) -> _Because:
    """What was found for one trigger, and how often it holds."""
    match trigger:
        case "late":
            return _Because(late=facts.late)
        case "over_length":
            found = tuple(one for one in facts.findings if one.code in _TOO_LONG)
            return _Because(max([_pages_beyond(one) for one in found], default=1), None, found)
        case "no_references" | "identity_shown":
            wanted = _CHECKS[trigger]
            return _Because(findings=tuple(one for one in facts.findings if one.check in wanted))
        case "format":
            elsewhere = {"sources", "blind"}
            found = tuple(one for one in facts.findings if one.code not in _TOO_LONG and one.check not in elsewhere)
            return _Because(max(len(found), 1), None, found)
        case _:
            return _Because()


def _pages_beyond(found: Finding) -> int:
    """How many pages were begun beyond the limit; 1 for a limit in words."""
    about, most = found.values.get("about"), found.values.get("most")
    if found.code != "pages_over" or not isinstance(about, int | float) or not isinstance(most, int | float):
        return 1
    return max(math.ceil(about - most), 1)
