"""`findings.xlsx`, read back with another library."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.audit.example import LENDER, attempts_of, example_basis, example_law, example_month, finding, findings_of
from zilv.audit.summary import summarise
from zilv.audit.workbook import write_workbook

LAW = example_law()
BASIS = example_basis(LAW)
DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "http://example.org",
    "mailto:a@example.org",
    "{=1}",
)


def written(path: Path, *records: dict[str, Any], **limits: int) -> Any:
    """These findings as a workbook, read back."""
    findings = findings_of(records)
    agencies = sorted({record["agency"] or "" for record in records} | {""})
    attempts = attempts_of(*((LENDER, agency, date(2026, 10, 1), max(1, len(records))) for agency in agencies))
    write_workbook(path, summarise(findings, attempts, BASIS), findings, **limits)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula_or_a_link_whatever_its_text(tmp_path: Path, text: str) -> None:
    names = ("attempt_id", "agency", "says_zh", "says_en", "clause")
    book = written(tmp_path / "f.xlsx", finding(**dict.fromkeys(names, text)))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]
    harmless = text.replace("\t", "\ufffd").replace("\r", "\ufffd")
    assert [cell.value for cell in cells].count(harmless) == len(names) + 1  # the agency stands on two sheets


def test_the_sheets_are_frozen_filtered_and_wide_enough(tmp_path: Path) -> None:
    book = written(tmp_path / "f.xlsx", finding(), finding(attempt_id="B"))
    assert book.sheetnames == ["摘要 Summary", "规定 Provisions", "机构 Agencies", "明细 Findings"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:") and sheet.max_row > 1
        assert all(column.width >= 10 for column in sheet.column_dimensions.values())
        assert all(cell.font.bold for cell in sheet[1])


def test_findings_go_on_to_another_sheet_when_one_is_full(tmp_path: Path) -> None:
    rows = [finding(attempt_id=f"A{n:03}") for n in range(250)]
    book = written(tmp_path / "f.xlsx", *rows, sheet_rows=100)
    sheets = [sheet for sheet in book if sheet.title.startswith("明细")]
    assert [sheet.max_row - 1 for sheet in sheets] == [100, 100, 50]
    ids = [line[3] for sheet in sheets for line in sheet.iter_rows(min_row=2, values_only=True)]
    assert ids == [row["attempt_id"] for row in rows]


def test_sheets_that_are_exactly_full_leave_no_empty_one(tmp_path: Path) -> None:
    book = written(tmp_path / "f.xlsx", *(finding(attempt_id=str(n)) for n in range(200)), sheet_rows=100)
    assert [sheet.max_row - 1 for sheet in book if sheet.title.startswith("明细")] == [100, 100]


def test_above_the_cap_the_strictest_stay_and_the_first_sheet_says_so(tmp_path: Path) -> None:
    mild = [finding(attempt_id=f"W{n}", outcome="warned") for n in range(30)]
    strict = [finding(attempt_id=f"F{n}") for n in range(30)]
    book = written(tmp_path / "f.xlsx", *mild, *strict, at_most=40)
    outcomes = [line[0] for line in book["明细 Findings"].iter_rows(min_row=2, values_only=True)]
    assert [outcomes.count("违规 Forbidden"), outcomes.count("提示 Warned")] == [30, 10]
    lines = {line[0]: line[1:] for line in book["摘要 Summary"].iter_rows(values_only=True)}
    assert lines["问题 findings"][0] == 60
    kept, note = lines["其中收入本表 of these in this workbook"]
    assert kept == 40 and "findings.csv" in note


def test_numbers_are_numbers_and_nothing_is_lost(tmp_path: Path) -> None:
    findings, attempts = example_month(LAW, attempts=4000)
    summary = summarise(findings, attempts, BASIS)
    assert write_workbook(tmp_path / "f.xlsx", summary, findings) == findings.num_rows
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    counts = [line[9].value for line in book["明细 Findings"].iter_rows(min_row=2)]
    assert sorted(c for c in counts if c is not None) == sorted(
        c for c in findings["count"].to_pylist() if c is not None
    )
    assert sum(line[2] for line in book["机构 Agencies"].iter_rows(min_row=2, values_only=True)) == 4000
    assert book["规定 Provisions"].max_row - 1 == len(summary["provisions"])


def test_an_audit_without_findings_still_has_all_sheets(tmp_path: Path) -> None:
    book = written(tmp_path / "f.xlsx")
    assert book.sheetnames[-1] == "明细 Findings" and book["明细 Findings"].max_row == 1


def test_a_cell_takes_no_more_than_a_spreadsheet_can(tmp_path: Path) -> None:
    book = written(tmp_path / "f.xlsx", finding(attempt_id="x" * 40_000))
    assert len(book["明细 Findings"]["D2"].value) == 32_767


def test_the_same_findings_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        written(tmp_path / name, finding())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
