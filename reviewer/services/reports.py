"""A paper's report: everything it shares with other texts, as one reader may see it.

Matches are stored once a pair; the report turns each pair to the paper's side, leaves out what staff excluded, and
masks the other side where `domain.access` says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, OtherPaper, OtherSource, Place, Sight
from reviewer.domain.states import Exclusion, MatchKind, Role
from reviewer.engine.text import word_spans
from reviewer.models import (
    Committee,
    Comparison,
    Delegation,
    Document,
    Match,
    Paper,
    Seat,
    Source,
    StaffExclusion,
    Submission,
)
from reviewer.services.papers import current_submissions


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

    `excluded` says why it does not count: the engine's reason, or `staff`.
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
    excluded: Exclusion | str | None


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


STAFF = "staff"
"""The exclusion code of what staff excluded by hand."""


def report(session: Session, actor: Actor, submission: Submission, place: Place, *, reader: Role) -> Report | None:
    """The report of a submission for a page made for `reader`; None while it has not been read."""
    if submission.document_id is None:
        return None
    document = session.get_one(Document, submission.document_id)
    pairs = session.execute(
        sa.select(Comparison, Match)
        .join(Match, Match.comparison_id == Comparison.id)
        .where(sa.or_(Comparison.low_document_id == document.id, Comparison.high_document_id == document.id))
        .order_by(Match.id)
    ).all()
    matches, sources = _excluded_by_staff(session, place.conference_id, submission.paper_id)
    documents = {_other_id(pair, document.id) for pair, _ in pairs}
    others = _others(session, actor, submission, place, documents, sources, reader)
    found = [
        _turned(match, pair.low_document_id == document.id, other, matches)
        for pair, match in pairs
        for other in others[_other_id(pair, document.id)]
    ]
    found.sort(key=lambda one: (one.start, one.end, one.match_id, one.other.title))
    pieces = [_Piece(one.start, one.end, one.quote, one.excluded is None) for one in found]
    return Report(document.id, tuple(found), _figures(pieces, document.words))


def _other_id(pair: Comparison, document_id: int) -> int:
    return pair.high_document_id if pair.low_document_id == document_id else pair.low_document_id


def _others(
    session: Session,
    actor: Actor,
    submission: Submission,
    place: Place,
    documents: set[int],
    excluded_sources: set[int],
    reader: Role,
) -> dict[int, list[Other]]:
    """For each document the papers and sources of this conference that are it; versions of this paper are not."""
    found: dict[int, list[Other]] = defaultdict(list)
    rows = session.execute(
        sa.select(Submission, Committee.id, Committee.name, Seat.id, Seat.school_id, Delegation.name)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(
            Committee.conference_id == place.conference_id,
            Submission.document_id.in_(documents),
            Submission.paper_id != submission.paper_id,
            Submission.id.in_(current_submissions()),
        )
        .order_by(Submission.id)
    )
    for other, committee_id, committee, seat_id, school_id, delegation in rows:
        where = Place(place.conference_id, committee_id, seat_id, school_id)
        sight = access.sight_of_other_side(actor, OtherPaper(where), reader=reader)
        full = sight == "full"
        assert other.document_id is not None
        found[other.document_id].append(
            Other(
                sight=sight,
                document_id=other.document_id,
                paper_id=other.paper_id if full else None,
                source_id=None,
                source_kind=None,
                title=delegation if full else "",
                committee=committee if full else "",
                counted_at=other.counted_at if full else None,
            )
        )
    sources = session.scalars(
        sa.select(Source)
        .where(
            Source.conference_id == place.conference_id,
            Source.document_id.in_(documents),
            Source.removed_at.is_(None),
        )
        .order_by(Source.id)
    )
    for source in sources:
        assert source.document_id is not None
        sight = access.sight_of_other_side(
            actor, OtherSource(source.conference_id, source.kind, source.visibility), reader=reader
        )
        full = sight == "full"
        found[source.document_id].append(
            Other(
                sight=sight,
                document_id=source.document_id,
                paper_id=None,
                source_id=source.id if full else None,
                source_kind=source.kind.value if full else None,
                title=source.title if full else "",
                committee="",
                counted_at=None,
                is_excluded=source.id in excluded_sources,
            )
        )
    return found


def _excluded_by_staff(session: Session, conference_id: int, paper_id: int) -> tuple[set[int], set[int]]:
    """The ids of matches and of sources that staff excluded, for this paper or for all."""
    rows = session.execute(
        sa.select(StaffExclusion.match_id, StaffExclusion.source_id).where(
            StaffExclusion.conference_id == conference_id,
            StaffExclusion.revoked_at.is_(None),
            sa.or_(StaffExclusion.paper_id == paper_id, StaffExclusion.paper_id.is_(None)),
        )
    ).all()
    return {match for match, _ in rows if match is not None}, {source for _, source in rows if source is not None}


def _turned(match: Match, is_low: bool, other: Other, excluded_matches: set[int]) -> ReportedMatch:
    by_staff = other.is_excluded or match.id in excluded_matches
    own, theirs = ("low", "high") if is_low else ("high", "low")
    full = other.sight == "full"
    return ReportedMatch(
        match_id=match.id,
        kind=match.kind,
        score=match.score,
        start=getattr(match, f"{own}_start"),
        end=getattr(match, f"{own}_end"),
        quote=getattr(match, f"{own}_quote"),
        other=other,
        other_start=getattr(match, f"{theirs}_start") if full else None,
        other_end=getattr(match, f"{theirs}_end") if full else None,
        other_quote=getattr(match, f"{theirs}_quote") if full else None,
        excluded=STAFF if by_staff else getattr(match, f"{own}_excluded"),
    )


def figures(session: Session, conference_id: int, submissions: Sequence[Submission]) -> dict[int, Figures]:
    """The figures of many submissions by their ids, as their reports give them, in a fixed number of queries."""
    found, words = _all_pieces(session, conference_id, submissions)
    return {identity: _figures(found[identity], count) for identity, count in words.items()}


@dataclass(frozen=True, slots=True)
class Share:
    """How many words of a paper also stand, and count, in one other paper (its current version) or source."""

    paper_id: int | None
    source_id: int | None
    words: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a submission shares, in words that count.

    `longest_*` are of the longest word-for-word passage shared with a paper and with a source; `from_papers` are the
    words shared with any paper. What two papers both took from a source is the source's, not the other paper's: it is
    left out of both. `shares` name the others, the largest first.
    """

    figures: Figures
    longest_from_papers: int
    longest_from_sources: int
    from_papers: int
    shares: tuple[Share, ...]


