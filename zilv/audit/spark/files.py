"""Files as Spark opens them: the columns of all files of a source, and registers, whose CSV it hands on as lines."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from pyspark.sql import DataFrame, DataFrameReader, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.types import StructType

from zilv.attempts.intake.parquet import ColumnError, as_text
from zilv.attempts.intake.reasons import names_shown
from zilv.attempts.intake.tabular import DelimitedText
from zilv.audit.spark.failures import FAILURES, told
from zilv.audit.spark.footers import columns
from zilv.audit.spark.lines import LINE, Lines
from zilv.audit.spark.registers import TOLD, Telling
from zilv.audit.spark.wire import ddl
from zilv.errors import IntakeError, RegisterError
from zilv.registers.parse import columns_of
from zilv.registers.read import check_columns, chosen_among

HEADER_LINES = 64
"""So many lines are looked at for the names of a register's columns."""

_BLOCK, _PLACE = "block", "place"
_PATTERN = re.compile(r"[\\*?\[\]{}]")
"""What Spark takes for a pattern in a path that it is given."""


def parquet(spark: SparkSession, paths: Sequence[str], wanted: Collection[str]) -> DataFrame:
    """Parquet with the columns of all its files, of which only those `wanted` may be read.

    Raises IntakeError where one of them is of a type that Spark does not read, or of types that do not go together.
    """
    try:
        return _reader(spark).option("mergeSchema", True).parquet(*paths)
    except FAILURES as error:
        listed = sorted(_reader(spark).schema(StructType()).parquet(*paths).inputFiles())
        where, files = ", ".join(paths), [unquote(file) for file in listed]
        if not files:
            raise IntakeError(f"{where}: Spark cannot read which columns the files have: {told(error)}") from None
    return _reader(spark).schema(columns(spark, where, files, wanted)).parquet(*paths)


def _reader(spark: SparkSession) -> DataFrameReader:
    """Reads folders in folders too, as on one machine; without it Spark passes over them and says nothing."""
    return spark.read.option("recursiveFileLookup", True)


def _named(uri: str) -> str:
    """A file that Spark lists, as it takes it in a path."""
    return _PATTERN.sub(r"\\\g<0>", unquote(uri))


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
        raise RegisterError(f"{folder}: cannot be listed as a folder of registers: {told(error)}") from None
    return {register: paths[name] for register, name in chosen_among(folder, paths, warnings).items()}


def register_of(spark: SparkSession, telling: Telling, warnings: list[str]) -> DataFrame:
    """The rows of a register as `TOLD`. Raises RegisterError for a file that is no such register."""
    path = telling.path
    try:
        read = _parquet_rows if path.lower().endswith(".parquet") else _csv_rows
        names, rows = read(spark, telling)
        unknown = check_columns(telling.register, path, names)
    except (ColumnError, IntakeError) as error:
        raise RegisterError(str(error) if isinstance(error, IntakeError) else f"{path}: {error}") from None
    if unknown:
        warnings.append(f"{path}: columns that are not ours are not read: {names_shown(unknown)}")
    return rows


def _parquet_rows(spark: SparkSession, telling: Telling) -> tuple[tuple[str, ...], DataFrame]:
    known = columns_of(telling.register)
    rows = parquet(spark, [telling.path], known)
    found = rows.select(*(name for name in rows.columns if name in known))
    for name, column in zip(found.columns, found.limit(0).toArrow().columns, strict=True):
        as_text(name, column.combine_chunks())
    return tuple(rows.columns), found.mapInArrow(telling.tell, ddl(TOLD))


def _csv_rows(spark: SparkSession, telling: Telling) -> tuple[tuple[str, ...], DataFrame]:
    """Every quote says where the cells after it end, so one task reads all lines of a file, as they are read here.

    A folder of files, as Spark itself writes a CSV, is read as well.
    """
    files = sorted(spark.read.text(telling.path).inputFiles())
    if len(files) > 1:
        parts = [_csv_rows(spark, replace(telling, path=_named(file))) for file in files]
        return parts[0][0], reduce(DataFrame.union, [rows for _, rows in parts])
    lines = spark.read.text(telling.path, lineSep="\n").select(
        F.col("value").cast("binary").alias(LINE),
        F.col("_metadata.file_block_start").alias(_BLOCK),
        F.monotonically_increasing_id().alias(_PLACE),
    )
    first = [bytes(row[LINE]) for row in lines.where(F.col(_BLOCK) == 0).head(HEADER_LINES)]
    names = DelimitedText(Lines(telling.path, iter([pa.record_batch({LINE: first})]))).names
    whole = lines.repartition(1).sortWithinPartitions(_BLOCK, _PLACE).select(LINE)
    return names, whole.mapInArrow(telling.tell_lines, ddl(TOLD))
