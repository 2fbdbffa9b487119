"""Why a row was refused, in words that hold nobody's data: a value is shown only when it can be no one's.

A reason is one line, `中文 · English`. What both tell alike stands once: the value before them, a list after them.

A file whose columns have slipped has telephone numbers and names in any column, so the column proves nothing.
"""

import re

from zilv.attempts.intake.chunk import Problem
from zilv.attempts.parse import FieldError

_QUOTED = re.compile(r'"(.*)"', re.DOTALL)
_DATE = r"\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?"
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_OFFSET = r"(?:Z|[+-]\d{2}:?\d{2})"
_HARMLESS = re.compile(
    rf"{_DATE}(?:[T ]+{_TIME}\s?{_OFFSET}?)?|{_TIME}|[A-Za-z_]{{1,20}}|[+-]?\d{{1,4}}(?:\.\d{{1,2}})?"
)
_WORDS = re.compile("[是否有无]|(?:已|未)?接通?|未接通|呼[出入]|外呼|来电|电话|语音|短信|人工|机器人|本人")
_LONG_NUMBER = re.compile(r"\d{7,}")


def shown(text: str) -> str:
    """The value in quotes if it is a word, a date or a small number, else in brackets what kind of value it is."""
    if _HARMLESS.fullmatch(text) or _WORDS.fullmatch(text):
        return f'"{text}"'
    digits = sum(c.isdigit() for c in text)
    mostly_digits = digits > len(text) // 2
    return f"[{digits} 位数字 digits]" if mostly_digits else f"[{len(text)} 个字符 characters]"


def problem(row: int, line: int, error: FieldError) -> Problem:
    """The problem that a FieldError tells of; the value it quotes is only described where it could be somebody's."""
    reason = _QUOTED.sub(lambda found: shown(found.group(1)), error.reason, count=1)
    return Problem(row, line, name_shown(error.field), _LONG_NUMBER.sub("…", reason))


def name_shown(name: str) -> str:
    """A column's name, cut and without what could be a number: a file without header has data for names."""
    plain = "".join(c if c.isprintable() else "·" for c in name[:40])
    return _LONG_NUMBER.sub("…", plain)


def looks_like_data(names: tuple[str, ...]) -> bool:
    """Whether a header seems to be the first row of data: no name of a column holds six digits."""
    return any(sum(c.isdigit() for c in name) >= 6 for name in names)


def columns_seen(names: tuple[str, ...]) -> str:
    """The columns seen, at the end of an error."""
    return f"所见各列 The columns seen are: {names_shown(names)}"


def not_ours(names: tuple[str, ...]) -> str:
    """The warning that a file has these columns beside those that are read."""
    return f"不读取不属规范的列 · columns that are not ours are not read: {names_shown(names)}"


def names_shown(names: tuple[str, ...]) -> str:
    """The columns seen, for an error; not shown where they look like data."""
    if looks_like_data(names):
        zh, en = "列，名称像是数据，是否缺表头？", "columns whose names look like data: does the file lack its header?"
        return f"{len(names)} {zh} {en}"
    listed = [name_shown(name) for name in names[:40]]
    return ", ".join(listed) + (f" … (+{len(names) - 40})" if len(names) > 40 else "")
