"""Feedback on paper: a card of one page, and the pages of comments behind it. Words come in; a PDF goes out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, HRFlowable, KeepInFrame, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from reviewer.services.exports.fonts import BOLD, PLAIN, markup, register

_PAGE = (595.0, 792.0)
"""As wide as A4 and as high as US Letter: it prints whole on either."""
_MARGIN = 45.0
_ROOM = (_PAGE[0] - 2 * _MARGIN, _PAGE[1] - 2 * _MARGIN - 2)
_INK, _SOFT, _LINE = HexColor("#1F2933"), HexColor("#52606D"), HexColor("#CBD2D9")
_ELLIPSIS = "\u2026"


@dataclass(frozen=True, slots=True)
class CardLine:
    """A row: what it is about, the words below it, and what stands at its right."""

    title: str
    words: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says. `more` is the sentence for what had to be left out of it."""

    title: str
    subtitle: str
    score: str
    band: str
    criteria_title: str
    criteria: tuple[CardLine, ...]
    overall_title: str
    overall: str
    questions_title: str
    questions: tuple[CardLine, ...]
    foot: str
    more: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Remarks:
    """The pages of comments: a heading, and for each its number, the words it speaks of, and itself."""

    title: str
    lines: tuple[CardLine, ...]


def card_pdf(card: Card, remarks: Remarks | None = None) -> bytes:
    """The card as a PDF of exactly one page; with `remarks`, as many pages more as these take."""
    register()
    made = io.BytesIO()
    edge = _MARGIN - 6  # a frame adds six points of its own on every side
    document = SimpleDocTemplate(
        made,
        pagesize=_PAGE,
        leftMargin=edge,
        rightMargin=edge,
        topMargin=edge,
        bottomMargin=edge,
        title=card.title,
        initialFontName=PLAIN,
        lang=card.language,
        invariant=1,
    )
    story: list[Flowable] = [KeepInFrame(*_ROOM, _fitting(card), mode="shrink")]
    if remarks is not None and remarks.lines:
        story += [PageBreak(), Paragraph(markup(remarks.title), _style(15, bold=True, after=8))]
        for line in remarks.lines:
            story += _remark(line)
    document.build(story)
    return made.getvalue()


def _remark(line: CardLine) -> list[Flowable]:
    quote = [Paragraph(markup(line.words), _style(8.5, soft=True, after=2))] if line.words else []
    text = [Paragraph(markup(part), _style(9.5, after=4)) for part in line.value.splitlines() if part.strip()]
    return [Paragraph(markup(line.title), _style(9.5, bold=True, after=1, keep=True)), *quote, *text, Spacer(1, 5)]


def _fitting(card: Card) -> list[Flowable]:
    """The card with as many words as a page holds: long ones are cut first, then the questions' number."""
    for words, questions in ((4000, 99), (700, 60), (420, 40), (260, 30), (170, 24), (110, 18), (70, 14), (40, 10)):
        story = _drawn(_cut(card, words, questions))
        if sum(_height(one) for one in story) <= _ROOM[1]:
            return story
    return _drawn(_cut(card, 24, 6, criteria=16))


def _height(flowable: Flowable) -> float:
    height: float = flowable.wrap(*_ROOM)[1]
    return height + float(flowable.getSpaceBefore()) + float(flowable.getSpaceAfter())


def _cut(card: Card, words: int, questions: int, criteria: int = 99) -> Card:
    shorter = replace(
        card,
        title=_short(card.title, 160),
        subtitle=_short(card.subtitle, 240),
        overall=_short(card.overall, 3 * words),
        criteria=tuple(_shorter(one, words) for one in card.criteria[:criteria]),
        questions=tuple(_shorter(one, words) for one in card.questions[:questions]),
    )
    whole = (shorter.overall, shorter.criteria, shorter.questions) == (card.overall, card.criteria, card.questions)
    return replace(shorter, more="") if whole else shorter


def _shorter(line: CardLine, words: int) -> CardLine:
    return CardLine(_short(line.title, max(words, 60)), _short(line.words, words), line.value)


def _short(text: str, length: int) -> str:
    """The text, cut at a word with an ellipsis when it is longer."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;.:") + _ELLIPSIS


def _drawn(card: Card) -> list[Flowable]:
    story: list[Flowable] = [
        Paragraph(markup(card.title), _style(17, bold=True, after=3)),
        Paragraph(markup(card.subtitle), _style(9.5, soft=True, after=6)),
        Paragraph(markup(card.score), _style(22, bold=True, after=2)),
    ]
    if card.band:
        story.append(Paragraph(markup(card.band), _style(11, bold=True, after=4)))
    if card.criteria:
        story += [*_heading(card.criteria_title), _rows(card.criteria, 9.5)]
    if card.overall:
        story += _heading(card.overall_title)
        story += [Paragraph(markup(one), _style(9.5, after=3)) for one in card.overall.splitlines() if one.strip()]
    if card.questions:
        story += [*_heading(card.questions_title), _rows(card.questions, 8.5)]
    story += [HRFlowable(width="100%", thickness=0.5, color=_LINE, spaceBefore=6, spaceAfter=4)]
    return [*story, Paragraph(markup(f"{card.foot} {card.more}".strip()), _style(8, soft=True))]


def _heading(words: str) -> list[Flowable]:
    return [Spacer(1, 5), Paragraph(markup(words), _style(11, bold=True, after=2))]


def _rows(lines: Sequence[CardLine], size: float) -> Table:
    """A table of rows, the value at the right."""
    rows = [[_left(one, size), Paragraph(markup(one.value), _right(size))] for one in lines]
    table = Table(rows, (_ROOM[0] - 130, 130))
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEABOVE", (0, 0), (-1, -1), 0.5, _LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ]
    )
    return table


def _left(line: CardLine, size: float) -> list[Flowable]:
    found: list[Flowable] = [Paragraph(markup(line.title), _style(size, bold=bool(line.words)))]
    if line.words:
        found += [Paragraph(markup(one), _style(size - 1, soft=True)) for one in line.words.splitlines() if one.strip()]
    return found


def _right(size: float) -> ParagraphStyle:
    return ParagraphStyle("right", parent=_style(size, bold=True), alignment=2)


def _style(
    size: float, *, bold: bool = False, soft: bool = False, after: float = 0, keep: bool = False
) -> ParagraphStyle:
    return ParagraphStyle(
        "line",
        fontName=BOLD if bold else PLAIN,
        fontSize=size,
        leading=size * 1.32,
        textColor=_SOFT if soft else _INK,
        spaceAfter=after,
        keepWithNext=keep,
        splitLongWords=1,
    )
