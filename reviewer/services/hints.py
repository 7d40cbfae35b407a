"""Hints: a line a question on what an answer may mention, written by chairs and suggested from what they confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotFound, Refused
from reviewer.engine.hiding import Veil
from reviewer.engine.telling import telling_terms
from reviewer.models import Committee, KeyQuestion, Topic
from reviewer.services import audit
from reviewer.services.desks.blinding import committee_veil
from reviewer.services.desks.committee_views import Column, columns_of
from reviewer.services.desks.standing import Body, body
from reviewer.services.judgements import confirmed
from reviewer.services.renewals import check_may_renew
from reviewer.services.setup.agenda import LONGEST
from reviewer.work import Work


@dataclass(frozen=True, slots=True)
class HintChange:
    """A hint as it was shown and as it shall be."""

    seen: str
    text: str


@dataclass(frozen=True, slots=True)
class HintLine:
    """A question with its hint and the words that confirmed answers share; `learned_from` counts these answers."""

    column: Column
    suggested: tuple[str, ...]
    learned_from: int


@dataclass(frozen=True, slots=True)
class HintsPage:
    """A committee's hints."""

    body: Body
    lines: tuple[HintLine, ...]


def hints_page(session: Session, actor: Actor, committee_id: int) -> HintsPage:
    """The committee's questions with hints and suggestions. Raises NotFound for who is neither its chair nor staff."""
    of = body(session, actor, committee_id)
    known = confirmed(session, committee_id)
    veil = committee_veil(session, committee_id) if of.blind else None
    return HintsPage(of, tuple(_line(one, known, veil) for one in columns_of(session, committee_id)))


def _line(column: Column, known: Mapping[str, list[str]], veil: Veil | None) -> HintLine:
    mine = known.get(column.text, [])
    others = [sentence for question, said in known.items() if question != column.text for sentence in said]
    told = telling_terms(mine, others, column.text)
    shown = told if veil is None else tuple(one for one in told if veil.words(one) == one)
    return HintLine(column, shown, len(mine))


def save_hints(work: Work, actor: Actor, *, committee_id: int, changes: Mapping[int, HintChange]) -> int:
    """Write the hints that differ from what was shown, by question id; how many were written.

    What was suggested with the old hints stays until somebody renews it. Raises NotFound, Refused for a hint that is
    too long, Conflict when somebody else wrote one meanwhile: then nothing is written.
    """
    committee = check_may_renew(work.session, actor, committee_id)
    work.session.get_one(Committee, committee_id, with_for_update={"key_share": True})
    wanted = {key: one for key, one in changes.items() if _line_of(one.text) != _line_of(one.seen)}
    rows = work.session.scalars(
        sa.select(KeyQuestion)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .where(Topic.committee_id == committee_id, KeyQuestion.id.in_(wanted), KeyQuestion.retired_at.is_(None))
        .with_for_update(of=KeyQuestion)
    ).all()
    if len(rows) != len(wanted):
        raise NotFound("question_unknown", "This committee has no such key question.")
    written = sum(_write(row, wanted[row.id]) for row in rows)
    if written:
        committee.question_revision += 1
        audit.record(
            work,
            "hints.changed",
            actor_id=actor.user_id,
            conference_id=committee.conference_id,
            subject="committee",
            subject_id=committee.id,
            revision=committee.question_revision,
        )
    return written


def _line_of(text: str) -> str:
    return " ".join(text.split())


def _write(row: KeyQuestion, change: HintChange) -> bool:
    text = _line_of(change.text)
    if len(text) > LONGEST:
        raise Refused("hint_long", f"A hint has at most {LONGEST} characters.", most=LONGEST)
    if _line_of(row.hint or "") not in (_line_of(change.seen), text):
        raise Conflict("hint_changed", "Somebody else changed a hint meanwhile. Look at theirs, then save again.")
    changed = (row.hint or "") != text
    row.hint = text or None
    return changed
