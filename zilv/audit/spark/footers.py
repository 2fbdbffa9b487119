"""The columns of Parquet files by their footers, where Spark cannot tell those of all files together, or not enough.

Spark reads any file whose columns it is told: one that it is not asked for may be of any type, and differ in it.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
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

    @property
    def kinds(self) -> dict[str, Any]:
        """Its columns, as Parquet has them. Raises IntakeError where two have one name."""
        kinds = list(self.schema.getFields())
        names = [str(kind.getName()) for kind in kinds]
        names_of(self.file, names)
        return dict(zip(names, kinds, strict=True))


def footers_of(spark: SparkSession, files: Sequence[str]) -> list[Footer]:
    """The footers of files, which the driver reads. Raises IntakeError where one has none."""
    conf = spark._jsparkSession.sessionState().newHadoopConf()
    with ThreadPoolExecutor(AT_ONCE) as several:
        return list(several.map(lambda file: _footer(_java(spark), conf, file), files))


def unlike(footers: Iterable[Footer]) -> list[Footer]:
    """Of footers that say the same, the first."""
    found: dict[str, Footer] = {}
    for footer in footers:
        found.setdefault(footer.text, footer)
    return list(found.values())


def together(
    spark: SparkSession, where: str, footers: Sequence[Footer], wanted: Collection[str]
) -> list[tuple[list[str], StructType]]:
    """Which files are read together, as which columns: those `wanted` as Spark reads them; any other is called a text.

    A wanted column of nulls alone, of Parquet's type for these, is passed over where other files say what it is.
    Raises IntakeError where a wanted one is of a type that Spark does not read, or not of one type.
    """
    found: dict[str, StructField] = {}
    empty: dict[str, StructField] = {}
    without: dict[str, set[str]] = {}
    for footer in unlike(footers):
        fields = _fields(spark, footer, wanted)
        without[footer.text] = {name for name, kind in footer.kinds.items() if name in wanted and _is_of_nulls(kind)}
        empty |= {name: fields.pop(name) for name in without[footer.text]}
        _refuse_differing(where, found, fields)
        found |= {name: field for name, field in fields.items() if name not in found}
    found |= {name: field for name, field in empty.items() if name not in found}
    parts: dict[frozenset[str], list[str]] = {}
    for footer in footers:
        of_nulls = {name for name in without[footer.text] if found[name] is not empty[name]}
        parts.setdefault(frozenset(of_nulls), []).append(footer.file)
    return [
        (files, StructType([field for name, field in found.items() if name not in of_nulls]))
        for of_nulls, files in parts.items()
    ]


def refuse_int96(footers: Sequence[Footer], wanted: Collection[str]) -> None:
    """Raises IntakeError where a wanted column is of INT96."""
    for footer in unlike(footers):
        for name, kind in footer.kinds.items():
            if name in wanted and _is_int96(kind):
                raise _int96(footer.file, name)


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
    return {
        name: _as_spark(spark, footer.file, kind) if name in wanted else StructField(name, StringType())
        for name, kind in footer.kinds.items()
    }


def _is_of_nulls(kind: Any) -> bool:
    told = kind.getLogicalTypeAnnotation()
    return told is not None and str(told.toString()) == "UNKNOWN"


def _is_int96(kind: Any) -> bool:
    return bool(kind.isPrimitive()) and str(kind.asPrimitiveType().getPrimitiveTypeName().toString()) == "INT96"


def _int96(file: str, name: str) -> IntakeError:
    """Of the same instant engines read two: some take it for UTC, others for the time of some zone."""
    return IntakeError(
        f"{file}: 列 {names_shown((name,))} 的时间戳为 INT96，未说明时区：请改写为 UTC 微秒时间戳 · the column "
        f"{names_shown((name,))} holds timestamps of INT96, which do not say of which zone they are; write timestamps "
        "of microseconds in UTC (Spark does with spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS)"
    )


def _as_spark(spark: SparkSession, file: str, kind: Any) -> StructField:
    """A column as Spark reads it. Raises IntakeError where it does not, or reads what is no one instant."""
    if _is_int96(kind):
        raise _int96(file, str(kind.getName()))
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
