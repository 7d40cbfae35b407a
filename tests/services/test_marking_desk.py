from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from reviewer.domain.errors import NotAllowed, NotFound, Refused
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.domain.states import CoverageStatus, ScorecardState
from reviewer.models import Committee, Document
from reviewer.services import commenting, grading
from reviewer.services.desks.card import MOST_KEYS, empty_card
from reviewer.services.desks.marking import Desk, desk
from reviewer.services.desks.queue import View
from reviewer.work import House
from tests import factories
from tests.factories import RUBRIC
from tests.marking_stage import (
    ANSWER,
    AUTHOR,
    DELEGATE,
    FILE,
    QUOTED,
    SCHOOL,
    SECRET_WORDS,
    SHARED,
    TEXT,
    Stage,
    actor,
    set_stage,
)


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def seen(house: House, stage: Stage, *, by=None, paper=None, view: View | None = None) -> Desk:
    who = actor(house, by or stage.chair)
    with house.reading() as session:
        found = desk(session, who, (paper or stage.paper).id, now=house.clock(), view=view)
        session.expunge_all()
        return found


def lit(found: Desk, kind: str) -> list[tuple[str, str]]:
    """Each highlight of a kind with the words it lies on."""
    words: dict[str, str] = {}
    for block in found.blocks:
        for run in block.runs:
            for name in run.ids:
                if name.startswith(kind):
                    words[name] = words.get(name, "") + run.text
    return sorted(words.items())


def test_desk_lays_evidence_matches_and_comments_on_the_text(house: House, stage: Stage) -> None:
    with house.work() as work:
        made = commenting.comment(
            work,
            factories.actor(work, stage.chair),
            paper_id=stage.paper.id,
            text="Twice?",
            quote="rebuilt its harbour twice 🌊, and",
        ).id
    found = seen(house, stage)
    drawn = " ".join("".join(run.text for run in block.runs) for block in found.blocks)
    assert drawn.split() == TEXT.split()
    assert {words for _id, words in lit(found, "evidence")} == {ANSWER}
    assert {words for _id, words in lit(found, "match")} == {SHARED, QUOTED}
    assert lit(found, "comment") == [(f"comment-{made}", "rebuilt its harbour twice 🌊, and")]
    classes = {run.text: run.classes for block in found.blocks for run in block.runs}
    assert "match-excluded" in classes[QUOTED]
    assert "match-excluded" not in classes[SHARED]


def test_desk_masks_papers_of_other_committees_for_chairs_only(house: House, stage: Stage) -> None:
    match = next(one for one in seen(house, stage).passages if one.match.quote == SHARED)
    assert (match.match.other.sight, match.match.other.title, match.match.other_quote) == ("masked", "", None)
    shown = next(one for one in seen(house, stage, by=stage.staff).passages if one.match.quote == SHARED)
    assert (shown.match.other.sight, shown.match.other.title) == ("full", "Kelvane")


def test_desk_begins_with_an_empty_scorecard_and_changes_nothing_by_being_read(house: House, stage: Stage) -> None:
    card = seen(house, stage).card
    assert card is not None
    assert [(one.name, one.value, one.version) for one in card.criteria] == [("content", "", 0), ("writing", "", 0)]
    assert [choice.value for choice in card.criteria[0].choices] == ["0", "0.5", "3", "3.5", "5"]
    between = card.criteria[0].choices[3]
    assert (between.lower, between.upper, between.is_half, between.worth) == ("Fair", "Strong", True, 3.5)
    assert (card.total, card.out_of, card.missing, card.adds_up) == (None, Decimal(10), 2, True)


