"""Reads a paper, guide or source: bytes in, one Document out, or Unreadable with what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from reviewer.engine.document import Document, Limits
from reviewer.engine.readers import sniff

READER_VERSION = "2"
"""Raised when the same bytes may give another Document; stored Documents of older versions stay as they are."""

_READERS = {
    sniff.DOCX: "reviewer.engine.readers.docx",
    sniff.PDF: "reviewer.engine.readers.pdf",
    sniff.ODT: "reviewer.engine.readers.odt",
    sniff.RTF: "reviewer.engine.readers.rtf",
    sniff.TEXT: "reviewer.engine.readers.plain",
}
"""One module per type, loaded when such a file comes: the PDF and XML libraries cost more than most reads."""

_DEFAULT = Limits()


def inspect(data: bytes, *, name: str = "", limits: Limits = _DEFAULT) -> str:
    """The media type of `data` after the cheap checks: size, signature, encryption, archive directory.

    Nothing is parsed, so a file that passes may still be Unreadable for `read`. Raises Unreadable.
    """
    sniff.check_size(data, limits)
    return sniff.sniff(data, name)


def read(data: bytes, *, name: str = "", limits: Limits = _DEFAULT) -> Document:
    """The Document of `data`; raises Unreadable. Strangers' bytes belong into `reviewer.sandbox`, which bounds this."""
    sniff.check_size(data, limits)
    media_type = sniff.sniff(data, name)
    module = import_module(_READERS[media_type])
    reader: Callable[[bytes, Limits], Document] = module.read
    return reader(data, limits)


def preload() -> None:
    """Load every reader now: for a parent that forks a child per file."""
    for module in _READERS.values():
        import_module(module)
