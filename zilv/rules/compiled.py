"""Sweeps are plain Python over arrays; where numba is there, they run compiled, and the result is kept on disk."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def _without_compiler(function: Function) -> Function:
    return function


def _with_compiler() -> Callable[[Function], Function]:
    from numba import njit

    def compiled(function: Function) -> Function:
        try:
            made = njit(cache=True, nogil=True)(function)
        except RuntimeError:  # no folder can be written: compile anew in each process
            made = njit(nogil=True)(function)
        return made  # type: ignore[no-any-return]

    return compiled


def _chosen() -> Callable[[Function], Function]:
    if os.environ.get("ZILV_COMPILED", "yes") == "no":
        return _without_compiler
    try:
        return _with_compiler()
    except ImportError:
        return _without_compiler


compiled = _chosen()
"""Decorator of every sweep. `ZILV_COMPILED=no` shows the slow path of a machine without numba."""
