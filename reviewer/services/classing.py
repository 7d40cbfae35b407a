"""One passage of a paper as it is to be judged now: its class, its rule, its order in time, and whether it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from reviewer.domain.provenance import (
    COMMON_WORDS,
    TOO_LITTLE,
    Circumstances,
    Manner,
    Provenance,
    Rule,
    is_common,
    relation,
)
from reviewer.domain.provenance import provenance as class_of
from reviewer.domain.states import Exclusion, MatchKind, SourceKind
from reviewer.engine.countries import country_of
from reviewer.engine.swaps import Exchange, exchanged
from reviewer.engine.text import count_words
from reviewer.services.holders import Holder
from reviewer.services.origins import Order, Origins, Precedence

STAFF = "staff"
"""Why a passage does not count: staff excluded it, or all of its source."""
LATER = "later"
"""Why a passage does not count: this paper had it first, and it also stands in a later paper."""

_EXPLAINED = 0.8
"""Share of a passage that must lie in passages of a source that is left out, for the source to explain it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of one paper that also stands in one other text, as it is to be judged now.

    `excluded` says why it does not count: `staff`, `later`, the class the conference ignores, or the comparison's word
    that it is too little to mean anything; None when it counts. `precedence` is set between papers, where nothing else
    leaves the passage out; `exchange` where the two differ only in the country.
    """

    match_id: int
    kind: MatchKind
    score: float
    start: int
    end: int
    quote: str
    other_start: int
    other_end: int
    other_quote: str
    holder: Holder
    provenance: Provenance
    rule: Rule
    excluded: str | None
    precedence: Precedence | None = None
    exchange: Exchange | None = None
    source_by_staff: bool = False
    """Whether staff excluded all of the source."""

    @property
    def counts(self) -> bool:
        """Whether it counts in the figures."""
        return self.excluded is None

    @property
    def words(self) -> int:
        """How many words of this paper it has."""
        return count_words(self.quote)

    @property
    def is_peers(self) -> bool:
        """Whether the other text is a paper like this one, of this year or an earlier one."""
        return self.holder.paper_id is not None or self.holder.source_kind is SourceKind.PAST_PAPER

    def holds(self, other: Passage) -> bool:
        """Whether all of the other passage lies in this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Shared:
    """All passages of one version, and how many words it has."""

    words: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What all passages of a conference are judged by."""

    rules: dict[Provenance, Rule]
    excluded: frozenset[tuple[int | None, int | None, int | None]]
    """(paper or None for all, match, source) of what staff excluded."""
    origins: Origins
    papers: dict[int, int]
    """How many papers each committee has that were read."""


def judged(own: Holder, found: Sequence[tuple[Any, str, Holder]], standing: Standing) -> list[Passage]:
    """The passages of one version by place. `found` has matches, each with this paper's side and the other text."""
    bare = [_bare(row, side, other) for row, side, other in found]
    zones = [(getattr(row, f"{side}_excluded"), getattr(row, f"{side}_manner")) for row, side, _ in found]
    common = _common(own, bare, standing)
    judged = [
        _ruled(own, one, zone, manner, standing, is_common=at in common)
        for at, (one, (zone, manner)) in enumerate(zip(bare, zones, strict=True))
    ]
    left_out = [one for one in judged if one.holder.source_id is not None and one.excluded in (STAFF, *_SOURCE_CLASSES)]
    known = [_explained(one, left_out) for one in judged]
    return sorted(
        (_placed_in_time(own, one, standing) for one in known),
        key=lambda one: (one.start, one.end, one.match_id, one.holder.title),
    )


def _bare(row: Any, side: str, other: Holder) -> Passage:
    theirs = "high" if side == "low" else "low"
    return Passage(
        match_id=row.id,
        kind=row.kind,
        score=row.score,
        start=getattr(row, f"{side}_start"),
        end=getattr(row, f"{side}_end"),
        quote=getattr(row, f"{side}_quote"),
        other_start=getattr(row, f"{theirs}_start"),
        other_end=getattr(row, f"{theirs}_end"),
        other_quote=getattr(row, f"{theirs}_quote"),
        holder=other,
        provenance=Provenance.OTHER_SOURCE,
        rule=Rule.COUNT,
        excluded=None,
    )


