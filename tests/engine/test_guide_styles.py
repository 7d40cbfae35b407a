from __future__ import annotations

import pytest

from reviewer.engine import readers
from reviewer.engine.guide import Guide, read_guide
from tests.engine import builders
from tests.engine.guide_styles import NONE_AT_ALL, NUMBERED, RESEARCH, SPANISH_GUIDES, STYLES, UNMARKED, Style
from tests.engine.test_guide import document

PRINTED = (NUMBERED, RESEARCH, SPANISH_GUIDES, UNMARKED)


def asked(guide: Guide) -> list[tuple[str, tuple[str, ...]]]:
    return [(topic.title.value, tuple(one.value for one in topic.questions)) for topic in guide.topics]


@pytest.mark.parametrize("style", STYLES, ids=[style.name for style in STYLES])
def test_every_style_gives_its_topics_and_questions_and_nothing_else(style: Style) -> None:
    assert asked(read_guide(document(style.text))) == list(style.topics)


@pytest.mark.parametrize("style", STYLES, ids=[style.name for style in STYLES])
def test_every_question_points_at_its_own_words(style: Style) -> None:
    for topic in read_guide(document(style.text)).topics:
        for question in topic.questions:
            printed = " ".join(style.text[question.span.start : question.span.end].split())
            assert printed.split()[0] == question.value.split()[0]
            assert printed[-5:] == question.value[-5:]


@pytest.mark.parametrize("style", PRINTED, ids=[style.name for style in PRINTED])
def test_a_word_file_is_read_like_its_text(style: Style) -> None:
    def fill(target: object) -> None:
        for paragraph in style.text.split("\n\n"):
            for line in paragraph.splitlines():
                target.add_paragraph(line)  # type: ignore[attr-defined]

    found = readers.read(builders.docx_file(fill), name="guide.docx")
    assert asked(read_guide(found)) == list(style.topics)


@pytest.mark.parametrize("style", PRINTED, ids=[style.name for style in PRINTED])
def test_a_printed_file_is_read_like_its_text(style: Style) -> None:
    data = builders.pdf_file(*(builders.lines(*page, top=760, size=8) for page in style.pages()))
    assert asked(read_guide(readers.read(data, name="guide.pdf"))) == list(style.topics)


def test_what_was_not_taken_for_a_question_is_said_with_its_places() -> None:
    guide = read_guide(document(NONE_AT_ALL.text))
    notices = {notice.code: notice for notice in guide.notices}
    assert set(notices) == {"no_questions", "questions_left_out"}
    left = notices["questions_left_out"]
    assert left.values == {"number": 1, "topic": "The Strait of Calder", "count": 4}
    printed = [NONE_AT_ALL.text[span.start : span.end] for span in left.spans]
    assert [words.endswith(("?", '?"')) for words in printed] == [True] * 4
    assert "4 sentences with a question mark" in left.sentence


FIRST, SECOND = "Who builds roads in your country?", "Which taxes pay for them, and who decides?"


def guide_with(*, label: str = "Topic A: Safe Roads", heading: str = "Key questions", marks: str = "1. |2. ") -> Guide:
    first, second = marks.split("|")
    return read_guide(
        document(
            f"{label}\n\nIntroduction\n\nRoads kill.\n\n{heading}\n\n{first}Who builds roads in your\n"
            f"country?\n{second}{SECOND}\n\nBibliography\n\nX.\n"
        )
    )


@pytest.mark.parametrize(
    "label",
    [
        "Topic A – Safe Roads",
        "TOPIC #1: Safe Roads",
        "Topic One: Safe Roads",
        "Committee Topic I: Safe Roads",
        "TEMA I.- Safe Roads",
        "Topic A | Safe Roads",
        "First Topic: Safe Roads",
        "Primer tema: Safe Roads",
        "Agenda: Safe Roads",
        "Issue 1: Safe Roads",
        "Tema central: Safe Roads",
        "Topic Area B: Safe Roads",
        "Topic 1\nSafe Roads",
        "Topic A: “Safe Roads”",
    ],
)
def test_usual_labels_give_the_topic_its_title(label: str) -> None:
    assert asked(guide_with(label=label)) == [("Safe Roads", (FIRST, SECOND))]


