"""PDFs that tell whose they are in every way a page can, and what can be read off a picture."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass

from reportlab.lib.pagesizes import letter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from reviewer.engine.pages.sheets import Box
from tests.engine.builders import png, wrapped

SCHOOL, DELEGATE = "Quillhaven Academy", "Yvaine Tarquillo"
BODY = (
    "Maravel has rebuilt its harbour twice within one generation, and it knows what a warning is worth. Its parliament "
    "pays for sirens in every fishing village, and its schools teach what they mean. We ask this committee for a fund "
    "that lends instruments to states which cannot buy them, as our delegate Yvaine Tarquillo told the harbour council."
)
MORE = (
    "Upstream states publish the level of their rivers each morning, and the states below answer within the hour. No "
    "treaty asks for it today. We propose a short one with a date, and an office of four people that keeps the tables."
)
_LEADING = 16


def telling_file(*, picture: bool = False) -> bytes:
    """Two pages that name the school and the delegate in head, title, text, white text, paths and properties."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=letter, invariant=1)
    canvas.setAuthor(DELEGATE)
    canvas.setTitle(f"Paper of {SCHOOL}")
    for number, body in enumerate((BODY, MORE), 1):
        canvas.setFont("Times-Italic", 9)
        canvas.drawString(72, 760, f"{SCHOOL} / {DELEGATE}")
        canvas.drawRightString(540, 760, str(number))
        at = _title(canvas) if number == 1 else 700
        canvas.setFont("Times-Roman", 11)
        for line in wrapped(body, 84):
            canvas.drawString(72, at, line)
            at -= _LEADING
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 300, f"hidden {DELEGATE} of {SCHOOL}")
        canvas.setFillColorRGB(0, 0, 0)
        _outlined(canvas)
        if picture and number == 1:
            canvas.drawImage(ImageReader(io.BytesIO(png())), 400, 100, 80, 80)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _title(canvas: Canvas) -> float:
    canvas.setFont("Times-Bold", 12)
    lines = ("Position Paper", "Committee: Committee on Tides", f"School: {SCHOOL}", f"Delegates: {DELEGATE}")
    for at, line in enumerate(lines):
        canvas.drawString(72, 720 - at * _LEADING, line)
    return 640


def _outlined(canvas: Canvas) -> None:
    """A crest of lines, as a program draws that turns a name into paths."""
    for step in range(12):
        canvas.line(300 + 6 * step, 180, 303 + 6 * step, 240)
        canvas.bezier(300, 180 + step, 320, 260, 350, 120, 372, 240 - step)


@dataclass(frozen=True)
class Picture:
    """A PNG's size and its pixels, row after row, `depth` bytes each."""

    width: int
    height: int
    depth: int
    rows: tuple[bytes, ...]

    def within(self, box: Box, scale: float, inset: float = 0.5) -> set[bytes]:
        """The colours of a box given in points, a little within its edges."""
        left, top, width, height = box
        x1, x2 = int((left + inset) * scale), int((left + width - inset) * scale)
        y1, y2 = int((top + inset) * scale), int((top + height - inset) * scale)
        depth = self.depth
        return {
            row[x * depth : (x + 1) * depth]
            for row in self.rows[max(0, y1) : y2]
            for x in range(max(0, x1), min(x2, self.width))
        }


def pixels(data: bytes) -> Picture:
    """A PNG as this service writes them: eight bits, grey or colour, no filter."""
    width, height, bits, kind = struct.unpack(">IIBB", data[16:26])
    assert (bits, kind in (0, 2)) == (8, True)
    depth = 1 if kind == 0 else 3
    at, body = 8, b""
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            body += data[at + 8 : at + 8 + length]
        at += 12 + length
    raw = zlib.decompress(body)
    step = width * depth + 1
    lines = [raw[y * step : (y + 1) * step] for y in range(height)]
    assert all(line[0] == 0 for line in lines)
    return Picture(width, height, depth, tuple(line[1:] for line in lines))
