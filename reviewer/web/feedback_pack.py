"""A school's archive: each paper with its comments and its card, and a table, written as it is made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

import structlog
from flask_babel import gettext as _

from reviewer.engine.document import Unreadable
from reviewer.sandbox import Sandbox
from reviewer.services.exports.feedback_card import card_pdf
from reviewer.services.feedback_files import FeedbackFile, SchoolPack
from reviewer.storage import Storage, StorageError
from reviewer.web.feedback_made import MadeFile, file_name, made_file
from reviewer.web.feedback_words import card_of, remarks_of
from reviewer.web.setup_csv import csv_bytes

_log = structlog.get_logger(__name__)
_FIXED = ("committee", "delegation", "topic", "total", "out_of", "band")


class _Tray(io.RawIOBase):
    """Takes what an archive writes until somebody fetches it: no more than one file is held at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        taken = bytes(data)  # type: ignore[call-overload]
        self._waiting += taken
        return len(taken)

    def fetch(self) -> bytes:
        """What came since the last time."""
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken


def chunks(found: SchoolPack, storage: Storage, readers: Sandbox) -> Iterator[bytes]:
    """The archive in pieces, a paper at a time; one that cannot come back has its comments as a PDF instead."""
    tray, taken = _Tray(), set[str]()
    rows: list[dict[str, str]] = []
    with zipfile.ZipFile(tray, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in found.files:
            names = []
            for made in (_paper(one, storage, readers), _card(one)):
                names.append(_free(made.name, taken))
                archive.writestr(names[-1], made.data)
            rows.append(_row(one) | {"paper": names[0], "card": names[1]})
            yield tray.fetch()
        archive.writestr(_free("scores.csv", taken), csv_bytes(_table(rows)))
    yield tray.fetch()


def _paper(one: FeedbackFile, storage: Storage, readers: Sandbox) -> MadeFile:
    try:
        return made_file(one, storage, readers)
    except (Unreadable, StorageError) as refusal:
        _log.info("feedback.not_returned", paper=one.page.paper_id, reason=type(refusal).__name__)
        data = card_pdf(card_of(one), remarks_of(one))
        return MadeFile(file_name(one, _("feedback"), "pdf"), "application/pdf", data)


def _card(one: FeedbackFile) -> MadeFile:
    return MadeFile(file_name(one, _("feedback card"), "pdf"), "application/pdf", card_pdf(card_of(one)))


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered when the archive has it already; case makes no difference on many systems."""
    stem, _dot, ending = name.rpartition(".")
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem} ({number}).{ending}"
    taken.add(free.casefold())
    return free


def _row(one: FeedbackFile) -> dict[str, str]:
    page = one.page
    values = (page.committee, page.delegation, page.topic, page.total, page.out_of, page.band)
    row = {name: "" if value is None else str(value) for name, value in zip(_FIXED, values, strict=True)}
    for reader, lines in enumerate(page.readings, 1):
        for line in lines:
            topic = "" if line.topic_number is None else f", {line.topic_number}"
            several = f" ({reader})" if len(page.readings) > 1 else ""
            row[f"{line.title}{topic}{several}"] = str(line.points)
    return row


def _table(rows: Sequence[dict[str, str]]) -> list[Sequence[str]]:
    last = ("paper", "card")
    marks = dict.fromkeys(key for row in rows for key in row if key not in (*_FIXED, *last))
    heading = (*_FIXED, *marks, *last)
    return [heading, *([row.get(key, "") for key in heading] for row in rows)]
