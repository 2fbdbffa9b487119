"""Files as Spark opens them: the columns of all files of a source, and registers, whose CSV it hands on as lines."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from pyspark.sql import DataFrame, DataFrameReader, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.types import StructType

from zilv.attempts.intake.layout import layouts_among, no_source
from zilv.attempts.intake.parquet import ColumnError, as_text
from zilv.attempts.intake.reasons import not_ours
from zilv.attempts.intake.tabular import DelimitedText
from zilv.audit.spark.failures import FAILURES, told
from zilv.audit.spark.footers import Alike, alike, footers_of
from zilv.audit.spark.lines import LINE, Lines
from zilv.audit.spark.reading import FILE, ROW, shown
from zilv.audit.spark.registers import TOLD, Telling
from zilv.audit.spark.wire import ddl
from zilv.errors import IntakeError, RegisterError
from zilv.registers.parse import columns_of
from zilv.registers.read import check_columns, chosen_among

HEADER_LINES = 64
"""So many lines are looked at for the names of a register's columns."""

Read = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
"""Makes rows of rows, a task's at a time."""

_BLOCK, _PLACE = "block", "place"
_PATTERN = re.compile(r"[\\*?\[\]{}]")
"""What Spark takes for a pattern in a path that it is given."""


@dataclass(frozen=True)
class Part:
    """Files whose wanted columns are alike. `named`: the files by the names of all columns that each has; `rows`: those
    wanted of these, whatever spaces stand around their names, with `FILE` and `ROW`."""

    named: dict[tuple[str, ...], list[str]]
    rows: DataFrame


