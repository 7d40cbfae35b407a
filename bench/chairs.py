"""Thirty chairs at work on one committee: `python -m bench.chairs --minutes 10`.

Starts the service on a folder of its own with a large conference, of which one committee's papers are handed in. Each
client saves fields of shared papers as the desk's script does, some of them over connections that break before the
answer is read. At the end every accepted edit must be where it belongs in the row of its field's versions: an edit was
lost when another one took its version, or followed it without having seen it. Prints percentiles of an autosave in
milliseconds, at the clients, and the service's own processor time for one. Exit status 1 when an edit was lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa

from bench.running import Running, Visitor, service
from bench.seeding import PASSWORD, Seeded, hand_in, house_of, seed, unfinished
from bench.service import children_cpu
from reviewer.domain.states import Role
from reviewer.models import Mark, Scorecard, User
from reviewer.services import accounts, memberships
from reviewer.services.memberships import Target
from reviewer.work import House

SHARED_PAPERS = 10
DROPPED = 0.1
"""The share of requests whose answer nobody reads."""
_FIELDS = (
    *(f"{name}--{topic}" for name in ("background", "involvement", "policy", "solutions") for topic in (1, 2)),
    *("citations", "language"),
)

Key = tuple[int, str]


@dataclass
class Log:
    """What one client was told: accepted edits as (version seen, version given, value), conflicts, dropped requests."""

    accepted: dict[Key, list[tuple[int, int, str]]] = field(default_factory=lambda: defaultdict(list))
    dropped: Counter[Key] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)


class Chair(Visitor):
    """A client that can hang up before it is answered."""

    def hang_up(self, path: str, **fields: str) -> None:
        """Send a form and close the connection at once."""
        original = self._connection.getresponse
        self._connection.getresponse = _nobody_listens  # type: ignore[method-assign]
        try:
            self.post(path, **fields)
        except ConnectionAbortedError:
            pass
        finally:
            self._connection.getresponse = original  # type: ignore[method-assign]
            self._connection.close()


def _nobody_listens() -> None:
    raise ConnectionAbortedError


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, verify and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="how long they work (default: %(default)s)")
    parser.add_argument("--clients", type=int, default=30, help="chairs at once (default: %(default)s)")
    parser.add_argument("--papers", type=int, default=2000, help="papers in the conference (default: %(default)s)")
    parser.add_argument("--pause", type=float, default=1.0, help="mean seconds between two saves of a chair")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, service(Path(folder), SEMANTIC="off") as running:
        house = house_of(running.environment)
        seeded = seed(house, papers=args.papers)
        hand_in(house, replace(seeded, papers=seeded.papers[:SHARED_PAPERS]))
        chairs = _chairs(house, seeded, args.clients)
        while unfinished(house):
            time.sleep(0.5)
        papers = [paper_id for paper_id, _ in seeded.papers[:SHARED_PAPERS]]
        visitors = [_signed_in(running, address, papers[0]) for address in chairs]
        cpu = children_cpu(running)
        with ThreadPoolExecutor(len(visitors)) as pool:
            end = time.monotonic() + args.minutes * 60
            logs = list(pool.map(lambda one: _work(one[1], papers, end, args.pause, one[0]), enumerate(visitors)))
        cpu = children_cpu(running) - cpu
        wrong = _lost(house, logs)
    _print(logs, cpu, wrong)
    return 1 if wrong else 0


def _chairs(house: House, seeded: Seeded, many: int) -> list[str]:
    """More chairs for the first committee."""
    committee_id, first = seeded.chairs[0]
    with house.work() as work:
        shared = work.session.scalars(sa.select(User.password_hash).where(User.email == first)).one()
        addresses = []
        for number in range(many):
            address = f"helper{number}@measured.example"
            user = accounts.create_user(work, email=address, name=f"Helper {number}", password=None)
            user.password_hash = shared
            target = Target(Role.CHAIR, committee_id=committee_id)
            memberships.add_membership(
                work, conference_id=seeded.conference_id, user_id=user.id, target=target, actor_id=None
            )
            addresses.append(address)
    return addresses


def _signed_in(running: Running, address: str, paper_id: int) -> Chair:
    visitor = Chair(running.port)
    visitor.sign_in(address, PASSWORD)
    visitor.get(f"/papers/{paper_id}/desk")
    return visitor


def _work(visitor: Chair, papers: list[int], end: float, pause: float, number: int) -> Log:
    chance, log = random.Random(number), Log()
    seen: dict[Key, int] = defaultdict(int)
    while time.monotonic() < end:
        time.sleep(chance.expovariate(1 / pause))
        key = (chance.choice(papers), _field(chance))
        value = _value(chance, key[1], number)
        form = {"field": key[1], "value": value, "version": str(seen[key])}
        path = f"/papers/{key[0]}/scorecard/field"
        if chance.random() < DROPPED:
            log.dropped[key] += 1
            visitor.hang_up(path, **form)
            continue
        began = time.monotonic()
        status, text = visitor.post(path, **form)
        log.times.append((time.monotonic() - began) * 1000)
        log.statuses[status] += 1
        if status == 200:
            version = json.loads(text)["version"]
            log.accepted[key].append((seen[key], version, value))
            seen[key] = version
        elif status == 409:
            seen[key] = json.loads(text)["version"]  # looks at theirs, and writes over it another time
    return log


def _field(chance: random.Random) -> str:
    kind = chance.choice(("criterion", "note", "overall"))
    return kind if kind == "overall" else f"{kind}-{chance.choice(_FIELDS)}"


def _value(chance: random.Random, name: str, number: int) -> str:
    if name.startswith("criterion"):
        return str(chance.randint(1, 5))
    return f"Chair {number} wrote {chance.getrandbits(64):x}."


def _lost(house: House, logs: Sequence[Log]) -> list[str]:
    """Accepted edits that another one replaced unseen, and fields whose last word is nobody's."""
    wrong = []
    standing = _standing(house)
    for key in {key for log in logs for key in log.accepted}:
        edits = [one for log in logs for one in log.accepted[key]]
        dropped = sum(log.dropped[key] for log in logs)
        by_version: dict[int, set[str]] = defaultdict(set)
        for _seen, version, value in edits:
            by_version[version].add(value)
        wrong += [f"{key}: version {version} is {values}" for version, values in by_version.items() if len(values) > 1]
        if not key[1].startswith("criterion"):  # the same mark may be given again by who saw an older one
            unseen = [version for seen, version, _ in edits if version > seen + 1]
            wrong += [f"{key}: version {version} replaced an unseen one" for version in unseen]
        last, value = standing[key]
        if by_version.get(last, {value}) != {value}:
            wrong.append(f"{key}: the last accepted edit is not what stands")
        if last - len(by_version) > dropped:
            wrong.append(f"{key}: {last} versions, but {len(by_version)} accepted and {dropped} unread")
    return wrong


