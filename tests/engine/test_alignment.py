"""Passages as a person expects them: each with its own kind and borders, and nothing of a mere subject."""

from __future__ import annotations

import random

import pytest

from reviewer.engine.report import Passage
from reviewer.engine.similarity import compare, prepare

COPIED = (
    "Small ports along the northern delta lose their pilots every winter, because the ministry pays the wages four "
    "months late and the tugboat owners do not. A pilot who leaves in November seldom returns before the ice has "
    "broken the first marker buoys, and every broken buoy costs the district more than a season of wages."
)
LATER = (
    "Fishermen who rescued strangers from the drifting ice were never thanked by the governor. Their boats carried "
    "neither radio nor flares, since the customs office had taxed both as luxuries after the flood. Nobody counted how "
    "many engines were ruined during those weeks."
)
LATER_REWORDED = (
    "Fishermen rescuing strangers from drifting ice never got thanked by their governor. Boats of theirs carried no "
    "radio and no flares, for customs had taxed those as luxuries since the flood. How many engines were ruined in "
    "those weeks was counted by nobody."
)
BETWEEN = (
    "The chapel on the eastern pier was painted blue by prisoners who had asked for any work at all. Visitors like its "
    "colour. An organ is missing, yet the acoustics please even the deaf sexton, who feels hymns through the planks "
    "and taps along with his walking stick. On feast days the doors stay open until the last ferry, and schoolchildren "
    "sell lemonade on the steps for the repair of the roof, which leaks above the pulpit whenever it rains."
)
OWN = (
    "Our delegation looks at lighthouses instead. Their keepers write down every storm by hand, and nobody has ever "
    "typed those notebooks into a machine that could warn a captain in time."
)


def counted(left: str, right: str) -> list[Passage]:
    return [one for one in compare(prepare(left), prepare(right)) if one.excluded is None]


def test_verbatim_and_reworded_parts_of_one_source_stay_apart() -> None:
    paper = f"{OWN}\n\n{COPIED}\n\n{LATER_REWORDED}\n"
    source = f"{COPIED}\n\n{BETWEEN}\n\n{BETWEEN[::-1]}\n\n{LATER}\n"
    passages = counted(paper, source)
    assert [one.kind for one in passages] == ["verbatim", "reworded"]
    assert paper[passages[0].start : passages[0].end] == COPIED.rstrip(".")
    assert source[passages[1].other_start : passages[1].other_end].startswith("Fishermen")


def test_sentences_like_a_copy_do_not_blur_its_borders() -> None:
    alike = "Pilots of small ports leave the delta in winter when wages are paid late by the ministry."
    [passage] = counted(f"{alike} {COPIED} {OWN}", f"{BETWEEN} {COPIED} Wages of pilots are paid late in small ports.")
    assert passage.kind == "verbatim"
    assert passage.end - passage.start == len(COPIED) - 1


def test_sentences_in_another_order_are_one_passage() -> None:
    sentences = [*COPIED.split(". "), *LATER.split(". ")]
    reworded = " ".join(f"{one.rstrip('.')}." for one in reversed(sentences))
    source = f"{COPIED} {LATER}"
    paper = f"{OWN} {reworded} {BETWEEN}"
    covered = sum(one.end - one.start for one in counted(paper, source))
    assert covered >= 0.95 * len(reworded)


def test_words_dropped_and_replaced_in_every_sentence_leave_the_passage_found() -> None:
    paper = f"{OWN}\n\n{LATER_REWORDED}\n\n{BETWEEN}"
    [passage] = counted(paper, f"{BETWEEN[::-1]}\n\n{LATER}")
    found = paper[passage.start : passage.end]
    assert found.startswith("Fishermen rescuing")
    assert len(found) >= 0.9 * len(LATER_REWORDED)


