"""One paper made into the file that goes back, and the names of such files."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from flask_babel import gettext as _

from reviewer.engine.readers.sniff import DOCX, PDF
from reviewer.sandbox import Sandbox
from reviewer.services.exports.feedback_card import card_pdf
from reviewer.services.feedback_files import FeedbackFile
from reviewer.storage import Storage
from reviewer.web.feedback_words import card_of, remarks_of, sheet_of

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file to save."""

    name: str
    media_type: str
    data: bytes


def made_file(found: FeedbackFile, storage: Storage, readers: Sandbox) -> MadeFile:
    """The paper with its comments: a PDF for a PDF, else a DOCX. Raises Unreadable or StorageError."""
    sheet = sheet_of(found)
    kind = found.file.media_type
    if kind == PDF:
        with storage.open(found.file.sha256) as file:
            data = file.read()
        pages = card_pdf(card_of(found), remarks_of(found))
        return MadeFile(_paper_name(found, "pdf"), PDF, readers.returned(data, kind, sheet, last_pages=pages))
    if kind == DOCX:
        with storage.open(found.file.sha256) as file:
            data = file.read()
        return MadeFile(_paper_name(found, "docx"), DOCX, readers.returned(data, kind, sheet))
    return MadeFile(_paper_name(found, "docx"), DOCX, readers.written(found.blocks, sheet))


def _paper_name(found: FeedbackFile, ending: str) -> str:
    return file_name(found, _("with comments"), ending)


def file_name(found: FeedbackFile, what: str, ending: str) -> str:
    """Delegation, committee, what it is and its ending, safe on every system."""
    return f"{safe_name(f'{found.page.delegation}, {found.page.committee}')}, {what}.{ending}"


def safe_name(words: str) -> str:
    """Words as a file may be called everywhere: no separators, no turning of the text's direction, no device names."""
    plain = " ".join(_UNSAFE.sub(" ", unicodedata.normalize("NFC", words)).split())
    plain = plain.lstrip("=+-@. ")[:_LONGEST].strip(". ")
    return f"_{plain}" if not plain or _RESERVED.match(plain) else plain
