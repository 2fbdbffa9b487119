"""A part of the layout stands in the order of lender's text, person, time and id, whatever order its rows came in."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies

from zilv.attempts.intake.brief import brief
from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.columns import SCHEMA
from zilv.attempts.intake.order import ordered
from zilv.attempts.intake.zones import Zones
from zilv.attempts.names import Names

LENDERS = ("z-bank", "a-bank", "m-bank")
rows = strategies.lists(
    strategies.tuples(
        strategies.sampled_from(LENDERS),
        strategies.sampled_from([-(2**62), -3, 5, 2**62]),
        strategies.integers(0, 5),
        strategies.text("ab1", min_size=1, max_size=3),
    ),
    unique_by=lambda row: row[3],
    max_size=60,
)


Row = tuple[str, int, int, str]


def laid_out(given_rows: list[Row]) -> list[Row]:
    names = Names()
    columns: dict[str, Any] = {field.name: np.zeros(len(given_rows), field.type.to_pandas_dtype()) for field in SCHEMA}
    columns |= {"attempt_id": pa.array([row[3] for row in given_rows], pa.string())}
    columns |= {"lender": [names.number(row[0]) for row in given_rows], "person": [row[1] for row in given_rows]}
    columns |= {"at": [row[2] for row in given_rows], "channel": [1] * len(given_rows)}
    table = pa.table({field.name: pa.array(columns[field.name], field.type) for field in SCHEMA}, schema=SCHEMA)
    closed = Closed(names)
    part = ordered(brief(table, closed), closed, Zones(None, None))
    found = [part.column(name).to_pylist() for name in ("lender", "person", "attempt_id")]
    at = part.column("at").cast(pa.int64()).to_pylist()
    return list(zip(found[0], found[1], at, found[2], strict=True))


@settings(deadline=None)
@given(rows)
def test_rows_stand_by_lender_person_time_and_id(given_rows: list[Row]) -> None:
    assert laid_out(given_rows) == sorted(given_rows)


@pytest.mark.parametrize("persons", [(7,), (-(2**62), -(2**62) + 1, 0, 1)])
def test_many_rows_of_few_persons_that_come_last_first_stand_in_order(persons: tuple[int, ...]) -> None:
    given_rows = [(LENDERS[n % 3], persons[n % len(persons)], (900 - n) // 2, f"a{n:03}") for n in range(900)]
    assert laid_out(given_rows) == sorted(given_rows)
