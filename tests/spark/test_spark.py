"""Spark finds, row for row, what the embedded engine finds: a simulated month, and data that is hard to divide."""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.audit.spark.adversarial import CHINA, TOKENS, attempts, embedded, findings, options_for, written
from tests.spark.webhdfs import served
from zilv.attempts.attempt import COLUMNS
from zilv.attempts.intake.reasons import not_ours
from zilv.audit.findings import SCHEMA
from zilv.audit.run import Period
from zilv.errors import IntakeError, RegisterError
from zilv.rules.library import choose
from zilv.rules.reviewed import attempts_named
from zilv.simulate.simulate import simulate
from zilv.simulate.world import World

pytest.importorskip("pyspark", reason="Spark is not installed; make test-spark installs it")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java: openjdk-17-jre-headless", allow_module_level=True)

from zilv.audit.spark.files import parquet
from zilv.audit.spark.plan import read
from zilv.audit.spark.reading import Reading
from zilv.audit.spark.run import Question, audit

OF_ONE = int(os.environ.get("ZILV_ATTEMPTS_OF_ONE", "20000"))
ROOT = Path(__file__).parents[2]


def question(folder: Path, source: Path | str, registers: Path | str, partitions: int | None = None) -> Question:
    return Question(choose("cn"), [str(source)], str(registers), options_for(folder), Period(), partitions)


def on_spark(spark: Any, asked: Question, folder: Path) -> tuple[list[tuple[str, ...]], Any]:
    folder.mkdir(exist_ok=True)
    told: list[tuple[int, int]] = []
    answer = audit(spark, asked, folder / "findings.parquet", lambda done, total: told.append((done, total)))
    assert told[-1] == (answer.accounting["accepted"],) * 2
    return findings(pq.read_table(folder / "findings.parquet")), answer


def test_one_person_with_most_attempts_and_most_partitions_empty(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(OF_ONE))
    expected, accounting, judged = embedded(tmp_path / "embedded", source, registers)
    found, answer = on_spark(spark, question(tmp_path / "spark", source, registers, 80), tmp_path / "spark")
    differing = set(found) ^ set(expected)
    assert not differing, sorted(differing)[:4]
    assert len(found) == len(expected) > OF_ONE / 2
    assert answer.tally.attempts == judged.tally.attempts
    assert answer.reviewed == attempts_named(judged.registers.reviews) > 700
    counts = ("read", "accepted", "merged", "duplicate", "rejected")
    assert {name: answer.accounting[name] for name in counts} == {name: getattr(accounting, name) for name in counts}
    assert refused(tmp_path / "spark") == refused(tmp_path / "embedded")
    assert len(refused(tmp_path / "spark")) > 6


def test_attempts_and_registers_of_another_file_system_give_the_same_findings(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(500))
    expected, accounting, _ = embedded(tmp_path / "embedded", source, registers)
    with served(tmp_path / "world") as there:
        asked = question(tmp_path / "spark", f"{there}/attempts", f"{there}/registers")
        found, answer = on_spark(spark, asked, tmp_path / "spark")
        with pytest.raises(IntakeError, match="absent"):
            on_spark(spark, question(tmp_path / "2", f"{there}/absent", f"{there}/registers"), tmp_path / "2")
        with pytest.raises(RegisterError, match=f"{there}/none: .*cannot be listed as a folder of registers"):
            on_spark(spark, question(tmp_path / "3", f"{there}/attempts", f"{there}/none"), tmp_path / "3")
    assert found == expected != []
    assert (answer.accounting["read"], answer.accounting["rejected"]) == (accounting.read, accounting.rejected)
    rejected = refused(tmp_path / "spark")[1:]
    assert len(rejected) > 6 and all(row[0].startswith(f"{there}/attempts/part-") for row in rejected)


def test_reviews_larger_than_all_that_the_driver_takes_are_judged(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(of_one=200))
    chance = random.Random(3)
    rows = [
        f",a{n},threat,{('found', 'confirmed')[n % 2]},2026-04-01,{chance.randbytes(1000).hex()}\n" for n in range(3000)
    ]
    (registers / "reviews.csv").write_text("lender,attempt_id,act,status,at,evidence\n" + "".join(rows), "utf-8")
    expected, _, judged = embedded(tmp_path / "embedded", source, registers)
    with driver_takes(spark, "1m"):
        found, answer = on_spark(spark, question(tmp_path / "spark", source, registers), tmp_path / "spark")
    assert found == expected
    assert sum("improper_means" in one for one in found) > 2000
    assert answer.reviewed == attempts_named(judged.registers.reviews) == 3000


def test_once_attempts_are_read_nothing_goes_to_every_executor_for_being_small(spark: Any, tmp_path: Path) -> None:
    source, _ = written(tmp_path / "world", attempts(0)[:50])
    spark.conf.unset("spark.sql.autoBroadcastJoinThreshold")
    small = spark.range(3).join(spark.range(3), "id")
    assert "BroadcastHashJoin" in planned(small)
    read(spark, parquet(spark, [str(source)], COLUMNS), Reading(TOKENS, None, {}), None)
    again = spark.range(3).join(spark.range(3), "id")
    assert "SortMergeJoin" in planned(again) and "Broadcast" not in planned(again)


def planned(frame: Any) -> str:
    return str(frame._jdf.queryExecution().executedPlan().toString())


@contextmanager
def driver_takes(spark: Any, size: str) -> Iterator[None]:
    """While no step of Spark's may bring more than `size` to the driver, neither for itself nor to send it on."""
    conf = spark.sparkContext._jsc.sc().conf()
    conf.set("spark.driver.maxResultSize", size)
    try:
        yield
    finally:
        conf.remove("spark.driver.maxResultSize")


