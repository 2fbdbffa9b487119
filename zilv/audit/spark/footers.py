"""The columns of Parquet files by their footers: which files are read together, and as what.

Spark reads any file whose columns it is told: one that it is not asked for may be of any type, and differ in it. What
its own look at the columns does not tell, their footers do: names with spaces around them, INT96, nanoseconds.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql.types import LongType, StringType, StructField, StructType

from zilv.attempts.intake.header import names_of
from zilv.attempts.intake.parquet import zoneless
from zilv.audit.spark.failures import FAILURES, told
from zilv.audit.spark.reading import shown
from zilv.errors import IntakeError

AT_ONCE = 32
"""So many footers are asked for at once: a store far away takes its time for each."""

_NANOSECONDS = {
    "TIMESTAMP(NANOS,true)": "timestamp_micros({} div 1000)",
    "TIMESTAMP(NANOS,false)": "timestampadd(microsecond, {} div 1000, timestamp_ntz'1970-01-01')",
}
"""How Spark, which reads nanoseconds as whole numbers alone, makes the microseconds of them that intake makes."""


@dataclass(frozen=True)
class Footer:
    """What a file's footer says. `schema`: Parquet's own, an object of Java's; `text`: the same, to compare."""

    file: str
    schema: Any
    text: str

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        """Its columns by their trimmed names, as Parquet has them. Raises IntakeError where two have one name."""
        kinds = list(self.schema.getFields())
        return list(zip(names_of(shown(self.file), [str(kind.getName()) for kind in kinds]), kinds, strict=True))


@dataclass(frozen=True)
class Column:
    """A column that is read. `field`: as Spark reads it from the file; `made`: what is made of it, in Spark's SQL."""

    name: str
    field: StructField
    made: str


@dataclass(frozen=True)
class Alike:
    """Files whose wanted columns are of the same names and types. `named`: the files by the names of all columns that
    each has, trimmed."""

    named: dict[tuple[str, ...], list[str]]
    columns: tuple[Column, ...]

    @property
    def files(self) -> list[str]:
        """All of them."""
        return [file for some in self.named.values() for file in some]


def footers_of(spark: SparkSession, files: Sequence[str]) -> list[Footer]:
    """The footers of files, which the driver reads. Raises IntakeError where one has none.

    Of footers that say the same one is kept, so that a hundred thousand files take no more memory than their names.
    """
    conf = spark._jsparkSession.sessionState().newHadoopConf()
    known: dict[str, Footer] = {}

    def one(file: str) -> Footer:
        found = _footer(_java(spark), conf, file)
        same = known.setdefault(found.text, found)
        return Footer(file, same.schema, same.text)

    with ThreadPoolExecutor(AT_ONCE) as several:
        return list(several.map(one, files))


def alike(spark: SparkSession, footers: Iterable[Footer], wanted: Collection[str]) -> list[Alike]:
    """Which files are read together. Raises IntakeError where a wanted column is of a type that Spark does not read."""
    looked_at: dict[str, tuple[tuple[str, ...], tuple[Column, ...]]] = {}
    columns: dict[str, Column] = {}
    found: dict[tuple[Column, ...], dict[tuple[str, ...], list[str]]] = {}
    for footer in footers:
        if footer.text not in looked_at:
            kinds = footer.kinds
            for name, kind in kinds:
                if name in wanted and str(kind) not in columns:
                    columns[str(kind)] = _column(spark, footer.file, name, kind)
            mine = sorted((columns[str(kind)] for name, kind in kinds if name in wanted), key=lambda one: one.name)
            looked_at[footer.text] = tuple(name for name, _ in kinds if name), tuple(mine)
        seen, same = looked_at[footer.text]
        found.setdefault(same, {}).setdefault(seen, []).append(footer.file)
    return [Alike(named, same) for same, named in found.items()]


def _footer(java: Any, conf: Any, file: str) -> Footer:
    """A file's footer, read by the driver as Spark reads files. Raises IntakeError where it has none."""
    columns_alone = java.org.apache.parquet.format.converter.ParquetMetadataConverter.SKIP_ROW_GROUPS
    try:
        path = java.org.apache.hadoop.fs.Path(file)
        read = java.org.apache.parquet.hadoop.ParquetFileReader.readFooter(conf, path, columns_alone)
    except FAILURES as error:
        raise IntakeError(
            f"{shown(file)}: 不能作为 Parquet 读取，或许不完整 · cannot be read as Parquet, perhaps it is cut off: "
            f"{told(error)}"
        ) from None
    schema = read.getFileMetaData().getSchema()
    return Footer(file, schema, str(schema.toString()))


def _column(spark: SparkSession, file: str, name: str, kind: Any) -> Column:
    """A column as it is read. Raises IntakeError where it cannot be, or says no one instant."""
    written = str(kind.getName())
    quoted = f"`{written.replace('`', '``')}`"
    annotation = kind.getLogicalTypeAnnotation()
    noted = str(annotation.toString()) if annotation is not None else ""
    if noted in _NANOSECONDS and kind.isPrimitive():
        return Column(name, StructField(written, LongType()), _NANOSECONDS[noted].format(quoted))
    if noted == "UNKNOWN":
        return Column(name, StructField(written, StringType()), "cast(null as string)")
    return Column(name, _as_spark(spark, file, name, kind), quoted)


def _as_spark(spark: SparkSession, file: str, name: str, kind: Any) -> StructField:
    if bool(kind.isPrimitive()) and str(kind.asPrimitiveType().getPrimitiveTypeName().toString()) == "INT96":
        # Of the same instant engines read two: some take it for UTC, others for the time of some zone.
        raise IntakeError(f"{shown(file)}: {zoneless(name)}")
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
            f"{shown(file)}: Spark 不能读取列 {name}：请写成文本、整数或时间戳 · Spark cannot read the column {name}: "
            f"{told(error)}; write it as text, whole numbers, or timestamps"
        ) from None
    # Whether it may be empty is no matter: where a file says that it never is, it is read with those that do not say.
    return StructField(field.fields[0].name, field.fields[0].dataType)


def _java(spark: SparkSession) -> Any:
    return spark.sparkContext._jvm
