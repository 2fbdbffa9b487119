"""Files as Spark opens them: the columns of all files of a source, and registers with the rows that are torn."""

import re
from collections.abc import Sequence
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.types import DataType, StringType, StructField, StructType

from zilv.attempts.intake.header import names_of
from zilv.attempts.intake.parquet import ColumnError, as_text
from zilv.attempts.intake.reasons import names_shown
from zilv.audit.spark.registers import TORN
from zilv.errors import IntakeError, RegisterError
from zilv.registers.parse import columns_of
from zilv.registers.read import check_columns, chosen_among

_SCHEMA = re.compile(r'"(STRUCT<.*>)"')


def parquet(spark: SparkSession, paths: Sequence[str]) -> DataFrame:
    """Parquet with the columns of all its files. Raises IntakeError where one is of types that do not go together."""
    try:
        return spark.read.option("mergeSchema", True).parquet(*paths)
    except Py4JJavaError as error:
        raise IntakeError(f"{', '.join(paths)}: {_not_merged(error.java_exception)}") from None


def _not_merged(error: Any) -> str:
    schemas = [DataType.fromDDL(schema) for schema in _SCHEMA.findall(str(error))[:2]]
    if len(schemas) < 2:
        return f"Spark cannot read which columns the files have: {told(error)}"
    first, second = ({field.name: field.dataType.simpleString() for field in schema} for schema in schemas)
    differing = [name for name, kind in first.items() if second.get(name, kind) != kind]
    kinds = ", ".join(
        f"{names_shown((name,))} is {first[name]} in one and {second[name]} in another" for name in differing
    )
    return f"Spark cannot read files together whose columns differ in type: {kinds}; write each column in one type"


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


def register_of(spark: SparkSession, register: str, path: str, warnings: list[str]) -> DataFrame:
    """The rows of a register: those of its columns that there are, and `TORN`. Raises RegisterError."""
    try:
        names, rows = _parquet_rows(spark, path) if path.lower().endswith(".parquet") else _csv_rows(spark, path)
        unknown = check_columns(register, path, names)
        if unknown:
            warnings.append(f"{path}: columns that are not ours are not read: {names_shown(unknown)}")
        found = rows.select(*(name for name in names if name in columns_of(register)), TORN)
        for name, column in zip(found.columns, found.limit(0).toArrow().columns, strict=True):
            as_text(name, column.combine_chunks())
    except (ColumnError, IntakeError) as error:
        raise RegisterError(str(error) if isinstance(error, IntakeError) else f"{path}: {error}") from None
    return found


def _parquet_rows(spark: SparkSession, path: str) -> tuple[tuple[str, ...], DataFrame]:
    rows = parquet(spark, [path])
    return tuple(rows.columns), rows.withColumn(TORN, F.lit(None).cast("string"))


def _csv_rows(spark: SparkSession, path: str) -> tuple[tuple[str, ...], DataFrame]:
    form = {"multiLine": True, "quote": '"', "escape": '"', "encoding": "UTF-8"}
    header = spark.read.csv(path, **form).first()
    if header is None:
        raise IntakeError(f"{path}: is empty; expected a header line with the names of the columns")
    names = names_of(path, [cell or "" for cell in header])
    told = [name or f"{TORN}_{place}" for place, name in enumerate(names)]
    schema = StructType([StructField(name, StringType()) for name in (*told, TORN)])
    # Only where Spark parses every column does it notice that a row has too many cells.
    rows = spark.read.option("columnPruning", False).option("columnNameOfCorruptRecord", TORN)
    return names, rows.csv(path, schema=schema, header=True, **form)


def told(error: Any) -> str:
    """The line of Spark's message that says what went wrong, which for an error in Python is its traceback's last."""
    lines = [line for line in str(error).strip().splitlines() if line.strip()] or [type(error).__name__]
    python = [line for line in lines if line[:1].isalpha() and "Error: " in line]
    return (python[-1] if python else lines[0]).strip()[:300]
