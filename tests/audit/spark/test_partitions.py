"""What Spark runs in its partitions, run here in partitions made by hand: it finds what the embedded engine finds."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.audit.spark.adversarial import BEIJING, TOKENS, attempts, embedded, findings, written
from zilv.attempts.intake.columns import code_of
from zilv.attempts.intake.tabular import DelimitedText
from zilv.audit.run import Period
from zilv.audit.spark.judging import Judging, unpacked
from zilv.audit.spark.lines import LINE, Lines
from zilv.audit.spark.reading import FILE, ROW, Reading
from zilv.audit.spark.registers import ABOUT_ACTORS, ABOUT_PERSONS, TOLD, Entering, Telling, actors_of
from zilv.audit.spark.settling import settle
from zilv.audit.spark.wire import ATTEMPT, BESIDE, DUPLICATE, ENTRY, MERGED, REFUSED, WIRE, ddl
from zilv.registers.read import read_registers
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


def read(source: Path, zone_of_times: ZoneInfo | None = None) -> Rows:
    made: Rows = []
    for file in sorted(source.iterdir()):
        table = pq.read_table(file)
        table = table.append_column(FILE, pa.array([str(file)] * len(table)))
        table = table.append_column(ROW, pa.array(range(len(table)), pa.int64()))
        for batch in Reading(TOKENS, zone_of_times, {}).read(iter(table.to_batches(max_chunksize=700))):
            assert batch.schema == WIRE
            made += batch.to_pylist()
    return made


def entered(registers: Path) -> Rows:
    rows = []
    for name in FILES:
        lines = [{LINE: line} for line in (registers / f"{name}.csv").read_bytes().split(b"\n")]
        rows += through(Telling(name, "", TOKENS).tell_lines, lines, pa.schema([(LINE, pa.binary())]))
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
    (entry,) = through(Entering(BEIJING).enter, [row | {"file": "holds.csv", "row": 7}], TOLD)
    assert (entry["entry"], entry["file"], entry["row"]) == (None, "holds.csv", 7)
    assert entry["reason"].startswith("holds.csv: 第 7 行 row 7: reason: [2 个字符 characters] 不在文末所列之中")


@pytest.mark.parametrize("number", ["138****0001", "unknown", "n/a"])
def test_a_number_that_is_none_is_refused_where_it_was_not_yet_made_a_token(tmp_path: Path, number: str) -> None:
    path = tmp_path / "optouts.csv"
    path.write_text(f"person,number,channel\np1,13800000001,sms\np2,{number},sms\n", "utf-8")
    _, problems, _ = read_registers(tmp_path, TOKENS, BEIJING, strict=False)
    telling = Telling("optouts", f"file://{path}", TOKENS)
    lines = [{LINE: line} for line in path.read_bytes().split(b"\n")]
    of_csv = through(telling.tell_lines, lines, pa.schema([(LINE, pa.binary())]))
    place = {"channel": "sms", FILE: f"file://{path}"}
    rows = [{"person": "p1", "number": "13800000001", ROW: 0}, {"person": "p2", "number": number, ROW: 1}]
    columns = pa.schema([*((name, pa.string()) for name in ("person", "number", *place)), (ROW, pa.int64())])
    of_parquet = through(telling.tell, [row | place for row in rows], columns)
    for told in (of_csv, of_parquet):
        entries = through(Entering(BEIJING).enter, told, TOLD)
        assert [entry["reason"] for entry in entries if entry["reason"]] == [one.told() for one in problems]
        assert sum(entry["entry"] is not None for entry in entries) == len(problems) == 1


def test_what_set_tells_is_of_columns_that_are_not_there(tmp_path: Path) -> None:
    row = {"attempt_id": "a", "at": "2026-03-02T02:00:00Z", "lender": "L", "person": "p", FILE: "f", ROW: 0}
    how = Reading(TOKENS, None, {"lender": "other", "channel": "sms"})
    (batch,) = how.read(iter(pa.Table.from_pylist([row]).to_batches()))
    assert [(one["lender"], one["channel"]) for one in batch.to_pylist()] == [("L", code_of("channel")["sms"])]


def test_each_other_zone_of_a_person_is_told_once_whatever_the_order_of_rows() -> None:
    said = [("1", "Asia/Tokyo", ""), ("1", "Asia/Urumqi", "2026-01-01"), ("1", "Asia/Tokyo", ""), ("2", "", "")]
    said += [("3", "Europe/Berlin", ""), ("3", "America/Chicago", "")]
    told = [{"person": TOKENS.text("person", p), "zone": zone, "since": since} for p, zone, since in said]
    rows = [
        {"register": "persons", "person": int(p), "told": json.dumps(row)}
        for (p, *_), row in zip(said, told, strict=True)
    ]
    for order in (rows, rows[::-1]):
        entries = through(Entering(BEIJING).enter, order, TOLD)
        assert sum(entry["another_zone"] or 0 for entry in entries) == 2
        assert {(e["person"], e["zone"]) for e in entries} == {(1, "Asia/Urumqi"), (2, None), (3, "America/Chicago")}


@pytest.mark.parametrize("rows", ['p1,plan\np2,"plan', 'p1,"plan\np2,plan\n', 'p1,"pl"an\n', "p1\n", "p1,plan,\n\n"])
def test_a_row_that_is_not_well_formed_is_told_as_the_embedded_engine_tells_it(tmp_path: Path, rows: str) -> None:
    (tmp_path / "holds.csv").write_text("person,reason\n" + rows, "utf-8")
    lines = [{LINE: line} for line in (tmp_path / "holds.csv").read_bytes().split(b"\n")]
    telling = Telling("holds", str(tmp_path / "holds.csv"), TOKENS)
    told = [row["reason"] for row in through(telling.tell_lines, lines, pa.schema([(LINE, pa.binary())]))]
    _, problems, _ = read_registers(tmp_path, TOKENS, BEIJING, strict=False)
    assert [reason for reason in told if reason] == [problem.told() for problem in problems] != []


@pytest.mark.parametrize("at_a_time", [1, 3, 1000])
def test_lines_are_the_file_again_however_they_come(at_a_time: int) -> None:
    text = '\ufeffa,b\r\n1,"x\n\ny"\n\n'.encode("utf-16-le")
    batches = pa.table({LINE: text.split(b"\n")}).to_batches(max_chunksize=2)
    lines = Lines("", iter([batches[0].slice(0, 0), *batches]))
    read = list(iter(lambda: lines.read(at_a_time), b""))
    assert b"".join(read) == text and max(map(len, read)) <= at_a_time


@pytest.mark.parametrize("end", ["\n", "", "\n\n"])
@pytest.mark.parametrize("last", ["y", "上", "Ċ"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_lines_as_spark_splits_them_hold_the_whole_text(encoding: str, mark: str, last: str, end: str) -> None:
    text = f"{mark}a,b\n1,上{last}{end}".encode(encoding)
    split = text.split(b"\n")
    split = split if split[-1] else split[:-1]
    (chunk,) = [
        chunk
        for chunk in DelimitedText(Lines("", iter([pa.record_batch({LINE: split})]))).chunks(frozenset("ab"))
        if len(chunk) or chunk.refused
    ]
    assert (chunk.as_records(), chunk.refused) == (({"a": "1", "b": f"上{last}"},), ())


def test_the_schema_is_spelt_as_spark_spells_it() -> None:
    assert ddl(ENTRY).startswith("kind tinyint, register string, person bigint")
