"""Invented position papers in any number: each its own text, about as long and as alike as a committee's papers are."""

from __future__ import annotations

import io
import random

from docx import Document as WordFile
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

_OPENINGS = ("In {year},", "Since {year},", "As early as {year},", "Following the floods of {year},", "By {year},")
_ACTORS = ("our parliament", "the ministry of ports", "a fund of coastal towns", "our teachers", "the national bank")
_DEEDS = ("paid for", "opened", "inspected", "rebuilt", "gave up", "handed over", "counted", "insured", "named")
_THINGS = ("harbour sirens", "night schools", "tide gauges", "fishing boats", "water wells", "clinics", "sea walls")
_PLACES = ("in {n} villages", "along {n} kilometres of coast", "for {n} families", "in {n} districts")
_ENDINGS = (
    "and asks its neighbours to publish what they learned.",
    "which cost less than the damage of one winter.",
    "although the work is far from done.",
    "because a warning that comes late is no warning.",
    "and stands ready to train others in it.",
)


def paper_text(seed: int, words: int = 900) -> str:
    """A paper of about this many words under two headings; the same seed gives the same text."""
    chance = random.Random(seed)
    paragraphs = [f"Position Paper of Country {seed}", "I. Early warning"]
    count = 0
    while count < words:
        sentences = [_sentence(chance) for _ in range(chance.randint(3, 6))]
        paragraphs.append(" ".join(sentences))
        count += sum(len(sentence.split()) for sentence in sentences)
        if count > words // 2 and "II. Who pays" not in paragraphs:
            paragraphs.append("II. Who pays")
    return "\n\n".join(paragraphs)


def _sentence(chance: random.Random) -> str:
    opening = chance.choice(_OPENINGS).format(year=chance.randint(1950, 2029))
    place = chance.choice(_PLACES).format(n=chance.randint(2, 9000))
    parts = (opening, chance.choice(_ACTORS), chance.choice(_DEEDS), chance.choice(_THINGS), place)
    return f"{' '.join(parts)}, {chance.choice(_ENDINGS)}"


def as_docx(text: str) -> bytes:
    """The text as a Word file."""
    made = WordFile()
    for paragraph in text.split("\n\n"):
        made.add_paragraph(paragraph)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def as_pdf(text: str) -> bytes:
    """The text as a PDF, two or three pages for a thousand words."""
    out = io.BytesIO()
    style = getSampleStyleSheet()["BodyText"]
    SimpleDocTemplate(out, pagesize=LETTER).build([Paragraph(paragraph, style) for paragraph in text.split("\n\n")])
    return out.getvalue()
