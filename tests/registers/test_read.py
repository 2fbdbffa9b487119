"""Registers as files: complete or not there, never half; nobody's data in what is told of them."""

import time
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.attempts.intake.both import is_both
from zilv.attempts.intake.record import FRACTION
from zilv.attempts.rows import microseconds
from zilv.errors import RegisterError
from zilv.privacy.token import Tokens
from zilv.registers.read import SHOWN, read_registers
from zilv.registers.rows import HOLD_REASONS, REGISTERS, Hold, Optout, Registers

TOKENS = Tokens(b"k" * 32)
BEIJING = ZoneInfo("Asia/Shanghai")
HOLDS = "lender,person,account,reason,since,until,evidence\n"


def folder(path: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        (path / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path: Path, **files: str | bytes) -> Registers:
    registers, problems, _ = read_registers(folder(path, **files), TOKENS, BEIJING)
    assert problems == []
    return registers


def refusal(path: Path, **files: str | bytes) -> str:
    with pytest.raises(RegisterError) as error:
        read_registers(folder(path, **files), TOKENS, BEIJING)
    assert is_both(str(error.value))
    return str(error.value)


def midnight(day: str, zone: str) -> int:
    return microseconds(datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)))


def test_a_register_without_a_file_is_not_supplied_and_one_without_rows_is_empty(tmp_path: Path) -> None:
    registers = read(tmp_path, holds=HOLDS)
    assert registers.holds == ()
    assert all(getattr(registers, name) is None for name in REGISTERS if name != "holds")


def test_a_row_is_read_with_tokens_and_local_midnights(tmp_path: Path) -> None:
    registers = read(tmp_path, holds=HOLDS + "甲公司,张三,卡-1,plan,2026-03-02,2026-04-01T00:00:00Z,合同 7\n")
    assert registers.holds == (
        Hold(
            lender="甲公司",
            person=TOKENS.text("person", "张三"),
            account=TOKENS.text("account", "卡-1"),
            reason="plan",
            since=midnight("2026-03-02", "Asia/Shanghai"),
            until=midnight("2026-04-01", "UTC"),
            evidence="合同 7",
        ),
    )


def test_a_date_means_midnight_where_the_person_lives(tmp_path: Path) -> None:
    persons = f"person,zone\np1,America/New_York\n{TOKENS.text('person', 'p2')},Asia/Urumqi\n"
    rows = "".join(f"{person},complaint,2026-03-02\n" for person in ("p1", "p2", "p3"))
    registers = read(tmp_path, persons=persons, holds="person,reason,since\n" + rows)
    expected = [midnight("2026-03-02", zone) for zone in ("America/New_York", "Asia/Urumqi", "Asia/Shanghai")]
    assert [hold.since for hold in registers.holds or ()] == expected


def test_a_date_in_the_register_of_persons_is_one_of_the_zone_beside_it(tmp_path: Path) -> None:
    registers = read(tmp_path, persons="person,zone,since\np1,America/New_York,2026-03-02\np2,,2026-03-02\n")
    expected = [midnight("2026-03-02", zone) for zone in ("America/New_York", "Asia/Shanghai")]
    assert [person.since for person in registers.persons or ()] == expected


def test_a_number_in_any_spelling_is_one_token_and_a_token_stays(tmp_path: Path) -> None:
    token = TOKENS.text("number", "13800000001")
    registers = read(tmp_path, optouts=f"number\n+86 138-0000-0001\n13800000001\n{token}\n")
    assert registers.optouts == (Optout(number=token),) * 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_of_a_spreadsheet_is_read(tmp_path: Path, encoding: str) -> None:
    text = "agency,owner,line\n" + "催收机构甲,催收机构甲,02100000001\n" * 3
    registers, _, warnings = read_registers(folder(tmp_path, lines=text.encode(encoding)), TOKENS, BEIJING)
    assert [line.owner for line in registers.lines or ()] == ["催收机构甲"] * 3
    assert len(warnings) == 1 and warnings[0].endswith("agency")


def test_parquet_is_read_as_csv_is(tmp_path: Path) -> None:
    table = pa.table(
        {
            "collector": ["c1"],
            "kind": ["pre_job_exam"],
            "since": pa.array([datetime(2026, 3, 2, tzinfo=timezone.utc)], pa.timestamp("us", "UTC")),
        }
    )
    pq.write_table(table, tmp_path / "qualifications.parquet")
    registers = read(tmp_path)
    assert [(row.collector, row.agency, row.since) for row in registers.qualifications or ()] == [
        ("c1", None, midnight("2026-03-02", "UTC"))
    ]