@dataclass(frozen=True)
class Source:
    """Parquet files, of any number of parts."""

    parts: tuple[Part, ...]

    @property
    def each(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The first file of each set of columns, and the columns."""
        return ((files[0], names) for part in self.parts for names, files in part.named.items())

    def unread(self, known: Collection[str]) -> list[str]:
        """Warnings about columns beside those `known`: one of all files that have the same, naming the first."""
        found: dict[tuple[str, ...], list[str]] = {}
        for names, files in chain.from_iterable(part.named.items() for part in self.parts):
            if unknown := tuple(name for name in names if name not in known):
                found.setdefault(unknown, []).extend(files)
        return sorted(f"{_first_of(files)}: {not_ours(unknown)}" for unknown, files in found.items())

    def mapped(self, read: Read, kind: pa.Schema) -> DataFrame:
        """What `read` makes of the rows, part by part, since only those of one part have the same columns."""
        return reduce(DataFrame.union, [part.rows.mapInArrow(read, ddl(kind)) for part in self.parts])


def parquet(spark: SparkSession, paths: Sequence[str], wanted: Collection[str]) -> Source:
    """Parquet with the columns of all its files, of which only those `wanted` can be read.

    Raises IntakeError where there is no file, and where one of its columns is of a type that cannot be read.
    """
    where = ", ".join(shown(path) for path in paths)
    try:
        files = _listed(_reader(spark).schema(StructType()).parquet(*paths))
    except FAILURES as error:
        raise IntakeError(f"{where}: Spark 列不出其中的文件 · Spark cannot list its files: {told(error)}") from None
    if not files:
        raise IntakeError(
            f"{where}: 其中没有可读的文件；名称以 _ 或 . 开头的不读 · holds no file to read; "
            "those whose names begin with _ or . are not looked at"
        )
    for folder in layouts_among(files):
        raise no_source(shown(folder))
    found = alike(spark, footers_of(spark, files), wanted)
    return Source(tuple(_part(spark, some, paths if len(found) == 1 else None) for some in found))


def _first_of(files: Sequence[str]) -> str:
    first, others = shown(min(files)), len(files) - 1
    return f"{first}（及另外 {others:,} 个文件 · and {others:,} more）" if others else first


def _part(spark: SparkSession, some: Alike, paths: Sequence[str] | None) -> Part:
    """`paths`: where the files are, if no others are there: Spark lists these few faster than file after file."""
    fields = StructType([column.field for column in some.columns])
    rows = _reader(spark).schema(fields).parquet(*(paths or map(_named, some.files)))
    made = rows.select(
        *(F.expr(column.made).alias(column.name) for column in some.columns),
        F.col("_metadata.file_path").alias(FILE),
        F.col("_metadata.row_index").alias(ROW),
    )
    try:
        for name, column in zip(made.columns, made.limit(0).toArrow().columns, strict=True):
            as_text(name, column.combine_chunks())
    except ColumnError as error:
        raise IntakeError(f"{shown(some.files[0])}: {error}") from None
    return Part(some.named, made)


def _listed(rows: DataFrame) -> list[str]:
    return sorted(unquote(file) for file in rows.inputFiles())


def _reader(spark: SparkSession) -> DataFrameReader:
    """Reads folders in folders too, as on one machine; without it Spark passes over them and says nothing."""
    return spark.read.option("recursiveFileLookup", True)


def _named(file: str) -> str:
    """A file as Spark takes it in a path."""
    return _PATTERN.sub(r"\\\g<0>", file)


def registers_in(spark: SparkSession, folder: str | None, warnings: list[str]) -> dict[str, str]:
    """By register the file that holds it, in a folder of any kind that Spark reads. Raises RegisterError."""
    if folder is None:
        return {}
    context: Any = spark.sparkContext
    place = context._jvm.org.apache.hadoop.fs.Path(folder)
    try:
        listed = place.getFileSystem(context._jsc.hadoopConfiguration()).listStatus(place)
        paths = {str(path.getName()): str(path.toString()) for path in (status.getPath() for status in listed)}
    except FAILURES as error:
        raise RegisterError(
            f"{folder}: 不能列为登记簿文件夹 · cannot be listed as a folder of registers: {told(error)}"
        ) from None
    return {register: paths[name] for register, name in chosen_among(folder, paths, warnings).items()}


def register_of(spark: SparkSession, telling: Telling, warnings: list[str]) -> DataFrame:
    """The rows of a register as `TOLD`. Raises RegisterError for a file that is no such register.

    A CSV may be a folder of files, as Spark itself writes one, and so may Parquet.
    """
    try:
        if telling.path.lower().endswith(".parquet"):
            return _parquet_rows(spark, telling, warnings)
        files = _listed(spark.read.text(_named(telling.path))) or [telling.path]
        parts = [_csv_rows(spark, replace(telling, path=file), warnings) for file in files]
        return reduce(DataFrame.union, parts)
    except IntakeError as error:
        raise RegisterError(str(error)) from None


def _parquet_rows(spark: SparkSession, telling: Telling, warnings: list[str]) -> DataFrame:
    source = parquet(spark, [_named(telling.path)], columns_of(telling.register))
    for file, names in source.each:
        check_columns(telling.register, shown(file), names)
    warnings.extend(source.unread(columns_of(telling.register)))
    return source.mapped(telling.tell, TOLD)


def _csv_rows(spark: SparkSession, telling: Telling, warnings: list[str]) -> DataFrame:
    """Every quote says where the cells after it end, so one task reads all lines of a file, as they are read here."""
    lines = spark.read.text(_named(telling.path), lineSep="\n").select(
        F.col("value").cast("binary").alias(LINE),
        F.col("_metadata.file_block_start").alias(_BLOCK),
        F.monotonically_increasing_id().alias(_PLACE),
    )
    first = [bytes(row[LINE]) for row in lines.where(F.col(_BLOCK) == 0).head(HEADER_LINES)]
    head = Lines(shown(telling.path), iter([pa.record_batch({LINE: first})]))
    if unknown := check_columns(telling.register, shown(telling.path), DelimitedText(head).names):
        warnings.append(f"{shown(telling.path)}: {not_ours(unknown)}")
    whole = lines.repartition(1).sortWithinPartitions(_BLOCK, _PLACE).select(LINE)
    return whole.mapInArrow(telling.tell_lines, ddl(TOLD))
