"""A reading is declared done, and gone back to while nothing of it is released."""

from __future__ import annotations

from reviewer.domain.access import Actor
from reviewer.domain.errors import Refused
from reviewer.domain.states import ScorecardState
from reviewer.models import Scorecard
from reviewer.services.grading.readings import _follow, open_scorecard
from reviewer.services.grading.records import record
from reviewer.services.grading.sums import score_of
from reviewer.work import Work


def finish(work: Work, actor: Actor, *, paper_id: int) -> Scorecard:
    """Declare the reading done. Raises Refused, naming the criteria, while required marks are missing."""
    scorecard = open_scorecard(work, actor, paper_id=paper_id)
    if scorecard.state is ScorecardState.FINAL:
        return scorecard
    _follow(work.session, scorecard)
    score = score_of(work.session, scorecard)
    if score.missing:
        titles = {line.key: line.title for line in score.lines}
        criteria = "; ".join(
            titles[key] + (f" ({key.topic})" if key.topic is not None else "") for key in score.missing
        )
        raise Refused("marks_missing", f"Some criteria have no mark yet: {criteria}.", criteria=criteria)
    scorecard.state = ScorecardState.FINAL
    scorecard.finished_by_id, scorecard.finished_at = actor.user_id, work.now
    record(work, actor, paper_id, "scorecard.finished", "scorecard", scorecard.id)
    return scorecard


def reopen(work: Work, actor: Actor, *, paper_id: int) -> Scorecard:
    """Go back to editing a finished reading, while its feedback is not released."""
    scorecard = open_scorecard(work, actor, paper_id=paper_id)
    if scorecard.state is ScorecardState.FINAL:
        _follow(work.session, scorecard)
        scorecard.state = ScorecardState.DRAFT
        scorecard.finished_by_id = scorecard.finished_at = None
        record(work, actor, paper_id, "scorecard.reopened", "scorecard", scorecard.id)
    return scorecard
