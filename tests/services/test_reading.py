"""The `read` step with real files: documents stored once, pictures of PDF pages, sources with their own limits."""

from __future__ import annotations

import io

import sqlalchemy as sa
from docx import Document as WordFile
from reportlab.pdfgen.canvas import Canvas

from reviewer.domain.states import RunState, Step
from reviewer.models import Document, DocumentMetadata, Fingerprint, PagePicture, Run, Submission
from reviewer.services import reading
from reviewer.work import House
from tests import factories

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(*paragraphs: str, author: str = "Ada Ferrolan") -> bytes:
    made = WordFile()
    made.core_properties.author = author
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pdf_file(*pages: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for page in pages:
        canvas.drawString(72, 720, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_word_file_becomes_a_document_with_fingerprints_and_separate_metadata(house: House) -> None:
    sentences = ("We propose a regional fund that lends instruments to states which cannot buy them.",) * 2
    with house.work() as work:
        submission = factories.submission(
            work, data=word_file(*sentences), name="paper.docx", media_type=DOCX, queued=True
        )
    factories.run_all(house)
    with house.reading() as session:
        document = session.scalars(sa.select(Document)).one()
        assert session.get_one(Submission, submission.id).document_id == document.id
        assert document.text.split("\n\n") == list(sentences)
        assert document.words == 28
        assert session.get_one(DocumentMetadata, document.id).author == "Ada Ferrolan"
        assert "Ferrolan" not in str([document.text, document.blocks, document.flags, document.format])
        assert session.scalar(sa.select(sa.func.count()).select_from(Fingerprint))


def test_same_file_handed_in_twice_is_read_once(house: House) -> None:
    with house.work() as work:
        made = [factories.submission(work, text=factories.PAPER_TEXT, queued=True).id for _ in range(2)]
    factories.run_all(house)
    with house.reading() as session:
        (document_id,) = session.scalars(sa.select(Document.id)).all()
        found = session.scalars(sa.select(Submission.document_id).where(Submission.id.in_(made))).all()
        assert found == [document_id, document_id]


def test_pages_of_a_pdf_become_pictures(house: House) -> None:
    with house.work() as work:
        factories.submission(
            work,
            data=pdf_file("We fund sirens in forty villages.", "We train teachers in every school."),
            name="paper.pdf",
            media_type="application/pdf",
            queued=True,
        )
    factories.run_all(house)
    with house.reading() as session:
        pictures = session.scalars(sa.select(PagePicture).order_by(PagePicture.page)).all()
        assert [picture.page for picture in pictures] == [1, 2]
        for picture in pictures:
            with house.storage.open(picture.file_sha256) as file:
                assert file.read(8) == b"\x89PNG\r\n\x1a\n"
        states = session.execute(sa.select(Run.step, Run.state)).all()
        assert (Step.PICTURE, RunState.DONE) in states


def test_bytes_that_changed_in_storage_fail_the_run_and_not_the_receipt(house: House) -> None:
    with house.work() as work:
        submission = factories.submission(work, queued=True)
    path = next(path for path in house.settings.var_dir.rglob(submission.file_sha256))
    path.chmod(0o600)
    path.write_bytes(b"something else")
    factories.run_all(house)
    with house.reading() as session:
        run = session.scalars(sa.select(Run)).one()
        assert (run.state, run.error_code) == (RunState.FAILED, "interrupted")
        assert session.get_one(Submission, submission.id).unreadable_code is None


def test_stored_document_is_the_engines_again(house: House) -> None:
    with house.work() as work:
        factories.submission(work, queued=True)
    factories.run_all(house)
    with house.reading() as session:
        row = session.scalars(sa.select(Document)).one()
        value = reading.engine_document(row)
        assert (value.text, value.words, value.sha256) == (row.text, row.words, row.file_sha256)
        assert [block.kind for block in value.blocks] == [block["kind"] for block in row.blocks]