def overlaps(session: Session, conference_id: int, submissions: Sequence[Submission]) -> dict[int, Overlap]:
    """What many submissions share and with whom, by their ids, in a fixed number of queries."""
    found, words = _all_pieces(session, conference_id, submissions)
    return {identity: _overlap(found[identity], count) for identity, count in words.items()}


def _overlap(pieces: list[_Piece], words: int) -> Overlap:
    counted = [piece for piece in pieces if piece.counts]
    by_subject: dict[_Subject, list[_Piece]] = defaultdict(list)
    for piece in counted:
        by_subject[piece.subject].append(piece)
    shares = [Share(*subject, _words_covered(of_it)) for subject, of_it in by_subject.items()]
    sourced = [piece for piece in pieces if piece.subject[0] is None]
    papers = [piece for piece in counted if piece.subject[0] is not None]
    return Overlap(
        figures=_figures(pieces, words),
        longest_from_papers=_longest([piece for piece in papers if not any(one.holds(piece) for one in sourced)]),
        longest_from_sources=_longest([piece for piece in sourced if piece.counts]),
        from_papers=_words_covered(papers + sourced) - _words_covered(sourced),
        shares=tuple(sorted(shares, key=lambda one: (-one.words, one.paper_id or 0, one.source_id or 0))),
    )


def _longest(pieces: list[_Piece]) -> int:
    return max((word_count(piece.quote) for piece in pieces if piece.is_verbatim), default=0)


