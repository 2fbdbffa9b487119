"""The order in which a part of the layout holds its attempts: by lender's text, person, time, attempt_id."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zilv.attempts.intake.columns import numbers
from zilv.attempts.rows import Int32, Int64
from zilv.compiled import compiled

_BITS_MAX = 20
_MOVES_MAX = 32
_SIGN = np.uint64(1 << 63)


def in_order(attempts: pa.Table, known: Sequence[str]) -> Int32:
    """The order of attempts (columns of `columns.SCHEMA`, each id once). `known`: the text of each lender's number.

    Persons are tokens, so they spread evenly: rows are laid into about as many bins as there are rows, by lender and
    the first bits of the person, and the few rows of each bin are put in order where they lie.
    """
    lender, person, at = (numbers(attempts, name) for name in ("lender", "person", "at"))
    place, lender_bits = _places(lender, known)
    bits = max(lender_bits, min(_BITS_MAX, len(at).bit_length()))
    ends, laid = np.zeros((1 << bits) + 1, np.int32), np.empty((len(at), 3), np.int64)
    _lay(place, lender, person.view(np.uint64), at, (lender_bits, bits), ends, laid)
    tied = np.zeros(len(at), np.bool_)
    ties = _put_in_order(ends, laid, tied)
    order = laid[:, 2].astype(np.int32)
    if ties:
        _by_id(attempts, order, tied)
    return order


def _places(lender: Int64, known: Sequence[str]) -> tuple[NDArray[np.uint64], int]:
    """For each lender's number the place of its text among those that occur, and how many bits such a place takes."""
    occurs = np.flatnonzero(np.bincount(lender, minlength=1)).tolist()
    place = np.zeros(len(known), np.uint64)
    place[sorted(occurs, key=known.__getitem__)] = np.arange(len(occurs), dtype=np.uint64)
    return place, max(len(occurs) - 1, 0).bit_length()


@compiled
def _lay(place, lender, person, at, bits, ends, laid):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Rows as (person, at, number) into `laid`, bin after bin, and where each bin ends; within a bin as they came.

    A bin is a lender and the first bits of a person. `bits`: of a lender's place, and of a bin in all.
    """
    bins = np.empty(at.size, np.int64)
    for i in range(at.size):
        first = (person[i] ^ _SIGN) >> np.uint64(bits[0])
        if bits[0]:
            first |= place[lender[i]] << np.uint64(64 - bits[0])
        bins[i] = np.int64(first >> np.uint64(64 - bits[1]))
        ends[bins[i] + 1] += 1
    for b in range(1, ends.size):
        ends[b] += ends[b - 1]
    for i in range(at.size):
        j = ends[bins[i]]
        laid[j, 0], laid[j, 1], laid[j, 2] = np.int64(person[i]), at[i], i
        ends[bins[i]] = j + 1


@compiled
def _put_in_order(ends, laid, tied):  # type: ignore[no-untyped-def]
    """Put each bin in order; notes in `tied` each place whose row only its id tells from the one before it.

    Returns how many do. Rows mostly come by time, and then hardly move; where they move far, the bin is sorted.
    """
    start = ties = 0
    for b in range(ends.size - 1):
        end, moves, some_tie = ends[b], 0, False
        for i in range(start + 1, end):
            person, at, row, j = laid[i, 0], laid[i, 1], laid[i, 2], i
            while j > start and (person < laid[j - 1, 0] or (person == laid[j - 1, 0] and at < laid[j - 1, 1])):
                laid[j, 0], laid[j, 1], laid[j, 2] = laid[j - 1, 0], laid[j - 1, 1], laid[j - 1, 2]
                j -= 1
            laid[j, 0], laid[j, 1], laid[j, 2] = person, at, row
            some_tie |= j > start and person == laid[j - 1, 0] and at == laid[j - 1, 1]
            moves += i - j
            if moves > _MOVES_MAX * (end - start):
                rows = laid[start:end].copy()
                rows = rows[np.argsort(rows[:, 1], kind="mergesort")]
                laid[start:end] = rows[np.argsort(rows[:, 0], kind="mergesort")]
                some_tie = True
                break
        for i in range(start + 1, end if some_tie else start):
            if laid[i, 0] == laid[i - 1, 0] and laid[i, 1] == laid[i - 1, 1]:
                tied[i] = True
                ties += 1
        start = end
    return ties


def _by_id(attempts: pa.Table, order: Int32, tied: NDArray[np.bool_]) -> None:
    """Put rows that tie in all else into the order of their ids; the first of each run is not marked as tied."""
    places = np.flatnonzero(tied | np.append(tied[1:], False))
    run = np.cumsum(~tied)[places]
    ids = attempts.column("attempt_id").take(pa.array(order[places]))
    by_id = pc.sort_indices(pa.table({"run": run, "id": ids}), [("run", "ascending"), ("id", "ascending")])
    order[places] = order[places][by_id.to_numpy()]
