"""The partitions find what the embedded engine finds, whatever the law, the period and the way times are written."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.audit.spark.adversarial import BEIJING, SHARED, Asked, attempts, embedded, findings, written
from tests.audit.spark.test_partitions import (
    TOGETHER,
    Rows,
    actors_among,
    entered,
    in_order,
    laid_together,
    read,
    through,
)
from tests.audit.test_numbers import HOUSE
from zilv.audit.findings import SCHEMA
from zilv.audit.run import Period
from zilv.audit.spark.judging import Judging, unpacked
from zilv.audit.spark.settling import settle
from zilv.audit.spark.wire import ATTEMPT, WIRE
from zilv.registers.rows import FILES
from zilv.rules.library import choose, law_folder, pack_names

TOKYO = ZoneInfo("Asia/Tokyo")
COUNTRIES = pack_names(law_folder())
WEEK = Period(date(2026, 3, 8), date(2026, 3, 15))
COUNTS = (2, 3, 7)
Finding = dict[str, str]


def whole(source: Path, asked: Asked) -> Rows:
    """The attempts of a source, those with an id that comes twice settled, as partitions have them."""
    rows = [row for row in read(source, asked.zone_of_times) if row["kind"] == ATTEMPT]
    times = Counter(row["attempt_id"] for row in rows)
    settled = through(settle, [row for row in rows if times[row["attempt_id"]] > 1], WIRE)
    return [row for row in rows if times[row["attempt_id"]] == 1] + [r for r in settled if r["kind"] == ATTEMPT]


def partitioned(rows: Rows, registers: Path, asked: Asked, count: int) -> list[tuple[str, ...]]:
    """The findings by so many partitions."""
    entries = entered(registers)
    judging = Judging(asked.law, asked.period, BEIJING, frozenset(FILES), actors_among(entries))
    parts = laid_together(rows, entries, count).values()
    answers = [answer for part in parts for answer in through(judging.judge, in_order(part), TOGETHER)]
    assert len(answers) == count
    tables = [unpacked(answer["findings"]) for answer in answers if answer["findings"]]
    return findings(pa.concat_tables(tables, promote_options="permissive"))


def same(folder: Path, source: Path, registers: Path, asked: Asked) -> list[Finding]:
    """What the embedded engine finds, once partitions are seen to find the same."""
    expected, accounting, _ = embedded(folder / "embedded", source, registers, asked)
    rows = whole(source, asked)
    assert len(rows) == accounting.accepted > 2_000
    for count in COUNTS:
        found = partitioned(rows, registers, asked, count)
        differing = set(found) ^ set(expected)
        assert not differing, (count, sorted(differing)[:4])
        assert len(found) == len(expected)
    return [dict(zip(SCHEMA.names, finding, strict=True)) for finding in expected]


def test_a_period_leaves_what_lies_outside_unreported_but_counted(tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(of_one=400))
    whole_month, _, _ = embedded(tmp_path / "plain", source, registers)
    found = same(tmp_path, source, registers, Asked(law=choose("cn"), period=WEEK))
    assert {finding["day"] for finding in found} == {f"2026-03-{day:02}" for day in range(8, 15)}
    day = SCHEMA.names.index("day")
    assert [tuple(one.values()) for one in found] == [
        one for one in whole_month if "2026-03-08" <= one[day] < "2026-03-15"
    ]
    assert 500 < len(found) < len(whole_month) / 2


def test_times_without_an_offset_are_those_of_the_zone_that_was_named(tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(of_one=400))
    plain, _, _ = embedded(tmp_path / "plain", source, registers)
    for file in source.iterdir():
        table = pq.read_table(file)
        here = pc.local_timestamp(table.column("at").cast(pa.timestamp("us", TOKYO.key)))
        pq.write_table(table.set_column(table.schema.get_field_index("at"), "at", here), file)
    found = same(tmp_path, source, registers, Asked(law=choose("cn"), zone_of_times=TOKYO))
    assert [tuple(finding.values()) for finding in found] == plain


def test_a_count_per_number_that_forbids_reaches_over_partitions_and_says_when(tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(of_one=400))
    house = tmp_path / "house.yaml"
    # Alone: nothing else holds these calls back, so that each says when its number may be called again.
    house.write_text(re.sub("tightens.*\n", "", HOUSE), "utf-8")
    found = same(tmp_path, source, registers, Asked(law=choose(str(house))))
    tied = [finding for finding in found if finding["attempt_id"].startswith("t")]
    assert len({finding["person"] for finding in tied}) > 2, f"several persons on {SHARED} at one instant"
    assert {finding["outcome"] for finding in tied} == {"forbidden"}
    assert {finding["retry_at"] for finding in tied} == {"2026-03-01 16:00:00+00:00"}, "midnight in Beijing"


def test_the_law_of_several_countries_at_once_finds_the_same(tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(of_one=400))
    found = same(tmp_path, source, registers, Asked(law=choose(",".join(COUNTRIES))))
    assert {finding["provision"].split(".")[0] for finding in found} == {*COUNTRIES}
