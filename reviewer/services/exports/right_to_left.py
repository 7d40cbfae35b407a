"""Words of scripts that run from right to left, as a program that only sets letters from left to right needs them.

Arabic letters take the form of their place in the word (Unicode Standard, 9.2), then each stretch is turned around;
numbers within it stay as they are. Brackets are mirrored. Made for names and short remarks: a line break inside a long
stretch is not foreseen.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_STRETCH = re.compile(f"[{_LETTERS}](?:[^A-Za-z\u00c0-\u058f\u0900-\ufb1c]*[{_LETTERS}])?")
_ARABIC = re.compile("[\u0600-\u06ff]+")
_NUMBER = re.compile("[0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/][0-9\u0660-\u0669\u06f0-\u06f9]+)*")
_MIRRORED = str.maketrans("()[]{}\u00ab\u00bb", ")(][}{\u00bb\u00ab")
_PLACES = ("isolated", "final", "initial", "medial")
_TRANSPARENT = "Mn"
_LAM_ALEF = tuple("\u0644" + alef for alef in "\u0622\u0623\u0625\u0627")
"""The one ligature that Arabic cannot do without."""


def visual(words: str) -> str:
    """The words with every stretch of a right-to-left script in the order in which it is seen."""
    return _STRETCH.sub(lambda found: _turned(_ARABIC.sub(_joined, found.group())), words)


def _turned(stretch: str) -> str:
    marked = unicodedata.normalize("NFC", stretch)
    turned = marked[::-1].translate(_MIRRORED)
    return _NUMBER.sub(lambda found: found.group()[::-1], turned)


@cache
def _forms() -> dict[str, dict[str, str]]:
    """The forms of a letter, or of lam with alef, by place."""
    found: dict[str, dict[str, str]] = {}
    for code in range(0xFB50, 0xFEFD):
        place, *codes = unicodedata.decomposition(chr(code)).split() or [""]
        letters = "".join(chr(int(one, 16)) for one in codes)
        if place.strip("<>") in _PLACES and (len(letters) == 1 or letters in _LAM_ALEF):
            found.setdefault(letters, {})[place.strip("<>")] = chr(code)
    return found


def _joined(found: re.Match[str]) -> str:
    """An Arabic word in the forms of its letters; vowel signs, which join nothing, are left out."""
    letters = [one for one in found.group() if unicodedata.category(one) != _TRANSPARENT]
    units: list[str] = []
    for letter in letters:
        if units and units[-1] == "\u0644" and "\u0644" + letter in _forms():
            units[-1] += letter
        else:
            units.append(letter)
    return "".join(_placed(units, at) for at in range(len(units)))


def _placed(units: list[str], at: int) -> str:
    forms = _forms().get(units[at])
    if forms is None:
        return units[at]
    before = at > 0 and "initial" in _forms().get(units[at - 1], {}) and "final" in forms
    after = at + 1 < len(units) and "initial" in forms and "final" in _forms().get(units[at + 1], {})
    place = {(False, False): "isolated", (True, False): "final", (False, True): "initial", (True, True): "medial"}
    return forms.get(place[before, after], units[at])
