"""The questions every set-up act asks first: may this person, and is the thing of their conference."""

from __future__ import annotations

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotAllowed, NotFound
from reviewer.models import Committee, Conference
from reviewer.work import Work


def check_staff(actor: Actor, conference_id: int) -> None:
    """Raise NotAllowed for anybody but the conference's staff."""
    if not access.may_set_up(actor, conference_id):
        raise NotAllowed("staff_only", "Only this conference's staff may set it up.")


def lock_conference(work: Work, actor: Actor, conference_id: int) -> Conference:
    """The conference, held until the act ends, so that two staff members set it up one after the other.

    The lock leaves room for rows that refer to the conference: an upload's mail would else wait for a set-up act that
    waits for the upload's audit event.
    """
    check_staff(actor, conference_id)
    conference = work.session.get(Conference, conference_id, with_for_update={"key_share": True})
    if conference is None:
        raise NotFound("conference_unknown", "There is no such conference.")
    return conference


def lock_committee(work: Work, actor: Actor, committee_id: int) -> Committee:
    """The committee, held until the act ends. Raises NotFound when it is not of a conference the actor sets up."""
    committee = work.session.get(Committee, committee_id, with_for_update={"key_share": True})
    if committee is None or not access.may_set_up(actor, committee.conference_id):
        raise NotFound("committee_unknown", "There is no such committee in your conference.")
    return committee


def check_committee(work: Work, conference_id: int, committee_id: int | None) -> None:
    """Raise NotFound when a committee was named that is not this conference's."""
    if committee_id is None:
        return
    committee = work.session.get(Committee, committee_id)
    if committee is None or committee.conference_id != conference_id:
        raise NotFound("committee_unknown", "There is no such committee in your conference.")
