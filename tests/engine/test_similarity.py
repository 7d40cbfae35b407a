from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewer.engine.document import Block, Document
from reviewer.engine.report import Passage
from reviewer.engine.similarity import Prepared, compare, prepare, prepare_prompts, similarity

FIRST = (
    "Small ports along the northern delta lose their pilots every winter, because the ministry pays the wages four "
    "months late and the tugboat owners do not."
)
SECOND = (
    "A pilot who leaves in November seldom returns before the ice has broken the first marker buoys, and every broken "
    "buoy costs the district more than a season of wages."
)
THIRD = (
    "We therefore ask the assembly to lend each harbour a revolving fund, repaid from the mooring fees of the summer "
    "ferries and audited by two fishermen chosen by lot."
)
GUIDE = f"Background\n\n{FIRST} {SECOND}\n\n{THIRD}\n"
REWORDED = (
    "Small ports along the northern delta lose pilots each winter, since the ministry pays their salaries four months "
    "late while the tugboat owners do not."
)
OWN = (
    "Our delegation looks at lighthouses instead. Their keepers write down every storm by hand, and nobody has ever "
    "typed those notebooks into a machine that could warn a captain in time."
)
OTHER_OWN = (
    "Ostrania has taught beekeeping in its prisons for ten years. Former inmates sell honey at the weekly market, and "
    "the judges who sentenced them are among the most faithful customers."
)
QUESTION = (
    "How can member states finance the training of harbour pilots and the upkeep of marker buoys without raising the "
    "mooring fees of small ferries?"
)


def found(left: str | Document, right: str | Document, **more: object) -> tuple[Passage, ...]:
    return compare(prepare(left), prepare(right), **more)  # type: ignore[arg-type]


def counted(passages: tuple[Passage, ...]) -> list[Passage]:
    return [passage for passage in passages if passage.excluded is None]


def share(left: str, right: str, **more: object) -> float:
    return similarity(prepare(left), found(left, right, **more))[0]


def test_verbatim_copy_is_bounded_to_the_letter():
    paper = f"{OWN}\n\n{SECOND}\n\n{OTHER_OWN}"
    [passage] = found(paper, GUIDE)
    assert (passage.kind, passage.score, passage.excluded) == ("verbatim", 1.0, None)
    assert paper[passage.start : passage.end] == SECOND.rstrip(".")
    assert GUIDE[passage.other_start : passage.other_end] == SECOND.rstrip(".")


def test_own_work_on_other_subjects_gives_nothing():
    assert found(OWN, OTHER_OWN) == ()
    assert found(OTHER_OWN, GUIDE) == ()


def test_empty_texts_give_nothing():
    assert found("", "") == found("", GUIDE) == found("?", "!") == ()
    assert similarity(prepare(""), ()) == (0.0, 0.0)


def test_reordered_sentences_are_all_found():
    paper = f"{THIRD} {OWN} {SECOND} {OTHER_OWN} {FIRST}"
    covered = {sentence for p in counted(found(paper, GUIDE)) for sentence in (FIRST, SECOND, THIRD)
               if p.start <= paper.index(sentence) and paper.index(sentence) + len(sentence) - 1 <= p.end}  # fmt: skip
    assert covered == {FIRST, SECOND, THIRD}


def test_light_rewording_is_found_and_called_so():
    [passage] = found(f"{OWN}\n\n{REWORDED}\n\n{OTHER_OWN}", GUIDE)
    assert passage.kind == "reworded"
    assert 0.5 < passage.score < 0.85
    assert passage.excluded is None


def test_words_replaced_here_and_there_do_not_break_a_passage():
    paper = OWN + " " + SECOND.replace("seldom", "rarely").replace("district", "county") + " " + OTHER_OWN
    [passage] = found(paper, GUIDE)
    assert passage.kind == "verbatim"
    assert share(paper, GUIDE) == pytest.approx(len(SECOND.split()) / len(paper.split()), abs=0.02)


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: text.replace("e", "е").replace("a", "а"),
        "\u200b".join,
        lambda text: text.upper(),
        lambda text: text.replace("in", "i\u00adn").replace("'", "’"),
        lambda text: text.replace(" ", "\u00a0\n"),
    ],
    ids=["look-alike letters", "zero-width spaces", "capitals", "soft hyphens", "other blanks"],
)
def test_disguised_copy_is_found(disguise):
    paper = f"{OWN}\n\n{disguise(SECOND)}"
    passages = counted(found(paper, GUIDE))
    assert [passage.kind for passage in passages] == ["verbatim"]


