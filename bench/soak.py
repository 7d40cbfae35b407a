"""Load the service for long and break it on purpose: `make soak`, or `make soak ARGS="--minutes 30"`.

Two parts. First readers are fed mutated files, in the sandbox, for a third of the time (all of it with --readers-only):
every answer must be a document or a refusal, within the limits. Then papers, whole and mutated, are uploaded over HTTP
while workers, their work-horses and the broker are killed with signal 9 at random. At the end every receipt must stand
and every submission be checked exactly once, or failed with a reason. Exit status 1, and the cases, when that does not
hold; mutated files that broke a reader are kept in --keep for a regression test.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from bench.mutating import bent, mutated
from bench.papers import as_docx, as_pdf, paper_text
from bench.running import Running, Visitor, service
from bench.seeding import PASSWORD, Seeded, house_of, seed, unfinished
from reviewer.domain.states import RunState, Step
from reviewer.engine import readers
from reviewer.engine.document import Limits, Unreadable
from reviewer.models import CoverageSnapshot, Run, Submission
from reviewer.sandbox import Sandbox
from reviewer.work import House

PAPERS = 40
SETTLING_SECONDS = 300
_PATIENCE_SECONDS = 10.0
VICTIMS = ("horse", "worker", "broker")


def main(argv: Sequence[str] | None = None) -> int:
    """Run both parts; 0 when everything held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="how long in all (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed mutates the same way")
    parser.add_argument("--readers-only", action="store_true", help="leave the service out")
    parser.add_argument("--keep", type=Path, default=Path("var/soak"), help="where files that broke a reader are kept")
    args = parser.parse_args(argv)
    chance = random.Random(args.seed)
    broken = fuzz_readers(chance, args.minutes * (60 if args.readers_only else 20), args.keep)
    wrong = [] if args.readers_only else shake_service(chance, args.minutes * 40)
    for line in (*broken, *wrong):
        print(f"WRONG: {line}")
    print("everything held" if not broken and not wrong else "something did not hold")
    return 1 if broken or wrong else 0


def fuzz_readers(chance: random.Random, seconds: float, keep: Path) -> list[str]:
    """Feed mutated files to the sandboxed readers; what broke them, by file name.

    A reader breaks when it answers neither a document nor a refusal, takes longer than its limit, kills its child, or
    fails with an exception of its own: the sandbox turns that into a refusal, but it is a fault.
    """
    readers.preload()
    sandbox = Sandbox("fork")
    seeds = _seeds()
    faults = _Faults()
    logging.getLogger("reviewer.sandbox").addHandler(faults)
    tally: Counter[str] = Counter()
    wrong: dict[str, str] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = bent(chance, chance.choice(seeds))
        faults.found.clear()
        try:
            sandbox.read_document(data, limits=Limits(seconds=_PATIENCE_SECONDS))
            tally["read"] += 1
        except Unreadable as refused:
            tally[refused.code] += 1
            if refused.code == "timeout":
                faults.found.append("timeout")
        except Exception as error:  # noqa: BLE001 - whatever else escapes is what the soak looks for
            faults.found.append(type(error).__name__)
        for reason in faults.found:
            if reason not in wrong:
                wrong[reason] = _kept(keep, data, reason)
    print(f"readers, {sum(tally.values())} mutated files: {dict(tally)}")
    return list(wrong.values())


class _Faults(logging.Handler):
    """Notes what the sandbox reports of readers that failed: the last line of each trace, and where it came from."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """One report: a trace's last file and line, and the exception."""
        lines = [line.strip() for line in record.getMessage().splitlines() if line.strip()]
        places = [line for line in lines if line.startswith("File ")]
        self.found.append(f"{places[-1] if places else ''} {lines[-1][:80]}")


def _seeds() -> list[bytes]:
    clean = Path(__file__).parent.parent / "tests" / "corpus" / "clean"
    kept = [path.read_bytes() for path in sorted(clean.rglob("*")) if path.suffix in (".pdf", ".docx", ".odt", ".rtf")]
    return [*kept, as_docx(paper_text(1, 300)), as_pdf(paper_text(2, 300)), paper_text(3, 300).encode()]


def _kept(keep: Path, data: bytes, reason: str) -> str:
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"{re.sub(r'[^a-zA-Z0-9]+', '-', reason)[-60:].strip('-')}-{hashlib.sha256(data).hexdigest()[:8]}"
    path.write_bytes(data)
    return f"{path} ({reason})"


