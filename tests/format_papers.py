"""Small papers of invented states, made as word processors make them: DOCX, PDF by reportlab, and plain text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.shared import Inches, Pt
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from reviewer.engine import readers
from reviewer.engine.document import Document, Limits

SENTENCES = (
    "The delegation of Ruritania holds that rivers belong to all who live beside them.",
    "Fourteen mines were closed after the flood, and their workers were trained for the water stations.",
    "No state can do this alone, and few have tried to do it together.",
    "We ask the committee for a fund that pays for stations in the mountains.",
    "Three treaties with our neighbours show that trust grows where numbers are shared.",
    "Schools along the river publish what they measure every week.",
)
SOURCES = (
    "Marsh, Ada. Rivers and Their People. Strelsau Press, 2019.",
    "Ruritanian Ministry of Water. Annual Report on Stations. 2022.",
    "United Nations Environment Programme. Freshwater Outlook. 2021, https://example.org/outlook.",
    "Tarsk, Emil. Mines after the Flood. Zenda University, 2020.",
)


def prose(words: int, first: int = 0) -> str:
    """So many words of invented prose."""
    said: list[str] = []
    while len(said) < words:
        said += SENTENCES[(first + len(said)) % len(SENTENCES)].split()
    return " ".join(said[:words]).rstrip(".,") + "."


@dataclass
class Sheet:
    """A paper to be made: lines at the top, parts (a heading, or none, and its paragraphs), and sources."""

    top: Sequence[str] = ("Committee: Water Council", "Country: Ruritania")
    parts: Sequence[tuple[str, Sequence[str]]] = (("", (prose(200), prose(200, 1))),)
    sources: Sequence[str] = ()
    sources_title: str = "Works Cited"
    font: str = "Times New Roman"
    size: float = 12
    spacing: float = 1.0
    margin: float = 1.0
    running: str = ""
    last_page: Sequence[str] = field(default=())
    stored_pages: int | None = None


def docx_bytes(sheet: Sheet) -> bytes:
    """The sheet as a .docx file."""
    made = docx.Document()
    section = made.sections[0]
    for side in ("top_margin", "bottom_margin", "left_margin", "right_margin"):
        setattr(section, side, Inches(sheet.margin))
    if sheet.running:
        section.header.paragraphs[0].text = sheet.running
    for text in _lines(sheet):
        paragraph = made.add_paragraph()
        run = paragraph.add_run(text)
        run.font.name, run.font.size = sheet.font, Pt(sheet.size)
        paragraph.paragraph_format.line_spacing = sheet.spacing
        paragraph.paragraph_format.space_after = Pt(0)
    target = io.BytesIO()
    made.save(target)
    return _with_pages(target.getvalue(), sheet)


def _with_pages(data: bytes, sheet: Sheet) -> bytes:
    """The file with the page count that a word processor would have stored."""
    if sheet.stored_pages is None:
        return data
    words = sum(len(re.findall(r"\w+", line)) for line in _lines(sheet))
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as edited:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/app.xml":
                content = re.sub(rb"<Pages>\d+", b"<Pages>%d" % sheet.stored_pages, content)
                content = re.sub(rb"<Words>\d+", b"<Words>%d" % words, content)
            edited.writestr(name, content)
    return target.getvalue()


def _lines(sheet: Sheet) -> list[str]:
    body = [line for heading, paragraphs in sheet.parts for line in ((heading,) if heading else ()) + tuple(paragraphs)]
    listed = [sheet.sources_title, *sheet.sources] if sheet.sources else []
    return [*sheet.top, *body, *listed, *sheet.last_page]


def txt_bytes(sheet: Sheet) -> bytes:
    """The sheet as plain text, one blank line between paragraphs."""
    return "\n\n".join(_lines(sheet)).encode()


def pdf_bytes(sheet: Sheet) -> bytes:
    """The sheet as a PDF on letter paper; sources and the last page begin new pages."""
    style = ParagraphStyle("body", fontName=sheet.font, fontSize=sheet.size, leading=sheet.size * 1.17 * sheet.spacing)
    flow: list[Any] = [Paragraph(line, style) for line in sheet.top]
    for heading, paragraphs in sheet.parts:
        flow += [Paragraph(line, style) for line in ((heading,) if heading else ()) + tuple(paragraphs)]
    if sheet.sources:
        flow += [PageBreak(), *(Paragraph(line, style) for line in (sheet.sources_title, *sheet.sources))]
    if sheet.last_page:
        flow += [PageBreak(), *(Paragraph(line, style) for line in sheet.last_page)]
    target = io.BytesIO()
    page = SimpleDocTemplate(target, pagesize=letter, invariant=1)
    page.leftMargin = page.rightMargin = page.topMargin = page.bottomMargin = sheet.margin * inch - 6  # its frame's own
    page.build(flow)
    return target.getvalue()


def read(data: bytes, name: str = "paper") -> Document:
    """The document of the bytes, read as the sandboxed child reads it."""
    return readers.read(data, name=name, limits=Limits())