def refused(folder: Path) -> list[list[str]]:
    with (folder / "rejected.csv").open(encoding="utf-8-sig") as file:
        return sorted(csv.reader(file))


def test_a_simulated_month_by_the_command_line_gives_the_same_results(tmp_path: Path) -> None:
    world = tmp_path / "world"
    world.mkdir()
    simulate(World(1500, 31, 7), world, lambda done, total, rows: None)
    summaries, found = [], []
    for engine in (["--engine", "spark", "--master", "local[2]"], []):
        out = tmp_path / f"out-{len(engine)}"
        given = [world / "attempts.parquet", "--registers", world / "registers", "--out", out, "--lang", "en"]
        command = [sys.executable, "-m", "zilv", "audit", *map(str, given), *engine]
        keys = os.environ | {"ZILV_KEY_FILE": str(tmp_path / "key")}
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=keys)
        assert done.returncode == 1, done.stderr[-2000:]
        summary = json.loads((out / "summary.json").read_text("utf-8"))
        summaries.append({**summary, "generated_at": ""})
        found.append(findings(pq.read_table(out / "findings.parquet")))
    assert found[0] == found[1]
    assert len(found[0]) > 50
    assert summaries[0] == summaries[1]


def test_what_cannot_be_read_is_a_clear_error(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:200])
    pq.write_table(pa.table({"attempt_id": ["a"], "when": ["x"]}), tmp_path / "other.parquet")
    with pytest.raises(IntakeError, match=r"other.parquet: .*lacks the columns at, lender, person, channel"):
        on_spark(spark, question(tmp_path / "1", tmp_path / "other.parquet", registers), tmp_path / "1")
    with pytest.raises(IntakeError, match="absent"):
        on_spark(spark, question(tmp_path / "2", tmp_path / "absent", registers), tmp_path / "2")
    (registers / "holds.csv").write_text("person,reason\np1,plan\np2,whim\n", "utf-8")
    told = r'(?s)mend these rows.*holds.csv: 第 2 行 row 2: reason: "whim" .* · is not one of'
    with pytest.raises(RegisterError, match=told):
        on_spark(spark, question(tmp_path / "3", source, registers), tmp_path / "3")


def test_a_column_that_only_some_files_have_is_read(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:400])
    first = pq.read_table(source / "part-1.parquet")
    pq.write_table(first.drop_columns(["purpose", "number"]), source / "part-1.parquet")
    expected, _, _ = embedded(tmp_path / "embedded", source, registers)
    found, _ = on_spark(spark, question(tmp_path / "spark", source, registers), tmp_path / "spark")
    assert found == expected != []


def test_what_set_tells_holds_of_each_file_that_lacks_the_column(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:400])
    for file in source.iterdir():
        pq.write_table(pq.read_table(file).drop_columns(["channel"]), file)
    first = pq.read_table(source / "part-1.parquet")
    pq.write_table(first.drop_columns(["lender"]), source / "part-1.parquet")
    given = {"channel": "sms", "lender": "another", "product": "card"}
    expected, accounting, _ = embedded(tmp_path / "embedded", source, registers, replace(CHINA, constants=given))
    told = question(tmp_path / "spark", source, registers)
    told = replace(told, options=replace(told.options, constants=given))
    found, answer = on_spark(spark, told, tmp_path / "spark")
    assert found == expected != []
    assert {finding[SCHEMA.names.index("lender")] for finding in found} == {"another", "L0", "L1"}
    assert answer.accounting["rejected"] == accounting.rejected
    with pytest.raises(IntakeError, match=r"part-1.parquet: .*lacks the columns lender, channel; .* or give what is"):
        on_spark(spark, question(tmp_path / "2", source, registers), tmp_path / "2")


def test_folders_in_folders_are_read_whatever_they_are_called(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:400])
    below = source / "lender=other" / "2026"
    below.mkdir(parents=True)
    (source / "part-1.parquet").rename(below / "part-1.parquet")
    expected, accounting, _ = embedded(tmp_path / "embedded", source, registers)
    found, answer = on_spark(spark, question(tmp_path / "spark", source, registers), tmp_path / "spark")
    assert found == expected != []
    assert answer.accounting["read"] == accounting.read == 400


def test_columns_that_nobody_reads_may_differ_in_type_from_file_to_file(spark: Any, tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:400])
    table = pa.concat_tables([pq.read_table(file) for file in sorted(source.iterdir())])
    foreign: list[dict[str, Any]] = [{"memo": 1}, {"memo": "x"}, {"Memo": "x"}, {"memo": 2.5, "At": 1}, {"memo": 7}]
    for n, columns in enumerate(foreign):
        part = table.slice(80 * n, 80)
        part = part.drop_columns(["seconds"]) if n < 3 else part
        for name, value in columns.items():
            part = part.append_column(name, pa.array([value] * len(part)))
        pq.write_table(part, source / f"part-{n}.parquet")
        (source / f"part-{n}.parquet").rename(source / f"part {n} %20 [1,2] {{x}}.parquet")
    expected, accounting, _ = embedded(tmp_path / "embedded", source, registers)
    found, answer = on_spark(spark, question(tmp_path / "spark", source, registers), tmp_path / "spark")
    assert found == expected != []
    assert answer.accounting["read"] == accounting.read == 400
    several, *each = (f"{source}/part {n} %20 [1,2] {{x}}.parquet" for n in (0, 2, 3))
    assert answer.accounting["warnings"] == [
        f"{several}（及另外 2 个文件 · and 2 more）: {not_ours(('memo',))}",
        f"{each[0]}: {not_ours(('Memo',))}",
        f"{each[1]}: {not_ours(('memo', 'At'))}",
    ]
