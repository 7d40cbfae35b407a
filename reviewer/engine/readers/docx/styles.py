"""What a run of text looks like, through defaults, styles, theme and direct formatting."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from reviewer.engine.readers.docx.package import W14, A, W
from reviewer.engine.readers.visibility import Look, ParagraphLook

_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
    "yellow": "FFFF00", "white": "FFFFFF", "darkblue": "000080", "darkcyan": "008080", "darkgreen": "008000",
    "darkmagenta": "800080", "darkred": "800000", "darkyellow": "808000", "darkgray": "808080", "lightgray": "C0C0C0",
}  # fmt: skip
_THEME_NAMES = {
    "background1": "lt1", "bg1": "lt1", "light1": "lt1", "text1": "dk1", "tx1": "dk1", "dark1": "dk1",
    "background2": "lt2", "bg2": "lt2", "light2": "lt2", "text2": "dk2", "tx2": "dk2", "dark2": "dk2",
    "hyperlink": "hlink", "followedhyperlink": "folhlink",
}  # fmt: skip
_SYSTEM_COLOURS = {"window": "FFFFFF", "windowtext": "000000"}
_FALSE = frozenset(("0", "false", "off", "none"))
_OPAQUE = 100_000
_BEYOND = 1e9
"""No measure of a document comes near it; infinities and what is no number at all do not lie below it."""


def is_on(element: etree._Element | None) -> bool | None:
    """A toggle property: None when absent, on when present unless its value says otherwise."""
    return None if element is None else element.get(W + "val", "1").lower() not in _FALSE


def number(text: str | None) -> float | None:
    """A measure in the unit of its attribute; None for what is no measure. `12pt` counts as points times twenty."""
    if text is None:
        return None
    points = text.endswith("pt")
    try:
        value = float(text.removesuffix("pt"))
    except ValueError:
        return None
    if not abs(value) < _BEYOND:
        return None
    return value * 20 if points else value


@dataclass(slots=True)
class Theme:
    """The colours and fonts that a document names by role."""

    colours: dict[str, str] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, root: etree._Element | None) -> Theme:
        """A theme part's theme, or the white and black every theme has."""
        theme = cls({"lt1": "FFFFFF", "dk1": "000000"})
        if root is None:
            return theme
        for scheme in root.iter(A + "clrScheme"):
            for entry in scheme:
                for colour in entry.iter(A + "srgbClr", A + "sysClr"):
                    value = colour.get("lastClr") or colour.get("val") or ""
                    name = str(entry.tag).rpartition("}")[2].lower()
                    theme.colours[name] = _SYSTEM_COLOURS.get(value.lower(), value)
        for role in ("major", "minor"):
            latin = root.find(f".//{A}{role}Font/{A}latin")
            if latin is not None:
                theme.fonts[role] = latin.get("typeface", "")
        return theme

    def named(self, role: str) -> str | None:
        """The colour of this role; None for no role, or one the theme does not have."""
        role = role.lower()
        return self.colours.get(_THEME_NAMES.get(role, role)) if role and role != "none" else None

    def colour(self, element: etree._Element, value: str, theme: str, tint: str, shade: str) -> str | None:
        """The colour of an element from the attributes of these names: the theme's, else the plain one."""
        known = self.named(element.get(W + theme, ""))
        if known is not None:
            return _tinted(known, element.get(W + tint), element.get(W + shade))
        plain = element.get(W + value, "auto").lstrip("#").upper()
        return None if plain == "AUTO" or not _is_hex(plain) else plain


def _is_hex(text: str) -> bool:
    return len(text) == 6 and all(character in "0123456789ABCDEFabcdef" for character in text)


def _tinted(colour: str, tint: str | None, shade: str | None) -> str | None:
    if not _is_hex(colour):
        return None
    try:
        light = int(tint, 16) / 255 if tint else 1.0
        dark = int(shade, 16) / 255 if shade else 1.0
    except ValueError:
        return colour
    channels = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    mixed = [round((value * light + 255 * (1 - light)) * dark) for value in channels]
    return "".join(f"{min(max(value, 0), 255):02X}" for value in mixed)


