"""The cells of an XLSX sheet as text: dates as dates, numbers with all their digits, formulas by their result."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import IO

from zilv.attempts.intake.workbook import Attributes, Workbook, parse, unescaped

_DIGITS = "0123456789"
_ROUNDED_FROM = 10**15
"""A spreadsheet keeps 15 digits of a number and silently replaces the others by zeros."""

_TOO_LONG = (
    "数字超过 15 位，电子表格会舍入，请把该列设为文本 · "
    "holds a number of more than 15 digits, which spreadsheets round; format the column as text"
)
_UNSAVED = (
    "公式的结果没有保存，请粘贴数值，或用 Excel 保存 · "
    "holds a formula whose result was not saved; paste the values, or save it in Excel"
)


class CellError(ValueError):
    """A cell that holds no value that could be relied on."""


Cell = str | float | CellError
"""A float is a number with a fraction."""

Row = tuple[int, dict[int, Cell]]
"""The sheet's row number, and its cells by column from 0; empty cells are left out."""


class Cells:
    """The rows of a sheet, read as they are asked for."""

    def __init__(self, stream: IO[bytes], workbook: Workbook) -> None:
        self._workbook = workbook
        self._done: list[Row] = []
        self._row, self._column, self._cells = 0, -1, dict[int, Cell]()
        self._kind, self._style, self._formula = "n", 0, False
        self._parts: list[str] = []
        self._reading = self._spoken = False
        self._more = parse(stream, self._start, self._end, self._characters)

    def rows(self) -> Iterator[list[Row]]:
        """The rows, a few at a time; rows without cells too. Raises as `workbook.parse`."""
        more = True
        while more:
            more = self._more()
            done, self._done = self._done, []
            yield done

    def _start(self, name: str, given: Attributes) -> None:
        if name == "v" or name == "t":
            self._reading = not self._spoken
        elif name == "c":
            place = given.get("r")
            self._column = column_of(place.rstrip(_DIGITS)) if place else self._column + 1
            self._kind, self._style = given.get("t", "n"), int(given.get("s", "0"))
            self._formula = False
            self._parts.clear()
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row, self._column, self._cells = int(given.get("r", self._row + 1)), -1, {}
        elif name == "rPh":
            self._spoken = True

    def _end(self, name: str) -> None:
        self._reading = False
        if name == "c":
            cell = self._cell("".join(self._parts))
            if cell:
                self._cells[self._column] = cell
        elif name == "row":
            self._done.append((self._row, self._cells))
        elif name == "rPh":
            self._spoken = False

    def _characters(self, text: str) -> None:
        if self._reading:
            self._parts.append(text)

    def _cell(self, text: str) -> Cell:
        if self._formula and not text and self._kind != "str":
            return CellError(_UNSAVED)
        read = _KINDS.get(self._kind)
        if read is not None:
            return read(text, self._workbook)
        if not text:
            return ""
        dated = self._style < len(self._workbook.dates) and self._workbook.dates[self._style]
        return date_text(text, self._workbook.days_1904) if dated else number_text(text)


def _shared(text: str, workbook: Workbook) -> Cell:
    return workbook.texts[int(text)] if text else ""


def _plain(text: str, workbook: Workbook) -> Cell:
    return unescaped(text)


def _yes_no(text: str, workbook: Workbook) -> Cell:
    return {"1": "yes", "0": "no"}.get(text, text)


def _error(text: str, workbook: Workbook) -> Cell:
    return CellError(f"含错误值 {text[:12]} · holds the error {text[:12]}")


_KINDS: dict[str, Callable[[str, Workbook], Cell]] = {
    "s": _shared,
    "str": _plain,
    "inlineStr": _plain,
    "d": _plain,
    "b": _yes_no,
    "e": _error,
}


@lru_cache(maxsize=1 << 15)
def column_of(letters: str) -> int:
    """The column, from 0, of its letters: A is 0, Z is 25, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def number_text(text: str) -> Cell:
    """A numeric cell: a whole number as text with all its digits, never as 1.38E+10; another as the number it is."""
    if text.isdecimal() and len(text) <= 15:
        return text
    number = _number(text)
    if number is None:
        return CellError("标为数字而不是数字 · holds no number, though it is marked as one")
    if not abs(number) < _ROUNDED_FROM:
        return CellError(_TOO_LONG)
    return str(int(number)) if number == int(number) else number


def date_text(text: str, days_1904: bool) -> Cell:
    """A cell that shows a date or time: `2026-03-02 09:30:00`, or `09:30:00` where there is no day."""
    days = _number(text)
    if days is None or not 0 <= days < 2_958_466:
        return CellError("日期早于 1900 年或晚于 9999 年 · holds a date before 1900 or after 9999")
    whole = round(days * 86_400_000)
    if days < 1:
        return str((datetime(2000, 1, 1) + timedelta(milliseconds=whole)).time())  # noqa: DTZ001 - a time of day
    begin = datetime(1904, 1, 1) if days_1904 else datetime(1899, 12, 30 if days >= 60 else 31)  # noqa: DTZ001
    return str(begin + timedelta(milliseconds=whole))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
