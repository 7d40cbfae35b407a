"""Pairs are stored once, whoever comes first; late papers change early papers' reports; both databases agree."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from reviewer.domain.states import Role, RunState, SourceKind, Step, Visibility
from reviewer.engine import index
from reviewer.models import Base, Committee, Comparison, Conference, Fingerprint, Match, Paper, Run, Submission, User
from reviewer.services import comparing, indexing, overlaps, reports, runs, submissions
from reviewer.services.papers import paper_place
from reviewer.work import House, Work
from tests import factories

SHARED = (
    "Every upstream state should publish the level of its rivers each morning, so that the harbours below have two "
    "days to move their boats and people before the water arrives, and no village learns of a flood from the flood."
)
OWN = (
    "The republic of Maravel counts nine hundred fishing boats, and its teachers ring the bells when the sirens fail.",
    "Kelvane pays its lighthouse keepers from a tax on sardines, which parliament doubled after the winter of 1997.",
    "In Ostrava Bay the ministry trains widows as surveyors: they know which cellars fill before the others do.",
)


@pytest.fixture
def committee_id(either_house: House) -> int:
    with either_house.work() as work:
        return factories.committee(work).id


def hand_in(house: House, committee_id: int, text: str, *, paper_id: int | None = None) -> Submission:
    with house.work() as work:
        if paper_id is None:
            seat = factories.seat(work, work.session.get_one(Committee, committee_id))
            paper_id = factories.paper(work, seat).id
        made = factories.submission(work, work.session.get_one(Paper, paper_id), text=text, queued=True)
    factories.run_all(house)
    return made


def report(house: House, submission_id: int) -> reports.Report:
    with house.work() as work:
        submission = work.session.get_one(Submission, submission_id)
        place = paper_place(work.session, submission.paper_id)
        actor = factories.actor(work, _staff(work, place.conference_id))
        found = reports.report(work.session, actor, submission, place, reader=Role.STAFF)
        assert found is not None
        return found


def _staff(work: Work, conference_id: int) -> User:
    return factories.staff(work, work.session.get_one(Conference, conference_id))


def counts(house: House, model: type[Base]) -> int:
    with house.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_late_paper_changes_the_earlier_papers_report_and_the_pair_is_stored_once(
    either_house: House, committee_id: int
) -> None:
    early = hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n")
    assert report(either_house, early.id).matches == ()
    late = hand_in(either_house, committee_id, f"{SHARED}\n\n{OWN[1]}\n")
    seen = {one.id: report(either_house, one.id) for one in (early, late)}
    assert counts(either_house, Comparison) == 1
    for mine, other in ((early, late), (late, early)):
        (match,) = seen[mine.id].matches
        assert match.quote == SHARED.rstrip(".")
        assert match.other_quote == SHARED.rstrip(".")
        assert match.other.paper_id == other.paper_id
        assert 0.5 < seen[mine.id].figures.similarity < 0.8
    assert seen[early.id].matches[0].match_id == seen[late.id].matches[0].match_id


def test_papers_read_before_either_is_compared_still_meet(either_house: House, committee_id: int) -> None:
    with either_house.work() as work:
        committee = work.session.get_one(Committee, committee_id)
        made = [
            factories.submission(
                work,
                factories.paper(work, factories.seat(work, committee)),
                text=f"{OWN[n]}\n\n{SHARED}\n",
                queued=True,
            )
            for n in range(3)
        ]
    factories.run_all(either_house)  # all three are read before the first is compared
    assert counts(either_house, Comparison) == 3
    assert [len(report(either_house, one.id).matches) for one in made] == [2, 2, 2]


def test_same_file_from_two_seats_is_a_pair_of_the_document_with_itself(either_house: House, committee_id: int) -> None:
    text = f"{OWN[0]}\n\n{SHARED}\n"
    first = hand_in(either_house, committee_id, text)
    second = hand_in(either_house, committee_id, text)
    for mine, other in ((first, second), (second, first)):
        found = report(either_house, mine.id)
        assert {match.other.paper_id for match in found.matches} == {other.paper_id}
        assert found.figures.similarity > 0.95


def test_versions_of_one_paper_are_no_copies_of_each_other(either_house: House, committee_id: int) -> None:
    first = hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n")
    second = hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n\n{OWN[1]}\n", paper_id=first.paper_id)
    assert report(either_house, second.id).matches == ()


def test_new_version_without_the_passage_frees_the_other_paper(either_house: House, committee_id: int) -> None:
    early = hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n")
    copier = hand_in(either_house, committee_id, f"{OWN[1]}\n\n{SHARED}\n")
    assert len(report(either_house, early.id).matches) == 1
    hand_in(either_house, committee_id, f"{OWN[1]}\n\n{OWN[2]}\n", paper_id=copier.paper_id)
    assert report(either_house, early.id).matches == ()


def test_source_added_later_is_found_in_papers_that_were_checked_before(either_house: House, committee_id: int) -> None:
    paper = hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n")
    with either_house.work() as work:
        event = work.session.get_one(Committee, committee_id).conference
        source = factories.source(
            work, event, text=f"{OWN[2]}\n\n{SHARED}\n", kind=SourceKind.GUIDE, visibility=Visibility.PUBLISHED
        )
        runs.record(work, Step.READ, "read:again", source_id=source.id)
    factories.run_all(either_house)
    (match,) = report(either_house, paper.id).matches
    assert (match.other.source_id, match.other.source_kind) == (source.id, "guide")


def test_papers_of_another_conference_are_never_compared(either_house: House, committee_id: int) -> None:
    hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n")
    with either_house.work() as work:
        elsewhere = factories.committee(work).id
    stranger = hand_in(either_house, elsewhere, f"{OWN[1]}\n\n{SHARED}\n")
    assert report(either_house, stranger.id).matches == ()
    assert counts(either_house, Match) == 0


def test_figures_of_many_papers_are_those_of_their_reports(either_house: House, committee_id: int) -> None:
    made = [
        hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n"),
        hand_in(either_house, committee_id, f"{SHARED}\n\n{OWN[1]}\n"),
        hand_in(either_house, committee_id, f"{OWN[2]}\n\n{OWN[0]}\n"),
    ]
    singly = {one.id: report(either_house, one.id).figures for one in made}
    with either_house.reading() as session:
        submissions = session.scalars(sa.select(Submission)).all()
        conference_id = paper_place(session, submissions[0].paper_id).conference_id
        together = overlaps.figures(session, conference_id, submissions)
    assert together == singly
    assert max(one.similarity for one in singly.values()) > 0.5


def test_paper_that_came_while_a_withdrawn_version_counted_is_compared_with_the_one_before(
    either_house: House, committee_id: int
) -> None:
    first = hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n")
    second = hand_in(either_house, committee_id, f"{OWN[0]}\n\n{OWN[2]}\n", paper_id=first.paper_id)
    other = hand_in(either_house, committee_id, f"{OWN[1]}\n\n{SHARED}\n")
    assert report(either_house, other.id).matches == ()
    with either_house.work() as work:
        seat = work.session.get_one(Paper, first.paper_id).seat
        actor = factories.actor(work, factories.delegate(work, seat))
        submissions.withdraw(work, actor, submission_id=second.id)
    factories.run_all(either_house)
    assert len(report(either_house, other.id).matches) == 1
    assert len(report(either_house, first.id).matches) == 1


def test_paper_that_came_while_a_newer_version_was_unread_is_compared_with_the_one_before(
    either_house: House, committee_id: int
) -> None:
    first = hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n")
    with either_house.work() as work:
        paper = work.session.get_one(Paper, first.paper_id)
        broken = factories.submission(
            work, paper, data=b"%PDF-1.4 broken", name="paper.pdf", media_type="application/pdf"
        )
    other = hand_in(either_house, committee_id, f"{OWN[1]}\n\n{SHARED}\n")
    assert report(either_house, other.id).matches == ()
    with either_house.work() as work:
        runs.record(work, Step.READ, "read:late", submission_id=broken.id)
    factories.run_all(either_house)
    assert len(report(either_house, other.id).matches) == 1


def test_source_added_later_meets_every_paper_in_runs_of_a_bounded_length(
    either_house: House, committee_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST_PAIRS", 2)
    monkeypatch.setattr(comparing, "MOST_CANDIDATES", 1)
    papers = [hand_in(either_house, committee_id, f"Paper number {n} of our own.\n\n{SHARED}\n") for n in range(5)]
    with either_house.work() as work:
        event = work.session.get_one(Committee, committee_id).conference
        source = factories.source(work, event, text=f"{OWN[2]}\n\n{SHARED}\n", visibility=Visibility.PUBLISHED)
        runs.record(work, Step.READ, "read:again", source_id=source.id)
    factories.run_all(either_house)
    met = [{match.other.source_id for match in report(either_house, one.id).matches} for one in papers]
    assert all(source.id in sources for sources in met)
    with either_house.reading() as session:
        lengths = session.scalars(sa.select(Run.state).filter_by(source_id=source.id, step=Step.COMPARE)).all()
    assert lengths == [RunState.DONE] * 3


def test_paper_meets_every_source_however_many_papers_are_like_it(
    either_house: House, committee_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST_CANDIDATES", 1)
    with either_house.work() as work:
        event = work.session.get_one(Committee, committee_id).conference
        source = factories.source(work, event, text=f"{OWN[2]}\n\n{SHARED}\n", visibility=Visibility.PUBLISHED)
        runs.record(work, Step.READ, "read:again", source_id=source.id)
    factories.run_all(either_house)
    for n in range(3):
        last = hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n\nSigned by envoy {n}.\n")
    found = {match.other.source_id for match in report(either_house, last.id).matches}
    assert source.id in found


def test_a_text_that_repeats_itself_without_end_is_compared_like_any_other(
    either_house: House, committee_id: int
) -> None:
    endless = " ".join(f"w{number % 50}" for number in range(8_000))
    hand_in(either_house, committee_id, endless)
    assert 0 < counts(either_house, Fingerprint) <= 100
    other = hand_in(either_house, committee_id, f"{endless} {OWN[0]}")
    assert report(either_house, other.id).matches


def test_paper_in_other_words_is_found(either_house: House, committee_id: int) -> None:
    early = hand_in(either_house, committee_id, f"{OWN[0]}\n\n{SHARED}\n")
    reworded = (
        "All upstream states ought to publish their rivers' levels every morning, and then harbours further below "
        "would have days in which boats and people move before water arrives; villages must not learn about floods "
        "by flood."
    )
    late = hand_in(either_house, committee_id, f"{OWN[1]}\n\n{reworded}\n")
    (match,) = report(either_house, late.id).matches
    assert (match.kind, match.other.paper_id) == ("reworded", early.paper_id)


def test_guide_that_everybody_copies_from_is_still_found(
    either_house: House, committee_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MOST_HOLDERS", 2)
    monkeypatch.setattr(indexing, "MOST_HOLDERS", 2)
    with either_house.work() as work:
        event = work.session.get_one(Committee, committee_id).conference
        source = factories.source(work, event, text=f"{OWN[2]}\n\n{SHARED}\n", visibility=Visibility.PUBLISHED)
    for number in range(4):
        paper = hand_in(either_house, committee_id, f"Paper number {number} of our own.\n\n{SHARED}\n")
    (match,) = [one for one in report(either_house, paper.id).matches if one.other.source_id == source.id]
    assert match.quote == SHARED.rstrip(".")


def test_phrase_that_many_of_a_conference_share_is_nobodys_own(either_house: House, committee_id: int) -> None:
    phrase = "our delegation remains fully committed to dialogue and looks forward to working with every partner"
    openings = [*OWN, "Nobody in Tern counts the tourists.", "A single dredger serves eleven harbours."]
    made = [hand_in(either_house, committee_id, f"{opening} {phrase.capitalize()}.") for opening in openings]
    found = report(either_house, made[-1].id)
    assert {match.excluded for match in found.matches} == {"common_phrase"}
    assert found.figures.similarity == 0
