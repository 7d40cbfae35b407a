"""A conference's rules for kinds of shared passages: read, changed, and taken back. They act on the next page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.provenance import Provenance, Rule, rules_after
from reviewer.models import ProvenanceRule
from reviewer.services import audit
from reviewer.work import Work


def in_force(session: Session, conference_id: int) -> dict[Provenance, Rule]:
    """The rule of every class, as shipped where the conference changed nothing."""
    rows = session.execute(
        sa.select(ProvenanceRule.provenance, ProvenanceRule.rule)
        .where(ProvenanceRule.conference_id == conference_id)
        .order_by(ProvenanceRule.id)
    )
    return rules_after((name, rule) for name, rule in rows)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a rule: what it was before, what since, by whom and when; `stands` while no later one came."""

    id: int
    provenance: Provenance
    before: Rule
    after: Rule
    by_id: int
    at: datetime
    stands: bool


def history(session: Session, conference_id: int) -> list[Change]:
    """Every change of this conference's rules, the newest first."""
    rows = session.scalars(
        sa.select(ProvenanceRule).where(ProvenanceRule.conference_id == conference_id).order_by(ProvenanceRule.id)
    ).all()
    newest = {row.provenance: row.id for row in rows}
    known = rules_after(())
    found = []
    for row in rows:
        name, rule = Provenance(row.provenance), Rule(row.rule)
        stands = newest[row.provenance] == row.id
        found.append(Change(row.id, name, known[name], rule, row.made_by_id, row.made_at, stands))
        known[name] = rule
    return found[::-1]


def change(work: Work, actor: Actor, *, conference_id: int, wanted: dict[str, str]) -> int:
    """Set the rules of classes by their codes, and say how many differ from before. Raises Refused for unknown codes.

    Nothing is read or compared again: the next page is made by the new rules.
    """
    _check(actor, conference_id)
    known = in_force(work.session, conference_id)
    try:
        asked = {Provenance(name): Rule(rule) for name, rule in wanted.items()}
    except ValueError as error:
        raise Refused(
            "rule_unknown", "Choose for each kind whether to leave it out, count it or look sooner."
        ) from error
    changed = [(name, rule) for name, rule in asked.items() if known[name] is not rule]
    for name, rule in changed:
        _set(work, actor, conference_id, name, rule)
    return len(changed)


def take_back(work: Work, actor: Actor, *, conference_id: int, change_id: int) -> Change:
    """Set a class's rule to what it was before its latest change. Raises Refused when a later change has come since."""
    _check(actor, conference_id)
    found = next((one for one in history(work.session, conference_id) if one.id == change_id), None)
    if found is None:
        raise NotFound("change_unknown", "There is no such change of a rule.")
    if not found.stands:
        raise Refused("rule_changed_since", "This rule was changed again since. Look at the rules as they are now.")
    _set(work, actor, conference_id, found.provenance, found.before)
    return found


def _check(actor: Actor, conference_id: int) -> None:
    if not access.may_audit(actor, conference_id):
        raise NotFound("conference_unknown", "There is no such conference.")


def _set(work: Work, actor: Actor, conference_id: int, name: Provenance, rule: Rule) -> None:
    row = ProvenanceRule(
        conference_id=conference_id,
        provenance=name.value,
        rule=rule.value,
        made_by_id=actor.user_id,
        made_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        "rule.changed",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="rule",
        subject_id=row.id,
        provenance=name.value,
        rule=rule.value,
    )
