"""Registers as Spark reads them: what the embedded engine reads, and refused in the same words."""

import shutil
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow.csv import ConvertOptions, read_csv

from tests.audit.spark.adversarial import BEIJING, TOKENS, attempts, embedded, written
from zilv.errors import RegisterError
from zilv.registers.read import read_registers
from zilv.registers.rows import FILES, Line

pytest.importorskip("pyspark", reason="Spark is not installed; make test-spark installs it")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java: openjdk-17-jre-headless", allow_module_level=True)

from tests.spark.test_spark import on_spark, question
from zilv.audit.spark.files import registers_in
from zilv.audit.spark.plan import entries
from zilv.audit.spark.registers import Entering


def test_registers_of_any_form_are_read_as_the_embedded_engine_reads_them(spark: Any, tmp_path: Path) -> None:
    _, registers = written(tmp_path / "world", attempts(0)[:10])
    noon = datetime(2026, 3, 10, 12, tzinfo=timezone.utc)
    columns = {
        "person": pa.array([8613800000000.0, 8613800000001.0]),
        "scope": pa.array(["frequency", "frequency"]).dictionary_encode(),
        "at_most": pa.array([5.0, 3.0]),
        "since": pa.array([date(2026, 3, 5), date(2026, 3, 6)]),
        "until": pa.array([noon, None], pa.timestamp("us", "Europe/Berlin")),
        "evidence": pa.array([True, False]),
        "clerk": ["x", "y"],
    }
    (registers / "agreements.csv").unlink()
    pq.write_table(pa.table(columns), registers / "agreements.PARQUET")
    holds = '\ufeff person , reason,since,evidence\np1,plan,2026-03-01,"a, ""b"""\n\n  \np2,plan,,\n'
    (registers / "holds.csv").write_text(holds, "utf-8")
    (registers / "hold.csv").write_text("person,reason\np3,plan\n", "utf-8")
    (registers / ".holds.csv.swp").write_text("", "utf-8")
    known, _, expected = read_registers(registers, TOKENS, BEIJING)
    warnings: list[str] = []
    sources = registers_in(spark, str(registers), warnings)
    rows = entries(spark, sources, TOKENS, Entering(BEIJING), warnings).collect()
    assert [row["reason"] for row in rows if row["reason"]] == []
    for name, kind in FILES.items():
        made = {msgspec.msgpack.decode(row["entry"], type=kind) for row in rows if row["register"] == name}
        assert made == {*(getattr(known, name) or ())} != set(), name
    told = [text for text in expected if "another zone" not in text]
    assert [text.replace("file:", "") for text in warnings] == told
    assert len(told) == 2


def test_a_person_in_two_zones_at_once_is_judged_alike_and_told_of(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:600])
    rows = ["p1,Asia/Tokyo,", "p1,America/New_York,", "p1,Asia/Tokyo,", "p2,Europe/Berlin,2026-01-01"]
    rows += ["p2,America/Chicago,2026-01-01", "p2,,2026-02-01", "p3,Asia/Tokyo,", "p3,Asia/Urumqi,2025-01-01"]
    (registers / "persons.csv").write_text("person,zone,since\n" + "\n".join(rows), "utf-8")
    expected, _, _ = embedded(tmp_path / "embedded", source, registers)
    _, _, warnings = read_registers(registers, TOKENS, BEIJING)
    found, answer = on_spark(spark, question(tmp_path / "spark", source, registers), tmp_path / "spark")
    assert found == expected != []
    assert [text.replace("file:", "") for text in answer.warnings] == warnings
    assert ["3 rows give a person another zone; the latest since counts" in text for text in warnings] == [True]


