"""Letters for printed feedback, embedded in the file: names and quotations come in every script.

DejaVu (Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic) is part of the program. What it lacks is set in a
font of the machine where there is one; else Chinese, Japanese and Korean are left to the reading program's own fonts.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from reviewer.services.exports.right_to_left import visual

PLAIN, BOLD = "Feedback", "Feedback-Bold"
_OURS = Path(__file__).with_name("typefaces")
_OF_THE_MACHINE = (
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansEthiopic-Regular.ttf",
)
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_KANA = re.compile("[\u3040-\u30ff]")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_CONTROL = re.compile("[\x00-\x1f\x7f]")


@cache
def register() -> tuple[str, ...]:
    """Make our fonts known to reportlab; the names of the machine's that were found."""
    pdfmetrics.registerFont(TTFont(PLAIN, _OURS / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, _OURS / "DejaVuSans-Bold.ttf"))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    return tuple(name for number, path in enumerate(_OF_THE_MACHINE) if (name := _registered(f"Other{number}", path)))


def _registered(name: str, path: str) -> str:
    if not Path(path).is_file():
        return ""
    try:
        pdfmetrics.registerFont(TTFont(name, path))
    except TTFError:
        return ""
    return name


def markup(words: str) -> str:
    """Words as a reportlab paragraph takes them, each stretch in a font that has its letters."""
    others = register()
    parts = []
    for font, stretch in groupby(visual(_CONTROL.sub(" ", words)), lambda character: _font_of(character, others)):
        text = escape("".join(stretch))
        parts.append(text if font == PLAIN else f'<font name="{font}">{text}</font>')
    return "".join(parts)


def _font_of(character: str, others: tuple[str, ...]) -> str:
    for name in (PLAIN, *others):
        if ord(character) in _letters(name):
            return name
    return _reader_s_own(character) if _WIDE.match(character) else PLAIN


def _letters(name: str) -> Container[int]:
    """The characters a registered font has a picture of."""
    font = pdfmetrics.getFont(name)
    assert isinstance(font, TTFont)
    letters: Container[int] = font.face.charToGlyph
    return letters


def _reader_s_own(character: str) -> str:
    """One of the fonts that every PDF reader knows by name (Adobe's character collections)."""
    name = "HYSMyeongJo-Medium" if _HANGUL.match(character) else "STSong-Light"
    name = "HeiseiMin-W3" if _KANA.match(character) else name
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name
