"""A layer in bytes: the same weights, vectors in 255 steps before each product; on processors that multiply bytes.

About four times as fast as the layer in floats. The steps are chosen vector by vector (Dettmers et al. 2022), between
its least and its greatest value. Sums of bytes are exact, so the steps alone make a difference.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from zilv.speech.encoder.gelu import gelu
from zilv.speech.encoder.tiles import LANES, ROWS, bytes_by_64, floats_by_32, floats_by_64, usable

__all__ = ["Swift", "fits", "packed", "usable"]
Floats = NDArray[np.float32]
WIDE, EACH = 64, 32
"""Columns of one tile, and numbers of one head."""
_ONE, _HALF, _TINY, _STEPS = np.float32(1), np.float32(0.5), np.float32(1e-12), np.float32(255)
_LOWEST, _FAR = np.float32(-87), np.float32(1e30)
_LOG2E, _LN2, _LN2_REST = np.float32(1.44269504), np.float32(0.693359375), np.float32(-2.12194440e-4)
_SIGN, _ALL_BUT_SIGN = np.int32(31), np.int32(0x7FFFFFFF)
_SHARE = np.float32(EACH**-0.5)
_E2, _E3, _E4, _E5, _E6, _E7 = np.array(
    [5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.9875691500e-4], np.float32
)


def _fast(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiled as `zilv.compiled` does, and free to add in any order: without that, no sum is done 16 at once."""
    made: Callable[..., Any]
    try:
        made = njit(cache=True, nogil=True, fastmath=True, error_model="numpy")(function)
    except RuntimeError:  # no folder can be written: compile anew in each process
        made = njit(nogil=True, fastmath=True, error_model="numpy")(function)
    return made


class Matrix(NamedTuple):
    """`packed`: (outputs / 64, inputs / 4, 64, 4); an output's `step`, the sum of its weights, its bias."""

    packed: NDArray[np.int8]
    step: Floats
    total: Floats
    bias: Floats


class Swift(NamedTuple):
    """A layer as `zilv.speech.encoder.encoder.Layer`, its matrices in bytes."""

    attend: Matrix
    gather: Matrix
    widen: Matrix
    narrow: Matrix
    norm: Floats
    norm_after: Floats

    def over(self, vectors: Floats) -> Floats:
        """The vectors after this layer."""
        heard = _attended(_times(vectors, self.attend, False), vectors.shape[0])
        made = _normed(vectors, _times(heard, self.gather, False), self.norm)
        wide = _times(made, self.widen, True)[: made.shape[0]]
        after: Floats = _normed(made, _times(wide, self.narrow, False), self.norm_after)
        return after


def fits(weights: NDArray[np.generic], heads: int) -> bool:
    """Whether a layer whose first matrix this is can be read so."""
    outputs, inputs = weights.shape
    return weights.dtype == np.int8 and inputs == heads * EACH and inputs % WIDE == 0 and outputs == 3 * inputs


