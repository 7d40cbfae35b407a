"""The comment bank: a chair's own comments, a committee's and the conference's, kept for use again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.bank import LONGEST_TEXT, BankEntry, is_name
from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.models import BankComment
from reviewer.services import audit
from reviewer.services.desks.standing import Body, body
from reviewer.work import Work


class Holder(StrEnum):
    """Whose comments they are."""

    MINE = "mine"
    COMMITTEE = "committee"
    CONFERENCE = "conference"


@dataclass(frozen=True, slots=True)
class Kept:
    """One comment of the bank. `may_change` is for who asks."""

    comment_id: int
    holder: Holder
    entry: BankEntry
    uses: int
    version: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class Bank:
    """What one person has at hand in a committee, each holder's comments with the most used first."""

    body: Body
    is_staff: bool
    kept: tuple[Kept, ...]

    def of(self, holder: Holder) -> tuple[Kept, ...]:
        """One holder's comments."""
        return tuple(one for one in self.kept if one.holder is holder)


def bank(session: Session, actor: Actor, committee_id: int) -> Bank:
    """The committee's bank for its chairs and staff. Raises NotFound for everybody else."""
    of = body(session, actor, committee_id)
    is_staff = access.is_staff(actor, of.conference_id)
    return Bank(of, is_staff, kept_for(session, actor, of))


def kept_for(session: Session, actor: Actor, of: Body) -> tuple[Kept, ...]:
    """The comments that this person has at hand in this committee, the most used first."""
    rows = session.scalars(
        sa.select(BankComment)
        .where(
            BankComment.conference_id == of.conference_id,
            BankComment.retired_at.is_(None),
            _at_hand(actor, of.committee_id),
        )
        .order_by(BankComment.uses.desc(), BankComment.name, BankComment.id)
    )
    is_staff = access.is_staff(actor, of.conference_id)
    return tuple(
        Kept(row.id, _holder(row), _entry(row), row.uses, row.version, is_staff or _holder(row) != Holder.CONFERENCE)
        for row in rows
    )


def _at_hand(actor: Actor, committee_id: int) -> sa.ColumnElement[bool]:
    shared = sa.and_(BankComment.owner_id.is_(None), BankComment.committee_id.is_(None))
    return sa.or_(BankComment.owner_id == actor.user_id, BankComment.committee_id == committee_id, shared)


def _holder(row: BankComment) -> Holder:
    if row.owner_id is not None:
        return Holder.MINE
    return Holder.CONFERENCE if row.committee_id is None else Holder.COMMITTEE


def _entry(row: BankComment) -> BankEntry:
    return BankEntry(row.name, row.text, row.criterion or "", row.points)


