"""The tables at the begin of an RTF file: fonts, colours, styles and revision ids."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

_CHARSETS = {128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 177: "cp1255",
             178: "cp1256", 204: "cp1251", 238: "cp1250"}  # fmt: skip
_MOST_REVISIONS = 500
_HEX_DIGITS = 8


def known_encoding(name: str) -> str:
    """The codec of this name, or Windows' Western one."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


@dataclass(slots=True)
class Tables:
    """What the header tables define, filled while their groups are read."""

    font_names: dict[int, str] = field(default_factory=dict)
    encodings: dict[int, str] = field(default_factory=dict)
    colours: list[str | None] = field(default_factory=list)
    style_names: dict[int, str] = field(default_factory=dict)
    revision_ids: dict[str, None] = field(default_factory=dict)
    _entry: int = 0
    _colour: list[int] = field(default_factory=lambda: [0, 0, 0])
    _has_colour: bool = False

    def word(self, table: str, word: str, number: int | None) -> None:
        """A control word within a table."""
        if word in ("red", "green", "blue"):
            self._colour[("red", "green", "blue").index(word)] = (number or 0) & 255
            self._has_colour = True
        elif word == ("f" if table == "fonttbl" else "s"):
            self._entry = number or 0
        elif word == "fcharset":
            self.encodings[self._entry] = known_encoding(_CHARSETS.get(number or 0, ""))
        elif word == "rsid" and number is not None and len(self.revision_ids) < _MOST_REVISIONS:
            self.revision_ids[f"{number & 0xFFFFFFFF:0{_HEX_DIGITS}X}"] = None

    def text(self, table: str, value: bytes) -> None:
        """Characters within a table: names, which a semicolon ends."""
        if table == "colortbl":
            for _ in range(value.count(b";")):
                self.colours.append("".join(f"{part:02X}" for part in self._colour) if self._has_colour else None)
                self._colour, self._has_colour = [0, 0, 0], False
        elif table in ("fonttbl", "stylesheet"):
            names = self.font_names if table == "fonttbl" else self.style_names
            name = value.partition(b";")[0].decode("cp1252", "replace")
            names.setdefault(self._entry, "")
            if not names[self._entry].endswith(";"):
                names[self._entry] += name + (";" if b";" in value else "")

    def begin_entry(self) -> None:
        """A group within a table: a style without a number of its own is the first."""
        self._entry = 0

    def colour(self, number: int | None) -> str | None:
        """The colour of this place in the table; None for the automatic one."""
        index = number or 0
        return self.colours[index] if 0 <= index < len(self.colours) else None

    def font(self, number: int) -> str:
        """A font's name."""
        return self.font_names.get(number, "").rstrip(";").strip()

    def style(self, number: int) -> str:
        """A style's name, in lower case."""
        return self.style_names.get(number, "").rstrip(";").strip().lower()
