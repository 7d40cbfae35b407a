"""How many pages a paper has, from its format where that has pages, and otherwise as nearly as can be told.

Of the formats only PDF has pages. A word processor's file may hold the number its program last laid out (`stored`);
without it the number is estimated from letters, type, spacing and margins (`estimated`), or, for a text without type,
from the type that the profile asks for (`as_asked`). Where a word processor made pages of the file, these count
(`rendered`). An answer is a range: what is not counted may share a page with what is, and an estimate is never exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reviewer.engine.document import Block, Document
from reviewer.engine.formats.asked import Profile
from reviewer.engine.formats.finding import Occasion
from reviewer.engine.formats.parts import blocks_of, counted, words_in
from reviewer.engine.typesetting import USUAL_MARGIN, USUAL_SIZE, USUAL_SPACING, letter_width, text_area

How = Literal["counted", "rendered", "stored", "estimated", "as_asked"]

_PDF = "application/pdf"
_CLOSE, _OPEN = 1.15, 1.22
"""Height of a single-spaced line in parts of the type size: Times and Arial are close, Calibri is open."""
_TOO_FEW, _TOO_MANY = 0.92, 1.08
"""How far letters per line stray from the mean, either way."""
_GAP, _HEADING_GAP = 0.9, 2.5
"""Lines that word processors by themselves put at most after a paragraph, and around a heading."""
_STORED_DOUBT = 1.5
"""A stored number that is this many times the estimate, or the estimate this many times it, is not believed."""


@dataclass(frozen=True, slots=True)
class Paging:
    """From `low` to `high` pages; `how` says how that is known, `about` is what a person is told: the middle."""

    low: float
    high: float
    how: How

    @property
    def about(self) -> float:
        """The middle of the range, to a tenth."""
        return round((self.low + self.high) / 2, 1) or 0.1


def paging(document: Document, profile: Profile, occasion: Occasion) -> Paging | None:
    """The pages of what counts; None where nothing tells."""
    counts = counted(document, profile)
    if not any(words_in(document, block) for block in counts):
        return Paging(0.0, 0.0, "counted")
    if document.media_type == _PDF and document.pages is not None:
        return _of_blocks(document, counts, profile)
    estimate = _estimate(document, counts, profile)
    whole = occasion.rendered or document.pages
    if whole is None:
        return estimate
    how: How = "rendered" if occasion.rendered else "stored"
    everything = _estimate(document, blocks_of(document), profile)
    if how == "stored" and not _agree(float(whole), everything):
        return Paging(min(estimate.low, float(whole)), max(estimate.high, float(whole)), "estimated")
    if len(counts) == sum(block.kind not in ("header", "footer") for block in blocks_of(document)):
        return Paging(float(whole), float(whole), how)
    share = (estimate.low + estimate.high) / (everything.low + everything.high)
    return Paging(max((whole - 1) * share, 0.1), whole * share, "estimated")


def _agree(stored: float, estimate: Paging) -> bool:
    """Whether a stored number of whole pages can be what the estimate means."""
    return math.ceil(estimate.low / _STORED_DOUBT) <= stored <= math.ceil(estimate.high * _STORED_DOUBT)


def _of_blocks(document: Document, counts: Sequence[Block], profile: Profile) -> Paging:
    """Pages that hold what counts; the last paragraph may run on to the next unless it surely fits on its own."""
    blocks = blocks_of(document)
    pages = {block.page for block in counts if block.page is not None}
    total = float(document.pages or 1)
    if not pages or len(counts) == sum(block.kind not in ("header", "footer") for block in blocks):
        return Paging(total, total, "counted")
    last = counts[-1]
    after = [block.page for block in blocks if block.start > last.start and block.page is not None]
    following = min(after, default=document.pages)
    skipped = sum(1 for page in range(min(pages), max(pages)) if page not in pages)
    low = float(len(pages)) + _run_through(document, counts, skipped)
    runs_on = following is not None and last.page is not None and following > last.page
    sure = runs_on and _ends_on_its_page(document, [block for block in counts if block.page == last.page], profile)
    return Paging(low, low + (1 if runs_on and not sure else 0), "counted")


def _ends_on_its_page(document: Document, begun: Sequence[Block], profile: Profile) -> bool:
    """Whether what begins on a page fits on it, however wide its letters run."""
    form = document.format
    margins = (min(side, USUAL_MARGIN) for side in form.margins_in or (USUAL_MARGIN,) * 4)
    top, right, bottom, left = margins
    roomy = replace(document, format=replace(form, margins_in=(top, right, bottom, left)))
    return _estimate(roomy, begun, profile).high <= 1.0


def _run_through(document: Document, counts: Sequence[Block], skipped: int) -> int:
    """Pages between counted ones on which no counted block begins: a long paragraph fills them, unless notes do."""
    others = {block.page for block in blocks_of(document)} - {block.page for block in counts}
    first, last = (page or 1 for page in (counts[0].page, counts[-1].page))
    return skipped - sum(1 for page in others if page is not None and first < page < last)


def _estimate(document: Document, blocks: Sequence[Block], profile: Profile) -> Paging:
    """Lines of each block at the type's mean letter width, by the lines that a page holds."""
    form = document.format
    main = max(form.fonts, key=lambda font: font.share, default=None)
    typed = main is not None and main.size_pt is not None
    sizes = (main.size_pt,) * 2 if main is not None and main.size_pt else _asked_sizes(profile)
    spacings = (form.line_spacing,) * 2 if form.line_spacing else _asked_spacings(profile)
    letter = letter_width(main.name if main else (profile.fonts.allowed[0] if profile.fonts else ""))
    ends = []
    strays = ((_TOO_MANY, _CLOSE, 0.0), (_TOO_FEW, _OPEN, 1.0))
    for size, spacing, (stray, leading, airy) in zip(sizes, spacings, strays, strict=True):
        across, down = text_area(form)
        per_line = max(across / (size * letter) * stray, 10.0)
        per_page = max(down / (size * leading * spacing), 3.0)
        ends.append(sum(_lines(document, block, per_line, airy) for block in blocks) / per_page)
    return Paging(max(min(ends), 0.05), max(*ends, 0.05), "estimated" if typed else "as_asked")


def _asked_sizes(profile: Profile) -> tuple[float, float]:
    size = profile.size
    least, most = (size.least, size.most) if size is not None else (None, None)
    return least or most or USUAL_SIZE, most or least or USUAL_SIZE


def _asked_spacings(profile: Profile) -> tuple[float, float]:
    spacing = profile.spacing
    least, most = (spacing.least, spacing.most) if spacing is not None else (None, None)
    return least or most or USUAL_SPACING, most or least or USUAL_SPACING


def _lines(document: Document, block: Block, per_line: float, airy: float) -> float:
    """Lines that a block takes, with what stands around it if the setting is airy."""
    if block.kind in ("header", "footer"):
        return 0.0
    lines = document.text[block.start : block.end].split("\n")
    around = _HEADING_GAP if block.kind == "heading" else _GAP
    return sum(math.ceil(len(line) / per_line) for line in lines if line.strip()) + airy * around
