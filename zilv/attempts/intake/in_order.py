"""The order in which a part of the layout holds its attempts: by lender's text, person, time, attempt_id."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zilv.attempts.intake.columns import numbers
from zilv.attempts.rows import Int64
from zilv.compiled import compiled

_BITS_MAX = 20
_MOVES_MAX = 32
_SIGN = np.uint64(1 << 63)


def in_order(attempts: pa.Table, known: Sequence[str]) -> Int64:
    """The order of attempts (columns of `columns.SCHEMA`, each id once). `known`: the text of each lender's number.

    Persons are tokens, so they spread evenly: rows are laid into about as many bins as there are rows, by lender and
    the first bits of the person, and the few rows of each bin are put in order where they lie.
    """
    lender, at = numbers(attempts, "lender"), numbers(attempts, "at")
    person = numbers(attempts, "person").view(np.uint64) ^ _SIGN
    place, lender_bits = _places(lender, known)
    bits = min(_BITS_MAX, len(lender).bit_length())
    ends, order = np.zeros((1 << bits) + 1, np.int32), np.empty(len(lender), np.int64)
    _lay(place, lender, person, lender_bits, bits, ends, order)
    tied = np.zeros(len(order), np.bool_)
    if _put_in_order(place, lender, person, at, ends, order, tied):
        _by_id(attempts, order, tied)
    return order


def _places(lender: Int64, known: Sequence[str]) -> tuple[NDArray[np.uint64], int]:
    """For each lender's number the place of its text among those that occur, and how many bits such a place takes."""
    occurs = np.flatnonzero(np.bincount(lender, minlength=1)).tolist()
    place = np.zeros(len(known), np.uint64)
    place[sorted(occurs, key=known.__getitem__)] = np.arange(len(occurs), dtype=np.uint64)
    return place, max(len(occurs) - 1, 0).bit_length()


@compiled
def _lay(place, lender, person, lender_bits, bits, ends, order):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Row numbers into `order`, bin after bin, and where each bin ends; within a bin as they came."""
    bins = np.empty(order.size, np.int32)
    for i in range(order.size):
        first = person[i] >> np.uint64(lender_bits)
        if lender_bits:
            first |= place[lender[i]] << np.uint64(64 - lender_bits)
        bins[i] = np.int32(first >> np.uint64(64 - bits))
        ends[bins[i] + 1] += 1
    for b in range(1, ends.size):
        ends[b] += ends[b - 1]
    for i in range(order.size):
        order[ends[bins[i]]] = i
        ends[bins[i]] += 1


@compiled
def _compared(place, lender, person, at, a, b):  # type: ignore[no-untyped-def]
    """Below 0 where row `a` stands before row `b`, 0 where only their ids can tell."""
    if lender[a] != lender[b]:
        return -1 if place[lender[a]] < place[lender[b]] else 1
    if person[a] != person[b]:
        return -1 if person[a] < person[b] else 1
    if at[a] != at[b]:
        return -1 if at[a] < at[b] else 1
    return 0


@compiled
def _put_in_order(place, lender, person, at, ends, order, tied):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Put each bin in order; notes in `tied` each place whose row ties with the one before. Returns how many do.

    Rows mostly come by time, and then hardly move; where they move far, the bin is sorted by its keys.
    """
    start = ties = 0
    for b in range(ends.size - 1):
        end, moves = ends[b], 0
        for i in range(start + 1, end):
            row, j = order[i], i
            while j > start and _compared(place, lender, person, at, row, order[j - 1]) < 0:
                order[j] = order[j - 1]
                j -= 1
            order[j] = row
            moves += i - j
            if moves > _MOVES_MAX * (end - start):
                rows = order[start:end].copy()
                rows = rows[np.argsort(at[rows], kind="mergesort")]
                rows = rows[np.argsort(person[rows], kind="mergesort")]
                order[start:end] = rows[np.argsort(place[lender[rows]], kind="mergesort")]
                break
        for i in range(start + 1, end):
            if _compared(place, lender, person, at, order[i - 1], order[i]) == 0:
                tied[i] = True
                ties += 1
        start = end
    return ties


def _by_id(attempts: pa.Table, order: Int64, tied: NDArray[np.bool_]) -> None:
    """Put rows that tie in all else into the order of their ids; the first of each run is not marked as tied."""
    places = np.flatnonzero(tied | np.append(tied[1:], False))
    run = np.cumsum(~tied)[places]
    ids = attempts.column("attempt_id").take(pa.array(order[places]))
    by_id = pc.sort_indices(pa.table({"run": run, "id": ids}), [("run", "ascending"), ("id", "ascending")])
    order[places] = order[places][by_id.to_numpy()]
