"""What Spark runs in its partitions, run here in partitions made by hand: it finds what the embedded engine finds."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.audit.spark.adversarial import BEIJING, TOKENS, attempts, embedded, findings, written
from zilv.audit.run import Period
from zilv.audit.spark.judging import Judging, unpacked
from zilv.audit.spark.reading import FILE, ROW, Reading
from zilv.audit.spark.registers import ABOUT_ACTORS, ABOUT_PERSONS, TOLD, TORN, Entering, Telling, actors_of
from zilv.audit.spark.settling import settle
from zilv.audit.spark.wire import ATTEMPT, BESIDE, DUPLICATE, ENTRY, MERGED, REFUSED, WIRE, ddl
from zilv.registers.rows import FILES, REVIEWS, Registers
from zilv.rules.library import choose

Rows = list[dict[str, Any]]
Partition = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
SORTED = ("kind", "lender", "person", "at", "attempt_id")
NOT_JUDGED = {"file", "row", "field", "reason"}
TOGETHER = pa.schema([f for f in {f.name: f for f in (*WIRE, *ENTRY)}.values() if f.name not in NOT_JUDGED])


def through(run: Partition, rows: Rows, schema: pa.Schema) -> Rows:
    """One partition's rows through a function, in batches of a hundred."""
    batches = pa.Table.from_pylist(rows, schema=schema).to_batches(max_chunksize=100)
    return [row for batch in run(iter(batches)) for row in batch.to_pylist()]


def read(source: Path) -> Rows:
    made: Rows = []
    for file in sorted(source.iterdir()):
        table = pq.read_table(file)
        table = table.append_column(FILE, pa.array([str(file)] * len(table)))
        table = table.append_column(ROW, pa.array(range(len(table)), pa.int64()))
        for batch in Reading(TOKENS, None, {}).read(iter(table.to_batches(max_chunksize=700))):
            assert batch.schema == WIRE
            made += batch.to_pylist()
    return made


def entered(registers: Path) -> Rows:
    rows = []
    for name in FILES:
        with (registers / f"{name}.csv").open(encoding="utf-8") as file:
            lines = [{**row, TORN: None} for row in csv.DictReader(file)]
        schema = pa.schema([(column, pa.string()) for column in lines[0]])
        rows += through(Telling(name, "", TOKENS).tell, lines, schema)
    by_person = defaultdict(list)
    for row in rows:
        by_person[row["person"] % 3].append(row)
    return [entry for part in by_person.values() for entry in through(Entering(BEIJING).enter, part, TOLD)]


def laid_together(found: Rows, entries: Rows, count: int) -> dict[int, Rows]:
    """By partition its attempts, their reviews, their persons' entries, and the attempts of others on its numbers."""
    parts: dict[int, Rows] = defaultdict(list)
    numbers: dict[int, set[int]] = defaultdict(set)
    zones = {entry["person"]: entry["zone"] for entry in entries if entry["zone"]}
    for row in found:
        parts[row["person"] % count].append(row)
        if row["number"]:
            numbers[row["number"]].add(row["person"] % count)
    for row in found:
        for other in numbers[row["number"]] - {row["person"] % count}:
            parts[other].append({**row, "kind": BESIDE, "zone": zones.get(row["person"])})
    for entry in entries:
        if entry["register"] in ABOUT_PERSONS:
            refusal = numbers[entry["number"]] if entry["register"] == "optouts" else set()
            for part in {entry["person"] % count, *refusal}:
                parts[part].append(entry)
    place = {row["attempt_id"]: row["person"] % count for row in found}
    for entry in entries:
        if entry["register"] == REVIEWS and entry["attempt_id"] in place:
            parts[place[entry["attempt_id"]]].append(entry)
    return parts


def actors_among(entries: Rows) -> Registers:
    of_actors = [entry for entry in entries if entry["register"] in ABOUT_ACTORS]
    return actors_of(pa.Table.from_pylist(of_actors, schema=ENTRY), frozenset(FILES))


def in_order(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: tuple((row.get(name) is not None, row.get(name)) for name in SORTED))


@pytest.mark.parametrize("count", [1, 7, 300])
def test_partitions_find_what_the_embedded_engine_finds(tmp_path: Path, count: int) -> None:
    source, registers = written(tmp_path / "world", attempts(of_one=2_000))
    expected, accounting, audit = embedded(tmp_path / "embedded", source, registers)
    rows = read(source)
    times = Counter(row["attempt_id"] for row in rows if row["kind"] == ATTEMPT)
    several = [row for row in rows if times[row["attempt_id"]] > 1]
    settled = through(settle, several, WIRE)
    whole = [row for row in rows if row["kind"] == ATTEMPT and times[row["attempt_id"]] == 1]
    whole += [row for row in settled if row["kind"] == ATTEMPT]
    entries = entered(registers)
    judging = Judging(choose("cn"), Period(), BEIJING, frozenset(FILES), actors_among(entries))
    tables, judged, tally = [], 0, Counter[tuple[str, str, int]]()
    for part in laid_together(whole, entries, count).values():
        for answer in through(judging.judge, in_order(part), TOGETHER):
            judged += answer["attempts"]
            tables += [unpacked(answer["findings"])] if answer["findings"] else []
            tally += Counter({(t["lender"], t["agency"], t["day"]): t["attempts"] for t in told(answer["tally"])})
    found = findings(pa.concat_tables(tables, promote_options="permissive"))
    differing = set(found) ^ set(expected)
    assert not differing, sorted(differing)[:4]
    assert len(found) == len(expected)
    assert len(expected) > 2_000
    assert len([one for one in expected if "improper_means" in one]) > 200
    assert judged == accounting.accepted
    assert tally == audit.tally.attempts
    lost = sum(row["kind"] == REFUSED for row in [*rows, *settled])
    counts = {kind: sum(row["row"] for row in settled if row["kind"] == kind) for kind in (MERGED, DUPLICATE)}
    assert (lost, counts[MERGED], counts[DUPLICATE]) == (
        accounting.rejected,
        accounting.merged,
        accounting.duplicate,
    )
    assert lost > 6 and counts[MERGED] > 0


def told(tally: bytes) -> Rows:
    rows: Rows = unpacked(tally).to_pylist()
    return rows


def test_only_registers_of_actors_go_with_every_task(tmp_path: Path) -> None:
    entries = entered(written(tmp_path / "world", attempts(of_one=0)[:10])[1])
    assert {entry["register"] for entry in entries} == set(FILES)
    sent = actors_among(entries)
    assert {name for name in FILES if getattr(sent, name)} == {"mandates", "lines", "qualifications"}
    assert sent.reviews is None


def test_a_partition_without_attempts_answers_nothing() -> None:
    judging = Judging(choose("cn"), Period(), BEIJING, frozenset(), actors_of(ENTRY.empty_table(), frozenset()))
    assert through(judging.judge, [], TOGETHER) == []
    assert through(settle, [], WIRE) == []
    assert through(Entering(BEIJING).enter, [], TOLD) == []


def test_a_register_row_that_cannot_be_read_is_told_without_its_data() -> None:
    row = {"register": "holds", "person": 5, "number": 0, "told": json.dumps({"person": "p", "reason": "李四"})}
    (entry,) = through(Entering(BEIJING).enter, [row], TOLD)
    assert entry["entry"] is None
    assert entry["reason"].startswith("holds: reason: a value of 2 characters is not one of")


def test_the_schema_is_spelt_as_spark_spells_it() -> None:
    assert ddl(ENTRY).startswith("kind tinyint, register string, person bigint")
