"""Rows with the same attempt_id are one attempt: what each knows is put together, whatever order they came in.

Of two facts the earliest `at`, yes before no, the largest `seconds` and the smallest `staff` stand, a recording or
note that is there before none, any fact before none recorded, and of two different words the one earlier in the
alphabet. An id that stands for two persons or lenders keeps the rows of the smallest (lender, person) as texts; the
others are refused.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zilv.attempts.intake.columns import CODES, NAMED, NOT_RECORDED, numbers
from zilv.attempts.intake.instants import UNKNOWN
from zilv.attempts.intake.tokenised import text_order
from zilv.attempts.names import Names
from zilv.attempts.rows import Int64
from zilv.compiled import compiled

ACCEPTED, MERGED, DUPLICATE, REFUSED = range(4)
OF_ANOTHER = "已代表另一放款机构或另一人 · already stands for another lender or person"
"""Why a row is REFUSED."""

_LEAST = np.iinfo(np.int64).min
_AS_THEY_ARE = (*CODES, "answered", "conversed", "manual", "recording", "note", "seconds")
_TOKENS = ("number", "account", "line", "person", "stand_in")

Columns = dict[str, Int64]


@dataclass(frozen=True, slots=True)
class Settled:
    """One row per attempt, and what became of each row that was given: ACCEPTED, MERGED, DUPLICATE or REFUSED."""

    attempts: pa.Table
    fate: NDArray[np.int8]


def settled(table: pa.Table, names: Names) -> Settled:
    """The attempts of rows that hold all rows of their ids. Of rows that say the same, the first file's stands.

    A row that adds nothing to those before it, taken from the one that says most, is a DUPLICATE.
    """
    fate = np.full(table.num_rows, ACCEPTED, np.int8)
    group = table.column("attempt_id").combine_chunks().dictionary_encode().indices.to_numpy()
    times = np.bincount(group)
    several = np.flatnonzero(times[group] > 1)
    if not len(several):
        return Settled(table, fate)
    rows = {name: numbers(table, name)[several] for name in table.column_names if name != "attempt_id"}
    ranks = _ranks(names)
    kept = _of_one_person(rows, group[several], ranks)
    fate[several[~kept]] = REFUSED
    several, rows = several[kept], {name: column[kept] for name, column in rows.items()}
    order, first = _ordered(rows, group[several], ranks)
    keys = _chain(rows, ranks)
    best, adds = _folded(np.ascontiguousarray(keys.T[order]), first)
    fate[several[order]] = adds
    merged = _merged(table, several[order], first, best, list(_meaning()))
    single = table.filter(pa.array(times[group] == 1))
    return Settled(pa.concat_tables([single, merged]), fate)


def _meaning() -> tuple[str, ...]:
    """The columns that a row says something with, in the order in which rows are compared."""
    return ("at", *NAMED, *_AS_THEY_ARE, "staff", *_TOKENS)


def _ranks(names: Names) -> Int64:
    """For each number of a name its key: 0 for none, greater for a text earlier in the alphabet."""
    known = names.known
    order = sorted(range(1, len(known)), key=known.__getitem__)
    ranks = np.zeros(len(known), np.int64)
    ranks[order] = np.arange(len(order), 0, -1)
    return ranks


def _key_of_token(values: Int64) -> Int64:
    return np.where(values == 0, _LEAST, ~text_order(values))


def _chain(rows: Columns, ranks: Int64) -> NDArray[np.int64]:
    """The columns as keys of which the greatest is to be kept; one row of the result per column of `_meaning`."""
    keys = {"at": np.where(rows["at"] == UNKNOWN, _LEAST, ~rows["at"])}
    keys |= {name: ranks[rows[name]] for name in NAMED}
    keys |= {name: rows[name] for name in _AS_THEY_ARE}
    keys["staff"] = np.where(rows["staff"] == NOT_RECORDED, _LEAST, ~rows["staff"])
    keys |= {name: _key_of_token(rows[name]) for name in _TOKENS}
    return np.array([keys[name] for name in _meaning()])


def _of_one_person(rows: Columns, group: Any, ranks: Int64) -> NDArray[np.bool_]:
    """For each row whether it belongs to the lender and person its id stands for; who tells none belongs to all."""
    lender, person = ranks[rows["lender"]], _key_of_token(rows["person"])
    kept = np.ones(len(group), np.bool_)
    for key, told in ((lender, rows["lender"] != 0), (person, rows["person"] != 0)):
        greatest = np.full(int(group.max()) + 1, _LEAST, np.int64)
        np.maximum.at(greatest, group[kept], key[kept])
        kept &= ~told | (key == greatest[group])
    return kept


def _ordered(rows: Columns, group: Any, ranks: Int64) -> tuple[Int64, Int64]:
    """The order by id, then from the row that says most, then by place in the input; and where each id begins."""
    keys = _chain(rows, ranks)
    order = np.lexsort((rows["row"], rows["file"], *(~key for key in keys[::-1]), group))
    ids = group[order]
    return order, np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))


@compiled
def _fold(keys, first, best, fate):  # type: ignore[no-untyped-def]
    """For each id and column the row with the greatest key; for each row whether it raised any."""
    for g in range(first.size):
        start = first[g]
        end = first[g + 1] if g + 1 < first.size else keys.shape[0]
        best[g, :] = start
        fate[start] = ACCEPTED
        for i in range(start + 1, end):
            fate[i] = DUPLICATE
            for c in range(keys.shape[1]):
                if keys[i, c] > keys[best[g, c], c]:
                    best[g, c] = i
                    fate[i] = MERGED


def _folded(keys: NDArray[np.int64], first: Int64) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    best = np.zeros((len(first), keys.shape[1]), np.int64)
    fate = np.zeros(len(keys), np.int8)
    _fold(keys, first, best, fate)
    return best, fate


def _merged(table: pa.Table, places: Int64, first: Int64, best: NDArray[np.int64], columns: list[str]) -> pa.Table:
    """One row per id: each column from the row that has the most to say of it."""
    made = []
    for name in table.column_names:
        source = best[:, columns.index(name)] if name in columns else first
        made.append(table.column(name).take(pa.array(places[source])))
    return pa.table(made, schema=table.schema)