def shade_of(properties: etree._Element | None, theme: Theme) -> str | None:
    """The background colour a `w:shd` of these properties gives."""
    shd = properties.find(W + "shd") if properties is not None else None
    if shd is None:
        return None
    if shd.get(W + "val") == "solid":
        return theme.colour(shd, "color", "themeColor", "themeTint", "themeShade") or "000000"
    return theme.colour(shd, "fill", "themeFill", "themeFillTint", "themeFillShade")


def run_look(properties: etree._Element | None, theme: Theme) -> Look:
    """What these `w:rPr` say by themselves."""
    if properties is None or len(properties) == 0:
        return Look()
    spacing = properties.find(W + "spacing")
    between = number(spacing.get(W + "val")) if spacing is not None else None
    size = properties.find(W + "sz")
    half_points = number(size.get(W + "val")) if size is not None else None
    scale = properties.find(W + "w")
    highlight = properties.find(W + "highlight")
    shade = shade_of(properties, theme)
    if highlight is not None:
        shade = _HIGHLIGHTS.get(highlight.get(W + "val", "").lower(), shade)
    return Look(
        vanish=is_on(properties.find(W + "vanish")),
        size=half_points / 2 if half_points is not None else None,
        colour=_filled(properties, theme) or _colour(properties.find(W + "color"), theme),
        shade=shade,
        font=_font(properties.find(W + "rFonts"), theme),
        scale=number((scale.get(W + "val") or "").rstrip("%")) if scale is not None else None,
        transparent=_transparent(properties),
        spacing=between / 20 if between is not None else None,
    )


def _colour(element: etree._Element | None, theme: Theme) -> str | None:
    """A colour of `auto` is black on any light ground, and undoes a style's colour."""
    if element is None:
        return None
    return theme.colour(element, "val", "themeColor", "themeTint", "themeShade") or "auto"


def _filled(properties: etree._Element, theme: Theme) -> str | None:
    """The colour of a text fill, which Word 2010 and later show instead of `w:color`."""
    fill = properties.find(f"{W14}textFill/{W14}solidFill")
    if fill is None:
        return None
    plain, role = fill.find(W14 + "srgbClr"), fill.find(W14 + "schemeClr")
    if plain is not None and _is_hex(plain.get(W14 + "val", "")):
        return plain.get(W14 + "val", "").upper()
    if role is None or len(role):
        return None
    return theme.named(role.get(W14 + "val", ""))


def _font(element: etree._Element | None, theme: Theme) -> str | None:
    if element is None:
        return None
    role = element.get(W + "asciiTheme", "")
    if role:
        return theme.fonts.get("major" if role.startswith("major") else "minor")
    return element.get(W + "ascii") or element.get(W + "hAnsi")


def _transparent(properties: etree._Element) -> bool | None:
    fill = properties.find(W14 + "textFill")
    if fill is None:
        return None
    if fill.find(W14 + "noFill") is not None:
        return True
    alphas = [number(alpha.get(W14 + "val")) or 0 for alpha in fill.iter(W14 + "alpha")]
    return bool(alphas) and max(alphas) > 0.9 * _OPAQUE


def paragraph_look(properties: etree._Element | None, theme: Theme) -> ParagraphLook:
    """What these `w:pPr` say by themselves."""
    if properties is None or len(properties) == 0:
        return ParagraphLook()
    spacing, indent = properties.find(W + "spacing"), properties.find(W + "ind")
    outline = properties.find(W + "outlineLvl")
    level = number(outline.get(W + "val")) if outline is not None else None
    line = number(spacing.get(W + "line")) if spacing is not None else None
    exact = spacing is not None and spacing.get(W + "lineRule") == "exact"
    relative = spacing is not None and spacing.get(W + "lineRule", "auto") == "auto"
    return ParagraphLook(
        shade=shade_of(properties, theme),
        exact_line=line if exact else None,
        line=line / 240 if line is not None and relative else None,
        indent=_indent(indent),
        left=_side(indent, "left", "start"),
        right=_side(indent, "right", "end"),
        outline=int(level) + 1 if level is not None and 0 <= level < 9 else None,
        numbered=_numbered(properties.find(W + "numPr")),
        depth=_depth(properties.find(W + "numPr")),
    )


