"""The columns of Parquet files by their footers, where Spark cannot tell those of all files together.

Spark reads any file whose columns it is told: one that it is not asked for may be of any type, and differ in it.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql.types import StringType, StructField, StructType

from zilv.attempts.intake.header import names_of
from zilv.attempts.intake.reasons import names_shown
from zilv.audit.spark.failures import FAILURES, told
from zilv.errors import IntakeError

AT_ONCE = 32
"""So many footers are asked for at once: a store far away takes its time for each."""


@dataclass(frozen=True)
class Footer:
    """What a file's footer says. `schema`: Parquet's own, an object of Java's; `text`: the same, to compare."""

    file: str
    schema: Any
    text: str


def columns(spark: SparkSession, where: str, files: Sequence[str], wanted: Collection[str]) -> StructType:
    """The columns of all `files`, those `wanted` of the types that Spark reads; any other is called a text.

    Raises IntakeError where a wanted one is of a type that Spark does not read, or not of one type.
    """
    conf = spark._jsparkSession.sessionState().newHadoopConf()
    alike: dict[str, Footer] = {}
    with ThreadPoolExecutor(AT_ONCE) as several:
        for footer in several.map(lambda file: _footer(_java(spark), conf, file), files):
            alike.setdefault(footer.text, footer)
    found: dict[str, StructField] = {}
    for footer in alike.values():
        fields = _fields(spark, footer, wanted)
        _refuse_differing(where, found, fields)
        found |= {name: field for name, field in fields.items() if name not in found}
    return StructType(list(found.values()))


def _footer(java: Any, conf: Any, file: str) -> Footer:
    """A file's footer, read by the driver as Spark reads files. Raises IntakeError where it has none."""
    columns_alone = java.org.apache.parquet.format.converter.ParquetMetadataConverter.SKIP_ROW_GROUPS
    try:
        path = java.org.apache.hadoop.fs.Path(file)
        read = java.org.apache.parquet.hadoop.ParquetFileReader.readFooter(conf, path, columns_alone)
    except FAILURES as error:
        raise IntakeError(f"{file}: cannot be read as Parquet: {told(error)}") from None
    schema = read.getFileMetaData().getSchema()
    return Footer(file, schema, str(schema.toString()))


def _fields(spark: SparkSession, footer: Footer, wanted: Collection[str]) -> dict[str, StructField]:
    """The columns of a file. Raises IntakeError, also where two have one name."""
    kinds = list(footer.schema.getFields())
    names = [str(kind.getName()) for kind in kinds]
    names_of(footer.file, names)
    return {
        name: _as_spark(spark, footer.file, kind) if name in wanted else StructField(name, StringType())
        for name, kind in zip(names, kinds, strict=True)
    }


def _as_spark(spark: SparkSession, file: str, kind: Any) -> StructField:
    """A column as Spark reads it. Raises IntakeError where it does not."""
    java = _java(spark)
    spoken = java.org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter
    try:
        alone = java.org.apache.parquet.schema.MessageType("alone", [kind])
        found = spoken(spark._jsparkSession.sessionState().conf()).convert(alone)
        field = StructType.fromJson(json.loads(found.json()))
        # Of no file at all: a type that Spark knows but does not read from Parquet is refused here.
        spark.read.schema(field).parquet()
    except FAILURES as error:
        raise IntakeError(
            f"{file}: Spark cannot read the column {names_shown((str(kind.getName()),))}: {told(error)}; "
            "write it as text, whole numbers, or timestamps of microseconds"
        ) from None
    return field.fields[0]


def _refuse_differing(where: str, found: Mapping[str, StructField], other: Mapping[str, StructField]) -> None:
    pairs = {
        name: (found.get(name, field).dataType.simpleString(), field.dataType.simpleString())
        for name, field in other.items()
    }
    kinds = ", ".join(
        f"{names_shown((name,))} is {one} in one and {another} in another"
        for name, (one, another) in pairs.items()
        if one != another
    )
    if kinds:
        raise IntakeError(
            f"{where}: Spark cannot read files together whose columns differ in type: {kinds}; "
            "write each column in one type"
        )


def _java(spark: SparkSession) -> Any:
    return spark.sparkContext._jvm
