"""Attempts by number: a 64-bit key of each attempt_id, so that millions are looked up as integers."""

from typing import Any

import numpy as np
import pyarrow as pa

from zilv.attempts.rows import Int64
from zilv.compiled import compiled

_OFFSET, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_BITS_MAX = 20
_FEW = 32
_SHIFTS = np.array([30, 27, 31], np.uint64)


@compiled
def _keyed(offsets, data, found, numbers):  # type: ignore[no-untyped-def]
    """FNV-1a over the bytes, then mixed. `numbers`: the offset, the prime, two multipliers and three shifts."""
    for i in range(found.size):
        code = numbers[0]
        for j in range(offsets[i], offsets[i + 1]):
            code = (code ^ np.uint64(data[j])) * numbers[1]
        code = (code ^ (code >> numbers[4])) * numbers[2]
        code = (code ^ (code >> numbers[5])) * numbers[3]
        found[i] = code ^ (code >> numbers[6])


def keys_of(ids: Any) -> Int64:
    """The key of each id. Among 10⁸ ids the chance that any two share one is 3 × 10⁻⁴ (n²/2⁶⁵)."""
    array = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], pa.string())
    found = np.zeros(len(array), np.uint64)
    if len(array):
        offsets = np.frombuffer(array.buffers()[1], np.int32)[array.offset : array.offset + len(array) + 1]
        numbers = np.array([_OFFSET, _PRIME, _FIRST, _SECOND, *_SHIFTS], np.uint64)
        with np.errstate(over="ignore"):
            _keyed(offsets, np.frombuffer(array.buffers()[2] or b"", np.uint8), found, numbers)
    return found.view(np.int64)


def among(values: Int64, wanted: Int64) -> Any:
    """For each value whether it is among `wanted`, which ascends.

    Keys spread evenly, so of those wanted only the few that begin with the same bits are looked at.
    """
    found = np.zeros(len(values), np.bool_)
    if len(wanted):
        bits = min(_BITS_MAX, len(wanted).bit_length())
        bins = (wanted >> (64 - bits)) + (1 << (bits - 1))
        ends = np.cumsum(np.bincount(bins, minlength=1 << bits))
        _among(values, wanted, 64 - bits, ends, found)
    return found


@compiled
def _among(values, wanted, shift, ends, found):  # type: ignore[no-untyped-def]
    """`ends`: where in `wanted` each bin of first bits ends, from the lowest on."""
    half = ends.size // 2
    for i in range(values.size):
        b = (values[i] >> shift) + half
        low, high = ends[b - 1] if b else 0, ends[b]
        while low < high:
            middle = (low + high) // 2
            if wanted[middle] < values[i]:
                low = middle + 1
            else:
                high = middle
        found[i] = low < ends[b] and wanted[low] == values[i]


def repeated(keys: Int64) -> Int64:
    """The keys that occur more than once, ascending, each once.

    Keys spread evenly, so they are laid into about as many bins as there are keys and compared within their bin.
    """
    bits = min(_BITS_MAX, len(keys).bit_length())
    ends, laid, found = np.zeros((1 << bits) + 1, np.int64), np.empty_like(keys), np.empty_like(keys)
    count = _repeated(keys.view(np.uint64), bits, ends, laid.view(np.uint64), found.view(np.uint64))
    return np.unique(found[:count])


@compiled
def _repeated(keys, bits, ends, laid, found):  # type: ignore[no-untyped-def]
    """Into `found` every key that equals the one before it in its bin; returns how many do."""
    shift = np.uint64(64 - bits)
    for i in range(keys.size):
        ends[np.int64(keys[i] >> shift) + 1] += 1
    for b in range(1, ends.size):
        ends[b] += ends[b - 1]
    for i in range(keys.size):
        place = np.int64(keys[i] >> shift)
        laid[ends[place]] = keys[i]
        ends[place] += 1
    count = start = 0
    for b in range(ends.size - 1):
        end = ends[b]
        if end - start > _FEW:
            laid[start:end].sort()
        for i in range(start + 1, end):
            key, j = laid[i], i
            while j > start and key < laid[j - 1]:
                laid[j] = laid[j - 1]
                j -= 1
            laid[j] = key
            if j > start and key == laid[j - 1]:
                found[count] = key
                count += 1
        start = end
    return count