def _indent(element: etree._Element | None) -> float | None:
    if element is None:
        return None
    left = _side(element, "left", "start") or 0.0
    return left + (number(element.get(W + "firstLine")) or 0.0) - (number(element.get(W + "hanging")) or 0.0)


def _side(element: etree._Element | None, name: str, other: str) -> float | None:
    return None if element is None else number(element.get(W + name) or element.get(W + other))


def _depth(element: etree._Element | None) -> int | None:
    level = element.find(W + "ilvl") if element is not None else None
    depth = number(level.get(W + "val")) if level is not None else None
    return int(depth) + 1 if depth is not None and 0 <= depth < _DEEPEST else None


_DEEPEST = 9
"""Levels a list may have."""


def _numbered(element: etree._Element | None) -> bool | None:
    if element is None:
        return None
    identity = element.find(W + "numId")
    return identity is None or identity.get(W + "val") != "0"


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all it inherits; `names` are its own and its ancestors', in lower case."""

    names: tuple[str, ...] = ()
    run: Look = field(default_factory=Look)
    paragraph: ParagraphLook = field(default_factory=ParagraphLook)
    shades_parts: bool = False


class Styles:
    """The styles of a document by identifier, resolved through their ancestors."""

    def __init__(self, root: etree._Element | None, theme: Theme) -> None:
        self._theme = theme
        self._elements: dict[str, etree._Element] = {}
        self._resolved: dict[str, Style] = {}
        self.default_paragraph: str | None = None
        self._defaults = Style()
        if root is not None:
            self._index(root)

    def _index(self, root: etree._Element) -> None:
        defaults = root.find(W + "docDefaults")
        if defaults is not None:
            self._defaults = Style(
                run=run_look(defaults.find(f"{W}rPrDefault/{W}rPr"), self._theme),
                paragraph=paragraph_look(defaults.find(f"{W}pPrDefault/{W}pPr"), self._theme),
            )
        for element in root.iterchildren(W + "style"):
            identity = element.get(W + "styleId", "")
            self._elements.setdefault(identity, element)
            if element.get(W + "type") == "paragraph" and element.get(W + "default", "0").lower() not in _FALSE:
                self.default_paragraph = identity

    @property
    def defaults(self) -> Style:
        """What holds where no style says anything."""
        return self._defaults

    def get(self, identity: str | None) -> Style:
        """The style of this identifier; an empty one when there is none."""
        if identity is None or identity not in self._elements:
            return Style()
        if identity not in self._resolved:
            self._resolved[identity] = self._resolve(identity)
        return self._resolved[identity]

    def _resolve(self, identity: str) -> Style:
        chain: dict[str, etree._Element] = {}
        current: str | None = identity
        while current is not None and current in self._elements and current not in chain:
            chain[current] = self._elements[current]
            based = chain[current].find(W + "basedOn")
            current = based.get(W + "val") if based is not None else None
        style = Style()
        for element in reversed(chain.values()):
            style = self._extend(style, element)
        return style

    def _extend(self, base: Style, element: etree._Element) -> Style:
        name = element.find(W + "name")
        own = name.get(W + "val", "").lower() if name is not None else ""
        shades = element.find(f".//{W}tcPr/{W}shd") is not None or element.find(f".//{W}tblPr/{W}shd") is not None
        return Style(
            names=(own, *base.names),
            run=run_look(element.find(W + "rPr"), self._theme).over(base.run),
            paragraph=paragraph_look(element.find(W + "pPr"), self._theme).over(base.paragraph),
            shades_parts=base.shades_parts or shades,
        )
