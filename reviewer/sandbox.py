"""Runs what touches strangers' bytes in a limited child: whatever they do, the answer is a value or Unreadable.

A child has bounds on memory, processor time, files and processes, and the parent kills it when its time is over. Its
answer comes back over a pipe, bounded in size, and is checked as strictly as an upload.
Beyond resource limits it can open no file but installed code, no socket, and start nothing (`reviewer.confinement`).

Three launchers:

- `fork` copies the calling process: milliseconds, for single-threaded processes without secrets (the command line);
- `forker` asks a process that has no secrets to fork: milliseconds, for workers, whose memory holds the settings;
- `spawn` starts `python -m reviewer.sandbox`: for processes with threads, where a fork may inherit a held lock.
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import math
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, get_args

from reviewer.confinement import confine_process
from reviewer.engine.document import MIB, Document, ErrorCode, Limits, Unreadable
from reviewer.forker import Forker, bare_environment

if TYPE_CHECKING:
    from reviewer.engine.pages.sheets import Box, PageMap
    from reviewer.engine.readers.table import Row
    from reviewer.engine.returning import Sheet

log = logging.getLogger(__name__)

Launcher = Literal["fork", "forker", "spawn"]
Options = Mapping[str, Any]

MAX_ANSWER = 64 * MIB
"""Bytes a child may answer: a text of two million characters with its blocks needs less than half."""

_START_SECONDS = 10.0
"""What a spawned interpreter may take before it begins, on a busy machine."""

_EXIT_MEMORY = 77
_CRASHES = frozenset(
    -number for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL)
)
_MESSAGES: dict[ErrorCode, str] = {
    "timeout": "Reading the file took too long. Save the paper again from your word processor, without large objects.",
    "bomb": "Reading the file needs more memory than any paper does. Save the paper again, without large objects.",
    "corrupt": "The file is damaged. Open it in your word processor, save it again and hand in the new file.",
}


class Unanswered(Unreadable):
    """A child ended, or was ended, before it had answered: the file's doing or the machine's, nobody can tell which."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Reads files in limited children. Every method raises Unreadable and nothing else for what the bytes cause."""

    launcher: Launcher = "spawn"
    own: Forker | None = None
    """A forker for this sandbox alone, see `many_files`."""

    def read_document(self, data: bytes, *, name: str = "", limits: Limits | None = None) -> Document:
        """The Document of a paper, guide or source; `name` is only a hint for files without a signature."""
        answer = self._run("read", data, {"name": name}, limits or Limits())
        with _checked():
            return Document.from_json(json.loads(answer))

    def check_opens(self, data: bytes, *, limits: Limits | None = None) -> None:
        """Raise Unreadable(encrypted) for a PDF that asks for a password, (corrupt) for one that does not open."""
        self._run("open", data, {}, limits or Limits())

    def page_picture(self, data: bytes, page: int, width_px: int, *, limits: Limits | None = None) -> bytes:
        """Page `page` (from 1) of a PDF as PNG, `width_px` pixels wide; Unreadable if there is no such page."""
        return _checked_png(self._run("picture", data, {"page": page, "width_px": width_px}, limits or Limits()))

    def page_map(
        self, data: bytes, text: str, blocks: Sequence[Mapping[str, Any]], *, limits: Limits | None = None
    ) -> PageMap:
        """Where the words of a PDF's first pages stand, on the page and in `text`, which was read from it.

        `blocks` are the text's, as a document stores them.
        """
        places = [[one["start"], one["end"], one["page"]] for one in blocks]
        answer = self._run("map", data, {"text": text, "blocks": places}, limits or Limits())
        with _checked():
            from reviewer.engine.pages.sheets import PageMap

            return PageMap.from_json(json.loads(answer), length=len(text))

    def covered_picture(
        self,
        data: bytes,
        page: int,
        width_px: int,
        shown: Sequence[Box],
        covered: Sequence[Box],
        *,
        limits: Limits | None = None,
    ) -> bytes:
        """Page `page` (from 1) as PNG with no word on it but those in `shown`, and black where `covered` are."""
        options = {"page": page, "width_px": width_px, "shown": list(shown), "covered": list(covered)}
        return _checked_png(self._run("cover", data, options, limits or Limits()))

    def parse_table(self, data: bytes, *, limits: Limits | None = None) -> list[Row]:
        """The rows of a CSV file below its header row; blank rows are left out, names and cells are trimmed.

        Comma, semicolon or tab, as the header row has it; UTF-8, UTF-16 or cp1252. Raises Unreadable, its message
        naming the line, when a column name is missing or double, or a row has more cells than the header.
        """
        answer = self._run("table", data, {}, limits or Limits())
        with _checked():
            from reviewer.engine.readers.table import Row

            return [Row(int(line), {str(k): str(v) for k, v in cells.items()}) for line, cells in json.loads(answer)]

    def returned(
        self, data: bytes, media_type: str, sheet: Sheet, *, last_pages: bytes = b"", limits: Limits | None = None
    ) -> bytes:
        """A paper back with the notes of `sheet` (`engine.returning.returned`): a DOCX or a PDF."""
        pages = base64.b64encode(last_pages).decode()
        options = {"media_type": media_type, "sheet": sheet.to_json(), "last_pages": pages}
        return _checked_file(self._run("return", data, options, limits or Limits()))

    def written(self, blocks: Sequence[tuple[str, str]], sheet: Sheet, *, limits: Limits | None = None) -> bytes:
        """A DOCX of these blocks with the notes of `sheet` (`engine.returning.from_text`)."""
        data = json.dumps(list(blocks)).encode()
        return _checked_file(self._run("write", data, {"sheet": sheet.to_json()}, limits or Limits()))

    def _run(self, task: str, data: bytes, options: Options, limits: Limits) -> bytes:
        if self.launcher == "fork":
            return run_forked(lambda: TASKS[task](data, options, limits), limits)
        if self.launcher == "forker":
            return _run_by_forker(task, data, options, limits, self.own)
        return _run_spawned(task, data, options, limits)


