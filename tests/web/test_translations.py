"""Every language is whole: each sentence of code and templates, on pages and in letters."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from reviewer.mail import render
from reviewer.models import User
from reviewer.web.language import LANGUAGES
from reviewer.work import House
from tests.fixtures.catalogues import TRANSLATIONS
from tests.services.test_outbox import PARAMETERS
from tests.web.stage import set_stage

ROOT = Path(__file__).parents[2]
LETTERS = sorted(PARAMETERS)
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
HOLE = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `make translations` would collect now: its own words for gettext are read from the Makefile."""
    target = tmp_path_factory.mktemp("sentences") / "messages.pot"
    makefile = (ROOT / "Makefile").read_text()
    words = re.search(r"^GETTEXT := (.*)$", makefile, re.MULTILINE)
    assert words is not None
    asked = ["--ignore-dirs", ".*", "--omit-header", "-F", str(ROOT / "babel.cfg"), *shlex.split(words[1])]
    places = [str(ROOT / "reviewer"), str(ROOT / "templates")]
    CommandLineInterface().run(["pybabel", "--quiet", "extract", *asked, "-o", str(target), *places])
    with target.open("rb") as file:
        return read_po(file)


def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(message: Message, *, translated: bool) -> list[str]:
    words = message.string if translated else message.id
    return [words] if isinstance(words, str) else list(words or ())


def keys(of: Catalog) -> set[tuple[str, str | None]]:
    return {(forms(one, translated=False)[0], one.context) for one in of if one.id}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_in_the_catalogue_and_no_other(fresh: Catalog, language: str) -> None:
    found = keys(fresh)
    assert len(found) > 500
    assert ("Word for word", None) in found, "folders that begin with an underscore were passed over"
    have = keys(catalogue(language))
    assert found - have == set(), "run `make translations`, then translate what is new"
    assert have - found == set(), "run `make translations`: these sentences are gone"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_by_a_person(language: str) -> None:
    messages = [one for one in catalogue(language) if one.id]
    assert messages
    assert [one.id for one in messages if one.fuzzy or not all(forms(one, translated=True))] == []
    assert catalogue(language).obsolete == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_survive_translation(language: str) -> None:
    of = catalogue(language)
    seen = 0
    for message in of:
        if not message.id:
            continue
        said, meant = forms(message, translated=True), forms(message, translated=False)
        assert len(said) == (1 if len(meant) == 1 else of.num_plurals), message.id
        for place, words in enumerate(said):
            original = meant[min(place, len(meant) - 1)]
            assert sorted(HOLE.findall(words)) == sorted(HOLE.findall(original)), original
            seen += bool(HOLE.search(words))
    assert seen > 50


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("template", LETTERS)
def test_letters_speak_the_reader_s_language(language: str, template: str) -> None:
    subject, body = render(template, language, PARAMETERS[template])
    english, english_body = render(template, "en", PARAMETERS[template])
    assert subject != english
    assert body.splitlines()[0] != english_body.splitlines()[0]
    assert PARAMETERS[template]["link"] in body


def test_a_choice_of_language_changes_the_page_and_stays(app: Flask) -> None:
    visitor = app.test_client()
    before = visitor.get("/sign-in").text
    answer = visitor.post("/language", data={"language": "es", "next": "/sign-in"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    after = visitor.get("/sign-in").text
    assert '<html lang="en"' in before
    assert "Contraseña" not in before
    assert '<html lang="es"' in after
    assert "Contraseña" in after
    assert ">Password<" not in after


def test_the_browser_s_language_is_taken_where_nobody_chose(client: FlaskClient) -> None:
    assert '<html lang="es"' in client.get("/sign-in", headers={"Accept-Language": "es-CO,en;q=0.5"}).text
    assert '<html lang="en"' in client.get("/sign-in", headers={"Accept-Language": "fi"}).text


def test_a_person_s_pages_speak_the_language_they_chose(house: House, client_as: Callable[[User], FlaskClient]) -> None:
    stage = set_stage(house)
    browser = client_as(stage.delegate)
    browser.post("/language", data={"language": "es", "next": "/"})
    page = client_as(stage.delegate).get("/papers").text
    assert '<html lang="es"' in page
    assert "Sin entregar" in page
    assert "Not submitted" not in page


def test_a_refusal_speaks_the_reader_s_language(client: FlaskClient) -> None:
    sent = {"email": "nobody@b.example", "password": "no such password"}
    answer = client.post("/sign-in", data=sent, headers={"Accept-Language": "es"})
    assert "no van juntas" in answer.text


def test_scripts_are_told_in_the_reader_s_language(client: FlaskClient) -> None:
    answer = client.get("/no-such-page", headers={"Accept": "application/json", "Accept-Language": "es"})
    assert answer.json == {"error": {"code": "404", "message": "Aquí no hay ninguna página"}}
