"""An audit on Spark from its session to its findings, which come to the driver a partition at a time."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from zilv.attempts.attempt import COLUMNS, REQUIRED
from zilv.attempts.intake.accounting import Rejects
from zilv.attempts.intake.chunk import Problem
from zilv.attempts.intake.options import IntakeOptions
from zilv.attempts.intake.reasons import columns_seen
from zilv.audit.findings import SCHEMA
from zilv.audit.run import Period, Tally
from zilv.audit.spark import plan
from zilv.audit.spark.failures import FAILURES, told
from zilv.audit.spark.files import Source, parquet, registers_in
from zilv.audit.spark.judging import Judging, unpacked
from zilv.audit.spark.reading import Reading, shown
from zilv.audit.spark.registers import ABOUT_ACTORS, Entering, actors_of
from zilv.errors import IntakeError, ZilvError
from zilv.registers.read import SHOWN, in_another_zone, incomplete
from zilv.rules.library import Law

_SETTINGS = {
    # Left to itself Spark refuses a file that has a column "Note" beside "note".
    "spark.sql.caseSensitive": "true",
    # Where a cluster says otherwise, times without a zone are taken for UTC, and damaged files for empty ones.
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
}
"""What Spark is told, whatever its own settings say."""


@dataclass(frozen=True)
class Question:
    """What is asked. `sources`: canonical Parquet, and `registers`: a folder, as Spark reads
    paths. `partitions` None: as many as the rows need."""

    law: Law
    sources: Sequence[str]
    registers: str | None
    options: IntakeOptions
    period: Period
    partitions: int | None = None


@dataclass(frozen=True)
class Answer:
    """What was found besides the findings. `accounting`: what became of the rows; `supplied`: the registers there;
    `reviewed`: the attempts whose words were reviewed; `warnings`: about the registers' files."""

    tally: Tally
    accounting: dict[str, Any]
    supplied: frozenset[str]
    reviewed: int
    warnings: tuple[str, ...]


@contextmanager
def session(master: str | None) -> Iterator[SparkSession]:
    """A session of `master`, or of what `spark-submit` and Spark's own settings say. Raises ZilvError."""
    local = master is not None and master.startswith("local")
    if master is None or local:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("zilv audit").config("spark.ui.showConsoleProgress", "false")
    try:
        with _names_in_utf8() if local else nullcontext():
            spark = (builder.master(master) if master else builder).getOrCreate()
    except (PySparkException, RuntimeError) as error:
        raise ZilvError(
            "--engine spark: Spark 无法启动；装有 Java 17 吗？ · Spark cannot be started; is Java 17 there? "
            f"{told(error)}"
        ) from None
    spark.sparkContext.setLogLevel("ERROR")
    for name, value in _SETTINGS.items():
        spark.conf.set(name, value)
    try:
        yield spark
    finally:
        spark.stop()


@contextmanager
def _names_in_utf8() -> Iterator[None]:
    """Start Java so that it names files as this Python does: by a locale of another encoding, or one that the machine
    does not have, it finds no file with a Chinese name."""
    if sys.getfilesystemencoding() != "utf-8":
        yield
        return
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C.UTF-8"
    try:
        yield
    finally:
        del os.environ["LC_ALL"]
        os.environ.update({} if before is None else {"LC_ALL": before})


def refuse_unnameable(encoding: str, paths: Sequence[str]) -> None:
    """Raise ZilvError for a local path that Java, which names files in this encoding, cannot name."""
    for path in paths:
        try:
            path.encode(encoding)
        except UnicodeEncodeError:
            raise ZilvError(
                f"{path}: Java 按所在 locale 以 {encoding} 读写文件名，写不出此路径；请先设 LC_ALL=C.UTF-8 再启动 · "
                f"Java names files in {encoding}, by its locale, and cannot name this path; set LC_ALL=C.UTF-8 and "
                "start again"
            ) from None
        except LookupError:  # an encoding that Java alone knows: nothing can be said of it
            return


def _refuse_unnameable(spark: SparkSession, question: Question) -> None:
    """As `refuse_unnameable`, of the paths that lie on this machine: other file systems send names in UTF-8."""
    context: Any = spark.sparkContext
    java, hadoop = context._jvm, context._jsc.hadoopConfiguration()
    there = [path for path in (*question.sources, question.registers or "") if not path.isascii()]
    local = [path for path in there if java.org.apache.hadoop.fs.Path(path).toUri().getScheme() in {None, "file"}]
    if local and java.org.apache.hadoop.fs.FileSystem.getDefaultUri(hadoop).getScheme() == "file":
        refuse_unnameable(java.System.getProperty("sun.jnu.encoding"), local)