def _checked_file(answer: bytes) -> bytes:
    """An answer that is a file of a kind we make."""
    if not answer.startswith((b"PK\x03\x04", b"%PDF-")):
        raise failure("corrupt")
    return answer


def _checked_png(answer: bytes) -> bytes:
    if not answer.startswith(b"\x89PNG\r\n\x1a\n"):
        raise failure("corrupt")
    return answer


def failure(code: ErrorCode) -> Unreadable:
    """The refusal of a file on which a child failed."""
    return Unreadable(code, _MESSAGES[code])


def _unanswered(code: ErrorCode) -> Unanswered:
    return Unanswered(code, _MESSAGES[code])


@contextlib.contextmanager
def _checked() -> Iterator[None]:
    """A child that was taken over may answer anything: an answer of the wrong shape is a damaged file."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise failure("corrupt") from None


def run_forked(work: Callable[[], bytes], limits: Limits) -> bytes:
    """The answer of `work`, done in a forked child within `limits`; raises Unreadable."""
    return _unpack(*answer_of_fork(work, limits))


def answer_of_fork(work: Callable[[], bytes], limits: Limits) -> tuple[bytes, bool, int]:
    """What a forked child sent, whether it ended in time, and its exit code (negative: the signal that ended it).

    Call it from single-threaded processes only. The child shares no descriptor with its parent but the pipe.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _child(work, writing, limits)
    os.close(writing)
    try:
        answer, in_time = _receive(reading, time.monotonic() + limits.seconds)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    return answer, in_time, os.waitstatus_to_exitcode(status)


def _child(work: Callable[[], bytes], writing: int, limits: Limits) -> NoReturn:
    """The forked child's whole life: it never returns into the parent's code, nor runs its exit handlers."""
    status = 0
    try:
        _leave_parent(writing)
        confine(limits)
        _send(writing, _perform(work))
    except MemoryError:
        status = _EXIT_MEMORY
    except BaseException:  # noqa: BLE001 - nothing may travel up into the copied stack of the parent
        status = 1
    finally:
        os._exit(status)


