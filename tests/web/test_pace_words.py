from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from reviewer.services.desks.pace import Pace
from reviewer.web.pace_shown import pace_words

HOUR = timedelta(hours=1)
NINE = timedelta(minutes=9)


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (Pace(2, 7, None, None), "2 of 7 done"),
        (Pace(12, 38, NINE, 3 * HOUR), "12 of 38 done, 3 hr left: 7 min each; you take 9 min"),
        (Pace(2, 7, NINE, 5 * HOUR), "2 of 7 done, 5 hr left: 1 hr each; you take 9 min"),
        (Pace(2, 7, NINE, 60 * HOUR), "2 of 7 done, 2 days 12 hr left; you take 9 min"),
        (Pace(2, 7, None, -2 * HOUR), "2 of 7 done, marks were due 2 hr ago"),
        (Pace(7, 7, NINE, -2 * HOUR), "7 of 7 done"),
        (Pace(0, 7, timedelta(seconds=20), None), "0 of 7 done"),
    ],
)
def test_a_chairs_time_is_told_in_one_line(app: Flask, pace: Pace, words: str) -> None:
    with app.test_request_context():
        assert pace_words(pace) == words
