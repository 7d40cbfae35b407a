"""Invented position papers in any number: each its own text, about as long and as alike as a committee's papers are."""

from __future__ import annotations

import io
import random

from docx import Document as WordFile
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

_SYLLABLES = [first + vowel + last for first in "bcdfghlmnprstv" for vowel in "aeiou" for last in ("", "n", "r", "s")]
_SMALL_WORDS = ("the", "of", "and", "to", "in", "for", "with", "that", "by", "on", "our", "which", "from", "has", "is")
_TOPIC_WORDS = (
    "harbour",
    "flood",
    "warning",
    "siren",
    "instrument",
    "coast",
    "village",
    "fund",
    "neighbour",
    "treaty",
    "insurance",
    "measure",
    "training",
    "school",
    "budget",
    "report",
    "satellite",
    "tide",
    "evacuation",
    "shelter",
)
_COPYING_SHARE = 0.1


def paper_text(seed: int, words: int = 900) -> str:
    """A paper of about this many words under two headings; the same seed gives the same text.

    Papers of one committee share their topic's words and hardly a sequence of five, as real ones do; one in ten also
    holds a paragraph of the paper before it.
    """
    chance = random.Random(seed)
    paragraphs = [f"Position Paper of Country {seed}", "I. Early warning"]
    count = 0
    while count < words:
        paragraph = " ".join(_sentence(chance) for _ in range(chance.randint(3, 6)))
        paragraphs.append(paragraph)
        count += len(paragraph.split())
        if count > words // 2 and "II. Who pays" not in paragraphs:
            paragraphs.append("II. Who pays")
    if seed and chance.random() < _COPYING_SHARE:
        paragraphs.append(paper_text(seed - 1, words=80).split("\n\n")[2])
    return "\n\n".join(paragraphs)


def sentences(seed: int, many: int) -> list[str]:
    """Sentences of the same kind that stand in no paper; the same seed gives the same ones."""
    chance = random.Random(f"sentences {seed}")
    return [_sentence(chance) for _ in range(many)]


def _sentence(chance: random.Random) -> str:
    words = [_word(chance) for _ in range(chance.randint(14, 28))]
    return " ".join(words).capitalize() + "."


def _word(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.45:
        return chance.choice(_SMALL_WORDS)
    if kind < 0.6:
        return chance.choice(_TOPIC_WORDS)
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3)))


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
