"""`at` for many rows at once: ISO 8601 of the usual shapes by arithmetic on digits, every other text one by one."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zilv.attempts.intake.local import utc_of_local
from zilv.attempts.parse import FieldError, moment
from zilv.attempts.rows import DAY_US, Int64, microseconds

UNKNOWN = np.iinfo(np.int64).min
"""`at` of a row that tells none, or none that can be read."""

FIRST = microseconds(datetime(1990, 1, 1, tzinfo=timezone.utc))
AFTER_LAST = microseconds(datetime(2200, 1, 1, tzinfo=timezone.utc))
"""An instant outside of these is a counter that ran from zero or a slip of the pen; nothing local is computed of it."""

_SHAPES = {  # length: digits of the fraction, length of the offset
    19: (0, 0),
    20: (0, 1),
    23: (3, 0),
    24: (3, 1),
    25: (0, 6),
    26: (6, 0),
    27: (6, 1),
    29: (3, 6),
    32: (6, 6),
}
_DIGITS = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_MARKS = {4: b"-", 7: b"-", 10: b"T ", 13: b":", 16: b":"}
Bytes2D = NDArray[np.uint8]


def instants(texts: pa.Array, zone: ZoneInfo | None) -> tuple[Int64, NDArray[np.bool_]]:
    """UTC microseconds of each trimmed text, and where there is none that can be read (UNKNOWN there).

    A local time is one of `zone`; without a zone it cannot be read.
    """
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(texts.buffers()[2] or b"", np.uint8)
    lengths = np.diff(offsets)
    at = np.full(len(texts), UNKNOWN, np.int64)
    for length in _SHAPES.keys() & set(np.unique(lengths).tolist()):
        here = np.flatnonzero(lengths == length)
        starts = offsets[here]
        whole = len(here) == len(texts)
        letters = (
            data[starts[0] : starts[0] + length * len(here)].reshape(-1, length)
            if whole
            else data[starts[:, None] + np.arange(length)]
        )
        at[here] = _usual(letters, zone, *_SHAPES[length])
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


def _usual(letters: Bytes2D, zone: ZoneInfo | None, fraction: int, offset: int) -> Int64:
    """Instants of texts of one shape; UNKNOWN for those that are not of it."""
    places = [*_DIGITS, *range(20, 20 + fraction)]
    digits = (letters[:, places] - np.uint8(48)).astype(np.int64)
    good = (digits <= 9).all(axis=1)
    for place, marks in (_MARKS | ({19: b".,"} if fraction else {})).items():
        good &= np.isin(letters[:, place], list(marks))
    day, sound = _days(digits)
    hour, minute, second = (digits[:, i] * 10 + digits[:, i + 1] for i in (8, 10, 12))
    good &= sound & (hour < 24) & (minute < 60) & (second < 60)
    at = day * DAY_US + ((hour * 60 + minute) * 60 + second) * 1_000_000
    if fraction:
        at += digits[:, 14:] @ (10 ** np.arange(5, 5 - fraction, -1))
    at, sound = _shifted(at, letters[:, letters.shape[1] - offset :], good, zone)
    return np.where(good & sound & (at >= FIRST) & (at < AFTER_LAST), at, UNKNOWN)


def _days(digits: Int64) -> tuple[Int64, NDArray[np.bool_]]:
    """Days since 1970 of YYYYMMDD, and whether there is such a day."""
    year = digits[:, 0] * 1000 + digits[:, 1] * 100 + digits[:, 2] * 10 + digits[:, 3]
    month, day = digits[:, 4] * 10 + digits[:, 5], digits[:, 6] * 10 + digits[:, 7]
    sound = (year >= 1989) & (year <= 2200) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(sound, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[D]").astype(np.int64)
    return first + day - 1, sound & (day <= after - first)


def _shifted(
    at: Int64, offset: Bytes2D, good: NDArray[np.bool_], zone: ZoneInfo | None
) -> tuple[Int64, NDArray[np.bool_]]:
    """Local times as instants, and whether they can be told."""
    if offset.shape[1] == 0:
        if zone is None:
            return at, np.zeros(len(at), np.bool_)
        inside = good & (at >= FIRST) & (at < AFTER_LAST)
        return utc_of_local(np.where(inside, at, FIRST), zone), inside
    if offset.shape[1] == 1:
        return at, offset[:, 0] == ord("Z")
    digits = (offset[:, [1, 2, 4, 5]] - np.uint8(48)).astype(np.int64)
    hours, minutes = digits[:, 0] * 10 + digits[:, 1], digits[:, 2] * 10 + digits[:, 3]
    east = offset[:, 0] == ord("+")
    sound = (digits <= 9).all(axis=1) & (offset[:, 3] == ord(":")) & (east | (offset[:, 0] == ord("-")))
    shift = (hours * 60 + minutes) * 60_000_000
    return at - np.where(east, shift, -shift), sound & (hours < 24) & (minutes < 60)
