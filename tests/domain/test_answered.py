from __future__ import annotations

from decimal import Decimal

from reviewer.domain.answered import answered_share
from reviewer.domain.states import CoverageStatus

COVERED, PARTLY, MISSING = CoverageStatus


def test_answered_share_counts_words_before_suggestions() -> None:
    found = answered_share([(MISSING, COVERED), (COVERED, MISSING), (COVERED, None), (MISSING, None)])
    assert found is not None
    assert (found.percent, found.asked, found.said, found.guessed) == (Decimal(50), 4, 2, 2)


def test_partly_counts_half_when_a_chair_says_so_and_nothing_when_a_program_does() -> None:
    said = answered_share([(MISSING, PARTLY), (COVERED, None)])
    guessed = answered_share([(PARTLY, None), (COVERED, None)])
    assert said is not None
    assert guessed is not None
    assert (said.percent, guessed.percent) == (Decimal(75), Decimal(50))


def test_answered_share_is_unknown_while_a_question_was_not_looked_for() -> None:
    assert answered_share([(COVERED, None), (None, None)]) is None
    assert answered_share([]) is None
