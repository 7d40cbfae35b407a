"""Reading returned files as a check on them, apart from the code that makes them."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import dataclass

from lxml import etree

from reviewer.engine.document import Document
from reviewer.engine.returning import Line, Note, Sheet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DAIS = "The dais of Shore Committee"


@dataclass(frozen=True)
class Remark:
    """A native comment as the file has it: who signs it, what it says, and the words between its marks."""

    author: str
    text: str
    words: str


def letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).replace("ı", "i")
    return "".join(c for c in decomposed if c.isalnum() and c != "ˆ")


def part(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def remarks(data: bytes) -> list[Remark]:
    root = etree.fromstring(part(data, "word/comments.xml"))
    words = _words_between_marks(data)
    return [
        Remark(
            one.get(W + "author", ""),
            "\n".join("".join(map(str, p.itertext())) for p in one),
            words[one.get(W + "id", "")],
        )
        for one in root
    ]


def _words_between_marks(data: bytes) -> dict[str, str]:
    """The text between each pair of marks; a pair without its reference mark, or left open, is no comment."""
    open_now: dict[str, list[str]] = {}
    closed: dict[str, str] = {}
    referred: set[str] = set()
    for element in etree.fromstring(part(data, "word/document.xml")).iter():
        if element.tag == W + "commentRangeStart":
            open_now[element.get(W + "id", "")] = []
        elif element.tag == W + "commentRangeEnd":
            closed[element.get(W + "id", "")] = "".join(open_now.pop(element.get(W + "id", "")))
        elif element.tag == W + "commentReference":
            referred.add(element.get(W + "id", ""))
        elif element.tag == W + "t":
            for heard in open_now.values():
                heard.append(element.text or "")
    assert not open_now
    assert referred == closed.keys()
    return closed


def note_on(document: Document, start: int, end: int, text: str) -> Note:
    whole = document.text
    return Note(
        text=text,
        quote=whole[start:end],
        before=whole[max(0, start - 200) : start],
        after=whole[end : end + 200],
        share=start / len(whole),
        about=f"On these words: {whole[start:end]}",
    )


def sheet(*notes: Note) -> Sheet:
    closing = (Line("heading", "Feedback"), Line("strong", "Content: 4 of 5"), Line("line", "A clear paper."))
    return Sheet(DAIS, "2031-03-01T10:00:00Z", notes, closing, "Further comments", "en")
