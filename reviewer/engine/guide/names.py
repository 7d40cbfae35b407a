"""Who a guide is from: the conference, the committee, and the officers who sign or are introduced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewer.engine.document import Document, Span
from reviewer.engine.guide.found import Found
from reviewer.engine.guide.line import Line
from reviewer.engine.guide.lines import Flow

_CAP = r"(?:[A-Z\u00c0-\u00dc][\w\u2022\u00b7'\u2019&.-]*)"
_SMALL = r"(?:of|the|de|del|la|las|los|el|for|and|y|e|on|in|en|para|to|against|sobre|contra)"
_RUN = rf"{_CAP}(?:,? (?:{_SMALL} ){{0,3}}{_CAP})*"
_ACRONYM = r"\([A-Z\u00c0-\u00dc][\w\u2022\u00b7&.-]{1,15}\)"
_YEAR = r"(?:19|20)\d\d"
_MUN = (
    rf"(?:{_YEAR} )?(?:{_CAP} (?:{_SMALL} )?){{0,5}}"
    r"(?:Model United Nations|Model UN|Modelo de (?:las )?Naciones Unidas|Modelo ONU)"
)
_LETTERS = r"[\w\u2022\u00b7&-]"
_CONFERENCE = re.compile(
    rf"{_MUN}(?: (?:{_SMALL} ){{0,3}}{_CAP}){{0,6}}(?: ?\({_LETTERS}*MUN{_LETTERS}*\))?(?:,? (?:{_YEAR}|[IVXL]+\b))?"
    rf"|\b(?!MUN\b|MUNs\b)[A-Z0-9][\w\u2022\u00b7&]*MUN{_LETTERS}*(?:[ \u2019'](?:{_YEAR}|\d\d\b|[IVXL]+\b))?"
    rf"|(?:{_CAP} (?:{_SMALL} )?){{1,4}}MUN\b(?: (?:{_YEAR}|[IVXL]+\b))?"
    rf"|\bMUN[A-Z]{_LETTERS}*(?: (?:{_YEAR}|[IVXL]+\b))?"
)
_BODY = (
    "Committee|Commission|Council|Organi[sz]ation|Assembly|Agency|Programme|Program|Fund|Court|Office|Union|Bank|Tribunal|"
    "Cabinet|Senate|Summit|Forum|League|Group|Conference|Comit\u00e9|Comisi\u00f3n|Consejo|Organizaci\u00f3n|Asamblea|Agencia|Programa|"
    "Fondo|Corte|Oficina|Uni\u00f3n|Banco|Tribunal|Gabinete|Senado|Cumbre|Foro|Liga|Alto Comisionado|High Commissioner"
)
_COMMITTEE = re.compile(rf"{_RUN}(?: {_ACRONYM})?")
_COMMITTEE_CUE = re.compile(
    r"(?:our committee|this committee|committee is|welcome (?:you )?to|introduce to you|chairs? of|nuestro comit\u00e9|"
    r"bienvenid[oa@]s? (?:a|al)(?: la| el)?)"
    r"[ ,:]*(?:our committee, |nuestro comit\u00e9, )?(?:the |el |la )?$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:committee|comit\u00e9|comisi\u00f3n|body|\u00f3rgano)\s*:\s*(?P<name>\S.*)$", re.IGNORECASE)
_GUIDE_WORDS = re.compile(
    r"^(?:(?:background|study|topic|committee|delegate|chair)s? (?:guide|paper|report|brief)s?|handbook|documentation|"
    r"gu\u00eda (?:de estudio|acad\u00e9mica|del delegado))(?: (?:for|of|to|de|del|para)(?: the| la| el)?)?"
    r"[ :\u2013\u2014-]*|[ :\u2013\u2014-]*(?:background|study|topic) guide$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^(?:(?:Dear |Honou?rable |Distinguished )*Delegates,? |Welcome to (?:the )?|Estimad\S+ delegad\S+,? |"
    r"Bienvenid\S+ (?:al?|a la) |The |El |La |Topic [A-H] )+"
)
_WELCOME = re.compile(r"(?:dear|welcome|bienvenid|estimad)", re.IGNORECASE)
_ROLE = (
    r"(?:(?:Co-?|Vice[- ]?|Deputy |Assistant |Head |Under[- ]|Sub-?|Academic |Executive |Conference |Committee |"
    r"Crisis )*"
    r"(?:Secretar(?:y|ies)[- ]General|President|Chair(?:person|man|woman)?|Moderator|Director|Officer|Rapporteur)"
    r"|(?:Vice|Sub)?[Pp]resident[ea]|(?:Vice|Sub)?[Mm]oderador[a]?|(?:Sub)?[Dd]irector[a]?(?: [Aa]djunt[oa])?"
    r"|[Ss]ecretari[oa] [Gg]eneral|[Oo]ficial de [Cc]onferencias?)"
)
_INTRODUCED = re.compile(r"^(?:Soy|Somos|Yo soy|Me llamo|My name is|Dear) ")
_GIVEN = r"[A-Z\u00c0-\u00dc][\w'\u2019-]+"
_PERSON = (
    r"(?P<{}>[A-Z\u00c0-\u00dc][a-z\u00e0-\u00ff'\u2019-]+"
    rf"(?: (?:[A-Z\u00c0-\u00dc]\.|(?:de|del|la|van|von|da|dos) |{_GIVEN})){{{{1,3}}}})"
)
_SIGNED = re.compile(rf"^{_PERSON.format('n')}\s*[,\u2013\u2014|-]\s*(?P<r>{_ROLE})(?:\s*\([^)]*\))?$")
_OFFICERS = (
    re.compile(
        rf"{_PERSON.format('n')},? (?:(?:will be|is|as|como|es|ser\u00e1)(?: your| our| su| nuestr[oa]| the| el| la)?"
        rf"|and I (?:will be|am) your|your|su|y ser\u00e9 su) (?P<r>{_ROLE})\b"
    ),
    re.compile(rf"\b(?P<r>{_ROLE})\s*[:\u2013\u2014-]\s*{_PERSON.format('n')}"),
    re.compile(rf"(?:are|is|son|es|and|y|,|:)[ :]*(?:el |la |the )?(?P<r>{_ROLE}),? {_PERSON.format('n')}"),
    re.compile(rf"{_PERSON.format('n')}\s*[,\u2013\u2014|-]\s*(?P<r>{_ROLE})\b"),
)
_NEAR, _SHORTEST_NAME, _MOST_WORDS = 200, 5, 12
_OPENING = 6_000
"""Characters at the begin of a guide where it says who it is from."""


@dataclass(frozen=True, slots=True)
class Officer:
    """A person of the dais, with the role as the guide words it."""

    role: str
    name: str


def read_conference(document: Document, flow: Flow) -> Found[str] | None:
    """The conference's name with its year where printed together; None when the guide does not name it."""
    sites = [
        (_named(match.group()), flow.span(*match.span()), match.start()) for match in _CONFERENCE.finditer(flow.text)
    ]
    sites += [(name, span, -1) for name, span in _furniture(document, _CONFERENCE)]
    if not sites:
        return None
    votes = Counter(name for name, _, _ in sites)
    welcome = re.search(r"\bwelcome|bienvenid", flow.text, re.IGNORECASE)

    def weight(site: tuple[str, Span, int]) -> float:
        name, _, at = site
        near = welcome is not None and 0 <= at - welcome.end() < _NEAR
        return (
            3.0 * near
            + 2.0 * (at < 0)
            + 2.0 * bool(re.search(r"\b(?:19|20)\d\d\b", name))
            + min(votes[name], 4) / 2
            + len(name) / 100
        )

    best = max(sites, key=weight)
    return Found(best[0], best[1], min(0.95, 0.4 + weight(best) / 12))


