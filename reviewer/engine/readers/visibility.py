"""How text looks, and whether a person looking at the page sees it: for the formats that describe text, not pages."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from reviewer.engine.document import Value

TINY_POINTS = 4.0
"""Below this no one reads print; the smallest type in real papers is a 6-point superscript."""

_TINY_SCALE = 10
"""Per cent of the width of a letter."""

_SQUEEZED = 0.35
"""Parts of the type size by which letters may stand closer; a letter is about half as wide as the type is high."""

_USUAL_SIZE = 11.0

_THIN_LINE = 60
"""Twips: an exact line height of three points shows no letter."""

_SAME_COLOUR = 26
"""Steps of 255 by which at least one channel must differ for text to stand out from its ground."""


@dataclass(frozen=True, slots=True)
class Look:
    """Run properties; None where nothing is said. Colours are six hex digits, sizes points, `scale` per cent.

    `spacing` is what is put between letters, in points: below zero they stand closer.
    """

    vanish: bool | None = None
    size: float | None = None
    colour: str | None = None
    shade: str | None = None
    font: str | None = None
    scale: float | None = None
    transparent: bool | None = None
    spacing: float | None = None

    def over(self, base: Look) -> Look:
        """This look laid over `base`."""
        said = {item.name: value for item in fields(self) if (value := getattr(self, item.name)) is not None}
        return replace(base, **said) if said else base


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """Paragraph properties that bear on what is seen: shade, exact line height and indents in twips, heading level.

    `indent` is where the first line begins, `left` and `right` where the others end; `depth` is a list's level, from 1.
    """

    shade: str | None = None
    exact_line: float | None = None
    line: float | None = None
    indent: float | None = None
    left: float | None = None
    right: float | None = None
    depth: int | None = None
    outline: int | None = None
    numbered: bool | None = None

    def over(self, base: ParagraphLook) -> ParagraphLook:
        """This look laid over `base`."""
        said = {item.name: value for item in fields(self) if (value := getattr(self, item.name)) is not None}
        return replace(base, **said) if said else base


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a text is not seen: a flag's code; where it is, as its detail goes on after `are`; and the cause by a code.

    `measure` is what the cause names: points, per cent, a colour.
    """

    code: str
    where: str
    why: str
    measure: float | str | None = None

    @property
    def values(self) -> dict[str, Value]:
        """The cause as a flag's values."""
        return {"why": self.why} if self.measure is None else {"why": self.why, "measure": self.measure}


@dataclass(frozen=True, slots=True)
class Ground:
    """What text stands on: its colour (None: cannot be told), whether it is hidden as a whole, the page's width."""

    colour: str | None = "FFFFFF"
    hidden: Reason | None = None
    page_twips: float = 12_240.0


HIDDEN = Reason("hidden_text", "formatted as hidden text", "formatting")
OFF_PAGE = Reason("invisible_text", "placed outside the page", "off_page")
CLIPPED = Reason("invisible_text", "clipped by a row or line too low to show them", "clipped")
HIDDEN_BOX = Reason("hidden_text", "in a shape that is set invisible", "shape")
MERGED = Reason("hidden_text", "in a cell that another cell covers", "covered_cell")


def reason_hidden(look: Look, paragraph: ParagraphLook, ground: Ground) -> Reason | None:
    """Why this text is not seen, or None if it is."""
    if ground.hidden is not None:
        return ground.hidden
    if look.vanish:
        return HIDDEN
    if look.size is not None and look.size < TINY_POINTS:
        return Reason("tiny_text", f"set in {look.size:g} points", "points", look.size)
    if look.scale is not None and look.scale < _TINY_SCALE:
        return Reason("tiny_text", f"squeezed to {look.scale:g}% of their width", "width", look.scale)
    if look.spacing is not None and look.spacing < -_SQUEEZED * (look.size or _USUAL_SIZE):
        return Reason("tiny_text", "squeezed until their letters stand on each other", "squeezed")
    if paragraph.exact_line is not None and abs(paragraph.exact_line) < _THIN_LINE:
        return CLIPPED
    if paragraph.indent is not None and not -ground.page_twips < paragraph.indent < ground.page_twips:
        return OFF_PAGE
    return _reason_of_colour(look, paragraph, ground)


def _reason_of_colour(look: Look, paragraph: ParagraphLook, ground: Ground) -> Reason | None:
    if look.transparent:
        return Reason("invisible_text", "filled with a transparent colour", "transparent")
    below = look.shade or paragraph.shade or ground.colour
    if look.colour in (None, "auto") or below is None or not same_colour(str(look.colour), below):
        return None
    if same_colour(below, "FFFFFF"):
        return Reason("white_text", "white on white", "white")
    return Reason("hidden_text", f"in the colour of their background (#{below})", "colour", f"#{below}")


def same_colour(one: str, other: str) -> bool:
    """Whether two colours of six hex digits cannot be told apart as text and ground."""
    return all(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) < _SAME_COLOUR for at in (0, 2, 4))