def _common(own: Holder, found: Sequence[Passage], standing: Standing) -> set[int]:
    """The places in the list of passages that so many papers have that they are nobody's own.

    Learned from the passages themselves: those of which four fifths lie in what this many other papers share, counted
    in the committee and in the whole conference.
    """
    everybody = sum(standing.papers.values())
    of_papers = sorted(
        (one.start, one.end, one.holder.paper_id or 0, one.holder.place.committee_id == own.place.committee_id)
        for one in found
        if one.holder.paper_id is not None
    )
    committee = standing.papers.get(own.place.committee_id or 0, 0)
    common = set()
    for at, one in enumerate(found):
        if one.holder.paper_id is None or one.words > COMMON_WORDS:
            continue
        near = [row for row in of_papers if row[0] < one.end and row[1] > one.start and _covers(row, one)]
        wide, close = {row[2] for row in near}, {row[2] for row in near if row[3]}
        if is_common(one.words, 1 + len(wide), everybody) or is_common(one.words, 1 + len(close), committee):
            common.add(at)
    return common


def _covers(row: tuple[int, int, int, bool], one: Passage) -> bool:
    return min(row[1], one.end) - max(row[0], one.start) >= _EXPLAINED * (one.end - one.start)


def _ruled(
    own: Holder, one: Passage, zone: Exclusion | None, manner: str | None, standing: Standing, *, is_common: bool
) -> Passage:
    """The passage with its class, its rule and what they and staff's exclusions make of it."""
    other = one.holder
    near = None if other.paper_id is None else relation(own.place, other.place, own.people, other.people)
    known_manner = Manner(manner) if manner in {member.value for member in Manner} else None
    name = class_of(Circumstances(other.source_kind, near, zone, known_manner, is_common))
    rule = standing.rules[name]
    source_by_staff = other.source_id is not None and _by_staff(standing, own.paper_id, None, other.source_id)
    excluded: str | None = None
    if source_by_staff or _by_staff(standing, own.paper_id, one.match_id, None):
        excluded = STAFF
    elif zone is not None and zone in TOO_LITTLE:
        excluded = zone.value
    elif rule is Rule.IGNORE:
        excluded = name.value
    return replace(one, provenance=name, rule=rule, excluded=excluded, source_by_staff=source_by_staff)


def _by_staff(standing: Standing, paper_id: int | None, match_id: int | None, source_id: int | None) -> bool:
    return any((who, match_id, source_id) in standing.excluded for who in (None, paper_id))


def _explained(one: Passage, left_out: Sequence[Passage]) -> Passage:
    """What a paper shares with others only because all took it from a source that is left out does not count either.

    `left_out` are the passages of such sources.
    """
    if not left_out or one.excluded is not None or one.holder.source_id is not None:
        return one
    over = [other for other in left_out if other.start < one.end and one.start < other.end]
    covered, at = 0, one.start
    for other in sorted(over, key=lambda two: two.start):
        covered += max(0, min(one.end, other.end) - max(at, other.start))
        at = max(at, other.end)
    if not over or covered < _EXPLAINED * (one.end - one.start):
        return one
    return replace(one, excluded=over[0].excluded)


_SOURCE_CLASSES = (
    Provenance.PROMPT,
    Provenance.EARLIER_YEAR,
    Provenance.GUIDE,
    Provenance.UN_DOCUMENT,
    Provenance.OTHER_SOURCE,
)


def _placed_in_time(own: Holder, one: Passage, standing: Standing) -> Passage:
    """The passage with who had it first; what this paper had first does not count against it."""
    if one.holder.paper_id is None or one.excluded is not None:
        return one
    found = standing.origins.precedence(own, one.quote, one.holder, one.other_quote)
    excluded = LATER if found.order is Order.OWN_FIRST else None
    exchange = None
    if own.title != one.holder.title:
        exchange = _exchange(one.quote, one.other_quote, own.title, one.holder.title)
    return replace(one, precedence=found, excluded=excluded, exchange=exchange)


@lru_cache(maxsize=32_768)
def _exchange(quote: str, other_quote: str, delegation: str, other_delegation: str) -> Exchange | None:
    """Kept, since passages never change and every page asks again."""
    return exchanged(quote, other_quote, country_of(delegation), country_of(other_delegation))