def _leave_parent(writing: int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.alarm(0)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        if standard != writing:
            os.dup2(null, standard)
    os.closerange(3, writing)
    os.closerange(writing + 1, max(65_536, writing + 2))


@cache
def forker() -> Forker:
    """This process's forker, started when first asked for; processes forked later share it."""
    return Forker()


def keep_forker() -> None:
    """Start this process's forker, or another when it has ended, for the processes to be forked from now on."""
    if not forker().alive():
        forker().close()
        forker.cache_clear()
        forker()


@contextlib.contextmanager
def many_files() -> Iterator[Sandbox]:
    """A sandbox for many files in a row, from a process with threads: a forker that ends with the block."""
    own = Forker()
    try:
        yield Sandbox("forker", own)
    finally:
        own.close()


def _run_by_forker(task: str, data: bytes, options: Options, limits: Limits, own: Forker | None) -> bytes:
    try:
        answer = (own or forker()).ask(task, data, options, limits)
    except OSError:
        log.warning("the forker of readers is gone; this file gets an interpreter of its own")
        return _run_spawned(task, data, options, limits)
    return _unpack(*answer)


def _run_spawned(task: str, data: bytes, options: Options, limits: Limits) -> bytes:
    request = json.dumps({"task": task, "options": dict(options), "limits": asdict(limits)}).encode() + b"\n"
    with tempfile.TemporaryFile() as source:
        source.write(request)
        source.write(data)
        source.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-m", "reviewer.sandbox"],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=bare_environment(),
        )
    pipe = child.stdout
    assert pipe is not None
    try:
        answer, in_time = _receive(pipe.fileno(), time.monotonic() + limits.seconds + _START_SECONDS)
    finally:
        child.kill()
        pipe.close()
        code = child.wait()
    return _unpack(answer, in_time, code)


def confine(limits: Limits) -> None:
    """Bind this process for the rest of its life: memory beyond what it has, time, no writing, no children."""
    seconds = math.ceil(limits.seconds)
    _limit(resource.RLIMIT_CPU, seconds, seconds + 1)
    _limit(resource.RLIMIT_CORE, 0, 0)
    _limit(resource.RLIMIT_FSIZE, 0, 0)
    _limit(resource.RLIMIT_NOFILE, 64, 64)
    _limit(resource.RLIMIT_NPROC, 0, 0)
    memory = _address_space() + int(limits.memory_mib * MIB)
    _limit(resource.RLIMIT_AS, memory, memory)
    confine_process()


def _limit(what: int, soft: int, hard: int) -> None:
    """Lower a limit; one that is lower already stays."""
    _, present = resource.getrlimit(what)
    if present != resource.RLIM_INFINITY:
        hard = min(hard, present)
    resource.setrlimit(what, (min(soft, hard), hard))


