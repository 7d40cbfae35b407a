"""What the optional encoder adds; where it is not installed, only that all else works without it is tested."""

from __future__ import annotations

import pytest

from reviewer.engine import encoder as encoders
from reviewer.engine.encoder import Encoder
from reviewer.engine.report import Passage
from reviewer.engine.similarity import Spoken, compare, nearest, prepare, spoken

ENGLISH = (
    "Rescue boats are kept in every harbour of the delta, but most of them have no crew after nightfall. The ministry "
    "promised to pay volunteers for night watches, and it has not done so for three winters."
)
SPANISH = (
    "En cada puerto del delta hay botes de rescate, pero la mayoría de ellos no tiene tripulación después del "
    "anochecer. El ministerio prometió pagar a los voluntarios por las guardias nocturnas y no lo ha hecho en tres "
    "inviernos."
)
GERMAN = (
    "In jedem Hafen des Deltas liegen Rettungsboote, aber die meisten von ihnen haben nach Einbruch der Nacht keine "
    "Besatzung. Das Ministerium versprach, Freiwillige für Nachtwachen zu bezahlen, und hat es drei Winter lang nicht "
    "getan."
)
OTHER_ON_THE_SUBJECT = (
    "Los puertos del delta necesitan más boyas y mejores cartas, porque los bancos de arena se mueven cada primavera. "
    "Pedimos a la asamblea un fondo común, que cada país llenará según el número de sus barcos de pesca."
)
GUIDE = (
    f"Background\n\nThe river has eleven mouths and the ice stays until April. {ENGLISH} Trade suffers every year.\n"
)
OWN_SPANISH = (
    "Nuestra delegación mira los faros, cuyos guardianes anotan a mano cada tormenta desde hace cincuenta años y "
    "conservan los cuadernos en una escuela."
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = encoders.load("auto")
    if found is None:
        pytest.skip("the semantic extra is not installed")
    return found


def found(paper: str, source: str, encoder: Encoder | None) -> list[Passage]:
    return [one for one in compare(prepare(paper), prepare(source), encoder=encoder) if one.excluded is None]


@pytest.mark.parametrize("translated", [SPANISH, GERMAN], ids=["Spanish", "German"])
def test_translation_is_found_with_both_its_sentences(translated: str, encoder: Encoder) -> None:
    paper = f"{OWN_SPANISH}\n\n{translated}\n"
    [passage] = found(paper, GUIDE, encoder)
    assert passage.kind == "translated"
    assert 0.7 < passage.score <= 1
    assert paper[passage.start : passage.end] == translated.rstrip(".")
    assert GUIDE[passage.other_start : passage.other_end] == ENGLISH.rstrip(".")


def test_without_the_encoder_a_translation_is_not_seen() -> None:
    assert found(f"{OWN_SPANISH}\n\n{SPANISH}\n", GUIDE, None) == []


def test_own_sentences_on_the_same_subject_are_no_translation(encoder: Encoder) -> None:
    assert found(f"{OWN_SPANISH}\n\n{OTHER_ON_THE_SUBJECT}\n", GUIDE, encoder) == []


def test_equal_words_are_told_once(encoder: Encoder) -> None:
    passages = found(f"{OWN_SPANISH}\n\n{ENGLISH}\n", GUIDE, encoder)
    assert [passage.kind for passage in passages] == ["verbatim"]


def test_a_question_restated_in_another_language_does_not_count(encoder: Encoder) -> None:
    asked = "How can the states of the delta pay the crews of rescue boats that go out at night in winter?"
    restated = (
        "¿Cómo pueden los estados del delta pagar a las tripulaciones de los botes de rescate que salen de noche en "
        "invierno?"
    )
    passages = compare(prepare(f"{OWN_SPANISH} {restated}"), prepare(f"Guide\n\n{asked}\n\n{ENGLISH}"), encoder=encoder)
    assert {passage.excluded for passage in passages} == {"prompt"}


def test_a_translation_seen_from_the_other_side_is_the_same(encoder: Encoder) -> None:
    paper, guide = prepare(f"{OWN_SPANISH}\n\n{SPANISH}\n"), prepare(GUIDE)
    here = compare(paper, guide, encoder=encoder)
    assert here
    assert compare(guide, paper, encoder=encoder) == tuple(passage.mirrored() for passage in here)


def test_changed_numbers_speak_against_a_pair_of_sentences(encoder: Encoder) -> None:
    one = "In 2019 the coast guard of the delta rescued 412 fishermen from the ice with its own boats."
    two = "En 1987 el ejército compró 36 helicópteros para rescatar a la gente del hielo en la costa."
    assert found(f"{OWN_SPANISH}\n\n{two}\n", f"Background\n\n{one}\n", encoder) == []


def test_one_sentence_that_two_papers_say_alike_is_believed_of_a_source_only(encoder: Encoder) -> None:
    one, two = ENGLISH.split(". ")[1], SPANISH.split(". ")[1]
    paper, other = prepare(f"{OWN_SPANISH}\n\n{two}\n"), prepare(f"Background\n\nThe ice stays late here. {one}\n")
    assert [passage.kind for passage in compare(paper, other, encoder=encoder)] == ["translated"]
    assert compare(paper, other, encoder=encoder, peers=True) == ()
    assert compare(other, paper, encoder=encoder, peers=True) == ()


def test_a_whole_passage_that_two_papers_say_alike_is_believed(encoder: Encoder) -> None:
    paper, other = prepare(f"{OWN_SPANISH}\n\n{SPANISH}\n"), prepare(GUIDE)
    assert compare(paper, other, encoder=encoder, peers=True) == compare(paper, other, encoder=encoder)
    assert nearest(spoken(1, paper, encoder), [spoken(2, other, encoder)]) != []


def test_vectors_that_were_stored_answer_like_fresh_ones(encoder: Encoder) -> None:
    fresh, again = prepare(f"{OWN_SPANISH}\n\n{SPANISH}\n"), prepare(f"{OWN_SPANISH}\n\n{SPANISH}\n")
    kept = spoken(1, fresh, encoder)
    stored = Spoken.stored(1, kept.language, kept.codes.tobytes(), len(kept.codes))
    assert again.recall(encoder, stored.codes, fresh.meanings(encoder).sha256)
    assert compare(again, prepare(GUIDE), encoder=encoder) == compare(fresh, prepare(GUIDE), encoder=encoder) != ()
    assert (spoken(1, again, encoder).codes == kept.codes).all()
    assert not prepare(GUIDE).recall(encoder, stored.codes, fresh.meanings(encoder).sha256)
