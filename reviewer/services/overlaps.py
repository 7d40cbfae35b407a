"""What papers share and with whom, in words: what queues, the audit board's order and the map rest on.

Counting it is most of the work of those pages, so a process keeps what it counted, with a digest of everything that
entered: pairs, holders, their versions, rules, exclusions. Whatever changes gives another digest, and is counted anew.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from reviewer.domain.provenance import Rule, common_from
from reviewer.domain.states import MatchKind
from reviewer.models import Submission
from reviewer.services.classing import Passage, Shared, Standing
from reviewer.services.holders import Holder
from reviewer.services.passages import Layout, layout, passages_in
from reviewer.services.reports import LATER, Figures, figures_of, words_covered
from reviewer.work import keep, kept


@dataclass(frozen=True, slots=True)
class Share:
    """How many words of a paper also stand, and count, in one other paper (its current version) or source."""

    paper_id: int | None
    source_id: int | None
    words: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a submission shares, in words that count.

    `longest_serious` are of the longest word-for-word passage of a class the conference calls serious, and
    `longest_counted` of one it merely counts; `serious_words` all words of serious ones. What two papers both took from
    a guide or another open source is that source's, not the other paper's: it is serious only if the source's class is.
    `exchanged_words` are of passages in which only the country was exchanged; `later_words` those that this paper had
    first and that also stand in later papers. `shares` name the others, the largest first.
    """

    figures: Figures
    longest_serious: int
    longest_counted: int
    serious_words: int
    exchanged_words: int
    later_words: int
    shares: tuple[Share, ...]


NO_OVERLAP = Overlap(Figures(0.0, 0.0), 0, 0, 0, 0, 0, ())
"""What a version shares with nothing."""


def overlaps(session: Session, conference_id: int, submissions: Sequence[Submission]) -> dict[int, Overlap]:
    """What many submissions share and with whom, by their ids, in a fixed number of queries.

    Versions not yet read are left out.
    """
    laid = layout(session, conference_id, submissions)
    digests = _digests(laid)
    found: dict[int, Overlap | None] = dict.fromkeys(laid.own, NO_OVERLAP)
    found |= {one: kept(session, ("overlap", one), digest) for one, digest in digests.items()}
    missing = {identity for identity, one in found.items() if one is None}
    for identity, shared in passages_in(session, laid, missing).items() if missing else ():
        found[identity] = keep(session, ("overlap", identity), digests[identity], overlap_of(shared))
    return {identity: one for identity, one in found.items() if one is not None}


def figures(session: Session, conference_id: int, submissions: Sequence[Submission]) -> dict[int, Figures]:
    """The figures of many submissions by their ids, as their reports give them."""
    return {identity: one.figures for identity, one in overlaps(session, conference_id, submissions).items()}


def _digests(laid: Layout) -> dict[int, bytes]:
    """For each version that shares anything a digest of all its passages rest on, the stored ones by their pair."""
    held = [one for found in laid.others.values() for one in found]
    told = {id(one): _told(one, laid) for one in (*laid.own.values(), *held)}
    pairs = {pair.id: " ".join(map(str, pair)) for pair in laid.pairs}
    parts: dict[int, list[str]] = defaultdict(list)
    for pair, side, one, others in laid.sides():
        parts[one.submission_id or 0] += [pairs[pair.id], side, *(told[id(other)] for other in others)]
    rules = repr(sorted(laid.standing.rules.items()))
    for identity, known in parts.items():
        own = laid.own[identity]
        known += [rules, told[id(own)], *_judged_by(own, laid.standing)]
    return {identity: hashlib.sha256("\n".join(known).encode()).digest() for identity, known in parts.items()}


def _told(one: Holder, laid: Layout) -> str:
    return f"{one!r} {laid.standing.origins.versions.get(one.paper_id or 0)!r}"


def _judged_by(one: Holder, standing: Standing) -> list[str]:
    """Staff's exclusions that touch this paper, and from how many papers on a phrase is common."""
    excluded = sorted(map(str, (made for made in standing.excluded if made[0] in (None, one.paper_id))))
    committee = standing.papers.get(one.place.committee_id or 0, 0)
    common = common_from(committee), common_from(sum(standing.papers.values()))
    return [repr(excluded), repr(common)]


def overlap_of(shared: Shared) -> Overlap:
    """What the passages of one version come to."""
    counted = [one for one in shared.passages if one.counts]
    open_sources = [one for one in shared.passages if not one.is_peers]
    serious = [one for one in counted if _is_serious(one, open_sources)]
    mild = [one for one in open_sources if not (one.counts and one.rule is Rule.SERIOUS)]
    return Overlap(
        figures=figures_of(shared),
        longest_serious=_longest(serious),
        longest_counted=_longest(one for one in counted if not _is_serious(one, open_sources)),
        serious_words=words_covered([*serious, *mild]) - words_covered(mild),
        exchanged_words=words_covered(one for one in counted if one.exchange is not None),
        later_words=words_covered(one for one in shared.passages if one.excluded == LATER),
        shares=_shares(counted),
    )


def _is_serious(one: Passage, open_sources: Iterable[Passage]) -> bool:
    if one.rule is not Rule.SERIOUS:
        return False
    return not one.is_peers or not any(other.holds(one) for other in open_sources)


def _longest(found: Iterable[Passage]) -> int:
    return max((one.words for one in found if one.kind is MatchKind.VERBATIM), default=0)


def _shares(counted: Iterable[Passage]) -> tuple[Share, ...]:
    by_other: dict[tuple[int | None, int | None], list[Passage]] = defaultdict(list)
    for one in counted:
        by_other[one.holder.paper_id, one.holder.source_id].append(one)
    shares = [Share(*other, words_covered(found)) for other, found in by_other.items()]
    return tuple(sorted(shares, key=lambda one: (-one.words, one.paper_id or 0, one.source_id or 0)))
