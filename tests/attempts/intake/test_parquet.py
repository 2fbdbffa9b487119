"""Parquet: typed columns read as the text that a canonical CSV would hold."""

# ruff: noqa: DTZ001 - a column may carry no zone

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.attempts.intake.taken import take
from zilv.attempts.intake.parquet import ParquetTable
from zilv.errors import IntakeError

AT = datetime(2026, 3, 2, 1, 30, 0, 123456, timezone.utc)


def texts(folder: Path, values: list[Any], kind: pa.DataType) -> list[str]:
    path = folder / "表.parquet"
    pq.write_table(pa.table({"a": pa.array(values, kind)}), path)
    found: list[str] = []
    for chunk in ParquetTable(path).chunks(None):
        found += chunk.columns["a"].to_pylist()
    return found


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (["x", None, ""], pa.string(), ["x", "", ""]),
        (["x", None, "x"], pa.dictionary(pa.int8(), pa.string()), ["x", "", "x"]),
        (["x", None], pa.large_string(), ["x", ""]),
        ([True, False, None], pa.bool_(), ["yes", "no", ""]),
        ([13800000001, None], pa.int64(), ["13800000001", ""]),
        ([13800000001.0, None], pa.float64(), ["13800000001", ""]),
        ([1.5, 2.0], pa.float64(), ["1.5", "2"]),
        ([None, None], pa.null(), ["", ""]),
    ],
    ids=str,
)
def test_a_typed_value_is_written_as_text(
    tmp_path: Path, values: list[Any], kind: pa.DataType, expected: list[str]
) -> None:
    assert texts(tmp_path, values, kind) == expected


