"""A paper's own facts and its file's flags on pages, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from reviewer.engine.document import Limits
from reviewer.engine.facts import Expected, check_title, read_facts
from reviewer.engine.readers import read
from reviewer.services.desks.paper_facts import PaperFacts
from reviewer.web.facts_shown import counted_facts, title_warning
from reviewer.web.flags import FLAGS, flag_shown

TEXT = """Country: Maravel
Committee: Committee on Tides

Topic A: Water

Rivers are asked for by more states every year, and nobody measures what they take from them (Atlas, 2019).

Topic B: Light

Lamps on the coast burn oil in nine of our two hundred towers, and ships pass them without paying anything at all.

Works Cited

Atlas of Rivers. Invented Press, 2019.
"""


def known(country: str) -> PaperFacts:
    document = read(TEXT.encode(), name="paper.txt", limits=Limits())
    expected = Expected(country=(country,), committee=("Committee on Tides",), topics=("Wells",))
    facts = read_facts(document, ("Water", "Light"), expected)
    return PaperFacts(facts, check_title(facts.title, expected))


def shown(app: Flask, flag: Mapping[str, Any], locale: str = "en", blocks: list[dict[str, Any]] | None = None) -> Any:
    with app.test_request_context(), force_locale(locale):
        return flag_shown(flag, blocks or [])


def flag(code: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "severity": "serious", "detail": "English only", "start": 12, "end": 12, "values": values}


def test_facts_say_what_is_counted_and_how(app: Flask) -> None:
    with app.test_request_context(), force_locale("es"):
        facts = dict(counted_facts(known("Maravel")))
    assert facts["Palabras por tópico"] == "tópico 1: 22; tópico 2: 25"
    assert facts["Páginas"].startswith("unas 0,")
    assert facts["Encabezado"] == "nombra el comité; nombra la delegación; no se encontró el tópico"
    assert facts["Fuentes"] == "1 en la lista, 1 cita en el texto"


def test_wrong_country_in_the_title_block_is_a_gentle_word(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert title_warning(known("Maravel")) is None
        warning = title_warning(known("Kelvane"))
    assert warning is not None
    assert warning["is_gentle"]
    assert warning["detail"] == (
        "The title block says “Maravel”; this seat is Kelvane. Check that you sent the right paper."
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (flag("hidden_text", why="formatting", words=3, text="x"), "3 palabras tienen formato de texto oculto."),
        (flag("tiny_text", why="points", measure=1.5, words=1, text="x"), "1 palabra está en letra de 1,5 puntos."),
        (flag("white_text", words=2, text="x"), "2 palabras tienen el color de la página."),
        (flag("invisible_text", why="no such cause", words=2, text="x"), "2 palabras no se ven en la página."),
    ],
)
def test_unseen_words_are_told_with_their_cause(app: Flask, given: dict[str, Any], sentence: str) -> None:
    one = shown(app, given, "es")
    assert one.sentence == f"{sentence} Lo que no se ve queda fuera del texto."
    assert one.quote == "x"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            flag("tracked_changes", number=12),
            "The file holds 12 tracked changes. Insertions were read, deletions left out.",
        ),
        (flag("tracked_changes"), "The file holds tracked changes. Insertions were read, deletions left out."),
        (
            flag("lookalike_letters", number=1, words=["соmmittee"]),
            "1 word mixes in letters of another alphabet: соmmittee.",
        ),
        (flag("embedded_content", what="files"), "The file carries other files inside, which were not read."),
        (
            flag("garbled_text", why="signs", percent=40),
            "40% of the characters have no meaning in the file; its text is not what its pages show.",
        ),
        (flag("a code of tomorrow"), "English only"),
    ],
)
def test_flags_are_sentences(app: Flask, given: dict[str, Any], sentence: str) -> None:
    assert shown(app, given).sentence == sentence


@pytest.mark.parametrize("code", [*FLAGS, "document_history", "external_reference"])
def test_flag_of_a_document_stored_before_flags_had_values_is_told_in_spanish(app: Flask, code: str) -> None:
    old = {"code": code, "severity": "info", "detail": "English only", "start": None, "end": None}
    one = shown(app, old, "es")
    assert one.sentence not in ("", "English only")
    assert (one.quote, one.place) == ("", "")


def test_place_of_a_flag_is_a_page_and_paragraph(app: Flask) -> None:
    blocks = [{"start": 0, "end": 10, "page": 1}, {"start": 12, "end": 20, "page": 2}]
    assert shown(app, flag("hidden_text", words=1, text="x"), blocks=blocks).place == "Page 2, paragraph 2"
    bare = [{**block, "page": None} for block in blocks]
    assert shown(app, flag("hidden_text", words=1, text="x"), "es", bare).place == "Párrafo 2"