def half_marks(*worths: float | list[float]) -> list[str]:
    """The marks that stand between levels of these worths, drawn smaller and out of a digit's reach."""
    content, writing = RUBRIC["criteria"]
    levels: list[dict[str, Any]] = [
        {
            **content["levels"][0],
            "key": f"level-{place}",
            "title": f"Level {place}",
            "range" if isinstance(worth, list) else "points": worth,
        }
        for place, worth in enumerate(worths)
    ]
    for level in levels:
        if "range" in level:
            del level["points"]
    top = worths[0][-1] if isinstance(worths[0], list) else worths[0]
    form = {
        **RUBRIC,
        "scale": {"basis": "points", "out_of": 5 + top},
        "criteria": [{**content, "levels": levels}, writing],
    }
    [field, _writing] = empty_card(rubric_from_mapping(form, file="test.yaml")).criteria
    assert len(field.choices) > len(worths)
    return [choice.value for choice in field.choices if choice.is_half]


def test_only_a_mark_of_no_level_is_a_half_one() -> None:
    assert half_marks(5, 4.25, 3) == ["3.5", "4.75"]
    assert half_marks(5, 4.5, 4, 0) == ["0.5"]
    assert half_marks([4, 5], [1.25, 3.25]) == ["1.75", "2.75", "3.75", "4.5"]
    assert half_marks([3, 4.5], [0, 1]) == ["0.5", "1.5", "3.5"]


def test_desk_says_what_was_marked_by_whom_and_how_much_it_comes_to(house: House, stage: Stage) -> None:
    with house.work() as work:
        grading.set_mark(
            work,
            factories.actor(work, stage.second),
            paper_id=stage.paper.id,
            criterion="content",
            topic=None,
            points=Decimal("3.5"),
            seen_version=0,
        )
    found = seen(house, stage)
    assert found.card is not None
    assert (found.card.criteria[0].value, found.card.criteria[0].version) == ("3.5", 1)
    assert (found.card.total, found.card.saved_at) == (Decimal("3.5"), house.clock())
    assert [name for name, _at in found.readers] == ["Tomas Okonjo"]
    assert seen(house, stage, by=stage.second).readers == ()


def per_topic() -> Rubric:
    content, writing = RUBRIC["criteria"]
    criteria = [{**content, "per_topic": True}, writing]
    return rubric_from_mapping({**RUBRIC, "name": "per-topic", "criteria": criteria}, file="per-topic.yaml")


def test_criteria_judged_for_each_topic_have_a_field_for_each(house: House, stage: Stage) -> None:
    with house.work() as work:
        body = work.session.get_one(Committee, stage.committee.id)
        factories.topic(work, body, number=2, title="Ports after storms")
        factories.rubric(work, stage.conference, value=per_topic(), assign=[body])
    card = seen(house, stage).card
    assert card is not None
    assert [(one.name, one.topic) for one in card.criteria] == [
        ("content--1", "Early warning for coastal cities"),
        ("content--2", "Ports after storms"),
        ("writing", ""),
    ]
    assert [one.is_typed for one in card.criteria] == [False] * 3
    assert len(card.criteria[0].choices) <= MOST_KEYS
    assert card.criteria[0].choices[-1].worth == 2.5


def test_questions_show_the_suggestion_until_a_chair_decides(house: House, stage: Stage) -> None:
    answer = seen(house, stage).answers[0]
    assert (answer.suggested, answer.decided) == (CoverageStatus.COVERED, None)
    with house.work() as work:
        grading.judge_question(
            work,
            factories.actor(work, stage.second),
            paper_id=stage.paper.id,
            key_question_id=answer.question_id,
            status=CoverageStatus.PARTLY,
        )
    decided = seen(house, stage).answers[0]
    assert (decided.suggested, decided.decided) == (CoverageStatus.COVERED, CoverageStatus.PARTLY)


def newer(house: House, stage: Stage, text: str) -> None:
    with house.work() as work:
        paper = work.session.get_one(type(stage.paper), stage.paper.id)
        factories.submission(work, paper, text=text, read=True)


def remark(house: House, stage: Stage, quote: str, *, by=None) -> None:
    who = actor(house, by or stage.chair)
    with house.work() as work:
        commenting.comment(work, who, paper_id=stage.paper.id, text="Say more.", quote=quote)


