"""In which zone each person's day begins: the register of persons says, else the zone of the run."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import numpy as np

from zilv.attempts.intake.local import day_and_minute
from zilv.attempts.rows import Int16, Int32, Int64
from zilv.privacy.token import from_text
from zilv.registers.rows import Person, zone_names


class Zones:
    """The zones of a run. `persons` as registered (None = not supplied); `default` None: nobody can tell."""

    def __init__(self, persons: Iterable[Person] | None, default: ZoneInfo | None) -> None:
        self._default = default
        named = {from_text(person): zone for person, zone in zone_names(persons or ()).items()}
        elsewhere = {token: zone for token, zone in named.items() if not default or zone != default.key}
        self._zones = sorted(set(elsewhere.values()))
        self._persons = np.array(sorted(elsewhere), np.int64)
        place = {zone: i for i, zone in enumerate(self._zones)}
        self._place = np.array([place[elsewhere[token]] for token in self._persons.tolist()], np.int64)

    def day_and_minute(self, person: Int64, at: Int64) -> tuple[Int32, Int16]:
        """Local day and minute of each attempt where its person lives."""
        day, minute = day_and_minute(at, self._default)
        if not len(self._persons):
            return day, minute
        slot = np.minimum(np.searchsorted(self._persons, person), len(self._persons) - 1)
        zone = np.where(self._persons[slot] == person, self._place[slot], -1)
        for i, name in enumerate(self._zones):
            here = np.flatnonzero(zone == i)
            if len(here):
                day[here], minute[here] = day_and_minute(at[here], ZoneInfo(name))
        return day, minute
