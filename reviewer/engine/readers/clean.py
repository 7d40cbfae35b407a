"""From the characters of a file to the characters a reader sees, block by block.

Look-alike letters are kept: what is on the page stays, comparison folds it elsewhere.
"""

from __future__ import annotations

import re
import unicodedata

from reviewer.engine.integrity import INVISIBLE, needs_joiner

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_SIMPLE = str.maketrans(
    {
        **_LIGATURES,
        "\u00ad": None,
        "\u2028": "\n",
        "\u2029": "\n",
        "\x85": "\n",
        "\x0b": "\n",
        "\x0c": "\n",
        "\uf0b7": "\u2022",
        "\uf0a7": "\u25aa",
        "\u2800": " ",
        **{chr(code): None for code in range(32) if chr(code) not in "\t\n\r\x0b\x0c"},
        **{chr(code): None for code in range(0x7F, 0xA0) if code != 0x85},
    }
)
_ARABIC_FORMS = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` in NFC; ligatures, soft hyphens, zero-width and tag characters resolved; joiners a script needs stay."""
    if text.isascii() and text.isprintable():
        return text
    text = _SURROGATES.sub("\ufffd", text).translate(_SIMPLE)
    if INVISIBLE.search(text):
        text = INVISIBLE.sub(_keep_needed, text)
    text = _ARABIC_FORMS.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    return unicodedata.normalize("NFC", text)


def _keep_needed(match: re.Match[str]) -> str:
    position = match.start()
    if match.group() in "\u200c\u200d\ufe0e\ufe0f" and needs_joiner(match.string, position):
        return match.group()
    return ""
