"""A guide's table of contents repeats its headings without their text: its lines are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reviewer.engine.guide.line import Line
from reviewer.engine.terms import fold

_LEADER = re.compile(r"(?:\.{3,}|(?:\. ){3,}|\u2026{1,}|_{4,}|\t)\s*(?:\d{1,3}|[ivx]{1,5})?\s*$", re.IGNORECASE)
_TITLE = re.compile(r"^\W*(?:(?:table of )?contents|index|(?:indice|tabla)(?: de contenidos?)?|contenidos?)\W*$")
_PAGED = re.compile(r"\s(?:\d{1,3}|[ivx]{1,5})\s*$", re.IGNORECASE)
_ONLY_PAGE = re.compile(r"^\W*(?:\d{1,3}|[ivx]{1,5})\W*$", re.IGNORECASE)


def without_contents(lines: Sequence[Line]) -> list[Line]:
    """The lines but those of a table of contents: with leaders to a page number, or under its title with one."""
    kept: list[Line] = []
    within = False
    for place, line in enumerate(lines):
        if _TITLE.match(fold(line.text)):
            within = True
            continue
        if _LEADER.search(line.text) and "?" not in line.text:
            continue
        if within and _goes_on(lines, place):
            continue
        within = within and bool(_ONLY_PAGE.match(line.text))
        kept.append(line)
    return kept


def _goes_on(lines: Sequence[Line], place: int) -> bool:
    """Within a table of contents: a line with its page at its end, or one that wraps onto such a line."""
    following = lines[place + 1 : place + 2]
    return bool(_PAGED.search(lines[place].text)) or any(
        not one.gap and _PAGED.search(one.text) and len(one.text) < len(lines[place].text) for one in following
    )
