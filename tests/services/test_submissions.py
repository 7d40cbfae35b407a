"""Handing in: what is refused before the receipt, what the receipt promises, and what counts when."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.states import DeadlineRight, RunState, Step
from reviewer.engine.document import Limits
from reviewer.models import AuditEvent, OutboxMail, Paper, Release, Run, StoredFile, Submission, User
from reviewer.sandbox import Sandbox
from reviewer.services import memberships, papers, submissions
from reviewer.services.submissions import ReceivedFile
from reviewer.work import House
from tests import factories
from tests.conftest import Clock

TEXT = factories.PAPER_TEXT.encode()


def received(house: House, data: bytes = TEXT, name: str = "paper.txt") -> ReceivedFile:
    return submissions.receive(house.storage, data, name, limits=Limits())


@pytest.fixture
def owed(house: House) -> tuple[int, int]:
    """A paper's id and its delegate's."""
    with house.work() as work:
        paper = factories.paper(work)
        return paper.id, factories.delegate(work, paper.seat).id


def submit(house: House, owed: tuple[int, int], data: bytes = TEXT) -> Submission:
    file = received(house, data)
    with house.work() as work:
        actor = memberships.load_actor(work.session, owed[1])
        assert actor is not None
        return submissions.submit(work, actor, paper_id=owed[0], file=file)


def test_receipt_run_audit_event_and_mail_are_written_together(house: House, owed: tuple[int, int]) -> None:
    submission = submit(house, owed)
    with house.reading() as session:
        run = session.scalars(sa.select(Run)).one()
        mail = session.scalars(sa.select(OutboxMail).where(OutboxMail.template == "receipt")).one()
        event = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "submission.received")).one()
        assert (run.submission_id, run.step, run.state) == (submission.id, Step.READ, RunState.QUEUED)
        assert mail.parameters["receipt"] == submission.receipt
        assert event.subject_id == submission.id
        assert len(submission.receipt) == 10
        assert not set(submission.receipt) & set("01OI")


def test_accepted_bytes_are_kept_as_they_came(house: House, owed: tuple[int, int]) -> None:
    submission = submit(house, owed)
    with house.storage.open(submission.file_sha256) as file:
        assert file.read() == TEXT
    with house.reading() as session:
        assert session.get_one(StoredFile, submission.file_sha256).size == len(TEXT)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "paper.docx", "empty"),
        (b"\x7fELF\x02\x01\x01" + bytes(200), "paper.docx", "unsupported_type"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "paper.doc", "unsupported_type"),
        (b"x" * 2001, "paper.txt", "too_large"),
        (b"PK\x03\x04 not an archive", "paper.docx", "corrupt"),
    ],
)
def test_cheap_faults_are_refused_before_any_receipt(house: House, data: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        submissions.receive(house.storage, data, name, limits=Limits(bytes=2000))
    assert refused.value.code == code
    assert list(house.storage.iterate()) == []


@pytest.mark.parametrize(
    ("given", "media_type", "shown"),
    [
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\papers\\kenya.pdf", "application/pdf", "kenya.pdf"),
        ("kenya.pdf.exe", "application/pdf", "kenya.pdf.exe.pdf"),
        ("a\u202etxt.pdf\x00\n", "application/pdf", "atxt.pdf"),
        ("", "application/pdf", "paper.pdf"),
        ("…" * 500 + ".pdf", "application/pdf", "…" * 200 + ".pdf"),
        ('<img src="x">.pdf', "application/pdf", "img src=x.pdf"),
    ],
)
def test_file_names_are_made_harmless(given: str, media_type: str, shown: str) -> None:
    assert submissions.shown_name(given, media_type) == shown


def test_versions_are_numbered_and_the_newest_counts(house: House, owed: tuple[int, int]) -> None:
    first = submit(house, owed)
    second = submit(house, owed, TEXT + b"A second thought.\n")
    assert (first.number, second.number) == (1, 2)
    with house.reading() as session:
        assert session.scalars(papers.current_submissions()).all() == [second.id]


def test_same_bytes_again_are_a_conflict_that_names_the_standing_receipt(house: House, owed: tuple[int, int]) -> None:
    first = submit(house, owed)
    with pytest.raises(Conflict) as conflict:
        submit(house, owed)
    assert conflict.value.details == {"number": 1, "receipt": first.receipt}


def test_withdrawn_version_stops_counting_and_keeps_its_receipt(house: House, owed: tuple[int, int]) -> None:
    first = submit(house, owed)
    second = submit(house, owed, TEXT + b"A second thought.\n")
    with house.work() as work:
        actor = memberships.load_actor(work.session, owed[1])
        assert actor is not None
        submissions.withdraw(work, actor, submission_id=second.id)
    with house.reading() as session:
        assert session.scalars(papers.current_submissions()).all() == [first.id]
        assert session.get_one(Submission, second.id).receipt == second.receipt


def test_unreadable_newest_version_does_not_hide_a_readable_older_one(house: House, owed: tuple[int, int]) -> None:
    first = submit(house, owed)
    submit(house, owed, b"%PDF-1.4\n%broken\n" + bytes(300))
    factories.run_all(house)
    with house.reading() as session:
        assert session.scalars(papers.current_submissions()).all() == [first.id]


def test_late_paper_is_refused_and_an_extension_lets_it_in(house: House, owed: tuple[int, int], clock: Clock) -> None:
    with house.work() as work:
        paper = work.session.get_one(Paper, owed[0])
        event = paper.seat.committee.conference
        factories.deadline(work, event, at=clock.now + timedelta(hours=1), grace_minutes=5)
    clock.advance(hours=1, minutes=5, seconds=1)
    with pytest.raises(Refused) as refused:
        submit(house, owed)
    assert refused.value.code == "after_deadline"
    with house.work() as work:
        seat = work.session.get_one(Paper, owed[0]).seat
        factories.extension(work, seat, until=clock.now + timedelta(hours=1), by=factories.user(work))
    assert submit(house, owed).number == 1


def test_committees_own_deadline_goes_before_the_conferences(house: House, owed: tuple[int, int], clock: Clock) -> None:
    with house.work() as work:
        committee = work.session.get_one(Paper, owed[0]).seat.committee
        factories.deadline(work, committee.conference, at=clock.now - timedelta(hours=1))
        factories.deadline(work, committee.conference, at=clock.now + timedelta(hours=1), only=committee)
    assert submit(house, owed).number == 1


def test_replacement_of_an_unreadable_paper_counts_at_the_first_ones_time_after_the_deadline(
    house: House, owed: tuple[int, int], clock: Clock
) -> None:
    with house.work() as work:
        event = work.session.get_one(Paper, owed[0]).seat.committee.conference
        factories.deadline(work, event, at=clock.now + timedelta(minutes=1))
    broken = submit(house, owed, b"%PDF-1.4\n%broken\n" + bytes(300))
    factories.run_all(house)
    with house.reading() as session:
        told = session.get_one(Submission, broken.id)
        assert told.unreadable_code == "corrupt"
        letters = session.scalars(sa.select(OutboxMail).where(OutboxMail.template == "unreadable")).all()
        assert len(letters) == 1
    clock.advance(hours=3)
    replacement = submit(house, owed)
    assert replacement.counted_at == broken.received_at
    assert replacement.received_at == clock.now
    clock.advance(days=3)
    with pytest.raises(Refused):
        submit(house, owed, TEXT + b"Too late for the window.\n")


def test_one_unreadable_file_after_another_opens_no_second_window(
    house: House, owed: tuple[int, int], clock: Clock
) -> None:
    with house.work() as work:
        event = work.session.get_one(Paper, owed[0]).seat.committee.conference
        factories.deadline(work, event, at=clock.now + timedelta(minutes=1))
    for number in range(3):
        submit(house, owed, b"%PDF-1.4\n%broken\n" + bytes(300 + number))
        factories.run_all(house)
        clock.advance(hours=11)
    with pytest.raises(Refused) as refused:
        submit(house, owed)
    assert refused.value.code == "after_deadline"


def test_only_the_seats_delegates_hand_in(house: House, owed: tuple[int, int]) -> None:
    with house.work() as work:
        seat = work.session.get_one(Paper, owed[0]).seat
        assert seat.school is not None
        outsiders = {
            factories.delegate(work, factories.seat(work, seat.committee)).id: NotFound,
            factories.adviser(work, seat.school).id: NotAllowed,
            factories.chair(work, seat.committee).id: NotAllowed,
            factories.staff(work, seat.committee.conference).id: NotAllowed,
            factories.user(work).id: NotFound,
        }
    for user_id, refusal in outsiders.items():
        with pytest.raises(refusal):
            submit(house, (owed[0], user_id))
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Submission.id))) == 0


def test_both_halves_of_a_double_delegation_share_one_line_of_versions(house: House) -> None:
    with house.work() as work:
        seat = factories.seat(work, size=2)
        paper = factories.paper(work, seat)
        one, two = factories.delegate(work, seat), factories.delegate(work, seat)
        ids = [(paper.id, one.id), (paper.id, two.id)]
    assert submit(house, ids[0]).number == 1
    assert submit(house, ids[1], TEXT + b"My partner's version.\n").number == 2


def test_released_paper_takes_no_new_version(house: House, owed: tuple[int, int]) -> None:
    first = submit(house, owed)
    factories.run_all(house)
    with house.work() as work:
        paper = work.session.get_one(Paper, owed[0])
        boss = factories.staff(work, paper.seat.committee.conference)
        submission = work.session.get_one(Submission, first.id)
        event = paper.seat.committee.conference
        card = factories.scorecard(work, submission, boss, judged_by=factories.rubric(work, event))
        released = factories.release(work, event, boss, factories.final_mark(work, card, boss))
    with pytest.raises(Refused) as refused:
        submit(house, owed, TEXT + b"After the release.\n")
    assert refused.value.code == "already_released"
    with house.work() as work:
        row = work.session.get_one(Release, released.id)
        row.revoked_at, row.revoked_by_id = work.now, work.session.scalars(sa.select(User.id)).first()
    assert submit(house, owed, TEXT + b"After it was taken back.\n").number == 2


def test_deadline_of_another_right_refuses_nothing(house: House, owed: tuple[int, int], clock: Clock) -> None:
    with house.work() as work:
        event = work.session.get_one(Paper, owed[0]).seat.committee.conference
        factories.deadline(work, event, at=clock.now - timedelta(days=1), right=DeadlineRight.PAPER_AWARD)
    assert submit(house, owed).number == 1


def encrypted_pdf(user_password: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(user_password, ownerPassword="owner's secret", canPrint=0))
    canvas.drawString(72, 720, "The Republic of Maravel has rebuilt its harbour twice within one generation.")
    canvas.save()
    return out.getvalue()


def test_pdf_that_asks_for_a_password_is_refused_and_one_that_forbids_printing_is_not(house: House) -> None:
    guarded = Sandbox("fork")
    with pytest.raises(Refused) as refused:
        submissions.receive(house.storage, encrypted_pdf("secret"), "a.pdf", limits=Limits(), sandbox=guarded)
    assert refused.value.code == "encrypted"
    file = submissions.receive(house.storage, encrypted_pdf(""), "a.pdf", limits=Limits(), sandbox=guarded)
    assert guarded.read_document(encrypted_pdf("")).text.startswith("The Republic of Maravel")
    assert file.media_type == "application/pdf"
