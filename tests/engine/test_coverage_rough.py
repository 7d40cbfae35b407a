from __future__ import annotations

from functools import cache

import pytest

from reviewer.engine import encoder as encoders
from reviewer.engine.candidates import PaperText
from reviewer.engine.coverage import QuestionTopic, cover, cover_paper, remarks
from reviewer.engine.report import Question, QuestionCoverage, TopicCoverage
from tests.engine.rough_committee import GUIDE, PAPERS, TOPICS, RoughPaper

ASKED = tuple(QuestionTopic(title, tuple(map(Question, questions.values()))) for title, questions in TOPICS.values())
IDS = [name for _, questions in TOPICS.values() for name in questions]


@cache
def answers(*, semantic: bool) -> dict[tuple[str, str], QuestionCoverage]:
    """Every paper's answer to every question, by seat and question."""
    encoder = encoders.load("auto") if semantic else None
    if semantic and encoder is None:
        pytest.skip("the semantic extra is not installed")
    covered = cover([PaperText(paper.text) for paper in PAPERS], ASKED, encoder=encoder, guide=GUIDE)
    return {
        (paper.seat, name): one
        for paper, result in zip(PAPERS, covered, strict=True)
        for name, one in zip(IDS, flat(result), strict=True)
    }


def flat(result: tuple[TopicCoverage, ...]) -> list[QuestionCoverage]:
    return [question for topic in result for question in topic.questions]


def likelihood(*, semantic: bool) -> float:
    """How often an answered question scores higher than an unanswered one."""
    found = answers(semantic=semantic)
    by_label: dict[str, list[float]] = {"covered": [], "partly": [], "not": []}
    for paper in PAPERS:
        for name in IDS:
            by_label[paper.label(name)].append(found[paper.seat, name].score)
    pairs = [(good, bad) for good in by_label["covered"] for bad in by_label["not"]]
    return sum((good > bad) + 0.5 * (good == bad) for good, bad in pairs) / len(pairs)


def shown(paper: RoughPaper, name: str, first: int, *, semantic: bool) -> bool:
    """Whether one of the first spans shown lies in a sentence that answers."""
    true = [(start, end) for kind, start, end in paper.marks[name] if kind != "!"]
    evidence = answers(semantic=semantic)[paper.seat, name].evidence[:first]
    return any(one.start < end and start < one.end for one in evidence for start, end in true)


@pytest.mark.parametrize(("semantic", "at_least"), [(True, 0.75), (False, 0.65)])
def test_answered_questions_score_higher_in_rough_papers(semantic: bool, at_least: float) -> None:
    assert likelihood(semantic=semantic) > at_least


@pytest.mark.parametrize(("semantic", "at_least"), [(True, 0.85), (False, 0.8)])
def test_the_answer_is_among_the_three_sentences_shown(semantic: bool, at_least: float) -> None:
    answered = [(paper, name) for paper in PAPERS for name in IDS if paper.label(name) == "covered"]
    hits = [shown(paper, name, 3, semantic=semantic) for paper, name in answered]
    assert len(hits) > 20
    assert sum(hits) / len(hits) > at_least


@pytest.mark.parametrize("semantic", [True, False])
def test_of_all_traps_hardly_one_is_called_answered(semantic: bool) -> None:
    found = answers(semantic=semantic)
    trapped = [
        found[paper.seat, name]
        for paper in PAPERS
        for name, marks in paper.marks.items()
        if any(kind == "!" for kind, _, _ in marks) and paper.label(name) == "not"
    ]
    assert len(trapped) >= 9
    assert sum(one.status == "covered" for one in trapped) <= len(trapped) / 5


@pytest.mark.parametrize(
    ("seat", "name", "kind"),
    [
        ("Peru", "A2", "restated"),
        ("Kenya", "A1", "guide_pasted"),
        ("Kenya", "A4", "restated"),
        ("Norway", "B2", "restated"),
        ("India", "A3", "restated"),
        ("India", "A5", "guide_pasted"),
        ("India", "B3", "restated"),
    ],
)
def test_traps_are_named_with_their_place(seat: str, name: str, kind: str) -> None:
    paper = next(one for one in PAPERS if one.seat == seat)
    trap = answers(semantic=False)[seat, name].trap
    assert trap is not None
    assert trap.kind == kind
    start, end = next((start, end) for mark, start, end in paper.marks[name] if mark == "!")
    assert trap.start < end
    assert start < trap.end


def test_a_question_restated_in_another_language_is_named() -> None:
    trap = answers(semantic=True)["Mexico", "A4"].trap
    assert trap is not None
    assert trap.kind == "restated"


def test_another_states_deed_counts_less_than_the_seats_own() -> None:
    deed = "built pipes into the informal settlements of its capital and connected forty thousand families in 2019."
    own = f"Country: Norway\n\nTopic A\n\nNorway {deed}\n\nTopic B\n\nOld devices burn.\n"
    other = own.replace(f"Norway {deed}", f"Brazil {deed}")
    question = TOPICS["A"][1]["A2"]
    scores = [
        next(one.score for one in flat(cover_paper(PaperText(text), ASKED)) if one.question == question)
        for text in (own, other)
    ]
    assert scores[0] > scores[1]
    named = cover_paper(PaperText(other.replace("Country: Norway\n\n", "")), ASKED, seat=["Kingdom of Norway"])
    assert next(one.score for one in flat(named) if one.question == question) < scores[0]


def test_a_paper_shows_which_part_speaks_of_which_topic() -> None:
    paper = PAPERS[0]
    first, second = cover_paper(PaperText(paper.text), ASKED)
    assert (first.split, second.split) == ("headings", "headings")
    border = paper.text.index("Topic B")
    assert all(part.end <= border for part in first.parts)
    assert all(part.start >= border for part in second.parts)
    assert first.parts
    assert second.parts


def test_paragraphs_that_say_which_topic_they_turn_to_are_believed() -> None:
    water, waste = "wells were dug in nine towns.", "shops take back old telephones."
    text = f"With regard to the first topic, {water} It helped.\n\nAs for the second topic, {waste} It helps too.\n"
    first, second = cover_paper(PaperText(text), ASKED)
    assert text[first.parts[0].start : first.parts[-1].end].startswith("With regard to the first")
    assert text[second.parts[0].start : second.parts[-1].end].startswith("As for the second")


def test_a_paper_off_its_topics_and_a_missing_topic_are_pointed_out() -> None:
    empty = cover_paper(PaperText("Our football team won the cup in 1998 and everybody danced for days.\n"), ASKED)
    assert [one.code for one in remarks(empty)] == ["off_topic"]
    half = PAPERS[2].text.partition("Topic B")[0] + "Topic B\n"
    result = cover_paper(PaperText(half), ASKED)
    assert [(one.code, one.topic) for one in remarks(result)] == [("topic_missing", 1)]
    assert remarks(cover_paper(PaperText(PAPERS[2].text), ASKED)) == ()
