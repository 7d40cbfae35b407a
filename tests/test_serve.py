from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewer.instance import AlreadyRunning, hold

ROOT = Path(__file__).parent.parent
PATIENCE = 20.0

# The supervisor wants a main thread and signals of its own, so it runs in a process of its own.
PROGRAM = """
import os, sys
from reviewer.supervisor import Part, Patience, Supervisor
parts = [Part(name, (sys.executable, "-uc", code), dict(os.environ), foundation=name == "ground")
         for name, code in zip(sys.argv[1::2], sys.argv[2::2], strict=True)]
patience = Patience(first_pause=0.05, longest_pause=0.2, stop=float(os.environ.get("STOP_SECONDS", "15")))
with Supervisor(lambda line: print(line, flush=True), patience) as it:
    for part in parts:
        it.keep(part)
    it.watch()
print("stopped", flush=True)
"""
# One write per line: two processes share the pipe.
STEADY = "import os, time; os.write(1, b'pid %d\\n' % os.getpid()); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STEADY
PARTING = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep({}), print('bye'), sys.exit())); "
)
STRAY = """
import os, time
if os.fork() == 0:
    os.setpgrp()
    os.write(1, b'stray %d\\n' % os.getpid())
    time.sleep(600)
"""


class Run:
    """A program whose printed lines are read as they come."""

    def __init__(self, *argv: str, env: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *argv],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []

    def line_with(self, *words: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if all(word in line for word in words):
                return self.lines[-1]
        raise AssertionError(f"no line with {words} in {self.lines}")

    def number_after(self, *words: str) -> int:
        return int(self.line_with(*words).split()[-1])

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=PATIENCE)
        self.lines += rest.splitlines()
        return self.process.returncode


@pytest.fixture
def start() -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(*argv: str, env: dict[str, str] | None = None) -> Run:
        runs.append(Run(*argv, env=env))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.stop()
        assert run.process.stdout is not None
        run.process.stdout.close()


@pytest.fixture
def supervise(start: Callable[..., Run]) -> Callable[..., Run]:
    return lambda **parts: start("-c", PROGRAM, *(word for part in parts.items() for word in part))


def _is_alive(pid: int) -> bool:
    """Whether it runs; a process that ended and was not yet collected does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # no /proc on this system: the signal's answer counts


def _until_gone(pid: int) -> None:
    end = time.monotonic() + PATIENCE
    while _is_alive(pid):
        assert time.monotonic() < end, f"process {pid} is still there"
        time.sleep(0.02)


def test_a_killed_part_comes_back_and_the_others_stay(supervise):
    run = supervise(ground=STEADY, web=STEADY)
    pids = dict(run.line_with("pid").split("|") for _ in range(2))
    by_name = {name.strip(): int(line.split()[-1]) for name, line in pids.items()}

    os.kill(by_name["web"], signal.SIGKILL)

    assert "SIGKILL" in run.line_with("web |", "starting it again")
    again = run.number_after("web |", "pid")
    assert again != by_name["web"]
    assert _is_alive(again)
    assert _is_alive(by_name["ground"])


def test_a_part_that_keeps_dying_is_tried_at_growing_intervals(supervise):
    run = supervise(web="raise SystemExit(3)")

    pauses = [run.line_with("ended with status 3").split()[-2] for _ in range(4)]

    assert pauses == ["0.05", "0.1", "0.2", "0.2"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything(supervise, number: signal.Signals):
    run = supervise(web=STEADY, worker=STEADY)
    pids = [run.number_after("pid") for _ in range(2)]

    assert run.stop(number) == 0

    assert run.lines[-1] == "stopped"
    assert len(set(pids)) == 2
    assert not any(_is_alive(pid) for pid in pids)


def test_a_part_that_ignores_the_wish_is_ended(supervise, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STOP_SECONDS", "1")
    run = supervise(web=STUBBORN)
    pid = run.number_after("pid")

    assert run.stop() == 0

    assert not _is_alive(pid)


def test_the_foundation_ends_after_those_who_need_it(supervise):
    run = supervise(ground=PARTING.format(0) + STEADY, web=PARTING.format(0.5) + STEADY)
    for _ in range(2):
        run.line_with("pid")

    run.stop()

    assert [line.split()[0] for line in run.lines if line.endswith("bye")] == ["web", "ground"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only /proc knows the members of a session")
@pytest.mark.parametrize("how", ["the part dies", "the service stops"])
def test_no_process_outlives_its_part_even_in_another_group(supervise, how: str):
    run = supervise(worker=STRAY + STEADY)
    found = [run.line_with("worker |").split()[-2:] for _ in range(2)]
    pids = {word: int(pid) for word, pid in found}

    if how == "the part dies":
        os.kill(pids["pid"], signal.SIGKILL)
        run.line_with("starting it again")
    else:
        run.stop()

    _until_gone(pids["stray"])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_parts_end_when_the_supervisor_itself_is_killed(supervise):
    run = supervise(web=STEADY)
    pid = run.number_after("pid")

    run.stop(signal.SIGKILL)

    _until_gone(pid)


def test_a_var_folder_serves_one_at_a_time(tmp_path: Path):
    with (
        hold(tmp_path / "var", "the first"),
        pytest.raises(AlreadyRunning, match="the first"),
        hold(tmp_path / "var", "the second"),
    ):
        pass
    with hold(tmp_path / "var", "the third"):
        pass


SERVE = ("-m", "reviewer", "serve")


def test_a_second_service_on_the_same_folder_refuses_and_says_what_to_do(start, tmp_path: Path):
    with hold(tmp_path, "reviewer serve"):
        run = start(*SERVE, env={"VAR_DIR": str(tmp_path)})
        assert "VAR_DIR" in run.line_with("in use by reviewer serve")

    assert run.process.wait(PATIENCE) == 2


def test_a_wished_port_that_is_taken_refuses(start, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = start(*SERVE, env={"VAR_DIR": str(tmp_path), "PORT": str(taken.getsockname()[1])})
        assert "PORT" in run.line_with("Cannot listen")

    assert run.process.wait(PATIENCE) == 2


def test_production_without_a_secret_does_not_start(start, tmp_path: Path):
    run = start(*SERVE, env={"VAR_DIR": str(tmp_path), "REVIEWER_ENV": "production", "SECRET_KEY": ""})

    run.line_with("SECRET_KEY is not set")
    assert run.process.wait(PATIENCE) == 2


@pytest.mark.parametrize("depth", ["", "deep" * 30])
def test_without_a_database_it_stops_with_the_reason_and_leaves_no_broker(start, tmp_path: Path, depth: str):
    nowhere = "postgresql://127.0.0.1:1/none?connect_timeout=2"
    run = start(*SERVE, env={"VAR_DIR": str(tmp_path / depth), "DATABASE_URL": nowhere, "REDIS_URL": ""})

    run.line_with("The database could not be prepared")

    assert run.process.wait(PATIENCE) == 1
    assert not list(tmp_path.rglob("broker.sock"))
