"""A PDF comes back as it looks, with highlights at the words, and with nothing in it that acts."""

from __future__ import annotations

import ctypes
import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw
from reportlab.pdfgen.canvas import Canvas

from reviewer.engine import readers
from reviewer.engine.document import Limits, Unreadable
from reviewer.engine.readers.sniff import PDF, TEXT
from reviewer.engine.returning import Note, returned
from tests.engine import returned_files as back

FILES = sorted((Path(__file__).parents[1] / "corpus/clean/pdf").glob("*.pdf"))


def highlighted(data: bytes) -> dict[str, tuple[str, str]]:
    """By remark: who signs it, and the words under its strokes on all pages."""
    found: dict[str, tuple[str, str]] = {}
    document = pdfium.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        for number in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, number)
            assert raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_HIGHLIGHT
            words = "".join(_under(text, annotation, stroke) for stroke in range(_strokes(annotation)))
            remark = _value(annotation, b"Contents")
            found[remark] = (_value(annotation, b"T"), found.get(remark, ("", ""))[1] + words)
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def _strokes(annotation: object) -> int:
    return int(raw.FPDFAnnot_CountAttachmentPoints(annotation))


def _under(text: pdfium.PdfTextPage, annotation: object, stroke: int) -> str:
    quad = raw.FS_QUADPOINTSF()
    raw.FPDFAnnot_GetAttachmentPoints(annotation, stroke, ctypes.byref(quad))
    words = ""
    for number in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(number)
        across, up = (left + right) / 2, (bottom + top) / 2
        if quad.x1 <= across <= quad.x2 and quad.y3 <= up <= quad.y1:
            words += text.get_text_range(number, 1)
    return words


def _value(annotation: object, key: bytes) -> str:
    buffer = ctypes.create_string_buffer(4000)
    size = raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), 4000)
    return buffer.raw[: size - 2].decode("utf-16-le")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_remark_lies_on_its_words_and_the_page_looks_the_same(path: Path) -> None:
    data = path.read_bytes()
    document = readers.read(data)
    notes = []
    for number, block in enumerate(one for one in document.blocks if one.kind in ("paragraph", "heading", "list_item")):
        start = document.text.find(" ", block.start, block.end) + 1
        end = min(block.end, start + (25, 90)[number % 2])
        if start and end - start > 8:
            notes.append(back.note_on(document, start, end, f"Remark {number}: ¿quién paga? 水"))
    made = returned(data, PDF, back.sheet(*notes), limits=Limits())
    found = highlighted(made)
    assert len(notes) >= 3
    assert found.keys() == {note.text for note in notes}
    for note in notes:
        author, words = found[note.text]
        assert author == back.DAIS
        assert sorted(back.letters(words)) == sorted(back.letters(note.quote)), note.quote
    assert _pictures(made) == _pictures(data)


def _pictures(data: bytes) -> list[bytes]:
    bare = {"scale": 0.5, "may_draw_forms": False, "draw_annots": False}
    return [page.render(**bare).to_pil().tobytes() for page in pdfium.PdfDocument(data)]


def hostile() -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pageCompression=0)
    canvas.setAuthor("Perla Quintero")
    canvas.setTitle("Perla's own")
    canvas.drawString(72, 700, "Forty kelp clinics shall open along the shore.")
    canvas.linkURL("http://evil.example/link", (72, 690, 200, 712))
    canvas.textAnnotation("Perla was here", (300, 700, 320, 720))
    canvas.acroForm.textfield(name="who", value="answered words", x=72, y=600, width=200, height=20)
    canvas.showPage()
    canvas.save()
    data = made.getvalue()
    catalogue = b"/Type /Catalog"
    assert catalogue in data
    page = b"/Type /Page /AA << /O << /S /URI /URI (http://evil.example/aa) >> >>\n"
    script = b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    return data.replace(catalogue, script).replace(b"/Type /Page\n", page)


def test_nothing_that_acts_or_names_others_is_carried_over() -> None:
    data = hostile()
    made = returned(data, PDF, back.sheet(Note("Who pays?", "kelp clinics")), limits=Limits())
    assert b"Perla" in data
    assert b"JavaScript" in data
    assert b"evil.example/aa" in data
    for trace in (b"Perla", b"JavaScript", b"OpenAction", b"evil.example", b"/AA", b"/AcroForm", b"/URI", b"ReportLab"):
        assert trace not in made, trace
    assert {remark: words for remark, (_, words) in highlighted(made).items()} == {"Who pays?": "kelp clinics"}
    assert "answered words" in readers.read(made).text


def test_properties_of_pictures_are_blanked() -> None:
    from reviewer.engine.returning.highlights import _without_properties

    data = b"7 0 obj<</Type/Metadata/Subtype/XML/Length 12>>stream\r\nby Perla Q.!\nendstream endobj"
    made = _without_properties(data)
    assert b"Perla" not in made
    assert len(made) == len(data)
    assert made.endswith(b"endstream endobj")


@pytest.mark.parametrize("turn", [0, 90, 270])
def test_a_turned_and_cropped_page_keeps_its_words_under_the_strokes(turn: int) -> None:
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.setCropBox((50, 60, 500, 800))
    canvas.setPageRotation(turn)
    canvas.drawString(72, 700, "Forty kelp clinics shall open along the shore.")
    canvas.showPage()
    canvas.save()
    returned_file = returned(made.getvalue(), PDF, back.sheet(Note("n", "kelp clinics")), limits=Limits())
    assert back.letters(highlighted(returned_file)["n"][1]) == "kelpclinics"
    assert _pictures(returned_file) == _pictures(made.getvalue())


def test_further_pages_come_last() -> None:
    last = io.BytesIO()
    canvas = Canvas(last)
    canvas.drawString(72, 700, "Scores of the paper")
    canvas.save()
    data = FILES[0].read_bytes()
    made = returned(data, PDF, back.sheet(), limits=Limits(), last_pages=last.getvalue())
    document = pdfium.PdfDocument(made)
    assert len(document) == len(pdfium.PdfDocument(data)) + 1
    assert "Scores of the paper" in document[len(document) - 1].get_textpage().get_text_range()


def test_what_cannot_come_back_is_refused() -> None:
    for data, media_type, code in (
        (b"%PDF-1.7 broken", PDF, "corrupt"),
        (b"words", TEXT, "unsupported_type"),
        (FILES[0].read_bytes(), PDF, "too_long"),
    ):
        with pytest.raises(Unreadable) as refused:
            returned(data, media_type, back.sheet(), limits=Limits(pages=0))
        assert refused.value.code == code
