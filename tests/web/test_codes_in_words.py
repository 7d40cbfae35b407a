"""Whatever the services refuse or write down by a code has words on the pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from reviewer import domain, services
from reviewer.domain.errors import Refused
from reviewer.services.setup.roster_table import RosterFault
from reviewer.web.flags import FLAGS, flag_title
from reviewer.web.log_shown import ACTS
from reviewer.web.log_words import DETAILS, MAILS, detail_words
from reviewer.web.messages import SENTENCES, words
from reviewer.web.roster_words import FAULTS, fault_words

REFUSALS = {"Refused", "Conflict", "NotAllowed", "NotFound"}
COMMAND_LINE_ONLY = {"backup.py", "installation.py", "restore.py", "snapshots.py"}
HOLE = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True)
class Said:
    """A call that says a code: where, which, and the names of the values it gives."""

    place: str
    code: str
    details: frozenset[str]


def calls(package: object, names: set[str]) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of one of these names below a package, as `name(...)` or `module.name(...)`."""
    (root,) = package.__path__  # type: ignore[attr-defined]
    for path in sorted(Path(root).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
                yield path, node


def constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def refusals() -> list[Said]:
    found = []
    for package in (services, domain):
        for path, call in calls(package, REFUSALS):
            code = constant(call.args[0]) if call.args else None
            if code is not None and path.name not in COMMAND_LINE_ONLY:
                given = frozenset(word.arg for word in call.keywords if word.arg)
                found.append(Said(f"{path.name}:{call.lineno}", code, given))
    return found


def test_every_refusal_has_a_sentence() -> None:
    found = refusals()
    assert len(found) > 60
    assert sorted({f"{one.place} {one.code}" for one in found if one.code not in SENTENCES}) == []


def test_every_sentence_uses_only_what_its_refusals_give(app: Flask) -> None:
    wrong = []
    with app.test_request_context():
        for one in refusals():
            if one.code in SENTENCES:
                wrong += [
                    (one.place, one.code, name)
                    for name in HOLE.findall(str(SENTENCES[one.code]))
                    if name not in one.details
                ]
    assert wrong == []


def test_every_reason_of_the_readers_has_a_sentence() -> None:
    from reviewer import engine

    codes = {constant(call.args[0]) for _path, call in calls(engine, {"Unreadable"})}
    assert {"encrypted", "empty"} <= codes
    assert {code for code in codes if code is not None} - set(SENTENCES) == set()


def roster_faults() -> list[Said]:
    found = []
    for path, call in calls(services, {"RosterFault"}):
        code = constant(call.args[1])
        given = ast.unparse(call.args[3]) if len(call.args) > 3 else ""
        if code is not None:
            found.append(Said(f"{path.name}:{call.lineno}", code, frozenset(re.findall(r"'(\w+)'", given))))
    return found


def test_every_fault_of_a_roster_has_a_sentence() -> None:
    found = roster_faults()
    assert len(found) > 8
    assert sorted({one.code for one in found} - set(FAULTS)) == []


def test_a_roster_s_fault_is_said_with_its_values(app: Flask) -> None:
    fault = RosterFault(4, "email_twice", "English", {"email": "ana@b.example", "first": 2})
    with app.test_request_context(), force_locale("es"):
        assert (
            fault_words(fault) == "ana@b.example ya tiene un escaño en la línea 2. Cada delegado tiene un solo escaño."
        )
        assert fault_words(RosterFault(1, "no such code", "As it is.")) == "As it is."


def acts() -> list[Said]:
    found = []
    for path, call in calls(services, {"audit.record", "_record", "_tell"}):
        given = frozenset(word.arg for word in call.keywords if word.arg)
        codes = [constant(part) for argument in call.args for part in ast.walk(argument) if isinstance(part, ast.expr)]
        found += [Said(f"{path.name}:{call.lineno}", code, given) for code in codes if code and "." in code]
    return found


def test_every_act_of_the_log_has_a_name() -> None:
    found = acts()
    assert len(found) > 25
    assert sorted({one.code for one in found} - set(ACTS)) == []


def test_every_detail_of_the_log_has_a_name() -> None:
    frame = {"actor_id", "conference_id", "subject", "subject_id"}
    given = {name for one in acts() for name in one.details} - frame
    assert "verdict" in given
    assert sorted(given - set(DETAILS)) == []


@pytest.mark.parametrize(
    ("details", "line"),
    [
        ({"case": 3, "verdict": "warned"}, "caso 3, decisión Advertencia"),
        ({"committee": None, "right": "feedback"}, "derecho Para la devolución"),
        ({"role": "chair", "seat": None}, "función Mesa"),
        ({"fields": "title,timezone"}, "campos Título, Zona horaria"),
        ({"question": 7, "status": "partly"}, "pregunta clave 7, estado Respondida en parte"),
        ({"code": "empty"}, "motivo Este archivo está vacío. Revisa que sea el correcto y envíalo de nuevo."),
        ({"kind": "cap"}, "tipo límite"),
        (
            {"at": "2027-01-01T18:00:00-05:00", "grace": 0},
            "momento viernes 1 de enero de 2027, 23:00 UTC, minutos de margen 0",
        ),
        ({"right": "no such right", "until": "soon"}, "derecho no such right, hasta soon"),
    ],
)
def test_details_of_the_log_are_words(app: Flask, details: dict[str, object], line: str) -> None:
    with app.test_request_context(), force_locale("es"):
        assert detail_words(details, "UTC") == line


def test_every_letter_has_a_name() -> None:
    templates = {path.stem for path in (Path(__file__).parents[2] / "templates" / "mail").glob("*.txt")}
    assert templates == set(MAILS)


def test_every_flag_of_the_readers_has_a_title(app: Flask) -> None:
    from reviewer import engine

    codes = {
        constant(argument)
        for _path, call in calls(engine, {"Flag", "draft.flag", "self.draft.flag"})
        for argument in call.args[:1]
    }
    assert "tracked_changes" in codes
    assert set(FLAGS) >= {"hidden_text", "white_text"}
    with app.test_request_context(), force_locale("es"):
        untold = [code for code in codes if code and flag_title(code) == code.replace("_", " ").capitalize()]
    assert untold == []


@pytest.fixture
def in_spanish(app: Flask) -> Callable[[Refused], str]:
    def say(refused: Refused) -> str:
        with app.test_request_context(), force_locale("es"):
            return words(refused)

    return say


def test_a_code_without_a_sentence_falls_back_to_its_message(in_spanish: Callable[[Refused], str]) -> None:
    assert in_spanish(Refused("no such code", "Say it plainly.")) == "Say it plainly."
    assert in_spanish(Refused("email_taken", "English", email="ana@b.example")).startswith("ana@b.example ya tiene")
