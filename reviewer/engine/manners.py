"""How the words around a passage introduce it: quoted and cited, quoted only, cited only, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from reviewer.engine.citations import citations, quotations
from reviewer.engine.document import Span
from reviewer.engine.text import count_words

Manner = Literal["quoted_and_cited", "quoted", "cited"]

_QUOTED_SHARE = 0.8
"""Share of a passage's characters in quotation marks from which it is a quotation."""
_WORDS_A_CITATION = 80
"""Words that one citation may stand for; of a longer passage it names the source of a part at most."""
_AFTER = 160
_BEFORE = 200
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)\]]*(?=\s|$)|\n\s*\n")
_SAID = re.compile(
    r"\baccording to\b|\bas (?:stated|noted|quoted|written|reported|cited) (?:by|in)\b|\bin the words of\b"
    r"|\bseg[uú]n\b|\bde acuerdo con\b|\bcomo (?:señala|afirma|indica|dice)\b|\ben palabras de\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Marks:
    quoted: Sequence[Span]
    cited: Sequence[Span]


@lru_cache(maxsize=8)
def _marks(text: str) -> _Marks:
    named = [Span(one.start, one.end) for one in citations(text)]
    named += [Span(*match.span()) for match in _SAID.finditer(text)]
    return _Marks(quotations(text), sorted(named))


def manner(text: str, start: int, end: int) -> Manner | None:
    """How characters `start` to `end` of `text` are introduced there.

    Cited is what has a citation or an attribution ("according to") between the beginning of the sentence it begins in
    and the end of the sentence it ends in, one for each eighty words begun. The text's marks are found once for a text.
    """
    marks = _marks(text)
    inside = sum(max(0, min(end, one.end) - max(start, one.start)) for one in marks.quoted)
    is_quoted = inside >= _QUOTED_SHARE * (end - start)
    first, last = _sentence_start(text, start), _sentence_end(text, end)
    near = sum(1 for one in marks.cited if first <= one.start < last)
    is_cited = near * _WORDS_A_CITATION >= count_words(text[start:end]) > 0
    if is_quoted:
        return "quoted_and_cited" if is_cited else "quoted"
    return "cited" if is_cited else None


def _sentence_start(text: str, start: int) -> int:
    ends = list(_SENTENCE_END.finditer(text, max(0, start - _BEFORE), start))
    return ends[-1].end() if ends else max(0, start - _BEFORE)


def _sentence_end(text: str, end: int) -> int:
    """Where the sentence ends, and with it a raised or bracketed mark behind its full stop."""
    found = _SENTENCE_END.search(text, max(0, end - 2), end + _AFTER)
    last = found.end() if found else min(len(text), end + _AFTER)
    behind = re.compile(r"\s?(?:\[\d|[\u00b9\u00b2\u00b3\u2070-\u2079])").match(text, last)
    return behind.end() if behind else last