def keep(work: Work, actor: Actor, *, committee_id: int, holder: Holder, entry: BankEntry) -> BankComment:
    """Add a comment to a bank. Raises Refused for a name that is taken there, NotAllowed for another's bank."""
    of = body(work.session, actor, committee_id)
    _check_may_write(actor, of, holder)
    _check(entry)
    _check_free(work.session, actor, of, holder, entry.name, but=None)
    row = BankComment(
        conference_id=of.conference_id,
        committee_id=of.committee_id if holder is Holder.COMMITTEE else None,
        owner_id=actor.user_id if holder is Holder.MINE else None,
        name=entry.name,
        text=entry.text,
        criterion=entry.criterion or None,
        points=entry.points,
        made_by_id=actor.user_id,
        made_at=work.now,
        changed_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _record(work, actor, row, "bank.kept")
    return row


def change(
    work: Work, actor: Actor, *, committee_id: int, comment_id: int, entry: BankEntry, seen_version: int
) -> BankComment:
    """Change a comment of the bank. Raises Conflict when it was changed since `seen_version`."""
    of, row = _row(work.session, actor, committee_id, comment_id)
    _check(entry)
    _check_free(work.session, actor, of, _holder(row), entry.name, but=row.id)
    if _entry(row) == entry:
        return row
    if row.version != seen_version:
        raise Conflict(
            "bank_changed",
            "Somebody else changed this comment meanwhile. Look at it and change it again.",
            name=row.name,
        )
    row.name, row.text, row.criterion, row.points = entry.name, entry.text, entry.criterion or None, entry.points
    row.version += 1
    row.changed_at = work.now
    _record(work, actor, row, "bank.changed")
    return row


def retire(work: Work, actor: Actor, *, committee_id: int, comment_id: int) -> BankComment:
    """Take a comment out of the bank; comments made with it stay as they are."""
    _of, row = _row(work.session, actor, committee_id, comment_id)
    row.retired_at = work.now
    _record(work, actor, row, "bank.retired")
    return row


def move_up(work: Work, actor: Actor, *, committee_id: int, comment_id: int, to: Holder) -> BankComment:
    """Share a comment with the committee or, by staff, with the whole conference."""
    of, row = _row(work.session, actor, committee_id, comment_id)
    _check_may_write(actor, of, to)
    _check_free(work.session, actor, of, to, row.name, but=row.id)
    row.owner_id = actor.user_id if to is Holder.MINE else None
    row.committee_id = of.committee_id if to is Holder.COMMITTEE else None
    row.version += 1
    row.changed_at = work.now
    _record(work, actor, row, "bank.moved")
    return row


def take_in(
    work: Work, actor: Actor, *, committee_id: int, holder: Holder, entries: Collection[BankEntry]
) -> tuple[int, int]:
    """Add these comments; one whose name stands there already takes its place. How many were added, and changed."""
    of = body(work.session, actor, committee_id)
    _check_may_write(actor, of, holder)
    standing = {row.name.casefold(): row for row in _of_holder(work.session, actor, of, holder)}
    added = changed = 0
    for entry in entries:
        row = standing.get(entry.name.casefold())
        if row is None:
            keep(work, actor, committee_id=committee_id, holder=holder, entry=entry)
            added += 1
        elif _entry(row) != entry:
            change(work, actor, committee_id=committee_id, comment_id=row.id, entry=entry, seen_version=row.version)
            changed += 1
    return added, changed


def count_uses(work: Work, actor: Actor, *, committee_id: int, comment_ids: Collection[int]) -> None:
    """Count that a saved comment was made with these; those not at the person's hand are passed over."""
    work.session.execute(
        sa.update(BankComment)
        .where(BankComment.id.in_(comment_ids), _at_hand(actor, committee_id))
        .values(uses=BankComment.uses + 1)
        .execution_options(synchronize_session=False)
    )


def _row(session: Session, actor: Actor, committee_id: int, comment_id: int) -> tuple[Body, BankComment]:
    of = body(session, actor, committee_id)
    row = session.scalar(
        sa.select(BankComment)
        .where(
            BankComment.id == comment_id,
            BankComment.conference_id == of.conference_id,
            BankComment.retired_at.is_(None),
            _at_hand(actor, committee_id),
        )
        .with_for_update()
    )
    if row is None:
        raise NotFound("bank_unknown", "There is no such comment in the bank.")
    _check_may_write(actor, of, _holder(row))
    return of, row


def _check_may_write(actor: Actor, of: Body, holder: Holder) -> None:
    if holder is Holder.CONFERENCE and not access.is_staff(actor, of.conference_id):
        raise NotAllowed("bank_of_staff", "Only staff change the conference's comments. Keep it as your own instead.")


def _check(entry: BankEntry) -> None:
    if not is_name(entry.name):
        raise Refused("bank_name", "Give it a short name of letters, digits and single hyphens, like no-source.")
    if not entry.text.strip() or len(entry.text) > LONGEST_TEXT:
        raise Refused("bank_text", f"Write the comment, in up to {LONGEST_TEXT} characters.", most=LONGEST_TEXT)
    if entry.points is not None and not entry.criterion:
        raise Refused("points_without_criterion", "Say which criterion these points belong to.")


def _of_holder(session: Session, actor: Actor, of: Body, holder: Holder) -> list[BankComment]:
    owner = BankComment.owner_id == actor.user_id if holder is Holder.MINE else BankComment.owner_id.is_(None)
    place = (
        BankComment.committee_id == of.committee_id
        if holder is Holder.COMMITTEE
        else BankComment.committee_id.is_(None)
    )
    this = BankComment.conference_id == of.conference_id
    return list(session.scalars(sa.select(BankComment).where(this, owner, place, BankComment.retired_at.is_(None))))


def _check_free(session: Session, actor: Actor, of: Body, holder: Holder, name: str, *, but: int | None) -> None:
    for row in _of_holder(session, actor, of, holder):
        if row.id != but and row.name.casefold() == name.casefold():
            raise Refused(
                "bank_name_taken", f"There is a comment /{row.name} already. Choose another name.", name=row.name
            )


def _record(work: Work, actor: Actor, row: BankComment, action: str) -> None:
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=row.conference_id,
        subject="bank_comment",
        subject_id=row.id,
        holder=_holder(row).value,
        name=row.name,
    )
