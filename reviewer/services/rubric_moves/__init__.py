"""A rubric's new version takes the marks of an older one along, after a preview, and can be moved back.

Papers whose feedback is released keep the version by which they were marked. What was before is stored with the move.
"""

from reviewer.services.rubric_moves.moving import move
from reviewer.services.rubric_moves.previews import (
    CardPlan,
    CommitteePlan,
    MovePlan,
    Preview,
    adopted,
    older_in_use,
    preview,
)
from reviewer.services.rubric_moves.undoing import undo

__all__ = ["CardPlan", "CommitteePlan", "MovePlan", "Preview", "adopted", "move", "older_in_use", "preview", "undo"]
