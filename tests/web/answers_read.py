"""What an answer says in all: its page, headers, and the words inside files that it gives."""

from __future__ import annotations

import html
import io
import unicodedata
import zipfile

import pypdfium2
from werkzeug.test import TestResponse


def said_by(answer: TestResponse) -> str:
    """Everything readable of an answer, without case and accents: body, headers, parts of archives, pages of PDFs."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return plain(f"{headers}\n{_inside(answer.data)}")


def plain(text: str) -> str:
    """Words as somebody looks for them: no case, no accents, no escapes."""
    letters = unicodedata.normalize("NFKD", html.unescape(text))
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()


def _inside(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(f"{name}\n{_inside(archive.read(name))}" for name in archive.namelist())
    if data.startswith(b"%PDF"):
        return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    return data.decode("utf-8", "replace")