def _named(run: str) -> str:
    return _GREETING.sub("", run).strip(" ,.")


def _furniture(document: Document, pattern: re.Pattern[str]) -> Iterator[tuple[str, Span]]:
    """What the pattern finds in titles and running headers."""
    for block in document.blocks:
        if block.kind in ("title", "header", "footer"):
            for match in pattern.finditer(" ".join(document.text[block.start : block.end].split())):
                yield _named(match.group()), Span(block.start, block.end)


def read_committee(document: Document, flow: Flow, conference: str | None, lines: Sequence[Line]) -> Found[str] | None:
    """The committee's name, with its short form where printed beside it; None when none is named."""
    scored: list[tuple[float, str, Span]] = []
    opening = flow.text[:_OPENING]
    for match in _COMMITTEE.finditer(opening):
        name = _committee_name(match.group())
        if name and not _is_conference(name, conference):
            cue = bool(_COMMITTEE_CUE.search(opening[max(0, match.start() - 60) : match.start()]))
            scored.append(
                (_committee_weight(name) + 3.0 * cue - match.start() / _OPENING, name, flow.span(*match.span()))
            )
    for name, span in _titled(document):
        if not _is_conference(name, conference):
            scored.append((_committee_weight(name) + 3.0, name, span))
    for line in lines[:60]:
        label = _LABEL.match(line.text)
        name = _committee_line(line.text)
        if name and not _is_conference(name, conference):
            scored.append((_committee_weight(name) + 2.5 - line.start / _OPENING, name, Span(line.start, line.end)))
        if label and label.group("name")[:1].isupper():
            at = flow.text.find(label.group("name"))
            if at >= 0:
                scored.append((7.0, label.group("name").strip(" ."), flow.span(at, at + len(label.group("name")))))
    if not scored:
        return None
    votes = Counter(name for _, name, _ in scored)
    weight, name, span = max(scored, key=lambda one: (one[0] + min(votes[one[1]], 4) / 4, len(one[1])))
    return Found(name, span, min(0.95, max(0.3, weight / 7))) if weight > 1.0 else None


