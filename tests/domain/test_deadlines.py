from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reviewer.domain.deadlines import Due, Upload, counted_time, effective_due, rights_kept
from reviewer.domain.states import DeadlineRight

NIGHT = datetime(2030, 3, 2, 4, 59, tzinfo=UTC)
DUE = Due(DeadlineRight.SUBMISSION, NIGHT, timedelta(minutes=10))
HOUR = timedelta(hours=1)


def test_due_is_met_at_its_very_instant_and_within_the_grace() -> None:
    assert DUE.is_met_by(NIGHT)
    assert DUE.is_met_by(NIGHT + timedelta(minutes=10))
    assert not DUE.is_met_by(NIGHT + timedelta(minutes=10, microseconds=1))


def test_extension_moves_a_due_later_and_never_earlier() -> None:
    assert effective_due(DUE, NIGHT + HOUR).at == NIGHT + HOUR
    assert effective_due(DUE, NIGHT - HOUR) == DUE
    assert effective_due(DUE, None) == DUE


def test_replacement_of_an_unreadable_file_counts_at_the_first_ones_time_within_the_window() -> None:
    unreadable = Upload(NIGHT - HOUR, unreadable_since=NIGHT)
    assert counted_time(Upload(NIGHT + HOUR), unreadable, window=HOUR) == NIGHT - HOUR
    assert counted_time(Upload(NIGHT + HOUR + timedelta(seconds=1)), unreadable, window=HOUR) > NIGHT


def test_replacement_of_a_readable_file_counts_at_its_own_time() -> None:
    assert counted_time(Upload(NIGHT), Upload(NIGHT - HOUR), window=HOUR) == NIGHT
    assert counted_time(Upload(NIGHT), None, window=HOUR) == NIGHT


def test_each_right_is_kept_or_lost_by_itself() -> None:
    early = Due(DeadlineRight.PAPER_AWARD, NIGHT - HOUR)
    assert rights_kept([early, DUE], NIGHT) == {DeadlineRight.SUBMISSION}
    assert rights_kept([early, DUE], NIGHT - HOUR) == {DeadlineRight.SUBMISSION, DeadlineRight.PAPER_AWARD}
