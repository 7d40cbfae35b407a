"""What kind of file some bytes are: told by the bytes; the name is a hint where bytes carry no signature."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath

from reviewer.engine.document import MIB, Limits, Unreadable
from reviewer.engine.readers import container, plain

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
ODT = "application/vnd.oasis.opendocument.text"
RTF = "application/rtf"
TEXT = plain.MEDIA_TYPE

_ACCEPTED = "Hand in a .docx, .pdf, .odt, .rtf or .txt file."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN = 1024
_TEXT_EXTENSIONS = frozenset(("", ".txt", ".text", ".md", ".markdown", ".asc"))
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<svg", b"<script", b"mime-version:")
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"#!",
    b"BZh",
)


def check_size(data: bytes, limits: Limits) -> None:
    """Raises Unreadable: empty or too_large."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("empty", "The file is empty. Check that you saved the right file and hand it in again.")
    if len(data) > limits.bytes:
        raise Unreadable(
            "too_large",
            f"The file has {len(data) / MIB:.1f} MB, {limits.bytes / MIB:.0f} are allowed. Make its pictures smaller.",
        )


def sniff(data: bytes, name: str) -> str:
    """The media type of `data`, one of those a reader exists for; else raises Unreadable."""
    if data.startswith(b"PK\x03\x04"):
        return _sniff_archive(data)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        _refuse_two_in_one(data)
        return PDF
    if data.startswith(b"{\\rtf"):
        return RTF
    if data.startswith(_OLE):
        raise _legacy(data)
    return _sniff_text(data, name)


def _sniff_archive(data: bytes) -> str:
    archive = container.open_archive(data)
    names = {entry.filename for entry in archive.infolist()}
    if any("vbaproject" in name.lower() or "vbadata" in name.lower() for name in names):
        raise Unreadable("macro", "The file contains macros. Save it as .docx, without macros, and hand that in.")
    if "[Content_Types].xml" in names:
        return _sniff_office(archive, names)
    if "mimetype" in names and "content.xml" in names:
        return _sniff_open_document(archive)
    if "[Content_Types].xml" not in names and "word/document.xml" in names:
        raise container.damaged()
    raise Unreadable("unsupported_type", f"This is an archive, not a paper. {_ACCEPTED}")


def _sniff_office(archive: zipfile.ZipFile, names: set[str]) -> str:
    types = container.read_part(archive, "[Content_Types].xml")
    if b"macroEnabled" in types:
        raise Unreadable("macro", "The file may contain macros. Save it as .docx, without macros, and hand that in.")
    if b"wordprocessingml" in types or any(name.startswith("word/") for name in names):
        return DOCX
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise Unreadable("unsupported_type", f"This is a spreadsheet or a presentation. {_ACCEPTED}")
    raise container.damaged()


def _sniff_open_document(archive: zipfile.ZipFile) -> str:
    if container.read_part(archive, "mimetype").strip() == ODT.encode():
        return ODT
    raise Unreadable("unsupported_type", f"This is not a text document. {_ACCEPTED}")


def _refuse_two_in_one(data: bytes) -> None:
    """Raises Unreadable(corrupt) for a PDF that is also a web page or an archive: programs see other papers."""
    begins_as_page = data[:_PDF_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if begins_as_page or container.ends_as_archive(data):
        raise Unreadable("corrupt", "The file is two kinds of file at once. Export the paper again as PDF.")


def _legacy(data: bytes) -> Unreadable:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Unreadable("encrypted", "The file is protected by a password. Remove the password and hand it in again.")
    return Unreadable(
        "unsupported_type", "This is an old Word file (.doc). Open it, save it as .docx and hand that in."
    )


def _sniff_text(data: bytes, name: str) -> str:
    extension = PurePosixPath(name.lower().replace("\\", "/")).suffix
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_PROGRAMS) or head.startswith(_MARKUP):
        raise Unreadable("unsupported_type", f"This kind of file cannot be read. {_ACCEPTED}")
    if extension in (".docx", ".pdf", ".odt", ".rtf"):
        raise Unreadable(
            "corrupt", f"The file is not a {extension} file inside. Save it again from your word processor."
        )
    if extension not in _TEXT_EXTENSIONS:
        raise Unreadable("unsupported_type", f"Files of the type {extension[:20]} cannot be read. {_ACCEPTED}")
    return TEXT
