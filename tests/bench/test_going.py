"""What comes later than the state begins with is apart from it, and together they are everything."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from bench.going import FEW_EVERY, MANY_EVERY, split

DAYS = 20
LAST = datetime(2026, 3, 20, 16, tzinfo=UTC)
"""Midnight in Beijing, as the last of the world's days begins."""
N = 2 * FEW_EVERY


def world(of_last_day: int) -> pa.Table:
    """N attempts a minute apart, so many on the last day; the very last is of somebody further west, after it."""
    at = [LAST + timedelta(minutes=i - N + of_last_day) for i in range(N - 1)] + [LAST + timedelta(hours=25)]
    return pa.table({"attempt_id": [str(i) for i in range(N)], "at": pa.array(at, pa.timestamp("us", "UTC"))})


def test_a_split_gives_every_attempt_to_one_file_and_the_worlds_last_day_to_its_own() -> None:
    files = split(world(1000), DAYS)
    ids = [int(text) for table in files.values() for text in table.column("attempt_id").to_pylist()]
    assert sorted(ids) == list(range(N))
    assert {name: len(table) for name, table in files.items()} == {
        "first": N - 1000 - N // MANY_EVERY - 2,
        "many": N // MANY_EVERY,
        "few": 2,
        "day": 1000,
    }
    assert min(files["day"].column("at").to_pylist()) == LAST


def test_a_last_day_with_few_attempts_is_no_day_to_measure() -> None:
    assert len(split(world(500), DAYS)["day"]) == 500
    with pytest.raises(SystemExit, match="the last of 20 days has 499 of 20,000 attempts"):
        split(world(499), DAYS)
    with pytest.raises(SystemExit, match="the last of 21 days has 1 of"):
        split(world(1000), DAYS + 1)
