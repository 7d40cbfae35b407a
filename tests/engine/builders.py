"""Files as people and attackers make them, built in memory: invented papers, then bent on purpose."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import docx
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PROSE = (
    "The delegation of Ruritania believes that the protection of rivers is a duty of all states, and it has closed "
    "fourteen mines since 2019. It asks the committee for a fund that pays for water stations in the mountains."
)
MORE = (
    "We are convinced that no state can do this alone. For that reason Ruritania has signed three treaties with its "
    "neighbours and will share the data of its stations with the schools of the region."
)


def docx_file(fill: Callable[[docx.document.Document], object] | None = None) -> bytes:
    """A .docx file written by python-docx; `fill` adds what a test needs below two paragraphs."""
    document = docx.Document()
    document.add_paragraph(PROSE)
    document.add_paragraph(MORE)
    if fill is not None:
        fill(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def docx_body(xml: str, **parts: str) -> bytes:
    """A .docx file whose body is `xml` below the two usual paragraphs; `parts` add or replace word/NAME.xml."""
    body = f"{paragraph(PROSE)}{paragraph(MORE)}{xml}"
    return edit_zip(docx_file(), {"word/document.xml": _document(body), **_named(parts)}, relations=list(parts))


def _document(body: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<w:body>{body}</w:body></w:document>"
    )


def _named(parts: Mapping[str, str]) -> dict[str, str]:
    return {f"word/{name}.xml": content for name, content in parts.items()}


def paragraph(text: str, run: str = "", properties: str = "") -> str:
    """A `w:p` with one run; `run` and `properties` are what stands in its `w:rPr` and `w:pPr`."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def edit_zip(data: bytes, changes: Mapping[str, str | bytes | None], relations: list[str] | None = None) -> bytes:
    """The archive with entries replaced, added, or (None) left out; the document part refers to `relations`."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as edited:
        for name in source.namelist():
            if name == "word/_rels/document.xml.rels" and relations:
                edited.writestr(name, _with_relations(source.read(name).decode(), relations))
            elif name not in changes:
                edited.writestr(name, source.read(name))
        for name, content in changes.items():
            if content is not None:
                edited.writestr(name, content)
    return target.getvalue()


def _with_relations(xml: str, kinds: list[str]) -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    added = "".join(
        f'<Relationship Id="add{at}" Type="{base}/{kind}" Target="{kind}.xml"/>' for at, kind in enumerate(kinds)
    )
    return xml.replace("</Relationships>", added + "</Relationships>")


def zip_file(entries: Mapping[str, bytes | str]) -> bytes:
    """A plain archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def pdf_file(*pages: Callable[[Canvas], object], encrypt: object = None) -> bytes:
    """A letter-size PDF, one page a drawing function; compressed as usual programs do."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=letter, encrypt=encrypt, invariant=1)
    canvas.setAuthor("Ana Prueba")
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def lines(*texts: str, x: float = 72, top: float = 700, size: float = 11) -> Callable[[Canvas], None]:
    """Draws lines of text below each other."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", size)
        for at, text in enumerate(texts):
            canvas.drawString(x, top - at * 1.2 * size, text)

    return draw


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` characters."""
    done: list[str] = [""]
    for word in text.split():
        if len(done[-1]) + len(word) + 1 > width:
            done.append("")
        done[-1] = f"{done[-1]} {word}".strip()
    return done


def png() -> bytes:
    """A picture of one white pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff"))
        + chunk(b"IEND", b"")
    )
