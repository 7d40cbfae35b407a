from __future__ import annotations

import pytest

from reviewer.engine import readers
from reviewer.engine.document import Document, Limits
from reviewer.engine.hiding import HIDDEN, Names, Veil

NAMES = Names(
    people=("Ada Ferrolan", "Bó Zéphyrin", "Jordan Fisk"),
    schools=("Quillhaven Preparatory School of Drosmere",),
    kept=("Maravel", "Committee on Tides", "Early warning for coastal cities"),
    ordinary=("Which fishers should be warned first?",),
)


def read(text: str) -> Document:
    return readers.read(text.encode(), name="paper.txt", limits=Limits())


def veiled(text: str) -> str:
    return Veil(NAMES).over(read(text))


BODY = " ".join(["The sea rises and every village on this coast knows what a warning is worth to its boats."] * 4)


@pytest.mark.parametrize(
    "said",
    [
        "Ada Ferrolan",
        "ADA  FERROLAN",
        "ada_ferrolan",
        "ferrolan",
        "Bo Zephyrin",
        "Bo\u0301 Ze\u0301phyrin",
        "zéphyrin",
        "Quillhaven Prep",
        "QUILLHAVEN",
        "drosmere",
        "Quill\u00adhaven",
        "ada.f@obsidianpost.example",
    ],
)
def test_a_name_is_hidden_however_it_is_written(said: str) -> None:
    text = f"Position Paper of Maravel\n\n{BODY} We wrote it, {said} and others, for the debate.\n\n{BODY}\n"
    shown = veiled(text)
    place = shown.index("We wrote it, ")
    kept = shown[place : shown.index(" for the debate")].removeprefix("We wrote it, ").removesuffix("and others,")
    assert HIDDEN in kept
    assert not any(letter.isalpha() for letter in kept.replace("Prep", "").replace("'s", ""))


def test_nothing_moves() -> None:
    text = f"School: Quillhaven 🌊\nDelegates: Ada Ferrolan\n\n{BODY} Ada Ferrolan said so at Quillhaven’s gate.\n"
    document = read(text)
    shown = Veil(NAMES).over(document)
    assert len(shown) == len(document.text)
    assert shown != document.text
    assert all(new in (old, HIDDEN) for new, old in zip(shown, document.text, strict=True))


def test_what_the_conference_itself_says_stays() -> None:
    names = Names(people=("Mara Tides",), schools=("Coastal Academy",), kept=NAMES.kept)
    text = f"Maravel\nCommittee on Tides\nEarly warning for coastal cities\n\n{BODY} Maravel acts. The tides rise.\n"
    assert HIDDEN not in Veil(names).over(read(text))


def test_short_names_that_are_words_are_hidden_only_where_they_stand_as_names() -> None:
    names = Names(people=("Will Hope",))
    said = "Will they act? We hope so, and will wait. Then Hope spoke, as our friend Will did."
    shown = Veil(names).words(f"{BODY} {said}")
    assert shown.endswith("Will they act? We hope so, and will wait. Then ▒▒▒▒ spoke, as our friend ▒▒▒▒ did.")


def test_words_of_the_questions_and_names_of_states_are_not_taken_for_names_in_a_sentence() -> None:
    names = Names(people=("Georgia Fishers",), ordinary=("Which fishers should be warned first?",))
    shown = Veil(names).words(f"{BODY} Georgia warns the fishers of its coast.")
    assert shown.endswith("Georgia warns the fishers of its coast.")


@pytest.mark.parametrize(
    "line",
    [
        "School: Elsewhere Hall",
        "Delegates: Rolf Umberline",
        "Coach: Rolf Umberline",
        "Escuela: Liceo Ultramar",
        "Asesora: Iria B.",
    ],
)
def test_what_a_label_says_is_a_name_is_hidden_though_nobody_knows_it(line: str) -> None:
    shown = veiled(f"Position Paper\n{line}\nCountry: Maravel\n\n{BODY}\n")
    label, _colon, value = line.partition(":")
    assert f"{label}:" in shown
    assert value.split()[0] not in shown
    assert "Country: Maravel" in shown


def test_a_label_before_a_sentence_or_a_state_hides_nothing() -> None:
    text = f"{BODY}\n\nStudents: {BODY}\n\nSubmitted by: France\n"
    assert HIDDEN not in Veil(Names()).words(text)


def test_a_veil_without_names_hides_addresses_only() -> None:
    shown = Veil(Names()).words("Write to us at yv (at) post.example today.")
    assert shown == f"Write to us at {HIDDEN * 2} {HIDDEN * 4} {HIDDEN * 12} today."