def test_comments_follow_their_words_into_a_newer_version(house: House, stage: Stage) -> None:
    remark(house, stage, ANSWER)
    remark(house, stage, "We propose a fund.")
    newer(house, stage, f"A new beginning of the paper.\n\n{TEXT.replace('We propose a fund.', 'We ask for money.')}")
    found = seen(house, stage)
    kept, lost = found.remarks
    assert kept.span is not None
    assert found.quote(*kept.span) == ANSWER
    assert (lost.span, lost.is_lost, lost.quote) == (None, True, "We propose a fund.")
    assert [words for _id, words in lit(found, "comment")] == [ANSWER]


def test_a_finished_scorecard_stays_with_its_version_and_the_desk_says_so(house: House, stage: Stage) -> None:
    with house.work() as work:
        who = factories.actor(work, stage.chair)
        for criterion in ("content", "writing"):
            grading.set_mark(
                work,
                who,
                paper_id=stage.paper.id,
                criterion=criterion,
                topic=None,
                points=Decimal(5),
                seen_version=0,
            )
        grading.finish(work, who, paper_id=stage.paper.id)
    assert not seen(house, stage).newer
    newer(house, stage, TEXT + "One more sentence.")
    found = seen(house, stage)
    assert found.newer
    assert found.card is not None
    assert found.card.state is ScorecardState.FINAL


def test_own_removed_comments_can_be_seen_and_others_not(house: House, stage: Stage) -> None:
    remark(house, stage, ANSWER)
    mine = seen(house, stage).remarks[0]
    with house.work() as work:
        grading.delete_comment(work, factories.actor(work, stage.chair), comment_id=mine.comment_id)
    assert [one.is_removed for one in seen(house, stage).remarks] == [True]
    assert seen(house, stage, by=stage.second).remarks == ()
    assert lit(seen(house, stage), "comment") == []


def test_an_open_desk_tells_whose_paper_it_is(house: House, stage: Stage) -> None:
    found = seen(house, stage)
    assert found.identity is not None
    assert (found.identity.school, found.identity.file_name, found.identity.author) == (SCHOOL, FILE, AUTHOR)
    assert found.may_download


def test_a_blind_desk_hides_names_without_moving_a_letter(house: House) -> None:
    stage = set_stage(house, blind_marking=True)
    remark(house, stage, "▒▒▒ ▒▒▒▒▒▒▒▒ wrote this")
    found = seen(house, stage)
    assert (found.identity, found.may_download) == (None, False)
    assert len(found.text) == len(TEXT)
    everything = repr(found.blocks) + repr(found.remarks)
    for name in (SCHOOL, DELEGATE, FILE, AUTHOR):
        assert name not in everything
    assert found.remarks[0].span is not None
    assert "wrote this" in found.quote(*found.remarks[0].span)
    open_desk = seen(house, stage, by=stage.staff)
    assert open_desk.identity is not None
    assert SCHOOL in open_desk.text


def test_words_with_hidden_names_can_still_be_commented(house: House) -> None:
    stage = set_stage(house, blind_marking=True)
    found = seen(house, stage)
    start = TEXT.index(DELEGATE)
    quote = found.text[start : start + len(f"{DELEGATE} wrote")]
    assert quote.endswith("▒ wrote")
    with house.work() as work:
        commenting.comment(
            work,
            factories.actor(work, stage.chair),
            paper_id=stage.paper.id,
            text="Who?",
            quote=quote,
            start=start,
            end=start + len(quote),
            document_id=found.document.id,
        )
    assert seen(house, stage).remarks[0].span == (start, start + len(quote))


@pytest.mark.parametrize("is_selected", [True, False])
def test_a_name_guessed_right_is_not_found_either(house: House, is_selected: bool) -> None:
    stage = set_stage(house, blind_marking=True)
    start, document_id = TEXT.index(DELEGATE), seen(house, stage).document.id
    place: dict[str, Any] = (
        {"start": start, "end": start + len(DELEGATE), "document_id": document_id} if is_selected else {}
    )
    with house.work() as work:
        chair = factories.actor(work, stage.chair)
        with pytest.raises(Refused) as refused:
            commenting.comment(work, chair, paper_id=stage.paper.id, text="You?", quote=DELEGATE, **place)
    assert refused.value.code == ("anchor_lost" if is_selected else "quote_unknown")
    with house.work() as work:
        staff = factories.actor(work, stage.staff)
        made = commenting.comment(work, staff, paper_id=stage.paper.id, text="You.", quote=DELEGATE, **place)
        assert made.quote == DELEGATE


