"""A conference for measuring, written by the same services that people's acts go through."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from bench.papers import as_docx, paper_text
from reviewer import catalog
from reviewer.domain.rubric_form import content_hash, to_mapping
from reviewer.domain.states import CommitteeKind, Role, RunState
from reviewer.engine.document import Limits
from reviewer.models import (
    AdoptedRubric,
    Committee,
    Conference,
    Delegation,
    KeyQuestion,
    Paper,
    Run,
    School,
    Seat,
    Topic,
)
from reviewer.queue import SilentBell
from reviewer.services import accounts, grading, memberships, submissions
from reviewer.services.memberships import Target
from reviewer.settings import Settings
from reviewer.work import House, Work

PASSWORD = "a long password for measuring"
_QUESTIONS = (
    "What has your country done to warn people of floods?",
    "Who should pay for instruments that small states cannot afford?",
    "How can neighbours share what they measure?",
    "Which communities are warned last, and why?",
)


@dataclass(frozen=True)
class Seeded:
    """What was made: per paper its id and its delegate's address; per committee its id and its chair's address."""

    conference_id: int
    papers: tuple[tuple[int, str], ...]
    chairs: tuple[tuple[int, str], ...]


def house_of(environment: Mapping[str, str]) -> House:
    """The house of a running service, for seeding beside it; it wakes nobody."""
    return House.open(Settings.from_env({**os.environ, **environment}), bell=SilentBell())


def seed(house: House, *, papers: int, committee_size: int = 40) -> Seeded:
    """A conference with this many seats that owe a paper, a delegate each, and a chair for each committee."""
    with house.work() as work:
        conference = Conference(
            slug=f"measured-{int(work.now.timestamp())}",
            title="Measured conference",
            timezone="Europe/Madrid",
            languages=["en"],
            retain_until=(work.now + timedelta(days=90)).date(),
            created_at=work.now,
        )
        work.session.add(conference)
        work.session.flush()
        rubric = _rubric(work, conference)
        committees = [
            _committee(work, conference, rubric, number)
            for number in range((papers + committee_size - 1) // committee_size)
        ]
        school = School(conference_id=conference.id, name="Measured school")
        work.session.add(school)
        work.session.flush()
        first = accounts.create_user(work, email="m0@measured.example", name="M 0", password=PASSWORD)
        made = [
            _seat(work, conference, committees[number // committee_size], school, number, first.password_hash)
            for number in range(papers)
        ]
        chairs = []
        for committee in committees:
            address = f"chair{committee.id}@measured.example"
            user = accounts.create_user(work, email=address, name=f"Chair {committee.id}", password=None)
            user.password_hash = first.password_hash
            target = Target(Role.CHAIR, committee_id=committee.id)
            memberships.add_membership(work, conference_id=conference.id, user_id=user.id, target=target, actor_id=None)
            chairs.append((committee.id, address))
    return Seeded(conference.id, tuple(made), tuple(chairs))


def _rubric(work: Work, conference: Conference) -> AdoptedRubric:
    value = catalog.load_all()["six-criterion"]
    row = AdoptedRubric(
        conference_id=conference.id,
        name=value.name,
        version=1,
        title=value.title,
        content_hash=content_hash(value),
        content=to_mapping(value),
        adopted_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return row


def _committee(work: Work, conference: Conference, rubric: AdoptedRubric, number: int) -> Committee:
    committee = Committee(
        conference_id=conference.id,
        slug=f"c{number}",
        name=f"Committee {number}",
        languages=["en"],
        kind=CommitteeKind.GENERAL_ASSEMBLY,
        position=number,
        rubric_id=rubric.id,
    )
    work.session.add(committee)
    work.session.flush()
    for place, title in enumerate(("Early warning", "Who pays"), 1):
        topic = Topic(committee_id=committee.id, number=place, title=title, links=[])
        work.session.add(topic)
        work.session.flush()
        work.session.add_all(
            KeyQuestion(topic_id=topic.id, number=n, text=text) for n, text in enumerate(_QUESTIONS, 1)
        )
    return committee


def _seat(
    work: Work, conference: Conference, committee: Committee, school: School, number: int, password_hash: str | None
) -> tuple[int, str]:
    delegation = Delegation(conference_id=conference.id, name=f"Country {number}")
    work.session.add(delegation)
    work.session.flush()
    seat = Seat(committee_id=committee.id, delegation_id=delegation.id, school_id=school.id)
    work.session.add(seat)
    work.session.flush()
    paper = Paper(seat_id=seat.id)
    work.session.add(paper)
    address = f"d{number}-{conference.id}@measured.example"
    user = accounts.create_user(work, email=address, name=f"Delegate {number}", password=None)
    user.password_hash = password_hash  # one hash for all: what is measured is uploading, not hashing
    target = Target(Role.DELEGATE, seat_id=seat.id)
    memberships.add_membership(work, conference_id=conference.id, user_id=user.id, target=target, actor_id=None)
    return paper.id, address


def hand_in(house: House, seeded: Seeded, text: Callable[[int], str] = paper_text) -> None:
    """Hand in every paper by the service's own act, without the web; the running workers check them."""
    for number, (paper_id, _address) in enumerate(seeded.papers):
        file = submissions.receive(house.storage, as_docx(text(number)), f"{number}.docx", limits=Limits())
        with house.work() as work:
            actor_id = _delegate_of(work, paper_id)
            actor = memberships.load_actor(work.session, actor_id)
            assert actor is not None
            submissions.submit(work, actor, paper_id=paper_id, file=file)


def _delegate_of(work: Work, paper_id: int) -> int:
    from reviewer.models import Membership, SeatHolder

    found = work.session.scalar(
        sa.select(Membership.user_id)
        .join(SeatHolder, SeatHolder.membership_id == Membership.id)
        .join(Paper, Paper.seat_id == SeatHolder.seat_id)
        .where(Paper.id == paper_id)
    )
    assert found is not None
    return found


def mark_some(house: House, committee_id: int, chair_address: str, share: float = 0.5) -> None:
    """Let the chair give every mark of some papers, so that queues and desks have scores to show."""
    from reviewer.models import User

    with house.work() as work:
        user = work.session.scalars(sa.select(User).where(User.email == chair_address)).one()
        actor = memberships.load_actor(work.session, user.id)
        assert actor is not None
        papers = work.session.scalars(
            sa.select(Paper.id).join(Seat, Paper.seat_id == Seat.id).where(Seat.committee_id == committee_id)
        ).all()
        for paper_id in papers[: int(len(papers) * share)]:
            card = grading.open_scorecard(work, actor, paper_id=paper_id)
            rubric = grading.rubric_of(card.rubric)
            for criterion in rubric.criteria:
                for topic in grading.topics_of(work.session, paper_id) if criterion.per_topic else (None,):
                    points = Decimal(criterion.allowed_marks()[-1])
                    grading.set_mark(
                        work,
                        actor,
                        paper_id=paper_id,
                        criterion=criterion.key,
                        topic=topic,
                        points=points,
                        seen_version=0,
                    )


def unfinished(house: House) -> int:
    """How many runs are neither done nor failed."""
    with house.reading() as session:
        waiting = sa.select(sa.func.count(Run.id)).where(Run.state.in_((RunState.QUEUED, RunState.RUNNING)))
        return session.scalar(waiting) or 0
