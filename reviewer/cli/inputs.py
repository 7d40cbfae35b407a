"""The files a command was given: found, read in the sandbox, failures listed, the rest goes on."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reviewer.engine.document import Document, Limits, Unreadable
from reviewer.sandbox import Sandbox

SANDBOX = Sandbox("fork")
"""The command line has one thread, so the quick launcher is safe."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that was read; `name` as given on the command line, or the given folder joined with the file's path."""

    name: str
    document: Document


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that could not be read, and why."""

    name: str
    error: Unreadable

    def to_json(self) -> dict[str, object]:
        """An entry of `"failed"` in the command-line contract."""
        return {"file": self.name, "error": self.error.to_json()}


def load(
    paths: Sequence[str], *, limits: Limits, reader: Callable[[str, Limits], Document] | None = None
) -> tuple[list[Loaded], list[Failed]]:
    """Every file of `paths` that can be read, and those that cannot; order and names as `find` gives them.

    `reader` is another way to read one, such as one that spares plain text the sandbox.
    """
    loaded: list[Loaded] = []
    failed: list[Failed] = []
    names = find(paths)
    with progress("reading", len(names)) as advance:
        for name in names:
            try:
                loaded.append(Loaded(name, reader(name, limits) if reader else read(name, limits=limits)))
            except Unreadable as error:
                failed.append(Failed(name, error))
            advance()
    return loaded, failed


def find(paths: Sequence[str]) -> list[str]:
    """File names: those given, and within folders all but hidden ones, sorted; what is named twice comes once."""
    names: dict[str, None] = {}
    for path in paths:
        found = _walk(path) if Path(path).is_dir() else [path]
        names.update(dict.fromkeys(found))
    return list(names)


def _walk(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith((".", "~$")):
                yield os.path.join(parent, name)  # noqa: PTH118 - a Path would lose `./`, and names stay as given


def read(name: str, *, limits: Limits) -> Document:
    """The Document of the file `name`, read in the sandbox; raises Unreadable, also when it cannot be opened."""
    return SANDBOX.read_document(read_bytes(name, limits=limits), name=name, limits=limits)


def read_bytes(name: str, *, limits: Limits) -> bytes:
    """The bytes of a regular file; raises Unreadable(corrupt) if there is none to open, too_large beyond the limit."""
    try:
        with open(name, "rb", opener=_open_at_once) as source:
            if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
                raise Unreadable("corrupt", "This is not a file. Name a file or a folder.")
            return source.read(limits.bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unreadable("corrupt", f"The file cannot be opened: {reason}.") from None


def _open_at_once(path: str, flags: int) -> int:
    """A named pipe must not make the command wait."""
    return os.open(path, flags | os.O_NONBLOCK)


@contextmanager
def progress(label: str, total: int) -> Iterator[_Progress]:
    """A function to call after each of `total` steps: on a terminal, work longer than a second shows how far it is."""
    bar = _Progress(label, total)
    try:
        yield bar
    finally:
        bar.clear()


class _Progress:
    def __init__(self, label: str, total: int) -> None:
        self._label, self._total = label, total
        self._done = 0
        self._begun = time.monotonic()
        self._shown = False
        self._drawn_at = 0.0

    def __call__(self) -> None:
        self.reach(self._done + 1, self._total)

    def reach(self, done: int, total: int) -> None:
        """Stand at so many steps of so many, where a step is not one call."""
        self._done, self._total = done, total
        now = time.monotonic()
        if now - self._begun > 1 and now - self._drawn_at > 0.1 and sys.stderr.isatty():
            self._draw(now)

    def _draw(self, now: float) -> None:
        self._shown, self._drawn_at = True, now
        filled = 24 * self._done // max(self._total, 1)
        bar = "#" * filled + "." * (24 - filled)
        sys.stderr.write(f"\r{self._label} [{bar}] {self._done}/{self._total}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the bar from the screen."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
