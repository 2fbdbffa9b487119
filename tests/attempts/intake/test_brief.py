"""What waits in brief comes back in full: every column of every row, whatever it holds and however it grows."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from zilv.attempts.intake.aside import Aside
from zilv.attempts.intake.brief import PLACE, brief, in_full
from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.columns import CODES, NOT_RECORDED, SCHEMA
from zilv.attempts.names import Names


def rows(count: int, seed: int, steady: bool) -> pa.Table:
    """So many rows of one file; `steady`: their row and line grow by one, as in most files."""
    drawn = np.random.default_rng(seed)
    most = {name: len(words) for name, words in CODES.items()}
    columns: dict[str, Any] = {
        f.name: drawn.integers(0, most.get(f.name, 2), count) for f in SCHEMA if f.name != "attempt_id"
    }
    columns |= {name: drawn.integers(0, 2**40, count) for name in ("at", "person", "number", "account", "line")}
    columns |= {"staff": drawn.integers(NOT_RECORDED, 2**31, count), "file": np.full(count, seed)}
    columns |= {"stand_in": np.zeros(count, np.int64) if steady else drawn.integers(-(2**62), 2**62, count)}
    columns |= {
        name: np.arange(count) + 7 if steady else drawn.integers(0, 99, count) for name in ("row", "source_line")
    }
    ids = pa.array([f"a{seed}-{n}" for n in range(count)])
    made = [ids if field.name == "attempt_id" else pa.array(columns[field.name]).cast(field.type) for field in SCHEMA]
    return pa.table(made, schema=SCHEMA)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=1, max_size=5), st.integers(0, 99))
def test_rows_in_brief_come_back_as_they_were(lots: list[tuple[int, bool]], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        closed, aside = Closed(Names()), Aside(Path(folder))
        given_rows = [rows(count, seed + n, steady) for n, (count, steady) in enumerate(lots)]
        waiting = [brief(lot, closed).append_column(PLACE, pa.array(aside.add(lot))) for lot in given_rows]
        order = np.random.default_rng(seed).permutation(sum(count for count, _ in lots))
        given_in_order = pa.concat_tables(given_rows).take(pa.array(order))
        found = pa.concat_tables(waiting).take(pa.array(order))
        assert in_full(found, closed, aside).equals(given_in_order)
        assert aside.files(found.column(PLACE.name).to_numpy()) == Counter(given_in_order.column("file").to_pylist())


def test_rows_that_say_the_same_have_the_same_number() -> None:
    closed = Closed(Names())
    same = pa.concat_tables([rows(5, 1, steady=True)] * 20)
    numbers = brief(same, closed).column("closed").to_pylist()
    assert numbers == numbers[:5] * 20 and sorted(set(numbers)) == list(range(len(set(numbers))))
