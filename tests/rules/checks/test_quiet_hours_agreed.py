"""`quiet_hours`, where other hours were agreed with the debtor."""

from typing import Any

import numpy as np
import pytest

from tests.rules.checks.example import UTC, World, attempt, check, us
from zilv.attempts.attempt import Attempt
from zilv.registers.rows import Agreement
from zilv.rules.checks.check import NEVER, Check


def quiet(starts: str = "22:00", ends: str = "08:00", **fields: Any) -> Check:
    """No calls from 22:00 until 08:00, unless hours were agreed."""
    stated = {"when": {"channel": ["voice"]}, "starts": starts, "ends": ends, "unless": "agreed_time"}
    return check("quiet_hours", **(stated | fields))


NIGHT = quiet()


def agreed(opens: str, shuts: str, since: str | None = None, until: str | None = None, **stated: Any) -> Agreement:
    """Hours agreed with P1, from and until these local times, of 2 March where no day is said."""
    minutes = {
        name: 60 * int(text[:2]) + int(text[3:]) for name, text in (("from_minute", opens), ("to_minute", shuts))
    }
    told = {"since": since, "until": until}
    edges = {name: us(text if "-" in text else f"03-02 {text}") if text else None for name, text in told.items()}
    return Agreement(**({"person": "P1", "scope": "time"} | minutes | edges | stated))


def at(*times: str, day: int = 2, **facts: Any) -> list[Attempt]:
    """Calls at these local times of one day of March, each named after its time."""
    return [attempt(each, f"03-{day:02} {each}", **facts) for each in times]


def forbidden(check: Check, times: tuple[str, ...], *agreements: Agreement, **facts: Any) -> set[str]:
    """Which of the calls at these times are forbidden; none is in doubt."""
    outcomes = World(*at(*times, **facts), agreements=agreements).outcomes(check)
    assert set(outcomes.values()) <= {"forbidden"}
    return set(outcomes)


