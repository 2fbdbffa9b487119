"""`findings.csv`, as Excel and as a machine read it."""

import csv
import io
from pathlib import Path

import pytest

from tests.audit.example import example_law, example_month, finding, findings_of
from zilv.attempts.vocabulary import CHANNELS
from zilv.audit.findings import SCHEMA
from zilv.audit.findings_csv import write_csv
from zilv.privacy.token import is_token

DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    " =1",
    "\u3000=1",
    "\x00=1",
)


def written(path: Path, *records: dict[str, object]) -> list[dict[str, str]]:
    """These findings, written and read back."""
    assert write_csv(path, findings_of(records)) == len(records)
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_excel_is_told_that_it_is_utf_8_and_lines_end_as_rfc_4180_asks(tmp_path: Path) -> None:
    written(tmp_path / "f.csv", finding(agency="甲"), finding())
    data = (tmp_path / "f.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\xef\xbb\xbf") == 1
    assert data.count(b"\r\n") == 3 == data.count(b"\n")


def test_the_columns_are_those_of_the_findings(tmp_path: Path) -> None:
    [row] = written(tmp_path / "f.csv", finding())
    assert set(row) == set(SCHEMA.names)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_can_become_a_formula(tmp_path: Path, text: str) -> None:
    names = ("attempt_id", "agency", "lender", "says_zh", "says_en", "clause")
    [row] = written(tmp_path / "f.csv", finding(**dict.fromkeys(names, text)))
    for name in names:
        assert row[name].startswith("'"), name
        assert row[name][1:].lstrip("\ufffd \u3000") == text.lstrip("\t\r\n\x00 \u3000")


def test_harmless_cells_are_left_as_they_are(tmp_path: Path) -> None:
    texts = ("A-1", "a=b", "甲方", 'say "so", yes', "1,2", "'quoted")
    rows = written(tmp_path / "f.csv", *(finding(attempt_id=text) for text in texts))
    assert [row["attempt_id"] for row in rows] == list(texts)


def test_what_machines_read_is_never_marked(tmp_path: Path) -> None:
    findings, _ = example_month(example_law(), attempts=5000)
    write_csv(tmp_path / "f.csv", findings)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "f.csv").read_text("utf-8-sig"), newline="")))
    assert len(rows) == findings.num_rows > 100
    for row, table in zip(rows, findings.to_pylist(), strict=True):
        assert is_token(row["person"]) and row["person"] == table["person"]
        assert row["channel"] in CHANNELS and row["outcome"] == table["outcome"]
        assert row["attempt_id"] == table["attempt_id"] and row["also"] == table["also"]
        assert row["count"] == ("" if table["count"] is None else str(table["count"]))
        assert row["at"].endswith("+08:00") and row["day"] == row["at"][:10] == table["day"].isoformat()


def test_no_findings_give_a_file_with_its_header(tmp_path: Path) -> None:
    assert written(tmp_path / "f.csv") == []
    assert (tmp_path / "f.csv").read_text("utf-8-sig").startswith('"attempt_id","provision"')


def test_the_same_findings_give_the_same_bytes(tmp_path: Path) -> None:
    findings, _ = example_month(example_law(), attempts=5000)
    for name in ("a.csv", "b.csv"):
        write_csv(tmp_path / name, findings)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
