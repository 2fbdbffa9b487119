"""`limit`: when one more would be permitted."""

import numpy as np
import pytest

from tests.rules.checks.answered import at_most, call, calls
from tests.rules.checks.example import UTC, World
from zilv.rules.checks.limit_sweep import frees
from zilv.rules.three import NO, UNKNOWN, YES


def test_per_account_one_without_account_waits_until_every_account_has_a_place() -> None:
    limit = at_most(1, per="account", window="days", days=3)
    for one, other in (("C1", "C2"), ("C2", "C1")):
        known = [*calls("03-02 09:00", account=one), *calls("03-03 09:00", account=other)]
        world = World(*known, *calls("03-02 08:00", account="C0", person="P0"), call("nobody knows", "03-04 11:00"))
        assert world.resumes(limit, "nobody knows") == {"nobody knows": "03-06 00:00"}


@pytest.mark.parametrize(("number", "opens"), [(1, "03-12 00:00"), (2, "03-11 00:00"), (3, "03-09 00:00"), (4, "now")])
def test_one_waits_until_enough_has_left_the_last_days(number: int, opens: str) -> None:
    before = calls("03-02 09:00", "03-04 09:00", "03-05 09:00")
    between = [call("no", "03-05 10:00", answered=False), call("perhaps not", "03-05 11:00", direction="inbound")]
    world = World(*calls("03-05 08:00", person="P0"), *before, *between, *calls("03-06 09:00"))
    limit = at_most(number, window="days", days=7)
    assert world.resumes(limit, "03-06 09:00") == {"03-06 09:00": opens}


def test_who_asks_later_than_the_window_ends_need_not_wait() -> None:
    world = World(*calls("03-02 09:00", "03-02 10:00"))
    assert world.resumes(at_most(1), "03-02 10:00", at="03-02 23:59") == {"03-02 10:00": "03-03 00:00"}
    assert world.resumes(at_most(1), "03-02 10:00", at="03-03 00:00") == {"03-02 10:00": "now"}
    assert world.resumes(at_most(1), "03-02 10:00", at="03-04 09:00") == {"03-02 10:00": "now"}


def test_each_row_waits_for_its_own_window_and_only_those_held_back_wait() -> None:
    early = [call("early", "03-02 09:00", person="P2"), call("early again", "03-02 10:00", person="P2")]
    world = World(*calls("03-03 09:00", "03-03 10:00"), *early, call("free", "03-05 09:00", person="P3"))
    assert world.resumes(at_most(1)) == {
        "03-03 09:00": "now",
        "03-03 10:00": "03-04 00:00",
        "early": "now",
        "early again": "03-03 00:00",
        "free": "now",
    }
    assert world.resumes(at_most(1), "early again", "03-03 10:00") == {
        "03-03 10:00": "03-04 00:00",
        "early again": "03-03 00:00",
    }
    assert world.resumes(at_most(1), "free", "early") == {"early": "now", "free": "now"}


def test_without_a_zone_one_waits_a_day_longer() -> None:
    world = World(
        call("a", "03-02 09:00", zone=UTC),
        call("b", "03-03 09:00", zone=UTC),
        *calls("03-02 09:00", "03-02 10:00", person="P2"),
        zones={"P1": None},
    )
    assert world.resumes(at_most(1)) == {
        "a": "now",
        "b": "03-04 00:00",
        "03-02 09:00": "now",
        "03-02 10:00": "03-03 00:00",
    }
    assert world.resumes(at_most(1, window="week"), "b") == {"b": "03-16 00:00"}
    assert world.resumes(at_most(1, window="month"), "b") == {"b": "05-01 00:00"}


def test_per_number_each_row_waits_for_its_own_number() -> None:
    limit = at_most(1, per="number", window="days", days=2)
    world = World(
        *calls("03-02 09:00", "03-03 09:00", number="N2"),
        *calls("03-04 09:00", "03-04 10:00", number="N1"),
        call("inbound", "03-04 11:00", direction="inbound", number="N1"),
    )
    assert world.resumes(limit) == {
        "03-02 09:00": "now",
        "03-03 09:00": "03-04 00:00",
        "03-04 09:00": "now",
        "03-04 10:00": "03-06 00:00",
        "inbound": "now",
    }


def test_where_nobody_is_held_back_nobody_waits() -> None:
    assert World(*calls("03-02 09:00")).resumes(at_most(1)) == {"03-02 09:00": "now"}


def freed(least: int, position: list[int], key: list[int], window: list[int], counts: list[int]) -> list[int]:
    """What `frees` says of the rows at these positions; -7 where no row must leave."""
    day = np.full(len(position), -7, np.int64)
    columns = (np.array(key, np.int32), np.array(window, np.int32), np.zeros(1, np.int32), np.array(counts, np.int8))
    frees(np.array(position), *columns, np.full(len(key), least, np.int32), day)
    return day.tolist()


def test_a_place_frees_with_the_window_of_the_counted_row_that_must_leave_and_never_beyond_its_key() -> None:
    columns = [4, 4, 4, 4, 5, 5], [10, 11, 12, 13, 14, 15], [YES, NO, UNKNOWN, YES, YES, YES]
    assert {least: freed(least, [0, 3, 5], *columns) for least in (0, 1, 2, 3)} == {
        0: [-7, -7, -7],
        1: [-7, 12, 14],
        2: [-7, 10, -7],
        3: [-7, -7, -7],
    }
    assert freed(1, [0], [4], [9], [YES]) == [-7]
    assert freed(2, [0, 1], [4, 4], [8, 9], [YES, YES]) == [-7, -7]


def test_what_is_held_back_for_another_reason_need_not_wait() -> None:
    world = World(*calls("03-02 09:00"))
    at, blocked = world.facts.rows.at, np.array([1], np.int8)
    assert at_most(1).resume(world.facts, np.array([0]), at, blocked).tolist() == at.tolist()
