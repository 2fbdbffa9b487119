"""`spacing`: no attempt sooner than so many local days after a counted event."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tests.rules.checks.example import SHANGHAI, UTC, World, attempt, check
from zilv.attempts.attempt import Attempt
from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.rules.checks.check import NEVER, Check
from zilv.rules.checks.spacing import LONG_AGO, sweep
from zilv.rules.three import NO, UNKNOWN, YES

TALKED = {"direction": ["outbound", "inbound"], "conversed": "yes"}


def wait(days: int = 3, day_one: str = "event_day", per: str = "person", **fields: Any) -> Check:
    """Three days after a conversation, its own day included, unless said otherwise."""
    stated = {"when": {"channel": ["voice"]}, "after": TALKED, "days": days, "day_one": day_one, "per": per}
    return check("spacing", **(stated | fields))


def talk(name: str, when: str, **facts: Any) -> Attempt:
    return attempt(name, when, **({"conversed": True} | facts))


def call(name: str, when: str, **facts: Any) -> Attempt:
    return attempt(name, when, **({"conversed": False} | facts))


def days_after(*days: int) -> list[Attempt]:
    return [call(f"{day}", f"03-{2 + day:02} 00:00") for day in days]


@pytest.mark.parametrize(("day_one", "free"), [("event_day", 3), ("next_day", 4)])
def test_the_days_are_over_at_a_local_midnight(day_one: str, free: int) -> None:
    last = call("last", f"03-{1 + free:02} 23:59:59.999999")
    world = World(talk("talk", "03-02 23:30"), last, *days_after(1, 2, free, free + 1))
    assert world.outcomes(wait(day_one=day_one)) == dict.fromkeys(("last", "1", "2"), "forbidden")
    assert world.resumes(wait(day_one=day_one), "1") == {"1": f"03-{2 + free:02} 00:00"}


def test_a_call_after_a_conversation_on_its_own_day_is_too_soon_and_the_conversation_itself_is_not() -> None:
    world = World(call("before", "03-02 08:00"), talk("talk", "03-02 09:00"), call("after", "03-02 10:00"))
    assert world.outcomes(wait(days=1)) == {"after": "forbidden"}
    assert world.resumes(wait(days=1)) == {"before": "now", "talk": "now", "after": "03-03 00:00"}


def test_the_latest_event_counts() -> None:
    world = World(talk("one", "03-02 09:00"), talk("two", "03-05 09:00"), call("a", "03-07 09:00"))
    assert world.outcomes(wait()) == {"a": "forbidden"}
    assert world.resumes(wait(), "a") == {"a": "03-08 00:00"}


def test_an_event_in_doubt_leaves_the_attempt_in_doubt_unless_an_earlier_one_is_certain_enough() -> None:
    perhaps = {"conversed": None, "answered": True}
    world = World(
        talk("talk", "03-02 09:00"),
        call("perhaps", "03-04 09:00", **perhaps),
        call("still too soon", "03-04 10:00"),
        call("in doubt", "03-05 09:00"),
        call("free", "03-07 00:00"),
    )
    outcomes = world.outcomes(wait())
    assert outcomes == {"perhaps": "forbidden", "still too soon": "forbidden", "in doubt": "undetermined"}
    assert world.resumes(wait(), "still too soon", "in doubt") == {
        "still too soon": "03-07 00:00",
        "in doubt": "03-07 00:00",
    }


def test_an_attempt_that_may_be_meant_is_in_doubt_and_one_that_is_not_is_free() -> None:
    world = World(
        talk("talk", "03-02 09:00"),
        call("nobody knows", "03-03 09:00", direction=None),
        call("inbound", "03-03 10:00", direction="inbound"),
        call("message", "03-03 11:00", channel="sms"),
    )
    assert world.outcomes(wait()) == {"nobody knows": "undetermined"}


def test_another_persons_and_another_lenders_events_do_not_count() -> None:
    world = World(
        talk("talk", "03-02 09:00"),
        call("other person", "03-02 10:00", person="P2"),
        call("other lender", "03-02 10:00", lender="L2"),
        call("same", "03-02 10:00", agency="A1", account="C1"),
    )
    assert world.outcomes(wait()) == {"same": "forbidden"}


def test_per_account_only_the_accounts_own_events_count_and_an_unrecorded_one_may_be_any() -> None:
    per = wait(per="account")
    world = World(
        talk("talk", "03-02 09:00", account="C1"),
        call("same", "03-02 10:00", account="C1"),
        call("other", "03-02 11:00", account="C2"),
        call("nobody knows", "03-02 12:00"),
        call("other person", "03-02 13:00", person="P2", account="C1"),
    )
    assert world.outcomes(per) == {"same": "forbidden", "nobody knows": "undetermined"}
    assert world.resumes(per, "same", "nobody knows", "other") == {
        "same": "03-05 00:00",
        "nobody knows": "03-05 00:00",
        "other": "now",
    }


def test_per_account_an_event_without_account_may_be_any_accounts() -> None:
    per = wait(per="account")
    world = World(
        talk("talk", "03-02 09:00"),
        call("one", "03-02 10:00", account="C1"),
        call("two", "03-03 10:00", account="C2"),
        talk("talk of one", "03-04 09:00", account="C1"),
        call("nobody knows", "03-06 12:00"),
        call("one again", "03-06 13:00", account="C1"),
    )
    assert world.outcomes(per) == {
        "one": "undetermined",
        "two": "undetermined",
        "talk of one": "undetermined",
        "nobody knows": "undetermined",
        "one again": "forbidden",
    }
    assert world.resumes(per, "nobody knows", "one again") == {
        "nobody knows": "03-07 00:00",
        "one again": "03-07 00:00",
    }


def test_without_a_zone_the_days_may_be_one_more_and_nothing_is_certain() -> None:
    world = World(
        talk("talk", "03-02 09:00", zone=UTC),
        *(call(f"{day}", f"03-0{2 + day} 09:00", zone=UTC) for day in (1, 3, 4)),
        talk("talk with zone", "03-02 09:00", person="P2"),
        call("with zone", "03-04 09:00", person="P2"),
        call("with zone, free", "03-05 09:00", person="P2"),
        zones={"P1": None, "P2": SHANGHAI},
    )
    expected = {"1": "undetermined", "3": "undetermined", "with zone": "forbidden"}
    assert world.outcomes(wait()) == expected
    assert world.resumes(wait(), "1", "3", "4") == {"1": "03-06 00:00", "3": "03-06 00:00", "4": "now"}
    assert world.outcomes(wait(per="account")) == expected | {"with zone": "undetermined"}


@pytest.mark.parametrize(("day_one", "reach"), [("event_day", 4), ("next_day", 5)])
def test_the_earliest_day_looked_at_is_the_last_that_may_be_too_soon_without_a_zone(day_one: str, reach: int) -> None:
    rule = wait(day_one=day_one)
    assert rule.reach_days(True) == reach
    for days, outcomes in {reach - 1: {"a": "undetermined"}, reach: {}}.items():
        made = talk("talk", "03-02 09:00", zone=UTC), call("a", f"03-{2 + days:02} 09:00", zone=UTC)
        assert World(*made, zone=None).outcomes(rule) == outcomes, "its own day is one of them"


def test_who_asks_later_than_the_days_end_need_not_wait() -> None:
    world = World(talk("talk", "03-02 09:00"), call("a", "03-03 09:00"))
    assert world.resumes(wait(), "a", at="03-04 12:00") == {"a": "03-05 00:00"}
    assert world.resumes(wait(), "a", at="03-05 00:00") == {"a": "now"}
    assert world.resumes(wait(), "a", at="03-09 12:00") == {"a": "now"}


def test_where_nobody_is_held_back_nobody_waits() -> None:
    world = World(call("a", "03-02 09:00"), call("b", "03-02 10:00"))
    assert world.resumes(wait()) == {"a": "now", "b": "now"}


def test_what_is_held_back_without_any_event_is_mended_by_no_waiting() -> None:
    world = World(call("a", "03-02 09:00"), call("b", "03-02 10:00"))
    rows, at = np.arange(2), world.facts.rows.at
    assert wait().resume(world.facts, rows, at, np.array([1, 0], np.int8)).tolist() == [NEVER, at[1]]


def test_the_sweep_keeps_the_keys_apart_whatever_the_days() -> None:
    key = np.array([7, 7, 7, 8, 8], np.int32)
    day = np.array([0, 1, 4, 0, 1], np.int64)
    applies, event = np.full(5, YES, np.int8), np.array([NO, YES, NO, NO, UNKNOWN], np.int8)
    outcome, last = np.zeros(5, np.int8), np.zeros(5, np.int64)
    sweep(key, day, applies, event, np.full(5, 4, np.int64), outcome, last)
    assert outcome.tolist() == [0, 0, 3, 0, 0]
    assert last.tolist() == [LONG_AGO, LONG_AGO, 1, LONG_AGO, LONG_AGO]


def test_an_event_lies_further_back_than_any_number_of_days_where_there_is_none() -> None:
    assert World(call("a", "03-02 09:00")).outcomes(wait(days=20_000)) == {}


def test_at_least_one_day_is_the_least_that_can_be_asked_for() -> None:
    with pytest.raises(ValidationError, match="days"):
        wait(days=0)


def test_a_breach_says_how_many_days_after_what() -> None:
    assert wait(days=7).forbids(-1, -1) == (
        "距上次有效通话不足 7 个自然日",
        "sooner than 7 calendar days after the last conversation",
    )


def test_a_doubt_is_about_the_zone_and_about_the_account_where_that_is_the_key() -> None:
    shape, absent = Shape(channel="voice", direction="outbound"), frozenset({"zone", "account", "number", "line"})
    assert wait().compares() == {"zone"}
    assert wait().missing(shape, Registers(), absent) == ("zone",)
    assert set(wait(per="account").missing(shape, Registers(), absent)) == {"account", "zone"}
