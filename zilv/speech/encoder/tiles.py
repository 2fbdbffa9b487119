"""Six rows times up to 64 columns, the innermost part of a matrix product, in the processor's own instructions.

numba compiles a loop well but for two things that a fast product needs (Goto & van de Geijn 2008): sums that stay in
registers over the whole length, and products of bytes added up four at a time (AVX-512 VNNI). Both are written out.
"""

import os
from typing import Any

import llvmlite.binding as llvm  # type: ignore[import-untyped]
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic

ROWS, LANES = 6, 16
"""Six rows by four times 16 columns fill 24 of 32 registers; fewer rows would wait for memory."""
_PLACE = ir.IntType(64)


def usable() -> bool:
    """Whether this processor multiplies bytes, and numba compiles for just this processor."""
    told: Any = config
    as_it_is = told.ENABLE_AVX and not (told.DISABLE_JIT or told.CPU_NAME or told.CPU_FEATURES)
    features = llvm.get_host_cpu_features()
    able = all(features.get(name, False) for name in ("avx512f", "avx512bw", "avx512vl", "avx512vnni"))
    return bool(as_it_is and able and os.environ.get("ZILV_COMPILED", "yes") != "no")


def _tile(vectors: int, floats: bool) -> Any:
    one = ir.FloatType() if floats else ir.IntType(32)
    lanes = ir.VectorType(one, LANES)
    name = "llvm.fma.v16f32" if floats else "llvm.x86.avx512.vpdpbusd.512"
    zero = ir.Constant(lanes, [0.0 if floats else 0] * LANES)

    def emitted(context: Any, build: Any, _: Any, given: Any) -> Any:
        """The loop over the length: one load a vector of columns, one a row, a product of each with each."""
        rows, columns, length, out, apart = given
        row_bytes, out_bytes = (build.extract_value(apart, n) for n in (0, 1))
        tools: Any = cgutils
        add = tools.get_or_insert_function(build.module, ir.FunctionType(lanes, [lanes] * 3), name)
        every = [(r, v) for r in range(ROWS) for v in range(vectors)]
        sums = {place: tools.alloca_once_value(build, zero) for place in every}
        for place in every:
            build.store(zero, sums[place])
        with tools.for_range(build, length) as loop:
            at = build.mul(loop.index, _PLACE(64 * vectors))
            beside = [_read(build, columns, build.add(at, _PLACE(64 * v)), lanes) for v in range(vectors)]
            for r, v in every:
                if v == 0:
                    start = build.add(build.mul(row_bytes, _PLACE(r)), build.mul(loop.index, _PLACE(4)))
                    spread = _spread(build, _read(build, rows, start, one), lanes)
                so_far = build.load(sums[r, v])
                order = [spread, beside[v], so_far] if floats else [so_far, spread, beside[v]]
                build.store(build.call(add, order), sums[r, v])
        for r, v in every:
            place = build.add(build.mul(out_bytes, _PLACE(r)), _PLACE(64 * v))
            build.store(build.load(sums[r, v]), _pointer(build, out, place, lanes)).align = 1
        return context.get_dummy_value()

    @intrinsic
    def tile(_typing, rows, columns, length, out, apart):  # type: ignore[no-untyped-def]
        kinds: Any = types
        at, number = kinds.voidptr, kinds.intp
        return kinds.void(at, at, number, at, kinds.UniTuple(number, 2)), emitted

    return tile


def _pointer(build: Any, start: Any, place: Any, kind: Any) -> Any:
    return build.bitcast(build.gep(start, [place]), kind.as_pointer())


def _read(build: Any, start: Any, place: Any, kind: Any) -> Any:
    return build.load(_pointer(build, start, place, kind), align=1)


def _spread(build: Any, one: Any, lanes: Any) -> Any:
    nothing = ir.Constant(lanes, ir.Undefined)
    first = build.insert_element(nothing, one, ir.Constant(ir.IntType(32), 0))
    return build.shuffle_vector(first, nothing, ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES))


bytes_by_64 = _tile(4, floats=False)
"""`(rows, columns, length, out, apart)`: ROWS rows of unsigned bytes times 64 columns of signed ones, written as
(length, 64, 4), so that the length counts fours; their sums, 32 bits whole, to `out`. All but the length are addresses;
`apart`: how many bytes one row stands after the other, read and written."""
floats_by_64 = _tile(4, floats=True)
"""The same of 32-bit floats, columns written as (length, 64)."""
floats_by_32 = _tile(2, floats=True)
"""The same with 32 columns, written as (length, 32)."""