@pytest.mark.parametrize(
    "heading",
    [
        "Questions:",
        "QUESTIONS TO BE ADDRESSED",
        "Guiding Questions for Delegates",
        "V. Discussion Questions",
        "Moderated Caucus Questions",
        "Food for Thought",
        "Questions Your Resolution Must Answer",
        "Questions to keep in mind",
        "Key Questions for Topic A",
        "Preguntas para guiar el debate",
        "Preguntas de investigación",
        "Preguntas detonantes",
        "Cuestionario guía",
    ],
)
def test_unusual_question_headings_open_a_list(heading: str) -> None:
    assert asked(guide_with(heading=heading)) == [("Safe Roads", (FIRST, SECOND))]


@pytest.mark.parametrize(
    "marks",
    [
        *("Q1. |Q2. ", "Q1: |Q2: ", "1.- |2.- ", "(i) |(ii) ", "o |o ", "➢ |➢ ", "■ |■ ", "1 - |2 - "),
        *("Pregunta 1: |Pregunta 2: ", "→ |→ ", "1.1 |1.2 ", "A) |B) ", "\uf0b7 |\uf0b7 ", "a.\t|b.\t"),
    ],
)
def test_marks_of_all_kinds_are_no_part_of_a_question(marks: str) -> None:
    assert asked(guide_with(marks=marks)) == [("Safe Roads", (FIRST, SECOND))]


@pytest.mark.parametrize("furniture", ["7 | P a g e", "Page | 7", "- 7 -", "Lakeside MUN 2026 | 7", "Página 7 de 20"])
def test_a_page_break_within_a_question_leaves_it_whole(furniture: str) -> None:
    text = (
        f"Topic A: Safe Roads\n\nKey questions\n\n1. Who builds roads in\n{furniture}\n\nyour country?\n2. {SECOND}\n"
    )
    assert asked(read_guide(document(text))) == [("Safe Roads", (FIRST, SECOND))]


@pytest.mark.parametrize(
    "after",
    [
        "Position Paper Guidelines\n\nYour paper should answer the following: What is the problem? What was done?",
        "Frequently Asked Questions\n\nWhat should I wear? A suit.\nWhere is lunch? In the hall.",
        "Letter from the Director\n\nAre you ready? Are you sure? Ask yourself: why do I debate? What do I hope for?",
        "Lineamientos para la hoja de posición\n\nDeben responder: ¿Qué ha hecho su país? ¿Qué propone?",
    ],
)
def test_questions_on_the_conference_itself_are_no_key_questions(after: str) -> None:
    listed = f"Topic A: Safe Roads\n\nKey questions\n\n1. {FIRST}\n2. {SECOND}\n\n{after}\n"
    assert asked(read_guide(document(listed))) == [("Safe Roads", (FIRST, SECOND))]
    assert asked(read_guide(document(f"Topic A: Safe Roads\n\nRoads kill.\n\n{after}\n"))) == [("Safe Roads", ())]


def test_definitions_actions_and_cited_works_are_kept_apart() -> None:
    guide = read_guide(
        document(
            "Topic A: Safe Roads\n\nKey Terms\n\nRoad: a way for vehicles.\n\nPast Actions\n\nTwo treaties were "
            f"signed.\n\nKey questions\n\n1. {FIRST}\n\nUseful Links\n\nRoad union https://roads.example/union\n\n"
            "Works Cited\n\nVance. Roads. https://library.example/roads\n"
        )
    )
    (topic,) = guide.topics
    assert [(one.kind, one.heading, one.text.value) for one in topic.sections] == [
        ("definitions", "Key Terms", "Road: a way for vehicles."),
        ("actions_taken", "Past Actions", "Two treaties were signed."),
    ]
    assert [one.value.url for one in topic.links] == ["https://roads.example/union"]
    assert [one.value.url for one in topic.bibliography] == ["https://library.example/roads"]


def test_certainty_tells_listed_questions_from_guessed_ones() -> None:
    listed = guide_with().topics[0].questions
    guessed = read_guide(document(f"Topic A: Safe Roads\n\nRoads kill. {FIRST} {SECOND}\n")).topics[0].questions
    assert {one.certainty for one in listed} == {"high"}
    assert {one.certainty for one in guessed} == {"low"}
