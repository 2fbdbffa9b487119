"""Which rows go where: read, settled where an id comes twice, laid together by person, sorted, judged."""

from dataclasses import dataclass
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.storagelevel import StorageLevel

from zilv.audit.numbers import by_number
from zilv.audit.spark.files import Source, register_of
from zilv.audit.spark.judging import JUDGED, Judging
from zilv.audit.spark.reading import Reading
from zilv.audit.spark.registers import ABOUT_PERSONS, TOLD, Entering, Telling
from zilv.audit.spark.settling import settle
from zilv.audit.spark.wire import ATTEMPT, BESIDE, DUPLICATE, ENTRY, MERGED, REFUSED, WIRE, ddl
from zilv.privacy.token import Tokens
from zilv.registers.rows import REVIEWS

ROWS_PER_PARTITION = 1 << 20
"""About so many attempts are judged at once: some 1.1 GB of a Python worker, its registers included."""

SMALL_ROWS = 1 << 20
"""So many keys, 16 MB, are sent to every executor."""

_BUCKET, _KEY = "bucket", "key"


@dataclass
class Frames:
    """What Spark holds while it works. `read`: every row; `settled`: of the ids that come twice (`repeated`, keys)."""

    read: DataFrame
    repeated: DataFrame
    settled: DataFrame
    partitions: int

    @property
    def attempts(self) -> DataFrame:
        """Every attempt, with the partition that judges it."""
        whole = _keyed(self.read).join(self.repeated, _KEY, "left_anti").select(*WIRE.names)
        both = whole.unionByName(self.settled.where(F.col("kind") == ATTEMPT))
        return both.withColumn(_BUCKET, _bucket(self.partitions))

    def refused(self) -> DataFrame:
        """The rows that are refused, in the order of their files."""
        both = self.read.unionByName(self.settled).where(F.col("kind") == REFUSED)
        return both.select("file", "row", "field", "reason").orderBy("file", "row")

    def counts(self) -> dict[str, int]:
        """How many rows were read, and how many of them merged, duplicate and refused."""
        kinds = {row["kind"]: row["n"] for row in self.read.groupBy("kind").agg(F.count("*").alias("n")).collect()}
        later = self.settled.groupBy("kind").agg(F.count("*").alias("n"), F.sum("row").alias("rows")).collect()
        rows = {row["kind"]: row["rows"] for row in later}
        refused = kinds.get(REFUSED, 0) + sum(row["n"] for row in later if row["kind"] == REFUSED)
        found = {"read": sum(kinds.values()), "rejected": refused}
        return found | {"merged": rows.get(MERGED) or 0, "duplicate": rows.get(DUPLICATE) or 0}