@pytest.mark.parametrize(
    ("opens", "shuts", "inside", "outside"),
    [
        ("20:00", "23:00", ("20:00", "22:00", "22:59:59.999999"), ("19:59:59.999999", "12:00", "23:00", "00:00")),
        ("21:00", "01:00", ("21:00", "23:59", "00:00", "00:59:59.999999"), ("01:00", "20:59:59.999999", "12:00")),
        ("00:00", "24:00", ("00:00", "12:00", "23:59:59.999999"), ()),
        ("00:00", "00:01", ("00:00", "00:00:59.999999"), ("00:01", "23:59", "12:00")),
        ("23:59", "24:00", ("23:59",), ("23:58:59.999999", "00:00", "12:00")),
        ("12:00", "12:00", (), ("12:00", "11:59", "23:00")),
        ("24:00", "00:01", ("00:00",), ("23:59", "00:01")),
    ],
)
def test_agreed_hours_are_the_permitted_hours(
    opens: str, shuts: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    assert forbidden(NIGHT, inside + outside, agreed(opens, shuts)) == set(outside)


def test_of_several_agreed_hours_any_will_do() -> None:
    hours = agreed("09:00", "10:00"), agreed("22:00", "23:00"), agreed("15:00", "16:00")
    times = ("08:59", "09:30", "10:00", "15:59", "22:30", "23:00")
    assert forbidden(NIGHT, times, *hours) == {"08:59", "10:00", "23:00"}


@pytest.mark.parametrize(
    ("matches", "stated"),
    [
        (True, {"lender": "L1"}),
        (False, {"lender": "L2"}),
        (True, {"channel": "voice"}),
        (False, {"channel": "sms"}),
        (False, {"scope": "frequency"}),
        (False, {"scope": "channel"}),
        (False, {"person": "P2"}),
        (False, {"from_minute": None}),
        (False, {"to_minute": None}),
    ],
)
def test_an_agreement_is_of_this_lender_person_and_channel(matches: bool, stated: dict[str, Any]) -> None:
    other = {"lender": "L3"}
    hours = agreed("00:00", "23:00", **other), agreed("20:00", "23:00", **stated), agreed("00:00", "22:30", **other)
    assert forbidden(NIGHT, ("12:00", "22:30"), *hours) == ({"12:00"} if matches else {"22:30"})


def test_an_agreement_binds_from_its_first_instant_until_before_its_last() -> None:
    times = ("08:59:59.999999", "09:00", "09:59:59.999999", "10:00")
    assert forbidden(NIGHT, times, agreed("20:00", "21:00", "09:00", "10:00")) == {"09:00", "09:59:59.999999"}
    assert forbidden(NIGHT, ("22:00", "22:01"), agreed("22:00", "23:00", since="22:01")) == {"22:00"}


def test_agreed_hours_bind_attempts_to_the_debtor_alone() -> None:
    assert forbidden(NIGHT, ("12:00", "22:30"), agreed("20:00", "23:00"), party="heir") == {"22:30"}
    message = {"channel": "sms"}
    assert forbidden(NIGHT, ("12:00", "22:30"), agreed("20:00", "21:00"), **message) == set()


def test_where_nobody_knows_who_was_addressed_what_both_hours_forbid_is_forbidden() -> None:
    world = World(*at("07:00", "12:00", "20:30", "22:30", party=None), agreements=(agreed("20:00", "23:00"),))
    assert world.outcomes(NIGHT) == {"07:00": "forbidden", "12:00": "undetermined", "22:30": "undetermined"}


def test_only_the_persons_with_an_agreement_are_bound_by_it() -> None:
    other = [attempt(f"P2 {hour}", f"03-02 {hour}:00", person="P2") for hour in (12, 22)]
    world = World(*at("12:00", "22:00"), *other, agreements=(agreed("22:00", "23:00", person="P2"),))
    assert world.outcomes(NIGHT) == {"22:00": "forbidden", "P2 12": "forbidden"}


def test_without_the_register_any_hours_may_have_been_agreed_with_the_debtor() -> None:
    world = World(
        *at("12:00", "22:00"),
        attempt("heir", "03-02 22:00", party="heir"),
        attempt("heir by day", "03-02 12:00", party="heir"),
        attempt("somebody", "03-02 22:00", party=None),
        agreements=None,
    )
    assert world.outcomes(NIGHT) == {
        "12:00": "undetermined",
        "22:00": "undetermined",
        "heir": "forbidden",
        "somebody": "undetermined",
    }
    assert world.resumes(NIGHT) == {
        "12:00": "never",
        "22:00": "never",
        "heir": "03-03 08:00",
        "heir by day": "now",
        "somebody": "never",
    }


def test_hours_that_may_not_be_agreed_are_not_moved() -> None:
    fixed = quiet(unless=None)
    assert forbidden(fixed, ("12:00", "22:30"), agreed("20:00", "23:00")) == {"22:30"}


def test_without_a_zone_nobody_can_tell_whether_an_attempt_lies_in_the_agreed_hours() -> None:
    world = World(*at("12:00", zone=UTC), zone=None, agreements=(agreed("00:00", "24:00"),))
    assert world.outcomes(NIGHT) == {"12:00": "undetermined"}
    assert world.resumes(NIGHT) == {"12:00": "never"}
    other = World(*at("12:00", day=4, zone=UTC), zone=None, agreements=(agreed("00:00", "24:00", person="P2"),))
    noon = quiet("12:00", "12:30", on=["sun"])
    assert other.outcomes(noon) == {}
    assert other.resumes(noon) == {"12:00": "now"}


WINDOWS = (agreed("20:00", "23:00"), agreed("09:00", "10:30"))


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        ("03-02 00:00", "03-02 09:00"),
        ("03-02 08:59:59.999999", "03-02 09:00"),
        ("03-02 09:00", "now"),
        ("03-02 10:29:59.999999", "now"),
        ("03-02 10:30", "03-02 20:00"),
        ("03-02 22:59", "now"),
        ("03-02 23:00", "03-03 09:00"),
        ("03-08 23:30:15.25", "03-09 09:00"),
    ],
)
def test_one_waits_for_the_next_agreed_hours(asked: str, opens: str) -> None:
    assert World(attempt("a", asked), agreements=WINDOWS).resumes(NIGHT) == {"a": opens}
    assert World(attempt("a", "03-02 12:00"), agreements=WINDOWS).resumes(NIGHT, at=asked) == {"a": opens}


