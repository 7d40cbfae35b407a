"""A scorecard as the desk draws it: each criterion (once a topic, where the rubric says so) with what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from reviewer.domain.answered import AnsweredShare
from reviewer.domain.rubric import Criterion, Level, Rubric
from reviewer.domain.scoring import MarkKey, Score, mark_keys, moved_mark, total
from reviewer.domain.states import ScorecardState
from reviewer.models import AdoptedRubric, Mark, Scorecard
from reviewer.services import grading
from reviewer.services.papers import topic_titles
from reviewer.services.scorecards import digest, name_of, plain

MOST_KEYS = 12
"""More marks than this are typed rather than chosen from a row of keys."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One mark that can be given: `lower` names its level and `upper`, for a mark between two, the next one above.

    `is_half` says that no level has the mark as one of its own: only half points make it one that can be given.
    `worth` is what it would add to the total, rounded to four decimals, for a page that adds up while saving.
    """

    value: str
    lower: str
    upper: str
    words: str
    is_half: bool
    worth: float


@dataclass(frozen=True, slots=True)
class SuggestedMark:
    """A mark that the key questions suggest; it is never given by itself."""

    value: str
    level: str
    share: AnsweredShare


@dataclass(frozen=True, slots=True)
class CriterionField:
    """A criterion with its mark and note. `topic` is a title where the criterion is judged for each topic."""

    name: str
    title: str
    guidance: str
    topic: str
    choices: tuple[Choice, ...]
    levels: tuple[Level, ...]
    top: str
    value: str
    version: int
    digest: str
    note: str
    note_version: int
    note_digest: str
    is_required: bool
    is_counted: bool
    worth_each: float
    suggested: SuggestedMark | None = None
    moved: Decimal = Decimal(0)
    moved_by: int = 0
    """How many comments move the mark, and by how many points in all."""

    @property
    def counts(self) -> Decimal | None:
        """The mark as it counts in the total; None before one is given."""
        return moved_mark(Decimal(self.value), self.moved, Decimal(self.top)) if self.value else None

    @property
    def is_typed(self) -> bool:
        """Whether the mark is typed as a number."""
        return len(self.choices) > MOST_KEYS


@dataclass(frozen=True, slots=True)
class Card:
    """The whole form. `adds_up` says that the total is the plain sum of the worths, so that a page may add it up."""

    state: ScorecardState
    rubric: str
    criteria: tuple[CriterionField, ...]
    overall: str
    overall_version: int
    overall_digest: str
    total: Decimal | None
    out_of: Decimal
    band: str
    adjustments: tuple[tuple[str, Decimal], ...]
    missing: int
    adds_up: bool
    saved_at: datetime | None


Shares = Mapping[int | None, AnsweredShare | None]
"""What is answered of each topic's key questions, by its number; under None of all together."""


def card_of(
    session: Session, paper_id: int, scorecard: Scorecard | None, rubric_id: int | None, shares: Shares | None = None
) -> Card | None:
    """The scorecard, or the empty one that the first mark would begin; None while the committee has no rubric.

    `shares` let criteria of kind `coverage` suggest a mark.
    """
    row = scorecard.rubric if scorecard is not None else session.get(AdoptedRubric, rubric_id) if rubric_id else None
    if row is None:
        return None
    rubric = grading.rubric_of(row)
    topics = grading.topics_of(session, paper_id)
    rows = (
        {} if scorecard is None else {MarkKey(one.criterion, one.topic_number or None): one for one in scorecard.marks}
    )
    score = total(rubric, {}, (), topics=topics) if scorecard is None else grading.score_of(session, scorecard)
    titles = topic_titles(session, [paper_id]).get(paper_id, {})
    moving = scorecard.moves if scorecard is not None else []
    moves = grading.moves_of(scorecard) if scorecard is not None else {}
    return Card(
        state=scorecard.state if scorecard else ScorecardState.DRAFT,
        rubric=rubric.title,
        criteria=tuple(
            replace(
                _field(rubric, key, rows.get(key), topics, titles, shares or {}),
                moved=moves.get(key, Decimal(0)),
                moved_by=len([one for one in moving if (one.criterion, one.topic_number) == (key[0], key[1] or 0)]),
            )
            for key in mark_keys(rubric, topics)
        ),
        overall=scorecard.overall if scorecard else "",
        overall_version=scorecard.overall_version if scorecard else 0,
        overall_digest=digest(scorecard.overall if scorecard else ""),
        total=score.total if any(line.mark is not None for line in score.lines) else None,
        out_of=score.out_of,
        band=score.band.title if score.band and score.is_complete else "",
        adjustments=tuple((line.adjustment.reason, line.points) for line in score.adjustments),
        missing=len(score.missing),
        adds_up=_adds_up(rubric, score),
        saved_at=_saved_at(scorecard),
    )


