"""Where reworded passages begin and end, and which of them are one."""

from __future__ import annotations

import pytest

from reviewer.engine.report import Passage
from reviewer.engine.similarity import Prepared, compare, prepare
from reviewer.engine.similarity.borders import settled
from reviewer.engine.similarity.fragments import Fragment
from reviewer.engine.similarity.joining import joined
from reviewer.engine.similarity.prepared import positions
from reviewer.engine.similarity.sequenced import rarity_in

IDLE = "Nobody in the valley owned a telescope before the observatory was sold to a brewery."
SOURCE = (
    "Fishermen who rescued strangers from the drifting ice were never thanked by the governor. Their boats carried "
    "neither radio nor flares, since the customs office had taxed both as luxuries after the flood. Nobody counted how "
    "many engines were ruined during those weeks."
)
REWORDED = (
    "Fishermen rescuing strangers from drifting ice never got thanked by their governor. Boats of theirs carried no "
    "radio and no flares, for customs had taxed those as luxuries since the flood. How many engines were ruined in "
    "those weeks was counted by nobody."
)
NEXT = (
    "Lamps along the breakwater burn rapeseed oil, which freezes in February and blinds every captain who trusts the "
    "chart. The keeper warms the barrels with bricks from his own stove."
)
NEXT_REWORDED = (
    "Rapeseed oil burns in the lamps along the breakwater; in February it freezes, and every captain trusting "
    "the chart is blinded. With bricks from his own stove the keeper warms the barrels."
)
COPIED = (
    "Small ports along the northern delta lose their pilots every winter, because the ministry pays the wages four "
    "months late and the tugboat owners do not. A pilot who leaves in November seldom returns before the ice has "
    "broken the first marker buoys, and every broken buoy costs the district more than a season of wages."
)
OWN = (
    "Our delegation looks at lighthouses instead. Their notebooks describe each storm by hand, and a machine that "
    "could read them might warn whole fleets in time."
)
OTHER = (
    "The chapel on the eastern pier was painted blue by prisoners. Visitors like its colour. An organ is missing, yet "
    "the acoustics please even the deaf sexton, who feels hymns through the planks."
)


def words_of(text: Prepared, piece: str) -> range:
    start = text.text.index(piece)
    return positions(text.folded, start, start + len(piece))


def said(text: Prepared, start: int, end: int) -> str:
    return text.text[text.folded.starts[start] : text.folded.ends[end - 1]]


def settled_texts(left: Prepared, right: Prepared, here: str, there: str) -> tuple[str, str]:
    one, two = words_of(left, here), words_of(right, there)
    found = settled(
        Fragment(one.start, one.stop, two.start, two.stop, 0),
        left.sequenced,
        right.sequenced,
        rarity_in(left.sequenced, right.sequenced),
    )
    return said(left, found.start, found.end), said(right, found.other_start, found.other_end)


def counted(left: str, right: str) -> list[Passage]:
    return [one for one in compare(prepare(left), prepare(right)) if one.excluded is None]


@pytest.mark.parametrize("around", [f"{IDLE} {SOURCE}", f"{SOURCE} {IDLE}"])
def test_sentence_at_an_edge_that_answers_nothing_is_no_part_of_a_passage(around: str) -> None:
    paper, source = prepare(f"{OWN} {REWORDED}"), prepare(f"{OTHER} {around}")
    assert settled_texts(paper, source, REWORDED, around) == (REWORDED.rstrip("."), SOURCE.rstrip("."))


def test_sentence_between_others_stays_whatever_it_says() -> None:
    first, rest = SOURCE.split(". ", 1)
    around = f"{first}. {IDLE} {rest}"
    paper, source = prepare(f"{OWN} {REWORDED}"), prepare(f"{OTHER} {around}")
    assert settled_texts(paper, source, REWORDED, around)[1] == around.rstrip(".")


def test_words_that_the_rest_answers_already_keep_no_sentence() -> None:
    echo = "Governor and fishermen were thanked for radio and flares."
    paper, source = prepare(f"{OWN} {REWORDED}"), prepare(f"{OTHER} {SOURCE} {echo}")
    assert settled_texts(paper, source, REWORDED, f"{SOURCE} {echo}")[1] == SOURCE.rstrip(".")


def test_passage_that_holds_most_of_a_sentence_holds_all_of_it() -> None:
    paper, source = prepare(f"{OWN} {REWORDED} {OTHER}"), prepare(f"{OTHER} {SOURCE} {IDLE}")
    here = REWORDED.removeprefix("Fishermen rescuing ").removesuffix(" by nobody.")
    assert settled_texts(paper, source, here, SOURCE)[0] == REWORDED.rstrip(".")


