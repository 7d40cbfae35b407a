"""Whose deeds a sentence tells, and whether it tells of them or promises them: two cheap readings of its words.

A paper for France answers what France has done; "Germany has fined platforms" does not, and "we will fine platforms"
answers what should be done rather than what was. Both readings lower a score and never bar a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from reviewer.engine.countries import country_of, mentions
from reviewer.engine.terms import fold

_OWN = re.compile(
    r"\b(?:we|us|our|ours|my|nosotr[oa]s|nuestr[oa]s?|(?:this|the|our) (?:delegation|nation|country|government)"
    r"|(?:est[ea]|la|el|mi) (?:delegacion|nacion|pais|gobierno))\b"
)
_SHARED = re.compile(
    r"^\W*(?:(?:along|together|jointly) )?(?:with|between|among|alongside)\b|^\W*(?:junto )?(?:con|entre|junto a)\b"
)
"""A sentence that begins so tells what is done together."""
_OPENING = 60
"""Characters in which the one whose deeds are told is named."""
_HEADING = 1_500
"""Characters at the head of a paper where its fields stand."""
_SEAT_FIELD = re.compile(
    r"^\W*(?:country|member state|state|delegation|delegation of|representing|pa[i\u00ed]s|estado miembro|"
    r"delegaci[o\u00f3]n)\s*[:\u2013\u2014-]\s*(?P<name>\S.{2,70})$",
    re.MULTILINE | re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:has|have|had|was|were|did|been|already|since|currently|in (?:19|20)\d\d|ha|han|hemos|habia|fue|fueron|"
    r"desde|ya|actualmente|en (?:19|20)\d\d|\w{3,}ed|\w{3,}(?:aron|ieron))\b"
)
_PROMISED = re.compile(
    r"\b(?:will|shall|would|plans? to|intends? to|pledges?|promises?|commits? to|hopes? to|aims? to|wants? to|"
    r"proposes?|suggests?|recommends?|calls? (?:for|on|upon)|urges?|encourages?|should|must|ought|needs? to|"
    r"va a|van a|vamos a|planea\w*|pretende\w*|promete\w*|se compromete\w*|espera\w*|busca\w*|quiere\w*|"
    r"propone\w*|sugier\w*|recomiend\w*|exhort\w*|debe\w*|deber\w+|hay que|tenemos que|tiene que|tienen que|"
    r"\w{3,}(?:aremos|eremos|iremos))\b"
)
_YOURS = re.compile(
    r"\b(?:your|su|sus|tu|tus) (?:own )?(?:\w+ )?(?:country|countries|nation|nations|state|states|government|delegation"
    r"|pais|paises|nacion|estado|gobierno|delegacion)"
)
_OPEN = re.compile(
    r"\b(?:can|could|should|might|may|would|will|must|puede\w*|podri\w+|deb\w+|seria|propondri\w+|propone)\b"
)


def stated_seat(text: str) -> tuple[str, ...]:
    """The states that a paper's own heading fields name ("Country: France"), as printed there."""
    fields = (match.group("name").strip() for match in _SEAT_FIELD.finditer(text[:_HEADING]))
    return tuple(dict.fromkeys(name for name in fields if mentions(name)))


def asks_of_own(question: str) -> bool:
    """Whether the question is put to the seat's own state ("your country"): another's deeds do not answer it."""
    return bool(_YOURS.search(fold(question)))


def asks_of_done(question: str) -> bool:
    """Whether the question asks what is or was done, rather than what can or should be."""
    folded = fold(question)
    return bool(_YOURS.search(folded)) and not _OPEN.search(folded)


def is_promise(sentence: str) -> bool:
    """Whether the sentence only says what should or will be done."""
    folded = fold(sentence)
    return bool(_PROMISED.search(folded)) and not _DONE.search(folded)


def is_of_another(sentence: str, seat: Sequence[str]) -> bool:
    """Whether the sentence opens with another state's name and nowhere speaks of the seat; False without a seat."""
    folded = fold(sentence)
    if not seat or _SHARED.search(folded) or _OWN.search(folded):
        return False
    lands = [country_of(name) for name in seat]
    own = _codes(tuple(seat)) | {land.code for land in lands}
    named = mentions(sentence, lands)
    opening = [one for one in named if one.part == "name" and one.span.start < _OPENING]
    return bool(opening) and not any(one.codes & own for one in named)


@lru_cache(maxsize=256)
def _codes(seat: tuple[str, ...]) -> frozenset[str]:
    """The states named within the seat's names, however they are dressed: "delegation of the Kingdom of Spain"."""
    return frozenset(code for name in seat for one in mentions(name) if one.part == "name" for code in one.codes)
