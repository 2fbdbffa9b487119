"""What is judged: one attempt among others, with the registers, at the debtor's own clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any

import msgspec

from tests.naive.clock import before, moment_of, stands
from tests.naive.contents import CONTENTS
from zilv.attempts.attempt import Attempt
from zilv.registers.rows import Registers

CALLS = ("voice", "voice_bot")


@dataclass(frozen=True)
class Case:
    """One attempt to judge. `past`: the same lender's earlier attempts, in order of time."""

    attempt: Attempt
    past: tuple[Attempt, ...]
    registers: Registers
    zone: tzinfo
    zone_known: bool = True

    @property
    def today(self) -> date:
        """The local day of the attempt."""
        return self.day(self.attempt)

    @property
    def minute(self) -> int:
        """The minute of the local day at which the attempt was made."""
        local = self.local(self.attempt)
        return local.hour * 60 + local.minute

    def day(self, row: Attempt) -> date:
        """The local day of a row."""
        return self.local(row).date()

    def local(self, row: Attempt) -> datetime:
        """The clock on the debtor's wall."""
        return row.at.astimezone(self.zone)

    def of(self, attempt: Attempt) -> "Case":
        """The same case with the attempt as it was in one of its worlds."""
        return replace(self, attempt=attempt)

    def supplied(self, *names: str) -> Iterator["Case"]:
        """This case under everything that those of these registers which were not supplied could say."""
        missing = [name for name in names if getattr(self.registers, name) is None]
        if not missing:
            yield self
            return
        for rows in CONTENTS[missing[0]](self.attempt, self.minute):
            registers = msgspec.structs.replace(self.registers, **{missing[0]: rows})
            yield from replace(self, registers=registers).supplied(*missing[1:])

    def standing(self, name: str) -> list[Any]:
        """The rows of a register that stand at the attempt and are this lender's or every lender's."""
        rows = getattr(self.registers, name)
        mine = [r for r in rows if getattr(r, "lender", None) in (None, self.attempt.lender)]
        return [r for r in mine if stands(r, self.attempt.at)]

    def begun(self, row: Any) -> bool:
        """Whether a register's row had begun at the attempt, whatever became of it since."""
        return row.since is None or moment_of(row.since) <= self.attempt.at


Breaches = Callable[[Case], Iterator[bool]]
"""For every way things may have been: whether the attempt was a breach."""


def earlier(attempt: Attempt, history: list[Attempt]) -> tuple[Attempt, ...]:
    """What of history matters: what the same lender did before, in order of time."""
    past = [row for row in history if row.lender == attempt.lender and before(row, attempt)]
    return tuple(sorted(past, key=lambda row: (row.at, row.attempt_id)))


def is_call(row: Attempt) -> bool:
    """A call, by a collector or a robot."""
    return row.channel in CALLS


def with_every(case: Case, field: str, values: set[str]) -> Iterator[Case]:
    """The case under every value that an unrecorded identifier may have: any that is known, or another."""
    if getattr(case.attempt, field) is not None:
        yield case
        return
    for value in (*sorted(values), "another"):
        yield case.of(msgspec.structs.replace(case.attempt, **{field: value}))
