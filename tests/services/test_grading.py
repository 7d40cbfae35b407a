from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.states import ScorecardState
from reviewer.models import Mark, OutboxMail, Scorecard
from reviewer.services import commenting, concerns, grading, scorecards
from reviewer.services.scorecards import Entry, Outcome, digest
from reviewer.work import House
from tests import factories
from tests.marking_stage import ANSWER, TEXT, Stage, actor, set_stage


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def save(house: House, who: Actor, paper_id: int, name: str, value: str, version: int) -> scorecards.Saved:
    with house.work() as work:
        return scorecards.save_field(work, who, paper_id=paper_id, entry=Entry(name, value, version))


def form(house: House, who: Actor, paper_id: int, *entries: Entry) -> Outcome:
    with house.work() as work:
        return scorecards.save_form(work, who, paper_id=paper_id, entries=entries)


def finish(house: House, who: Actor, stage: Stage, *entries: Entry, seen: int | None = None) -> Outcome:
    with house.work() as work:
        return scorecards.finish(work, who, paper_id=stage.paper.id, entries=entries, seen_submission_id=seen)


def standing(house: House, stage: Stage) -> dict[str, str]:
    with house.reading() as session:
        return {
            mark.criterion: scorecards.plain(mark.points) for mark in session.query(Mark).order_by(Mark.criterion).all()
        }


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each act gave or raised, all begun at the same moment."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        gate.wait(10)
        try:
            results[place] = acts[place]()
        except Exception as error:  # noqa: BLE001 - the test looks at whatever came
            results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_each_field_has_a_version_and_the_total_follows(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    first = save(house, who, stage.paper.id, "criterion-content", "5", 0)
    second = save(house, who, stage.paper.id, "criterion-content", "3,5", first.version)
    note = save(house, who, stage.paper.id, "note-content", "Clear.\r\nAnd short.", 0)
    assert (first.version, second.version, note.version) == (1, 2, 1)
    assert (first.total, second.total) == (Decimal(5), Decimal("3.5"))
    assert save(house, who, stage.paper.id, "criterion-content", "", second.version).total is None


def test_a_late_writer_is_told_what_stands_there_by_whom_and_nothing_is_lost(house: House, stage: Stage) -> None:
    save(house, actor(house, stage.chair), stage.paper.id, "criterion-content", "5", 0)
    with pytest.raises(Conflict) as refused:
        save(house, actor(house, stage.second), stage.paper.id, "criterion-content", "3", 0)
    assert refused.value.details | {"at": None} == {"by": "Mirela Dautova", "at": None, "version": 1, "value": "5"}
    assert standing(house, stage) == {"content": "5"}


def test_sending_again_what_stands_there_is_no_conflict(house: House, stage: Stage) -> None:
    who = actor(house, stage.second)
    save(house, actor(house, stage.chair), stage.paper.id, "overall", "Well argued.", 0)
    assert save(house, who, stage.paper.id, "overall", "Well argued.", 0).version == 1


def test_two_chairs_at_once_lose_nothing_on_either_database(either_house: House) -> None:
    stage = set_stage(either_house)
    one, two = actor(either_house, stage.chair), actor(either_house, stage.second)
    for version in range(4):
        mine, theirs = ("5", "3") if version % 2 else ("0", "3.5")
        results = at_once(
            [
                partial(save, either_house, one, stage.paper.id, "criterion-content", mine, version),
                partial(save, either_house, two, stage.paper.id, "criterion-content", theirs, version),
            ]
        )
        kinds = sorted(type(result).__name__ for result in results)
        assert kinds == ["Conflict", "Saved"], results
        conflict = next(result for result in results if isinstance(result, Conflict))
        winner = mine if isinstance(results[0], scorecards.Saved) else theirs
        assert conflict.details["value"] == winner
        assert standing(either_house, stage)["content"] == winner


def test_two_chairs_at_once_on_different_fields_both_save_on_either_database(either_house: House) -> None:
    stage = set_stage(either_house)
    one, two = actor(either_house, stage.chair), actor(either_house, stage.second)
    results = at_once(
        [
            lambda: save(either_house, one, stage.paper.id, "criterion-content", "5", 0),
            lambda: save(either_house, two, stage.paper.id, "criterion-writing", "3", 0),
            lambda: save(either_house, two, stage.paper.id, "overall", "Good.", 0),
        ]
    )
    assert all(isinstance(result, scorecards.Saved) for result in results), results
    assert standing(either_house, stage) == {"content": "5", "writing": "3"}
    with either_house.reading() as session:
        assert session.query(Scorecard).one().overall == "Good."


def test_a_whole_form_saves_what_was_touched_and_tells_what_clashed(house: House, stage: Stage) -> None:
    save(house, actor(house, stage.chair), stage.paper.id, "criterion-content", "5", 0)
    outcome = form(
        house,
        actor(house, stage.second),
        stage.paper.id,
        Entry("criterion-content", "3", 0, digest("")),
        Entry("criterion-writing", "3.5", 0, digest("")),
        Entry("note-writing", "", 0, digest("")),
        Entry("criterion-nonsense", "1", 0, digest("")),
    )
    assert outcome.saved == ("criterion-writing",)
    assert [(one.name, one.value, one.mine, one.by) for one in outcome.clashes] == [
        ("criterion-content", "5", "3", "Mirela Dautova")
    ]
    assert set(outcome.refused) == {"criterion-nonsense"}
    assert standing(house, stage) == {"content": "5", "writing": "3.5"}


def test_an_untouched_field_never_overwrites_and_its_change_is_told(house: House, stage: Stage) -> None:
    save(house, actor(house, stage.chair), stage.paper.id, "criterion-content", "5", 0)
    outcome = form(house, actor(house, stage.second), stage.paper.id, Entry("criterion-content", "", 0, digest("")))
    assert [(one.name, one.value, one.mine) for one in outcome.changed] == [("criterion-content", "5", None)]
    assert standing(house, stage) == {"content": "5"}


def test_finishing_waits_while_marks_are_missing_but_keeps_what_was_saved(house: House, stage: Stage) -> None:
    outcome = finish(house, actor(house, stage.chair), stage, Entry("criterion-content", "5", 0))
    assert isinstance(outcome.open_because, Refused)
    assert "Writing" in outcome.open_because.message
    assert standing(house, stage) == {"content": "5"}


def test_finishing_waits_when_somebody_else_changed_a_mark_meanwhile(house: House, stage: Stage) -> None:
    chair, second = actor(house, stage.chair), actor(house, stage.second)
    save(house, chair, stage.paper.id, "criterion-content", "5", 0)
    save(house, chair, stage.paper.id, "criterion-writing", "5", 0)
    save(house, second, stage.paper.id, "criterion-writing", "0", 1)
    entry = Entry("criterion-writing", "5", 1, digest("5"))
    assert finish(house, chair, stage, entry).changed
    with house.reading() as session:
        assert session.query(Scorecard).one().state is ScorecardState.DRAFT
    assert finish(house, chair, stage, Entry("criterion-writing", "0", 2, digest("0"))).is_clean


def test_a_finished_scorecard_takes_no_mark_until_it_is_reopened(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    done = finish(house, who, stage, Entry("criterion-content", "5", 0), Entry("criterion-writing", "3", 0))
    assert done.is_clean
    with pytest.raises(Refused) as refused:
        save(house, who, stage.paper.id, "criterion-content", "0", 1)
    assert refused.value.code == "scorecard_final"
    with house.work() as work:
        grading.reopen(work, who, paper_id=stage.paper.id)
    assert save(house, who, stage.paper.id, "criterion-content", "0", 1).version == 2


def test_a_newer_version_is_marked_only_after_it_was_seen(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    save(house, who, stage.paper.id, "criterion-content", "5", 0)
    save(house, who, stage.paper.id, "criterion-writing", "5", 0)
    with house.work() as work:
        newer = factories.submission(work, work.session.get_one(type(stage.paper), stage.paper.id), read=True).id
    held = finish(house, who, stage, seen=stage.submission.id)
    assert isinstance(held.open_because, Conflict)
    assert finish(house, who, stage, seen=newer).is_clean
    with house.reading() as session:
        assert session.query(Scorecard).one().submission_id == newer


@pytest.mark.parametrize(
    ("who", "refusal"), [("other_chair", NotFound), ("stranger", NotFound), ("delegate", NotAllowed)]
)
def test_only_the_committees_chairs_and_staff_mark(house: House, stage: Stage, who: str, refusal: type) -> None:
    outsider = actor(house, getattr(stage, who))
    with pytest.raises(refusal):
        save(house, outsider, stage.paper.id, "criterion-content", "5", 0)
    with pytest.raises(refusal):
        form(house, outsider, stage.paper.id, Entry("criterion-content", "", 0, digest("")))
    with pytest.raises(refusal), house.work() as work:
        commenting.comment(work, outsider, paper_id=stage.paper.id, text="Hm.", quote=ANSWER)
    with pytest.raises(refusal), house.work() as work:
        concerns.tell_staff(work, outsider, paper_id=stage.paper.id, note="")
    assert standing(house, stage) == {}


def comment(house: House, stage: Stage, **given) -> tuple[str | None, int | None]:
    who = actor(house, stage.chair)
    with house.work() as work:
        made = commenting.comment(work, who, paper_id=stage.paper.id, **{"text": "Which year?"} | given)
        return made.quote, made.start


def test_pasted_words_are_found_wherever_lines_break(house: House, stage: Stage) -> None:
    quote, start = comment(house, stage, quote="  In 2019 our\r\nparliament   passed")
    assert quote == "In 2019 our parliament passed"
    assert start == TEXT.index("In 2019")


@pytest.mark.parametrize(
    ("quote", "code"), [("We propose a", "quote_twice"), ("In 2020 our parliament", "quote_unknown")]
)
def test_pasted_words_that_name_no_single_place_are_refused(house: House, stage: Stage, quote: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        comment(house, stage, quote=quote)
    assert refused.value.code == code


def test_selected_words_are_counted_in_code_points(house: House, stage: Stage) -> None:
    start = TEXT.index("it knows")
    place = {"start": start, "end": start + 8, "document_id": stage.submission.document_id}
    assert comment(house, stage, quote="it knows", **place) == ("it knows", start)
    with pytest.raises(Refused) as refused:
        comment(house, stage, quote="it knew!", **place)
    assert refused.value.code == "anchor_lost"


def test_staff_are_told_once_by_each_chair(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    with house.work() as work:
        assert concerns.tell_staff(work, who, paper_id=stage.paper.id, note="Page one.")
        assert not concerns.tell_staff(work, who, paper_id=stage.paper.id, note="Again.")
    with house.reading() as session:
        mails = session.query(OutboxMail).all()
        assert [(mail.template, mail.address) for mail in mails] == [("paper_flagged", stage.staff.email)]
        assert mails[0].parameters["note"] == "Page one."
