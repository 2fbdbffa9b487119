"""Two things at once: the next piece fetched while this one is worked on, or two pieces worked on."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

AT_ONCE = 2
"""So many pieces are worked on at once; as many more lie in memory."""

Piece = TypeVar("Piece")
Made = TypeVar("Made")


def ahead(pieces: Iterator[Piece]) -> Generator[Piece, None, None]:
    """The same pieces in the same order, each fetched before it is asked for; errors come where they fell."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = pool.submit(next, pieces, None)
            yield piece


def in_parallel(make: Callable[[Piece], Made], pieces: Iterator[Piece]) -> Generator[Made, None, None]:
    """What `make` makes of each piece, in their order; `AT_ONCE` are being made at a time."""
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for piece in pieces:
            waiting.append(pool.submit(make, piece))
            if len(waiting) > AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
