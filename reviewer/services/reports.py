"""A paper's report: everything it shares with other texts, as one reader may see it.

The passages and their figures are those of `services.passages`, the same for every reader; the report masks the other
side where `domain.access` says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place, Sight
from reviewer.domain.provenance import Provenance, Rule
from reviewer.domain.states import MatchKind, Role
from reviewer.engine.swaps import Exchange
from reviewer.engine.text import count_words
from reviewer.models import Submission
from reviewer.services import classing
from reviewer.services.classing import Passage, Shared
from reviewer.services.holders import Holder
from reviewer.services.origins import Precedence
from reviewer.services.passages import passages

STAFF = classing.STAFF
LATER = classing.LATER


@dataclass(frozen=True, slots=True)
class Other:
    """The other side of a match. When `sight` is masked, its names are empty and no text of it may be shown."""

    sight: Sight
    document_id: int
    paper_id: int | None
    source_id: int | None
    source_kind: str | None
    title: str
    committee: str
    counted_at: datetime | None
    is_excluded: bool = False
    """Whether staff excluded all of it: this holds for every reader, also for one who may not see which text it is."""


@dataclass(frozen=True, slots=True)
class ReportedMatch:
    """One passage of the paper that also stands elsewhere. `other_*` are None when the other side is masked.

    `excluded` says why it does not count (see `services.classing.Passage`); `provenance` and `rule` what kind of
    passage it is and what the conference makes of it; `precedence` which paper had it first.
    """

    match_id: int
    kind: MatchKind
    score: float
    start: int
    end: int
    quote: str
    other: Other
    other_start: int | None
    other_end: int | None
    other_quote: str | None
    excluded: str | None
    provenance: Provenance
    rule: Rule
    precedence: Precedence | None = None
    exchange: Exchange | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The shares, 0 to 1, of a paper's words in matches that count and in excluded ones only."""

    similarity: float
    similarity_excluded: float


@dataclass(frozen=True, slots=True)
class Report:
    """All of it: matches by place in the paper, and what they come to."""

    document_id: int
    matches: tuple[ReportedMatch, ...]
    figures: Figures


def report(session: Session, actor: Actor, submission: Submission, place: Place, *, reader: Role) -> Report | None:
    """The report of a submission for a page made for `reader`; None while it has not been read."""
    if submission.document_id is None:
        return None
    shared = passages(session, place.conference_id, [submission])[submission.id]
    matches = tuple(
        _seen(one, access.sight_of_other_side(actor, one.holder.side, reader=reader)) for one in shared.passages
    )
    return Report(submission.document_id, matches, figures_of(shared))


def _seen(one: Passage, sight: Sight) -> ReportedMatch:
    full = sight == "full"
    return ReportedMatch(
        match_id=one.match_id,
        kind=one.kind,
        score=one.score,
        start=one.start,
        end=one.end,
        quote=one.quote,
        other=_other(one.holder, sight, is_excluded=one.source_by_staff),
        other_start=one.other_start if full else None,
        other_end=one.other_end if full else None,
        other_quote=one.other_quote if full else None,
        excluded=one.excluded,
        provenance=one.provenance,
        rule=one.rule,
        precedence=one.precedence if full else None,
        exchange=one.exchange if full else None,
    )


def _other(holder: Holder, sight: Sight, *, is_excluded: bool) -> Other:
    full = sight == "full"
    return Other(
        sight=sight,
        document_id=holder.document_id,
        paper_id=holder.paper_id if full else None,
        source_id=holder.source_id if full else None,
        source_kind=holder.source_kind.value if full and holder.source_kind is not None else None,
        title=holder.title if full else "",
        committee=holder.committee if full else "",
        counted_at=holder.counted_at if full else None,
        is_excluded=is_excluded,
    )


def figures_of(shared: Shared) -> Figures:
    """What the passages of one version come to."""
    counted = words_covered(one for one in shared.passages if one.counts)
    total = max(1, shared.words)
    return Figures(min(1.0, counted / total), min(1.0, (words_covered(shared.passages) - counted) / total))


def words_in(matches: Iterable[ReportedMatch]) -> int:
    """How many of the paper's words stand in these matches, each word once."""
    return words_covered(matches)


def word_count(text: str) -> int:
    """How many words a text has, as everywhere in a report."""
    return count_words(text)


def words_covered(pieces: Iterable[Passage | ReportedMatch]) -> int:
    """How many words stand in the union of the pieces; counted in their quotes, so that no whole text is loaded."""
    count, text, end = 0, "", -1
    for piece in sorted(pieces, key=lambda one: (one.start, one.end)):
        if piece.start > end:
            count, text, end = count + word_count(text), piece.quote, piece.end
        elif piece.end > end:
            text, end = text + piece.quote[end - piece.start :], piece.end
    return count + word_count(text)
