"""Files as Spark opens them: the columns of all files of a source, and registers, whose CSV it hands on as lines."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from py4j.protocol import Py4JJavaError
from pyspark.sql import DataFrame, DataFrameReader, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.types import DataType, StringType, StructField, StructType

from zilv.attempts.intake.parquet import ColumnError, as_text
from zilv.attempts.intake.reasons import names_shown
from zilv.attempts.intake.tabular import DelimitedText
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

_SCHEMA = re.compile(r'"(STRUCT<.*>)"')


def parquet(spark: SparkSession, paths: Sequence[str], wanted: Collection[str]) -> DataFrame:
    """Parquet with the columns of all its files, of which only those `wanted` may be read.

    Raises IntakeError where one of them is of types that do not go together.
    """
    where = ", ".join(paths)
    try:
        return _merging(spark, paths)
    except Py4JJavaError as error:
        _refuse_differing(where, *_not_merged(where, error), wanted)
    files = [_named(file) for file in sorted(_reader(spark).schema(StructType()).parquet(*paths).inputFiles())]
    return _reader(spark).schema(_together(spark, where, files, wanted)).parquet(*paths)


def _reader(spark: SparkSession) -> DataFrameReader:
    """Reads folders in folders too, as on one machine; without it Spark passes over them and says nothing."""
    return spark.read.option("recursiveFileLookup", True)


def _named(uri: str) -> str:
    """A file that Spark lists, as it takes it in a path."""
    return _PATTERN.sub(r"\\\g<0>", unquote(uri))


def _merging(spark: SparkSession, paths: Sequence[str]) -> DataFrame:
    return _reader(spark).option("mergeSchema", True).parquet(*paths)


def _together(spark: SparkSession, where: str, files: Sequence[str], wanted: Collection[str]) -> StructType:
    """The columns of files that Spark cannot merge, halved until it can; what nobody wants is called a text."""
    try:
        found = _merging(spark, files).schema
        return StructType([f if f.name in wanted else StructField(f.name, StringType()) for f in found])
    except Py4JJavaError as error:
        _refuse_differing(where, *_not_merged(where, error), wanted)
    half = len(files) // 2
    first, second = (_together(spark, where, lot, wanted) for lot in (files[:half], files[half:]))
    _refuse_differing(where, first, second, wanted)
    return StructType([*first, *(field for field in second if field.name not in first.names)])


def _not_merged(where: str, error: Py4JJavaError) -> tuple[Any, Any]:
    """The two schemas that Spark says it cannot merge; raises IntakeError where it says something else."""
    schemas = [DataType.fromDDL(schema) for schema in _SCHEMA.findall(str(error.java_exception))[:2]]
    if len(schemas) < 2:
        raise IntakeError(f"{where}: Spark cannot read which columns the files have: {told(error.java_exception)}")
    return schemas[0], schemas[1]


def _refuse_differing(where: str, one: Any, other: Any, wanted: Collection[str]) -> None:
    first, second = ({f.name: f.dataType.simpleString() for f in kind if f.name in wanted} for kind in (one, other))
    differing = [name for name, kind in first.items() if second.get(name, kind) != kind]
    kinds = ", ".join(
        f"{names_shown((name,))} is {first[name]} in one and {second[name]} in another" for name in differing
    )
    if differing:
        raise IntakeError(
            f"{where}: Spark cannot read files together whose columns differ in type: {kinds}; "
            "write each column in one type"
        )


def registers_in(spark: SparkSession, folder: str | None, warnings: list[str]) -> dict[str, str]:
    """By register the file that holds it, in a folder of any kind that Spark reads. Raises RegisterError."""
    if folder is None:
        return {}
    context: Any = spark.sparkContext
    place = context._jvm.org.apache.hadoop.fs.Path(folder)
    try:
        listed = place.getFileSystem(context._jsc.hadoopConfiguration()).listStatus(place)
        paths = {str(path.getName()): str(path.toString()) for path in (status.getPath() for status in listed)}
    except Py4JJavaError as error:
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


def told(error: Any) -> str:
    """The line of Spark's message that says what went wrong, which for an error in Python is its traceback's last."""
    lines = [line for line in str(error).strip().splitlines() if line.strip()] or [type(error).__name__]
    python = [line for line in lines if line[:1].isalpha() and "Error: " in line]
    return (python[-1] if python else lines[0]).strip()[:300]
