from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reviewer.domain.errors import Refused
from reviewer.domain.localtime import instant


@pytest.mark.parametrize(
    ("day", "clock", "zone", "expected"),
    [
        ("2030-03-01", "18:00", "America/New_York", datetime(2030, 3, 1, 23, 0, tzinfo=UTC)),
        ("2030-07-01", "18:00", "America/New_York", datetime(2030, 7, 1, 22, 0, tzinfo=UTC)),
        (" 2030-03-01 ", "18:00:00", "Asia/Kathmandu", datetime(2030, 3, 1, 12, 15, tzinfo=UTC)),
        ("2030-11-03", "01:30", "America/New_York", datetime(2030, 11, 3, 5, 30, tzinfo=UTC)),
    ],
)
def test_instant_is_the_one_meant_in_the_zone(day: str, clock: str, zone: str, expected: datetime) -> None:
    assert instant(day, clock, zone) == expected


@pytest.mark.parametrize(
    ("day", "clock", "code"),
    [
        ("2030-03-10", "02:30", "moment_skipped"),
        ("2030-02-30", "12:00", "moment_unclear"),
        ("", "12:00", "moment_unclear"),
        ("2030-03-01", "", "moment_unclear"),
        ("9999-12-31", "23:59", "moment_unclear"),
        ("tomorrow", "noon", "moment_unclear"),
    ],
)
def test_moment_that_is_none_is_refused(day: str, clock: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        instant(day, clock, "America/New_York")
    assert refused.value.code == code
