from __future__ import annotations

import pytest
import sqlalchemy as sa

from reviewer.models import AdoptedFormat, AdoptedRubric, AuditEvent, Document, FinalMark, Ruling, Submission, schema
from reviewer.services import audit
from reviewer.settings import Settings
from reviewer.work import House
from tests import factories as make

FROZEN = [
    (AuditEvent, "action"),
    (AuditEvent, "hash"),
    (Document, "text"),
    (FinalMark, "method"),
    (Ruling, "reason"),
    (AdoptedRubric, "content_hash"),
    (AdoptedFormat, "content"),
    (Submission, "receipt"),
    (Submission, "number"),
    (Submission, "received_at"),
]


@pytest.fixture
def filled(either_house: House) -> House:
    """A house with one row of each kind that must never change."""
    with either_house.work() as work:
        event = make.conference(work)
        body = make.committee(work, event)
        boss = make.staff(work, event)
        paper = make.submission(work, make.paper(work, make.seat(work, body)), read=True)
        card = make.scorecard(work, paper, boss, judged_by=make.rubric(work, event))
        make.final_mark(work, card, boss)
        make.ruling(work, make.case(work, paper.paper, boss), boss)
        form = {"name": "x", "version": 1, "title": "X", "content_hash": "0" * 64, "content": {}}
        make.add(work, AdoptedFormat(conference_id=event.id, adopted_at=work.now, **form))
        audit.record(work, "test", actor_id=boss.id, conference_id=event.id, subject="conference", subject_id=event.id)
    return either_house


def test_the_database_refuses_to_change_what_was_once_written(filled: House) -> None:
    for model, column in FROZEN:
        changed = sa.update(model).values({column: getattr(model, column)})
        changed = changed.execution_options(synchronize_session=False)
        with pytest.raises(sa.exc.IntegrityError, match="never changed"), filled.work() as work:
            work.session.execute(changed)


def test_the_database_refuses_to_delete_an_audit_event(filled: House) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="never changed"), filled.work() as work:
        work.session.execute(sa.delete(AuditEvent))
    with filled.reading() as session:
        assert len(session.scalars(sa.select(AuditEvent)).all()) == 1


def test_what_may_change_about_a_submission_and_a_rubric_does(filled: House) -> None:
    with filled.work() as work:
        submission = work.session.scalars(sa.select(Submission)).one()
        submission.withdrawn_at = work.now
        work.session.scalars(sa.select(AdoptedRubric)).one().title = "Another title"
    with filled.reading() as session:
        assert session.scalars(sa.select(Submission.withdrawn_at)).one() == filled.clock()
        assert session.scalars(sa.select(AdoptedRubric.title)).one() == "Another title"


def test_no_trigger_is_lost_on_the_way_down_and_up(settings: Settings, filled: House) -> None:
    before = _triggers(filled.engine)
    schema.downgrade(filled.engine, "0001")
    assert _triggers(filled.engine) == set()
    schema.upgrade(filled.engine)
    assert _triggers(filled.engine) == before
    assert len(before) == 10


def _triggers(engine: sa.Engine) -> set[str]:
    if engine.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with engine.connect() as connection:
        return set(connection.scalars(sa.text(query)))
