"""Second pass: the rows of one attempt_id become one attempt, or are refused; attempts of one person come together."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zilv.attempts.attempt import REQUIRED
from zilv.attempts.intake.accounting import Rejects, Tally
from zilv.attempts.intake.brief import brief
from zilv.attempts.intake.buckets import Buckets, bucket_of_token
from zilv.attempts.intake.chunk import Problem
from zilv.attempts.intake.closed import Closed
from zilv.attempts.intake.columns import numbers
from zilv.attempts.intake.instants import UNKNOWN
from zilv.attempts.intake.merge import OF_ANOTHER, REFUSED, settled
from zilv.attempts.intake.people import People
from zilv.attempts.names import Names

_TOLD_ELSEWHERE = REQUIRED[1:]
"""What a row may leave to another row of its attempt."""

_EMPTY_EVERYWHERE = (
    "必填，但此行与同一 attempt_id 的其他行均为空 · is required and empty, here and in other rows of this attempt_id"
)


class Settle:
    """Turns rows into attempts; tells `tally` and `rejects` what became of each row of `files`."""

    def __init__(self, files: list[Path], names: Names, people: People, tally: Tally, rejects: Rejects) -> None:
        self._files, self._names, self._people = files, names, people
        self._tally, self._rejects = tally, rejects

    def attempts(self, rows: pa.Table) -> pa.Table:
        """The attempts of rows that hold all rows of their ids."""
        found = settled(rows, self._names)
        attempts = self._people.named(found.attempts)
        fate = found.fate
        self._refuse(rows, fate == REFUSED, "attempt_id", OF_ANOTHER)
        lacking = np.zeros(attempts.num_rows, np.bool_)
        for name in _TOLD_ELSEWHERE:
            empty = (numbers(attempts, name) == (UNKNOWN if name == "at" else 0)) & ~lacking
            if empty.any():
                ids = attempts.column("attempt_id").filter(pa.array(empty))
                among = pc.is_in(rows.column("attempt_id"), ids).to_numpy() & (fate != REFUSED)
                self._refuse(rows, among, name, _EMPTY_EVERYWHERE)
                fate[among] = REFUSED
                lacking |= empty
        self._tally.settle(numbers(rows, "file"), fate)
        return attempts.filter(pa.array(~lacking)) if lacking.any() else attempts

    def _refuse(self, rows: pa.Table, which: NDArray[np.bool_], field: str, reason: str) -> None:
        if not which.any():
            return
        refused = (
            rows.select(["file", "row", "source_line"])
            .filter(pa.array(which))
            .sort_by([("file", "ascending"), ("row", "ascending")])
        )
        for file, row, line in zip(*(column.to_pylist() for column in refused.columns), strict=True):
            self._rejects.add(str(self._files[file]), [Problem(row, line, field, reason)])


def add_by_person(attempts: pa.Table, closed: Closed, by_person: Buckets) -> None:
    """Lay attempts (columns of `columns.SCHEMA`) to those of the same persons, in brief."""
    if attempts.num_rows:
        by_person.add(brief(attempts, closed), bucket_of_token(numbers(attempts, "person"), by_person.count))
