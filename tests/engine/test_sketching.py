from __future__ import annotations

import random

from reviewer.engine.fingerprints import fold, kgrams
from reviewer.engine.index import LEAST_WEIGHT, MemoryIndex, Sketch, rank
from reviewer.engine.sketching import SEQUENCE_WINDOW, every_hash, sketch, sketch_id

TEXT = (
    "Every upstream state should publish the level of its rivers each morning, so that the harbours below have two "
    "days to move their boats and people before the water arrives, and no village learns of a flood from the flood."
)
REWORDED = (
    "All upstream states ought to publish their rivers' levels every morning, and then harbours further below would "
    "have days in which boats and people move before water arrives; villages must not learn about floods by flood."
)
OTHER = (
    "Kelvane pays its lighthouse keepers from a tax on sardines, which parliament doubled after the winter of 1997; "
    "widows are trained as surveyors because they know which cellars fill before the others do."
)


def of(text: str, key: bytes = b"k") -> Sketch:
    return sketch(fold(text), key)


def found(asked: str, *stored: str) -> list[int]:
    index = MemoryIndex()
    for number, text in enumerate(stored):
        index.add(number, of(text).hashes)
    mine = of(asked)
    return [number for number, _ in rank(mine, index.holders(mine.hashes), LEAST_WEIGHT)]


def test_copied_sentence_in_another_paper_is_found():
    assert found(f"{OTHER} {TEXT}", OTHER[:40], TEXT) == [1]


def test_reworded_sentence_is_found_by_its_content_though_no_sequence_is_shared():
    mine, other = of(REWORDED), of(TEXT)
    assert not {one.hash for one in mine.sequences} & {one.hash for one in other.sequences}
    assert found(REWORDED, OTHER, TEXT) == [1]


def test_texts_on_other_things_are_not_found():
    assert found(OTHER, TEXT, REWORDED) == []


def test_any_twelve_words_in_a_row_share_a_sequence():
    chosen = random.Random(5)
    words = [f"w{number}" for number in range(400)]
    whole = {one.hash for one in of(" ".join(words)).sequences}
    for _ in range(50):
        start = chosen.randrange(400 - 12)
        assert whole & {one.hash for one in of(" ".join(words[start : start + 4 + SEQUENCE_WINDOW])).sequences}


def test_every_hash_of_a_text_holds_those_of_its_sketch_and_more():
    folded = fold(TEXT)
    sequences = kgrams(folded.words, key=b"k")
    every = every_hash(folded, sequences, b"k")
    assert of(TEXT).hashes < every
    assert set(sequences) < every


def test_another_key_makes_another_sketch_that_shares_nothing():
    assert sketch_id(b"one") != sketch_id(b"two")
    assert not of(TEXT, b"one").hashes & of(TEXT, b"two").hashes


def test_text_without_words_has_an_empty_sketch():
    assert of("").hashes == of(" - ").hashes == frozenset()
