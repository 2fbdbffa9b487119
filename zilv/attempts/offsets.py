"""By how much a zone's clocks differ from UTC, for many instants at once: the changes of a year are found once."""

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from zilv.attempts.rows import DAY_US, Int64, instant, microseconds

_BEFORE_US = 40 * DAY_US
_LAST_YEAR = 9998
_MICROSECOND = timedelta(microseconds=1)


def offsets(zone: ZoneInfo, at: Int64) -> tuple[Int64, Int64]:
    """For each instant the zone's offset in microseconds, and since when it holds, at the latest a month before."""
    present = _years(np.array([at.min(), at.max()])).tolist() if len(at) else [1970, 1970]
    if present[0] == present[1]:
        return _within(zone, present[0], at)
    year, offset, since = _years(at), np.empty_like(at), np.empty_like(at)
    for each in np.unique(year).tolist():
        here = np.flatnonzero(year == each)
        offset[here], since[here] = _within(zone, each, at[here])
    return offset, since


def _years(at: Int64) -> Int64:
    return np.minimum(at.astype("M8[us]").astype("M8[Y]").astype(np.int64) + 1970, _LAST_YEAR)


def _within(zone: ZoneInfo, year: int, at: Int64) -> tuple[Int64, Int64]:
    """As `offsets`, of instants of one year."""
    starts, held = _year(zone, year)
    if len(starts) == 1:
        return np.full(len(at), held[0]), np.full(len(at), starts[0])
    slot = np.searchsorted(starts, at, side="right") - 1
    return held[slot], starts[slot]


@lru_cache(maxsize=1024)
def _year(zone: ZoneInfo, year: int) -> tuple[Int64, Int64]:
    """The instants from which on another offset holds, from a while before this year to its end; and the offsets."""
    first = microseconds(datetime(year, 1, 1, tzinfo=timezone.utc)) - _BEFORE_US
    end = microseconds(datetime(year + 1, 1, 1, tzinfo=timezone.utc))
    starts, held = [first], [_offset(zone, first)]
    for earlier in range(first, end, DAY_US):
        later = min(earlier + DAY_US, end - 1)
        if _offset(zone, later) != held[-1]:
            starts.append(_change(zone, earlier, later))
            held.append(_offset(zone, later))
    return np.array(starts, np.int64), np.array(held, np.int64)


def _change(zone: ZoneInfo, earlier: int, later: int) -> int:
    """The instant after `earlier`, up to `later`, from which on the later offset holds."""
    after = _offset(zone, later)
    while later - earlier > 1:
        middle = (earlier + later) // 2
        if _offset(zone, middle) == after:
            later = middle
        else:
            earlier = middle
    return later


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = instant(at).astimezone(zone).utcoffset()
    assert offset is not None
    return offset // _MICROSECOND