def test_passage_that_holds_little_of_a_sentence_ends_within_it() -> None:
    paper, source = prepare(f"{REWORDED} {NEXT} {OWN}"), prepare(f"{OTHER} {SOURCE} {NEXT}")
    here, there = f"{REWORDED} Lamps along the breakwater", f"{SOURCE} {NEXT}"
    assert settled_texts(paper, source, here, there)[0] == here


def test_texts_that_share_nothing_keep_a_sentence_each() -> None:
    paper, source = prepare(f"{OWN} {NEXT}"), prepare(SOURCE)
    here, there = settled_texts(paper, source, f"{OWN} {NEXT}", SOURCE)
    assert here.count(".") == there.count(".") == 0
    assert len(here.split()) >= 10
    assert len(there.split()) >= 10


@pytest.mark.parametrize("source", [f"{SOURCE} {IDLE} {NEXT}", f"{NEXT} {IDLE} {SOURCE}"])
def test_passages_with_a_short_break_between_them_are_one(source: str) -> None:
    break_ = "We were told this twice and doubt it."
    paper = f"{OWN} {REWORDED} {break_} {NEXT_REWORDED} {OTHER}"
    [passage] = counted(paper, f"{IDLE[::-1]}\n\n{source}")
    found = paper[passage.start : passage.end]
    assert found.startswith("Fishermen rescuing")
    assert found.endswith("warms the barrels")


def test_passages_far_apart_in_one_text_are_two() -> None:
    paper = f"{OWN} {REWORDED} {OTHER} {IDLE} {COPIED} {NEXT_REWORDED}"
    passages = counted(paper, f"{SOURCE} {NEXT}")
    assert [paper[one.start :].split(maxsplit=1)[0] for one in passages] == ["Fishermen", "Rapeseed"]


def test_sentences_little_alike_one_by_one_are_a_passage_together() -> None:
    retold = (
        "Fishermen of the poorer villages pulled many strangers off the ice and heard no word of gratitude at the "
        "palace. Flares cost dearly once the customs clerks spoke of luxuries, and most crews of the poorer villages "
        "sailed without a radio. Ruined engines lay rusting for weeks on the beach and nobody wrote a list. Rapeseed "
        "oil, thick as porridge in February, left the breakwater dark, and several captains with good charts ran "
        "aground."
    )
    paper = f"{OWN} {retold} {OTHER}"
    [passage] = counted(paper, f"{COPIED} {SOURCE} {NEXT} {IDLE}")
    assert passage.kind == "reworded"
    assert paper[passage.start : passage.end] == retold.rstrip(".")


def test_changed_beginning_of_a_copied_sentence_belongs_to_it_while_it_keeps_words() -> None:
    original, rest = COPIED.split(". ", 1)
    written = f"The witnesses of both provinces complained that {original[0].lower()}{original[1:]}"
    changed = f"What old witnesses complained about was that {original[0].lower()}{original[1:]}"
    paper = f"{OWN} {changed}. {rest}"
    [passage] = counted(paper, f"{OTHER} {written}. {rest}")
    assert paper[passage.start : passage.end].startswith("witnesses complained about was that small")


def test_own_beginning_of_a_copied_sentence_does_not_belong_to_it() -> None:
    original, rest = COPIED.split(". ", 1)
    written = f"The witnesses of both provinces complained that {original[0].lower()}{original[1:]}"
    own = f"Our cabinet has asked for years why {original[0].lower()}{original[1:]}"
    paper = f"{OWN} {own}. {rest}"
    [passage] = counted(paper, f"{OTHER} {written}. {rest}")
    assert paper[passage.start : passage.end].startswith("small ports along")


def test_passages_in_zones_are_joined_to_nothing() -> None:
    quoted = f"As the report of 2019 says, “{NEXT}” (Report, 2019)."
    left, right = prepare(f"{COPIED} {quoted}"), prepare(f"{COPIED} {quoted}")
    pieces = [(words_of(left, text), words_of(right, text)) for text in (COPIED, NEXT)]
    fragments = [Fragment(a.start, a.stop, b.start, b.stop, len(a)) for a, b in pieces]
    rarity = rarity_in(left.sequenced, right.sequenced)
    assert left.sequenced.zone_at(fragments[1].start) == "quotation"
    assert sorted(joined(fragments, left.sequenced, right.sequenced, rarity)) == fragments
