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
