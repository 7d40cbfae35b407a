"""What the engine says of a passage beyond its likeness: its manner, its changed words, and whose land it names."""

from __future__ import annotations

import pytest

from reviewer.engine.countries import countries, country_of, mentions
from reviewer.engine.leftovers import left_behind
from reviewer.engine.manners import manner
from reviewer.engine.recurrence import runs_of
from reviewer.engine.swaps import exchanged

WORDS = "a tide gauge costs as much as a small car and lasts for eleven winters when it is kept dry"


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ("We hold that {}.", None),
        ("The guide says so: “{}” and we agree.", "quoted"),
        ("“{}” (Marwick, 2019).", "quoted_and_cited"),
        ("According to the guide, {}.", "cited"),
        ("We hold that {} (Marwick, 2019).", "cited"),
        ("We hold that {}.[3] More follows.", "cited"),
        ("We hold that {}.² More follows.", "cited"),
        ("Según la guía, {}.", "cited"),
        ("Marwick wrote much (Marwick, 2019). We hold that {}.", None),
        ("We hold that {}. Others differ (Marwick, 2019).", None),
    ],
)
def test_manner_is_told_from_marks_and_citations_in_the_sentence(around: str, expected: str | None) -> None:
    text = f"Our harbours are old.\n\n{around.format(WORDS)}\n"
    start = text.index(WORDS)
    assert manner(text, start, start + len(WORDS)) == expected


def test_one_citation_does_not_name_the_source_of_a_whole_page() -> None:
    long = " ".join(f"{WORDS}, said number {n} of them" for n in range(9))
    text = f"We hold that {long} (Marwick, 2019)."
    start = text.index(long)
    assert manner(text, start, start + len(long)) is None


def test_every_state_has_names_of_its_own_in_both_languages() -> None:
    table = countries()
    assert len(table) >= 195
    named: dict[tuple[str, ...], set[str]] = {}
    for land in table.values():
        assert land.names, land.code
        assert land.capitals, land.code
        for name in land.names:
            named.setdefault(name, set()).add(land.code)
    assert {name: codes for name, codes in named.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("delegation", "code"),
    [
        ("Republic of Chile", "CL"),
        ("The Kingdom of Norway", "NO"),
        ("USA", "US"),
        ("DPRK", "KP"),
        ("Republic of Korea", "KR"),
        ("Democratic Republic of the Congo", "CD"),
        ("Corea del Norte", "KP"),
        ("Estados Unidos Mexicanos", "MX"),
        ("Côte d’Ivoire", "CI"),
    ],
)
def test_a_delegation_is_known_by_any_of_its_names(delegation: str, code: str) -> None:
    assert country_of(delegation).code == code


def test_the_longest_name_is_believed_and_invented_lands_are_known_by_their_own() -> None:
    maravel = country_of("Republic of Maravel")
    text = "South Sudan and Sudan met the Norwegians in Maravel; Guinea-Bissau came late."
    found = [(text[one.span.start : one.span.end], one.codes) for one in mentions(text, (maravel,))]
    assert [(words, set(codes)) for words, codes in found] == [
        ("South Sudan", {"SS"}),
        ("Sudan", {"SD"}),
        ("Norwegians", {"NO"}),
        ("Maravel", {maravel.code}),
        ("Guinea-Bissau", {"GW"}),
    ]


KENYAN = "Kenya believes that Kenyan schools in Nairobi need water, and President Ruto has promised it to the people."
NORSE = (
    "Norway believes that Norwegian schools in Oslo need water, and President Solberg has promised it to the people."
)


def test_exchange_of_country_people_capital_and_leader_is_told_with_its_places() -> None:
    found = exchanged(KENYAN, NORSE, country_of("Kenya"), country_of("Norway"))
    assert found is not None
    assert [KENYAN[one.start : one.end] for one in found.own] == ["Kenya", "Kenyan", "Nairobi", "Ruto"]
    assert [NORSE[one.start : one.end] for one in found.other] == ["Norway", "Norwegian", "Oslo", "Solberg"]


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (KENYAN, KENYAN),
        (KENYAN, NORSE.replace("Norway", "Peru").replace("Norwegian", "Peruvian").replace("Oslo", "Lima")),
        (KENYAN, "Norway will pay for sirens in every fjord, and Oslo shall host the office that tests them."),
        ("Schools need water.", "Schools need water."),
    ],
    ids=["same words", "a third country", "another text", "no country at all"],
)
def test_what_is_no_exchange_is_not_called_one(own: str, other: str) -> None:
    assert exchanged(own, other, country_of("Kenya"), country_of("Norway")) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The delegation of {} believes that more is needed.",
        "The delegation of the Republic of {} urges all states to act.",
        "The {} delegation strongly supports this.",
        "La delegación de {} considera que falta más.",
        "Our country, {}, has paid for it.",
        "Country: {}",
        "Position Paper of {}",
    ],
)
def test_a_sentence_that_speaks_as_another_country_is_found_and_one_of_the_own_is_not(sentence: str) -> None:
    text = f"Our harbours are old.\n{sentence.format('Peru')}\n"
    (found,) = left_behind(text, country_of("Ghana"))
    assert text[found.span.start : found.span.end] == "Peru"
    assert left_behind(text, country_of("Peru")) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Ghana thanks the delegation of Peru for its fund.",
        "The delegation of Peru has proposed a fund that we support.",
        "Peru believes in tides, and Ghana does not.",
        "“The delegation of Peru believes in tides,” said its minister.",
        "The delegation of Ghana and Peru believes in tides.",
        "The delegation of Ghana visited Lima. Everybody there believes in tides.",
    ],
)
def test_to_name_another_country_is_what_papers_do(sentence: str) -> None:
    assert left_behind(sentence, country_of("Ghana")) == ()


def test_an_earlier_text_has_a_passage_when_four_fifths_of_it_stand_there() -> None:
    earlier = runs_of(f"Some words before. {WORDS}. Some words after.")
    assert earlier.have(WORDS)
    assert earlier.have(f"{WORDS} in the shed")
    assert not earlier.have("a lighthouse costs as much as two small cars and lasts for eleven hundred winters")
    assert not earlier.have("a tide")
