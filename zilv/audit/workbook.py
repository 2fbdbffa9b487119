"""`findings.xlsx`: the summary and the findings for people who work in a spreadsheet.

Every text is written as a text cell: nothing in it can become a formula or a link. Rows go to disk as they are
written, so memory stays flat. What a person can still work with has an end: above `at_most` findings the strictest
are kept, the first sheet says so, and `findings.csv` beside it holds all.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from itertools import chain, islice
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from zilv.audit.plain import plain
from zilv.audit.summary_keys import Summary
from zilv.audit.tables import Table, batches, opened
from zilv.audit.words import CHANNEL, GRADE, OUTCOME, OUTCOMES, STRENGTH, agency_name, both, known
from zilv.audit.workbook_summary import AGENCIES, PROVISIONS, SUMMARY, Cells, Heads, agencies, provisions, summary_lines

SHEET_ROWS = 1_048_575
"""Rows a sheet takes below its header."""
AT_MOST = 100_000
"""Findings a workbook takes unless told otherwise."""
_CELL_CHARACTERS = 32_767
_REPRODUCIBLE = datetime(1980, 1, 1, tzinfo=timezone.utc)  # as ZIP knows it: the same data gives the same file
_WORDS = {0: OUTCOME, 5: CHANNEL, 15: STRENGTH, 16: GRADE}
"""Which columns of a finding hold machine words, and what they mean."""

FINDINGS: Heads = (
    ("结论 outcome", 21),
    ("当地时间 local time", 19),
    ("机构 agency", 22),
    ("触达编号 attempt_id", 26),
    ("债务人 person", 20),
    ("渠道 channel", 18),
    ("说明", 46),
    ("what it says", 46),
    ("条款 clause", 40),
    ("次数 count", 11),
    ("上限 limit", 11),
    ("最早可联系 retry_at", 21),
    ("规定 provision", 38),
    ("另涉 also", 38),
    ("主题 topic", 22),
    ("强度 strength", 18),
    ("来源 grade", 30),
    ("放款机构 lender", 22),
)
_SELECT = """
SELECT outcome, replace(left(at_text, 16), 'T', ' ') || CASE local_time WHEN '' THEN ' UTC' ELSE '' END,
    agency, attempt_id, person, channel, says_zh, says_en, clause, "count", "limit",
    replace(left(retry_text, 16), 'T', ' '), provision,
    array_to_string(beside, '; '), topic, strength, grade, lender
FROM findings WHERE outcome = '{outcome}' LIMIT {limit}
"""


def write_workbook(
    path: Path, summary: Summary, findings: Table, at_most: int = AT_MOST, sheet_rows: int = SHEET_ROWS
) -> int:
    """Write the workbook, replacing `path`; returns how many findings it holds.

    `at_most`: findings kept, the strictest first; `sheet_rows`: findings on one sheet before the next begins.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),  # so that a disk without room is the one that is named
    }
    kept = min(at_most, sum(summary["findings"][outcome] for outcome in OUTCOMES))
    with opened(findings) as connection, _book(path, options) as book:
        book.set_properties({"title": "zilv audit", "created": _REPRODUCIBLE})
        _sheet(book, "摘要 Summary", SUMMARY, summary_lines(summary, kept))
        _sheet(book, "规定 Provisions", PROVISIONS, provisions(summary))
        _sheet(book, "机构 Agencies", AGENCIES, agencies(summary))
        return _finding_sheets(book, _finding_rows(connection, at_most), sheet_rows)


@contextmanager
def _book(path: Path, options: dict[str, Any]) -> Iterator[Any]:
    """A workbook that is written at the end; what the disk then refuses is raised as the disk's error."""
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            yield book
    except FileCreateError as error:
        raise error.args[0] from None


def _finding_sheets(book: Any, rows: Iterator[Cells], sheet_rows: int) -> int:
    written, part = 0, 0
    while part == 0 or written == part * sheet_rows:
        part += 1
        name = "明细 Findings" if part == 1 else f"明细 Findings {part}"
        first = next(rows, None)
        if first is None and part > 1:
            break
        written += _sheet(book, name, FINDINGS, chain([] if first is None else [first], islice(rows, sheet_rows - 1)))
    return written


def _finding_rows(connection: duckdb.DuckDBPyConnection, at_most: int) -> Iterator[Cells]:
    """The strictest outcome first; within an outcome in the order of the source."""
    left = at_most
    for outcome in OUTCOMES:
        for batch in batches(connection, _SELECT.format(outcome=outcome, limit=left)):
            left -= batch.num_rows
            yield from (_readable(row) for row in zip(*(c.to_pylist() for c in batch.columns), strict=True))


def _readable(row: tuple[Any, ...]) -> Cells:
    cells = list(row)
    for place, table in _WORDS.items():
        cells[place] = both(known(table, cells[place]))
    cells[2] = both(agency_name(cells[2]))
    return cells


def _sheet(book: Any, name: str, heads: Heads, rows: Iterable[Cells]) -> int:
    """A sheet with a frozen, filtered header; returns how many rows follow it."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bg_color": "#E8ECF3", "bottom": 1})
    sheet.freeze_panes(1, 0)
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    written = 0
    for written, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            _write(sheet, (written, column), cell)
    sheet.autofilter(0, 0, written, len(heads) - 1)
    return written


def _write(sheet: Any, place: tuple[int, int], cell: str | int | float | None) -> None:
    """A number as a number, everything else as text, never as what the text might mean to a spreadsheet."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(*place, plain(cell)[:_CELL_CHARACTERS])
    else:
        sheet.write_number(*place, cell)
