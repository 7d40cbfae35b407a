from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from reviewer import catalog
from reviewer.demo import build
from reviewer.demo.manuscript import Part, parts
from reviewer.demo.roster import Committee, Demo, File, Seat, load
from reviewer.domain.scoring import total
from reviewer.domain.states import DeadlineRight, ScorecardState
from reviewer.engine import readers

NOW = datetime(2026, 2, 20, 15, 30, tzinfo=UTC)
DEMO = load(NOW)
SEATS = [(committee, seat) for committee in DEMO.committees for seat in committee.seats]
FILES = [*(committee.guide for committee in DEMO.committees), *(seat.paper.file for _, seat in SEATS if seat.paper)]

EVERYTHING = """
# A Title
| Country: Côte d’Ivoire
| Topic: “Fees & <rules>”

## First heading
A paragraph with ¿acentos? and 5 < 6 & 7.

### Below it
- one item
- another item
"""


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def written(manuscript: str) -> list[str]:
    return [word for part in parts(manuscript) for word in words(part.text)]


def seat_of(delegation: str) -> tuple[Committee, Seat]:
    return next((committee, seat) for committee, seat in SEATS if seat.delegation == delegation)


def text_of(name: str) -> str:
    seat = seat_of(name)[1]
    assert seat.paper is not None
    return seat.paper.file.manuscript


def shared_runs(text: str, other: str, length: int) -> int:
    """How many runs of `length` words of one manuscript's paragraphs also stand in the other's."""
    mine, theirs = (
        [word for part in parts(each.casefold()) if part.kind == "paragraph" for word in words(part.text)]
        for each in (text, other)
    )
    known = {tuple(theirs[place : place + length]) for place in range(len(theirs) - length + 1)}
    return sum(tuple(mine[place : place + length]) in known for place in range(len(mine) - length + 1))


def test_manuscript_has_one_part_a_line():
    assert parts("# T\n| B\n\n## H\ntext\n### S\n- i\n") == (
        Part("title", "T"),
        Part("byline", "B"),
        Part("heading", "H"),
        Part("paragraph", "text"),
        Part("subheading", "S"),
        Part("item", "i"),
    )


@pytest.mark.parametrize("form", ["docx", "pdf", "txt"])
def test_every_kind_of_part_is_read_back(form):
    document = readers.read(build.build(EVERYTHING, form, title="T", author="A"), name=f"x.{form}")
    assert words(document.text) == written(EVERYTHING)
    assert "5 < 6 & 7" in document.text


@pytest.mark.parametrize("form", ["docx", "pdf", "txt"])
def test_same_manuscript_gives_the_same_bytes(form):
    assert build.build(EVERYTHING, form, title="T") == build.build(EVERYTHING, form, title="T")


def test_docx_keeps_headings_and_type():
    document = readers.read(build.as_docx(EVERYTHING, author="Ines Calloway"), name="x.docx")
    kinds = {block.kind for block in document.blocks}
    assert {"title", "heading", "paragraph", "list_item"} <= kinds
    assert {font.name for font in document.format.fonts} == {"Times New Roman"}
    assert document.format.margins_in == (1, 1, 1, 1)
    assert document.metadata.author == "Ines Calloway"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_demo_file_is_clean_and_read_back_word_for_word(file: File):
    document = readers.read(file.content(), name=file.name)
    assert words(document.text) == written(file.manuscript)
    assert [flag for flag in document.flags if flag.severity != "info"] == []


def test_guides_stand_in_two_formats_and_papers_in_three():
    assert {committee.guide.form for committee in DEMO.committees} == {"docx", "pdf"}
    assert {file.form for file in FILES} == {"docx", "pdf", "txt"}


@pytest.mark.parametrize("committee", DEMO.committees, ids=lambda committee: committee.slug)
def test_guide_is_whole(committee: Committee):
    text = committee.guide.manuscript
    assert 300 <= len(words(text)) <= 2500
    assert "25 February" not in text
    due = "7 February" if committee.is_released else "24 February"
    assert f"Position papers are due by {due} 2026, 11:59 p.m. Eastern Time." in text
    assert [topic.number for topic in committee.topics] == ([1] if committee.is_released else [1, 2])
    for topic in committee.topics:
        assert 3 <= len(topic.questions) == len(topic.hints) <= 6
        assert all(question.endswith("?") for question in topic.questions)
        assert [url for _, url in topic.links] == [url for _, url in topic.links if url.startswith("https://")]
        assert 2 <= len(topic.links) <= 3


