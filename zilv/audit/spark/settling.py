"""Rows of one attempt_id become one attempt, by the rules of intake, wherever Spark has brought them together."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from zilv.attempts.intake import merge
from zilv.attempts.intake.chunk import Problem
from zilv.attempts.names import Names
from zilv.audit.spark.reading import refused
from zilv.audit.spark.wire import DUPLICATE, MERGED, WIRE, batches, column, filled, table_of, unwired, wired


def settle(given: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of `WIRE` that hold all rows of their ids: their attempts, rows refused, and how many added what."""
    rows = table_of(given)
    if rows is None:
        return
    names = Names()
    found = merge.settled(unwired(rows, names), names)
    attempts = found.attempts
    nowhere = pa.nulls(attempts.num_rows, pa.string())
    yield from batches(wired(attempts, names, nowhere, pa.nulls(attempts.num_rows, pa.int64())))
    lost = np.flatnonzero(found.fate == merge.REFUSED)
    if len(lost):
        problems = [Problem(0, 0, "attempt_id", merge.OF_ANOTHER)] * len(lost)
        file = rows.column("file").combine_chunks().take(pa.array(lost))
        yield from batches(refused(problems, file, column(rows, "row")[lost]))
    counts = [int((found.fate == fate).sum()) for fate in (merge.MERGED, merge.DUPLICATE)]
    yield from batches(filled(WIRE, 2, kind=np.array([MERGED, DUPLICATE], np.int8), row=counts))
