"""Columns that nobody reads may be of types that Spark cannot read; of those that are read it says which, and where."""

import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.audit.spark.adversarial import TOKENS, attempts, embedded, written
from tests.spark.webhdfs import served
from zilv.attempts.attempt import COLUMNS
from zilv.attempts.intake.reasons import not_ours
from zilv.errors import IntakeError, RegisterError

pytest.importorskip("pyspark", reason="Spark is not installed; make test-spark installs it")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java: openjdk-17-jre-headless", allow_module_level=True)

from tests.spark.test_spark import on_spark, question
from zilv.audit.spark.files import parquet, register_of
from zilv.audit.spark.registers import Telling

NANOS = pa.timestamp("ns", "UTC")
FOREIGN: dict[str, pa.Array] = {
    "instant": pa.array([1], NANOS),
    "local": pa.array([1], pa.timestamp("ns")),
    "repeated": pa.array([1], NANOS).dictionary_encode(),
    "millis": pa.array([1], pa.time32("ms")),
    "micros": pa.array([1], pa.time64("us")),
    "nanos": pa.array([1], pa.time64("ns")),
    "listed": pa.array([[1]], pa.list_(NANOS)),
    "within": pa.array([{"a": 1}], pa.struct({"a": pa.time64("ns")})),
    "mapped": pa.array([[("a", 1)]], pa.map_(pa.string(), NANOS)),
    "half": pa.array([1.0]).cast(pa.float16()),
    "wide": pa.array([Decimal(1)], pa.decimal256(60, 2)),
    "uuid": pa.array([b"1" * 16], pa.uuid()),
    "unsigned": pa.array([2**64 - 1], pa.uint64()),
    "lasting": pa.array([1], pa.duration("ns")),
    "fixed": pa.array([b"12"], pa.binary(2)),
    "nothing": pa.nulls(1),
}


def beside(table: pa.Table, foreign: dict[str, pa.Array]) -> pa.Table:
    """The table with the one value of each foreign column in every row."""
    for name, value in foreign.items():
        table = table.append_column(name, value.take(pa.array([0] * len(table), pa.int64())))
    return table


def with_foreign(source: Path) -> None:
    """Three files: one with all foreign columns, one without, one that has texts under their names."""
    table = pa.concat_tables([pq.read_table(file) for file in sorted(source.iterdir())])
    texts = {name: pa.array(["x"]) for name in FOREIGN}
    for n, foreign in enumerate((FOREIGN, {}, texts), 1):
        pq.write_table(beside(table.slice(100 * (n - 1), 100), foreign), source / f"part-{n}.parquet")


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_asked_for_is_read_beside_a_column_of_any_type(spark: Any, tmp_path: Path, name: str) -> None:
    pq.write_table(pa.table({"attempt_id": ["a"], name: FOREIGN[name]}), tmp_path / "a.parquet")
    source = parquet(spark, [str(tmp_path)], COLUMNS)
    assert [*source.each] == [(f"file://{tmp_path}/a.parquet", ("attempt_id", name))]
    (part,) = source.parts
    assert [row["attempt_id"] for row in part.rows.select("attempt_id").collect()] == ["a"]


def test_columns_that_spark_cannot_read_change_no_finding(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:300])
    with_foreign(source)
    expected, accounting, _ = embedded(tmp_path / "embedded", source, registers)
    found, answer = on_spark(spark, question(tmp_path / "spark", source, registers), tmp_path / "spark")
    assert found == expected != []
    assert (answer.accounting["read"], answer.accounting["rejected"]) == (accounting.read, accounting.rejected)
    where = f"{source}/part-1.parquet（及另外 1 个文件 · and 1 more）"
    assert answer.accounting["warnings"] == [f"{where}: {not_ours(tuple(FOREIGN))}"]


def test_nor_do_they_on_another_file_system(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:300])
    with_foreign(source)
    expected, _, _ = embedded(tmp_path / "embedded", source, registers)
    with served(tmp_path / "world") as there:
        asked = question(tmp_path / "spark", f"{there}/attempts", f"{there}/registers")
        found, _ = on_spark(spark, asked, tmp_path / "spark")
    assert found == expected != []


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("at", FOREIGN["nanos"], "The data type TIME is not supported"),
        ("seconds", FOREIGN["micros"], "The data type TIME is not supported"),
        ("account", FOREIGN["wide"], "Decimal precision 60 exceeds max precision 38"),
    ],
)
def test_a_column_that_is_read_must_be_of_a_type_that_spark_reads(
    spark: Any, tmp_path: Path, name: str, value: pa.Array, why: str
) -> None:
    pq.write_table(pa.table({"attempt_id": ["a"]}), tmp_path / "part-1.parquet")
    pq.write_table(pa.table({"attempt_id": ["a"], name: value}), tmp_path / "part-2.parquet")
    told = rf"part-2.parquet: .* · Spark cannot read the column {name}: .*{re.escape(why)}.*; write it as text"
    with pytest.raises(IntakeError, match=told):
        parquet(spark, [str(tmp_path)], COLUMNS)


