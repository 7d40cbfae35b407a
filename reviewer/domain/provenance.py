"""Where a shared passage comes from, and what a conference makes of each kind: one class, one rule.

What the comparison said of a passage never changes; which class it belongs to and whether that class counts is worked
out anew for every page, so that a rule acts at once on all reports and is taken back as easily.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from reviewer.domain.access import Place
from reviewer.domain.states import Exclusion, SourceKind


class Provenance(StrEnum):
    """What kind of passage this is; the order is that of `docs/similarity.md`: the most specific first."""

    REFERENCES = "references"
    TITLE = "title"
    PROMPT = "prompt"
    QUOTATION = "quotation"
    COMMON_PHRASE = "common_phrase"
    OWN_PAPER = "own_paper"
    SAME_SCHOOL = "same_school"
    SAME_COMMITTEE = "same_committee"
    OTHER_COMMITTEE = "other_committee"
    EARLIER_YEAR = "earlier_year"
    UNCITED_QUOTATION = "uncited_quotation"
    CITED = "cited"
    GUIDE = "guide"
    UN_DOCUMENT = "un_document"
    OTHER_SOURCE = "other_source"


class Rule(StrEnum):
    """What a conference makes of a class: left out, counted, or counted and looked at sooner."""

    IGNORE = "ignore"
    COUNT = "count"
    SERIOUS = "serious"


class Manner(StrEnum):
    """How the words around a passage introduce it; stored with the match when two texts are compared."""

    QUOTED_AND_CITED = "quoted_and_cited"
    QUOTED = "quoted"
    CITED = "cited"


class Relation(StrEnum):
    """What the other paper is to this one, now: the closest that holds."""

    OWN = "own"
    SCHOOL = "school"
    COMMITTEE = "committee"
    CONFERENCE = "conference"


SHIPPED: Mapping[Provenance, Rule] = {
    Provenance.REFERENCES: Rule.IGNORE,
    Provenance.TITLE: Rule.IGNORE,
    Provenance.PROMPT: Rule.IGNORE,
    Provenance.QUOTATION: Rule.IGNORE,
    Provenance.COMMON_PHRASE: Rule.IGNORE,
    Provenance.OWN_PAPER: Rule.IGNORE,
    Provenance.SAME_SCHOOL: Rule.SERIOUS,
    Provenance.SAME_COMMITTEE: Rule.SERIOUS,
    Provenance.OTHER_COMMITTEE: Rule.SERIOUS,
    Provenance.EARLIER_YEAR: Rule.SERIOUS,
    Provenance.UNCITED_QUOTATION: Rule.COUNT,
    Provenance.CITED: Rule.COUNT,
    Provenance.GUIDE: Rule.COUNT,
    Provenance.UN_DOCUMENT: Rule.COUNT,
    Provenance.OTHER_SOURCE: Rule.COUNT,
}
"""The rules of a conference that changed none."""

TOO_LITTLE = frozenset({Exclusion.SHORT, Exclusion.NAME})
"""What says nothing whatever the rules: a few words, or only names."""

_ZONES: Mapping[Exclusion, Provenance] = {
    Exclusion.REFERENCES: Provenance.REFERENCES,
    Exclusion.TITLE: Provenance.TITLE,
    Exclusion.PROMPT: Provenance.PROMPT,
    Exclusion.QUOTATION: Provenance.QUOTATION,
    Exclusion.COMMON_PHRASE: Provenance.COMMON_PHRASE,
}
_RELATIONS: Mapping[Relation, Provenance] = {
    Relation.OWN: Provenance.OWN_PAPER,
    Relation.SCHOOL: Provenance.SAME_SCHOOL,
    Relation.COMMITTEE: Provenance.SAME_COMMITTEE,
    Relation.CONFERENCE: Provenance.OTHER_COMMITTEE,
}
_SOURCES: Mapping[SourceKind, Provenance] = {
    SourceKind.PROMPT: Provenance.PROMPT,
    SourceKind.PAST_PAPER: Provenance.EARLIER_YEAR,
    SourceKind.GUIDE: Provenance.GUIDE,
    SourceKind.UN_DOCUMENT: Provenance.UN_DOCUMENT,
    SourceKind.WEB: Provenance.OTHER_SOURCE,
    SourceKind.OTHER: Provenance.OTHER_SOURCE,
}
_MANNERS: Mapping[Manner, Provenance] = {
    Manner.QUOTED_AND_CITED: Provenance.QUOTATION,
    Manner.QUOTED: Provenance.UNCITED_QUOTATION,
    Manner.CITED: Provenance.CITED,
}
_ORDER = {one: place for place, one in enumerate(Provenance)}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a passage on one side: exactly one of `source` and `relation` says what the other side is.

    `zone` is the comparison's word on where the passage stands in this text; `is_common` whether so many papers have it
    that it is nobody's own.
    """

    source: SourceKind | None = None
    relation: Relation | None = None
    zone: Exclusion | None = None
    manner: Manner | None = None
    is_common: bool = False


def provenance(known: Circumstances) -> Provenance:
    """The class of a passage: of all that apply, the most specific, which is the first in the order of `Provenance`."""
    return min(_applicable(known), key=_ORDER.__getitem__)


def _applicable(known: Circumstances) -> set[Provenance]:
    found = {_SOURCES[known.source] if known.source is not None else _RELATIONS[known.relation or Relation.CONFERENCE]}
    if known.zone is not None and known.zone in _ZONES:
        found.add(_ZONES[known.zone])
    if known.manner is not None:
        found.add(_MANNERS[known.manner])
    if known.is_common:
        found.add(Provenance.COMMON_PHRASE)
    return found


def relation(own: Place, other: Place, own_people: frozenset[int], other_people: frozenset[int]) -> Relation:
    """What another paper is to this one: places of both, and the ids of the people who hold their seats."""
    if own.seat_id == other.seat_id or own_people & other_people:
        return Relation.OWN
    if own.school_id is not None and own.school_id == other.school_id:
        return Relation.SCHOOL
    return Relation.COMMITTEE if own.committee_id == other.committee_id else Relation.CONFERENCE


def rules_after(changes: Iterable[tuple[str, str]]) -> dict[Provenance, Rule]:
    """The rules in force after changes of (class, rule), oldest first; unknown codes of another version are passed."""
    known_classes, known_rules = {one.value for one in Provenance}, {one.value for one in Rule}
    found = dict(SHIPPED)
    for name, rule in changes:
        if name in known_classes and rule in known_rules:
            found[Provenance(name)] = Rule(rule)
    return found


COMMON_WORDS = 25
"""The most words of a common phrase."""
_COMMON_LEAST, _COMMON_SHARE = 4, 0.2


def is_common(words: int, sharing: int, papers: int) -> bool:
    """Whether a passage is a common phrase: short, and in at least four papers and a fifth of all there are.

    `sharing` counts the papers that have it, this one included, among `papers` that were read. A longer passage is no
    phrase, however many have it: it is a text that went around.
    """
    return words <= COMMON_WORDS and sharing >= common_from(papers)


def common_from(papers: int) -> int:
    """How many of `papers` must have a short passage for it to be a common phrase."""
    return max(_COMMON_LEAST, math.ceil(_COMMON_SHARE * papers))
