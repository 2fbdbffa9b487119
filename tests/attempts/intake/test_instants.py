"""Instants read many at once are those read one by one, and so are the local days they fall on."""

# ruff: noqa: DTZ001 - local times carry no zone

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings, strategies

from zilv.attempts.intake.instants import AFTER_LAST, FIRST, UNKNOWN, instants
from zilv.attempts.intake.local import day_and_minute, utc_of_local
from zilv.attempts.parse import FieldError, moment
from zilv.attempts.rows import instant, local_day_and_minute, microseconds

BEIJING = ZoneInfo("Asia/Shanghai")
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "Asia/Urumqi", "Australia/Lord_Howe", "UTC")]

times = strategies.datetimes(datetime(1995, 1, 1), datetime(2150, 1, 1))
offsets = strategies.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
exact = strategies.builds(lambda time, zone: time.replace(tzinfo=zone), times, offsets)
written = strategies.builds(
    lambda at, sep, spec: at.isoformat(sep, spec),
    exact,
    strategies.sampled_from(["T", " "]),
    strategies.sampled_from(["auto", "minutes", "seconds", "milliseconds", "microseconds"]),
)
slips = strategies.builds(
    lambda text, place, letter: text[: place % len(text)] + letter + text[place % len(text) + 1 :],
    written,
    strategies.integers(0, 40),
    strategies.sampled_from("0123456789TZ+-:., "),
)
texts = strategies.lists(strategies.one_of(written, slips, strategies.text(max_size=34)), min_size=1, max_size=8)


def one_by_one(text: str) -> int:
    try:
        found = microseconds(moment(text))
    except (FieldError, OverflowError):
        return UNKNOWN
    return found if FIRST <= found < AFTER_LAST else UNKNOWN


@settings(deadline=None)
@given(texts)
@example(["2026-03-02T09:30:00+08:00", "2026-02-30T09:30:00+08:00"])
@example(["2026-03-02T24:00:00+08:00", "2026-03-02T09:60:00+08:00", "2026-03-02T09:30:00+24:00"])
@example(["1970-01-01T00:00:00Z", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "1989-12-31T23:59:59Z"])
@example(["2026-03-02T09:30:00", "2026-03-02", ""])
@example(["2024-02-29T00:00:00.123Z", "2100-02-29T00:00:00Z", "2026-03-02T09:30:00,123456+08:00"])
def test_every_text_means_what_it_means_alone(some: list[str]) -> None:
    at, unread = instants(pa.array(some, pa.string()), None)
    assert at.tolist() == [one_by_one(text) for text in some]
    assert unread.tolist() == [found == UNKNOWN for found in at.tolist()]


@settings(deadline=None)
@given(strategies.lists(times, min_size=1, max_size=5), strategies.sampled_from(ZONES), strategies.booleans())
def test_a_local_time_is_one_of_the_zone_that_was_named(some: list[datetime], zone: ZoneInfo, whole: bool) -> None:
    spec = "seconds" if whole else "auto"
    at, _ = instants(pa.array([time.isoformat(" ", spec) for time in some]), zone)
    shown = [time.replace(microsecond=0) if whole else time for time in some]
    # a text cannot say that it is the second of an hour that comes twice, so it is the first
    assert at.tolist() == [microseconds(time.replace(tzinfo=zone, fold=0)) for time in shown]


def test_a_local_time_without_a_zone_is_not_guessed() -> None:
    _, unread = instants(pa.array(["2026-03-02T09:30:00", "2026-03-02T09:30:00Z"]), None)
    assert unread.tolist() == [True, False]


@pytest.mark.parametrize("zone", ZONES, ids=str)
@settings(deadline=None)
@given(strategies.lists(exact, min_size=1, max_size=8))
def test_local_day_and_minute_are_those_of_each_attempt_alone(zone: ZoneInfo, some: list[datetime]) -> None:
    at = np.array([microseconds(each) for each in some], np.int64)
    day, minute = day_and_minute(at, zone)
    assert list(zip(day.tolist(), minute.tolist(), strict=True)) == [local_day_and_minute(each, zone) for each in some]


@pytest.mark.parametrize("hour", range(48))
def test_the_hours_around_a_change_of_clocks_are_told_apart(hour: int) -> None:
    zone = ZoneInfo("America/New_York")
    at = microseconds(datetime(2026, 3, 8, tzinfo=timezone.utc)) + hour * 1_800_000_000 + np.arange(3) * 899_999_999
    day, minute = day_and_minute(at, zone)
    expected = [local_day_and_minute(instant(int(each)), zone) for each in at]
    assert list(zip(day.tolist(), minute.tolist(), strict=True)) == expected


def test_a_transition_inside_a_quarter_of_an_hour_is_seen() -> None:
    shanghai = np.array(
        [microseconds(datetime(1900, 12, 31, 15, 54, second, tzinfo=timezone.utc)) for second in range(60)]
    )
    day, minute = day_and_minute(shanghai, BEIJING)
    expected = [local_day_and_minute(instant(int(each)), BEIJING) for each in shanghai]
    assert list(zip(day.tolist(), minute.tolist(), strict=True)) == expected
    assert len(set(minute.tolist())) == 2


def test_without_a_zone_the_day_is_the_utc_day_and_the_minute_is_unknown() -> None:
    at = datetime(2026, 3, 2, 20, 0, tzinfo=timezone.utc)
    day, minute = day_and_minute(np.array([microseconds(at)]), None)
    assert (int(day[0]), int(minute[0])) == local_day_and_minute(at, None)


def test_of_a_time_that_the_clocks_show_twice_the_first_is_meant() -> None:
    zone = ZoneInfo("America/New_York")
    local = microseconds(datetime(2026, 11, 1, 1, 30, tzinfo=timezone.utc))
    assert instant(int(utc_of_local(np.array([local]), zone)[0])) == datetime(2026, 11, 1, 5, 30, tzinfo=timezone.utc)