def test_deadlines_lie_around_now_in_the_conferences_zone():
    due = {each.right: each.at for each in DEMO.deadlines}
    assert due[DeadlineRight.PAPER_AWARD] < NOW < due[DeadlineRight.SUBMISSION] < due[DeadlineRight.ANY_AWARD]
    assert due[DeadlineRight.SUBMISSION].isoformat() == "2026-02-24T23:59:00-05:00"


def test_papers_of_different_length_and_language_wait_for_the_chairs():
    papers = [seat.paper for _, seat in SEATS if seat.paper]
    assert len(papers) == 16
    assert all(paper.received_at < NOW for paper in papers)
    assert sum("Comité:" in paper.file.manuscript for paper in papers) == 3
    assert all(140 <= len(words(paper.file.manuscript)) <= 850 for paper in papers)
    assert sum(seat.paper is None for _, seat in SEATS) == 4


def test_planted_copies_are_really_there_and_came_later():
    planted = [(committee, seat) for committee, seat in SEATS if seat.paper and seat.paper.copied_from]
    assert {seat.delegation for _, seat in planted} == {"Nigeria", "Niger", "Paraguay"}
    for committee, seat in planted:
        assert seat.paper is not None
        if seat.paper.copied_from == "guide":
            assert shared_runs(seat.paper.file.manuscript, committee.guide.manuscript, 12) > 100
            continue
        source = seat_of(seat.paper.copied_from or "")[1].paper
        assert source is not None
        assert source.received_at < seat.paper.received_at
        assert shared_runs(seat.paper.file.manuscript, source.file.manuscript, 5) > 40


def test_reworded_copy_shares_fewer_long_runs_than_a_verbatim_one():
    reworded = shared_runs(text_of("Niger"), text_of("Ghana"), 15)
    verbatim = shared_runs(text_of("Paraguay"), text_of("Uruguay"), 15)
    assert verbatim > 3 * reworded


def test_honest_papers_share_no_long_run_with_their_guide_or_each_other():
    honest = ["Mongolia", "Ghana", "Kuwait", "Chad"]
    guide = DEMO.committees[0].guide.manuscript
    for name in honest:
        others = [text_of(other) for other in honest if other != name]
        assert [shared_runs(text_of(name), other, 10) for other in (guide, *others)] == [0, 0, 0, 0]


def test_scorecards_fit_the_rubric_and_quote_the_paper():
    rubric = catalog.load_all()[DEMO.rubric]
    cards = [(committee, seat, card) for committee, seat in SEATS for card in seat.scorecards]
    assert len(cards) == 11
    for committee, seat, card in cards:
        assert seat.paper is not None
        score = total(rubric, card.marks, topics=[topic.number for topic in committee.topics])
        assert score.is_complete is (card.state is ScorecardState.FINAL)
        assert card.chair in {chair.email for chair in committee.chairs}
        assert card.comments
        assert all(comment.quote in seat.paper.file.manuscript for comment in card.comments)
    totals = {seat.delegation: total(rubric, card.marks, topics=[1, 2]).total for _, seat, card in cards[:5]}
    assert totals["Mongolia"] > Decimal(85) > totals["Chad"]


def test_everybody_is_invented_and_can_receive_nothing():
    people = [
        *DEMO.staff,
        *(school.adviser for school in DEMO.schools),
        *(chair for committee in DEMO.committees for chair in committee.chairs),
        *(delegate for _, seat in SEATS for delegate in seat.delegates),
    ]
    addresses = [person.email for person in people]
    assert len(set(addresses)) == len(addresses) > 25
    assert all(address.endswith(("@example.org", "@example.com")) for address in addresses)


def test_every_seat_belongs_to_a_school_and_is_taken_once():
    schools = {school.name for school in DEMO.schools}
    taken = [(committee.slug, seat.delegation) for committee, seat in SEATS]
    assert {seat.school for _, seat in SEATS} == schools
    assert len(set(taken)) == len(taken)


def test_demo_moves_with_now():
    later: Demo = load(datetime(2026, 7, 4, 1, 0, tzinfo=UTC))
    assert later.deadlines[1].at.isoformat() == "2026-07-07T23:59:00-04:00"
    assert "7 July 2026, 11:59 p.m. Eastern Time" in later.committees[0].guide.manuscript


def test_released_committee_has_every_paper_read_by_two_and_a_wish_for_another_look():
    [released] = [committee for committee in DEMO.committees if committee.is_released]
    assert all(len({card.chair for card in seat.scorecards}) == released.readings == 2 for seat in released.seats)
    assert max(due.at for due in released.deadlines) < NOW
    [wish] = DEMO.regrades
    assert wish.delegation in {seat.delegation for seat in released.seats}
    assert len(wish.reason) >= 20
