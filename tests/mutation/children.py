"""Work in processes of their own, several at a time: each begins with all that this one has imported."""

import gc
import os
import traceback
from collections.abc import Callable, Iterator, Sequence

BROKEN = 70
"""The exit status of work that raised an exception: not an answer, but a fault of ours."""


def statuses(works: Sequence[Callable[[], int]], jobs: int) -> Iterator[tuple[int, int]]:
    """The place in `works` and the exit status of each, as they end; negative: ended by that signal."""
    gc.freeze()
    running: dict[int, int] = {}
    for place, work in enumerate(works):
        if len(running) == jobs:
            yield _ended(running)
        running[_started(work)] = place
    while running:
        yield _ended(running)


def _started(work: Callable[[], int]) -> int:
    child = os.fork()
    if child:
        return child
    status = BROKEN
    try:
        status = work()
    finally:
        if status == BROKEN:
            traceback.print_exc()
        os._exit(status)


def _ended(running: dict[int, int]) -> tuple[int, int]:
    child, status = os.wait()
    return running.pop(child), os.waitstatus_to_exitcode(status)


def silence() -> None:
    """From here on, this process prints nothing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
