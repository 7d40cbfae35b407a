"""A conference whose desks have much to show: a long paper with sixty copied passages, and a board full of overlaps."""

from __future__ import annotations

import json
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from bench.papers import as_docx, paper_text, sentences
from bench.running import Running
from bench.seeding import PASSWORD, Seeded, hand_in, house_of, mark_some, seed, unfinished
from reviewer.domain.states import Role
from reviewer.engine import readers
from reviewer.models import Comparison, Match, Submission, User
from reviewer.services import accounts, grading, memberships
from reviewer.services.grading import Selection
from reviewer.services.memberships import Target
from reviewer.services.reading import store_document
from reviewer.storage import Storage
from reviewer.work import House, Work

CHECKED = 120
"""Papers that go through the workers and share passages; the others only stand in the conference, read."""
LONG_WORDS, COPIED = 3000, 60
_POOL, _TAKERS = 104, 9
_ANSWERS = (
    "Our country has warned people of floods with sirens and messages in every coastal village since 2019.",
    "Small states cannot afford instruments, and a common fund fed by large ports should pay for them.",
    "Neighbours can share what they measure through one open register of tides and river levels.",
    "Remote fishing communities are warned last, because no line and no mast reaches their islands.",
)


@dataclass(frozen=True)
class Stage:
    """What the desks' benchmark opens: the long paper, its committee's queue, its chair, and the board's staff."""

    conference_id: int
    committee_id: int
    paper_id: int
    papers: tuple[int, ...]
    chair: str
    staff: str
    matches: int
    all_matches: int


def stage(running: Running, folder: Path, papers: int) -> Stage:
    """Make the conference in a running service, or take the one that an earlier run left in this folder."""
    kept = folder / "stage.json"
    if kept.exists():
        known = json.loads(kept.read_text())
        return Stage(**{**known, "papers": tuple(known["papers"])})
    house = house_of(running.environment)
    made = _make(house, papers)
    kept.write_text(json.dumps(asdict(made)))
    return made


def _make(house: House, papers: int) -> Stage:
    seeded = seed(house, papers=papers)
    _stand_read(house, seeded.papers[CHECKED:])
    texts = _texts()
    few = Seeded(seeded.conference_id, seeded.papers[:CHECKED], seeded.chairs)
    hand_in(house, few, text=texts.__getitem__)
    while unfinished(house):
        time.sleep(1)
    committee_id, chair = seeded.chairs[0]
    mark_some(house, committee_id, chair)
    long_paper = seeded.papers[0][0]
    _comment(house, chair, long_paper)
    with house.work() as work:
        staff = accounts.create_user(work, email="staff@measured.example", name="Staff", password=PASSWORD)
        target = Target(Role.STAFF)
        memberships.add_membership(
            work, conference_id=seeded.conference_id, user_id=staff.id, target=target, actor_id=None
        )
    with house.reading() as session:
        counts = _matches_of(session, long_paper), session.scalar(sa.select(sa.func.count(Match.id))) or 0
    mine = tuple(paper_id for paper_id, _ in seeded.papers[:40])
    return Stage(seeded.conference_id, committee_id, long_paper, mine, chair, "staff@measured.example", *counts)


def _texts() -> list[str]:
    """The checked papers' texts: the first is long and copies from sixty others; the rest share passages of a pool."""
    chance = random.Random(3000)
    parts = [[paper_text(number)] for number in range(CHECKED)]
    for number in range(_POOL):
        passage = " ".join(sentences(50_000 + number, 2))
        for taker in chance.sample(range(1, CHECKED), _TAKERS):
            parts[taker].append(passage)
    texts = ["\n\n".join(one) for one in parts]
    own = sentences(70_000, COPIED)
    long_text = ["Position Paper of Country 0", "I. Early warning"]
    for number in range(1, COPIED + 1):
        copied = " ".join(sentences(number, 2))
        texts[number] += f"\n\n{copied}"
        long_text.append(" ".join([copied, *([own.pop()] if number % 2 else [])]))
        if number % 15 == 0:
            long_text.append(_ANSWERS[number // 15 - 1])
        if number == COPIED // 2:
            long_text.append("II. Who pays")
    return ["\n\n".join(long_text), *texts[1:]]


def _stand_read(house: House, papers: tuple[tuple[int, str], ...]) -> None:
    for number, (paper_id, _address) in enumerate(papers, CHECKED):
        data = as_docx(paper_text(number))
        read = readers.read(data, name=f"{number}.docx")
        with house.work() as work:
            _stand(work, house.storage, paper_id, number, data, store_document(work, read))


def _stand(work: Work, storage: Storage, paper_id: int, number: int, data: bytes, document_id: int) -> None:
    work.session.add(
        Submission(
            paper_id=paper_id,
            number=1,
            file_sha256=storage.put(data),
            file_name=f"{number}.docx",
            media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            size=len(data),
            receipt=f"B{number:09}",
            received_at=work.now,
            counted_at=work.now,
            document_id=document_id,
        )
    )


def _comment(house: House, chair: str, paper_id: int) -> None:
    with house.work() as work:
        user = work.session.scalars(sa.select(User).where(User.email == chair)).one()
        actor = memberships.load_actor(work.session, user.id)
        sent = grading.current_submission(work.session, paper_id)
        assert actor is not None
        assert sent is not None
        assert sent.document is not None
        text = sent.document.text
        for start in range(200, 2600, 300):
            place = Selection(sent.document.id, start, start + 60, text[start : start + 60])
            grading.add_comment(work, actor, paper_id=paper_id, text="Say where this was measured.", selection=place)


def _matches_of(session: sa.orm.Session, paper_id: int) -> int:
    sent = grading.current_submission(session, paper_id)
    assert sent is not None
    side = sa.or_(Comparison.low_document_id == sent.document_id, Comparison.high_document_id == sent.document_id)
    return session.scalar(sa.select(sa.func.count(Match.id)).join(Match.comparison).where(side)) or 0
