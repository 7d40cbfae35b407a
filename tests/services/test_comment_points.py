from __future__ import annotations

from decimal import Decimal

import pytest

from reviewer.domain.errors import Refused
from reviewer.models import Comment, FinalMark
from reviewer.services import commenting, grading, release, scorecards
from reviewer.services.desks.marking import desk
from reviewer.services.scorecards import Entry
from reviewer.work import House
from tests import factories
from tests.marking_stage import ANSWER, Stage, actor, set_stage


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def mark(house: House, stage: Stage, points: str = "5", name: str = "content") -> Decimal | None:
    with house.work() as work:
        who = factories.actor(work, stage.chair)
        entry = Entry(f"criterion-{name}", points, 0)
        return scorecards.save_field(work, who, paper_id=stage.paper.id, entry=entry).total


def say(house: House, stage: Stage, points: str, *, on: str = "content", quote: str = ANSWER) -> int:
    with house.work() as work:
        who = factories.actor(work, stage.chair)
        text = f"This is worth {points}."
        return commenting.comment(work, who, paper_id=stage.paper.id, text=text, quote=quote, on=on, points=points).id


def content(house: House, stage: Stage) -> tuple[Decimal | None, Decimal | None, int]:
    """The mark that counts, the total, and how many comments move the mark."""
    who = actor(house, stage.chair)
    with house.reading() as session:
        card = desk(session, who, stage.paper.id, now=stage.submission.counted_at).card
    assert card is not None
    field = next(one for one in card.criteria if one.name == "content")
    return field.counts, card.total, field.moved_by


def test_comments_move_the_mark_and_the_total_until_they_are_taken_away(house: House, stage: Stage) -> None:
    mark(house, stage)
    first = say(house, stage, "-1")
    second = say(house, stage, "−0,5", quote="")
    assert content(house, stage) == (Decimal("3.5"), Decimal("3.5"), 2)
    with house.work() as work:
        grading.delete_comment(work, factories.actor(work, stage.chair), comment_id=first)
    assert content(house, stage) == (Decimal("4.5"), Decimal("4.5"), 1)
    with house.work() as work:
        kept = grading.drop_points(work, factories.actor(work, stage.chair), comment_id=second)
        assert (kept.points, kept.text) == (None, "This is worth −0,5.")
    assert content(house, stage) == (Decimal(5), Decimal(5), 0)
    with house.work() as work:
        grading.restore_comment(work, factories.actor(work, stage.chair), comment_id=first)
    assert content(house, stage) == (Decimal(4), Decimal(4), 1)


def test_points_wait_until_there_is_a_mark_to_move(house: House, stage: Stage) -> None:
    say(house, stage, "-1")
    assert content(house, stage) == (None, None, 1)
    assert mark(house, stage) == Decimal(4)


def test_a_saved_mark_answers_with_the_total_that_counts(house: House, stage: Stage) -> None:
    say(house, stage, "-5")
    say(house, stage, "-1", quote="")
    assert mark(house, stage, "3") == Decimal(0)


@pytest.mark.parametrize(
    ("on", "points", "code"),
    [
        ("", "-1", "points_without_criterion"),
        ("content", "-6", "points_not_allowed"),
        ("content", "0.3", "points_not_allowed"),
        ("content", "much", "mark_not_a_number"),
        ("elegance", "-1", "criterion_unknown"),
    ],
)
def test_points_that_cannot_be_are_refused_and_nothing_is_written(
    house: House, stage: Stage, on: str, points: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        say(house, stage, points, on=on)
    assert refused.value.code == code
    with house.reading() as session:
        assert session.query(Comment).count() == 0


def test_what_is_released_is_the_moved_mark_with_its_comment(house: House, stage: Stage) -> None:
    mark(house, stage)
    mark(house, stage, "3", "writing")
    say(house, stage, "-1.5")
    with house.work() as work:
        grading.finish(work, factories.actor(work, stage.chair), paper_id=stage.paper.id)
    with house.work() as work:
        release.release(
            work,
            factories.actor(work, stage.staff),
            conference_id=stage.conference.id,
            committee_id=stage.committee.id,
            visible_from=work.now,
        )
    with house.reading() as session:
        final = session.query(FinalMark).one()
    assert final.total == Decimal("6.5")
    line = next(one for one in final.content["criteria"] if one["key"] == "content")
    assert (line["given"], line["moved"], Decimal(line["mark"])) == ("5", "-1.5", Decimal("3.5"))
    (comment,) = final.content["comments"]
    assert (comment["criterion"], comment["points"]) == ("content", "-1.5")
