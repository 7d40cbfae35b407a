from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reviewer.domain.blindness import BlindMarking, check_may_set, is_blind
from reviewer.domain.errors import Refused

NOW = datetime(2030, 3, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def test_marking_is_blind_from_the_start_until_its_end() -> None:
    rule = BlindMarking(is_on=True, until=NOW)
    assert is_blind(rule, NOW - TICK)
    assert not is_blind(rule, NOW)
    assert is_blind(BlindMarking(is_on=True), NOW)
    assert not is_blind(BlindMarking(is_on=False), NOW)
    assert not is_blind(BlindMarking(is_on=False, until=NOW + TICK), NOW)


@pytest.mark.parametrize("rule", [BlindMarking(is_on=False), BlindMarking(is_on=True, until=NOW)])
def test_it_begins_only_while_nothing_is_released(rule: BlindMarking) -> None:
    check_may_set(rule, NOW, until=None, has_released=False)
    with pytest.raises(Refused) as refused:
        check_may_set(rule, NOW, until=None, has_released=True)
    assert refused.value.code == "blind_released"


def test_while_it_lasts_its_end_may_move_but_not_into_the_past() -> None:
    rule = BlindMarking(is_on=True, until=NOW + TICK)
    check_may_set(rule, NOW, until=NOW + timedelta(days=1), has_released=True)
    with pytest.raises(Refused) as refused:
        check_may_set(rule, NOW, until=NOW, has_released=True)
    assert refused.value.code == "blind_end_past"
