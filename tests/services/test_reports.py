"""What a paper shares, read from both sides of a pair, by every kind of reader, with staff's exclusions."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.states import Exclusion, MatchKind, Role, SourceKind, Visibility
from reviewer.models import Committee, Conference, Match, Source, Submission, User
from reviewer.services import integrity, overlaps, reports
from reviewer.services.papers import paper_place
from reviewer.services.reports import Report
from reviewer.work import House, Work
from tests import factories as make

SHARED = "the harbour of every town shall keep one bell that anybody may ring"
GUIDED = "a tide gauge costs as much as a small car"


@dataclass
class Scene:
    """Two papers of two committees that share a sentence; the first also shares words with a guide."""

    event: Conference
    home: Committee
    away: Committee
    staff: User
    first: Submission
    second: Submission
    guide: Source
    match: Match
    guided: Match


def scene(work: Work, *, visibility: Visibility = Visibility.PUBLISHED) -> Scene:
    event = make.conference(work)
    home, away = make.committee(work, event), make.committee(work, event)
    first = make.submission(
        work,
        make.paper(work, make.seat(work, home)),
        text=f"We say that {SHARED}. Also {GUIDED}. Nothing else of ours matters.\n",
        read=True,
    )
    second = make.submission(
        work, make.paper(work, make.seat(work, away)), text=f"They say that {SHARED}. So be it.\n", read=True
    )
    guide = make.source(work, event, text=f"Remember that {GUIDED}.\n", visibility=visibility)
    assert first.document
    assert second.document
    assert guide.document
    return Scene(
        event=event,
        home=home,
        away=away,
        staff=make.staff(work, event),
        first=first,
        second=second,
        guide=guide,
        match=make.match(work, first.document, second.document, words=SHARED),
        guided=make.match(work, first.document, guide.document, words=GUIDED),
    )


def seen(work: Work, actor: Actor, submission: Submission, reader: Role = Role.STAFF) -> Report:
    place = paper_place(work.session, submission.paper_id)
    found = reports.report(work.session, actor, submission, place, reader=reader)
    assert found is not None
    return found


def test_pair_is_stored_once_and_read_from_both_sides(house: House) -> None:
    with house.work() as work:
        made = scene(work)
        staff = make.actor(work, made.staff)
        [mine] = [one for one in seen(work, staff, made.first).matches if one.other.paper_id]
        [theirs] = seen(work, staff, made.second).matches
        assert mine.match_id == theirs.match_id == made.match.id
        assert (mine.start, mine.end) == (theirs.other_start, theirs.other_end)
        assert (mine.other_start, mine.other_end) == (theirs.start, theirs.end)
        assert mine.other.paper_id == made.second.paper_id
        assert theirs.other.paper_id == made.first.paper_id
        assert mine.quote == theirs.quote == SHARED


def test_identical_file_of_two_seats_is_all_shared_and_names_the_other(house: House) -> None:
    with house.work() as work:
        event = make.conference(work)
        body = make.committee(work, event)
        text = f"Everything here is {SHARED}.\n"
        one, two = (
            make.submission(work, make.paper(work, make.seat(work, body)), text=text, read=True) for _ in range(2)
        )
        assert one.document is not None
        assert one.document_id == two.document_id
        make.match(work, one.document, one.document, words=text.strip())
        staff = make.actor(work, make.staff(work, event))
        for mine, other in ((one, two), (two, one)):
            found = seen(work, staff, mine)
            assert [match.other.paper_id for match in found.matches] == [other.paper_id]
            assert found.figures.similarity == 1.0
        assert {one.figures.similarity for one in overlaps.overlaps(work.session, event.id, [one, two]).values()} == {1}


def test_figures_of_many_are_those_of_their_reports(house: House) -> None:
    with house.work() as work:
        made = scene(work)
        make_excluded(made.guided, made.first)
        work.session.flush()
        staff = make.actor(work, made.staff)
        many = overlaps.figures(work.session, made.event.id, [made.first, made.second])
        assert many == {one.id: seen(work, staff, one).figures for one in (made.first, made.second)}
        assert many[made.first.id].similarity > 0
        assert many[made.first.id].similarity_excluded > 0


def make_excluded(match: Match, side: Submission) -> None:
    """Let the engine have excluded the match on the paper's side."""
    match.low_excluded = match.high_excluded = Exclusion.QUOTATION


def test_excluded_match_counts_for_neither_paper_at_once_and_again_when_restored(house: House) -> None:
    with house.work() as work:
        made = scene(work)
        staff = make.actor(work, made.staff)
        before = [seen(work, staff, one).figures for one in (made.first, made.second)]
        row = integrity.exclude(work, staff, paper_id=made.first.paper_id, reason="A motto.", match_id=made.match.id)
        for submission, old in zip((made.first, made.second), before, strict=True):
            new = seen(work, staff, submission)
            assert new.figures.similarity < old.similarity
            assert new.figures.similarity + new.figures.similarity_excluded == pytest.approx(
                old.similarity + old.similarity_excluded
            )
            assert reports.STAFF in {match.excluded for match in new.matches}
        integrity.restore(work, staff, exclusion_id=row.id)
        assert [seen(work, staff, one).figures for one in (made.first, made.second)] == before


