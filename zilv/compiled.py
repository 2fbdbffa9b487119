"""Sweeps are plain Python over arrays; where numba is there, they run compiled, and the result is kept on disk."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

Sweep = Callable[..., Any]

_sweeps: list[Any] = []


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
        _sweeps.append(made)
        return made

    return compiled


def compiles_anew() -> bool:
    """Whether some sweep imported so far has no compiled form on disk yet, so that its first call takes a second."""
    folders = {str(getattr(getattr(sweep, "_cache", None), "cache_path", "")) for sweep in _sweeps}
    return any(not folder or not list(Path(folder).glob("*.nbi")) for folder in folders)


def _chosen() -> Callable[[Sweep], Sweep]:
    if os.environ.get("ZILV_COMPILED", "yes") == "no":
        return _without_compiler
    try:
        return _with_compiler()
    except ImportError:
        return _without_compiler


compiled = _chosen()
"""Decorator of every sweep. `ZILV_COMPILED=no` shows the slow path of a machine without numba."""
