"""Kept rows as attempts again: settled as intake settles them, and laid out as judgement reads them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from zilv.attempts.intake.accounting import Rejects, Tally
from zilv.attempts.intake.brief import BRIEF
from zilv.attempts.intake.buckets import Buckets
from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.columns import numbers
from zilv.attempts.intake.keys import keys_of
from zilv.attempts.intake.people import People
from zilv.attempts.intake.settle import Settle, add_by_person
from zilv.attempts.intake.store import Store
from zilv.attempts.intake.zones import Zones
from zilv.attempts.names import Names
from zilv.attempts.rows import Int64
from zilv.audit.state.rows import rows_of
from zilv.audit.state.settled import Settled, together
from zilv.registers.rows import Registers

ATTEMPTS_PER_PART = 1 << 20
FATES = ("accepted", "merged", "duplicate", "rejected")


@dataclass(frozen=True, slots=True)
class Settler:
    """Turns rows into attempts, under one set of names, registers and zone. `sources`: the names of all files."""

    sources: Sequence[Path]
    names: Names
    registers: Registers
    zone: ZoneInfo | None
    scratch: Path

    def settled(self, files: Sequence[Path], keys: Int64, rejects: Rejects) -> tuple[Settled, dict[str, int]]:
        """Where the attempts with these keys stand, and what became of their rows; refused rows go to `rejects`."""
        tally = Tally(len(self.sources))
        settled = together(self._lots(files, keys, self._settle(tally, rejects)))
        per_file = [tally.fates_of(n) for n, _ in enumerate(self.sources)]
        return settled, {fate: sum(one[fate] for one in per_file) for fate in FATES}

    def _lots(self, files: Sequence[Path], keys: Int64, settle: Settle) -> Iterator[Settled]:
        zones = Zones(self.registers.persons, self.zone)
        for rows in rows_of(files, keys, self.scratch, "settle"):
            here = _standing(settle.attempts(rows), zones)
            yield here
            yield _gone(rows, here.key)

    def laid_out(self, files: Sequence[Path], keys: Int64, layout: Path, rejects: Rejects) -> list[Path]:
        """The attempts with these keys in files as the stored layout has them; their paths."""
        count = 1
        while count * ATTEMPTS_PER_PART < len(keys):
            count *= 2
        by_person, closed = Buckets(self.scratch, "person", count, BRIEF), Closed(self.names)
        settle = self._settle(Tally(len(self.sources)), rejects)
        for rows in rows_of(files, keys, self.scratch, "lay"):
            add_by_person(settle.attempts(rows), closed, by_person)
        layout.mkdir()
        store = Store(layout, closed, Zones(self.registers.persons, self.zone))
        for _ in store.add_all(by_person.tables()):
            pass
        store.finish()
        return sorted(layout.glob("part-*.parquet"))

    def _settle(self, tally: Tally, rejects: Rejects) -> Settle:
        people = People(self.registers.relations, self.names)
        return Settle(list(self.sources), self.names, people, tally, rejects)


def _standing(attempts: pa.Table, zones: Zones) -> Settled:
    person = numbers(attempts, "person")
    day, _ = zones.day_and_minute(person, numbers(attempts, "at"))
    return Settled(
        key=keys_of(attempts.column("attempt_id")),
        person=person,
        number=numbers(attempts, "number"),
        lender=numbers(attempts, "lender"),
        agency=numbers(attempts, "agency"),
        day=day.astype(np.int64),
        stands=np.ones(len(person), np.bool_),
    )


def _gone(rows: pa.Table, standing: Int64) -> Settled:
    """The attempts that rows name and that they do not make."""
    key = np.setdiff1d(keys_of(rows.column("attempt_id")), standing)
    none = np.zeros(len(key), np.int64)
    return Settled(key, none, none, none, none, none, none.astype(np.bool_))