@pytest.mark.parametrize("for_all", [False, True])
def test_excluded_source_counts_for_this_paper_or_for_all(house: House, for_all: bool) -> None:
    with house.work() as work:
        made = scene(work)
        staff = make.actor(work, made.staff)
        fellow = make.submission(
            work, make.paper(work, make.seat(work, made.home)), text=f"We too: {GUIDED}. Yes.\n", read=True
        )
        assert fellow.document
        assert made.guide.document
        make.match(work, fellow.document, made.guide.document, words=GUIDED)
        integrity.exclude(
            work,
            staff,
            paper_id=made.first.paper_id,
            reason="Law.",
            source_id=made.guide.id,
            for_all_papers=for_all,
        )
        [own] = [one for one in seen(work, staff, made.first).matches if one.other.source_id]
        [other] = seen(work, staff, fellow).matches
        assert own.excluded == reports.STAFF
        assert other.excluded == (reports.STAFF if for_all else None)


def test_source_excluded_by_staff_stays_excluded_for_a_reader_who_may_not_see_it(house: House) -> None:
    with house.work() as work:
        made = scene(work, visibility=Visibility.STAFF)
        staff = make.actor(work, made.staff)
        integrity.exclude(work, staff, paper_id=made.first.paper_id, reason="Law.", source_id=made.guide.id)
        seat = made.first.paper.seat
        delegate = make.actor(work, make.delegate(work, seat))
        assert seen(work, delegate, made.first, Role.DELEGATE).figures == seen(work, staff, made.first).figures


def chair_home(work: Work, made: Scene) -> User:
    return make.chair(work, made.home)


def chair_both(work: Work, made: Scene) -> User:
    return make.chair(work, made.home, made.away)


def holder(work: Work, made: Scene) -> User:
    return make.delegate(work, made.first.paper.seat)


def staff_of_it(work: Work, made: Scene) -> User:
    return made.staff


def staff_elsewhere(work: Work, made: Scene) -> User:
    return make.staff(work, make.conference(work))


@pytest.mark.parametrize(
    ("person", "reader", "visibility", "paper", "source"),
    [
        (staff_of_it, Role.STAFF, Visibility.STAFF, "full", "full"),
        (staff_elsewhere, Role.STAFF, Visibility.PUBLISHED, "masked", "masked"),
        (chair_home, Role.CHAIR, Visibility.STAFF, "masked", "full"),
        (chair_both, Role.CHAIR, Visibility.PUBLISHED, "full", "full"),
        (holder, Role.DELEGATE, Visibility.PUBLISHED, "masked", "full"),
        (holder, Role.DELEGATE, Visibility.STAFF, "masked", "masked"),
        (staff_of_it, Role.DELEGATE, Visibility.STAFF, "masked", "masked"),
    ],
)
def test_other_side_is_shown_or_masked_whole(house: House, person, reader, visibility, paper, source) -> None:
    with house.work() as work:
        made = scene(work, visibility=visibility)
        found = seen(work, make.actor(work, person(work, made)), made.first, reader)
        sights = {}
        for match in found.matches:
            sights["paper" if match.match_id == made.match.id else "source"] = match.other.sight
            masked = match.other.sight == "masked"
            hidden = (match.other_quote, match.other_start, match.other.paper_id or match.other.source_id)
            assert (hidden == (None, None, None)) is masked
            assert bool(match.other.title) is not masked
        assert sights == {"paper": paper, "source": source}


def test_what_two_papers_took_from_one_source_is_not_the_other_papers(house: House) -> None:
    with house.work() as work:
        made = scene(work)
        fellow = make.submission(
            work, make.paper(work, make.seat(work, made.home)), text=f"We too: {GUIDED}. Yes.\n", read=True
        )
        assert fellow.document
        assert made.guide.document
        assert made.first.document
        make.match(work, fellow.document, made.guide.document, words=GUIDED)
        make.match(work, fellow.document, made.first.document, words=GUIDED)
        found = overlaps.overlaps(work.session, made.event.id, [fellow, made.first])
        assert found[fellow.id].serious_words == found[fellow.id].longest_serious == 0
        assert found[fellow.id].longest_counted == 10
        assert found[made.first.id].serious_words == 13


def test_longest_passage_is_a_word_for_word_one_that_counts(house: House) -> None:
    with house.work() as work:
        made = scene(work)
        made.match.kind = MatchKind.REWORDED
        work.session.flush()
        found = overlaps.overlaps(work.session, made.event.id, [made.first])[made.first.id]
        assert (found.longest_serious, found.serious_words) == (0, 13)
        assert [(one.paper_id, one.source_id) for one in found.shares] == [
            (made.second.paper_id, None),
            (None, made.guide.id),
        ]


def test_removed_source_and_older_version_are_not_reported(house: House) -> None:
    with house.work() as work:
        made = scene(work)
        make.submission(work, made.second.paper, text="They say something else altogether now.\n", read=True)
        made.guide.removed_at = work.now
        work.session.flush()
        assert work.session.scalar(sa.select(sa.func.count()).select_from(Match)) == 2
        assert seen(work, make.actor(work, made.staff), made.first).matches == ()


def test_prompt_source_is_named_by_its_kind(house: House) -> None:
    with house.work() as work:
        made = scene(work)
        made.guide.kind = SourceKind.PROMPT
        work.session.flush()
        kinds = {one.other.source_kind for one in seen(work, make.actor(work, made.staff), made.first).matches}
        assert kinds == {None, "prompt"}
