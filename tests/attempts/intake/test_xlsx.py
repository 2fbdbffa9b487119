"""XLSX: cells as a person sees them, formulas by their saved results, and no archive that was made to do harm."""

# ruff: noqa: DTZ001 - cells carry no zone

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.attempts.intake.both import is_both
from zilv.attempts.intake.cells import column_of, date_text
from zilv.attempts.intake.xlsx import Sheet
from zilv.errors import IntakeError

Table = list[list[Any]]


def saved(folder: Path, *sheets: Table) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    path = folder / "表.xlsx"
    book.save(path)
    return path


def read(
    path: Path, wanted: frozenset[str] | None = None
) -> tuple[list[dict[str, Any]], list[tuple[int, int, str, str]]]:
    records: list[dict[str, Any]] = []
    refused = []
    for chunk in Sheet(path).chunks(wanted):
        records += [dict(record) for record in chunk.as_records()]
        assert all(is_both(p.reason) for p in chunk.refused)
        refused += [(p.row, p.line, p.field, p.reason) for p in chunk.refused]
    return records, refused


def cell(folder: Path, value: Any) -> Any:
    records, refused = read(saved(folder, [["a", "b"], [value, "x"]]))
    assert refused == []
    return records[0]["a"]


def test_a_number_keeps_all_its_digits(tmp_path: Path) -> None:
    assert cell(tmp_path, 13800000000) == "13800000000"
    assert cell(tmp_path, 13800000000.0) == "13800000000"
    assert cell(tmp_path, 1.5) == 1.5
    assert cell(tmp_path, 0) == "0"


def test_a_number_that_the_spreadsheet_has_rounded_is_refused(tmp_path: Path) -> None:
    _, refused = read(saved(tmp_path, [["a"], [6222000000001234567]]))
    assert [(row, line, field) for row, line, field, _ in refused] == [(1, 2, "a")]
    assert "15 digits" in refused[0][3]


def test_dates_and_times_are_read_as_they_show(tmp_path: Path) -> None:
    assert cell(tmp_path, datetime(2026, 3, 2, 9, 30, 1)) == "2026-03-02 09:30:01"
    assert cell(tmp_path, date(2026, 3, 2)) == "2026-03-02 00:00:00"
    assert cell(tmp_path, time(9, 30)) == "09:30:00"
    assert cell(tmp_path, "2026-03-02T09:30:00+08:00") == "2026-03-02T09:30:00+08:00"


@pytest.mark.parametrize("second", range(0, 86400, 977))
def test_no_second_of_the_day_is_rounded_away(second: int) -> None:
    begin = datetime(2026, 3, 2)
    moment = begin.replace(hour=second // 3600, minute=second // 60 % 60, second=second % 60)
    serial = (begin - datetime(1899, 12, 30)).days + second / 86400
    assert date_text(repr(serial), days_1904=False) == str(moment)
    assert date_text(repr(serial - 1462), days_1904=True) == str(moment)


def test_formats_of_chinese_and_own_dates_are_dates(tmp_path: Path) -> None:
    path = tmp_path / "日期.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, shown in enumerate(
            ['yyyy"年"m"月"d"日" hh:mm', "[$-804]aaaa m-d", "m/d/yy h:mm", '0.00"day"', "General", "[Red]0"]
        ):
            sheet.write_row(row, 0, ["a", "b"]) if row == 0 else None
            sheet.write_number(row + 1, 0, 46083.5, book.add_format({"num_format": shown}))
    records, _ = read(path)
    assert [record["a"] for record in records] == ["2026-03-02 12:00:00"] * 3 + [46083.5] * 3


def test_true_and_false_are_yes_and_no(tmp_path: Path) -> None:
    assert (cell(tmp_path, True), cell(tmp_path, False)) == ("yes", "no")


def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a"])
        for row, text in enumerate(("=1+1", "+86", "-", "@x"), 1):
            sheet.write_string(row, 0, text)
    assert [record["a"] for record in read(path)[0]] == ["=1+1", "+86", "-", "@x"]


def formulas(folder: Path) -> Path:
    path = folder / "公式.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(2, 0, '="x"', None, "x")
        sheet.write_formula(3, 0, "=B1", None, "")
        sheet.write_formula(4, 0, "=1/0", None, "#DIV/0!")
        for row in range(1, 5):
            sheet.write_string(row, 1, "kept")
    return path


