"""Office files are zip archives of XML: what is checked before and while one is opened.

Numbers come from what real papers hold: a paper has dozens of parts, rarely over a megabyte of XML, and compresses
tenfold; what goes far beyond is built to exhaust a reader.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence

from reviewer.engine.document import MIB, Unreadable

MAX_ENTRIES = 2_000
MAX_TOTAL = 256 * MIB
MAX_PART = 32 * MIB
MAX_RATIO = 150
RATIO_FROM = 2 * MIB
"""Ratios count from this declared size on: small parts of repeated words compress very well and harm nobody."""
MAX_ELEMENTS = 1_200_000

_END_OF_DIRECTORY = b"PK\x05\x06"
_DAMAGED = "The file is damaged. Open it in your word processor, save it again and hand in the new file."
_UNSAFE = "The file is built in a way no word processor builds one. Save it again from your word processor."
_BOMB = "The file unpacks to far more than a paper can hold. Save the paper again without large objects."


def damaged() -> Unreadable:
    """The refusal of a broken file."""
    return Unreadable("corrupt", _DAMAGED)


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, its directory checked: number and names of entries, sizes, ratios, overlaps, encryption.

    Nothing is unpacked. Raises Unreadable with corrupt, bomb, unsafe_content or encrypted.
    """
    _check_directory_size(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError, EOFError):
        raise damaged() from None
    check_entries(archive.infolist(), len(data))
    return archive


def ends_as_archive(data: bytes) -> bool:
    """Whether the bytes end in the directory of an archive, whatever they begin with."""
    end = data.rfind(_END_OF_DIRECTORY)
    if end < 0 or end + 22 > len(data):
        return False
    (comment,) = struct.unpack_from("<H", data, end + 20)
    return bool(end + 22 + comment == len(data))


def _check_directory_size(data: bytes) -> None:
    """A directory of many thousand entries costs seconds before zipfile can refuse it."""
    end = data.rfind(_END_OF_DIRECTORY)
    if end < 0 or end + 22 > len(data):
        raise damaged()
    entries, size = struct.unpack_from("<HL", data, end + 10)
    if entries > MAX_ENTRIES and size > MAX_ENTRIES * 46:
        raise Unreadable("bomb", _BOMB)


def check_entries(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse a directory that no word processor writes."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise Unreadable("bomb", _BOMB)
    if any(entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size for entry in entries):
        raise Unreadable("bomb", _BOMB)
    if any(entry.flag_bits & 0x41 for entry in entries):
        raise Unreadable("encrypted", "The file is protected by a password. Remove the password and hand it in again.")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Unreadable("unsafe_content", _UNSAFE)
    _check_names(entries)
    _check_overlaps(entries, size)


def _check_names(entries: Sequence[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if _is_tricky(name) or stat.S_ISLNK(entry.external_attr >> 16) or name.lower() in seen:
            raise Unreadable("unsafe_content", _UNSAFE)
        seen.add(name.lower())


def _is_tricky(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or name.startswith(("/", "\\")) or "\x00" in name or name[1:2] == ":" or "\\" in name


def _check_overlaps(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    end = 0
    for entry in sorted(entries, key=lambda item: item.header_offset):
        if entry.header_offset < end:
            raise Unreadable("bomb", _BOMB)
        end = entry.header_offset + 30 + entry.compress_size
    if end > size:
        raise damaged()


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one part. Raises Unreadable(corrupt) if it is missing or broken, bomb if it is too big."""
    try:
        entry = archive.getinfo(name)
        if entry.file_size > MAX_PART:
            raise Unreadable("bomb", _BOMB)
        return archive.read(entry)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
        raise damaged() from None
