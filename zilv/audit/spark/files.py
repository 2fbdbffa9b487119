"""Files as Spark opens them: the columns of all files of a source, and registers, whose CSV it hands on as lines."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from pyspark.sql import DataFrame, DataFrameReader, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.types import StructType, TimestampType

from zilv.attempts.intake.parquet import ColumnError, as_text
from zilv.attempts.intake.reasons import names_shown
from zilv.attempts.intake.tabular import DelimitedText
from zilv.audit.spark.failures import FAILURES, told
from zilv.audit.spark.footers import footers_of, refuse_int96, together, unlike
from zilv.audit.spark.lines import LINE, Lines
from zilv.audit.spark.reading import FILE, ROW
from zilv.audit.spark.registers import TOLD, Telling, shown
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
    """Parquet with the columns of all its files, of which only those `wanted` may be read, and with `FILE` and `ROW`.

    Raises IntakeError where one of them is of a type that Spark does not read, or of types that do not go together.
    """
    try:
        found = _reader(spark).option("mergeSchema", True).parquet(*paths)
    except FAILURES as error:
        return _apart(spark, paths, wanted, told(error))
    instants = {field.name for field in found.schema if isinstance(field.dataType, TimestampType)} & {*wanted}
    if instants:
        refuse_int96(footers_of(spark, _listed(found)), instants)
    return _placed(found)


def _apart(spark: SparkSession, paths: Sequence[str], wanted: Collection[str], why: str) -> DataFrame:
    """The same of files that Spark cannot read as one by itself, which is `why`."""
    where, files = ", ".join(paths), _listed(_reader(spark).schema(StructType()).parquet(*paths))
    if not files:
        raise IntakeError(f"{where}: Spark cannot read which columns the files have: {why}")
    parts = [
        _placed(_reader(spark).schema(columns).parquet(*map(_named, some)))
        for some, columns in together(spark, where, footers_of(spark, files), wanted)
    ]
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), parts)


def _placed(rows: DataFrame) -> DataFrame:
    return rows.select("*", F.col("_metadata.file_path").alias(FILE), F.col("_metadata.row_index").alias(ROW))


def names_in(rows: DataFrame) -> tuple[str, ...]:
    """The columns that the files have."""
    return tuple(name for name in rows.columns if name not in {FILE, ROW})


def refuse_partly_given(spark: SparkSession, rows: DataFrame, constants: Iterable[str]) -> None:
    """Raises IntakeError where only some of the files have a column that --set tells for files without it.

    Spark reads all files as one, so of a cell that is empty it cannot be seen whether its file has the column.
    """
    had = {*constants} & {*names_in(rows)}
    for footer in unlike(footers_of(spark, _listed(rows))) if had else ():
        if lacking := sorted(had - {*footer.kinds}):
            raise IntakeError(
                f"{shown(footer.file)}: 缺少 --set 所给而其他文件已有的列：请在各文件中都写上，或分开审计 · lacks the "
                f"columns {', '.join(lacking)}, which --set tells and other files have: write them in every file, or "
                "audit the files that lack them apart"
            )


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
        raise RegisterError(f"{folder}: cannot be listed as a folder of registers: {told(error)}") from None
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
    except ColumnError as error:
        raise RegisterError(f"{shown(telling.path)}: {error}") from None
    except IntakeError as error:
        raise RegisterError(str(error)) from None


def _check(telling: Telling, names: tuple[str, ...], warnings: list[str]) -> None:
    if unknown := check_columns(telling.register, shown(telling.path), names):
        warnings.append(f"{shown(telling.path)}: columns that are not ours are not read: {names_shown(unknown)}")


def _parquet_rows(spark: SparkSession, telling: Telling, warnings: list[str]) -> DataFrame:
    known = columns_of(telling.register)
    rows = parquet(spark, [_named(telling.path)], known)
    _check(telling, names_in(rows), warnings)
    found = rows.select(*(name for name in rows.columns if name in {*known, FILE, ROW}))
    for name, column in zip(found.columns, found.limit(0).toArrow().columns, strict=True):
        as_text(name, column.combine_chunks())
    return found.mapInArrow(telling.tell, ddl(TOLD))


def _csv_rows(spark: SparkSession, telling: Telling, warnings: list[str]) -> DataFrame:
    """Every quote says where the cells after it end, so one task reads all lines of a file, as they are read here."""
    lines = spark.read.text(_named(telling.path), lineSep="\n").select(
        F.col("value").cast("binary").alias(LINE),
        F.col("_metadata.file_block_start").alias(_BLOCK),
        F.monotonically_increasing_id().alias(_PLACE),
    )
    first = [bytes(row[LINE]) for row in lines.where(F.col(_BLOCK) == 0).head(HEADER_LINES)]
    head = Lines(shown(telling.path), iter([pa.record_batch({LINE: first})]))
    _check(telling, DelimitedText(head).names, warnings)
    whole = lines.repartition(1).sortWithinPartitions(_BLOCK, _PLACE).select(LINE)
    return whole.mapInArrow(telling.tell_lines, ddl(TOLD))
