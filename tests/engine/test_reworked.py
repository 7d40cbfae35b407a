"""One text made into another: which sentences are shown, and when many faint likenesses count together."""

from __future__ import annotations

from reviewer.engine.report import Passage
from reviewer.engine.similarity import compare, prepare, similarity

SOURCE = (
    "A harbour pilot climbs aboard each foreign vessel near the outer sandbar. The captain hands over the draught "
    "tables and a list of dangerous cargo. Together they choose a channel that the dredgers cleared during spring. "
    "Tugboats wait behind the breakwater until the pilot calls them by radio. Every berth is reserved two days ahead "
    "by the agent of the shipping company."
)
REWORKED = (
    "Near the outer sandbar a harbour pilot climbs aboard each foreign vessel. Then the captain hands over draught "
    "tables and his list of dangerous cargo. {own} Tugboats are waiting behind the breakwater till the pilot calls "
    "them by radio. Every berth is reserved ahead, two days, by the agent of that shipping company."
)
OWN = (
    "My grandmother remembers how people on the quay threw oranges at such a pilot, laughing, because her cousin had "
    "once painted his cabin green for a bet about football."
)
OTHER = (
    "Mountain villages rebuilt their schools with timber that a monastery donated. Teachers came on mules and slept in "
    "the bakery. When the avalanche closed the pass, letters were tied to goats, and most of them arrived."
)


def counted(left: str, right: str) -> list[Passage]:
    return [one for one in compare(prepare(left), prepare(right)) if one.excluded is None]


def shown(text: str, passages: list[Passage]) -> str:
    return " | ".join(text[one.start : one.end] for one in passages)


def test_own_sentence_within_a_reworked_text_is_not_shown() -> None:
    text = REWORKED.format(own=OWN)
    told = shown(text, counted(text, SOURCE))
    assert "climbs aboard" in told
    assert "calls them by radio" in told
    assert "grandmother" not in told


def test_reworked_text_without_own_sentences_stays_one_passage() -> None:
    text = REWORKED.format(own="A channel is chosen together that dredgers cleared in spring.")
    [passage] = counted(text, SOURCE)
    assert similarity(prepare(text), [passage])[0] > 0.95


def test_reworked_part_of_a_longer_text_is_shown_whole() -> None:
    text = REWORKED.format(own="It takes them an hour, and much coffee, on most days of a mild winter.")
    passages = counted(f"{text}\n\n" + f"{OTHER}\n\n" * 12, SOURCE)
    assert len(passages) == 1
    assert "coffee" in shown(text, passages)


def test_parts_are_the_same_from_either_side() -> None:
    text = REWORKED.format(own=OWN)
    here = counted(text, SOURCE)
    assert here
    mirrored = sorted((one.other_start, one.other_end, one.start, one.end) for one in counted(SOURCE, text))
    assert sorted((one.start, one.end, one.other_start, one.other_end) for one in here) == mirrored


FAINT = (
    "The cheese of the valley ripens in caves which shepherds dug beneath the glacier. Most of them are locked.",
    "Merchants from the coast used to trade salt for a wheel of it at the autumn market. The prices were never fixed.",
    "Nobody outside the valley knows the herb that gives its rind the blue colour. It grows between stones.",
)
FAINT_TOLD = (
    "In caves dug beneath a glacier, cheese of that valley ripens for years and years.",
    "At autumn market, salt was what coast merchants used to trade against it.",
    "What herb makes the blue colour of its rind is known to nobody but four old women.",
)
DIFFERENT = (
    "Buses stop beside a museum on Sundays, and tickets for children cost nothing before noon.",
    "A railway once crossed the gorge on a wooden bridge until termites had eaten three of its pillars.",
)


def faint(count: int) -> list[Passage]:
    source = f" {OTHER} {OTHER.replace('goats', 'mules')} ".join(FAINT)
    text = " ".join(
        part for pair in zip(FAINT_TOLD[:count], (*DIFFERENT, "")[:count], strict=True) for part in pair if part
    )
    return counted(text, source)


def test_faint_likenesses_all_over_a_text_count_together() -> None:
    assert len(faint(3)) == 3


def test_few_faint_likenesses_do_not_count() -> None:
    assert faint(1) == []
    assert faint(2) == []


def test_faint_likenesses_in_two_long_texts_do_not_count() -> None:
    source = " ".join([OTHER, *FAINT, *[OTHER.replace("goats", f"goats and {n} mules") for n in range(6)]])
    sentences = [f"Clerk {n} filed ledger {n * 7} under tax {n + 3} before bell {n * 3} rang." for n in range(60)]
    text = " ".join([FAINT_TOLD[0], *sentences[:30], FAINT_TOLD[1], *sentences[30:], FAINT_TOLD[2]])
    assert counted(text, source) == []
