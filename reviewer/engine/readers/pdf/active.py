"""What in a PDF acts, carries other files or fetches from elsewhere."""

from __future__ import annotations

import re
import zlib

import pypdfium2.raw as pdfium

from reviewer.engine.document import MIB
from reviewer.engine.readers.assemble import Draft
from reviewer.engine.readers.pdf.opened import Opened

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_OBJECT_STREAM = re.compile(rb"/ObjStm\b[^\0]{0,300}?stream\r?\n(.*?)endstream", re.DOTALL)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTING = re.compile(
    rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|RichMedia|Rendition|GoToE|Movie|Sound|XFA)(?![A-Za-z0-9])"
)
_FETCHING = re.compile(rb"/(GoToR|URL)(?![A-Za-z0-9])")
_FILES = re.compile(rb"/(EmbeddedFiles?|FileAttachment|Filespec)(?![A-Za-z0-9])")
_TRIGGER = re.compile(rb"/(?:OpenAction|AA)\b.{0,200}?/S\s*/(URI|Named|Launch|JavaScript|SubmitForm)", re.DOTALL)
_MAX_UNPACKED = 16 * MIB


def flag(opened: Opened, data: bytes, draft: Draft) -> None:
    """Flags on scripts and actions, embedded files, references to other files."""
    structure = _structure(data)
    acting = sorted({match.group(1).decode() for match in _ACTING.finditer(structure)})
    acting += sorted({f"automatic {match.group(1).decode()}" for match in _TRIGGER.finditer(structure)})
    if pdfium.FPDFDoc_GetJavaScriptActionCount(opened.handle) > 0 and "JavaScript" not in acting:
        acting.append("JavaScript")
    if acting:
        draft.flag("active_content", "warning", f"The file contains actions ({', '.join(acting)}); none was run.")
    if pdfium.FPDFDoc_GetAttachmentCount(opened.handle) > 0 or _FILES.search(structure):
        draft.flag(
            "embedded_content", "warning", "The file carries other files inside, which were not read.", what="files"
        )
    if _FETCHING.search(structure):
        draft.flag("external_reference", "info", "The file refers to other files.")


def _structure(data: bytes) -> bytes:
    """The file's objects without the contents of its streams, but with the objects packed into object streams."""
    parts = [_STREAM.sub(b"stream endstream", data)]
    room = _MAX_UNPACKED
    for match in _OBJECT_STREAM.finditer(data):
        try:
            unpacked = zlib.decompressobj().decompress(match.group(1), room)
        except zlib.error:
            continue
        parts.append(unpacked)
        room -= len(unpacked)
        if room <= 0:
            break
    return _ESCAPE.sub(lambda match: bytes((int(match.group(1), 16),)), b"\n".join(parts))
