"""Sentences in which a paper speaks as another country: what is left behind when a text is taken over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reviewer.engine.countries import STYLES, Country, Mention, mentions
from reviewer.engine.document import Span
from reviewer.engine.fingerprints import fold

_SPEAKS_EN = (
    r"believes?|urges?|calls|recommends?|hopes?|is committed|remains? committed|stands? ready|affirms?|reaffirms?|"
    r"recogni[sz]es|would like|wishes|encourages|looks forward|seeks|thinks|feels|supports|proposes|strongly|fully|"
    r"firmly|stresses|emphasi[sz]es|considers|condemns|welcomes|invites|suggests|acknowledges|advocates"
)
_SPEAKS_ES = (
    r"cree|insta|exhorta|recomienda|espera|est[aá] comprometid[ao]|reafirma|afirma|reconoce|desea|quisiera|alienta|"
    r"busca|piensa|apoya|propone|considera|subraya|condena|invita|sugiere|llama|hace un llamado|reitera"
)
_LAND = r"(?P<land>[^\W\d_][\w'’. -]{2,60}?)"
_AS_SOMEBODY = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"\b[Tt]he [Dd]elegation of {_LAND} (?i:{_SPEAKS_EN})\b",
        rf"\b[Tt]he (?P<land>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){{0,2}}) [Dd]elegation (?i:{_SPEAKS_EN})\b",
        rf"\b[Ll]a [Dd]elegaci[oó]n de(?:l| la| los| las)? ?{_LAND} (?i:{_SPEAKS_ES})\b",
        rf"\b[Ww]e,? (?:as )?(?:the )?(?:delegation|people|delegates|representatives) of {_LAND}[,.;]",
        rf"\b(?:[Oo]ur (?:country|nation)|[Nn]uestro pa[ií]s), {_LAND}[,.;]",
        rf"^[ \t]*(?:Country|Delegation|State|Pa[ií]s|Delegaci[oó]n)[ \t]*:[ \t]*{_LAND}[ \t]*$",
        rf"^[ \t]*(?:Position [Pp]aper of|Documento de posici[oó]n de) {_LAND}[ \t]*$",
    )
)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A place where a paper speaks as another country: the characters of that country's name, and its codes."""

    span: Span
    codes: frozenset[str]


def left_behind(text: str, own: Country) -> tuple[LeftBehind, ...]:
    """Where a paper of `own` speaks as if it were another country's, in order.

    Only ways in which a paper speaks of itself are looked at ("the delegation of X believes", "Country: X"): to name,
    praise or blame another country is what papers do. What stands in quotation marks is somebody else's.
    """
    found = set()
    for pattern in _AS_SOMEBODY:
        for match in pattern.finditer(text):
            named = [one for one in mentions(match["land"], (own,)) if one.part != "capital"]
            if named and _is_whole(match["land"], named[0]) and own.code not in named[0].codes:
                span = Span(match.start("land") + named[0].span.start, match.start("land") + named[0].span.end)
                if not _in_quotes(text, span):
                    found.add((span, named[0].codes))
    return tuple(LeftBehind(span, codes) for span, codes in sorted(found, key=lambda one: one[0]))


def _is_whole(land: str, named: Mention) -> bool:
    """Whether the words are that country and no more than its form of state ("the Republic of ...")."""
    words = fold(land).words
    return named.end == len(words) and STYLES.issuperset(words[: named.first])


def _in_quotes(text: str, span: Span) -> bool:
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    opened = line.count("“") + line.count("«") - line.count("”") - line.count("»")
    return opened > 0 or line.count('"') % 2 == 1