@pytest.mark.parametrize(
    "sentence",
    [
        "As the guide says, “{}” (Harbour Office, 2031).",
        "According to the harbour office, “{}”.",
        'The guide warns that "{}" [4].',
        "La guía afirma que «{}».",
    ],
)
def test_cited_quotation_does_not_count(sentence: str):
    paper = f"{OWN} {sentence.format(SECOND.rstrip('.'))} {OTHER_OWN}"
    passages = found(paper, GUIDE)
    assert [(passage.excluded, passage.other_excluded) for passage in passages] == [("quotation", None)]
    counted_share, excluded_share = similarity(prepare(paper), passages)
    assert counted_share == 0
    assert excluded_share > 0.2


def test_quotation_marks_without_a_source_are_a_copy():
    [passage] = found(f"{OWN}\n\n“{SECOND}”\n\n{OTHER_OWN}", GUIDE)
    assert passage.excluded is None


def test_words_around_a_quotation_count_apart():
    paper = f"{OWN}\n\n{FIRST} The guide states that “{SECOND}” (Harbour Office, 2031)."
    assert [passage.excluded for passage in found(paper, GUIDE)] == [None, "quotation"]


REFERENCES = (
    "Works Cited\n"
    "Ostrania, Ministry of Harbours. Annual Report on Pilots, Buoys and Winter Wages in the Northern Delta. 2031.\n"
    "Lumen Institute. The Revolving Fund for Small Ports: Ten Years of Lessons. 2029. https://example.org/fund\n"
)


def test_same_references_do_not_count():
    passages = found(f"{OWN}\n\n{REFERENCES}", f"{OTHER_OWN}\n\n{REFERENCES}")
    assert passages
    assert {passage.excluded for passage in passages} == {"references"}


def test_paragraph_hidden_under_references_counts():
    long = f"{FIRST} {SECOND} {THIRD}"
    assert share(f"{OWN}\n\nWorks Cited\n{long}\n", GUIDE) > 0.5


def test_paragraph_styled_as_heading_counts():
    text = f"{OWN}\n\n{SECOND}"
    start = text.index(SECOND)
    blocks = (Block("paragraph", 0, len(OWN)), Block("heading", start, len(text)))
    document = Document("text/plain", "0" * 64, text, "en", 60, 60, None, blocks)
    assert counted(found(document, GUIDE))


HEADER = (
    "Committee: Harbour and Navigation Assembly\nTopic: Keeping Experienced Pilots in the Small Ports of the North\n"
)


def test_title_block_and_topic_title_do_not_count():
    left = f"{HEADER}Country: Ostrania\n\n{OWN}"
    topic = "keeping experienced pilots in the small ports of the north"
    right = f"{HEADER}Country: Vellmark\n\n{OTHER_OWN} We speak on {topic}."
    passages = found(left, right)
    assert passages
    assert {passage.excluded for passage in passages} == {"title"}


FAMILIES = ("Quillfeather", "Ostrander", "Vellacott", "Thornquist", "Marrowby")


def test_names_do_not_count():
    name = "the Northern Convention for the Protection of Pilots and Harbour Workers"
    left = f"{OWN} Ostrania signed {name} in the first week."
    right = f"Vellmark still hesitates before {name} because of its costs. {OTHER_OWN}"
    passages = found(left, right)
    assert [passage.excluded for passage in passages] == ["name"]


def test_list_of_countries_does_not_count():
    countries = "Belize, Costa Rica, El Salvador, Guatemala, Honduras, Mexico, Nicaragua and Panama"
    passages = found(f"Our friends are {countries}. {OWN}", f"{OTHER_OWN} It was read aloud in {countries}.")
    assert {passage.excluded for passage in passages} == {"name"}


def test_long_list_of_names_in_the_same_order_is_a_copy():
    people = [f"{given} {family}" for given in ["Ada", "Bruno", "Clara", "Dario", "Edda"] for family in FAMILIES]
    names = ", ".join(people)
    passages = found(f"{OWN} Witnesses were {names}.", f"{OTHER_OWN} In the hall sat {names}.")
    assert [passage.excluded for passage in passages] == [None]
    few = ", ".join(people[:6])
    passages = found(f"{OWN} Witnesses were {few}.", f"{OTHER_OWN} In the hall sat {few}.")
    assert {passage.excluded for passage in passages} == {"name"}


def test_capitals_do_not_turn_a_copy_into_a_name():
    assert share(f"{OWN}\n\n{SECOND.title()}", GUIDE) > 0.3


