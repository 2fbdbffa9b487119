"""Local time for many rows at once: offsets are asked once per quarter of an hour, never per row.

No zone changes its offset twice within fifteen minutes; a quarter in which it changes is read row by row.
"""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np

from zilv.attempts.offsets import offsets
from zilv.attempts.rows import DAY_US, MINUTE_UNKNOWN, MINUTE_US, Int16, Int32, Int64, instant
from zilv.compiled import compiled

_QUARTER_US = 15 * MINUTE_US
_MICROSECOND = timedelta(microseconds=1)
_SPAN_MAX = 1 << 20
_NO_OFFSET = np.zeros(0, np.int64)


def day_and_minute(at: Int64, zone: ZoneInfo | None) -> tuple[Int32, Int16]:
    """Local day and minute of each instant; without a zone the UTC day, and MINUTE_UNKNOWN."""
    day, minute = np.empty(len(at), np.int32), np.full(len(at), MINUTE_UNKNOWN, np.int16)
    _place_in_days(at, offsets(zone, at)[0] if zone else _NO_OFFSET, day, minute)
    return day, minute


@compiled
def _place_in_days(at, offset, day, minute):  # type: ignore[no-untyped-def]
    """Day and minute of each instant, moved by its offset; where there are no offsets the minute stays as it is."""
    for i in range(at.size):
        local = at[i] + (offset[i] if offset.size else 0)
        day[i] = local // DAY_US
        if offset.size:
            minute[i] = local % DAY_US // MINUTE_US


def utc_of_local(local: Int64, zone: ZoneInfo) -> Int64:
    """Instants of local times given as microseconds since local 1970; of a doubled time the first."""
    return local - _looked_up(local, lambda us: _offset_of(us, zone))


def _offset_of(us: int, zone: ZoneInfo) -> int:
    offset = instant(us).replace(tzinfo=zone).utcoffset()
    assert offset is not None
    return offset // _MICROSECOND


def _looked_up(times: Int64, offset: Callable[[int], int]) -> Int64:
    """`offset` of each time, asked at both ends of its quarter of an hour, and for itself where those differ."""
    if not len(times):
        return times
    quarter = times // _QUARTER_US
    present, place = _distinct(quarter)
    first = [offset(q * _QUARTER_US) for q in present.tolist()]
    last = [offset((q + 1) * _QUARTER_US - 1) for q in present.tolist()]
    found: Int64 = np.array(first, np.int64)[place]
    changing = (np.array(first) != np.array(last))[place]
    for i in np.flatnonzero(changing).tolist():
        found[i] = offset(int(times[i]))
    return found


def _distinct(values: Int64) -> tuple[Int64, Int64]:
    """The distinct values, and for each value its place among them; without a sort where they lie close."""
    lowest = int(values.min())
    span = int(values.max()) - lowest + 1
    if span > _SPAN_MAX:
        present, place = np.unique(values, return_inverse=True)
        return present, place.astype(np.int64)
    seen = np.zeros(span, np.bool_)
    seen[values - lowest] = True
    return np.flatnonzero(seen) + lowest, (np.cumsum(seen) - 1)[values - lowest]
