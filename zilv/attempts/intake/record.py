"""One field of a vendor's record as text that can be relied on: no rounded number, no mask, no guess.

Vendors write numbers as text or as JSON numbers, an absent value as null, "" or no key at all. What is read here
is "" when nobody recorded it, and FieldError when something is there that cannot be read. An error quotes a value
only as `reasons.shown` lets it.
"""

import math
import re
import unicodedata
from collections.abc import Mapping

from zilv.attempts.intake.format import CanonicalRow, Record
from zilv.attempts.intake.reasons import shown
from zilv.attempts.parse import EMPTY, FieldError
from zilv.privacy.number import dialled, fault, folded

_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{1,3}")
_SERVICE = re.compile(r"9[56]\d{3,4}")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)")
_NOBODY = frozenset({"anonymous", "unknown", "restricted", "private", "unavailable", "null", "none"})
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST = 4096
FRACTION = (
    "带有小数，或数值过大而已丢失位数，请以文本给出 · "
    "is a number with a fraction, or too large to have kept its digits; give it as text"
)
"""Of an identifier: another one would be named."""

_NEEDS = {"answered": True} | dict.fromkeys(("no_answer", "busy", "rejected", "invalid_number", "unreachable"), False)
"""Whether a call with this disposition was answered."""


def text(record: Record, name: str) -> str:
    """A field as trimmed text, "" when absent; a JSON number as its digits. Raises FieldError for a nested value."""
    value = record.get(name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        told = abs(value) < 10**40
        return str(value) if told else _refuse(name, "是超过 40 位的数 · is a number of more than 40 digits")
    if isinstance(value, float):
        return _digits(name, value)
    if not isinstance(value, str):
        kind = type(value).__name__
        return _refuse(name, f"类型为 {kind}，应为单个值 · is a {kind}; expected one value")
    if len(value) > _LONGEST:
        zh, en = f"有 {len(value)} 个字符，至多 {_LONGEST}", f"has {len(value)} characters; expected at most {_LONGEST}"
        return _refuse(name, f"{zh} · {en}")
    return value.strip() if _SURROGATE.search(value) is None else _refuse(name, "含半个字符 · holds half a character")


def _digits(name: str, value: float) -> str:
    if not math.isfinite(value) or abs(value) >= 2**53:
        return _refuse(name, "是已丢失位数的数，应为文本 · is a number that has lost digits; expected it as text")
    return str(int(value)) if value == int(value) else repr(value)


def _refuse(name: str, reason: str) -> str:
    raise FieldError(name, reason)


def needed(record: Record, name: str) -> str:
    """A field as text; raises FieldError when it is absent."""
    found = text(record, name)
    if not found:
        raise FieldError(name, EMPTY)
    return found


def whole(record: Record, name: str) -> str:
    """A field as text, "" when absent; raises FieldError for a JSON number or numeric cell with a fraction."""
    value = record.get(name)
    if isinstance(value, float) and not value.is_integer():
        raise FieldError(name, FRACTION)
    return text(record, name)


def identifier(record: Record, name: str) -> str:
    """A field that names something, as text, "" when absent; raises FieldError if it lost digits or was rounded."""
    found = whole(record, name)
    if wrong := rounded(found):
        raise FieldError(name, wrong)
    return found


def rounded(found: str) -> str:
    """What is wrong with a number that a spreadsheet has rounded; "" for any other text."""
    if not _ROUNDED.fullmatch(found):
        return ""
    return "已被表格舍入（如 1.38E+10），请以文本导出 · was rounded by a spreadsheet (as 1.38E+10); export it as text"


def first(record: Record, *names: str) -> str:
    """The first of these fields that is not empty, as text."""
    return next((found for found in (text(record, name) for name in names) if found), "")


def inner(record: Record, *names: str) -> Record:
    """The object a push wraps its fields in, under one of these names; the record itself when there is none."""
    wrapped = (record.get(name) for name in names)
    return next((value for value in wrapped if isinstance(value, Mapping)), record)


def number(record: Record, name: str) -> str:
    """A telephone number as it was dialled, "" when absent or withheld; an extension behind a comma falls away.

    Raises FieldError for a masked number, one a spreadsheet has rounded, and anything that is no number.
    """
    found = folded(identifier(record, name)).strip()
    if not found or found.lower() in _NOBODY:
        return ""
    if wrong := fault(found):
        raise FieldError(name, wrong)
    return dialled(found)


def is_extension(found: str) -> bool:
    """Whether a number is one of the house's own extensions: at most six digits, and no service number (95588)."""
    digits = re.sub(r"\D", "", found)
    return 0 < len(digits) <= 6 and not _SERVICE.fullmatch(digits)


def seconds(record: Record, name: str, per_second: int = 1) -> str:
    """A duration as whole seconds, "" when absent: `62`, `62秒`, `1:02`, `0:01:02`, or milliseconds if told so.

    Raises FieldError for anything else, a negative duration among them.
    """
    found = unicodedata.normalize("NFKC", text(record, name)).removesuffix("秒").strip()
    if not found:
        return ""
    if clock := _CLOCK.fullmatch(found):
        hours, minutes, rest = (int(part or 0) for part in clock.groups())
        return str(hours * 3600 + minutes * 60 + rest)
    whole = found.partition(".")[0] if re.fullmatch(r"\d+\.\d+", found) else found
    if not whole.isdecimal() or len(whole) > 15:
        raise FieldError(name, f"{shown(found)} 不是时长，应为整秒 · is no duration; expected whole seconds")
    return str(int(whole) // per_second)


def recording(found: str, *numbers: str) -> str:
    """What identifies a recording, without what may not travel: the signature of an address, numbers in a name."""
    plain = re.split(r"[?#]", found)[0].replace("\\", "/").rstrip("/")
    name = plain if "://" in plain else plain.rpartition("/")[2]
    for told in numbers:
        digits = re.sub(r"\D", "", told)
        if len(digits) >= 7:
            name = name.replace(digits, "-").replace(digits.removeprefix("86"), "-")
    return name


def agreed(*evidence: bool | None) -> bool | None:
    """What all the evidence that speaks says; None when none speaks, or when it contradicts itself."""
    spoken = {said for said in evidence if said is not None}
    return spoken.pop() if len(spoken) == 1 else None


def outcome(answered: bool | None, duration: str = "", disposition: str | None = None) -> CanonicalRow:
    """`answered`, `seconds` and `disposition` of a call; one that nobody answered lasted 0 s.

    A disposition that needs an answer, or the lack of one, which the record does not bear out is left empty.
    `conversed` is never told: what was not answered held no conversation, but another leg of the call, merged
    with this row later, may have been answered.
    """
    told = {} if _NEEDS.get(disposition or "", answered) is not answered else row(disposition=disposition)
    if answered is None:
        return told
    if not answered:
        return {"answered": "no", "seconds": "0"} | told
    return row(answered="yes", seconds=duration) | told


def row(**columns: str | None) -> CanonicalRow:
    """A canonical row of the columns that say something."""
    return {name: value for name, value in columns.items() if value}


def assumed(constants: Mapping[str, str], column: str, otherwise: str) -> str:
    """What the user set for a column the record does not tell, else what the format assumes."""
    return constants.get(column) or otherwise