def shake_service(chance: random.Random, seconds: float) -> list[str]:
    """Upload and kill for a while, let the service settle, and say what does not hold."""
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        service(Path(folder), SEMANTIC="off", RUN_LEASE_SECONDS="20", SWEEP_SECONDS="2") as running,
    ):
        house = house_of(running.environment)
        seeded = seed(house, papers=PAPERS)
        visitors = _sign_in(running, seeded)
        receipts, killed = Counter[int](), Counter[str]()
        end = time.monotonic() + seconds
        next_kill = time.monotonic() + 5
        while time.monotonic() < end:
            status = _upload(chance, *chance.choice(visitors))
            receipts[status] += 1
            if time.monotonic() > next_kill:
                victim = chance.choice(VICTIMS)
                killed[victim] += _kill(running, victim, chance)
                next_kill = time.monotonic() + chance.uniform(3, 12)
            time.sleep(chance.uniform(0, 0.4))
        print(f"answers to uploads: {dict(receipts)}; killed: {dict(killed)}")
        return [*_server_errors(receipts), *_unsettled(house), *_inconsistent(house)]


def _sign_in(running: Running, seeded: Seeded) -> list[tuple[Visitor, str]]:
    visitors = []
    for paper_id, address in seeded.papers:
        visitor = Visitor(running.port)
        visitor.sign_in(address, PASSWORD)
        visitor.get(f"/papers/{paper_id}")
        visitors.append((visitor, f"/papers/{paper_id}/submissions"))
    return visitors


def _upload(chance: random.Random, visitor: Visitor, path: str) -> int:
    data = chance.choice((as_docx, as_pdf))(paper_text(chance.randrange(10_000), 400))
    if chance.random() < 0.3:
        data = mutated(chance, data)
    return visitor.upload(path, "paper", data)[0]


def _kill(running: Running, victim: str, chance: random.Random) -> int:
    pids = _processes(running, victim)
    if not pids:
        return 0
    os.kill(chance.choice(pids), signal.SIGKILL)
    return 1


def _processes(running: Running, victim: str) -> list[int]:
    """Processes of this service by their part: forked workers have the pool for a parent, horses a worker."""
    marker = f"VAR_DIR={running.environment['VAR_DIR']}".encode()
    found: dict[int, tuple[int, bytes]] = {}
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and marker in (process / "environ").read_bytes():
                parent = int((process / "stat").read_text().rsplit(") ", 1)[1].split()[1])
                found[int(process.name)] = (parent, (process / "cmdline").read_bytes())
        except OSError:
            continue
    pools = {
        pid
        for pid, (parent, line) in found.items()
        if b"workers" in line and b"workers" not in found.get(parent, (0, b""))[1]
    }
    workers = {pid for pid, (parent, _) in found.items() if parent in pools}
    horses = {pid for pid, (parent, _) in found.items() if parent in workers}
    return sorted({"horse": horses, "worker": workers, "broker": _brokers(running)}[victim])


def _brokers(running: Running) -> set[int]:
    """A broker writes its title over its environment; the title names its socket."""
    socket = f"{running.environment['VAR_DIR']}/broker.sock".encode()
    found = set()
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and socket in (process / "cmdline").read_bytes():
                found.add(int(process.name))
        except OSError:
            continue
    return found


def _server_errors(receipts: Counter[int]) -> list[str]:
    return [f"{count} uploads were answered {status}" for status, count in receipts.items() if status >= 500]


def _unsettled(house: House) -> list[str]:
    end = time.monotonic() + SETTLING_SECONDS
    while unfinished(house):
        if time.monotonic() > end:
            return [f"{unfinished(house)} runs are still unfinished after {SETTLING_SECONDS} s"]
        time.sleep(0.5)
    return []


def _inconsistent(house: House) -> list[str]:
    """Submissions that are neither checked exactly once nor failed with a reason."""
    wrong = []
    with house.reading() as session:
        total = session.scalar(sa.select(sa.func.count(Submission.id)))
        for submission in session.scalars(sa.select(Submission)):
            runs = session.scalars(sa.select(Run).where(Run.submission_id == submission.id)).all()
            states = {run.step: run.state for run in runs}
            snapshots = session.scalar(
                sa.select(sa.func.count(CoverageSnapshot.id)).where(CoverageSnapshot.submission_id == submission.id)
            )
            checked = all(states.get(step) is RunState.DONE for step in (Step.READ, Step.COMPARE, Step.COVER))
            failed = [run for run in runs if run.state is RunState.FAILED]
            if checked and (submission.document_id is None or snapshots != 1):
                wrong.append(f"submission {submission.id} is checked, with {snapshots} snapshots")
            if not checked and not (failed and all(run.error_code and run.error_detail for run in failed)):
                wrong.append(f"submission {submission.id} is neither checked nor failed with a reason: {states}")
            with house.storage.open(submission.file_sha256) as file:
                if not file.read():
                    wrong.append(f"submission {submission.id} lost its bytes")
    print(f"{total} submissions looked at")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
