"""Cells of Parquet as Spark hands them to a task: what one machine refuses is refused there, in the same words."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.audit.spark.adversarial import BEIJING, TOKENS
from zilv.audit.spark.reading import FILE, ROW, Reading
from zilv.audit.spark.registers import Telling
from zilv.errors import IntakeError, RegisterError
from zilv.registers.read import read_registers

ATTEMPT = {"attempt_id": "a1", "at": "2026-03-02T10:00:00+08:00", "lender": "L", "person": "p", "channel": "voice"}
HOLD = {"person": "p1", "reason": "plan"}
ROWS: dict[str, tuple[dict[str, str], str]] = {
    "holds": (HOLD, "person"),
    "optouts": ({"number": "13800000001", "lender": "L"}, "number"),
    "mandates": ({"agency": "A1", "lender": "L"}, "agency"),
    "qualifications": ({"agency": "A1", "collector": "c1", "kind": "pre_job_exam"}, "collector"),
    "reviews": ({"attempt_id": "a1", "status": "clear", "at": "2026-03-02"}, "attempt_id"),
}
"""Of a register a row that can be read, and which of its columns names whom the row binds."""


def table(rows: list[dict[str, str]], **others: pa.Array) -> pa.Table:
    return pa.table({name: others.get(name, [row[name] for row in rows]) for name in rows[0]})


def handed(*files: Path) -> Iterator[pa.RecordBatch]:
    """The rows of these files in one batch, each with its file, as Spark names it, and its place there."""
    tables = [pq.read_table(file) for file in files]
    names = [file.as_uri() for file, rows in zip(files, tables, strict=True) for _ in range(len(rows))]
    places = [place for rows in tables for place in range(len(rows))]
    whole = pa.concat_tables(tables).append_column(FILE, pa.array(names))
    yield from whole.append_column(ROW, pa.array(places, pa.int64())).combine_chunks().to_batches()


def not_utf8(*texts: bytes) -> pa.Array:
    ends = pa.array([0, *(sum(map(len, texts[: n + 1])) for n in range(len(texts)))], pa.int32())
    return pa.Array.from_buffers(pa.string(), len(texts), [None, ends.buffers()[1], pa.py_buffer(b"".join(texts))])


@pytest.mark.parametrize("register", ROWS)
@pytest.mark.parametrize(
    ("value", "kind"), [(101.5, pa.float64()), (1.38e17, pa.float64()), (Decimal("7.5"), pa.decimal128(9, 2))]
)
def test_an_identifier_that_is_a_number_with_a_fraction_is_refused_in_the_same_words(
    tmp_path: Path, register: str, value: Any, kind: pa.DataType
) -> None:
    row, column = ROWS[register]
    path = tmp_path / f"{register}.parquet"
    sound = type(value)(13800000001 if column == "number" and kind == pa.float64() else 95588)
    pq.write_table(table([row, row], **{column: pa.array([sound, value], kind)}), path)
    with pytest.raises(RegisterError) as embedded_says:
        read_registers(tmp_path, TOKENS, BEIJING)
    told = [row for batch in Telling(register, str(path), TOKENS).tell(handed(path)) for row in batch.to_pylist()]
    assert [row["reason"] for row in told if row["reason"]] == str(embedded_says.value).splitlines()[1:]
    assert [row["reason"] and row["reason"].split(": ")[1:3] for row in told] == [None, ["第 2 行 row 2", column]]
    assert "is a number with a fraction, or too large to have kept its digits" in told[1]["reason"]


@pytest.mark.parametrize("column", ["attempt_id", "person", "lender", "note"])
def test_an_attempt_with_text_that_is_not_utf8_is_refused_by_the_name_of_its_file(tmp_path: Path, column: str) -> None:
    first, second = tmp_path / "甲 1.parquet", tmp_path / "乙 2.parquet"
    row = {**ATTEMPT, "note": ""}
    pq.write_table(table([row, row]), first)
    pq.write_table(table([row, row, row], **{column: not_utf8(b"x", "赵".encode("gb18030"), b"y")}), second)
    with pytest.raises(IntakeError) as error:
        list(Reading(TOKENS, None, {}).read(handed(first, second)))
    assert str(error.value).startswith(f"{second}: ")
    assert f'column "{column}" holds text that is not UTF-8; mend it' in str(error.value)


@pytest.mark.parametrize("column", ["person", "evidence"])
def test_a_register_with_text_that_is_not_utf8_is_refused_in_the_same_words(tmp_path: Path, column: str) -> None:
    path = tmp_path / "holds.parquet"
    row = {**HOLD, "evidence": ""}
    pq.write_table(table([row, row], **{column: not_utf8(b"p1", b"p\xff")}), path)
    with pytest.raises(RegisterError) as embedded_says:
        read_registers(tmp_path, TOKENS, BEIJING)
    with pytest.raises(IntakeError) as error:
        list(Telling("holds", str(path), TOKENS).tell(handed(path)))
    assert str(error.value) == str(embedded_says.value)
    assert f'column "{column}" holds text that is not UTF-8' in str(error.value)
