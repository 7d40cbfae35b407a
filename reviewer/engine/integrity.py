"""Characters that deceive: invisible ones, look-alike letters, and text that is not language at all.

Facts only. A flag says what was found and where; people judge it.
"""

from __future__ import annotations

import math
import operator
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from reviewer.engine.document import Flag, Value
from reviewer.engine.text import WORD, language

_INVISIBLE = (
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
INVISIBLE = re.compile(f"[{_INVISIBLE}]")
"""Characters that leave no mark on paper. The soft hyphen is not among them: word processors write it themselves."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_INSIDE_WORD = re.compile(f"(?<=[^\\W_])[{_INVISIBLE}]+(?=[^\\W_])")
_SMUGGLED = re.compile("[\U000e0000-\U000e007f]{2,}")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_JOINING_SCRIPTS = re.compile(
    "[\u0590-\u08ff\u0900-\u109f\u1780-\u18af\u0e00-\u0fff\ua840-\ua87f\ufb1d-\ufdff\ufe70-\ufeff]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

_CYRILLIC = (
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u04bb\u0501\u051b\u051d"
    "\u0432\u043a\u043c\u043d\u0442\u0433"
)
_CYRILLIC_CAPITALS = (
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u04ae\u050c"
)
_GREEK = "\u03bf\u03b1\u03bd\u03b9\u03c1\u03c5\u03c4\u03ba\u03c7\u03b3\u03f2\u03f3"
_GREEK_CAPITALS = "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
_OTHER_LETTERS = "\u0261\u0251\u0131\u01c0\u029f\u1d04\u1d0f\u1d20\u1d21\u1d22\ua731\u0578\u057d\u0585\u0581\u04cf"
_LOOKALIKE = re.compile(f"[{_CYRILLIC}{_CYRILLIC_CAPITALS}{_GREEK}{_GREEK_CAPITALS}{_OTHER_LETTERS}]")
_STYLED = re.compile("[\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\u24b6-\u24e9\U0001f130-\U0001f149]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TURKISH = re.compile("[\u011f\u015f\u0130]")


def needs_joiner(text: str, position: int) -> bool:
    """Whether the zero-width character at `position` belongs to a script (or emoji) that is written with it."""
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    if text[position] in "\ufe0e\ufe0f":
        return not _LATIN.match(before) and unicodedata.category(before) in ("So", "Sm", "Sk", "Nd", "Po", "Lo")
    if _JOINING_SCRIPTS.match(before) or _JOINING_SCRIPTS.match(after):
        return True
    return text[position] == "\u200d" and {unicodedata.category(before), unicodedata.category(after)} <= {
        "So",
        "Sk",
        "Mn",
    }


def character_flags(text: str) -> list[Flag]:
    """`invisible_characters` and `lookalike_letters` of `text`, offsets into it; call before any cleaning."""
    return [flag for flag in (_invisible_flag(text), _lookalike_flag(text)) if flag is not None]


def _invisible_flag(text: str) -> Flag | None:
    found = [
        match for match in _INSIDE_WORD.finditer(text) if not all(needs_joiner(text, at) for at in range(*match.span()))
    ]
    found += _SMUGGLED.finditer(text)
    if not _RIGHT_TO_LEFT.search(text):
        found += _BIDI.finditer(text)
    found += _CONTROLS.finditer(text)
    if not found:
        return None
    first = min(found, key=lambda match: match.start())
    number = sum(len(match.group()) for match in found)
    detail = f"{number} invisible characters stand inside or between words ({_names(found)})."
    smuggled = "".join(chr(ord(c) - 0xE0000) for c in text if 0xE0020 <= ord(c) <= 0xE007E)
    if smuggled:
        detail += f" Tag characters spell: {smuggled[:200]!r}"
    values: dict[str, Value] = {"number": number, "names": _code_points(found)}
    if smuggled:
        values["spells"] = smuggled[:200]
    return Flag("invisible_characters", "warning", detail, first.start(), first.end(), values)


def _names(found: list[re.Match[str]]) -> str:
    counts = Counter(character for match in found for character in match.group())
    return ", ".join(
        f"U+{ord(character):04X} {unicodedata.name(character, 'control')} x{count}"
        for character, count in counts.most_common(3)
    )


def _code_points(found: list[re.Match[str]]) -> list[str]:
    counts = Counter(character for match in found for character in match.group())
    return [f"U+{ord(character):04X}" for character, _ in counts.most_common(3)]


def _lookalike_flag(text: str) -> Flag | None:
    words = [] if text.isascii() else [match for match in WORD.finditer(text) if _is_mixed(match.group())]
    if not words:
        return None
    sample = ", ".join(f"{match.group()[:30]!r}" for match in words[:3])
    detail = f"{len(words)} words contain letters of another alphabet that look like ordinary ones, e.g. {sample}."
    values: dict[str, Value] = {"number": len(words), "words": [match.group()[:30] for match in words[:3]]}
    return Flag("lookalike_letters", "warning", detail, words[0].start(), words[0].end(), values)


def _is_mixed(word: str) -> bool:
    if word.isascii():
        return False
    if len(_STYLED.findall(word)) >= 3 and not _CJK.search(word):
        return True
    strange = _LOOKALIKE.findall(word)
    if not strange or not _LATIN.search(word):
        return False
    return not (set(strange) <= {"\u0131"}) or not (_TURKISH.search(word) or word.count("\u0131") <= 2)


def garbled_flag(text: str) -> Flag | None:
    """`garbled_text` when much of `text` cannot be what the page shows: signs without meaning, or no known language."""
    counts = {character: count for character, count in Counter(text).items() if not character.isspace()}
    visible = sum(counts.values())
    if visible < _ENOUGH:
        return None
    broken = sum(n for c, n in counts.items() if c == "\ufffd" or unicodedata.category(c) in ("Co", "Cn", "Cc"))
    share = broken / visible
    if share > _BROKEN_SHARE:
        detail = f"{share:.0%} of the characters have no meaning in the file; its text is not what it shows."
        return Flag("garbled_text", "serious", detail, values={"why": "signs", "percent": round(100 * share)})
    if language(text) is None and _likeness(text) < _LIKE_LANGUAGE:
        detail = "The letters are not distributed as in any language; the text is not what the page shows."
        return Flag("garbled_text", "serious", detail, values={"why": "language"})
    return None


_ENOUGH = 40
_BROKEN_SHARE = 0.05
_MANY_LETTERS = 150
_LIKE_LANGUAGE = 0.62
"""Languages in Latin letters reach 0.66 and more against the nearer profile, shifted alphabets 0.6 at most."""

# Per cent of each letter, a to z, in English and in Spanish running text.
_ENGLISH = (
    8.2,
    1.5,
    2.8,
    4.3,
    12.7,
    2.2,
    2.0,
    6.1,
    7.0,
    0.2,
    0.8,
    4.0,
    2.4,
    6.7,
    7.5,
    1.9,
    0.1,
    6.0,
    6.3,
    9.1,
    2.8,
    1.0,
)
_PROFILES = (
    (*_ENGLISH, 2.4, 0.2, 2.0, 0.1),
    (
        12.5,
        1.4,
        4.7,
        5.9,
        13.7,
        0.7,
        1.0,
        0.7,
        6.3,
        0.4,
        0.0,
        5.0,
        3.2,
        6.7,
        8.7,
        2.5,
        0.9,
        6.9,
        8.0,
        4.6,
        3.9,
        0.9,
        0.0,
        0.2,
        0.9,
        0.5,
    ),
)


def _likeness(text: str) -> float:
    """Cosine of the text's letter counts and those of the nearer profile; 1 where there are too few letters to tell."""
    plain = unicodedata.normalize("NFD", text[:20_000].lower())
    counts = [plain.count(chr(code)) for code in range(ord("a"), ord("z") + 1)]
    if sum(counts) < _MANY_LETTERS:
        return 1.0
    return max(_cosine(counts, profile) for profile in _PROFILES)


def _cosine(one: Sequence[float], two: Sequence[float]) -> float:
    product: float = sum(map(operator.mul, one, two))
    return product / (math.hypot(*one) * math.hypot(*two))
