"""Rows in buckets: each comes back once, in the order it came, with those that belong to it, from memory or disk."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from zilv.attempts.intake import buckets as module
from zilv.attempts.intake.buckets import Buckets, bucket_of_key, bucket_of_token
from zilv.attempts.intake.inputs import BUCKETS_MAX


@pytest.mark.parametrize("bucket_of", [bucket_of_key, bucket_of_token])
@pytest.mark.parametrize("in_memory", [100, 1 << 20])
@pytest.mark.parametrize("count", [1, 256, BUCKETS_MAX])
def test_each_row_comes_back_once_with_all_of_its_key_in_the_order_they_came(
    bucket_of: object, in_memory: int, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_IN_MEMORY", in_memory)
    key = np.random.default_rng(1).choice(np.random.default_rng(2).integers(-(2**62), 2**62, 900), 3000)
    buckets = Buckets(tmp_path, "表", count, pa.schema([("key", pa.int64()), ("n", pa.int64())]))
    for start in range(0, 3000, 170):
        some = slice(start, start + 170)
        table = pa.table({"key": key[some], "n": np.arange(3000)[some]})
        buckets.add(table, bucket_of(key[some], count))  # type: ignore[operator]
    of_bucket = [table.to_pydict() for table in buckets.tables()]
    assert len(of_bucket) == count and not list(tmp_path.iterdir())
    assert sorted(n for table in of_bucket for n in table["n"]) == list(range(3000))
    assert all(table["n"] == sorted(table["n"]) and table["key"] == key[table["n"]].tolist() for table in of_bucket)
    keys = [set(table["key"]) for table in of_bucket]
    assert sum(map(len, keys)) == len(set(key.tolist()))
    assert count == 1 or sum(map(bool, keys)) > count / 4
