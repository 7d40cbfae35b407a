"""The passages of a case: side by side, word by word, with their class, rule and order in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reviewer.domain.errors import NotFound
from reviewer.domain.lineage import LEAST_WORDS
from reviewer.domain.provenance import Provenance, Rule
from reviewer.domain.states import MatchKind
from reviewer.models import Submission
from reviewer.services import reports
from reviewer.services.desks.case_history import MadeExclusion
from reviewer.services.desks.rendering import Highlight
from reviewer.services.desks.wording import Wording, wording
from reviewer.services.origins import Precedence
from reviewer.services.reports import Other, Report, ReportedMatch


@dataclass(frozen=True, slots=True)
class OtherText:
    """A paper or source with which this paper shares something; `key` is "paper-12" or "source-3".

    `counted` and `all_words` are words of this paper that stand there too, after and before rules and exclusions.
    `counted_at` is when it was handed in, None for a source. `is_earlier`: whether it had most of the shared words
    first, None where that says nothing; `is_mutual`: whether each had some of them first.
    """

    key: str
    document_id: int
    paper_id: int | None
    source_id: int | None
    source_kind: str | None
    title: str
    committee: str
    counted: int
    all_words: int
    later_words: int
    counted_at: datetime | None
    is_earlier: bool | None
    is_mutual: bool
    is_excluded: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A match with the chosen other text. `excluded` says why it does not count; `exclusion` is staff's own row.

    `wording` tells the words both share; `is_exchange`: only the country differs.
    """

    id: int
    kind: MatchKind
    words: int
    quote: str
    other_quote: str
    excluded: str | None
    exclusion: MadeExclusion | None
    provenance: Provenance
    rule: Rule
    precedence: Precedence | None
    wording: Wording
    is_exchange: bool


def key_of(other: Other) -> str:
    """The other text's name in addresses."""
    return f"paper-{other.paper_id}" if other.paper_id is not None else f"source-{other.source_id}"


def other_texts(report: Report, submission: Submission) -> list[OtherText]:
    """The other texts, the one with most words that count first."""
    by_key: dict[str, list[ReportedMatch]] = defaultdict(list)
    for match in report.matches:
        by_key[key_of(match.other)].append(match)
    found = [_other(key, matches, submission) for key, matches in by_key.items()]
    return sorted(found, key=lambda one: (-one.counted, -one.later_words, -one.all_words, one.key))


def _other(key: str, matches: Sequence[ReportedMatch], submission: Submission) -> OtherText:
    other = matches[0].other
    known = [one.precedence for one in matches if one.precedence is not None]
    theirs, ours = sum(one.other_words for one in known), sum(one.own_words for one in known)
    is_earlier = None if other.counted_at is None else other.counted_at < submission.counted_at
    return OtherText(
        key=key,
        document_id=other.document_id,
        paper_id=other.paper_id,
        source_id=other.source_id,
        source_kind=other.source_kind,
        title=other.title,
        committee=other.committee,
        counted=reports.words_in(one for one in matches if one.excluded is None),
        all_words=reports.words_in(matches),
        later_words=ours,
        counted_at=other.counted_at,
        is_earlier=theirs > ours if theirs or ours else is_earlier,
        is_mutual=min(theirs, ours) >= LEAST_WORDS,
        is_excluded=other.is_excluded,
    )


def chosen_of(others: Sequence[OtherText], wanted: str | None) -> OtherText | None:
    """The text asked for, else the first. Raises NotFound for one that shares nothing."""
    if wanted is None:
        return others[0] if others else None
    found = next((one for one in others if one.key == wanted), None)
    if found is None:
        raise NotFound("source_unknown", "This paper shares nothing with that text.")
    return found


def matches_with(report: Report, chosen: OtherText) -> list[ReportedMatch]:
    """The report's matches with one other text."""
    return [one for one in report.matches if key_of(one.other) == chosen.key]


def passages_of(matches: Iterable[ReportedMatch], exclusions: Sequence[MadeExclusion]) -> tuple[Passage, ...]:
    """The matches as passages to be shown."""
    standing = {one.match_id: one for one in exclusions if one.revoked_at is None and one.match_id is not None}
    return tuple(_passage(one, standing.get(one.match_id)) for one in matches)


def _passage(match: ReportedMatch, exclusion: MadeExclusion | None) -> Passage:
    return Passage(
        id=match.match_id,
        kind=match.kind,
        words=reports.word_count(match.quote),
        quote=match.quote,
        other_quote=match.other_quote or "",
        excluded=None if match.excluded is None else str(match.excluded),
        exclusion=exclusion,
        provenance=match.provenance,
        rule=match.rule,
        precedence=match.precedence,
        wording=wording(match.quote, match.other_quote or "", match.kind),
        is_exchange=match.exchange is not None,
    )


def highlights(matches: Iterable[ReportedMatch]) -> list[Highlight]:
    """Where the matches stand in this paper."""
    return [Highlight(f"match-{one.match_id}", one.start, one.end, _classes(one)) for one in matches]


def facing_highlights(matches: Iterable[ReportedMatch]) -> list[Highlight]:
    """Where they stand in the other text."""
    return [
        Highlight(f"match-{one.match_id}", one.other_start, one.other_end, _classes(one))
        for one in matches
        if one.other_start is not None and one.other_end is not None
    ]


def _classes(match: ReportedMatch) -> tuple[str, ...]:
    return ("match", f"match-{match.kind.value}") + (("match-excluded",) if match.excluded is not None else ())
