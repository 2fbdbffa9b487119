"""One row of a register, as text, to its record; every complaint names the field and what was expected."""

from collections.abc import Mapping
from datetime import date, datetime, time, timezone
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from zilv.attempts.parse import EMPTY, FieldError, word
from zilv.attempts.rows import microseconds
from zilv.attempts.vocabulary import ACTS
from zilv.privacy.token import PREFIXES, identifier_fault
from zilv.registers.rows import COUNTS, FILES, HOLD_REASONS, NOTICES, QUALIFICATIONS, SCOPES, STATUSES

_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("agreements", "scope"): SCOPES,
    ("agreements", "counts"): COUNTS,
    ("holds", "reason"): HOLD_REASONS,
    ("qualifications", "kind"): QUALIFICATIONS,
    ("notices", "kind"): NOTICES,
    ("reviews", "act"): ACTS,
    ("reviews", "status"): STATUSES,
}
_GREATEST = {"at_most": 1_000_000, "birth_year": 9999, "turn": 1_000_000}
_FIRST = microseconds(datetime.min.replace(tzinfo=timezone.utc))
_LAST = microseconds(datetime.max.replace(tzinfo=timezone.utc))
_RENAMED = {"from": "from_minute", "to": "to_minute"}
_COLUMN = {field: column for column, field in _RENAMED.items()}


@cache
def columns_of(register: str) -> tuple[str, ...]:
    """The columns of a register as its file names them."""
    return tuple(_COLUMN.get(name, name) for name in FILES[register].__struct_fields__)


@cache
def _required(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(kind) if field.required)


def check_identifiers(row: Mapping[str, str | None]) -> None:
    """Raises FieldError where a row, not yet of tokens, holds an identifier or a number that would bind nobody."""
    for kind in PREFIXES:
        text = (row.get(kind) or "").strip()
        if text and (wrong := identifier_fault(kind, text)):
            raise FieldError(kind, wrong)


def row_from(register: str, row: Mapping[str, str | None], zone: ZoneInfo | None) -> Any:
    """The record of one row; raises FieldError. A date means midnight in `zone`; columns it lacks are empty."""
    kind = FILES[register]
    values = {
        _RENAMED.get(name, name): _value(register, name, text.strip(), zone)
        for name, text in row.items()
        if text and text.strip()
    }
    for name in _required(kind):
        if name not in values:
            raise FieldError(_COLUMN.get(name, name), EMPTY)
    made = kind(**values)
    _check(register, made)
    return made


def _value(register: str, name: str, text: str, zone: ZoneInfo | None) -> Any:
    if name not in columns_of(register):
        what = f"不是 {register} 的列，应为文末所列之一 · is no column of {register}; expected one of"
        raise FieldError(name, f"{what} {', '.join(columns_of(register))}")
    if (register, name) in _WORDS:
        allowed = _WORDS[register, name]
        if text not in allowed:
            raise FieldError(name, f'"{text}" 不在文末所列之中 · is not one of {", ".join(allowed)}')
        return text
    if name in {"channel", "party"}:
        return word(name, text)
    if name in {"since", "until", "at"}:
        return instant_of(name, text, zone)
    if name in _RENAMED:
        return minute_of(name, text)
    if name in _GREATEST:
        return whole_number(name, text)
    if name == "zone":
        return zone_of(text).key
    return text


def whole_number(name: str, text: str) -> int:
    """A whole number no greater than this column may hold; raises FieldError."""
    if not text.isdecimal():
        raise FieldError(name, f'"{text}" 不是整数 · is not a whole number')
    digits, most = text.lstrip("0"), _GREATEST[name]
    if len(digits) > len(str(most)) or int(digits or 0) > most:
        raise FieldError(name, f"超过 {most:,} · is larger than {most:,}")
    return int(digits or 0)


def instant_of(name: str, text: str, zone: ZoneInfo | None) -> int:
    """UTC microseconds of an instant with offset, or of local midnight of a date; raises FieldError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        en = "is neither a date (2026-03-02) nor an instant with offset"
        raise FieldError(name, f'"{text}" 既非日期（2026-03-02）也非带时区偏移的时刻 · {en}') from None
    if found.tzinfo is None:
        if len(text) > len("2026-03-02"):
            raise FieldError(name, f'"{text}" 没有时区偏移，应如 +08:00 · has no offset, e.g. +08:00')
        if zone is None:
            en = "is a date, but the person's time zone is not known; give an instant"
            raise FieldError(name, f'"{text}" 是日期，而此人时区未知，请给出时刻 · {en}')
        found = datetime.combine(date.fromisoformat(text), time(), zone)
    return within_calendar(name, microseconds(found))


def within_calendar(name: str, at: int) -> int:
    """An instant (UTC microseconds) that can be written as a date; raises FieldError for one that cannot."""
    if not _FIRST <= at <= _LAST:
        raise FieldError(name, "不在 0001 至 9999 年（UTC） · lies outside of the years 0001 to 9999 (UTC)")
    return at


def minute_of(name: str, text: str) -> int:
    """Minutes of the day of a time HH:MM, 24:00 included; raises FieldError."""
    hour, colon, minute = text.partition(":")
    if colon and (hour + minute).isdecimal() and len(minute) == 2:
        total = int(hour) * 60 + int(minute)
        if int(minute) < 60 and total <= 24 * 60:
            return total
    raise FieldError(name, f'"{text}" 不是时分（HH:MM） · is not a time of day (HH:MM)')


def zone_of(text: str) -> ZoneInfo:
    """The IANA time zone of this name; raises FieldError."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        what = "不是时区，应如 Asia/Shanghai · is not a time zone, e.g. Asia/Shanghai"
        raise FieldError("zone", f'"{text}" {what}') from None


def _check(register: str, made: Any) -> None:
    if (
        getattr(made, "since", None) is not None
        and getattr(made, "until", None) is not None
        and made.until < made.since
    ):
        raise FieldError("until", "早于 since · lies before since")
    if register == "agreements" and made.scope == "time" and (made.from_minute is None or made.to_minute is None):
        raise FieldError("from", "时段约定须有 from 与 to · an agreement on time needs from and to")
    if register == "agreements" and made.scope == "frequency" and made.at_most is None:
        raise FieldError("at_most", "次数约定须有 at_most · an agreement on frequency needs at_most")
    if register == "notices" and made.kind == "outsourcing" and not made.agency:
        raise FieldError("agency", "委外告知须写明机构 · a notice of outsourcing names the agency")
    if register == "optouts" and not made.person and not made.number:
        raise FieldError("person", "拒绝登记须写明人或号码 · an opt-out names a person or a number")
    if register == "reviews" and (made.status == "clear") != (made.act is None):
        raise FieldError("act", "除 clear 外，每条审查都须写明行为 · is named by every review but a clear one")
