"""Pictures of a paper without what cameras and programs write into them: place, owner, device, thumbnails.

JPEG segments as in ITU-T T.81, annex B; PNG chunks as in the W3C's specification, 11.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_SHOWN_CHUNKS = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"))
_SCAN = 0xDA
_BARE_MARKERS = frozenset((0x01, *range(0xD0, 0xDA)))
_KEPT_APPLICATIONS = frozenset((0xE0, 0xEE))
"""JFIF's density and Adobe's colour transform: without them the picture looks different."""


def washed(data: bytes) -> tuple[str, bytes] | None:
    """The picture's kind (png, jpeg, gif, bmp) and its bytes; None for what is no plain picture."""
    try:
        if data.startswith(_PNG):
            return "png", _PNG + b"".join(_shown_chunks(data))
        if data.startswith(b"\xff\xd8\xff"):
            return "jpeg", b"\xff\xd8" + b"".join(_shown_segments(data))
    except (struct.error, IndexError):
        return None
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif", data
    return ("bmp", data) if data.startswith(b"BM") else None


def _shown_chunks(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind in _SHOWN_CHUNKS:
            yield data[at : at + 12 + length]
        if kind == b"IEND":
            return
        at += 12 + length


def _shown_segments(data: bytes) -> Iterator[bytes]:
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            raise IndexError(at)
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _SCAN:
            yield data[at:]
            return
        if marker in _BARE_MARKERS:
            yield data[at : at + 2]
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _KEPT_APPLICATIONS:
            yield data[at : at + 2 + length]
        at += 2 + length
