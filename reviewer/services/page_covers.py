"""What of a page may be seen while marking is blind: the words of the text that the veil leaves, and nothing else.

A page is shown only where nothing on it can tell whose it is but words, and where these are known: pictures, and
pages whose words are not those of the text, are not shown at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.states import Role
from reviewer.engine.hiding import HIDDEN, Veil
from reviewer.engine.pages import sheets
from reviewer.engine.pages.sheets import Box, PageMap, PageSheet, PageWord
from reviewer.models import Document, Submission
from reviewer.services import reports
from reviewer.services.desks.blinding import desk_veil, veiled_text
from reviewer.services.page_maps import Paged

Reason = Literal["picture", "unplaced", "failed"]
"""Why a page is not shown: it holds a picture; its words are not those of the text; it could not be drawn."""

_PLACED = 0.9
"""Share of a text's letters that must be found on the pages: below, nobody knows what the rest of them says."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What is seen of a page: words in `shown`, black in `covered`, white elsewhere."""

    shown: tuple[Box, ...]
    covered: tuple[Box, ...]

    @property
    def key(self) -> str:
        """Names this cover among others of the page, and the version of the engine that draws it."""
        return hashlib.sha256(json.dumps([sheets.PAGES_VERSION, self.shown, self.covered]).encode()).hexdigest()


def blind_text(
    session: Session, actor: Actor, submission: Submission, place: Place, document: Document
) -> tuple[str, Veil]:
    """The text as the desk shows it while marking is blind, and the veil that lies over it."""
    reader = Role.STAFF if access.is_staff(actor, place.conference_id) else Role.CHAIR
    found = reports.report(session, actor, submission, place, reader=reader)
    veil = desk_veil(session, submission.paper_id, found.matches if found else ())
    return veiled_text(veil, document), veil


def cover_of(of: Paged, shown_text: str, veil: Veil, found: PageMap, sheet: PageSheet) -> Cover | Reason:
    """The cover of a page of `found`, or why the page is not shown at all."""
    if sheet.has_pictures:
        return "picture"
    if of.is_garbled or found.share < _PLACED:
        return "unplaced"
    told = _told(veil, sheet.words)
    shown, covered = [], []
    for word, tells in zip(sheet.words, told, strict=True):
        if tells or HIDDEN in shown_text[word.start : word.end] or not word.is_placed:
            covered.append(word)
        else:
            shown.append(word)
    return Cover(tuple(one.box for one in shown), tuple(one.box for one in covered if _says(one)))


def _says(word: PageWord) -> bool:
    """Whether a covered word is worth its black: a bullet is simply left away."""
    return word.is_placed or any(map(str.isalnum, word.text))


def _told(veil: Veil, words: Sequence[PageWord]) -> list[bool]:
    """Which words the veil hides in the page's own lines: a second look, for words placed where they do not belong."""
    text, places = "", []
    for line in _lines(words):
        for word in line:
            places.append((len(text), len(text) + len(word.text)))
            text += f"{word.text} "
        text = f"{text[:-1]}\n"
    hidden = veil.words(text)
    return [HIDDEN in hidden[start:end] and HIDDEN not in text[start:end] for start, end in places]


def _lines(words: Sequence[PageWord]) -> Iterator[list[PageWord]]:
    line: list[PageWord] = []
    for word in words:
        if line and not _beside(line[-1].box, word.box):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _beside(one: Box, two: Box) -> bool:
    shared = min(one[1] + one[3], two[1] + two[3]) - max(one[1], two[1])
    return shared > 0.5 * min(one[3], two[3]) and two[0] >= one[0]