def packed(weights: NDArray[np.int8], step: Floats, bias: Floats) -> Matrix:
    """A matrix (outputs, inputs) in the order in which it is read; outputs are a multiple of 64, inputs of 4."""
    outputs, inputs = weights.shape
    order = weights.reshape(outputs // WIDE, WIDE, inputs // 4, 4).transpose(0, 2, 1, 3)
    total = weights.sum(axis=1, dtype=np.int64).astype(np.float32) * step
    return Matrix(np.ascontiguousarray(order), step, total, bias)


def _times(vectors: Floats, matrix: Matrix, curved: bool) -> Floats:
    """Vectors times a matrix, then `gelu` where `curved`; as many rows as whole tiles have."""
    made: Floats = _product(vectors, *matrix, curved)
    return made


@_fast
def _product(vectors, packed, step, total, bias, curved):  # type: ignore[no-untyped-def]
    size, inputs = vectors.shape
    rows = (size + ROWS - 1) // ROWS * ROWS
    codes, scale, low = np.empty((rows, inputs), np.uint8), np.empty(size, np.float32), np.empty(size, np.float32)
    _coded(vectors, codes, scale, low)
    made = np.empty((rows, packed.shape[0] * WIDE), np.float32)
    sums = np.empty((ROWS, WIDE), np.int32)
    for block in range(packed.shape[0]):
        for first in range(0, size, ROWS):
            start = codes[first:].ctypes.data
            bytes_by_64(start, packed[block].ctypes.data, inputs // 4, sums.ctypes.data, (inputs, 4 * WIDE))
            for row in range(min(ROWS, size - first)):
                by, least = scale[first + row], low[first + row]
                for n in range(WIDE):
                    at = block * WIDE + n
                    made[first + row, at] = np.float32(sums[row, n]) * by * step[at] + (least * total[at] + bias[at])
    if curved:
        gelu(made.reshape(-1))
    return made


@_fast
def _coded(vectors, codes, scale, low):  # type: ignore[no-untyped-def]
    for row in range(vectors.shape[0]):
        lowest, highest = _ordered(_FAR), _ordered(-_FAR)
        for n in range(vectors.shape[1]):
            lowest = min(lowest, _ordered(vectors[row, n]))
            highest = max(highest, _ordered(vectors[row, n]))
        least, most = _of_order(lowest), _of_order(highest)
        low[row], scale[row] = least, max(most - least, _TINY) / _STEPS
        inverse = _ONE / scale[row]
        for n in range(vectors.shape[1]):
            codes[row, n] = np.uint8(np.int32((vectors[row, n] - least) * inverse + _HALF))


@_fast
def _normed(vectors, added, norm):  # type: ignore[no-untyped-def]
    size, width = vectors.shape
    made = np.empty((size, width), np.float32)
    for row in range(size):
        total = np.float32(0)
        for n in range(width):
            made[row, n] = vectors[row, n] + added[row, n]
            total += made[row, n]
        mean, spread = total / np.float32(width), np.float32(0)
        for n in range(width):
            spread += (made[row, n] - mean) * (made[row, n] - mean)
        by = _ONE / np.sqrt(spread / np.float32(width) + _TINY)
        for n in range(width):
            made[row, n] = (made[row, n] - mean) * by * norm[0, n] + norm[1, n]
    return made


@_fast
def _attended(asked, size):  # type: ignore[no-untyped-def]
    """Attention in floats: six queries at a time, so that their weights stay near the processor."""
    width, blocks = asked.shape[1] // 3, (size + WIDE - 1) // WIDE
    heard = np.empty((asked.shape[0], width), np.float32)
    keys, values = np.zeros((blocks, EACH, WIDE), np.float32), np.empty((size, EACH), np.float32)
    weight, by = np.empty((ROWS, blocks * WIDE), np.float32), np.empty(ROWS, np.float32)
    for head in range(0, width, EACH):
        for n in range(size):
            for k in range(EACH):
                keys[n // WIDE, k, n % WIDE] = asked[n, width + head + k] * _SHARE
                values[n, k] = asked[n, 2 * width + head + k]
        for first in range(0, size, ROWS):
            query = asked[first:, head:].ctypes.data
            for block in range(blocks):
                to = weight[:, block * WIDE :].ctypes.data
                floats_by_64(query, keys[block].ctypes.data, EACH, to, (width * 12, blocks * WIDE * 4))
            _weighed(weight, size, by)
            to = heard[first:, head:].ctypes.data
            floats_by_32(weight.ctypes.data, values.ctypes.data, size, to, (blocks * WIDE * 4, width * 4))
            for row in range(ROWS):
                for k in range(EACH):
                    heard[first + row, head + k] *= by[row]
    return heard[:size]


@_fast
def _weighed(weight, size, by):  # type: ignore[no-untyped-def]
    """Exponentials of each row, less its greatest, in place, and one by their sum. Up to a whole vector of the
    processor, since the rest would be done one by one.
    """
    whole = (size + LANES - 1) // LANES * LANES
    for row in range(ROWS):
        highest, total = _ordered(-_FAR), np.float32(0)
        for n in range(size, whole):
            weight[row, n] = -_FAR
        for n in range(whole):
            highest = max(highest, _ordered(weight[row, n]))
        most = _of_order(highest)
        for n in range(whole):
            weight[row, n] = _exp(weight[row, n] - most)
            total += weight[row, n]
        by[row] = _ONE / total


@_fast
def _ordered(value):  # type: ignore[no-untyped-def]
    """A whole number in the order of the floats; the greatest of whole numbers is looked for 16 at once."""
    bits = np.float32(value).view(np.int32)
    return np.int32(bits ^ np.int32(np.int32(bits >> _SIGN) & _ALL_BUT_SIGN))


@_fast
def _of_order(order):  # type: ignore[no-untyped-def]
    """The float of such a number."""
    return np.int32(order ^ np.int32(np.int32(order >> _SIGN) & _ALL_BUT_SIGN)).view(np.float32)


@_fast
def _exp(value):  # type: ignore[no-untyped-def]
    """e to the value, of at most 0: by halves and a series (Cephes, Moshier 1989), 16 at once."""
    value = max(value, _LOWEST)
    halves = np.floor(value * _LOG2E + _HALF)
    rest = value - halves * _LN2 - halves * _LN2_REST
    series = ((((_E7 * rest + _E6) * rest + _E5) * rest + _E4) * rest + _E3) * rest + _E2
    power = np.int32((np.int32(halves) + np.int32(127)) << np.int32(23)).view(np.float32)
    return (series * rest * rest + rest + _ONE) * power
