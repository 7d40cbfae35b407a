from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from reviewer.domain.errors import Conflict, Refused
from reviewer.models import AuditEvent, Comment, FinalMark
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
        dropped, kept = grading.drop_points(work, factories.actor(work, stage.chair), comment_id=second)
        assert (dropped, kept.points, kept.text) == (Decimal("-0.5"), None, "This is worth −0,5.")
    assert content(house, stage) == (Decimal(5), Decimal(5), 0)
    with house.work() as work:
        grading.restore_comment(work, factories.actor(work, stage.chair), comment_id=first)
    assert content(house, stage) == (Decimal(4), Decimal(4), 1)


def change(house: House, stage: Stage, comment_id: int, *, version: int = 1, **said: Any):
    """What the author's change gave: text, criterion, points and version; and what the criteria count now."""
    with house.work() as work:
        changed, counts = commenting.change(
            work,
            factories.actor(work, stage.chair),
            comment_id=comment_id,
            seen_version=version,
            **{"text": "It owes a source.", "on": "content", "points": "-1"} | said,
        )
        told = [(one.title, one.mark, one.total) for one in counts]
        return (changed.text, changed.criterion, changed.points, changed.version), told


def test_a_saved_comment_takes_other_points_and_another_criterion_and_the_total_follows(
    house: House, stage: Stage
) -> None:
    mark(house, stage)
    mark(house, stage, "3", "writing")
    one = say(house, stage, "-1")
    changed, told = change(house, stage, one, points="−2,5")
    assert changed == ("It owes a source.", "content", Decimal("-2.5"), 2)
    assert told == [("Content", Decimal("2.5"), Decimal("5.5"))]
    assert content(house, stage) == (Decimal("2.5"), Decimal("5.5"), 1)
    changed, told = change(house, stage, one, version=2, on="writing", points="1")
    assert changed[1:] == ("writing", Decimal(1), 3)
    assert told == [("Content", Decimal(5), Decimal(9)), ("Writing", Decimal(4), Decimal(9))]
    changed, told = change(house, stage, one, version=3, on="", points="")
    assert (changed[1:], told) == ((None, None, 4), [("Writing", Decimal(3), Decimal(8))])
    with house.reading() as session:
        logged = [
            {name: event.details.get(name) for name in ("criterion", "points")}
            for event in session.query(AuditEvent).filter_by(action="comment.changed").order_by(AuditEvent.id)
        ]
    assert logged == [
        {"criterion": None, "points": "-1 > -2.5"},
        {"criterion": "content > writing", "points": "-2.5 > 1"},
        {"criterion": "writing > -", "points": "1 > -"},
    ]


def test_saying_again_what_stands_is_no_change_and_over_an_unseen_one_a_conflict(house: House, stage: Stage) -> None:
    one = say(house, stage, "-1")
    first, _told = change(house, stage, one, points="-2")
    again, told = change(house, stage, one, points="-2")
    assert (again, told) == (first, [])
    with pytest.raises(Conflict) as refused:
        change(house, stage, one, text="Another thought.")
    known = refused.value.details
    assert (known["value"], known["criterion"], known["points"], known["version"]) == (
        "It owes a source.",
        "content",
        Decimal(-2),
        2,
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"points": "-9"}, "points_not_allowed"),
        ({"on": "", "points": "-1"}, "points_without_criterion"),
        ({"on": "elegance"}, "criterion_unknown"),
        ({"text": "  "}, "comment_empty"),
        ({"points": "one"}, "mark_not_a_number"),
    ],
)
def test_a_change_that_cannot_be_leaves_the_comment_as_it_was(
    house: House, stage: Stage, said: dict[str, Any], code: str
) -> None:
    one = say(house, stage, "-1")
    with pytest.raises(Refused) as refused:
        change(house, stage, one, **said)
    assert refused.value.code == code
    with house.reading() as session:
        kept = session.get_one(Comment, one)
        assert (kept.text, kept.criterion, kept.points, kept.version) == (
            "This is worth -1.",
            "content",
            Decimal(-1),
            1,
        )


def test_dropped_points_can_be_given_back(house: House, stage: Stage) -> None:
    mark(house, stage)
    one = say(house, stage, "-1.5")
    with house.work() as work:
        grading.drop_points(work, factories.actor(work, stage.chair), comment_id=one)
    assert content(house, stage) == (Decimal(5), Decimal(5), 0)
    assert change(house, stage, one, version=2, points="-1.5")[1] == [("Content", Decimal("3.5"), Decimal("3.5"))]


def test_a_comment_of_a_finished_reading_does_not_change(house: House, stage: Stage) -> None:
    mark(house, stage)
    mark(house, stage, "3", "writing")
    one = say(house, stage, "-1")
    with house.work() as work:
        grading.finish(work, factories.actor(work, stage.chair), paper_id=stage.paper.id)
    with pytest.raises(Refused) as refused:
        change(house, stage, one)
    assert refused.value.code == "scorecard_final"


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


def test_a_removed_comment_takes_no_change_until_it_is_brought_back(house: House, stage: Stage) -> None:
    made = say(house, stage, "-1")
    with house.work() as work:
        grading.delete_comment(work, factories.actor(work, stage.chair), comment_id=made)
    for act in (
        lambda work, who: grading.edit_comment(work, who, comment_id=made, seen_version=1, text="Another word."),
        lambda work, who: grading.drop_points(work, who, comment_id=made),
    ):
        with house.work() as work, pytest.raises(Refused) as refused:
            act(work, factories.actor(work, stage.chair))
        assert refused.value.code == "comment_removed"
    with house.work() as work:
        back = grading.restore_comment(work, factories.actor(work, stage.chair), comment_id=made)
        assert (back.text, back.points) == ("This is worth -1.", Decimal(-1))


@pytest.mark.parametrize("typed", ["sNaN", "NaN", "Infinity", "-inf"])
def test_points_that_are_no_finite_number_are_refused(house: House, stage: Stage, typed: str) -> None:
    with pytest.raises(Refused) as refused:
        say(house, stage, typed)
    assert refused.value.code == "mark_not_a_number"