def test_where_nobody_knows_who_was_addressed_one_waits_for_hours_that_both_permit() -> None:
    late = (agreed("07:00", "09:00"), agreed("21:00", "23:30"))
    world = World(attempt("a", "03-02 22:30", party=None), agreements=late)
    assert world.resumes(NIGHT) == {"a": "03-03 08:00"}
    assert world.resumes(NIGHT, at="03-02 21:30") == {"a": "now"}
    assert world.resumes(NIGHT, at="03-02 09:30") == {"a": "03-02 21:00"}
    never = World(attempt("a", "03-02 22:30", party=None), agreements=(agreed("23:00", "24:00"),))
    assert never.resumes(NIGHT) == {"a": "never"}


@pytest.mark.parametrize(
    ("hours", "window", "asked", "opens"),
    [
        (quiet("22:00", "08:30"), ("07:00", "09:00"), "03-02 07:00", "03-02 08:30"),
        (NIGHT, ("21:30", "09:00"), "03-02 21:59:59.999999", "now"),
        (NIGHT, ("21:30", "09:00"), "03-02 22:00", "03-03 08:00"),
        (quiet("21:00", "08:00", start_included="no"), ("20:00", "23:00"), "03-02 21:00", "now"),
        (quiet("21:00", "08:00", start_included="no"), ("20:00", "23:00"), "03-02 21:00:00.000001", "03-03 20:00"),
        (quiet("12:00", "13:00"), ("11:00", "14:00"), "03-02 12:30", "03-02 13:00"),
        (quiet("12:00", "13:00"), ("11:00", "14:00"), "03-02 12:00", "03-02 13:00"),
        (quiet("12:00", "13:00", start_included="no"), ("11:00", "14:00"), "03-02 12:00", "now"),
        (quiet("05:00", "05:00", on=["tue", "wed", "fri"]), ("09:00", "10:00"), "03-03 09:00", "03-05 09:00"),
        (quiet("05:00", "05:00"), ("09:00", "10:00"), "03-03 09:00", "never"),
        (quiet("21:00", "08:00", start_included="no"), ("21:00", "23:00"), "03-02 20:00", "03-02 21:00"),
        (quiet("21:00", "08:00"), ("21:00", "23:00"), "03-02 20:00", "never"),
        (quiet("20:00", "08:00"), ("21:00", "08:00"), "03-02 12:00", "never"),
        (NIGHT, ("21:00", "01:00"), "03-02 12:00", "03-02 21:00"),
    ],
)
def test_where_nobody_knows_who_was_addressed_both_hours_bind_to_the_instant(
    hours: Check, window: tuple[str, str], asked: str, opens: str
) -> None:
    world = World(attempt("a", "03-02 22:30", party=None), agreements=(agreed(*window),))
    assert world.resumes(hours, at=asked) == {"a": opens}


def test_where_nobody_knows_who_was_addressed_a_quiet_day_ends_at_midnight() -> None:
    sunday = quiet("05:00", "05:00", on=["sun"])
    world = World(attempt("a", "03-08 23:30", party=None), agreements=(agreed("23:00", "02:00"),))
    assert world.outcomes(sunday) == {"a": "undetermined"}
    assert world.resumes(sunday) == {"a": "03-09 00:00"}