def test_few_changed_words_at_the_edges_of_a_copied_sentence_belong_to_it() -> None:
    original = COPIED.split(". ")[1]
    changed = original.replace("A pilot who", "Any helmsman who").replace("season of wages.", "whole summer.")
    paper = f"{OWN} {changed} {BETWEEN}"
    [passage] = counted(paper, f"{LATER} {original} {OWN[::-1]}")
    assert paper[passage.start : passage.end] == changed.rstrip(".")


def test_heading_inside_a_copied_section_does_not_part_it() -> None:
    section = f"{COPIED}\n\nThe rescued and the rescuers\n\n{LATER}"
    paper = f"{OWN}\n\n{section}\n"
    [passage] = counted(paper, f"{BETWEEN}\n\n{section}\n")
    assert paper[passage.start : passage.end] == section.rstrip(".")


def test_a_digest_of_a_long_text_is_one_passage_that_names_where_it_came_from() -> None:
    facts = [
        f"{who} of {place} {did} the {thing}"
        for who, place, did, thing in zip(
            ["Fishermen", "Prisoners", "Sextons", "Governors", "Pilots", "Engineers", "Teachers", "Widows"],
            ["Ostrania", "Vellmark", "Tern", "Lumen", "Corvia", "Hestia", "Morland", "Zephyr"],
            ["salvaged", "repainted", "auctioned", "inherited", "dismantled", "mortgaged", "embroidered", "borrowed"],
            ["lighthouse", "chapel", "organ", "customs ledger", "dredger", "turbine", "flag", "granary"],
            strict=True,
        )
    ]
    filler = random.Random(7)
    words = [f"{one}{two}{end}" for one in ("bal", "mer", "tor", "vin", "lus") for two in ("a", "e", "o", "u")
             for end in ("ndic", "rbex", "stol", "gwyn", "phax", "llum")]  # fmt: skip

    def chatter(count: int) -> str:
        return " ".join(" ".join(filler.choice(words) for _ in range(11)).capitalize() + "." for _ in range(count))

    source = " ".join(f"{chatter(6)} {fact} in the hardest winter anybody remembers." for fact in facts)
    digest = " ".join(f"{fact}." for fact in facts)
    paper = f"{OWN} {BETWEEN} {digest} {LATER}"
    passages = counted(paper, source)
    covering = [one for one in passages if one.start <= paper.index(digest) + 20 and one.end >= paper.index(LATER) - 20]
    assert len(covering) == 1
    assert covering[0].other_end - covering[0].other_start > 4 * len(digest)


@pytest.mark.parametrize("seed", range(5))
def test_texts_of_one_subject_share_nothing_that_counts(seed: int) -> None:
    """Two texts drawn from the same few hundred words, in which everything but the writing is common."""
    draw = random.Random(seed)
    subject = sorted({word.strip(".,") for text in (COPIED, LATER, BETWEEN, OWN) for word in text.split()})
    one, two = (
        " ".join(" ".join(draw.choice(subject) for _ in range(14)).capitalize() + "." for _ in range(40))
        for _ in range(2)
    )
    assert counted(one, two) == []


def test_sentences_from_all_over_a_text_set_side_by_side_are_one_passage() -> None:
    first, second = COPIED.split(". ")[1], LATER.split(". ")[1]
    paper = f"{OWN} {first}. {second}. {OWN[::-1]}"
    source = f"{COPIED}\n\n{BETWEEN}\n\n{LATER}\n"
    [passage] = counted(paper, source)
    assert paper[passage.start : passage.end] == f"{first}. {second}"
    assert first in source[passage.other_start : passage.other_end]
    assert second in source[passage.other_start : passage.other_end]


def test_sentences_from_all_over_a_text_stay_apart_where_others_lie_between_them() -> None:
    first, second = COPIED.split(". ")[1], LATER.split(". ")[1]
    paper = f"{first}. {OWN} {second}."
    passages = counted(paper, f"{COPIED}\n\n{BETWEEN}\n\n{LATER}\n")
    assert [paper[one.start : one.end].rstrip(".") for one in passages] == [first.rstrip("."), second]