def _all_pieces(
    session: Session, conference_id: int, submissions: Sequence[Submission]
) -> tuple[dict[int, list[_Piece]], dict[int, int]]:
    """The pieces and the number of words of every submission that was read, by its id."""
    by_document: dict[int, list[Submission]] = defaultdict(list)
    for submission in submissions:
        if submission.document_id is not None:
            by_document[submission.document_id].append(submission)
    pairs = session.execute(
        sa.select(Comparison.low_document_id, Comparison.high_document_id, Match)
        .join(Match, Match.comparison_id == Comparison.id)
        .where(sa.or_(Comparison.low_document_id.in_(by_document), Comparison.high_document_id.in_(by_document)))
    ).all()
    subjects = _subjects(session, conference_id, {one for low, high, _ in pairs for one in (low, high)})
    excluded = _all_excluded(session, conference_id)
    counts = session.execute(sa.select(Document.id, Document.words).where(Document.id.in_(by_document))).all()
    words = {submission.id: count for document_id, count in counts for submission in by_document[document_id]}
    found: dict[int, list[_Piece]] = defaultdict(list)
    for low, high, match in pairs:
        for mine, theirs, side in {(low, high, "low"), (high, low, "high")}:
            for submission in by_document.get(mine, ()):
                found[submission.id] += _pieces(match, side, submission, subjects[theirs], excluded)
    return found, words


_Subject = tuple[int | None, int | None]
"""A paper's or a source's id: what a document belongs to in one conference."""


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    quote: str
    counts: bool
    is_verbatim: bool = False
    subject: _Subject = (None, None)

    def holds(self, other: _Piece) -> bool:
        """Whether all of the other piece lies in this one."""
        return self.start <= other.start and other.end <= self.end


def _subjects(session: Session, conference_id: int, documents: set[int]) -> dict[int, list[_Subject]]:
    found: dict[int, list[_Subject]] = defaultdict(list)
    papers = session.execute(
        sa.select(Submission.document_id, Submission.paper_id)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(
            Committee.conference_id == conference_id,
            Submission.document_id.in_(documents),
            Submission.id.in_(current_submissions()),
        )
    )
    for document_id, paper_id in papers:
        if document_id is not None:
            found[document_id].append((paper_id, None))
    sources = session.execute(
        sa.select(Source.document_id, Source.id).where(
            Source.conference_id == conference_id, Source.document_id.in_(documents), Source.removed_at.is_(None)
        )
    )
    for document_id, source_id in sources:
        if document_id is not None:
            found[document_id].append((None, source_id))
    return found


_Excluded = set[tuple[int | None, int | None, int | None]]
"""(paper or None for all, match, source) of what staff excluded."""


def _all_excluded(session: Session, conference_id: int) -> _Excluded:
    rows = session.execute(
        sa.select(StaffExclusion.paper_id, StaffExclusion.match_id, StaffExclusion.source_id).where(
            StaffExclusion.conference_id == conference_id, StaffExclusion.revoked_at.is_(None)
        )
    )
    return {(paper, match, source) for paper, match, source in rows}


def _pieces(
    match: Match, side: str, submission: Submission, subjects: list[_Subject], excluded: _Excluded
) -> list[_Piece]:
    pieces = []
    for paper_id, source_id in subjects:
        if paper_id == submission.paper_id:
            continue
        whose = (None, submission.paper_id)
        by_staff = any(
            (who, match.id, None) in excluded or (source_id and (who, None, source_id) in excluded) for who in whose
        )
        counts = not by_staff and getattr(match, f"{side}_excluded") is None
        start, end = getattr(match, f"{side}_start"), getattr(match, f"{side}_end")
        verbatim = match.kind is MatchKind.VERBATIM
        quote = getattr(match, f"{side}_quote")
        pieces.append(_Piece(start, end, quote, counts, verbatim, (paper_id, source_id)))
    return pieces


def _figures(pieces: list[_Piece], words: int) -> Figures:
    counted = _words_covered([piece for piece in pieces if piece.counts])
    total = max(1, words)
    return Figures(min(1.0, counted / total), min(1.0, (_words_covered(pieces) - counted) / total))


def words_in(matches: Iterable[ReportedMatch]) -> int:
    """How many of the paper's words stand in these matches, each word once."""
    return _words_covered([_Piece(one.start, one.end, one.quote, one.excluded is None) for one in matches])


def word_count(text: str) -> int:
    """How many words a text has, as everywhere in a report."""
    return len(word_spans(text))


def _words_covered(pieces: list[_Piece]) -> int:
    """How many words stand in the union of the pieces; counted in their quotes, so that no whole text is loaded."""
    count, text, end = 0, "", -1
    for piece in sorted(pieces, key=lambda one: (one.start, one.end)):
        if piece.start > end:
            count, text, end = count + word_count(text), piece.quote, piece.end
        elif piece.end > end:
            text, end = text + piece.quote[end - piece.start :], piece.end
    return count + word_count(text)
