"""Keeps a few programs running: starts them, starts again what dies, passes on what they print, leaves none behind.

One thread and one loop, so that starting a child after a fork is safe. Each part leads a session of its own: whatever
it starts, in whatever process group, is found and ended with it. Should the supervisor itself be killed, the system
sends every part SIGTERM (Linux; elsewhere parts must be ended by hand then).
"""

from __future__ import annotations

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

_PR_SET_PDEATHSIG = 1
_TURN_SECONDS = 0.5
_IMPATIENCE_SECONDS = 1.0  # two signals closer than this are one wish that came twice (from the terminal and from make)
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Part:
    """A program to run with exactly this environment. A `foundation` is stopped last: others need it to end well."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    pass_fds: tuple[int, ...] = ()
    foundation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds: to wait before the first and the latest restart, to live until a death counts as the first, to stop."""

    first_pause: float = 0.5
    longest_pause: float = 15.0
    settled: float = 30.0
    stop: float = 8.0


@dataclass(slots=True)
class _Kept:
    part: Part
    pause: float
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float | None = None
    rest: bytes = field(default=b"", repr=False)  # an unfinished line


class Supervisor:
    """Use as a context: leaving it stops every part. `write` gets one line at a time, without line end.

    Only in the main thread, where signals arrive; SIGINT, SIGTERM and SIGHUP are a wish to stop while it is entered.
    """

    def __init__(self, write: Callable[[str], None], patience: Patience | None = None) -> None:
        self._write = write
        self._patience = patience or Patience()
        self._kept: list[_Kept] = []
        self._asked_at: float | None = None
        self._hurry = False
        self._before: dict[signal.Signals, Any] = {}
        self._selector = selectors.DefaultSelector()
        self._wake_out, self._wake_in = os.pipe()
        self._wake_before = -1

    @property
    def stopping(self) -> bool:
        """Whether somebody asked to stop."""
        return self._asked_at is not None

    def __enter__(self) -> Self:
        for end in (self._wake_out, self._wake_in):
            os.set_blocking(end, False)
        self._selector.register(self._wake_out, selectors.EVENT_READ)
        self._wake_before = signal.set_wakeup_fd(self._wake_in)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._before[number] = signal.signal(number, self._ask_to_stop)
        # A handler, even an idle one, is what makes a child's death wake the loop.
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._asked_at = self._asked_at or time.monotonic()
        try:
            self._stop_all()
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(self._wake_before)
            self._selector.close()
            os.close(self._wake_out)
            os.close(self._wake_in)

    def keep(self, part: Part) -> None:
        """Start a part and, from now on, start it again whenever it ends."""
        kept = _Kept(part, self._patience.first_pause)
        self._kept.append(kept)
        self._start(kept)

    def run_once(self, part: Part) -> int:
        """Run a part to its end and return its exit status (negative: the signal that ended it)."""
        once = _Kept(part, 0)
        self._start(once)
        process = once.process
        assert process is not None
        while process.poll() is None and not self.stopping:
            self._turn()
        if process.poll() is None:
            self._end([once])
        self._read_rest(once)
        return int(process.wait())

    def wait_until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Keep the parts until `holds()`; False when the seconds passed or somebody asked to stop."""
        end = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < end:
            if holds():
                return True
            self._turn(0.05)
        return False

    def watch(self) -> None:
        """Keep the parts until somebody asks to stop."""
        while not self.stopping:
            self._turn()

    def _ask_to_stop(self, number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
        elif number == signal.SIGINT and now - self._asked_at > _IMPATIENCE_SECONDS:
            self._hurry = True

    def _say(self, name: str, line: str) -> None:
        try:
            self._write(f"{name:>7} | {line}")
        except OSError:  # nobody reads any more (`make run | head`): there is nothing left to run for
            self._asked_at = self._asked_at or time.monotonic()

    def _start(self, kept: _Kept) -> None:
        kept.started, kept.due, kept.rest = time.monotonic(), None, b""
        kept.process = subprocess.Popen(
            kept.part.argv,
            env=dict(kept.part.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=kept.part.pass_fds,
            preexec_fn=_end_with_parent(os.getpid()),  # noqa: PLW1509 - this process has one thread
        )
        assert kept.process.stdout is not None
        os.set_blocking(kept.process.stdout.fileno(), False)
        self._selector.register(kept.process.stdout, selectors.EVENT_READ, kept)

    def _turn(self, seconds: float = _TURN_SECONDS) -> None:
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, _Kept):
                self._read(key.data, key.fd)
            else:
                with suppress(BlockingIOError):
                    os.read(self._wake_out, 4096)
        for kept in self._kept:
            if kept.process is not None and kept.process.poll() is not None:
                self._bury(kept)
            if kept.due is not None and time.monotonic() >= kept.due and not self.stopping:
                self._start(kept)

    def _read(self, kept: _Kept, descriptor: int) -> bool:
        """Pass on what has arrived; whether there may be more."""
        try:
            chunk = os.read(descriptor, 65536)
        except BlockingIOError:
            return False
        *lines, kept.rest = (kept.rest + chunk).split(b"\n")
        if not chunk and kept.rest:
            lines, kept.rest = [kept.rest], b""
        for line in lines:
            self._say(kept.part.name, line.decode("utf-8", "replace").rstrip("\r"))
        if not chunk:
            self._forget_output(kept)
        return bool(chunk)

    def _read_rest(self, kept: _Kept) -> None:
        process = kept.process
        assert process is not None
        assert process.stdout is not None
        while not process.stdout.closed and self._read(kept, process.stdout.fileno()):
            pass
        self._forget_output(kept)

    def _forget_output(self, kept: _Kept) -> None:
        process = kept.process
        if process is not None and process.stdout is not None and not process.stdout.closed:
            self._selector.unregister(process.stdout)
            process.stdout.close()

    def _bury(self, kept: _Kept) -> None:
        """After a part's death: end what it left behind, say so, and fix when it starts again."""
        process = kept.process
        assert process is not None
        _end_session(process.pid)
        self._read_rest(kept)
        kept.process = None
        if self.stopping:
            return
        if time.monotonic() - kept.started >= self._patience.settled:
            kept.pause = self._patience.first_pause
        kept.due = time.monotonic() + kept.pause
        self._say(kept.part.name, f"{_how_it_ended(process.returncode)}; starting it again in {kept.pause:g} s")
        kept.pause = min(kept.pause * 2, self._patience.longest_pause)

    def _stop_all(self) -> None:
        for foundation in (False, True):
            self._end([kept for kept in self._kept if kept.part.foundation is foundation and kept.process])

    def _end(self, parts: list[_Kept]) -> None:
        """SIGTERM to each part, time to finish, then the end of whatever is left of its session."""
        processes = [kept.process for kept in parts if kept.process is not None]
        for process in processes:
            process.terminate()
        end = time.monotonic() + self._patience.stop
        while any(p.poll() is None for p in processes) and time.monotonic() < end and not self._hurry:
            self._turn(0.1)
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.wait()
            _end_session(process.pid)
        for kept in parts:
            if kept.process is not None:
                self._forget_output(kept)


def _how_it_ended(status: int) -> str:
    if status < 0:
        with suppress(ValueError):
            return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def _end_with_parent(parent: int) -> Callable[[], None] | None:
    if _LIBC is None:
        return None

    def in_child() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != parent:  # it died before the wish was registered
            os._exit(1)

    return in_child


def _end_session(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
    for pid in _session_members(leader):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _session_members(leader: int) -> Iterator[int]:
    """Processes of the session, from /proc: the only place that knows those which left the process group."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            after_name = entry.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            if int(after_name[3]) == leader and after_name[0] != "Z":
                yield int(entry.parent.name)
