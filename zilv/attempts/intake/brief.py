"""Attempts in brief: what the layout keeps of a row, its closed facts as one number. Each is written and read again."""

import pyarrow as pa

from zilv.attempts.intake.aside import Aside
from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.columns import SCHEMA, numbers

_PLAIN = ("attempt_id", "at", "person", "number", "account", "line", "seconds", "lender", "agency", "collector")
BRIEF = pa.schema([*(SCHEMA.field(name) for name in _PLAIN), ("closed", pa.int32())])
PLACE = pa.field("place", pa.int64())
"""Where `Aside` keeps the rest."""


def brief(rows: pa.Table, closed: Closed) -> pa.Table:
    """Rows (columns of `columns.SCHEMA`) in brief (`BRIEF`)."""
    number = pa.array(closed.numbers(rows))
    return pa.table([*(rows.column(name) for name in _PLAIN), number], schema=BRIEF)


def in_full(rows: pa.Table, closed: Closed, aside: Aside) -> pa.Table:
    """The rows (columns of `columns.SCHEMA`) that are these in brief, with their `PLACE`."""
    made = {name: rows.column(name) for name in _PLAIN}
    made |= closed.columns(numbers(rows, "closed")) | aside.columns(numbers(rows, PLACE.name))
    return pa.table([made[name] for name in SCHEMA.names], schema=SCHEMA)