def test_where_nobody_knows_who_was_addressed_one_may_wait_for_a_week() -> None:
    six = quiet("05:00", "05:00", on=["mon", "wed", "thu", "fri", "sat", "sun"])
    world = World(attempt("a", "03-03 12:00", party=None), agreements=(agreed("09:00", "10:00"),))
    assert world.outcomes(six) == {"a": "undetermined"}
    assert world.resumes(six) == {"a": "03-10 09:00"}


def test_hours_agreed_that_never_come_mean_never() -> None:
    world = World(attempt("a", "03-02 12:00"), agreements=(agreed("12:00", "12:00"),))
    assert world.resumes(NIGHT) == {"a": "never"}


def test_who_is_not_bound_by_agreed_hours_waits_for_the_laws() -> None:
    world = World(
        attempt("heir", "03-02 22:30", party="heir"),
        attempt("heir by day", "03-02 12:00", party="heir"),
        attempt("message", "03-02 12:00", channel="sms"),
        attempt("other", "03-02 23:30", person="P2"),
        attempt("debtor", "03-02 12:00"),
        agreements=(agreed("20:00", "23:00"),),
    )
    assert world.resumes(NIGHT) == {
        "heir": "03-03 08:00",
        "heir by day": "now",
        "message": "now",
        "other": "03-03 08:00",
        "debtor": "03-02 20:00",
    }
    assert world.resumes(NIGHT, "debtor", "other") == {"other": "03-03 08:00", "debtor": "03-02 20:00"}


@pytest.mark.parametrize(
    ("matches", "stated"),
    [
        (True, {"lender": "L1"}),
        (False, {"lender": "L2"}),
        (True, {"channel": "voice"}),
        (False, {"channel": "sms"}),
        (True, {"since": "23:00"}),
        (True, {"since": "03-03 05:00"}),
        (False, {"since": "03-03 06:00"}),
        (True, {"until": "03-03 05:00:00.000001"}),
        (False, {"until": "03-03 05:00"}),
        (False, {"until": "23:00"}),
    ],
)
def test_only_agreements_that_stand_at_the_attempt_and_match_it_are_waited_for(
    matches: bool, stated: dict[str, Any]
) -> None:
    hours = agreed("03:00", "04:00", person="P0"), agreed("06:00", "07:00"), agreed("05:00", "06:00", **stated)
    world = World(attempt("a", "03-02 23:00"), attempt("P0", "03-02 23:00", person="P0"), agreements=hours)
    assert world.resumes(NIGHT) == {"a": "03-03 05:00" if matches else "03-03 06:00", "P0": "03-03 03:00"}


@pytest.mark.parametrize(
    ("stated", "turns"),
    [
        ({}, "03-03 05:00"),
        ({"lender": "L1", "channel": "voice"}, "03-03 05:00"),
        ({"lender": "L2"}, "03-03 06:00"),
        ({"channel": "sms"}, "03-03 06:00"),
        ({"since": "23:00"}, "03-03 05:00"),
        ({"since": "23:00:00.000001"}, "03-02 23:00:00.000001"),
        ({"until": "23:00:00.000001"}, "03-02 23:00:00.000001"),
        ({"until": "23:00"}, "03-03 06:00"),
    ],
)
def test_next_come_the_hours_agreed_that_stand_now_or_an_agreement_that_begins_or_ends(
    stated: dict[str, Any], turns: str
) -> None:
    hours = agreed("06:00", "07:00"), agreed("05:00", "06:00", **stated)
    rows = World(attempt("a", "03-02 23:00"), agreements=hours).facts
    assert NIGHT.turns(rows, np.arange(1), rows.rows.at) == [us(turns)]


def test_an_agreement_that_begins_later_is_a_turn_only_where_hours_may_be_agreed() -> None:
    rows = World(attempt("a", "03-02 23:00"), agreements=(agreed("20:00", "23:30", since="23:15"),)).facts
    edges = [check.dated_turns(rows, np.arange(1), rows.rows.at).item() for check in (NIGHT, quiet(unless=None))]
    assert edges == [us("03-02 23:15"), NEVER]
