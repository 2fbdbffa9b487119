"""Numbers that are spoken or written in characters: what they may mean in digits, as candidates."""

import re
from typing import NamedTuple

_SPOKEN = ["零〇洞", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒拐", "八捌", "九玖勾"]
_DIGITS = {char: n for n, chars in enumerate(_SPOKEN) for char in chars}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_NUMERAL = "".join(_DIGITS)
_COUNTED = re.compile(f"[{_NUMERAL}十拾百佰千仟万亿]*[十拾百佰千仟万亿][{_NUMERAL}十拾百佰千仟万亿]*")
_SAID = re.compile(f"[{_NUMERAL}](?:[ ,.、-]?[{_NUMERAL}]){{3,}}")


class Number(NamedTuple):
    """Characters `start` to `end` of a text, and what they may say in digits."""

    start: int
    end: int
    digits: str


def numbers(text: str) -> list[Number]:
    """Amounts, and runs of four or more digits said one by one, in order of place.

    >>> [one.digits for one in numbers("欠五千六,三十七天,打一三八零零一三八零零零")]
    ['5600', '37', '13800138000']
    """
    made = []
    for found in _SAID.finditer(text):
        if not _beside_unit(text, found.start(), found.end()):
            digits = "".join(str(_DIGITS[char]) for char in found[0] if char in _DIGITS)
            made.append(Number(found.start(), found.end(), digits))
    for found in _COUNTED.finditer(text):
        value = _value(found[0])
        if value is not None:
            made.append(Number(found.start(), found.end(), str(value)))
    return sorted(made)


def _beside_unit(text: str, start: int, end: int) -> bool:
    units = {*_UNITS, *_GROUPS}
    return text[end : end + 1] in units or text[max(0, start - 1) : start] in units


def _value(said: str) -> int | None:
    """What a counted number comes to; None where it is no number (`千万别`, `万一`, `十一点`)."""
    total = group = digit = 0
    unit, said_digit = 1, False
    for char in said:
        if char in _DIGITS:
            if said_digit and digit:
                return None
            digit, said_digit = _DIGITS[char], True
            unit = 1 if char in "零〇" else unit
        elif char in _UNITS:
            unit = _UNITS[char]
            group += (digit if said_digit else 1 if unit == 10 else 0) * unit
            if not said_digit and unit != 10:
                return None
            digit, said_digit = 0, False
        else:
            whole = group + digit
            if not whole:
                return None
            total += whole * _GROUPS[char]
            unit, group, digit, said_digit = _GROUPS[char], 0, 0, False
    if said_digit and digit and unit >= 100:
        digit *= unit // 10
    return total + group + digit
