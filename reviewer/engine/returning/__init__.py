"""The paper back with its remarks: a cleaned copy of what was handed in, each remark at the words it speaks of.

The bytes are a stranger's: call this in `reviewer.sandbox` (`returned`), which bounds memory and time. Nothing of the
file is carried over but what is known: text, looks, plain pictures. Word processors' comments and PDF's highlights are
those of ECMA-376 part 1, 17.13.4, and ISO 32000-1, 12.5.6.10.
"""

from __future__ import annotations

from collections.abc import Sequence

from reviewer.engine.document import Limits, Unreadable
from reviewer.engine.readers.sniff import DOCX, PDF
from reviewer.engine.returning.notes import Line, Note, Sheet

__all__ = ["Line", "Note", "Sheet", "from_text", "preload", "returned"]


def returned(data: bytes, media_type: str, sheet: Sheet, *, limits: Limits, last_pages: bytes = b"") -> bytes:
    """The file with the sheet's notes: a DOCX for a DOCX, a PDF for a PDF, of which `last_pages` (a PDF) are the end.

    Raises Unreadable for other types, and for a file that cannot be opened or made safe.
    """
    if media_type == DOCX:
        from reviewer.engine.returning.word import returned as returned_word

        return returned_word(data, sheet)
    if media_type == PDF:
        from reviewer.engine.returning.highlights import returned as returned_pdf

        return returned_pdf(data, sheet, last_pages, limits)
    raise Unreadable("unsupported_type", "Only DOCX and PDF files come back with remarks in them.")


def preload() -> None:
    """Load what every file needs now: for a parent that forks a child per file."""
    from reviewer.engine.returning import highlights, word, word_made

    _ = highlights, word, word_made


def from_text(blocks: Sequence[tuple[str, str]], sheet: Sheet) -> bytes:
    """A DOCX of these blocks (kind as in `document.Block`, words), with the sheet's notes: for ODT, RTF and TXT."""
    from reviewer.engine.returning.word import returned as returned_word
    from reviewer.engine.returning.word_made import plain_document

    return returned_word(plain_document(blocks), sheet)