@pytest.mark.parametrize("unit", ["us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_an_instant_is_the_same_instant_whatever_its_unit_and_zone(tmp_path: Path, unit: str, zone: str) -> None:
    found = texts(tmp_path, [AT, None], pa.timestamp(unit, zone))
    assert [datetime.fromisoformat(text) for text in found[:1]] == [AT]
    assert found[1] == ""


def test_a_time_without_zone_stays_one(tmp_path: Path) -> None:
    found = texts(tmp_path, [AT.replace(tzinfo=None)], pa.timestamp("ms"))
    assert datetime.fromisoformat(found[0]) == datetime(2026, 3, 2, 1, 30, 0, 123000)


@pytest.mark.parametrize("kind", [pa.list_(pa.int8()), pa.struct([("x", pa.int8())]), pa.binary()], ids=str)
def test_a_column_of_no_single_values_is_a_clear_error(tmp_path: Path, kind: pa.DataType) -> None:
    with pytest.raises(IntakeError, match='column "a" is of the type'):
        texts(tmp_path, [None], kind)


def test_rows_are_numbered_over_all_batches(tmp_path: Path) -> None:
    path = tmp_path / "表.parquet"
    count = 70_000
    given = {"attempt_id": [f"a{n}" for n in range(count)], "at": ["2026-03-02T09:30:00Z"] * count, "lender": "L"}
    table = pa.table(
        {"attempt_id": given["attempt_id"], "at": given["at"], "lender": ["L"] * count, "person": ["p"] * count}
    )
    table = table.append_column("channel", pa.array(["voice"] * (count - 1) + ["fax"]))
    pq.write_table(table, path)
    taken = take(tmp_path, path)
    assert [(row["row"], row["line"], row["field"]) for row in taken.rejected] == [(str(count), "", "channel")]
    assert taken.accounting.accepted == count - 1


@pytest.mark.parametrize("keep", [0.2, 0.9])
def test_a_file_that_is_cut_off_is_a_clear_error(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "表.parquet"
    pq.write_table(pa.table({"attempt_id": ["a"] * 1000}), path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(IntakeError, match="cannot be read as Parquet"):
        take(tmp_path, path)


@pytest.mark.parametrize("encoding", ["DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"])
def test_texts_written_as_differences_are_read_as_plain_ones_are(tmp_path: Path, encoding: str) -> None:
    table, read = pa.table({name: typed().column(name) for name in ("attempt_id", "channel", "seconds")}), []
    table = table.append_column("at", pa.array([AT] * 40)).append_column("lender", pa.array(["L"] * 40))
    table = table.append_column("person", pa.array([f"p{n % 7}" for n in range(40)]))
    texts = ("attempt_id", "channel", "lender", "person")
    for options in ({}, {"use_dictionary": False, "column_encoding": dict.fromkeys(texts, encoding)}):
        folder = tmp_path / ("plain" if not options else "differences")
        folder.mkdir()
        pq.write_table(table, folder / "表.parquet", **options)
        taken = take(folder, folder / "表.parquet")
        read.append((taken.attempts, [{**row, "file": ""} for row in taken.rejected]))
    assert read[0] == read[1]
    assert len(read[0][0]) > 0 < len(read[0][1])


@pytest.mark.parametrize("repeated", [True, False])
def test_text_that_is_not_utf8_is_a_clear_error(tmp_path: Path, repeated: bool) -> None:
    path, good = tmp_path / "表.parquet", typed()
    bad = pa.Array.from_buffers(pa.string(), 40, pa.array(["\u00e9"] * 40).buffers())
    data = bytearray(bad.buffers()[2].to_pybytes())
    data[10:12] = "赵".encode("gb18030")
    bad = pa.Array.from_buffers(pa.string(), 40, [None, bad.buffers()[1], pa.py_buffer(bytes(data))])
    pq.write_table(good.set_column(2, "lender", bad), path, use_dictionary=repeated)
    with pytest.raises(IntakeError, match='column "lender" holds text that is not UTF-8'):
        take(tmp_path, path)


def typed(count: int = 40) -> pa.Table:
    """Rows of a canonical file with instants, whole numbers and dictionaries, some empty, some that cannot be read."""
    at = [AT, None, AT.replace(year=1975), AT.replace(microsecond=0)]
    return pa.table(
        {
            "attempt_id": [f"a{n}" for n in range(count)],
            "at": pa.array([at[n % 4] for n in range(count)], pa.timestamp("ns", "Asia/Shanghai")),
            "lender": pa.array(["L"] * count),
            "person": pa.array([f"p{n % 7}" if n % 9 else None for n in range(count)]).dictionary_encode(),
            "channel": pa.array(["voice", "fax", "sms", None, "im"] * (count // 5), pa.string()),
            "agency": pa.array([None, "B", "A", ""] * (count // 4)).dictionary_encode(),
            "seconds": pa.array([None, 0, 7, -3, 2**31] * (count // 5), pa.int64()),
            "staff": pa.array([n % 3 or None for n in range(count)], pa.uint8()),
            "answered": pa.array([True, False, None, None] * (count // 4)),
        }
    )


def test_a_typed_file_is_read_as_the_same_rows_in_text_are(tmp_path: Path) -> None:
    table = typed()
    text = {name: [as_text(value) for value in table.column(name).to_pylist()] for name in table.column_names}
    read = []
    for name, rows in (("typed", table), ("text", pa.table(text))):
        folder = tmp_path / name
        folder.mkdir()
        pq.write_table(rows, folder / "表.parquet", row_group_size=13)
        taken = take(folder, folder / "表.parquet")
        read.append((taken.attempts, [{**row, "file": ""} for row in taken.rejected]))
    assert read[0] == read[1]
    assert len(read[0][0]) > 0 and len({row["field"] for row in read[0][1]}) == 4


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(timezone.utc):%Y-%m-%d %H:%M:%S.%f}Z"
    return "" if value is None else str(value)


@pytest.mark.parametrize("wanted", [None, frozenset({"attempt_id"})])
def test_a_file_is_not_held_in_memory_while_it_is_read(tmp_path: Path, wanted: frozenset[str] | None) -> None:
    path, rows = tmp_path / "long.parquet", 100_000
    table = pa.table({"attempt_id": [f"{n * 2654435761 % 2**32:x}-{n}" for n in range(rows)]})
    with pq.ParquetWriter(path, table.schema) as writer:
        for _ in range(24):
            writer.write_table(table)
    before, held = pa.total_allocated_bytes(), 0
    for chunk in ParquetTable(path).chunks(wanted):
        assert len(chunk.row)
        held = max(held, pa.total_allocated_bytes() - before)
    assert held < path.stat().st_size / 2