def audit(spark: SparkSession, question: Question, out: Path, progress: Callable[[int, int], None]) -> Answer:
    """Judge all attempts and write their findings to `out`, and the refused rows to `options.rejects`.

    `progress` is told the attempts judged so far, of how many. Raises IntakeError, RegisterError.
    """
    try:
        return _audited(spark, question, out, progress)
    except FAILURES as error:
        raise IntakeError(
            f"{', '.join(question.sources)}: Spark 未能完成审计 · Spark could not audit it: {told(error)}"
        ) from None


def _audited(spark: SparkSession, question: Question, out: Path, progress: Callable[[int, int], None]) -> Answer:
    _refuse_unnameable(spark, question)
    source = parquet(spark, question.sources, COLUMNS)
    warnings = _checked_columns(source, question)
    about_registers: list[str] = []
    sources = registers_in(spark, question.registers, about_registers)
    options = question.options
    how = Reading(options.tokens, options.zone_of_times, dict(options.constants))
    frames = plan.read(spark, source, how, question.partitions)
    counts = frames.counts()
    registered = plan.entries(spark, sources, options.tokens, Entering(options.default_zone), about_registers)
    _refuse_bad_entries(registered)
    if several := plan.in_another_zone(registered):
        about_registers.append(in_another_zone(sources["persons"], several))
    actors = actors_of(registered.where(F.col("register").isin(*ABOUT_ACTORS)).toArrow(), frozenset(sources))
    judging = Judging(question.law, question.period, options.default_zone, frozenset(sources), actors)
    accepted = counts["read"] - counts["rejected"] - counts["merged"] - counts["duplicate"]
    answers = plan.judged(frames, registered, judging)
    tally = _written(answers, out, lambda done: progress(done, accepted))
    _write_refused(frames.refused(), options.rejects)
    accounting = {**counts, "accepted": accepted, "warnings": warnings}
    return Answer(tally, accounting, frozenset(sources), plan.reviewed(registered), tuple(about_registers))


def _checked_columns(source: Source, question: Question) -> list[str]:
    """Warnings about columns that are not read; raises IntakeError where a file lacks one that is needed."""
    given = question.options.constants
    for file, names in source.each:
        if missing := [name for name in REQUIRED if name not in names and name not in given]:
            raise IntakeError(
                f"{shown(file)}: 缺少列 {', '.join(missing)}：Spark 只读规范列的 Parquet，请写上；各行相同的可用 "
                f"--set 给出 · lacks the columns {', '.join(missing)}; Spark reads canonical Parquet: write them, or "
                f"give what is the same in all rows with --set. {columns_seen(names)}"
            )
    return source.unread(COLUMNS)


def _refuse_bad_entries(registered: DataFrame) -> None:
    bad = registered.where(F.col("reason").isNotNull())
    if count := bad.count():
        first = bad.orderBy("file", "row").select("reason").limit(SHOWN).collect()
        raise incomplete([row["reason"] for row in first], count)


def _written(answers: DataFrame, out: Path, progress: Callable[[int], None]) -> Tally:
    """Write the findings of all partitions, one after the other, once all have been judged."""
    answers.count()
    tally, done = Tally(), 0
    with pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        for answer in answers.toLocalIterator():
            if answer["findings"] is not None:
                writer.write_table(unpacked(answer["findings"]).cast(SCHEMA))
            _add(tally, unpacked(answer["tally"]))
            done += answer["attempts"]
            progress(done)
    return tally


def _add(tally: Tally, counted: pa.Table) -> None:
    for row in counted.to_pylist():
        tally.attempts[row["lender"], row["agency"], row["day"]] += row["attempts"]
        tally.rows += row["attempts"]


def _write_refused(refused: DataFrame, path: Path) -> None:
    rejects = Rejects(path)
    try:
        for row in refused.toLocalIterator():
            rejects.add(_plain(row["file"]), [Problem(row["row"], 0, row["field"], row["reason"])])
        rejects.keep()
    finally:
        rejects.drop()


def _plain(uri: str) -> str:
    """A local file as a path, anything else as Spark names it."""
    parts = urlsplit(uri)
    return unquote(parts.path) if parts.scheme == "file" else uri
