"""The door all findings come through."""

from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.audit.example import attempts_of, finding, findings_of
from zilv.audit.tables import HIDDEN, Table, batches, opened
from zilv.errors import LayoutError
from zilv.privacy.token import to_text


def read(findings: Table, columns: str) -> list[tuple[Any, ...]]:
    """These columns of the view, in the order of the source."""
    with opened(findings) as connection:
        return connection.execute(f"SELECT {columns} FROM findings ORDER BY row").fetchall()


def test_a_person_that_is_no_token_is_hidden() -> None:
    rows = findings_of([finding(person="13800000000"), finding(person=to_text("person", 5)), finding(person=None)])
    assert read(rows, "person") == [(HIDDEN,), (to_text("person", 5),), (HIDDEN,)]


@pytest.mark.parametrize(
    ("attempt_id", "shown"),
    [
        ("13800000000", "138****0000"),
        ("call-13800000000-13900000001", "call-138****0000-139****0001"),
        ("8613800000000", "86138****0000"),
        ("+86-13800000000.wav", "+86-138****0000.wav"),
        ("20261001135800123", "20261001135800123"),
        ("1759276740000", "1759276740000"),
        ("CA0123456789abcdef", "CA0123456789abcdef"),
    ],
)
def test_a_mobile_number_in_an_id_is_masked_and_other_digits_are_left(attempt_id: str, shown: str) -> None:
    assert read(findings_of([finding(attempt_id=attempt_id)]), "attempt_id") == [(shown,)]


def test_instants_carry_the_offset_of_the_person() -> None:
    at = datetime(2026, 10, 1, 14, 30, 15, tzinfo=timezone.utc)
    beijing = finding(at=at, day=date(2026, 10, 1), local_time="22:30:15", retry_at=at)
    new_york = finding(at=at, day=date(2026, 10, 1), local_time="10:30:15", retry_at=None)
    kathmandu = finding(at=at, day=date(2026, 10, 1), local_time="20:15:15", retry_at=None)
    unknown = finding(at=at, day=date(2026, 10, 1), local_time=None, retry_at=None)
    assert read(findings_of([beijing, new_york, kathmandu, unknown]), "at_text, retry_text, day_text") == [
        ("2026-10-01T22:30:15+08:00", "2026-10-01T22:30:15+08:00", "2026-10-01"),
        ("2026-10-01T10:30:15-04:00", "", "2026-10-01"),
        ("2026-10-01T20:15:15+05:45", "", "2026-10-01"),
        ("2026-10-01T14:30:15+00:00", "", "2026-10-01"),
    ]


def test_after_midnight_the_local_day_decides_the_offset() -> None:
    at = datetime(2026, 10, 1, 17, 5, tzinfo=timezone.utc)
    rows = findings_of([finding(at=at, day=date(2026, 10, 2), local_time="01:05:00")])
    assert read(rows, "at_text") == [("2026-10-02T01:05:00+08:00",)]


def test_also_may_be_joined_text_or_a_list() -> None:
    joined = findings_of([finding(also="a.b;c.d"), finding(also=""), finding(also=None)])
    place = joined.schema.get_field_index("also")
    listed = joined.set_column(place, "also", pa.array([["a.b", "c.d"], [], None]))
    expected: list[tuple[list[str]]] = [(["a.b", "c.d"],), ([],), ([],)]
    assert read(joined, "beside") == expected == read(listed, "beside")


def test_days_may_be_dates_or_numbers() -> None:
    dates = findings_of([finding()])
    place = dates.schema.get_field_index("day")
    numbers = dates.set_column(place, "day", dates.column("day").cast(pa.int32()))
    assert read(dates, "day, day_text, at_text") == read(numbers, "day, day_text, at_text")


def test_a_folder_whose_name_is_a_pattern_is_still_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "十月 [1-3] *报'告?"
    folder.mkdir()
    (tmp_path / "十月 1 x报'告y").mkdir()
    pq.write_table(findings_of([finding(attempt_id="wrong")]), tmp_path / "十月 1 x报'告y" / "findings.parquet")
    pq.write_table(findings_of([finding(attempt_id="right")]), folder / "findings.parquet")
    assert read(folder / "findings.parquet", "attempt_id") == [("right",)]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(LayoutError, match=r"findings: columns missing: grade"):
        read(findings_of([finding()]).drop_columns(["grade"]), "1")
    with (
        pytest.raises(LayoutError, match=r"attempts: columns missing: day"),
        opened(findings_of([]), attempts_of().drop_columns(["day"])),
    ):
        pass


def test_what_is_no_parquet_is_named_without_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "findings.parquet"
    path.write_text("not parquet")
    with pytest.raises(LayoutError, match=r"^findings\.parquet: cannot be read as Parquet"):
        read(path, "1")


def test_results_come_in_batches_and_in_order() -> None:
    rows = findings_of([finding(attempt_id=f"A{n}") for n in range(5000)])
    with opened(rows) as connection:
        read_back = [
            batch.column(0).to_pylist() for batch in batches(connection, "SELECT attempt_id FROM findings", 1000)
        ]
    assert len(read_back) >= 2
    assert [name for batch in read_back for name in batch] == [f"A{n}" for n in range(5000)]
