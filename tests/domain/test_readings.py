from __future__ import annotations

from decimal import Decimal

import pytest

from reviewer.domain.readings import Readings, deciding, needs_moderation

TWO = {"wanted": 2}


@pytest.mark.parametrize(
    ("facts", "slot"),
    [
        ({}, 1),
        ({"taken": {1}}, 1),
        (TWO, 1),
        (TWO | {"taken": {1}}, 2),
        (TWO | {"taken": {1, 2}, "mine": {2}}, 2),
        (TWO | {"taken": {1, 2}}, None),
        (TWO | {"taken": {1, 2}, "finished": {1}}, None),
        (TWO | {"taken": {1, 2}, "finished": {1, 2}}, 3),
        (TWO | {"taken": {1, 2}, "finished": {1, 2}, "mine": {1}}, 1),
        ({"is_anchor": True}, 10),
        ({"is_anchor": True, "taken": {1, 10, 11}}, 12),
        ({"is_anchor": True, "taken": {10, 11}, "mine": {10}}, 10),
    ],
)
def test_everybody_writes_in_one_slot(facts: dict[str, object], slot: int | None) -> None:
    assert _readings(facts).slot == slot


@pytest.mark.parametrize(
    ("facts", "slot", "shown"),
    [
        ({}, 1, True),
        (TWO | {"taken": {1, 2}, "mine": {1}}, 1, True),
        (TWO | {"taken": {1, 2}, "mine": {1}}, 2, False),
        (TWO | {"taken": {1, 2}, "mine": {1}, "finished": {1}}, 2, False),
        (TWO | {"taken": {1, 2}, "mine": {1}, "finished": {1, 2}}, 2, True),
        (TWO | {"taken": {1, 2}}, 1, False),
        (TWO | {"taken": {1, 2}, "is_staff": True}, 1, True),
        (TWO | {"taken": {1, 2}, "is_staff": True, "mine": {2}}, 1, False),
        ({"is_anchor": True, "mine": {10}, "taken": {10, 11}}, 11, False),
        ({"is_anchor": True, "mine": {10}, "taken": {10, 11}}, 10, True),
    ],
)
def test_readers_are_blind_to_each_other_until_both_are_done(
    facts: dict[str, object], slot: int, *, shown: bool
) -> None:
    assert _readings(facts).shows(slot) is shown


def _readings(facts: dict[str, object]) -> Readings:
    return Readings(**{key: frozenset(value) if isinstance(value, set) else value for key, value in facts.items()})  # type: ignore[arg-type]


def test_moderation_is_asked_for_beyond_the_limit_only() -> None:
    close, apart = [Decimal(7), Decimal("8.5")], [Decimal(5), Decimal("8.5")]
    assert not needs_moderation(close, Decimal(2))
    assert needs_moderation(apart, Decimal(2))
    assert not needs_moderation(apart, None)
    assert not needs_moderation([Decimal(5)], Decimal(2))


@pytest.mark.parametrize(
    ("totals", "wanted", "beyond", "slots"),
    [
        ({}, 1, None, ()),
        ({1: 8}, 1, None, (1,)),
        ({1: 8}, 2, None, ()),
        ({1: 8, 2: 5}, 2, None, (1, 2)),
        ({1: 8, 2: 5}, 2, 2, ()),
        ({1: 8, 2: 5, 3: 6}, 2, 2, (3,)),
        ({1: 8, 10: 3, 11: 4}, 1, None, (1,)),
        ({10: 3}, 1, None, ()),
    ],
)
def test_what_decides(totals: dict[int, int], wanted: int, beyond: int | None, slots: tuple[int, ...]) -> None:
    limit = None if beyond is None else Decimal(beyond)
    assert deciding({slot: Decimal(value) for slot, value in totals.items()}, wanted, limit) == slots