def empty_card(rubric: Rubric) -> Card:
    """The card as a chair would find it on a paper of one topic that nobody has marked."""
    score = total(rubric, {})
    return Card(
        state=ScorecardState.DRAFT,
        rubric=rubric.title,
        criteria=tuple(_field(rubric, key, None, (1,), {}, {}) for key in mark_keys(rubric)),
        overall="",
        overall_version=0,
        overall_digest=digest(""),
        total=None,
        out_of=score.out_of,
        band="",
        adjustments=(),
        missing=len(score.missing),
        adds_up=_adds_up(rubric, score),
        saved_at=None,
    )


def _adds_up(rubric: Rubric, score: Score) -> bool:
    return not score.adjustments and all(one.required or one.independent for one in rubric.criteria)


def _saved_at(scorecard: Scorecard | None) -> datetime | None:
    if scorecard is None:
        return None
    times = [scorecard.overall_at, *(mark.changed_at for mark in scorecard.marks if mark.version)]
    times += [mark.note_at for mark in scorecard.marks]
    return max((time for time in times if time is not None), default=None)


def _field(
    rubric: Rubric, key: MarkKey, mark: Mark | None, topics: Sequence[int], titles: Mapping[int, str], shares: Shares
) -> CriterionField:
    criterion = rubric.criterion(key.criterion)
    assert criterion is not None, "mark_keys gives the rubric's own"
    share = Decimal(1) / len(topics) if criterion.per_topic else Decimal(1)
    each = Decimal(rubric.worth(criterion)) * share / criterion.top
    value = plain(mark.points) if mark else ""
    note = mark.note if mark else ""
    return CriterionField(
        name=name_of(key),
        title=criterion.title,
        guidance=criterion.guidance,
        topic=titles.get(key.topic, "") if key.topic is not None and len(topics) > 1 else "",
        choices=tuple(_choice(criterion, one, each) for one in criterion.allowed_marks()),
        levels=criterion.levels,
        top=plain(criterion.top),
        value=value,
        version=mark.version if mark else 0,
        digest=digest(value),
        note=note,
        note_version=mark.note_version if mark else 0,
        note_digest=digest(note),
        is_required=criterion.required,
        is_counted=not criterion.independent,
        worth_each=round(float(each), 6),
        suggested=_suggested(criterion, shares.get(key.topic)),
    )


def _suggested(criterion: Criterion, share: AnsweredShare | None) -> SuggestedMark | None:
    level = criterion.suggested(share.percent) if criterion.kind == "coverage" and share is not None else None
    return None if level is None or share is None else SuggestedMark(plain(level.low), level.title, share)


def _choice(criterion: Criterion, mark: Decimal, each: Decimal) -> Choice:
    level = criterion.level_of(mark)
    above = [one for one in criterion.levels if one.low > mark]
    between = level is None or mark > level.high
    return Choice(
        value=plain(mark),
        lower=level.title if level else "",
        upper=above[-1].title if between and above else "",
        words=level.chairs if level else "",
        is_half=mark not in replace(criterion, half_points=False).allowed_marks(),
        worth=round(float(each * mark), 4),
    )
