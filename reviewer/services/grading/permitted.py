"""Who may write of a paper outside the scorecard: on its questions, and lines beside its marks."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.services.grading.readings import check_may_mark, refuse_when_released
from reviewer.services.grading.slots import not_your_reading, readings_of


def check_may_write(session: Session, actor: Actor, paper_id: int) -> Place:
    """The paper's place, for those who read it or could, and for staff: not for a third person beside two readers.

    Holds the paper. Raises NotFound or NotAllowed, and Refused while a release shows the paper.
    """
    place = check_may_mark(session, actor, paper_id)
    refuse_when_released(session, paper_id)
    is_staff = access.may_set_up(actor, place.conference_id)
    if not is_staff and readings_of(session, actor, paper_id, place).slot is None:
        raise not_your_reading()
    return place