@pytest.mark.parametrize("row", ["p2,plan,,p3", "p2,plan", 'p2,plan,"x', 'p2,plan,"x\np3,plan,y'])
def test_a_row_of_a_register_that_is_not_well_formed_is_refused_in_the_same_words(
    spark: Any, tmp_path: Path, row: str
) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:200])
    (registers / "holds.csv").write_text(f"person,reason,clerk\np1,plan,\n{row}\n", "utf-8")
    told = []
    with pytest.raises(RegisterError) as error:
        read_registers(registers, TOKENS, BEIJING)
    told.append(str(error.value))
    with pytest.raises(RegisterError) as error:
        on_spark(spark, question(tmp_path / "1", source, registers), tmp_path / "1")
    told.append(str(error.value).replace("file:", ""))
    assert "holds.csv: 第 2 行 row 2: " in told[0]
    assert told[0] == told[1]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_cells_that_cannot_be_read_are_refused_in_the_same_words(spark: Any, tmp_path: Path, suffix: str) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:200])
    rows = ["p1,13800000001,sms", "p2,138****0001,sms", "p3,,fax", "p4,unknown,"]
    rows += [f"p{n},1380000{n:04},smoke" for n in range(5, 20)]
    (registers / "optouts.csv").write_text("person,number,channel\n" + "\n".join(rows) + "\n", "utf-8")
    if suffix == ".parquet":
        strings = dict.fromkeys(("person", "number", "channel"), pa.string())
        table = read_csv(registers / "optouts.csv", convert_options=ConvertOptions(column_types=strings))
        (registers / "optouts.csv").unlink()
        pq.write_table(table, registers / "optouts.parquet", row_group_size=4)
    with pytest.raises(RegisterError) as embedded_says:
        read_registers(registers, TOKENS, BEIJING)
    with pytest.raises(RegisterError) as spark_says:
        on_spark(spark, question(tmp_path / "spark", source, registers), tmp_path / "spark")
    assert str(spark_says.value) == str(embedded_says.value)
    assert f"optouts{suffix}: 第 2 行 row 2: number: " in str(spark_says.value)
    assert "and 13 more" in str(spark_says.value)


def test_the_columns_of_each_file_of_a_register_are_looked_at(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "holds.csv").mkdir()
    for name, last in (("a", "until"), ("b", "end")):
        (tmp_path / "holds.csv" / f"{name}.csv").write_text(f"person,reason,{last}\np1,plan,2026-03-01\n", "utf-8")
    warnings: list[str] = []
    entries(spark, registers_in(spark, str(tmp_path), []), TOKENS, Entering(BEIJING), warnings)
    assert warnings == [f"{tmp_path}/holds.csv/b.csv: 不读取不属规范的列 · columns that are not ours are not read: end"]
    (tmp_path / "holds.csv" / "b.csv").write_text("person,why\np1,plan\n", "utf-8")
    with pytest.raises(RegisterError, match=r"holds.csv/b.csv: .* · lacks the columns reason; a register of holds has"):
        entries(spark, registers_in(spark, str(tmp_path), []), TOKENS, Entering(BEIJING), [])


def test_a_register_that_spark_wrote_as_a_folder_of_files_is_read_whole(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").mkdir()
    for n in range(3):
        text = "line,owner\n" + "".join(f'"02{n}{m}","L\n{m}"\n' for m in range(5))
        (tmp_path / "lines.csv" / f"part {n} [a].csv").write_text(text, "utf-8")
    made = entries(spark, registers_in(spark, str(tmp_path), []), TOKENS, Entering(BEIJING), []).collect()
    found = {msgspec.msgpack.decode(row["entry"], type=Line).line for row in made}
    assert found == {TOKENS.text("line", f"02{n}{m}") for n in range(3) for m in range(5)}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_a_register_as_a_spreadsheet_writes_it_in_many_pieces_is_read_in_its_order(
    spark: Any, tmp_path: Path, encoding: str
) -> None:
    rows = "".join(f"催收机构甲;催收机构{n};0210000{n:04}\r\n" for n in range(400))
    (tmp_path / "lines.csv").write_bytes(("agency;owner;line\r\n" + rows + '甲;"催收\r\n机构";0219\n').encode(encoding))
    spark.conf.set("spark.sql.files.maxPartitionBytes", "1000")
    try:
        made = entries(spark, registers_in(spark, str(tmp_path), []), TOKENS, Entering(BEIJING), [])
        found = [msgspec.msgpack.decode(row["entry"], type=FILES["lines"]) for row in made.collect()]
    finally:
        spark.conf.unset("spark.sql.files.maxPartitionBytes")
    known, _, _ = read_registers(tmp_path, TOKENS, BEIJING)
    assert len(found) == 401 and {*found} == {*(known.lines or ())}
