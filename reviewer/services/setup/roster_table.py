"""A roster's columns, in English or Spanish, whatever their order, and what each row says in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reviewer.domain.errors import Refused
from reviewer.engine.readers.table import Row
from reviewer.services.accounts import normal_email

LONGEST = 300
"""Characters of a name, as rows hold them."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "committee": ("committee", "body", "comite", "comision", "organo"),
    "delegation": ("delegation", "country", "state", "delegacion", "pais", "estado", "representacion"),
    "size": ("size", "seat size", "delegates per seat", "tamano", "plazas", "delegados por asiento"),
    "school": ("school", "institution", "escuela", "colegio", "institucion", "instituto", "universidad"),
    "name": (
        *("delegate", "delegate name", "delegate 1", "delegate 1 name", "name", "first delegate"),
        *("delegado", "delegada", "delegado 1", "nombre", "nombre del delegado", "nombre delegado", "primer delegado"),
    ),
    "email": (
        *("email", "email 1", "delegate email", "delegate 1 email", "first email", "email address"),
        *("correo", "correo electronico", "correo del delegado", "correo delegado", "correo 1", "delegado 1 correo"),
    ),
    "second_name": (
        *("second delegate", "second delegate name", "delegate 2", "delegate 2 name", "second name"),
        *("segundo delegado", "segunda delegada", "delegado 2", "nombre 2", "nombre del segundo delegado"),
    ),
    "second_email": (
        *("second email", "second delegate email", "delegate 2 email", "email 2", "second delegates email"),
        *("segundo correo", "correo 2", "correo del segundo delegado", "delegado 2 correo", "correo segundo delegado"),
    ),
}
"""For each field the column names that mean it, as `_column` folds them: `E-mail` is `email`."""

REQUIRED = ("committee", "delegation")

_SIZES = {
    "1": 1,
    "2": 2,
    **dict.fromkeys(("single", "individual", "simple", "sencilla"), 1),
    **dict.fromkeys(("double", "doble", "pair", "pareja"), 2),
}


@dataclass(frozen=True, slots=True)
class RosterFault:
    """One thing wrong with a roster: the line of the file, a stable code, and what to do.

    `message` is English, for logs and the command line; `details` fills the sentence that the code has elsewhere.
    """

    line: int
    code: str
    message: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """A delegate to invite."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says; `size` is what it states, else what its delegates need."""

    number: int
    committee: str
    delegation: str
    school: str
    size: int
    people: tuple[Person, ...]


def fold(words: str) -> str:
    """Words as they are compared: lower case, without accents, single spaces for all that is no letter or digit."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def columns_of(rows: Sequence[Row]) -> tuple[dict[str, str], list[RosterFault], tuple[str, ...]]:
    """Which column holds which field, the faults of the header, and the columns that mean nothing here."""
    names = list(rows[0].cells) if rows else []
    meaning = {alias: field for field, aliases in COLUMNS.items() for alias in aliases}
    found: dict[str, str] = {}
    faults: list[RosterFault] = []
    for name in names:
        meant = meaning.get(_column(name))
        if meant in found:
            message = f"“{name}” and “{found[meant]}” mean the same; keep one of these columns."
            faults.append(RosterFault(1, "column_double", message, {"name": name, "other": found[meant]}))
        elif meant is not None:
            found[meant] = name
    faults += [
        RosterFault(1, f"column_{needed}", f"There is no column “{needed}”; name it {_or(COLUMNS[needed])}.")
        for needed in REQUIRED
        if rows and needed not in found
    ]
    if not rows:
        faults.append(
            RosterFault(1, "roster_empty", "The roster has no rows below its column names; add one for each seat.")
        )
    return found, faults, tuple(name for name in names if _column(name) not in meaning)


def _column(name: str) -> str:
    return fold(name).replace("e mail", "email")


def _or(aliases: Sequence[str]) -> str:
    return " or ".join(f"“{alias}”" for alias in aliases[:2])


def read_row(row: Row, columns: Mapping[str, str]) -> tuple[Line, list[RosterFault]]:
    """What a row says, and everything that is wrong with it by itself."""
    cells = {field: " ".join(row.cells.get(name, "").split()) for field, name in columns.items()}
    faults = list(_cell_faults(row.line, cells))
    people = tuple(_people(row.line, cells, faults))
    size = _SIZES.get(fold(cells.get("size", ""))) if cells.get("size") else max(1, len(people))
    if size is None:
        message = f"“{cells['size']}” is no size; write 1 or 2."
        faults.append(RosterFault(row.line, "size_unknown", message, {"size": cells["size"]}))
    elif len(people) > size:
        message = "There are two delegates for a single seat; write 2 as its size or remove one."
        faults.append(RosterFault(row.line, "over_size", message))
    if len({person.email for person in people}) < len(people):
        message = "Both delegates have the same e-mail address; each needs one of their own."
        faults.append(RosterFault(row.line, "email_double", message))
    line = Line(
        row.line, cells.get("committee", ""), cells.get("delegation", ""), cells.get("school", ""), size or 1, people
    )
    return line, faults


def _cell_faults(line: int, cells: Mapping[str, str]) -> Iterator[RosterFault]:
    for needed in REQUIRED:
        if needed in cells and not cells[needed]:
            yield RosterFault(line, f"{needed}_missing", f"The {needed} is missing; write it in this row.")
    for name, cell in cells.items():
        if len(cell) > LONGEST:
            message = f"The {name.replace('_', ' ')} has more than {LONGEST} characters."
            yield RosterFault(line, "cell_long", message, {"words": f"{cell[:40]}…", "most": LONGEST})


def _people(line: int, cells: Mapping[str, str], faults: list[RosterFault]) -> Iterator[Person]:
    for name_field, email_field in (("name", "email"), ("second_name", "second_email")):
        name, email = cells.get(name_field, ""), cells.get(email_field, "")
        if name and not email:
            message = f"{name} has no e-mail address; add it, or leave the name out and invite them later."
            faults.append(RosterFault(line, "email_missing", message, {"name": name}))
        if not email:
            continue
        try:
            yield Person(name or email, normal_email(email))
        except Refused as wrong:
            faults.append(RosterFault(line, wrong.code, wrong.message, wrong.details))
