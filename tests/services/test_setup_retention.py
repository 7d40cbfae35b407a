from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from reviewer.domain.errors import Refused
from reviewer.domain.states import DeadlineRight, Role, RunState, Step
from reviewer.mail import Mailer
from reviewer.models import AuditChain, AuditEvent, Base, Conference, Document, StoredFile, Submission, User
from reviewer.services import audit, files
from reviewer.services.setup import conferences, retention
from reviewer.work import House, Work
from tests import factories as make
from tests.conftest import Clock


def _full(work: Work, **given: object) -> Conference:
    """A conference with a row in nearly every table."""
    event = make.conference(work, **given)
    body = make.committee(work, event)
    place, other = make.seat(work, body), make.seat(work, body)
    boss, chair, pupil = make.staff(work, event), make.chair(work, body), make.delegate(work, place)
    one = make.submission(work, make.paper(work, place), by=pupil, read=True)
    two = make.submission(work, make.paper(work, other), read=True)
    assert one.document is not None
    assert two.document is not None
    make.source(work, event, only=body)
    make.run(work, one, Step.COMPARE, RunState.QUEUED)
    make.match(work, one.document, two.document, words="Tidal Safety Act")
    make.coverage(work, one, words="We propose a regional fund")
    make.deadline(work, event)
    make.extension(work, place, until=work.now, by=boss, right=DeadlineRight.REGRADE)
    make.invitation(work, event, created_by_id=boss.id)
    rubric = make.rubric(work, event, assign=[body])
    card = make.scorecard(work, one, chair, judged_by=rubric, finished=True)
    make.mark(work, card, "content", "4", chair)
    make.comment(work, card, chair, words="Tidal Safety Act")
    make.release(work, event, boss, make.final_mark(work, card, boss))
    make.ruling(work, make.case(work, one.paper, boss), boss)
    audit.record(work, "test", actor_id=boss.id, conference_id=event.id, subject="conference", subject_id=event.id)
    return event


def _counts(house: House) -> dict[str, int]:
    with house.reading() as session:
        counts = {
            table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count}


def test_on_its_retention_day_a_conference_is_erased_and_its_log_stays(either_house: House, clock: Clock) -> None:
    with either_house.work() as work:
        event = _full(work)
    clock.advance(days=364)
    assert retention.purge_due(either_house) == []
    clock.advance(days=1)
    assert retention.purge_due(either_house) == [event.id]
    assert _counts(either_house) == {"audit_events": 2, "audit_chains": 1}
    assert list(either_house.storage.iterate()) == []
    with either_house.reading() as session:
        assert session.scalars(sa.select(AuditEvent.action)).all() == ["test", "conference.erased"]
        assert audit.faults(session, event.id) == []


def test_letters_to_the_forgotten_and_databases_put_aside_go_too(house: House, clock: Clock) -> None:
    folder = house.settings.var_dir / "mail"
    with house.work() as work:
        event = make.conference(work)
        gone, stays = make.staff(work, event), make.user(work)
        later = make.conference(work, retain_until=(work.now + timedelta(days=999)).date())
        make.membership(work, later, Role.STAFF, person=stays)
    mailer = Mailer(house.settings)
    for person in (gone, stays):
        mailer.send(address=person.email, template="feedback", locale="en", parameters={"link": "https://a.example"})
    (folder / "somebody-elses.eml").write_text("To: gone@school.example\n\nHello.\n")
    aside = house.settings.var_dir / "reviewer.sqlite3.before-restore-20300101T000000.0"
    aside.write_bytes(b"a former database")
    clock.advance(days=364)
    assert retention.purge_due(house) == []
    assert (len(list(folder.iterdir())), aside.exists()) == (3, True)
    clock.advance(days=1)
    assert retention.purge_due(house) == [event.id]
    left = sorted(path.read_text() for path in folder.iterdir())
    assert ["To: gone@school.example" in one or f"To: {stays.email}" in one for one in left] == [True, True]
    assert not aside.exists()


def test_another_conference_keeps_all_it_has(either_house: House, clock: Clock) -> None:
    with either_house.work() as work:
        kept = _full(work, retain_until=(work.now.date().replace(year=2040)))
    before = _counts(either_house)
    with either_house.work() as work:
        gone = _full(work)
        person = make.user(work, email="both@school.example")
        for event in (kept, gone):
            make.membership(work, event, Role.STAFF, person=person)
        shared = work.session.scalars(sa.select(Submission)).first()
        assert shared is not None
        with either_house.storage.open(shared.file_sha256) as stored:
            text = stored.read().decode()
        place = make.seat(work, make.committee(work, gone))
        make.submission(work, make.paper(work, place), text=text, read=True)
    clock.advance(days=365)
    retention.purge_due(either_house)
    after = _counts(either_house)
    added = {"users": 1, "memberships": 1, "audit_events": 2, "audit_chains": 1}
    assert after == {name: count + added.get(name, 0) for name, count in before.items()}
    with either_house.reading() as session:
        assert session.scalars(sa.select(User).filter_by(email="both@school.example")).one().id
        kept_files = set(session.scalars(sa.select(StoredFile.sha256)))
    assert set(either_house.storage.iterate()) == kept_files


def test_a_new_conference_never_goes_on_with_an_erased_ones_log(house: House, clock: Clock) -> None:
    with house.work() as work:
        event = _full(work)
    clock.advance(days=366)
    retention.purge_due(house)
    with house.work() as work:
        operator = make.actor(work, make.operator(work))
        made = conferences.create_conference(work, operator, title="Next", timezone="UTC", languages=["en"])
        assert made.id > event.id
        assert work.session.get_one(AuditChain, made.id).sequence == 2


def test_garbage_is_collected_after_a_day_and_what_is_needed_stays(house: House, clock: Clock) -> None:
    with house.work() as work:
        needed = make.submission(work, read=True).file_sha256
        make.stored_file(work, "a file nobody needs")
        make.document(work, "a text nobody needs, read from another file")
    unfinished = house.storage.put(b"an upload that was never finished")
    assert files.collect_garbage(house) == 0
    clock.advance(hours=23)
    assert files.collect_garbage(house) == 0
    clock.advance(hours=2)
    assert files.collect_garbage(house) == 3
    assert list(house.storage.iterate()) == [needed]
    assert not house.storage.exists(unfinished)
    with house.reading() as session:
        assert session.scalars(sa.select(StoredFile.sha256)).all() == [needed]
        assert session.scalars(sa.select(Document.file_sha256)).all() == [needed]


def test_bytes_that_were_collected_meanwhile_are_asked_for_again(house: House) -> None:
    sha256 = house.storage.put(b"slow form")
    house.storage.delete(sha256)
    with pytest.raises(Refused, match="send it"), house.work() as work:
        files.keep(work, sha256=sha256, size=9)
    assert _counts(house) == {}


def test_log_of_an_erased_conference_is_never_anothers_nor_its_acts_somebody_elses(
    either_house: House, clock: Clock
) -> None:
    with either_house.work() as work:
        erased = _full(work)
        people = set(work.session.scalars(sa.select(User.id)))
    clock.advance(days=400)
    assert retention.purge_due(either_house) == [erased.id]
    with either_house.work() as work:
        fresh = make.conference(work)
        newcomer = make.staff(work, fresh)
        log = work.session.scalars(sa.select(AuditEvent).where(AuditEvent.chain == fresh.id)).all()
    assert fresh.id != erased.id
    assert newcomer.id not in people
    assert log == []
