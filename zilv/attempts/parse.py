"""One canonical row of text to one `Attempt`; every complaint names the field and what was expected."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zilv.attempts.attempt import COLUMNS, REQUIRED, Attempt
from zilv.attempts.vocabulary import CHANNELS, DIRECTIONS, MODES, PARTIES, PURPOSES

WORDS: dict[str, tuple[str, ...]] = {
    "channel": CHANNELS,
    "direction": DIRECTIONS,
    "party": PARTIES,
    "mode": MODES,
    "purpose": PURPOSES,
}
YES_NO = ("answered", "conversed", "manual")
WHOLE_NUMBERS = ("seconds", "staff")
WHOLE_DIGITS_MAX = 4000
EMPTY = "必填，但为空 · is required and empty"


class FieldError(ValueError):
    """A field of a row that cannot be read: which one, and what was expected, in Chinese and English.

    A `reason` that tells the value has it in front, in quotes, as it stands: see `intake.reasons.problem`.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def attempt_from(row: Mapping[str, str | None]) -> Attempt:
    """The attempt of one canonical row; raises FieldError. Empty text is a fact nobody recorded."""
    unknown = [name for name in row if name not in COLUMNS]
    if unknown:
        what = "不是规范列，应为文末所列之一 · is no canonical column; expected one of"
        raise FieldError(unknown[0], f"{what} {', '.join(COLUMNS)}")
    values: dict[str, Any] = {name: _value(name, text) for name, text in row.items() if text and text.strip()}
    for name in REQUIRED:
        if name not in values:
            raise FieldError(name, EMPTY)
    return Attempt(**values)


def _value(name: str, text: str) -> Any:
    text = text.strip()
    if name == "at":
        return moment(text)
    if name in WORDS:
        return word(name, text)
    if name in YES_NO:
        if text not in {"yes", "no"}:
            raise FieldError(name, f'"{text}" 应为 yes 或 no（空即未记录） · is not yes or no (empty = not recorded)')
        return text == "yes"
    if name in WHOLE_NUMBERS:
        if not text.isdecimal():
            raise FieldError(name, f'"{text}" 不是整数 · is not a whole number')
        if len(text) > WHOLE_DIGITS_MAX:
            raise FieldError(name, "数值过大 · is too large a number")
        return int(text)
    return text


def word(name: str, text: str) -> str:
    """A word of a closed vocabulary; raises FieldError."""
    if text not in WORDS[name]:
        raise FieldError(name, f'"{text}" 不在文末所列之中 · is not one of {", ".join(WORDS[name])}')
    return text


def moment(text: str, field: str = "at") -> datetime:
    """An ISO 8601 instant with its offset; raises FieldError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        zh, en, example = "不是 ISO 8601 时刻，应如", "is not an ISO 8601 instant, e.g.", "2026-03-02T09:30:00+08:00"
        raise FieldError(field, f'"{text}" {zh} {example} · {en} {example}') from None
    if found.tzinfo is None:
        raise FieldError(field, f'"{text}" 没有时区偏移，应如 +08:00 · has no offset, e.g. +08:00')
    return found
