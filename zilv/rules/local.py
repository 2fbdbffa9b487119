"""Local time at other instants than a row's own, in the zone of its person, whatever the clocks do in between."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import numpy as np

from zilv.attempts.offsets import offsets
from zilv.attempts.rows import DAY_US, MINUTE_UNKNOWN, MINUTE_US, Int64, Rows
from zilv.privacy.token import from_text
from zilv.registers.rows import Person, zone_names

_LONG_AGO = np.iinfo(np.int64).min


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
                offset[here], since[here] = offsets(zone, at[here])
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
