"""`limit`: no more than so many counted attempts in a window of local days."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tests.rules.checks.answered import at_most, call, calls
from tests.rules.checks.example import World, attempt
from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.rules.checks.limit import Limit
from zilv.rules.checks.limit_sweep import sweep
from zilv.rules.three import FORBIDDEN, NO, UNDETERMINED, UNKNOWN, YES


def test_as_many_as_the_limit_are_permitted_and_every_further_one_is_forbidden() -> None:
    world = World(*calls("03-02 09:00", "03-02 10:00", "03-02 11:00", "03-02 12:00"))
    assert world.outcomes(at_most(2)) == {"03-02 11:00": "forbidden", "03-02 12:00": "forbidden"}
    assert world.counts(at_most(2)) == {"03-02 11:00": (3, 2), "03-02 12:00": (4, 2)}
    assert world.outcomes(at_most(4)) == {}


def test_a_limit_of_none_forbids_the_first() -> None:
    world = World(*calls("03-02 09:00", "03-02 10:00"), attempt("other", "03-02 11:00", channel="sms"))
    assert world.counts(at_most(0)) == {"03-02 09:00": (1, 0), "03-02 10:00": (2, 0)}
    assert world.resumes(at_most(0)) == {"03-02 09:00": "never", "03-02 10:00": "never", "other": "now"}


def test_fewer_than_none_cannot_be_asked_for_and_no_window_is_shorter_than_a_day() -> None:
    for wrong in ({"at_most": -1}, {"days": 0}):
        with pytest.raises(ValidationError):
            at_most(2, **wrong)
    assert at_most(2, days=1) == at_most(2) == at_most(2, window="day")


def test_what_does_not_count_does_not_count() -> None:
    world = World(
        *calls("03-02 09:00", "03-02 10:00"),
        call("unanswered", "03-02 10:30", answered=False),
        call("inbound", "03-02 10:40", direction="inbound"),
        call("message", "03-02 10:50", channel="sms"),
        *calls("03-02 11:00"),
    )
    assert world.counts(at_most(2)) == {"03-02 11:00": (3, 2)}


def test_where_nothing_counts_nothing_is_found() -> None:
    assert World(call("a", "03-02 09:00", channel="sms")).outcomes(at_most(0)) == {}


DAY = ({"window": "day"}, "03-03 00:00", "03-03 23:59:59.999999", "03-02 23:59:59.999999", "03-04 00:00")
WEEK = ({"window": "week"}, "03-02 00:00", "03-08 23:59:59.999999", "03-01 23:59:59.999999", "03-09 00:00")
MONTH = ({"window": "month"}, "03-01 00:00", "03-31 23:59:59.999999", "02-28 23:59:59.999999", "04-01 00:00")


@pytest.mark.parametrize(("window", "first", "last", "before", "after"), [DAY, WEEK, MONTH])
def test_a_window_begins_and_ends_at_local_midnight(
    window: dict[str, Any], first: str, last: str, before: str, after: str
) -> None:
    limit = at_most(1, **window)
    assert World(*calls(first, last)).counts(limit) == {last: (2, 1)}
    assert World(*calls(first, last)).resumes(limit) == {first: "now", last: after}
    assert World(*calls(before, first)).outcomes(limit) == {}
    assert World(*calls(last, after)).outcomes(limit) == {}
    assert World(*calls(before, first, last, after)).counts(limit) == {last: (2, 1)}


def test_the_last_so_many_days_include_today() -> None:
    limit = at_most(1, window="days", days=7)
    for later, outcome in {"03-08 23:59": "forbidden", "03-09 00:00": None}.items():
        world = World(*calls("03-02 12:00", later))
        assert world.outcomes(limit).get(later) == outcome
    assert World(*calls("03-02 12:00", "03-05 12:00")).resumes(limit, "03-05 12:00") == {"03-05 12:00": "03-09 00:00"}


def test_what_leaves_the_window_no_longer_counts_surely_or_perhaps() -> None:
    limit = at_most(1, window="days", days=3)
    sure = calls("03-02 09:00", "03-02 10:00", "03-02 11:00")
    assert World(*sure, *calls("03-05 09:00", "03-05 10:00")).counts(limit) == {
        "03-02 10:00": (2, 1),
        "03-02 11:00": (3, 1),
        "03-05 10:00": (2, 1),
    }
    perhaps = calls("03-02 09:00", "03-02 10:00", answered=None)
    world = World(*perhaps, *calls("03-04 09:00", "03-05 09:00", "03-07 09:00", "03-10 09:00"))
    assert world.outcomes(limit) == {
        "03-02 10:00": "undetermined",
        "03-04 09:00": "undetermined",
        "03-05 09:00": "forbidden",
        "03-07 09:00": "forbidden",
    }
    assert world.counts(limit)["03-07 09:00"] == (2, 1)


def test_the_lender_and_all_its_agencies_count_together_and_persons_and_lenders_apart() -> None:
    world = World(
        *calls("03-02 09:00", "03-02 10:00"),
        call("agency", "03-02 11:00", agency="A1", account="C2", number="N2"),
        *(call(f"other person {n}", f"03-02 1{n}:00", person="P2") for n in (0, 1)),
        *(call(f"other lender {n}", f"03-02 1{n}:00", lender="L2") for n in (0, 1)),
    )
    assert world.counts(at_most(2)) == {"agency": (3, 2)}
    assert world.outcomes(at_most(1)) == dict.fromkeys(
        ("03-02 10:00", "agency", "other person 1", "other lender 1"), "forbidden"
    )


def test_persons_whose_calls_lie_on_other_days_are_counted_apart() -> None:
    limit = at_most(1, window="days", days=3)
    early = calls("02-01 09:00", "02-02 09:00", person="P2")
    late = calls("03-01 09:00", "03-02 09:00", "03-05 09:00")
    again = calls("01-01 09:00", "01-05 09:00", "01-06 09:00", person="P3")
    assert World(*early, *late, *again).outcomes(limit) == dict.fromkeys(
        ("02-02 09:00", "03-02 09:00", "01-06 09:00"), "forbidden"
    )


def test_a_call_of_which_nobody_knows_the_outcome_counts_perhaps() -> None:
    perhaps = call("perhaps", "03-02 09:30", answered=None)
    world = World(*calls("03-02 09:00"), perhaps, *calls("03-02 10:00", "03-02 11:00", "03-02 12:00"))
    assert world.outcomes(at_most(2)) == {
        "03-02 10:00": "undetermined",
        "03-02 11:00": "forbidden",
        "03-02 12:00": "forbidden",
    }
    assert world.counts(at_most(2)) == {"03-02 10:00": (2, 2), "03-02 11:00": (3, 2), "03-02 12:00": (4, 2)}


def test_a_call_that_may_count_is_in_doubt_where_the_limit_is_reached() -> None:
    last = call("last", "03-02 11:00", answered=None)
    world = World(*calls("03-02 09:00", "03-02 10:00"), last)
    assert world.outcomes(at_most(2)) == {"last": "undetermined"}
    assert world.counts(at_most(2)) == {"last": (3, 2)}
    assert world.outcomes(at_most(3)) == {}


def test_the_sweep_counts_each_key_by_itself_and_forgets_window_by_window() -> None:
    key = np.array([5, 5, 5, 5, 5, 6, 6], np.int32)
    window = np.array([0, 0, 1, 3, 3, 3, 3], np.int32)
    counts = np.array([YES, UNKNOWN, NO, YES, YES, YES, UNKNOWN], np.int8)
    outcome, seen = np.zeros(7, np.int8), np.zeros(7, np.int32)
    least = most = np.full(7, 1, np.int32)
    sweep(key, window, np.array([2], np.int32), np.zeros(1, np.int32), counts, least, most, outcome, seen)
    assert outcome.tolist() == [0, UNDETERMINED, 0, 0, FORBIDDEN, 0, UNDETERMINED]
    assert seen.tolist() == [1, 2, 2, 1, 2, 1, 2]


@pytest.mark.parametrize(
    ("fields", "zh", "en"),
    [
        (
            {},
            "对同一债务人当日第 4 次接通通话，上限 3 次",
            "answered call no. 4 that day for the same debtor; at most 3",
        ),
        (
            {"window": "week", "per": "number"},
            "对同一号码本周第 4 次接通通话，上限 3 次",
            "answered call no. 4 that week for the same number; at most 3",
        ),
        (
            {"window": "month", "per": "account"},
            "对同一笔债务本月第 4 次接通通话，上限 3 次",
            "answered call no. 4 that month for the same debt; at most 3",
        ),
        (
            {"window": "days", "days": 7, "when": {"channel": ["visit"]}},
            "对同一债务人7 日内第 4 次上门，上限 3 次",
            "visit no. 4 within 7 days for the same debtor; at most 3",
        ),
    ],
)
def test_a_breach_says_which_one_of_how_many_it_was(fields: dict[str, Any], zh: str, en: str) -> None:
    assert at_most(3, **fields).forbids(4, 3) == (zh, en)


@pytest.mark.parametrize(
    ("window", "reach", "in_doubt"),
    [
        ({"window": "day"}, 1, 2),
        ({"window": "week"}, 7, 14),
        ({"window": "month"}, 31, 62),
        ({"window": "days", "days": 3}, 3, 4),
        ({"window": "days", "days": 30}, 30, 31),
    ],
)
def test_a_limit_looks_back_to_the_first_day_of_its_window_from_the_last(
    window: dict[str, Any], reach: int, in_doubt: int
) -> None:
    """Where nobody knows the zone, one window more may count."""
    assert (at_most(1, **window).reach_days(True), at_most(1, **window).reach_days(False)) == (reach, in_doubt)


def test_per_number_another_one_whose_zone_nobody_knows_may_be_a_day_further_back() -> None:
    per_number = at_most(1, per="number", window="days", days=3)
    assert (per_number.reach_days(True), per_number.reach_days(False)) == (3, 5)


@pytest.mark.parametrize("window", ["day", "week", "month"])
def test_so_many_days_go_with_no_window_but_days(window: str) -> None:
    """Two weeks would have no words of their own, and be told as one."""
    with pytest.raises(ValidationError, match=f"window: {window} is one {window}"):
        at_most(1, window=window, days=2)


def test_a_doubt_is_about_the_zone_and_about_what_is_counted_by() -> None:
    shape = Shape(channel="voice", direction="outbound", answered=True)
    absent = frozenset({"zone", "account", "number", "line"})
    assert at_most(1).compares() == {"zone"}
    assert at_most(1).missing(shape, Registers(), absent) == ("zone",)
    for per in ("number", "account"):
        assert set(at_most(1, per=per).missing(shape, Registers(), absent)) == {per, "zone"}


def test_the_floor_of_a_limit_is_itself_unless_less_may_be_agreed() -> None:
    floors = {may: Limit.model_validate(stated(may)).floor for may in ("replace", "widen")}
    assert floors == {"replace": 0, "widen": 3}
    assert Limit.model_validate({"kind": "limit", "at_most": 3, "per": "person"}).floor == 3


def stated(may: str) -> dict[str, Any]:
    return {"kind": "limit", "at_most": 3, "per": "person", "unless": {"counts": ["answered"], "may": may}}
