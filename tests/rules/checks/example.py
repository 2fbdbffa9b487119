"""Invented attempts and registers as a check sees them: who, when and what, each in a few words.

Instants are written `03-02 09:00`, local time of 2026, in which 2 March is a Monday.
"""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import TypeAdapter

from zilv.attempts.attempt import Attempt
from zilv.attempts.rows import instant, microseconds, rows_of
from zilv.registers.rows import Registers
from zilv.rules.checks.check import NEVER, Check
from zilv.rules.facts import Facts, places_of
from zilv.rules.provision import AnyCheck
from zilv.rules.three import OUTCOMES

SHANGHAI = ZoneInfo("Asia/Shanghai")
UTC = ZoneInfo("UTC")
_CHECKS: TypeAdapter[Any] = TypeAdapter(AnyCheck)


def moment(when: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """The instant at this local time of 2026."""
    return datetime.fromisoformat(f"2026-{when}").replace(tzinfo=zone)


def us(when: str, zone: ZoneInfo = SHANGHAI) -> int:
    """The same in UTC microseconds, as registers hold it."""
    return microseconds(moment(when, zone))


def attempt(name: str, when: str, zone: ZoneInfo = SHANGHAI, **facts: Any) -> Attempt:
    """An outbound call to the debtor P1 of the lender L1, unless the facts say otherwise."""
    stated: dict[str, Any] = {
        "lender": "L1",
        "person": "P1",
        "channel": "voice",
        "direction": "outbound",
        "party": "debtor",
    }
    return Attempt(attempt_id=name, at=moment(when, zone), **(stated | facts))


def check(kind: str, **fields: Any) -> Check:
    """The check of a law file that states these fields."""
    made: Check = _CHECKS.validate_python({"kind": kind, **fields})
    return made


class World:
    """Attempts of 2026 with their registers: empty unless given, None where they were not supplied.

    `zones`: for each person the zone he lives in, None where nobody knows; the others live in `zone`.
    `pending`: the names of attempts whose outcome is still to come.
    """

    def __init__(
        self,
        *attempts: Attempt,
        zone: ZoneInfo | None = SHANGHAI,
        zones: Mapping[str, ZoneInfo | None] | None = None,
        pending: Container[str] = (),
        **registers: Any,
    ) -> None:
        ordered = sorted(attempts, key=lambda a: (a.lender, a.person, a.at, a.attempt_id))
        self.names = [a.attempt_id for a in ordered]
        self.zones = [(zones or {}).get(a.person, zone) for a in ordered]
        supplied = {name: () for name in Registers.__struct_fields__} | registers
        rows = rows_of(ordered, self.zones, pending=pending)
        self.facts = Facts(rows, Registers(**supplied), among=places_of(self.names))

    def outcomes(self, check: Check) -> dict[str, str]:
        """The outcome of every attempt with a finding; each has one, in the order of the rows."""
        found = check.judge(self.facts)
        assert (np.diff(found.row) > 0).all()
        return {self.names[row]: OUTCOMES[outcome] for row, outcome in zip(found.row, found.outcome, strict=True)}

    def counts(self, check: Check) -> dict[str, tuple[int, int]]:
        """Count and limit of every attempt with a finding."""
        found = check.judge(self.facts)
        assert found.counted is not None
        assert found.limit is not None
        numbers = zip(found.row, found.counted, found.limit, strict=True)
        return {self.names[row]: (int(counted), int(limit)) for row, counted, limit in numbers}

    def resumes(self, check: Check, *names: str, at: str | None = None) -> dict[str, str]:
        """When each of these attempts, all without, would be permitted: local time, `never`, or `now`.

        `at`: the local time from which on they are asked about, instead of their own.
        """
        places = [self.names.index(name) for name in names or self.names]
        index = np.array(sorted(places), np.int64)
        own = self.facts.rows.at[index]
        asked = own if at is None else np.array([us(at, self.zones[place] or UTC) for place in index], np.int64)
        blocked = np.isin(index, check.judge(self.facts).row).astype(np.int8)
        opens = check.resume(self.facts, index, asked.copy(), blocked)
        return {self.names[row]: self._when(row, opens[n], asked[n]) for n, row in enumerate(index.tolist())}

    def _when(self, row: int, opens: int, asked: int) -> str:
        if opens == asked:
            return "now"
        if opens == NEVER:
            return "never"
        local = instant(int(opens)).astimezone(self.zones[row] or UTC)
        exact = local.second or local.microsecond
        return local.strftime("%m-%d %H:%M:%S.%f" if exact else "%m-%d %H:%M")
