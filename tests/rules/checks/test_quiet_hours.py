"""`quiet_hours`: no attempt at certain hours of the person's local day."""

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from pydantic import ValidationError

from tests.rules.checks.example import UTC, World, attempt, check
from zilv.attempts.attempt import Attempt
from zilv.attempts.shape import Shape
from zilv.registers.rows import Person, Registers
from zilv.rules.checks.check import Check
from zilv.rules.checks.quiet_hours import QuietHours

MONDAY = {"mon": 2, "tue": 3, "wed": 4, "thu": 5, "fri": 6, "sat": 7, "sun": 8}
"""The week from 2 March on."""


def quiet(starts: str = "22:00", ends: str = "08:00", **fields: Any) -> Check:
    """No calls from 22:00 until 08:00, unless said otherwise."""
    return check("quiet_hours", **({"when": {"channel": ["voice"]}, "starts": starts, "ends": ends} | fields))


NIGHT, NOON = quiet(), quiet("12:00", "13:00")
OPEN_START = quiet("21:00", "08:00", start_included="no")
OPEN_NOON = quiet("12:00", "13:00", start_included="no")
OPEN_HALF = quiet("21:30", "08:15", start_included="no")
WEEKEND = quiet("18:00", "10:00", on=["sat", "sun"])
SUNDAY = quiet("00:00", "00:00", on=["sun"])
ALWAYS = quiet("05:00", "05:00")
BUT_AN_INSTANT = quiet("05:30", "05:30", start_included="no")


def at(*times: str, day: int = 2, **facts: Any) -> list[Attempt]:
    """Calls at these local times of one day of March, each named after its time."""
    return [attempt(each, f"03-{day:02} {each}", **facts) for each in times]


def week(clock: str) -> list[Attempt]:
    """A call at this time on every day of a week, each named after its day."""
    return [attempt(name, f"03-{day:02} {clock}") for name, day in MONDAY.items()]


@pytest.mark.parametrize(
    ("hours", "forbidden", "permitted"),
    [
        (NIGHT, ("00:00", "07:59:59.999999", "22:00", "22:01", "23:59:59.999999"), ("08:00", "21:59:59.999999")),
        (NOON, ("12:00", "12:59:59.999999"), ("00:00", "11:59:59.999999", "13:00", "23:59")),
        (OPEN_START, ("00:00", "07:59", "21:00:00.000001", "21:01", "23:59"), ("08:00", "20:59:59.999999", "21:00")),
        (OPEN_HALF, ("08:14", "21:30:00.000001", "21:31"), ("08:15", "21:29", "21:30")),
        (OPEN_NOON, ("12:00:00.000001", "12:01", "12:59"), ("11:59", "12:00", "13:00")),
        (ALWAYS, ("00:00", "04:59", "05:00", "05:01", "23:59"), ()),
        (BUT_AN_INSTANT, ("00:00", "05:29:59.999999", "05:30:00.000001", "05:31"), ("05:30",)),
        (quiet("00:00", "08:00"), ("00:00", "07:59"), ("08:00", "23:59")),
        (quiet("22:00", "00:00"), ("22:00", "23:59"), ("00:00", "21:59")),
    ],
)
def test_quiet_hours_begin_and_end_at_their_instants(
    hours: Check, forbidden: tuple[str, ...], permitted: tuple[str, ...]
) -> None:
    assert World(*at(*forbidden, *permitted)).outcomes(hours) == dict.fromkeys(sorted(forbidden), "forbidden")


def test_a_minute_of_a_day_is_quiet_or_not_whatever_was_agreed() -> None:
    sunday = QuietHours(kind="quiet_hours", starts=time(22), ends=time(8, 30), on=("sun",), unless="agreed_time")
    monday = date(2026, 3, 2).toordinal() - date(1970, 1, 1).toordinal()
    clock = {day: [sunday.quiet(monday + day, minute) for minute in (0, 509.9, 510, 1319.9, 1320)] for day in (5, 6, 7)}
    assert clock == {5: [False] * 5, 6: [True, True, False, False, True], 7: [False] * 5}


def test_the_clock_is_that_of_each_persons_zone() -> None:
    one, other = attempt("one", "03-02 09:00", person="P1"), attempt("other", "03-02 09:00", person="P2")
    assert World(one, other, zones={"P2": UTC}).outcomes(NIGHT) == {"other": "forbidden"}


def test_hours_of_certain_days_hold_on_those_alone() -> None:
    assert World(*week("18:00")).outcomes(WEEKEND) == {"sat": "forbidden", "sun": "forbidden"}
    assert World(*week("09:59")).outcomes(WEEKEND) == {"sat": "forbidden", "sun": "forbidden"}
    assert World(*week("12:00")).outcomes(WEEKEND) == {}
    for day in MONDAY:
        assert World(*week("12:00")).outcomes(quiet("05:00", "05:00", on=[day])) == {day: "forbidden"}


