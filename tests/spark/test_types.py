"""The same attempts in columns of other names and types: Spark reads them as the embedded engine does."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.audit.spark.adversarial import CHINA, attempts, embedded, written
from tests.audit.spark.test_cells import not_utf8
from zilv.attempts.attempt import COLUMNS
from zilv.errors import IntakeError

pytest.importorskip("pyspark", reason="Spark is not installed; make test-spark installs it")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java: openjdk-17-jre-headless", allow_module_level=True)

from tests.spark.test_spark import on_spark, question, refused
from zilv.audit.spark.files import parquet

TOKYO = ZoneInfo("Asia/Tokyo")


def put(table: pa.Table, name: str, column: Any, called: str = "") -> pa.Table:
    """The table with another column in the place of one, or under another name."""
    return table.set_column(table.column_names.index(name), called or name, column)


def in_nanoseconds(table: pa.Table, zone: str | None) -> pa.Array:
    """Its instants, each 999 nanoseconds later, which are to be cut off, not rounded."""
    microseconds = table.column("at").cast(pa.int64())
    return pc.add(pc.multiply(microseconds, 1000), 999).cast(pa.timestamp("ns", zone))


FORMS: dict[str, Callable[[pa.Table], pa.Table]] = {
    "as it is": lambda table: table,
    "nanoseconds": lambda table: put(table, "at", in_nanoseconds(table, "UTC")),
    "nanoseconds of a zone": lambda table: put(table, "at", in_nanoseconds(table, "Europe/Berlin")),
    "nanoseconds without a zone": lambda table: put(table, "at", in_nanoseconds(table, None)),
    "milliseconds": lambda table: put(table, "at", table.column("at").cast(pa.timestamp("ms", "UTC"), safe=False)),
    "microseconds without a zone": lambda table: put(table, "at", table.column("at").cast(pa.timestamp("us"))),
    "text": lambda table: put(table, "at", pc.strftime(table.column("at"), "%Y-%m-%dT%H:%M:%SZ")),
    "names in spaces": lambda table: table.rename_columns([f"\t{name} " for name in table.column_names]),
    "seconds of 32 bits": lambda table: put(table, "seconds", table.column("seconds").cast(pa.int32())),
    "seconds as text": lambda table: put(table, "seconds", table.column("seconds").cast(pa.string())),
    "seconds as floats": lambda table: put(table, "seconds", table.column("seconds").cast(pa.float64())),
    "seconds as decimals": lambda table: put(table, "seconds", table.column("seconds").cast(pa.decimal128(22, 2))),
    "yes and no": lambda table: put(table, "answered", pc.if_else(table.column("answered"), "yes", "no")),
    "nulls": lambda table: put(table, "lender", pa.nulls(len(table))),
    "numbers": lambda table: put(table, "number", table.column("number").cast(pa.int64())),
}


def test_files_that_hold_the_same_in_other_types_and_names_are_read_as_the_embedded_engine_reads_them(
    spark: Any, tmp_path: Path
) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:1500])
    table = pa.concat_tables([pq.read_table(file) for file in sorted(source.iterdir())])
    shutil.rmtree(source)
    for n, (called, form) in enumerate(FORMS.items()):
        folder = source / "催收 记录" / called
        folder.mkdir(parents=True)
        pq.write_table(form(table.slice(100 * n, 100)), folder / "a.parquet")
    expected, accounting, _ = embedded(tmp_path / "embedded", source, registers, replace(CHINA, zone_of_times=TOKYO))
    asked = question(tmp_path / "spark", source, registers)
    asked = replace(asked, options=replace(asked.options, zone_of_times=TOKYO))
    found, answer = on_spark(spark, asked, tmp_path / "spark")
    assert found == expected
    assert len(found) > 500
    assert answer.accounting["read"] == accounting.read == 1500
    assert answer.accounting["warnings"] == [*accounting.warnings] == []
    assert refused(tmp_path / "spark") == refused(tmp_path / "embedded")


@pytest.mark.parametrize("value", [b"L0", ["L0"], {"name": "L0"}], ids=["bytes", "list", "struct"])
def test_a_column_that_holds_no_text_number_or_time_is_refused_in_the_same_words(
    spark: Any, tmp_path: Path, value: Any
) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:200])
    first = pq.read_table(source / "part-1.parquet")
    pq.write_table(put(first, "lender", pa.array([value] * len(first))), source / "part-1.parquet")
    with pytest.raises(IntakeError) as embedded_says:
        embedded(tmp_path / "embedded", source, registers)
    with pytest.raises(IntakeError) as spark_says:
        parquet(spark, [str(source)], COLUMNS)
    assert str(spark_says.value) == str(embedded_says.value)
    zh, en = str(spark_says.value).split(" · ")
    assert "part-1.parquet: 列“lender”的类型为" in zh and en.startswith('column "lender" is of the type')


def test_a_file_named_twice_is_read_once(spark: Any, tmp_path: Path) -> None:
    pq.write_table(pa.table({"attempt_id": ["a"]}), tmp_path / "a.parquet")
    source = parquet(spark, [str(tmp_path), str(tmp_path / "a.parquet")], COLUMNS)
    assert sum(part.rows.count() for part in source.parts) == 1


def test_a_register_in_nanoseconds_and_with_spaces_around_its_names_is_read_alike(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:600])
    since = datetime(2026, 3, 5, 12, tzinfo=timezone.utc)
    holds = {" person ": [f"p{n}" for n in range(40)], "reason": ["plan"] * 40}
    instants = pa.array([since] * 40).cast(pa.timestamp("ns", "UTC"))
    (registers / "holds.csv").unlink()
    pq.write_table(pa.table(holds | {"\tsince": instants}), registers / "holds.parquet")
    expected, _, judged = embedded(tmp_path / "embedded", source, registers)
    found, _ = on_spark(spark, question(tmp_path / "spark", source, registers), tmp_path / "spark")
    assert len(judged.registers.holds or ()) == 40
    assert found == expected != []


@pytest.mark.parametrize("where", ["attempts/part-2.parquet", "registers/holds.parquet"])
def test_text_that_is_not_utf8_is_told_of_by_file_and_column(spark: Any, tmp_path: Path, where: str) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:200])
    (registers / "holds.csv").unlink()
    holds = pa.table({"person": ["p1", "p2"], "reason": ["plan", "plan"], "evidence": ["", ""]})
    pq.write_table(holds, registers / "holds.parquet")
    path = tmp_path / "world" / where
    rows, name = pq.read_table(path), "evidence" if "holds" in where else "attempt_id"
    pq.write_table(put(rows, name, not_utf8(*[b"\xff"] * len(rows))), path)
    with pytest.raises(IntakeError) as error:
        on_spark(spark, question(tmp_path / "spark", source, registers), tmp_path / "spark")
    said = str(error.value).partition(" · Spark could not audit it: ")[2]
    assert said.startswith(f"{path}: ")
    assert said.endswith(f'column "{name}" holds text that is not UTF-8; mend it and write the file anew')
