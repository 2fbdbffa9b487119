"""Instants: zones nobody wrote down, the two hours a year that do not fit, epochs in the wrong unit."""

from zoneinfo import ZoneInfo

import pytest

from zilv.attempts.intake.instant import epoch, local, rfc2822
from zilv.attempts.parse import FieldError

BEIJING, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    "value",
    ["2026-03-02 09:30:00", "2026/03/02 09:30:00", "2026/3/2 9:30", "2026-03-02T09:30:00", "2026-03-02 01:30:00 UTC"],
)
def test_a_local_time_is_one_of_the_zone(value: str) -> None:
    assert local({"t": value}, "t", BEIJING) == f"2026-03-02T{'01' if 'UTC' in value else '09'}:30:00" + (
        "+00:00" if "UTC" in value else "+08:00"
    )


def test_a_time_with_an_offset_keeps_it() -> None:
    assert local({"t": "2026-03-02 09:30:00+0900"}, "t", BEIJING) == "2026-03-02T09:30:00+09:00"


@pytest.mark.parametrize("value", ["", None, "0000-00-00 00:00:00"])
def test_a_time_of_zeros_is_none(value: object) -> None:
    assert local({"t": value}, "t", BEIJING) == ""


@pytest.mark.parametrize("value", ["2026-03-02", "2026-02-30 09:00:00", "09:30", "2026-W10-1T09:00", "soon"])
def test_a_date_alone_is_never_midnight_and_nonsense_is_refused(value: str) -> None:
    with pytest.raises(FieldError, match="is no date and time"):
        local({"t": value}, "t", BEIJING)


def test_a_time_that_does_not_exist_is_refused_and_one_that_is_double_is_the_first() -> None:
    with pytest.raises(FieldError, match="does not exist in America/New_York"):
        local({"t": "2026-03-08 02:30:00"}, "t", NEW_YORK)
    assert local({"t": "2026-11-01 01:30:00"}, "t", NEW_YORK) == "2026-11-01T01:30:00-04:00"


@pytest.mark.parametrize("value", [1772415000000, "1772415000000", 1772415000000.0])
def test_an_epoch_is_an_instant_in_the_zone(value: object) -> None:
    assert epoch({"t": value}, "t", BEIJING) == "2026-03-02T09:30:00+08:00"
    assert epoch({"t": 1772415000}, "t", NEW_YORK, 1) == "2026-03-01T20:30:00-05:00"


def test_milliseconds_are_kept() -> None:
    assert epoch({"t": 1772415000123}, "t", BEIJING) == "2026-03-02T09:30:00.123000+08:00"


@pytest.mark.parametrize(("value", "per_second"), [(1772415000, 1000), (1772415000000, 1)])
def test_an_epoch_in_the_other_unit_is_noticed(value: int, per_second: int) -> None:
    with pytest.raises(FieldError, match="is it in another unit"):
        epoch({"t": value}, "t", BEIJING, per_second)


@pytest.mark.parametrize("value", [0, "0", None, "", 0.0])
def test_an_epoch_of_zero_is_none(value: object) -> None:
    assert epoch({"t": value}, "t", BEIJING) == ""


def test_an_rfc_time_without_an_offset_is_utc() -> None:
    assert rfc2822({"t": "Mon, 02 Mar 2026 14:30:00 +0000"}, "t", BEIJING) == "2026-03-02T14:30:00+00:00"
    assert rfc2822({"t": "Mon, 02 Mar 2026 14:30:00 -0000"}, "t", BEIJING) == "2026-03-02T14:30:00+00:00"
    assert rfc2822({"t": "2026-03-02T14:30:00"}, "t", BEIJING) == "2026-03-02T14:30:00+00:00"
