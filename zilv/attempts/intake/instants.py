"""`at` for many rows at once: ISO 8601 of the usual shapes by arithmetic on digits, every other text one by one."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zilv.attempts.intake.local import utc_of_local
from zilv.attempts.parse import FieldError, moment
from zilv.attempts.rows import DAY_US, Int64, microseconds
from zilv.compiled import compiled

UNKNOWN = np.iinfo(np.int64).min
"""`at` of a row that tells none, or none that can be read."""

FIRST = microseconds(datetime(1990, 1, 1, tzinfo=timezone.utc))
AFTER_LAST = microseconds(datetime(2200, 1, 1, tzinfo=timezone.utc))
"""An instant outside of these is a counter that ran from zero or a slip of the pen; nothing local is computed of it."""

_DAYS_BEFORE = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334], np.int64)
_MICROSECONDS = np.array([1_000_000, 0, 0, 1_000, 0, 0, 1], np.int64)
"""Of a fraction of so many digits, how much its last digit counts; 0: a fraction that is not of the usual shapes."""


def instants(texts: pa.Array, zone: ZoneInfo | None) -> tuple[Int64, NDArray[np.bool_]]:
    """UTC microseconds of each trimmed text, and where there is none that can be read (UNKNOWN there).

    A local time is one of `zone`; without a zone it cannot be read.
    """
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    at, is_local = np.full(len(texts), UNKNOWN, np.int64), np.zeros(len(texts), np.bool_)
    _usual(offsets, np.frombuffer(texts.buffers()[2] or b"", np.uint8), at, is_local)
    if is_local.any():
        here = np.flatnonzero(is_local & (at >= FIRST) & (at < AFTER_LAST))
        told, at[is_local] = at[here], UNKNOWN
        if zone is not None:
            at[here] = utc_of_local(told, zone)
    at[(at < FIRST) | (at >= AFTER_LAST)] = UNKNOWN
    for i in np.flatnonzero(at == UNKNOWN).tolist():
        at[i] = one_instant(texts[i].as_py(), zone)
    return at, at == UNKNOWN


def one_instant(text: str, zone: ZoneInfo | None) -> int:
    """UTC microseconds of one text; UNKNOWN where it cannot be read, or lies outside of 1990 to 2199."""
    try:
        found = microseconds(moment(with_offset(text, zone)))
    except (FieldError, OverflowError):
        return UNKNOWN
    return found if FIRST <= found < AFTER_LAST else UNKNOWN


def with_offset(text: str, zone: ZoneInfo | None) -> str:
    """The text of an instant; a local date and time gets the offset it has in `zone`, anything else stays."""
    if zone is None or len(text) <= len("2026-03-02"):
        return text
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if found.tzinfo else found.replace(tzinfo=zone).isoformat()


@compiled
def _digits(data, start, count):  # type: ignore[no-untyped-def]
    """The number that these digits write, -1 where one is none."""
    found = np.int64(0)
    for i in range(start, start + count):
        digit = np.int64(data[i]) - np.int64(48)
        if digit < 0 or digit > 9:
            return np.int64(-1)
        found = found * np.int64(10) + digit
    return found


@compiled
def _day(data, i):  # type: ignore[no-untyped-def]
    """Days since 1970 of YYYY-MM-DD at `i`; UNKNOWN where there is no such day, or none from 1989 to 2200."""
    year, month, day = _digits(data, i, 4), _digits(data, i + 5, 2), _digits(data, i + 8, 2)
    if data[i + 4] != 45 or data[i + 7] != 45 or year < 1989 or year > 2200 or month < 1 or month > 12 or day < 1:
        return UNKNOWN
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    length = 29 if month == 2 and leap else (28 if month == 2 else 30 + (month + month // 8) % 2)
    if day > length:
        return UNKNOWN
    before = year - 1
    leaps = before // 4 - before // 100 + before // 400 - 477  # 477 until 1970
    return (year - 1970) * 365 + leaps + _DAYS_BEFORE[month - 1] + (leap and month > 2) + day - 1


@compiled
def _time(data, i):  # type: ignore[no-untyped-def]
    """Microseconds of " HH:MM:SS" at `i`; UNKNOWN where it is none."""
    hour, minute, second = _digits(data, i + 1, 2), _digits(data, i + 4, 2), _digits(data, i + 7, 2)
    if (data[i] != 84 and data[i] != 32) or data[i + 3] != 58 or data[i + 6] != 58:
        return UNKNOWN
    if hour < 0 or hour > 23 or minute < 0 or minute > 59 or second < 0 or second > 59:
        return UNKNOWN
    return ((hour * 60 + minute) * 60 + second) * 1_000_000


@compiled
def _shift(data, i, length):  # type: ignore[no-untyped-def]
    """Microseconds east of UTC that an offset of this length says; UNKNOWN where it is none."""
    if length == 1:
        return 0 if data[i] == 90 else UNKNOWN
    hours, minutes = _digits(data, i + 1, 2), _digits(data, i + 4, 2)
    if (data[i] != 43 and data[i] != 45) or data[i + 3] != 58:
        return UNKNOWN
    if hours < 0 or hours > 23 or minutes < 0 or minutes > 59:
        return UNKNOWN
    return (hours * 60 + minutes) * (60_000_000 if data[i] == 43 else -60_000_000)


@compiled
def _usual(offsets, data, at, is_local):  # type: ignore[no-untyped-def]
    """Instants of texts of the usual shapes into `at`; those without an offset as they are, and noted."""
    for n in range(at.size):
        i, length = offsets[n], offsets[n + 1] - offsets[n]
        zoned = 0
        if length in (20, 24, 27):
            zoned = 1
        elif length in (25, 29, 32):
            zoned = 6
        fraction = max(length - zoned - 20, 0)
        if length - zoned not in (19, 23, 26):
            continue
        day, time = _day(data, i), _time(data, i + 10)
        part = _digits(data, i + 20, fraction)
        if fraction and data[i + 19] != 46 and data[i + 19] != 44:
            continue
        shift = _shift(data, i + length - zoned, zoned) if zoned else 0
        if day == UNKNOWN or time == UNKNOWN or part < 0 or shift == UNKNOWN:
            continue
        at[n] = day * DAY_US + time + part * _MICROSECONDS[fraction] - shift
        is_local[n] = zoned == 0