def test_two_attempts_on_two_days_are_judged_by_their_own() -> None:
    saturday, sunday = week("12:00")[5:]
    assert World(saturday, sunday).outcomes(SUNDAY) == {"sun": "forbidden"}
    assert World(*week("12:00")[:2]).outcomes(quiet("05:00", "05:00", on=["tue"])) == {"tue": "forbidden"}


def test_two_attempts_at_the_open_start_are_judged_by_their_own() -> None:
    assert World(*at("21:00", "21:01")).outcomes(OPEN_START) == {"21:01": "forbidden"}
    assert World(*at("20:00", "21:00")).outcomes(OPEN_START) == {}


def test_what_is_not_meant_is_free_and_what_may_be_meant_is_in_doubt() -> None:
    world = World(
        *at("22:00", "12:00"),
        attempt("message", "03-02 22:00", channel="sms"),
        attempt("inbound", "03-02 22:00", direction="inbound"),
        attempt("nobody knows", "03-02 22:00", direction=None),
        attempt("nobody knows, by day", "03-02 12:00", direction=None),
        attempt("later", "03-02 23:00"),
    )
    assert world.outcomes(NIGHT) == {"22:00": "forbidden", "nobody knows": "undetermined", "later": "forbidden"}


def test_without_a_zone_any_hour_may_be_quiet_if_some_hour_is() -> None:
    world = World(*at("12:00", zone=UTC), *at("13:00", person="P2"), zones={"P1": None})
    assert world.outcomes(NIGHT) == {"12:00": "undetermined"}


@pytest.mark.parametrize(("day", "near"), [("wed", {"tue", "wed", "thu"}), ("sun", {"sat", "sun", "mon"})])
def test_without_a_zone_the_day_may_be_the_one_before_or_after(day: str, near: set[str]) -> None:
    days = [attempt(name, f"03-{number:02} 12:00", zone=UTC) for name, number in MONDAY.items()]
    assert World(*days, zone=None).outcomes(quiet("09:00", "10:00", on=[day])) == dict.fromkeys(
        sorted(near, key=list(MONDAY).index), "undetermined"
    )


@pytest.mark.parametrize(
    ("hours", "asked", "opens"),
    [
        (NIGHT, "03-02 22:00", "03-03 08:00"),
        (NIGHT, "03-02 23:59:59.999999", "03-03 08:00"),
        (NIGHT, "03-02 00:00", "03-02 08:00"),
        (NIGHT, "03-02 07:59:30.5", "03-02 08:00"),
        (NIGHT, "03-02 08:00", "now"),
        (NIGHT, "03-02 21:59:59.999999", "now"),
        (NIGHT, "03-08 22:30", "03-09 08:00"),
        (NOON, "03-02 12:00", "03-02 13:00"),
        (NOON, "03-02 13:00", "now"),
        (OPEN_START, "03-02 21:00", "now"),
        (OPEN_START, "03-02 21:00:00.000001", "03-03 08:00"),
        (OPEN_START, "03-02 21:05", "03-03 08:00"),
        (OPEN_HALF, "03-02 21:30", "now"),
        (OPEN_HALF, "03-02 21:30:00.000001", "03-03 08:15"),
        (OPEN_HALF, "03-02 20:30", "now"),
        (WEEKEND, "03-06 18:00", "now"),
        (WEEKEND, "03-07 00:00", "03-07 10:00"),
        (WEEKEND, "03-07 18:00", "03-08 10:00"),
        (WEEKEND, "03-08 18:00", "03-09 00:00"),
        (SUNDAY, "03-08 00:00", "03-09 00:00"),
        (SUNDAY, "03-08 23:59:59.999999", "03-09 00:00"),
        (SUNDAY, "03-09 00:00", "now"),
        (ALWAYS, "03-02 12:00", "never"),
        (BUT_AN_INSTANT, "03-02 00:00", "03-02 05:30"),
        (BUT_AN_INSTANT, "03-02 05:29:59.999999", "03-02 05:30"),
        (BUT_AN_INSTANT, "03-02 05:30", "now"),
        (BUT_AN_INSTANT, "03-02 05:30:00.000001", "03-03 05:30"),
        (BUT_AN_INSTANT, "03-02 12:00", "03-03 05:30"),
        (quiet("05:00", "05:00", on=["mon", "tue", "wed", "fri", "sat", "sun"]), "03-06 12:00", "03-12 00:00"),
        (quiet("00:00", "23:59", on=["sun"]), "03-08 12:00", "03-08 23:59"),
    ],
)
def test_one_waits_until_the_quiet_hours_end(hours: Check, asked: str, opens: str) -> None:
    world = World(attempt("a", asked), attempt("z", "03-04 12:00", channel="sms"))
    assert world.resumes(hours, "a", "z") == {"a": opens, "z": "now"}
    noon = World(attempt("a", "03-02 11:00", channel="voice"))
    assert noon.resumes(hours, at=asked) == {"a": opens}