@pytest.mark.parametrize("blind", [True, False])
def test_a_comment_looks_into_no_other_papers_text_whatever_a_form_names(house: House, blind: bool) -> None:
    stage = set_stage(house, blind_marking=blind)
    with house.work() as work:
        elsewhere = factories.paper(work, factories.seat(work, work.session.get_one(Committee, stage.committee.id)))
        other = factories.submission(work, elsewhere, text="Secrets of another delegation.", read=True).document_id
    answers = set()
    for quote in ("Secrets", "▒ecrets", "▒ybrets"):
        with house.work() as work, pytest.raises(Refused) as refused:
            commenting.comment(
                work,
                factories.actor(work, stage.chair),
                paper_id=stage.paper.id,
                text="Hm.",
                quote=quote,
                start=0,
                end=7,
                document_id=other,
            )
        answers.add(refused.value.code)
    assert answers == {"anchor_lost"}


def test_neighbours_follow_the_order_of_the_queue(house: House, stage: Stage) -> None:
    with house.work() as work:
        body = work.session.get_one(Committee, stage.committee.id)
        for name, words in (("Azur", 5), ("Zenia", 400)):
            held = factories.delegation(work, stage.conference, name=name)
            paper = factories.paper(work, factories.seat(work, body, held_for=held))
            factories.submission(work, paper, text=f"{name} speaks. " * words, read=True)
    by_name = seen(house, stage).neighbours
    assert (by_name.number, by_name.total) == (2, 3)
    by_words = seen(house, stage, view=View(sort="-words")).neighbours
    assert (by_words.number, by_words.next) == (2, by_name.previous)
    assert by_words.previous == by_name.next
    assert by_name.next_unscored == by_name.next
    filtered = seen(house, stage, view=View(query="zen")).neighbours
    assert (filtered.number, filtered.total) == (2, 3)


@pytest.mark.parametrize(
    ("who", "refusal"), [("other_chair", NotFound), ("stranger", NotFound), ("delegate", NotAllowed)]
)
def test_a_desk_is_for_its_chairs_and_staff(house: House, stage: Stage, who: str, refusal: type) -> None:
    with pytest.raises(refusal):
        seen(house, stage, by=getattr(stage, who))
    assert seen(house, stage, by=stage.staff).paper_id == stage.paper.id


def test_nothing_of_another_committees_paper_is_on_a_chairs_desk(house: House, stage: Stage) -> None:
    found = seen(house, stage)
    with house.reading() as session:
        assert any(SECRET_WORDS in text for text in session.scalars(sa.select(Document.text)) if "Kelvane" in text)
    assert SECRET_WORDS not in repr((found.blocks, found.passages, found.answers, found.remarks, found.neighbours))
    assert "Kelvane" not in repr((found.blocks, found.passages))


def test_a_paper_without_a_readable_version_has_no_desk(house: House, stage: Stage) -> None:
    with pytest.raises(Refused) as refused:
        seen(house, stage, paper=stage.unread)
    assert refused.value.code == "nothing_to_mark"


def test_a_desk_costs_the_same_number_of_queries_however_many_papers(house: House, stage: Stage, counting) -> None:
    who = actor(house, stage.chair)
    with counting(house.engine) as few, house.reading() as session:
        desk(session, who, stage.paper.id, now=house.clock())
    with house.work() as work:
        for _ in range(5):
            sent = factories.submission(
                work, factories.paper(work, factories.seat(work, stage.committee)), text=TEXT, read=True
            )
            sent.counted_at = sent.received_at - timedelta(minutes=1)
    with counting(house.engine) as many, house.reading() as session:
        desk(session, who, stage.paper.id, now=house.clock())
    assert len(few) > 10
    assert len(many) == len(few)
    assert len(many) <= 50
