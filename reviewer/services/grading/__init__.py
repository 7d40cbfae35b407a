"""Chairs mark and comment, and say when a reading is done: one module an act, one rule for all of them.

Every field has a version: nobody's words are lost, nobody's are overwritten.
"""

from reviewer.services.grading.adjustments import (
    adjust,
    replace_ruling_adjustment,
    revoke_adjustment,
    standing_adjustments,
)
from reviewer.services.grading.comments import (
    Selection,
    add_comment,
    delete_comment,
    drop_points,
    edit_comment,
    paper_of_comment,
    restore_comment,
)
from reviewer.services.grading.finishing import finish, reopen
from reviewer.services.grading.judging import judge_question, take_back_judgement
from reviewer.services.grading.marks import LONGEST_COMMENT, set_mark, set_note, set_overall
from reviewer.services.grading.readings import (
    check_may_mark,
    current_submission,
    open_scorecard,
    refuse_when_released,
    rubric_of,
    topics_of,
    zone_of,
)
from reviewer.services.grading.slots import readings_of, readings_of_papers
from reviewer.services.grading.sums import moves_of, score_of, scores_of

__all__ = [
    "LONGEST_COMMENT",
    "Selection",
    "add_comment",
    "adjust",
    "check_may_mark",
    "current_submission",
    "delete_comment",
    "drop_points",
    "edit_comment",
    "finish",
    "judge_question",
    "moves_of",
    "open_scorecard",
    "paper_of_comment",
    "readings_of",
    "readings_of_papers",
    "refuse_when_released",
    "reopen",
    "replace_ruling_adjustment",
    "restore_comment",
    "revoke_adjustment",
    "rubric_of",
    "score_of",
    "scores_of",
    "set_mark",
    "set_note",
    "set_overall",
    "standing_adjustments",
    "take_back_judgement",
    "topics_of",
    "zone_of",
]
