"""Words of a PDF on its pages, and pages on which only chosen words can be seen."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from reviewer.engine import readers
from reviewer.engine.document import Document, Limits, Unreadable
from reviewer.engine.pages.alignment import TextBlock
from reviewer.engine.pages.covering import covered_picture
from reviewer.engine.pages.mapping import MOST_PAGES, page_map
from reviewer.engine.pages.sheets import Box, PageMap, PageWord
from reviewer.engine.readers.pdf import page_picture
from tests.engine.builders import MORE, PROSE, lines, pdf_file, wrapped
from tests.engine.paged_files import pixels, telling_file

CORPUS = sorted((Path(__file__).parents[1] / "corpus" / "clean" / "pdf").glob("*.pdf"))
WIDTH = 1240


def mapped(data: bytes) -> tuple[Document, PageMap]:
    document = readers.read(data, name="paper.pdf", limits=Limits())
    blocks = [TextBlock(one.start, one.end, None if one.page is None else one.page - 1) for one in document.blocks]
    return document, page_map(data, document.text, blocks, Limits())


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKD", text))


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_every_letter_of_a_clean_file_is_found_on_its_pages(file: Path) -> None:
    document, found = mapped(file.read_bytes())
    placed = [word for sheet in found.sheets for word in sheet.words if word.is_placed]
    assert found.share == 1.0
    wrong = [word for word in placed if letters(document.text[word.start : word.end]) != letters(word.text)]
    assert len(wrong) <= 0.01 * len(placed)
    for sheet in found.sheets:
        for left, top, width, height in (word.box for word in sheet.words if word.is_placed):
            assert 0 <= left < left + width <= sheet.width
            assert 0 <= top < top + height <= sheet.height


def test_each_copy_of_a_sentence_has_its_own_place() -> None:
    said = "We ask the committee for a fund that pays for stations."
    document, found = mapped(pdf_file(lines(said, PROSE[:70], said), lines(MORE[:70], said)))
    first = [
        [word.start for word in sheet.words if word.text.startswith("fund") and word.is_placed]
        for sheet in found.sheets
    ]
    places = [match.start() for match in re.finditer("fund that pays", document.text)]
    assert len(places) == 3
    assert [place for page in first for place in page if place in places] == places


def test_page_that_is_turned_has_its_words_where_they_are_seen() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        lines(*wrapped(PROSE, 60), top=500)(canvas)

    _, found = mapped(pdf_file(turned))
    (sheet,) = found.sheets
    assert (sheet.width, sheet.height) == (612, 792)
    word = next(one for one in sheet.words if one.text == "Ruritania")
    # Text that runs to the right on the sheet runs downwards once the sheet is turned with the clock.
    assert word.box[3] > word.box[2]
    picture = pixels(page_picture(pdf_file(turned), 1, WIDTH))
    assert len(picture.within(word.box, WIDTH / sheet.width)) > 3


def test_words_lie_where_the_picture_has_their_ink() -> None:
    _, found = mapped(telling_file())
    sheet = found.sheets[0]
    picture = pixels(page_picture(telling_file(), 1, WIDTH))
    scale = WIDTH / sheet.width
    for word in sheet.words:
        if word.is_placed and word.text.isalpha():
            assert len(picture.within(word.box, scale)) > 2, word
    white = min(word.box[0] for word in sheet.words) - 12
    assert picture.within((white, 100, 8, 400), scale) == {b"\xff" * picture.depth}


def test_running_heads_and_hidden_words_have_no_place_in_the_text() -> None:
    _, found = mapped(telling_file())
    unplaced = " ".join(word.text for word in found.sheets[1].words if not word.is_placed)
    assert "Tarquillo" in unplaced
    assert "hidden" in unplaced


def test_map_survives_its_way_through_storage() -> None:
    document, found = mapped(telling_file())
    again = PageMap.from_json(json.loads(json.dumps(found.to_json())), length=len(document.text))
    assert again.sheets == found.sheets
    assert again.pages == 2


@pytest.mark.parametrize(
    "word",
    [
        [0, 0, 1, 1, 5, 99_999, "x"],
        [0, 0, 1, 1, 5, 5, "x"],
        [0, 0, float("nan"), 1, 0, 1, "x"],
        [0, 0, 1e9, 1, 0, 1, "x"],
        [0, 0, 1, 1, "x"],
    ],
)
def test_map_from_a_child_that_lies_is_refused(word: list[object]) -> None:
    sheet = {"width": 612, "height": 792, "has_pictures": False, "words": [word]}
    with pytest.raises((ValueError, TypeError)):
        PageMap.from_json({"pages": 1, "share": 1, "sheets": [sheet]}, length=100)


def test_long_file_is_mapped_as_far_as_it_is_shown() -> None:
    _, found = mapped(pdf_file(*[lines(f"Page {number} says a word about rivers.") for number in range(34)]))
    assert (found.pages, len(found.sheets)) == (34, MOST_PAGES)


def tells(word: PageWord) -> bool:
    return any(name in word.text for name in ("Quillhaven", "Academy", "Yvaine", "Tarquillo"))


def boxes(data: bytes, page: int) -> tuple[list[Box], list[Box], float]:
    _, found = mapped(data)
    sheet = found.sheets[page - 1]
    shown = [word.box for word in sheet.words if word.is_placed and not tells(word)]
    covered = [word.box for word in sheet.words if not word.is_placed or tells(word)]
    return shown, covered, WIDTH / sheet.width


@pytest.mark.parametrize("page", [1, 2])
def test_covered_words_are_one_black_and_the_others_can_be_read(page: int) -> None:
    data = telling_file()
    shown, covered, scale = boxes(data, page)
    picture = pixels(covered_picture(data, page, WIDTH, shown, covered))
    assert len(covered) >= 6
    for box in covered:
        assert picture.within(box, scale, inset=0) == {b"\0" * picture.depth}
    for box in shown:
        assert len(picture.within(box, scale)) > 1
    assert picture.width == WIDTH


def test_what_is_not_chosen_is_not_drawn_at_all() -> None:
    data = telling_file()
    shown, _, scale = boxes(data, 1)
    picture = pixels(covered_picture(data, 1, WIDTH, shown[-3:], []))
    ink = {(x, y) for y, row in enumerate(picture.rows) for x in range(WIDTH) if row[x] != 255}
    assert ink
    for x, y in ink:
        assert any(
            left * scale - 2 <= x <= (left + width) * scale + 2 and top * scale - 2 <= y <= (top + height) * scale + 2
            for left, top, width, height in shown[-3:]
        )


def test_another_text_over_a_shown_word_is_not_drawn_with_it() -> None:
    def drawn(canvas: Canvas) -> None:
        lines("Rivers are long and wide in the north.")(canvas)
        canvas.setFont("Helvetica-Bold", 60)
        canvas.setFillGray(0.7)
        canvas.drawString(60, 680, "LIGHTHOUSE")

    data = pdf_file(drawn)
    _, found = mapped(data)
    small = [word.box for word in found.sheets[0].words if word.box[3] < 20]
    assert len(small) == 8
    scale = WIDTH / found.sheets[0].width
    alone = covered_picture(pdf_file(lines("Rivers are long and wide in the north.")), 1, WIDTH, small, [])
    picture, plain = pixels(covered_picture(data, 1, WIDTH, small, [])), pixels(alone)
    assert [picture.within(box, scale) for box in small] == [plain.within(box, scale) for box in small]


def test_page_with_a_picture_is_never_drawn_covered() -> None:
    data = telling_file(picture=True)
    _, found = mapped(data)
    assert [sheet.has_pictures for sheet in found.sheets] == [True, False]
    with pytest.raises(Unreadable) as refused:
        covered_picture(data, 1, WIDTH, [(0, 0, 600, 700)], [])
    assert refused.value.code == "unsafe_content"


@pytest.mark.parametrize("box", [(-50, -50, 10, 10), (5000, 5000, 10, 10), (600, 780, 500, 500), (10, 10, -30, -30)])
def test_boxes_off_the_page_harm_nothing(box: Box) -> None:
    picture = pixels(covered_picture(pdf_file(lines(PROSE[:60])), 1, 300, [box], [box]))
    assert picture.width == 300