def _address_space() -> int:
    """Bytes of address space in use: a fork inherits its parent's, and the limit counts it."""
    try:
        with Path("/proc/self/statm").open(encoding="ascii") as source:
            return int(source.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 256 * MIB


def _perform(work: Callable[[], bytes]) -> bytes:
    """The answer to send: a line of JSON that says how it went, then the result."""
    try:
        result = work()
        return _line({"ok": True, "bytes": len(result)}) + result
    except Unreadable as refusal:
        return _line({"ok": False, **refusal.to_json()})
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        return _line({"ok": False, **failure("corrupt").to_json(), "trace": traceback.format_exc()[-4000:]})


def _line(header: Mapping[str, Any]) -> bytes:
    return json.dumps(header).encode() + b"\n"


def _send(descriptor: int, answer: bytes) -> None:
    view = memoryview(answer)
    while view:
        view = view[os.write(descriptor, view[: 1 << 20]) :]


def _receive(descriptor: int, deadline: float) -> tuple[bytes, bool]:
    """All a child sends until it closes its end, and whether it did so before `deadline` (monotonic seconds)."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | select.POLLHUP)
    received = bytearray()
    while len(received) <= MAX_ANSWER:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            return bytes(received), False
        chunk = os.read(descriptor, 1 << 20)
        if not chunk:
            break
        received += chunk
    return bytes(received), True


def _unpack(answer: bytes, in_time: bool, code: int) -> bytes:
    """The result within a child's answer; raises Unreadable for a refusal, Unanswered for a child that failed."""
    if not in_time:
        raise _unanswered("timeout")
    if len(answer) > MAX_ANSWER:
        raise failure("bomb")
    head, _, result = answer.partition(b"\n")
    try:
        header = json.loads(head)
        if header["ok"] is True and header["bytes"] == len(result):
            return result
        refusal = Unreadable(header["code"], str(header["message"])[:500])
    except (ValueError, KeyError, TypeError, RecursionError):
        if code in _CRASHES:
            log.warning("a reader crashed on a file: %s", signal.Signals(-code).name)
        raise _unanswered(_cause(code)) from None
    if "trace" in header:
        log.warning("a reader failed on a file: %s", str(header["trace"])[-4000:])
    raise refusal if refusal.code in get_args(ErrorCode) else failure("corrupt")


def _cause(code: int) -> ErrorCode:
    """Why a child ended without an answer: by exit status, or by signal when negative."""
    if code == -signal.SIGXCPU:
        return "timeout"
    return "bomb" if code in (_EXIT_MEMORY, -signal.SIGKILL) else "corrupt"


def _read_task(data: bytes, options: Options, limits: Limits) -> bytes:
    from reviewer.engine import readers

    document = readers.read(data, name=str(options["name"]), limits=limits)
    return json.dumps(document.to_json(), ensure_ascii=False).encode("utf-8", "replace")


def _open_task(data: bytes, _options: Options, _limits: Limits) -> bytes:
    from reviewer.engine.readers.pdf.opened import Opened

    with Opened(data):
        return b""


def _picture_task(data: bytes, options: Options, _limits: Limits) -> bytes:
    from reviewer.engine.readers import pdf

    return pdf.page_picture(data, int(options["page"]), int(options["width_px"]))


def _map_task(data: bytes, options: Options, limits: Limits) -> bytes:
    from reviewer.engine.pages.alignment import TextBlock
    from reviewer.engine.pages.mapping import page_map

    blocks = [TextBlock(start, end, None if page is None else page - 1) for start, end, page in options["blocks"]]
    made = page_map(data, str(options["text"]), blocks, limits)
    return json.dumps(made.to_json(), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _cover_task(data: bytes, options: Options, _limits: Limits) -> bytes:
    from reviewer.engine.pages.covering import covered_picture

    page, width = int(options["page"]), int(options["width_px"])
    return covered_picture(data, page, width, options["shown"], options["covered"])


def _table_task(data: bytes, _options: Options, limits: Limits) -> bytes:
    from reviewer.engine.readers import table

    rows = table.parse_table(data, limits)
    return json.dumps([(row.line, dict(row.cells)) for row in rows], ensure_ascii=False).encode("utf-8", "replace")


def _return_task(data: bytes, options: Options, limits: Limits) -> bytes:
    from reviewer.engine import returning

    sheet, pages = returning.Sheet.from_json(options["sheet"]), base64.b64decode(options["last_pages"])
    return returning.returned(data, str(options["media_type"]), sheet, limits=limits, last_pages=pages)


def _write_task(data: bytes, options: Options, _limits: Limits) -> bytes:
    from reviewer.engine import returning

    blocks = [(str(kind), str(words)) for kind, words in json.loads(data)]
    return returning.from_text(blocks, returning.Sheet.from_json(options["sheet"]))


TASKS: Mapping[str, Callable[[bytes, Options, Limits], bytes]] = {
    "read": _read_task,
    "open": _open_task,
    "picture": _picture_task,
    "map": _map_task,
    "cover": _cover_task,
    "table": _table_task,
    "return": _return_task,
    "write": _write_task,
}


def main() -> int:
    """The spawned child: a request line and the bytes on standard input, the answer on standard output."""
    try:
        request = json.loads(sys.stdin.buffer.readline())
        limits = Limits(**request["limits"])
        data = sys.stdin.buffer.read()
        confine(limits)
        _send(1, _perform(lambda: TASKS[request["task"]](data, request["options"], limits)))
    except MemoryError:
        return _EXIT_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main())
