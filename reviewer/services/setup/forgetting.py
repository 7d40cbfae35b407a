"""What an erased conference leaves beside the database: letters kept as files, databases that a restore put aside."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import Invitation, OutboxMail, User
from reviewer.work import House

_OURS = re.compile(r"[0-9a-f]{16}\.eml")
"""How `reviewer.mail` names its files: others in the folder are left alone."""


def forget(house: House) -> int:
    """Remove letters to addresses that nobody here has any more, and every database put aside; how many files.

    A letter to somebody who stays, in another conference or as an operator, is kept: it is theirs.
    """
    with house.reading() as session:
        known = _addresses(session)
    gone = [path for path in _letters(house) if _address(path) not in known]
    gone += _former_databases(house)
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _addresses(session: Session) -> set[str]:
    asked = (sa.select(User.email), sa.select(Invitation.email), sa.select(OutboxMail.address))
    return {email.casefold() for query in asked for email in session.scalars(query)}


def _letters(house: House) -> list[Path]:
    url = urlsplit(house.settings.mail_url)
    found = Path(unquote(url.path)).glob("*.eml") if url.scheme == "file" else ()
    return sorted(path for path in found if _OURS.fullmatch(path.name))


def _address(letter: Path) -> str:
    written = message_from_bytes(letter.read_bytes(), policy=default)
    return parseaddr(str(written["To"] or ""))[1].casefold()


def _former_databases(house: House) -> list[Path]:
    path = house.engine.url.database if house.engine.dialect.name == "sqlite" else None
    return sorted(Path(path).parent.glob(f"{Path(path).name}.before-restore-*")) if path else []
