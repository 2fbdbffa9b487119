"""Local time at other instants than a row's own, in the zone of its person, whatever the clocks do in between."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from zilv.attempts.rows import DAY_US, MINUTE_UNKNOWN, MINUTE_US, Int64, Rows, instant, microseconds
from zilv.privacy.token import from_text
from zilv.registers.rows import Person, zone_names

_BEFORE_US = 40 * DAY_US
_LAST_YEAR = 9998
_LONG_AGO = np.iinfo(np.int64).min
_MICROSECOND = timedelta(microseconds=1)


class Homes:
    """The zones of the persons whom the register places; everybody else lives in `default`, None = nobody can tell."""

    def __init__(self, persons: Iterable[Person] | None, default: ZoneInfo | None) -> None:
        named = {from_text(person): zone for person, zone in zone_names(persons or ()).items()}
        names = sorted(set(named.values()))
        self.zones: list[ZoneInfo | None] = [default, *(ZoneInfo(name) for name in names)]
        self._persons = np.array(sorted(named), np.int64)
        self._place = np.array([1 + names.index(named[token]) for token in self._persons.tolist()], np.int64)

    def places(self, person: Int64) -> Int64:
        """For each person the place of the zone in `zones`."""
        if not len(self._persons):
            return np.zeros(len(person), np.int64)
        slot = np.minimum(np.searchsorted(self._persons, person), len(self._persons) - 1)
        return np.where(self._persons[slot] == person, self._place[slot], 0)


class Local:
    """The local clocks of rows. Where a zone does not fit a row's own local time, its own offset holds for good."""

    def __init__(self, rows: Rows, homes: Homes) -> None:
        minute = rows.minute.astype(np.int64)
        wall = rows.day.astype(np.int64) * DAY_US + minute * MINUTE_US + rows.at % MINUTE_US
        self._own = np.where(minute == MINUTE_UNKNOWN, 0, wall - rows.at)
        self._zones = homes.zones
        self._place = np.where(minute == MINUTE_UNKNOWN, -1, homes.places(rows.person))
        everyone = np.arange(len(rows))
        self._place = np.where(self._stretch(everyone, rows.at)[0] == self._own, self._place, -1)

    def _stretch(self, index: Int64, at: Int64) -> tuple[Int64, Int64]:
        """The offset that holds at each instant, and since when, at the latest a month before."""
        offset, since = self._own[index], np.full(len(index), _LONG_AGO)
        place = self._place[index]
        for n, zone in enumerate(self._zones):
            here = np.flatnonzero(place == n)
            if zone is not None and here.size:
                offset[here], since[here] = _stretches(zone, at[here])
        return offset, since

    def day_and_time(self, index: Int64, at: Int64) -> tuple[Int64, Int64]:
        """Local day of the rows in `index` and microseconds of that day at the instants `at`."""
        wall = at + self._stretch(index, at)[0]
        day = wall // DAY_US
        return day, wall - day * DAY_US

    def day_starts(self, index: Int64, day: Int64) -> Int64:
        """The first instants of these local days; of a day that the clock skips, the instant at which it does."""
        midnight = day * DAY_US
        nearly = midnight - self._stretch(index, midnight - DAY_US)[0]
        offset, since = self._stretch(index, nearly)
        starts: Int64 = np.maximum(midnight - offset, since)
        return starts

    def after(self, index: Int64, at: Int64, wait_us: Int64) -> Int64:
        """When the local clocks have run on by `wait_us`, a week or so at most; if they are changed before, then."""
        later = at + wait_us
        offset, since = self._stretch(index, later)
        return np.where(offset == self._stretch(index, at)[0], later, since)


def _stretches(zone: ZoneInfo, at: Int64) -> tuple[Int64, Int64]:
    year = np.minimum(at.astype("M8[us]").astype("M8[Y]").astype(np.int64) + 1970, _LAST_YEAR)
    offset, since = np.empty_like(at), np.empty_like(at)
    for each in np.unique(year).tolist():
        here = np.flatnonzero(year == each)
        starts, offsets = _year(zone, each)
        slot = np.searchsorted(starts, at[here], side="right") - 1
        offset[here], since[here] = offsets[slot], starts[slot]
    return offset, since


@lru_cache(maxsize=1024)
def _year(zone: ZoneInfo, year: int) -> tuple[Int64, Int64]:
    """The instants from which on another offset holds, from a while before this year to its end; and the offsets."""
    first = microseconds(datetime(year, 1, 1, tzinfo=timezone.utc)) - _BEFORE_US
    end = microseconds(datetime(year + 1, 1, 1, tzinfo=timezone.utc))
    starts, offsets = [first], [_offset(zone, first)]
    for earlier in range(first, end, DAY_US):
        later = min(earlier + DAY_US, end - 1)
        if _offset(zone, later) != offsets[-1]:
            starts.append(_change(zone, earlier, later))
            offsets.append(_offset(zone, later))
    return np.array(starts, np.int64), np.array(offsets, np.int64)


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
