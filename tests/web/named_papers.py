"""A conference in which everything that could tell whose a paper is does so, each by a word of its own."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import sqlalchemy as sa

from reviewer.domain.states import CoverageStatus, SourceKind, Visibility
from reviewer.models import (
    Committee,
    Conference,
    CoverageJudgement,
    DeclaredConflict,
    EvidenceSpan,
    Paper,
    QuestionCoverage,
    RegradeRequest,
    School,
    Seat,
    Submission,
    User,
)
from reviewer.work import Work
from tests import factories
from tests.engine.builders import MORE, PROSE, docx_body, edit_zip, paragraph
from tests.web.test_every_route import World

SCHOOL = "Quillhaven Preparatory School of Drosmere"
OTHER_SCHOOL = "Farrowmead College"
TELLING = {
    "quillhaven": "the school's name, in part",
    "drosmere": "another part of it",
    "tarquillo": "a delegate",
    "zephyrin": "the partner, with and without accents",
    "vinterlov": "the adviser, in a footnote",
    "sablewick": "who the file says wrote it",
    "harrowgate": "who the file says saved it last",
    "pemberlyn": "the file's name",
    "obsidianpost": "an e-mail address",
    "umberline": "somebody whom only a label names",
    "thistlemoor": "the company that the file names",
    "marrowfen": "who commented inside the file",
    "farrowmead": "the school of a paper with the same passage",
    "brackwater": "a delegate of that paper",
}
SHARED = (
    "As the Farrowmead seminar of Isolde Brackwater put it, every harbour should publish the level of its rivers each "
    "morning, so that the villages below have two days to move their boats before the water arrives."
)
ANSWER = "In 2019 our parliament and Yvaine Tarquillo passed the Tidal Safety Act, which pays for sirens everywhere."
LAST = "We propose a fund that lends instruments to states which cannot buy them, as Ludovic Harrowgate taught us."
BODY = (
    "The keepers of our harbour know what a warning is worth, and tarquillo has said so since the first flood, when "
    "the quay broke and every boat of the village was lost in the bay within one hour of a cold winter morning."
)
LINES = (
    "Position Paper",
    "School: QUILLHAVEN Prep.",
    "Delegates: Yvaine Tarquillo and Bo Zephyrin",
    "Coach: Rolf Umberline",
    "E-mail: yv@obsidianpost.example",
    BODY,
    f"{ANSWER} A club at drosmere's harbour collects them; Bó Zéphyrin keeps its list, as Quillhaven does.",
    SHARED,
    LAST,
)
_W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Sablewick Krantz</dc:creator>'
    "<cp:lastModifiedBy>Ludovic Harrowgate</cp:lastModifiedBy></cp:coreProperties>"
)
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Company>Thistlemoor Trust</Company></Properties>"
)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_file() -> bytes:
    """A DOCX that names somebody in every part that can."""
    note = f"<w:footnote w:id='2'>{paragraph('Told by Othmar Vinterlov.')}</w:footnote>"
    comment = f"<w:comment w:id='1' w:author='Marrowfen'>{paragraph('Marrowfen was here.')}</w:comment>"
    referring = "<w:p><w:r><w:t>So it was.</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    made = docx_body(
        "".join(map(paragraph, LINES)) + referring,
        footnotes=f"<w:footnotes {_W}>{note}</w:footnotes>",
        comments=f"<w:comments {_W}>{comment}</w:comments>",
        header1=f"<w:hdr {_W}>{paragraph('Quillhaven Prep, Y. Tarquillo')}</w:hdr>",
    )
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        body = archive.read("word/document.xml").decode().replace(paragraph(PROSE) + paragraph(MORE), "")
    return edit_zip(made, {"word/document.xml": body, "docProps/core.xml": _CORE, "docProps/app.xml": _APP})


def name_everybody(work: Work, world: World) -> tuple[int, ...]:
    """Give the world's people and school their telling names, and their paper a version that tells them all.

    Gives back the ids of the submissions that wait to be read.
    """
    session = work.session
    paper = session.get_one(Paper, world.ids["paper_id"])
    seat = session.get_one(Seat, paper.seat_id)
    event = session.get_one(Conference, world.ids["conference_id"])
    session.get_one(School, seat.school_id).name = SCHOOL
    for who, name in (("delegate", "Yvaine Tarquillo"), ("partner", "Bo Zéphyrin"), ("adviser", "Othmar Vinterlöv")):
        row = world.people[who]
        assert row is not None
        person = session.get_one(User, row.id)
        person.name, person.email = name, f"{who}@obsidianpost.example"
    by = world.people["delegate"]
    later = work.now + timedelta(minutes=1)
    sent = factories.submission(
        work, paper, data=paper_file(), name="pemberlyn-final.docx", media_type=_DOCX, by=by, at=later, queued=True
    )
    body = session.get_one(Committee, world.ids["committee_id"])
    other = factories.seat(work, body, by=factories.school(work, event, name=OTHER_SCHOOL))
    author = factories.delegate(work, other, name="Isolde Brackwater")
    twin = factories.submission(work, factories.paper(work, other), text=f"{SHARED}\n", by=author, queued=True)
    factories.source(
        work,
        event,
        kind=SourceKind.PAST_PAPER,
        visibility=Visibility.STAFF,
        title="Paper of Quillhaven, last year",
        text=f"Yvaine Tarquillo of Quillhaven wrote this. {LAST}\n",
    )
    reason = "My cousin Tarquillo goes to Quillhaven."
    elsewhere = factories.school(work, event, name="Drosmere Evening School").id  # a near one would close the paper
    session.execute(sa.update(DeclaredConflict).values(seat_id=None, school_id=elsewhere, reason=reason))
    session.execute(sa.update(RegradeRequest).values(reason="I am Yvaine Tarquillo of Quillhaven; look at it again."))
    return sent.id, twin.id


def judge(work: Work, world: World, submission_id: int) -> None:
    """A chair confirms a sentence with a name in it as the answer to every question."""
    sent = work.session.get_one(Submission, submission_id)
    snapshot = factories.coverage(work, sent, words=ANSWER)
    rows = work.session.execute(
        sa.select(QuestionCoverage.key_question_id, EvidenceSpan.id)
        .join(EvidenceSpan, EvidenceSpan.question_coverage_id == QuestionCoverage.id)
        .where(QuestionCoverage.snapshot_id == snapshot.id)
    ).all()
    chair = world.people["chair"]
    assert chair is not None
    for question_id, span_id in rows:
        said = {"key_question_id": question_id, "evidence_span_id": span_id, "judged_at": work.now}
        word = CoverageJudgement(paper_id=sent.paper_id, status=CoverageStatus.COVERED, judged_by_id=chair.id, **said)
        factories.add(work, word)