def test_restated_question_does_not_count():
    restated = QUESTION.replace("How can member states", "how member states can").rstrip("?")
    paper = f"{OWN} We were asked {restated}. {OTHER_OWN}"
    guide = f"{SECOND} {QUESTION} {FIRST}"
    assert counted(found(paper, guide))
    passages = found(paper, guide, prompts=prepare_prompts([QUESTION]))
    assert [passage.excluded for passage in passages] == ["prompt"]


def test_questions_listed_in_a_guide_are_known_as_prompts():
    guide = f"{FIRST}\n\n1. {QUESTION}\n2. Which bodies of your region could lend money to a harbour in winter?\n"
    paper = f"{OWN} {QUESTION} {OTHER_OWN}"
    assert {passage.excluded for passage in found(paper, guide)} == {"prompt"}


def test_few_words_are_short():
    run = "ice has broken the first marker buoys"
    passages = found(f"{OWN} They wait until the {run} again.", GUIDE)
    assert [passage.excluded for passage in passages] == ["short"]


def test_common_phrase_does_not_count_but_a_long_text_does():
    phrase = "our delegation remains fully committed to dialogue and looks forward to working with every partner"
    left, right = prepare(f"{OWN} Indeed {phrase}."), prepare(f"{OTHER_OWN} As always {phrase}.")
    assert [p.excluded for p in compare(left, right)] == [None]
    common = set(left.hashes) & set(right.hashes)
    assert [p.excluded for p in compare(left, right, common=common)] == ["common_phrase"]
    copy = prepare(f"{OTHER_OWN} {FIRST} {SECOND}")
    assert counted(compare(copy, prepare(GUIDE), common=set(copy.hashes)))


def test_text_against_itself_is_one_passage_from_end_to_end():
    text = f"{FIRST} {SECOND} {FIRST}"
    [passage] = found(text, text)
    assert (passage.start, passage.end) == (passage.other_start, passage.other_end) == (0, len(text) - 1)
    assert share(text, text) == 1.0


def test_copy_repeated_several_times_is_still_found():
    paper = prepare(" ".join([SECOND] * 6))
    assert counted(compare(paper, prepare(GUIDE)))


@pytest.mark.parametrize(
    "left", ["a " * 20_000, SECOND * 300, "United Nations of " * 5_000, '"' * 20_000, "Topic: x\n" * 4_000]
)
def test_degenerate_texts_are_compared_all_the_same(left: str):
    passages = found(left, GUIDE)
    assert all(0 <= p.start < p.end <= len(left) for p in passages)
    assert counted(passages) == [] or SECOND in left


def test_similarity_counts_a_word_once():
    paper = prepare(f"{FIRST} {OWN}")
    passages = compare(paper, prepare(GUIDE))
    assert similarity(paper, [*passages, *passages]) == similarity(paper, passages)
    assert 0.3 < similarity(paper, passages)[0] < 0.7


SNIPPETS = [
    *(FIRST, SECOND, THIRD, REWORDED, OWN, OTHER_OWN, HEADER, REFERENCES, QUESTION, f"“{SECOND}” (Lumen, 2031)."),
    *(THIRD.upper(), SECOND.replace("e", "е"), "Short line", "\u200b", "“", "of the", " ".join(SECOND.split()[3:17])),
]
PIECES = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=30), max_size=6)
TEXTS = st.tuples(PIECES, st.sampled_from([" ", "\n", "\n\n"])).map(lambda parts: parts[1].join(parts[0]))


def places(passages: tuple[Passage, ...]) -> list[tuple[int, ...]]:
    return [(p.start, p.end, p.other_start, p.other_end) for p in passages]


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
@example(f"{FIRST} {SECOND}", f"{SECOND} {FIRST} {SECOND}")
def test_passages_lie_within_both_texts_and_mirror(left: str, right: str):
    one, two = prepare(left), prepare(right)
    passages = compare(one, two)
    for p in passages:
        assert 0 <= p.start < p.end <= len(left)
        assert 0 <= p.other_start < p.other_end <= len(right)
        assert 0 < p.score <= 1
    assert places(passages) == sorted(places(passages))
    assert passages == compare(one, two) == compare(prepare(left), prepare(right))
    back = compare(two, one)
    assert sorted(map(repr, back)) == sorted(repr(p.mirrored()) for p in passages)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_is_wholly_found_in_itself(text: str):
    prepared: Prepared = prepare(text)
    passages = compare(prepared, prepare(text))
    assert sum(similarity(prepared, passages)) == (1.0 if prepared.words else 0.0)
    assert all((p.start, p.end) == (p.other_start, p.other_end) for p in passages)