def _titled(document: Document) -> Iterator[tuple[str, Span]]:
    """Committees named in titles and running headers, line by line: a cover sets unlike things below each other."""
    for block in document.blocks:
        if block.kind in ("title", "header"):
            for line in document.text[block.start : block.end].splitlines():
                for match in _COMMITTEE.finditer(_GUIDE_WORDS.sub("", line.strip())):
                    name = _committee_name(match.group())
                    if name:
                        yield name, Span(block.start, block.end)


def _committee_name(run: str) -> str:
    name = _GUIDE_WORDS.sub("", run).strip(" ,.")
    name = _GREETING.sub("", name)
    return name if re.search(rf"\b(?:{_BODY})\b", name) and len(name) > _SHORTEST_NAME else ""


def _committee_line(line: str) -> str:
    """The body that a short line of its own names, in whatever case it is printed; empty for other lines."""
    name = _GUIDE_WORDS.sub("", line.strip()).strip(" ,.:")
    greeted = _COMMITTEE.match(_GREETING.sub("", name)) if _WELCOME.match(name) else None
    name = greeted.group() if greeted else name
    short = len(name.split()) <= _MOST_WORDS and not re.search(r"[.:;!?]", name)
    named = re.search(rf"\b(?:{_BODY})\b", name, re.IGNORECASE)
    return name if short and named and len(name.split()) > 1 and _COMMITTEE.match(name) else ""


def _committee_weight(name: str) -> float:
    return 2.0 * bool(re.search(rf" {_ACRONYM}$", name)) + 0.5 * min(len(name.split()), 4)


def _is_conference(name: str, conference: str | None) -> bool:
    return (
        "Model United Nations" in name
        or "Modelo de" in name
        or bool(conference and (name in conference or conference in name))
    )


def read_officers(flow: Flow, lines: Sequence[Line]) -> list[Found[Officer]]:
    """Persons with a role of the dais, from the guide's first pages, each name once; signatures count first."""
    found: dict[str, Found[Officer]] = {}
    for line in lines:
        signed = _SIGNED.match(line.text) if line.start < _OPENING else None
        if signed:
            officer = Officer(signed.group("r"), signed.group("n").strip())
            found.setdefault(officer.name, Found(officer, Span(line.start, line.end), 0.85))
    opening = flow.text[:_OPENING]
    for pattern in _OFFICERS:
        for match in pattern.finditer(opening):
            name, role = _INTRODUCED.sub("", match.group("n")).strip(), match.group("r")
            if name not in found and not re.search(rf"\b(?:{_BODY}|Nations|Member|{_ROLE})\b", name):
                found[name] = Found(Officer(role, name), flow.span(*match.span()), 0.7)
    return sorted(found.values(), key=lambda one: one.span)