def _standing(house: House) -> dict[Key, tuple[int, str]]:
    found: dict[Key, tuple[int, str]] = {}
    with house.reading() as session:
        for card in session.scalars(sa.select(Scorecard)):
            found[card.paper_id, "overall"] = (card.overall_version, card.overall)
        for mark, paper_id in session.execute(sa.select(Mark, Scorecard.paper_id).join(Mark.scorecard)):
            name = mark.criterion if not mark.topic_number else f"{mark.criterion}--{mark.topic_number}"
            points = "" if mark.points is None else f"{mark.points.normalize():f}"
            found[paper_id, f"criterion-{name}"] = (mark.version, points)
            found[paper_id, f"note-{name}"] = (mark.note_version, mark.note)
    return found


def _print(logs: Sequence[Log], cpu: float, wrong: Sequence[str]) -> None:
    times = sorted(one for log in logs for one in log.times)
    statuses = sum((log.statuses for log in logs), Counter[int]())
    dropped = sum(sum(log.dropped.values()) for log in logs)
    print(f"cores: {os.cpu_count()}, load: {os.getloadavg()[0]:.1f}")
    print(f"clients: {len(logs)}, saves answered: {len(times)} {dict(statuses)}, answers nobody read: {dropped}")
    p50, p95, p99 = (times[int(len(times) * share)] for share in (0.5, 0.95, 0.99))
    print(f"an autosave at the client, ms: p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f}")
    print(f"processor time of the whole service for one save, ms: {cpu * 1000 / (len(times) + dropped):.1f}")
    print(f"lost edits: {len(wrong)}")
    for line in wrong[:20]:
        print(f"WRONG: {line}")


if __name__ == "__main__":
    sys.exit(main())
