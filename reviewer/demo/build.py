"""A manuscript as the file a delegate would upload: DOCX, PDF or plain text.

The same manuscript gives the same bytes each time, so that a demo made twice stores each file once.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from xml.sax.saxutils import escape

from reviewer.demo.manuscript import Kind, Part, parts

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from reportlab.platypus import Flowable

Format = Literal["docx", "pdf", "txt"]

FONT, SIZE = "Times New Roman", 12
WRITTEN = datetime(2026, 1, 12, 9, 0)  # noqa: DTZ001  OOXML wants its times without a zone
ZIP_TIME = (2026, 1, 12, 9, 0, 0)
WORD_STYLES: dict[Kind, tuple[str, int]] = {
    "title": ("Title", 18),
    "byline": ("Normal", 12),
    "heading": ("Heading 1", 14),
    "subheading": ("Heading 2", 12),
    "item": ("List Bullet", 12),
    "paragraph": ("Normal", 12),
}


def build(manuscript: str, form: Format, *, title: str = "", author: str = "") -> bytes:
    """The manuscript as a file of the given form, with this title and author among its properties."""
    match form:
        case "docx":
            return as_docx(manuscript, title=title, author=author)
        case "pdf":
            return as_pdf(manuscript, title=title, author=author)
        case "txt":
            return as_txt(manuscript)


def as_docx(manuscript: str, *, title: str = "", author: str = "") -> bytes:
    """A Word file on US letter with margins of one inch, Times New Roman 12, single spaced."""
    from docx import Document
    from docx.shared import Inches, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    _set_type(document)
    for part in parts(manuscript):
        style, _ = WORD_STYLES[part.kind]
        paragraph = document.add_paragraph(part.text, style=style)
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.space_after = Pt(0 if part.kind == "byline" else 6)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.comments = ""
    properties.created = properties.modified = WRITTEN
    return _same_bytes(document)


def as_pdf(manuscript: str, *, title: str = "", author: str = "") -> bytes:
    """A PDF on US letter with margins of one inch, in Times 12."""
    from reportlab.lib.pagesizes import LETTER
    from reportlab.platypus import SimpleDocTemplate

    stream = io.BytesIO()
    inch = 72
    template = SimpleDocTemplate(
        stream,
        pagesize=LETTER,
        leftMargin=inch,
        rightMargin=inch,
        topMargin=inch,
        bottomMargin=inch,
        title=title,
        author=author,
        invariant=1,
    )
    template.build(_flowables(parts(manuscript)))
    return stream.getvalue()


def as_txt(manuscript: str) -> bytes:
    """UTF-8 text with an empty line between blocks."""
    lines: list[str] = []
    for part in parts(manuscript):
        if lines and part.kind not in ("byline", "item"):
            lines.append("")
        lines.append(f"- {part.text}" if part.kind == "item" else part.text)
    return ("\n".join(lines) + "\n").encode()


def _set_type(document: WordDocument) -> None:
    """One font for all styles; the template's own theme fonts and colours would win if they stayed."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size in dict(WORD_STYLES.values()).items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
        fonts.set(qn("w:cs"), FONT)
        fonts.set(qn("w:eastAsia"), FONT)


def _same_bytes(document: WordDocument) -> bytes:
    """The saved file with fixed times inside its container, and without the template's preview picture."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.part.package.rels.pop(_thumbnail(document), None)
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()


def _thumbnail(document: WordDocument) -> str:
    relations = document.part.package.rels
    return next((key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")), "")


def _flowables(blocks: tuple[Part, ...]) -> list[Flowable]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=SIZE, leading=SIZE * 1.15, spaceAfter=6)
    styles: dict[Kind, ParagraphStyle] = {
        "title": ParagraphStyle("title", body, fontName="Times-Bold", fontSize=18, leading=22),
        "byline": ParagraphStyle("byline", body, spaceAfter=0),
        "heading": ParagraphStyle("heading", body, fontName="Times-Bold", fontSize=14, leading=17, spaceBefore=10),
        "subheading": ParagraphStyle("subheading", body, fontName="Times-Bold", spaceBefore=6),
        "item": ParagraphStyle("item", body, leftIndent=18, bulletIndent=6, spaceAfter=3),
        "paragraph": body,
    }
    headings = ("title", "heading", "subheading")
    for name in headings:
        styles[name].keepWithNext = 1  # type: ignore[index]
    return [
        Paragraph(escape(block.text), styles[block.kind], bulletText="•" if block.kind == "item" else None)
        for block in blocks
    ]