def read(spark: SparkSession, source: Source, how: Reading, partitions: int | None) -> Frames:
    """Read the rows of canonical Parquet (`files.parquet`); settle the ids that come twice.

    `partitions` None: as many as the rows need.
    All that Spark shuffles from now on is divided into as many, and it sends only keys to every executor.
    """
    found = source.mapped(how.read, WIRE).persist(StorageLevel.DISK_ONLY)
    count = partitions or max(spark.sparkContext.defaultParallelism, -(-found.count() // ROWS_PER_PARTITION))
    spark.conf.set("spark.sql.shuffle.partitions", str(count))
    # Left to itself Spark sends what it deems small to every executor by way of the driver, entries and all.
    spark.conf.set("spark.sql.autoBroadcastJoinThreshold", "-1")
    keys = _keyed(found).groupBy(_KEY).agg(F.count("*").alias("n")).where(F.col("n") > 1).select(_KEY)
    repeated = _sent_whole_if_small(keys)
    several = _keyed(found).join(repeated, _KEY, "left_semi").select(*WIRE.names)
    settled = several.repartition("attempt_id").mapInArrow(settle, ddl(WIRE)).persist(StorageLevel.DISK_ONLY)
    return Frames(found, repeated, settled, count)


def _keyed(rows: DataFrame) -> DataFrame:
    """The attempts among rows, with a key of their ids; two ids of one key are looked at together, to no harm."""
    return rows.where(F.col("kind") == ATTEMPT).withColumn(_KEY, F.xxhash64("attempt_id"))


def _sent_whole_if_small(frame: DataFrame) -> DataFrame:
    """A frame of keys to join with, worked out once; a small one goes to every executor, so that nothing else moves."""
    kept = frame.persist(StorageLevel.DISK_ONLY)
    return F.broadcast(kept) if kept.count() <= SMALL_ROWS else kept


def _bucket(partitions: int) -> Any:
    return F.expr(f"cast(pmod(xxhash64(person), {partitions}) as int)")


def entries(
    spark: SparkSession, sources: dict[str, str], tokens: Tokens, enter: Entering, warnings: list[str]
) -> DataFrame:
    """The entries of registers (name → path of a CSV or Parquet), those of one person made together.

    Rows that name no person, such as all reviews, are spread by their text: together they would be one task's.
    Raises RegisterError for a file that is no such register.
    """
    rows = [register_of(spark, Telling(register, path, tokens), warnings) for register, path in sources.items()]
    told = reduce(DataFrame.unionByName, rows, spark.createDataFrame([], ddl(TOLD)))
    place = F.when(F.col("person") != 0, F.col("person")).otherwise(F.xxhash64("told", "row"))
    return told.repartition(place).mapInArrow(enter.enter, ddl(ENTRY)).persist(StorageLevel.DISK_ONLY)


def reviewed(registered: DataFrame) -> int:
    """How many attempts reviews are about, counted as `rules.reviewed.attempts_named` counts them."""
    return int(registered.where(F.col("register") == REVIEWS).select("lender", "attempt_id").distinct().count())


def in_another_zone(registered: DataFrame) -> int:
    """How many rows of the register of persons give someone another zone than the one he is taken to live in."""
    return int(registered.where(F.col("another_zone") == 1).count())


def judged(frames: Frames, registered: DataFrame, judging: Judging) -> DataFrame:
    """Every partition's answer (`JUDGED`), the partitions judged side by side."""
    attempts = frames.attempts
    numbered = attempts.where(F.col("number") != 0).select("number", _BUCKET).distinct()
    numbered = numbered.persist(StorageLevel.DISK_ONLY)
    parts = [attempts, *_registered(registered, numbered, frames.partitions)]
    if REVIEWS in judging.supplied:
        parts.append(_reviews(attempts, registered))
    if by_number(judging.law):
        parts.append(_beside(attempts, numbered, registered))
    together = parts[0]
    for part in parts[1:]:
        together = together.unionByName(part, allowMissingColumns=True)
    laid = together.drop("file", "row", "field", "reason").repartitionById(frames.partitions, F.col(_BUCKET))
    ordered = laid.sortWithinPartitions("kind", "lender", "person", "at", "attempt_id")
    return ordered.mapInArrow(judging.judge, ddl(JUDGED)).persist(StorageLevel.DISK_ONLY)


def _registered(registered: DataFrame, numbered: DataFrame, partitions: int) -> list[DataFrame]:
    """Entries where their persons are; refusals on a number also where that number is, whoever the debtor."""
    about_persons = F.col("register").isin(*ABOUT_PERSONS)
    of_persons = registered.where(F.col("entry").isNotNull() & about_persons).withColumn(_BUCKET, _bucket(partitions))
    refusals = of_persons.where((F.col("register") == "optouts") & (F.col("number") != 0)).drop(_BUCKET)
    by_number = refusals.join(numbered, "number").select(*of_persons.columns)
    return [_entry(of_persons), _entry(by_number.where(F.col(_BUCKET) != _bucket(partitions)))]


def _reviews(attempts: DataFrame, registered: DataFrame) -> DataFrame:
    """Reviews where their attempts are; one of an attempt that nobody made goes nowhere."""
    reviews = registered.where(F.col("register") == REVIEWS)
    keys = _sent_whole_if_small(reviews.select(F.xxhash64("attempt_id").alias(_KEY)).distinct())
    placed = _keyed(attempts).join(keys, _KEY, "left_semi").select("attempt_id", _BUCKET)
    return _entry(reviews.join(placed, "attempt_id"))


def _entry(entries: DataFrame) -> DataFrame:
    return entries.select("kind", "register", "person", "entry", _BUCKET)


def _beside(attempts: DataFrame, numbered: DataFrame, registered: DataFrame) -> DataFrame:
    """Attempts on numbers that occur in several partitions, for each other partition, with their persons' zones."""
    times = numbered.groupBy("number").agg(F.count("*").alias("n"))
    shared = numbered.join(times.where(F.col("n") > 1).select("number"), "number").withColumnRenamed(_BUCKET, "other")
    shared = _sent_whole_if_small(shared)
    zones = registered.where(F.col("zone").isNotNull()).select("person", "zone").distinct()
    rows = attempts.where(F.col("number") != 0).join(shared, "number").where(F.col("other") != F.col(_BUCKET))
    rows = rows.drop(_BUCKET).withColumnRenamed("other", _BUCKET).withColumn("kind", F.lit(BESIDE).cast("tinyint"))
    return rows.join(zones, "person", "left")
