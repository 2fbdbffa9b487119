"""Sweeps are plain Python over arrays; where numba is there, they run compiled, and the result is kept on disk."""

import os
from collections.abc import Callable
from typing import Any

Sweep = Callable[..., Any]


def _without_compiler(function: Sweep) -> Sweep:
    return function


def _with_compiler() -> Callable[[Sweep], Sweep]:
    from numba import njit

    def compiled(function: Sweep) -> Sweep:
        made: Sweep
        try:
            made = njit(cache=True, nogil=True)(function)
        except RuntimeError:  # no folder can be written: compile anew in each process
            made = njit(nogil=True)(function)
        return made

    return compiled


def _chosen() -> Callable[[Sweep], Sweep]:
    if os.environ.get("ZILV_COMPILED", "yes") == "no":
        return _without_compiler
    try:
        return _with_compiler()
    except ImportError:
        return _without_compiler


compiled = _chosen()
"""Decorator of every sweep. `ZILV_COMPILED=no` shows the slow path of a machine without numba."""