def test_a_column_of_nulls_alone_says_nothing_of_what_it_is(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:300])
    first = pq.read_table(source / "part-1.parquet")
    for name in ("collector", "seconds", "answered"):
        first = first.set_column(first.column_names.index(name), name, pa.nulls(len(first)))
    pq.write_table(first.append_column("staff", pa.nulls(len(first))), source / "part-1.parquet")
    expected, accounting, _ = embedded(tmp_path / "embedded", source, registers)
    found, answer = on_spark(spark, question(tmp_path / "spark", source, registers), tmp_path / "spark")
    assert found == expected != []
    assert answer.accounting["read"] == accounting.read == 300
    assert (answer.accounting["rejected"], answer.accounting["warnings"]) == (accounting.rejected, [])


@pytest.mark.parametrize("by_spark", [False, True])
def test_timestamps_of_int96_are_refused_where_they_are_read(spark: Any, tmp_path: Path, by_spark: bool) -> None:
    for n, name in enumerate(["at", "created"]):
        folder = tmp_path / name
        rows = pa.table({"attempt_id": ["a"], name: pa.array([1], pa.timestamp("us", "UTC"))})
        if by_spark:
            spark.conf.set("spark.sql.parquet.outputTimestampType", "INT96")
            instant = f"timestamp_seconds({n}) as {name}"
            spark.range(1).selectExpr("'a' as attempt_id", instant).write.parquet(str(folder))
            spark.conf.unset("spark.sql.parquet.outputTimestampType")
        else:
            folder.mkdir()
            pq.write_table(rows, folder / "part-2.parquet", use_deprecated_int96_timestamps=True)
        pq.write_table(rows, folder / "part-1.parquet")
    told = r'at/part-.*parquet: .* · column "at" holds INT96 timestamps, .*; write them as timestamps of microseconds'
    with pytest.raises(IntakeError, match=told):
        parquet(spark, [str(tmp_path / "at")], COLUMNS)
    (unread,) = parquet(spark, [str(tmp_path / "created")], COLUMNS).parts
    assert unread.rows.select("attempt_id").count() == 2


def test_a_column_of_int96_is_also_told_of_where_others_differ(spark: Any, tmp_path: Path) -> None:
    rows = pa.table({"attempt_id": ["a"], "at": pa.array([1], pa.timestamp("us")), "memo": [1]})
    pq.write_table(rows, tmp_path / "part-1.parquet", use_deprecated_int96_timestamps=True)
    pq.write_table(pa.table({"attempt_id": ["a"], "memo": ["x"]}), tmp_path / "part-2.parquet")
    with pytest.raises(IntakeError, match=r'part-1.parquet: .* · column "at" holds INT96 timestamps'):
        parquet(spark, [str(tmp_path)], COLUMNS)


def test_a_file_that_is_damaged_or_names_a_column_twice_is_named(spark: Any, tmp_path: Path) -> None:
    pq.write_table(pa.table({"attempt_id": ["a"]}), tmp_path / "part-1.parquet")
    (tmp_path / "part-2.parquet").write_bytes(b"cut off")
    with pytest.raises(IntakeError, match=r"part-2.parquet: .* · cannot be read as Parquet, .*not a Parquet file"):
        parquet(spark, [str(tmp_path)], COLUMNS)
    twice = pa.table([pa.array(["a"]), pa.array(["L0"]), pa.array(["L1"])], names=["attempt_id", "lender", "lender"])
    pq.write_table(twice, tmp_path / "part-2.parquet")
    with pytest.raises(IntakeError, match=r"part-2.parquet: .* · the header names these columns .* once: lender"):
        parquet(spark, [str(tmp_path)], COLUMNS)


def test_a_folder_without_files_is_said_to_have_none(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(IntakeError, match=r"none: .* · holds no file to read"):
        parquet(spark, [str(tmp_path / "none")], COLUMNS)


def test_a_register_may_have_such_columns_too(spark: Any, tmp_path: Path) -> None:
    path, warnings = tmp_path / "holds.parquet", list[str]()
    holds = pa.table({"person": ["p1", "p2"], "reason": ["plan", "plan"]})
    pq.write_table(beside(holds, FOREIGN), path)
    rows = register_of(spark, Telling("holds", str(path), TOKENS), warnings)
    assert rows.count() == 2
    assert warnings == [f"{path}: {not_ours(tuple(FOREIGN))}"]
    pq.write_table(holds.append_column("since", FOREIGN["micros"].take(pa.array([0, 0]))), path)
    with pytest.raises(RegisterError, match=r"holds.parquet: .* · Spark cannot read the column since: .*TIME"):
        register_of(spark, Telling("holds", str(path), TOKENS), warnings)
    since = pa.array([1, 2], pa.timestamp("us"))
    pq.write_table(holds.append_column("since", since), path, use_deprecated_int96_timestamps=True)
    with pytest.raises(RegisterError, match=r'holds.parquet: .* · column "since" holds INT96 timestamps'):
        register_of(spark, Telling("holds", str(path), TOKENS), warnings)
