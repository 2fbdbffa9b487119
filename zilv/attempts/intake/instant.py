"""Instants as vendors write them, as ISO 8601 with offset: local times without a zone, epochs, RFC 2822."""

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from zilv.attempts.intake.format import Record
from zilv.attempts.intake.reasons import shown
from zilv.attempts.intake.record import text
from zilv.attempts.parse import FieldError

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_YEARS = range(1990, 2100)
_FIRST_MS = 631_152_000_000
_AFTER_LAST_MS = 4_102_444_800_000
"""1990-01-01 and 2100-01-01, UTC."""

_ZERO = re.compile(r"[0\s:./T-]*")
_WRITTEN = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T]+(\d{1,2}):(\d{2})(.*)")


def local(record: Record, name: str, zone: ZoneInfo) -> str:
    """A date and time, local in `zone` unless it carries an offset; "" when absent or all zeros.

    Raises FieldError for a date without time, and for a time that a change to summer time leaves out; one that
    a change back makes double is the first of the two.
    """
    found = text(record, name)
    if _ZERO.fullmatch(found):
        return ""
    moment = _written(found)
    if moment is None:
        why = "不是日期时间，应如 2026-03-02 09:30:00 · is no date and time, e.g. 2026-03-02 09:30:00"
        raise FieldError(name, f"{shown(found)} {why}")
    return placed(moment, name, zone)


def _written(found: str) -> datetime | None:
    parts = _WRITTEN.fullmatch(found)
    if parts is None:
        return None
    year, month, day, hour, minute, rest = parts.groups()
    rest = re.sub(r"\s|UTC$|GMT$", lambda part: "" if part[0].isspace() else "Z", rest)
    try:
        return datetime.fromisoformat(f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}{rest}")
    except ValueError:
        return None


def placed(moment: datetime, name: str, zone: ZoneInfo) -> str:
    """A parsed time as ISO 8601 with offset: as it says, or local in `zone`. Raises FieldError, see `local`."""
    if moment.year not in _YEARS:
        zh, en = f"在 {moment.year} 年，应在 1990 至 2099 年", f"is in the year {moment.year}; expected 1990 to 2099"
        raise FieldError(name, f"{zh} · {en}")
    if moment.tzinfo is not None:
        return moment.isoformat()
    there = moment.replace(tzinfo=zone)
    if there.astimezone(timezone.utc).astimezone(zone).replace(tzinfo=None) != moment:
        why = f"在 {zone.key} 没有此刻，当时时钟拨快 · does not exist in {zone.key}: the clocks were put forward then"
        raise FieldError(name, why)
    return there.isoformat()


def epoch(record: Record, name: str, zone: ZoneInfo, per_second: int = 1000) -> str:
    """An epoch in milliseconds (or seconds: `per_second` 1) as an instant in `zone`; "" when absent or 0.

    Raises FieldError for what is no epoch, and for one in the other unit.
    """
    found = text(record, name)
    if not found or found.strip("0.") == "":
        return ""
    whole = found.partition(".")[0] if re.fullmatch(r"\d+\.\d+", found) else found
    zh, en = ("毫秒", "milliseconds") if per_second == 1000 else ("秒", "seconds")
    if not (whole.isascii() and whole.isdecimal()) or len(whole) > 15:
        why = f"不是时间戳，应为 1970 年以来的{zh}数 · is no epoch; expected {en} since 1970"
        raise FieldError(name, f"{shown(found)} {why}")
    milliseconds = int(whole) * 1000 // per_second
    if not _FIRST_MS <= milliseconds < _AFTER_LAST_MS:
        raise FieldError(
            name,
            f"按{zh}读不在 1990 至 2099 年，是否为另一单位？ · "
            f"lies outside of 1990 to 2099 if read in {en}; is it in another unit?",
        )
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    return moment.astimezone(zone).isoformat()


def rfc2822(record: Record, name: str, zone: ZoneInfo) -> str:
    """An RFC 2822 or ISO 8601 time, in UTC unless it carries an offset; "" when absent. Raises FieldError."""
    found = text(record, name)
    if not found:
        return ""
    if re.match(r"[A-Za-z]{3},? ", found):
        try:
            moment = parsedate_to_datetime(found)
        except (ValueError, TypeError, IndexError, OverflowError):
            raise FieldError(name, f"{shown(found)} 不是 RFC 2822 时间 · is no RFC 2822 time") from None
        return placed(moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc), name, zone)
    return local(record, name, ZoneInfo("UTC"))
