from __future__ import annotations

import pytest

from reviewer.engine.deeds import asks_of_done, asks_of_own, is_of_another, is_promise, stated_seat


@pytest.mark.parametrize(
    ("seat", "sentence"),
    [
        ("France", "Germany has fined platforms since 2017."),
        ("France", "In Germany, the police fined three platforms."),
        ("República del Perú", "Chile ha cerrado dos minas."),
        ("Estados Unidos Mexicanos", "En Estados Unidos se aprobó una ley."),
    ],
)
def test_another_states_deeds_are_told_from_the_seats(seat: str, sentence: str) -> None:
    assert is_of_another(sentence, [seat])


@pytest.mark.parametrize(
    ("seat", "sentence"),
    [
        ("French Republic", "France has banned plastic bags."),
        ("Estados Unidos Mexicanos", "México propone un registro común."),
        ("France", "With Germany and Italy there is a joint command."),
        ("France", "Germany and our government share one register."),
        ("France", "Germany and France share one register."),
        ("France", "The register is shared by every state that joined the convention in 1998, Germany among them."),
        ("World Bank", "The fund pays for wells."),
    ],
)
def test_own_and_shared_deeds_are_nobody_elses(seat: str, sentence: str) -> None:
    assert not is_of_another(sentence, [seat])


def test_without_a_seat_no_deed_is_anothers() -> None:
    assert not is_of_another("Germany has fined platforms.", [])


@pytest.mark.parametrize(
    ("sentence", "promised"),
    [
        ("We will build more shelters.", True),
        ("The delegation calls for a fund.", True),
        ("Se deben hacer campañas.", True),
        ("We have built four shelters and will build more.", False),
        ("A law of 2011 punishes trafficking.", False),
        ("El gobierno creó una unidad y propone otra.", True),
        ("Desde 2015 la unidad propone medidas.", False),
    ],
)
def test_a_promise_is_told_from_a_report(sentence: str, promised: bool) -> None:
    assert is_promise(sentence) is promised


def test_questions_tell_whose_deeds_and_whether_deeds_they_ask_for() -> None:
    assert asks_of_done("How does your country protect witnesses?")
    assert asks_of_own("How can your country improve its courts?")
    assert not asks_of_done("How can your country improve its courts?")
    assert not asks_of_own("What role can banks play?")
    assert asks_of_done("¿Qué ha hecho su país por los testigos?")


def test_the_seat_is_read_from_the_papers_own_heading() -> None:
    assert stated_seat("Committee: X\nCountry: Republic of Chile\n\nText.") == ("Republic of Chile",)
    assert stated_seat("País: México\n") == ("México",)
    assert stated_seat("School: Colegio Chile\n") == ()
