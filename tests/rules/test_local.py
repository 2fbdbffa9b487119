"""Local time at other instants than a row's own: days, waits and what happens where clocks are changed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.outcomes import SOME
from tests.rules.checks.example import UTC, attempt
from zilv.attempts.attempt import Attempt
from zilv.attempts.rows import DAY_US, Rows, day_number, instant, local_day_and_minute, microseconds, rows_of
from zilv.registers.rows import Person
from zilv.rules.local import Homes, Local

NEW_YORK, SAMOA, SANTIAGO, LORD_HOWE = (
    ZoneInfo(name) for name in ("America/New_York", "Pacific/Apia", "America/Santiago", "Australia/Lord_Howe")
)
HOUR_US = DAY_US // 24
ONE = np.zeros(1, np.int64)


def local_of(zone: ZoneInfo, at: datetime) -> tuple[Rows, Local]:
    """One attempt at this instant of a person who lives in `zone`, and its clock."""
    one = Attempt(attempt_id="a", at=at, lender="L1", person="P1", channel="voice")
    rows = rows_of([one], [zone])
    return rows, Local(rows, Homes([Person(person="P1", zone=zone.key)], None))


def us(text: str, zone: ZoneInfo) -> int:
    """This local time in UTC microseconds."""
    return microseconds(datetime.fromisoformat(text).replace(tzinfo=zone))


@SOME
@given(
    st.sampled_from([NEW_YORK, SANTIAGO, LORD_HOWE, ZoneInfo("Africa/Casablanca"), ZoneInfo("Asia/Shanghai")]),
    st.integers(day_number(date(2020, 1, 1)) * DAY_US, day_number(date(2030, 1, 1)) * DAY_US),
    st.integers(day_number(date(1975, 1, 1)) * DAY_US, day_number(date(2090, 1, 1)) * DAY_US),
)
def test_the_local_day_and_time_of_any_instant_are_those_of_the_zone(zone: ZoneInfo, own: int, at: int) -> None:
    _, local = local_of(zone, instant(own))
    day, time_us = local.day_and_time(ONE, np.array([at]))
    expected_day, expected_minute = local_day_and_minute(instant(at), zone)
    assert (day[0], time_us[0] // 60_000_000) == (expected_day, expected_minute)


@SOME
@given(
    st.sampled_from([NEW_YORK, SANTIAGO, LORD_HOWE, ZoneInfo("Africa/Cairo"), ZoneInfo("Asia/Shanghai")]),
    st.dates(date(2012, 1, 1), date(2031, 1, 1)),
)
def test_a_local_day_starts_at_the_first_instant_of_that_day(zone: ZoneInfo, day: date) -> None:
    _, local = local_of(zone, datetime(2026, 3, 2, 12, tzinfo=UTC))
    start = int(local.day_starts(ONE, np.array([day_number(day)]))[0])
    days = [instant(start + step).astimezone(zone).date() for step in (-1, 0)]
    assert days[0] < day
    assert days[1] == day


@pytest.mark.parametrize(
    ("zone", "day", "starts"),
    [
        (SANTIAGO, "2025-09-07", "2025-09-07T01:00"),
        (NEW_YORK, "2026-03-08", "2026-03-08T00:00"),
        (SAMOA, "2011-12-30", "2011-12-31T00:00"),
        (SAMOA, "2011-12-31", "2011-12-31T00:00"),
    ],
)
def test_a_midnight_that_the_clock_skips_starts_the_day_where_it_is_skipped(
    zone: ZoneInfo, day: str, starts: str
) -> None:
    _, local = local_of(zone, datetime(2026, 3, 2, 12, tzinfo=UTC))
    asked = np.array([day_number(date.fromisoformat(day))])
    assert local.day_starts(ONE, asked) == [us(starts, zone)]


def test_a_wait_ends_when_the_clock_has_run_on_or_is_changed() -> None:
    _, local = local_of(NEW_YORK, datetime(2026, 3, 2, 12, tzinfo=UTC))
    at = np.array([us("2026-03-08T01:00", NEW_YORK)])
    change = us("2026-03-08T03:00", NEW_YORK)
    for hours, ends in ((0.5, at[0] + HOUR_US // 2), (1, change), (1.5, change), (150, change)):
        assert local.after(ONE, at, np.array([int(hours * HOUR_US)])) == [ends]
    autumn = np.array([us("2026-11-01T01:59", NEW_YORK)])
    assert local.after(ONE, autumn, np.array([HOUR_US])) == [autumn[0] + HOUR_US // 60]
    assert local.after(ONE, np.array([change]), np.array([HOUR_US])) == [change + HOUR_US]
    newyear = np.array([us("2011-12-29T23:00", SAMOA)])
    _, there = local_of(SAMOA, datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert there.after(ONE, newyear, np.array([6 * DAY_US])) == [newyear[0] + HOUR_US]


def test_where_nobody_knows_the_zone_the_day_is_that_of_utc_and_no_clock_is_changed() -> None:
    rows = rows_of([attempt("a", "03-02 07:30"), attempt("b", "03-02 09:30", person="P2")], [None, UTC])
    local = Local(rows, Homes((), NEW_YORK))
    both = np.arange(2)
    day, time_us = local.day_and_time(both, rows.at + int(17 * HOUR_US))
    assert (day - day_number(date(2026, 3, 2))).tolist() == [0, 0]
    assert time_us.tolist() == [int(16.5 * HOUR_US), int(18.5 * HOUR_US)]
    assert local.after(both, rows.at, np.full(2, 7 * DAY_US)).tolist() == (rows.at + 7 * DAY_US).tolist()


def test_where_a_zone_does_not_fit_the_rows_own_local_time_its_own_offset_holds() -> None:
    rows = rows_of([attempt("a", "03-02 09:30")], [ZoneInfo("Asia/Kathmandu")])
    for homes in (Homes((), NEW_YORK), Homes([Person(person="P1", zone="Europe/Berlin")], None), Homes(None, None)):
        later = rows.at + 200 * DAY_US
        day, time_us = Local(rows, homes).day_and_time(ONE, later)
        expected = instant(int(later[0])) + timedelta(hours=5, minutes=45)
        assert (int(day[0]), int(time_us[0])) == (
            day_number(expected.date()),
            (expected.hour * 60 + expected.minute) * 60_000_000,
        )
