"""Renew the suggestions of a large committee: `python -m bench.renewal --papers 300`.

Starts `reviewer serve` in a folder of its own with two workers, hands in the papers of one committee, lets a chair
confirm some answers, asks for a renewal and waits. Prints seconds and the CPU seconds of all processes of the service;
a paper counts 8 key questions here.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from bench.running import service
from bench.seeding import hand_in, house_of, seed, unfinished
from bench.service import children_cpu
from reviewer.domain.states import CoverageStatus
from reviewer.models import CoverageSnapshot, EvidenceSpan, QuestionCoverage, Submission, User
from reviewer.services import grading, memberships, renewals
from reviewer.work import House

_CONFIRMED = 40


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--semantic", choices=("auto", "off"), default="off", help="whether an encoder may be used")
    args = parser.parse_args(argv)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        service(Path(folder), SEMANTIC=args.semantic, WORKERS="2") as running,
    ):
        house = house_of(running.environment)
        seeded = seed(house, papers=args.papers, committee_size=args.papers)
        hand_in(house, seeded)
        _wait(house)
        committee_id, address = seeded.chairs[0]
        _confirm(house, address)
        before, began = children_cpu(running), time.monotonic()
        _renew(house, committee_id, address)
        _wait(house)
        took, cpu = time.monotonic() - began, children_cpu(running) - before
        with house.reading() as session:
            found = renewals.renewal(session, committee_id)
        assert found is not None, "it was just asked for"
        print(f"{found.done} of {found.papers} papers renewed in {took:.1f} s, {cpu:.1f} s CPU")
    return 0


def _wait(house: House) -> None:
    while unfinished(house):
        time.sleep(0.2)


def _confirm(house: House, address: str) -> None:
    with house.work() as work:
        user = work.session.scalars(sa.select(User).where(User.email == address)).one()
        chair = memberships.load_actor(work.session, user.id)
        assert chair is not None, "the seeded chair"
        rows = work.session.execute(
            sa.select(Submission.paper_id, QuestionCoverage.key_question_id, EvidenceSpan.id)
            .join(CoverageSnapshot, CoverageSnapshot.submission_id == Submission.id)
            .join(QuestionCoverage, QuestionCoverage.snapshot_id == CoverageSnapshot.id)
            .join(EvidenceSpan, EvidenceSpan.question_coverage_id == QuestionCoverage.id)
            .where(EvidenceSpan.rank == 1)
            .limit(_CONFIRMED)
        ).all()
        for paper_id, question_id, span_id in rows:
            grading.judge_question(
                work,
                chair,
                paper_id=paper_id,
                key_question_id=question_id,
                status=CoverageStatus.COVERED,
                evidence_span_id=span_id,
            )


def _renew(house: House, committee_id: int, address: str) -> None:
    with house.work() as work:
        user = work.session.scalars(sa.select(User).where(User.email == address)).one()
        chair = memberships.load_actor(work.session, user.id)
        assert chair is not None, "the seeded chair"
        renewals.renew(work, chair, committee_id=committee_id)


if __name__ == "__main__":
    sys.exit(main())
