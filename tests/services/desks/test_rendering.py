from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reviewer.services.desks.rendering import Highlight, ShownBlock, shown_blocks

TEXT = "Rivers\n\nWater carries waste across borders.\n\nPublish what you measure."


def block(kind: str, words: str, text: str = TEXT, **more: Any) -> dict[str, Any]:
    start = text.index(words)
    return {"kind": kind, "start": start, "end": start + len(words), "level": None, "page": 1} | more


BLOCKS = [
    block("heading", "Rivers", level=1),
    block("paragraph", "Water carries waste across borders."),
    block("paragraph", "Publish what you measure.", page=2),
]


def on(words: str, name: str, **more: Any) -> Highlight:
    start = TEXT.index(words)
    return Highlight(name, start, start + len(words), (name.partition("-")[0],), **more)


def words_of(blocks: tuple[ShownBlock, ...], name: str) -> list[str]:
    return [run.text for block in blocks for run in block.runs if name in run.ids]


def test_runs_are_cut_where_any_highlight_begins_or_ends() -> None:
    blocks = shown_blocks(TEXT, BLOCKS, [on("carries waste", "match-1"), on("waste across", "evidence-1")])
    cut = [(run.text, run.ids) for run in blocks[1].runs]
    assert cut == [
        ("Water ", ()),
        ("carries ", ("match-1",)),
        ("waste", ("match-1", "evidence-1")),
        (" across", ("evidence-1",)),
        (" borders.", ()),
    ]
    assert blocks[1].runs[2].classes == ("match", "evidence")


def test_a_highlight_over_two_blocks_shows_in_both_and_is_signed_once_at_its_end() -> None:
    note = object()
    over = Highlight("comment-1", TEXT.index("borders"), TEXT.index(" what"), ("comment",), 1, note)
    blocks = shown_blocks(TEXT, BLOCKS, [over])
    assert words_of(blocks, "comment-1") == ["borders.", "Publish"]
    signed = [(run.text, anchor.number) for shown in blocks for run in shown.runs for anchor in run.anchors]
    assert signed == [("Publish", 1)]
    assert [shown.notes for shown in blocks] == [(), (), (note,)]


def test_a_highlight_that_ends_between_blocks_is_signed_in_the_last_block_it_touches() -> None:
    end = TEXT.index("Publish") - 1
    blocks = shown_blocks(TEXT, BLOCKS, [Highlight("comment-1", 8, end, ("comment",), 4)])
    assert [(run.text, [a.number for a in run.anchors]) for run in blocks[1].runs] == [(BLOCK_TWO, [4])]


BLOCK_TWO = "Water carries waste across borders."


def test_words_outside_every_block_are_shown_as_paragraphs() -> None:
    blocks = shown_blocks(TEXT, BLOCKS[1:2])
    assert [(shown.kind, "".join(run.text for run in shown.runs)) for shown in blocks] == [
        ("paragraph", "Rivers"),
        ("paragraph", BLOCK_TWO),
        ("paragraph", "Publish what you measure."),
    ]


def test_headings_skip_no_level_of_the_outline() -> None:
    text = "\n".join("abcdef")
    levels = [2, 4, 4, None, 3, 2]
    stored = [{"kind": "heading", "start": 2 * n, "end": 2 * n + 1, "level": level} for n, level in enumerate(levels)]
    assert [shown.level for shown in shown_blocks(text, stored)] == [1, 2, 2, 1, 2, 2]


def test_empty_and_outlying_highlights_do_no_harm() -> None:
    blocks = shown_blocks(TEXT, BLOCKS, [Highlight("a", 3, 3, ("x",)), Highlight("b", -5, 10_000, ("y",))])
    assert words_of(blocks, "a") == []
    assert "".join(words_of(blocks, "b")) == TEXT.replace("\n\n", "")


@st.composite
def rendered(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]], list[Highlight]]:
    parts = draw(st.lists(st.text("abcé \n😀", min_size=1, max_size=20), min_size=1, max_size=6))
    blocks, text = [], ""
    for part in parts:
        if draw(st.booleans()):
            blocks.append({"kind": "paragraph", "start": len(text), "end": len(text) + len(part)})
        text += part + "\n"
    offsets = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(offsets, offsets), max_size=8))
    highlights = [Highlight(f"h-{n}", min(span), max(span), ("x",), n) for n, span in enumerate(spans)]
    return text, blocks, highlights


@given(rendered())
def test_runs_give_back_the_text_and_cover_each_highlight_exactly(
    made: tuple[str, list[dict[str, Any]], list[Highlight]],
) -> None:
    text, stored, highlights = made
    blocks = shown_blocks(text, stored, highlights)
    shown: dict[int, str] = {}
    for run in (run for one in blocks for run in one.runs):
        assert run.text == text[run.start : run.start + len(run.text)]
        assert not shown.keys() & set(range(run.start, run.start + len(run.text))), "shown twice"
        shown |= {run.start + n: letter for n, letter in enumerate(run.text)}
    assert not "".join(letter for at, letter in enumerate(text) if at not in shown).strip(), "words were lost"
    for block in stored:
        assert shown.keys() >= set(range(block["start"], block["end"]))
    for one in highlights:
        covered = {
            run.start + n for block in blocks for run in block.runs if one.id in run.ids for n in range(len(run.text))
        }
        assert covered == shown.keys() & set(range(one.start, one.end))
        signs = [anchor for block in blocks for run in block.runs for anchor in run.anchors if anchor.id == one.id]
        assert len(signs) == (1 if covered else 0)
