"""How a paper is set: fonts, sizes, spacing, margins and the sheet. What a format does not tell is never a fault."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reviewer.engine.document import Document, FontShare
from reviewer.engine.formats.asked import Between, Fonts, OneOf, TypeSize
from reviewer.engine.formats.finding import Finding, Values, finding

_PDF = "application/pdf"
_STYLES = re.compile(r"(?:(?:ps)?mt|[-, ]*(?:bold|italics?|oblique|regular|medium|semibold|light))$", re.IGNORECASE)
_FAMILIES = (
    (
        "timesnewroman",
        "times",
        "timesroman",
        "liberationserif",
        "tinos",
        "nimbusroman",
        "nimbusromanno9l",
        "timesnewromanps",
    ),
    ("arial", "helvetica", "liberationsans", "arimo", "nimbussans", "nimbussansl", "helveticaneue"),
    ("calibri", "carlito"),
    ("cambria", "caladea"),
    ("couriernew", "courier", "liberationmono", "cousine", "nimbusmono"),
    ("garamond", "ebgaramond", "garamondpremrpro", "adobegaramondpro"),
)
"""Fonts of equal metrics, of which programs put one for the other."""
_FAMILY = {name: family[0] for family in _FAMILIES for name in family}
_SIZE_SLACK, _PDF_SIZE_SLACK, _PDF_SIZE_DOUBT = 0.1, 0.5, 0.1
"""Points that a size may stray; in a PDF sizes are measured, and within a tenth of a limit they tell nothing."""
_PDF_SPACING_SLACK, _PDF_SPACING_DOUBT = 0.1, 0.15
_PDF_MARGIN_SLACK = 0.05
_TOP, _RIGHT, _BOTTOM, _LEFT = range(4)
_SIDES = ("top", "right", "bottom", "left")


def family(name: str) -> str:
    """The family of a font: `TimesNewRomanPS-BoldMT`, `Times-Roman` and `Liberation Serif` are one."""
    bare = name.rpartition("+")[2].strip()
    previous = ""
    while bare != previous and bare:
        previous, bare = bare, _STYLES.sub("", bare) or bare
    folded = re.sub(r"[^a-z0-9]", "", bare.lower())
    return _FAMILY.get(folded, _FAMILY.get(folded.removesuffix("ps"), folded))


def check_fonts(document: Document, asked: Fonts) -> Finding:
    """Whether enough of the text is set in the allowed fonts."""
    wanted = {family(name) for name in asked.allowed}
    fonts = document.format.fonts
    others = [font for font in fonts if family(font.name) not in wanted]
    values: Values = {"fonts": tuple(dict.fromkeys(font.name for font in others))[:3], "allowed": tuple(asked.allowed)}
    good = sum(font.share for font in fonts if family(font.name) in wanted)
    bad = sum(font.share for font in others)
    return _by_share("fonts", good, bad, asked.share, values)


def check_size(document: Document, asked: TypeSize) -> Finding:
    """Whether enough of the text has a size within the limits."""
    is_pdf = document.media_type == _PDF
    judged = [(font, _fits_size(font, asked, is_pdf=is_pdf)) for font in document.format.fonts]
    others = sorted({font.size_pt for font, fits in judged if fits is False and font.size_pt is not None})
    good = sum(font.share for font, fits in judged if fits is True)
    bad = sum(font.share for font, fits in judged if fits is False)
    values: Values = {"sizes": tuple(f"{size:g}" for size in others[:3]), "least": asked.least, "most": asked.most}
    return _by_share("size", good, bad, asked.share, values)


def _fits_size(font: FontShare, asked: TypeSize, *, is_pdf: bool) -> bool | None:
    if font.size_pt is None:
        return None
    slack = _PDF_SIZE_SLACK if is_pdf else _SIZE_SLACK
    return _fits(font.size_pt, asked.least, asked.most, slack, font.size_pt * _PDF_SIZE_DOUBT if is_pdf else 0.0)


def _fits(value: float, least: float | None, most: float | None, slack: float, doubt: float) -> bool | None:
    """Whether a value is within the limits, give or take `slack`; None within `doubt` of them."""
    beyond = max((least or value) - value, value - (most if most is not None else value))
    if beyond <= slack:
        return True
    return None if beyond <= doubt else False


def _by_share(check: str, good: float, bad: float, share: int, values: Values) -> Finding:
    """Pass when enough is good, fail when too much is bad, whatever the rest is."""
    told: Values = {**values, "good": round(100 * good), "bad": round(100 * bad), "share": share}
    if good * 100 >= share - 0.5:
        return finding(check, "pass", f"{check}_within", told)
    if bad * 100 > 100 - share + 0.5:
        return finding(check, "fail", f"{check}_outside", told)
    return finding(check, "cannot_tell", f"{check}_unknown", told)


def check_spacing(document: Document, asked: Between) -> Finding:
    """Whether most lines are spaced as asked; a PDF's spacing is measured, so there it needs some room."""
    value = document.format.line_spacing
    ends: Values = {"least": asked.least, "most": asked.most}
    if value is None:
        return finding("spacing", "cannot_tell", "spacing_unknown", ends)
    is_pdf = document.media_type == _PDF
    slack = asked.tolerance + (_PDF_SPACING_SLACK if is_pdf else 0.0) + 0.01
    fits = _fits(value, asked.least, asked.most, slack, slack + _PDF_SPACING_DOUBT if is_pdf else 0.0)
    if fits is None:
        return finding("spacing", "cannot_tell", "spacing_near", {**ends, "spacing": value})
    return finding(
        "spacing", "pass" if fits else "fail", f"spacing_{'within' if fits else 'outside'}", {**ends, "spacing": value}
    )


def check_margins(document: Document, asked: Between) -> Finding:
    """Whether the margins are as asked.

    A PDF tells only how near the text comes to the edges: there the left one is judged both ways, the right one for
    being too narrow, and top and bottom, where running heads and short pages stand, not at all.
    """
    margins = document.format.margins_in
    ends: Values = {"least": asked.least, "most": asked.most}
    if margins is None:
        return finding("margins", "cannot_tell", "margins_unknown", ends)
    is_pdf = document.media_type == _PDF
    slack = asked.tolerance + (_PDF_MARGIN_SLACK if is_pdf else 0.011)
    narrow = (_LEFT, _RIGHT) if is_pdf else range(4)
    wide = (_LEFT,) if is_pdf else range(4)
    wrong = [side for side in narrow if asked.least is not None and margins[side] < asked.least - slack]
    wrong += [side for side in wide if asked.most is not None and margins[side] > asked.most + slack]
    if wrong:
        sides, widths = _named(sorted(wrong), margins)
        return finding("margins", "fail", "margins_outside", {**ends, "sides": sides, "widths": widths})
    code = "margins_within_sides" if is_pdf else "margins_within"
    return finding("margins", "pass", code, ends)


def _named(sides: Sequence[int], margins: Sequence[float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(_SIDES[side] for side in sides), tuple(f"{margins[side]:g}" for side in sides)


def check_page_size(document: Document, asked: OneOf) -> Finding:
    """Whether the sheet is one of those allowed."""
    size = document.format.page_size
    allowed = tuple(asked.allowed)
    if size is None:
        return finding("page_size", "cannot_tell", "page_size_unknown", {"allowed": allowed})
    if size in asked.allowed:
        return finding("page_size", "pass", "page_size_within", {"size": size, "allowed": allowed})
    return finding("page_size", "fail", "page_size_outside", {"size": size, "allowed": allowed})
