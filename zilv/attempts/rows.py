"""Attempts as columns: the form every sweep reads, whether from a file of millions or from one ask."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.attempt import Attempt
from zilv.attempts.names import Names
from zilv.attempts.shape import Shape, Shapes
from zilv.privacy.token import from_text

Int8 = NDArray[np.int8]
Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

MINUTE_US = 60_000_000
DAY_US = 24 * 60 * MINUTE_US
MINUTE_UNKNOWN = -1
"""`minute` of an attempt whose local time nobody can tell: the person's zone is not known."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Rows:
    """n attempts, sorted by (lender, person, at, attempt_id).

    `at`: UTC microseconds. `day`: local days since 1970-01-01. `minute`: minutes of the local day, or
    MINUTE_UNKNOWN. `person number account`: 64-bit tokens, 0 = not recorded. `lender agency collector line`:
    numbers of `names`, 0 = empty. `shape`: numbers of `shapes`.
    """

    lender: Int32
    person: Int64
    at: Int64
    day: Int32
    minute: Int16
    shape: Int32
    number: Int64
    account: Int64
    line: Int32
    agency: Int32
    collector: Int32
    names: Names = field(default_factory=Names)
    shapes: Shapes = field(default_factory=Shapes)

    def __len__(self) -> int:
        return len(self.at)

    def take(self, index: Int64) -> "Rows":
        """These rows, in this order."""
        columns = {name: getattr(self, name)[index] for name in self.__slots__[:-2]}
        return Rows(**columns, names=self.names, shapes=self.shapes)


def joined(parts: Sequence[Rows]) -> Rows:
    """The rows of several parts of one run, one after the other; they share `names` and `shapes`."""
    first = parts[0]
    columns = {name: np.concatenate([getattr(p, name) for p in parts]) for name in Rows.__slots__[:-2]}
    return Rows(**columns, names=first.names, shapes=first.shapes)


def microseconds(moment: datetime) -> int:
    """UTC microseconds since 1970 of an instant with an offset."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def instant(at: int) -> datetime:
    """The instant of UTC microseconds since 1970, in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def local_day_and_minute(moment: datetime, zone: ZoneInfo | None) -> tuple[int, int]:
    """Local day and minute in `zone`; without a zone the UTC day, and MINUTE_UNKNOWN."""
    local = moment.astimezone(zone or timezone.utc)
    minute = local.hour * 60 + local.minute if zone else MINUTE_UNKNOWN
    return day_number(local.date()), minute


def rows_of(
    attempts: Sequence[Attempt],
    zones: Sequence[ZoneInfo | None],
    names: Names | None = None,
    shapes: Shapes | None = None,
    pending: Container[str] = (),
) -> Rows:
    """The columns of these attempts, in the order given; `zones` holds the zone of each attempt's person.

    `pending`: the attempt_ids of those whose outcome, as far as it is not recorded, is still to come.
    """
    names, shapes = names or Names(), shapes or Shapes()
    told = ((Shape.of(a), a.attempt_id in pending) for a in attempts)
    local = [local_day_and_minute(a.at, z) for a, z in zip(attempts, zones, strict=True)]
    return Rows(
        lender=np.array([names.number(a.lender) for a in attempts], np.int32),
        person=np.array([from_text(a.person) for a in attempts], np.int64),
        at=np.array([microseconds(a.at) for a in attempts], np.int64),
        day=np.array([day for day, _ in local], np.int32),
        minute=np.array([minute for _, minute in local], np.int16),
        shape=np.array([shapes.number(s.awaited() if waits else s) for s, waits in told], np.int32),
        number=np.array([from_text(a.number) if a.number else 0 for a in attempts], np.int64),
        account=np.array([from_text(a.account) if a.account else 0 for a in attempts], np.int64),
        line=np.array([names.number(a.line) for a in attempts], np.int32),
        agency=np.array([names.number(a.agency) for a in attempts], np.int32),
        collector=np.array([names.number(a.collector) for a in attempts], np.int32),
        names=names,
        shapes=shapes,
    )
