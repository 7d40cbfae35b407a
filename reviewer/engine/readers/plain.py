"""Plain text: decoded, otherwise unchanged, so that an offset means the same in any other program."""

from __future__ import annotations

import codecs
import hashlib
import re

from reviewer.engine.document import Block, Document, Limits, Unreadable
from reviewer.engine.integrity import character_flags, garbled_flag
from reviewer.engine.readers.assemble import count_body_words, refuse_endless_words, too_long
from reviewer.engine.readers.structure import Piece, settle_kinds
from reviewer.engine.text import count_words, language

MEDIA_TYPE = "text/plain"

_PARAGRAPH = re.compile(r"[^\s](?:[^\r\n]|(?:\r\n|\r|\n)(?![^\S\r\n]*(?:\r|\n|$)))*")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_STRAY_NULS = 0.01
"""Share of a text that NULs may take: a faulty export strews a few, a binary or a file filled up holds many."""

_STRAY_CONTROLS = {"utf-8-sig": 0.2, "cp1252": 0.01}
"""The same of all control characters: bytes that happen to be valid UTF-8 are text, any bytes are valid cp1252."""


def decode(data: bytes) -> str:
    """UTF-16 by its byte-order mark, else UTF-8, else cp1252, the mark dropped; raises Unreadable(bad_encoding)."""
    try:
        text, encoding = _decode(data)
    except UnicodeDecodeError:
        raise _bad_encoding() from None
    controls = len(_CONTROL.findall(text))
    stray = max(3.0, _STRAY_CONTROLS.get(encoding, 0.01) * len(text))
    if controls > min(stray, len(text) / 5) or text.count("\0") > _STRAY_NULS * len(text):
        raise _bad_encoding()
    return text


def _decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding it proved to be in."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return data.decode("utf-32"), "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        return data.decode("cp1252"), "cp1252"


def _bad_encoding() -> Unreadable:
    return Unreadable(
        "bad_encoding",
        "The file is not readable text. Save it again as plain text with the encoding UTF-8, or as .docx.",
    )


def read(data: bytes, limits: Limits) -> Document:
    """The Document of a text file; paragraphs are told apart by blank lines, or by lines where there are none."""
    text = decode(data)
    if len(text) > limits.characters:
        raise too_long(limits)
    if not any(character.isalnum() for character in text):
        raise Unreadable("no_text", "The file holds no words. Check that you saved the right file.")
    refuse_endless_words(text)
    blocks = _blocks(text)
    flags = character_flags(text)
    garbled = garbled_flag(text)
    return Document(
        media_type=MEDIA_TYPE,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        language=language(text),
        words=count_words(text),
        words_body=count_body_words(text, blocks),
        pages=None,
        blocks=tuple(blocks),
        flags=tuple([*flags, garbled] if garbled else flags),
    )


def _blocks(text: str) -> list[Block]:
    spans = [(match.start(), match.start() + len(match.group().rstrip())) for match in _PARAGRAPH.finditer(text)]
    pieces = [Piece("paragraph", text[start:end]) for start, end in spans]
    settle_kinds(pieces)
    return [Block(piece.kind, start, end, piece.level) for piece, (start, end) in zip(pieces, spans, strict=True)]