@pytest.mark.parametrize(
    ("register", "row", "column"),
    [
        ("mandates", {"lender": "L"}, "agency"),
        ("mandates", {"agency": "A"}, "lender"),
        ("mandates", {"agency": "A"}, "product"),
        ("qualifications", {"kind": "pre_job_exam"}, "collector"),
        ("reviews", {"status": "clear", "at": "2026-03-02"}, "attempt_id"),
        ("holds", {"reason": "plan"}, "person"),
        ("holds", {"person": "p", "reason": "plan"}, "account"),
        ("optouts", {}, "number"),
        ("lines", {"owner": "A"}, "line"),
        ("lines", {"line": "T1"}, "owner"),
    ],
)
def test_an_identifier_that_is_a_number_with_a_fraction_is_refused(
    tmp_path: Path, register: str, row: dict[str, str], column: str
) -> None:
    path = tmp_path / f"{register}.parquet"
    others = {name: [text] * 2 for name, text in row.items()}
    pq.write_table(pa.table(others | {column: pa.array([13800000001.0, 13800000001.5])}), path)
    told = refusal(tmp_path).splitlines()[1:]
    assert told == [f"{path}: 第 2 行 row 2: {column}: {FRACTION}"]


def test_a_register_with_a_bad_row_is_refused_with_row_field_and_reason(tmp_path: Path) -> None:
    told = refusal(tmp_path, holds=HOLDS + ",p1,,plan,,,\n,13800000001,,because,,,\n,张三,,plan,13800000001,,\n1,2\n")
    lines = told.splitlines()
    assert [line.partition("holds.csv: ")[2] for line in lines[1:]] == [
        f'第 2 行 row 2: reason: "because" 不在文末所列之中 · is not one of {", ".join(HOLD_REASONS)}',
        "第 3 行 row 3: since: [11 位数字 digits] 既非日期（2026-03-02）也非带时区偏移的时刻 · "
        "is neither a date (2026-03-02) nor an instant with offset",
        "第 4 行 row 4: 有 2 格，表头有 7 格 · has 2 cells, the header has 7",
    ]
    assert "13800000001" not in told and "张三" not in told


def test_only_the_first_problems_are_told(tmp_path: Path) -> None:
    told = refusal(tmp_path, holds="person,reason\n" + "p,because\n" * 20)
    assert len(told.splitlines()) == SHOWN + 2
    assert told.endswith(f"and {20 - SHOWN} more")


def test_where_problems_are_asked_for_a_bad_register_counts_as_not_supplied(tmp_path: Path) -> None:
    files = {"holds": "person,reason\np,plan\np,because\n", "lines": "line,owner\n021,L\n"}
    registers, problems, _ = read_registers(folder(tmp_path, **files), TOKENS, BEIJING, strict=False)
    assert registers.holds is None
    assert len(registers.lines or ()) == 1
    assert [(problem.row, problem.field) for problem in problems] == [(2, "reason")]


def test_a_required_column_that_is_missing_is_named(tmp_path: Path) -> None:
    told = refusal(tmp_path, agreements="lender,scope,from\n")
    assert "lacks the columns person" in told
    assert "lender, scope, from" in told


def test_an_empty_file_and_a_column_named_twice_are_refused(tmp_path: Path) -> None:
    assert "is empty" in refusal(tmp_path, holds="")
    assert "more than once" in refusal(tmp_path, holds="person,reason,person\n")


def test_a_file_whose_name_is_no_register_is_named_in_a_warning(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".hidden").write_text("x")
    registers, _, warnings = read_registers(folder(tmp_path, hold="person,reason\np,plan\n"), TOKENS, BEIJING)
    assert registers == Registers()
    assert len(warnings) == 1
    assert "hold.csv, notes.txt" in warnings[0]


def test_two_files_of_one_register_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"line": ["1"], "owner": ["L"]}), tmp_path / "lines.parquet")
    assert "holds both lines.csv and lines.parquet" in refusal(tmp_path, lines="line,owner\n")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="is no folder"):
        read_registers(tmp_path / "none", TOKENS, BEIJING)


def test_a_person_in_two_zones_is_told(tmp_path: Path) -> None:
    persons = "person,zone\np1,Asia/Shanghai\np1,Asia/Urumqi\np2,Asia/Shanghai\n"
    _, _, warnings = read_registers(folder(tmp_path, persons=persons), TOKENS, BEIJING)
    assert ["1 rows give a person another zone" in warning for warning in warnings] == [True]


def test_a_large_register_is_read_in_reasonable_time(tmp_path: Path) -> None:
    rows = "".join(f"甲,p{n},13{n:09d},debtor,合同,2026-03-02,\n" for n in range(50_000))
    begun = time.perf_counter()
    registers = read(tmp_path, relations="lender,person,number,party,basis,since,until\n" + rows)
    assert len(registers.relations or ()) == 50_000
    assert time.perf_counter() - begun < 20
