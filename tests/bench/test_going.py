"""What comes later than the state begins with is apart from it, and together they are everything."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from bench.going import FEW_EVERY, MANY_EVERY, split

LAST = datetime(2026, 3, 3, 16, tzinfo=UTC)
"""Midnight in Beijing, as the day begins that is the last."""


def test_a_split_gives_every_attempt_to_one_file_and_the_last_local_day_to_its_own() -> None:
    n = 2 * FEW_EVERY
    at = [LAST + timedelta(minutes=i - n + 100) for i in range(n)]
    files = split(pa.table({"attempt_id": [str(i) for i in range(n)], "at": pa.array(at, pa.timestamp("us", "UTC"))}))
    ids = [int(text) for table in files.values() for text in table.column("attempt_id").to_pylist()]
    assert sorted(ids) == list(range(n))
    assert {name: len(table) for name, table in files.items()} == {
        "first": n - 100 - n // MANY_EVERY - 2,
        "many": n // MANY_EVERY,
        "few": 2,
        "day": 100,
    }
    assert min(files["day"].column("at").to_pylist()) == LAST