def test_a_formula_is_read_by_its_saved_result_or_its_row_is_refused(tmp_path: Path) -> None:
    records, refused = read(formulas(tmp_path))
    assert [record["a"] for record in records] == ["2", "x"]
    assert [(row, line, field) for row, line, field, _ in refused] == [(3, 4, "a"), (4, 5, "a")]
    assert "result was not saved" in refused[0][3]
    assert refused[1][3] == "含错误值 #DIV/0! · holds the error #DIV/0!"


def test_a_bad_cell_in_a_column_that_nobody_wants_does_no_harm(tmp_path: Path) -> None:
    records, refused = read(formulas(tmp_path), frozenset({"b"}))
    assert (records, refused) == ([{"b": "kept"}] * 4, [])


def test_empty_rows_are_no_rows_and_lines_are_those_of_the_sheet(tmp_path: Path) -> None:
    path = saved(tmp_path, [[], ["a", "b"], [], ["1", "2"], ["  ", None], ["3", "4", "5"]])
    source = Sheet(path)
    chunks = list(source.chunks(None))
    assert [(chunk.row.tolist(), chunk.line.tolist()) for chunk in chunks] == [([1], [4])]
    assert [(p.row, p.line, p.reason) for p in chunks[0].refused] == [
        (2, 6, "单元格多于表头的 2 格 · has more cells than the header, which has 2")
    ]


def test_only_the_first_sheet_is_read_and_the_others_are_counted(tmp_path: Path) -> None:
    path = saved(tmp_path, [["a"], ["1"]], [["b"], ["2"]], [["c"]])
    assert read(path)[0] == [{"a": "1"}]
    assert Sheet(path).others == 2


def test_shared_and_rich_texts_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "a2"])
        sheet.write_rich_string(1, 0, "承诺", book.add_format({"bold": True}), "还款")
        sheet.write_string(1, 1, "两\n行\r字")
    assert read(path)[0] == [{"a": "承诺还款", "a2": "两\n行\r字"}]


def test_columns_are_counted_as_spreadsheets_do() -> None:
    assert [column_of(letters) for letters in ("A", "Z", "AA", "AZ", "BA", "XFD")] == [0, 25, 26, 51, 52, 16383]


def rewritten(path: Path, part: str, text: bytes) -> Path:
    """The same archive with another content of one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    path.write_bytes(out.getvalue())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(IntakeError) as error:
        read(path)
    assert path.name in str(error.value) and is_both(str(error.value))
    return str(error.value)


def test_an_archive_that_unpacks_without_measure_is_refused(tmp_path: Path) -> None:
    path = rewritten(saved(tmp_path, [["a"], ["1"]]), "xl/worksheets/sheet1.xml", b" " * 300_000_000)
    assert "decompression bomb" in refusal(path)


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = rewritten(
        saved(tmp_path, [["a"], ["1"]]), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 100_000 + b"</worksheet>"
    )
    data = path.read_bytes()
    size = (100_000 + 23).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (50).to_bytes(4, "little")))
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_never_resolved(tmp_path: Path, part: str) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&a;&b;</worksheet>'
    told = refusal(rewritten(saved(tmp_path, [["a"], ["1"]]), part, bomb))
    assert "document type declaration" in told


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize("text", [b"", b"rubbish", b"<a><b></a>", b"\0\1\2", b"<worksheet/>"], ids=repr)
def test_damaged_parts_are_a_clear_error_or_read(tmp_path: Path, part: str, text: bytes) -> None:
    path = rewritten(saved(tmp_path, [["a"], ["1"]]), part, text)
    try:
        records, _ = read(path)
    except IntakeError as error:
        assert path.name in str(error)
    else:
        assert records == [{"a": "1"}]


@pytest.mark.parametrize("keep", [0.3, 0.9, 0.99])
def test_a_file_that_is_cut_off_is_a_clear_error(tmp_path: Path, keep: float) -> None:
    path = saved(tmp_path, [["a"], ["1"]])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert "damaged or cut off" in refusal(path)


def test_another_kind_of_archive_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../a.csv", "a,b\n")
    assert "no XLSX workbook" in refusal(path)


def test_an_empty_sheet_is_a_clear_error(tmp_path: Path) -> None:
    assert "first sheet is empty" in refusal(saved(tmp_path, [[]]))


def test_a_column_named_twice_is_a_clear_error(tmp_path: Path) -> None:
    assert "more than once: a" in refusal(saved(tmp_path, [["a", "b", "a"]]))