def test_what_is_not_meant_never_waits() -> None:
    world = World(*at("23:00", direction="inbound"), *at("23:30"), *at("23:45", direction=None))
    assert world.resumes(NIGHT) == {"23:00": "now", "23:30": "03-03 08:00", "23:45": "03-03 08:00"}


def test_without_a_zone_no_waiting_helps_who_is_held_back() -> None:
    world = World(*at("12:00", "23:00", zone=UTC), *at("00:00", person="P2"), zones={"P1": None})
    assert world.resumes(NIGHT) == {"12:00": "never", "23:00": "never", "00:00": "03-02 08:00"}
    free = World(*at("12:00", day=4, zone=UTC), zone=None)
    assert free.resumes(SUNDAY) == {"12:00": "now"}
    near = World(*at("12:00", day=7, zone=UTC), *at("09:30", day=9, person="P2", zone=UTC), zone=None)
    assert near.resumes(SUNDAY) == {"12:00": "03-10 00:00", "09:30": "03-10 00:00"}


def test_the_clock_brings_quiet_hours_back_week_after_week_and_looks_at_no_earlier_attempt() -> None:
    assert (NIGHT.by_the_clock, NIGHT.reach_days(True)) == (True, 0)


def test_what_was_asked_stays_as_it_was() -> None:
    world = World(*at("23:00"))
    asked = world.facts.rows.at.copy()
    NIGHT.resume(world.facts, np.array([0]), asked, np.array([1], np.int8))
    assert asked.tolist() == world.facts.rows.at.tolist()


@pytest.mark.parametrize(
    "text", ["24:00", "22:60", "9:00", "09:0", "09:000", "0900", "009:00", "x9:00", "09:x0", "+9:00"]
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    for fields in ({"starts": text}, {"ends": text}):
        with pytest.raises(ValidationError) as refused:
            quiet(**fields)
        assert refused.value.errors()[0]["msg"] == f'Value error, "{text}" is not a time of day (HH:MM)'


def test_a_time_of_day_is_read_to_the_minute() -> None:
    for text, expected in {"00:00": time(0), "23:59": time(23, 59), "09:30": time(9, 30)}.items():
        read = QuietHours.model_validate({"kind": "quiet_hours", "starts": text, "ends": time(1, 2)})
        assert (read.starts, read.ends, read.start_included, read.on, read.unless) == (
            expected,
            time(1, 2),
            "yes",
            None,
            None,
        )


@pytest.mark.parametrize(
    ("hours", "zh", "en"),
    [
        (NIGHT, "处于禁止催收时段（22:00–08:00）", "within quiet hours (22:00–08:00)"),
        (
            quiet("21:30", "09:05", unless="agreed_time"),
            "处于禁止催收时段（21:30–09:05，或约定时间之外）",
            "within quiet hours (21:30–09:05, or outside the agreed hours)",
        ),
        (SUNDAY, "该日不得催收", "no collection on that day"),
    ],
)
def test_a_breach_names_the_hours(hours: Check, zh: str, en: str) -> None:
    assert hours.forbids(-1, -1) == (zh, en)


def test_a_doubt_is_about_the_zone_and_where_hours_may_be_agreed_about_the_party_and_the_register() -> None:
    agreeable = quiet(unless="agreed_time")
    shape, known = Shape(channel="voice", direction="outbound"), Shape("voice", "outbound", party="heir")
    absent = frozenset({"zone", "account", "line"})
    assert (NIGHT.consults(), agreeable.consults()) == ((), ("agreements",))
    assert NIGHT.missing(shape, Registers(), absent) == ("zone",)
    assert NIGHT.missing(shape, Registers(), frozenset()) == ()
    assert agreeable.missing(shape, Registers(), absent) == ("agreements", "party", "zone")
    assert agreeable.missing(known, Registers.empty(), frozenset({"line"})) == ()


@pytest.mark.parametrize(
    ("own", "opens"),
    [
        ("03-07 23:00", "03-08 08:00"),
        ("03-08 01:59:59", "03-08 08:00"),
        ("03-08 03:00", "03-08 08:00"),
        ("10-31 23:00", "11-01 08:00"),
    ],
)
def test_where_clocks_are_changed_in_the_night_the_morning_comes_an_hour_sooner_or_later(own: str, opens: str) -> None:
    new_york = ZoneInfo("America/New_York")
    person = Person(person="P1", zone=new_york.key)
    world = World(attempt("a", own, zone=new_york), zone=new_york, persons=(person,))
    assert world.resumes(NIGHT) == {"a": opens}
