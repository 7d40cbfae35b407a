"""Files bent for the readers: random bytes, and changes inside what is packed, where random bytes hardly reach."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TAG = re.compile(rb"<[^<>]{1,300}>")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_NUMBERS = (b"0", b"-1", b"1", b"65535", b"2147483647", b"-2147483648", b"4294967296", b"1e9", b"0.0000001", b"NaN")
_MAX_PART = 4_000_000


def mutated(chance: random.Random, data: bytes) -> bytes:
    """The bytes with a few places changed, cut out, doubled or filled."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(made) or 1)
        length = chance.choice((1, 1, 2, 8, 64, 512))
        kind = chance.randrange(4)
        if kind == 0:
            made[at : at + length] = chance.randbytes(length)
        elif kind == 1:
            del made[at : at + length]
        elif kind == 2:
            made[at:at] = made[at : at + length]
        else:
            made[at : at + length] = bytes(length)
    return bytes(made)


def bent(chance: random.Random, data: bytes) -> bytes:
    """The file changed at some layer: its bytes, the XML within an archive, the streams or the objects of a PDF."""
    layers: list[Callable[[random.Random, bytes], bytes]] = [mutated]
    if data.startswith(b"PK"):
        layers += [_bent_archive] * 3
    elif b"%PDF-" in data[:1024]:
        layers += [_bent_streams, _bent_streams, _bent_numbers]
    else:
        layers += [_bent_numbers]
    return chance.choice(layers)(chance, data)


def _bent_archive(chance: random.Random, data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        chosen = set(chance.sample(names, min(len(names), chance.randint(1, 3))))
        for name in names:
            content = source.read(name)
            target.writestr(name, _bent_xml(chance, content) if name in chosen else content)
    return made.getvalue()


def _bent_xml(chance: random.Random, content: bytes) -> bytes:
    """Elements doubled, dropped, swapped, nested deep, or numbers in them made extreme; now and then just bytes."""
    tags = list(_TAG.finditer(content))
    if len(tags) < 2 or chance.random() < 0.15:
        return mutated(chance, content)
    for _ in range(chance.randint(1, 6)):
        tags = list(_TAG.finditer(content))
        if len(tags) < 2 or len(content) > _MAX_PART:
            break
        one, two = sorted(chance.sample(tags, 2), key=lambda tag: tag.start())
        piece = content[one.start() : two.end()]
        kind = chance.randrange(6)
        if kind == 0:
            content = content[: one.start()] + content[one.end() :]
        elif kind == 1:
            content = content[: two.end()] + piece + content[two.end() :]
        elif kind == 2:
            content = content[: one.start()] + two.group() + content[one.end() :]
        elif kind == 3:
            content = content[: one.start()] + one.group() * chance.choice((2, 50, 3_000)) + content[one.end() :]
        elif kind == 4:
            content = content[: one.start()] + content[two.end() :]
        else:
            content = _bent_numbers(chance, content)
    return content


def _bent_numbers(chance: random.Random, data: bytes) -> bytes:
    """A few numbers made extreme."""
    found = list(_NUMBER.finditer(data))
    for match in sorted(chance.sample(found, min(len(found), chance.randint(1, 5))), key=lambda m: -m.start()):
        data = data[: match.start()] + chance.choice(_NUMBERS) + data[match.end() :]
    return data


def _bent_streams(chance: random.Random, data: bytes) -> bytes:
    """A stream or two unpacked, changed and put back; lengths and offsets are left to the reader's repair."""
    found = list(_STREAM.finditer(data))
    for match in sorted(chance.sample(found, min(len(found), chance.randint(1, 2))), key=lambda m: -m.start()):
        try:
            content = zlib.decompressobj().decompress(match.group(1), _MAX_PART)
        except zlib.error:
            continue
        changed = _bent_numbers(chance, content) if chance.random() < 0.5 else mutated(chance, content)
        data = data[: match.start(1)] + zlib.compress(changed) + data[match.end(1) :]
    return data
