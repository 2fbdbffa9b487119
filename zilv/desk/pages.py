"""Pages of the book for what is seldom asked: a few threads of their own, which keep their connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import TypeVar

from zilv.gate.book import Book, Page
from zilv.gate.refusal import Refused

Made = TypeVar("Made")

THREADS = 2
PAGE_S = 8.0
"""After so long the book counts as unreachable; what was begun goes on to its own end."""


class Pages:
    """Runs one function on one page."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="zilv-pages")

    def on_page(self, act: Callable[[Page], Made], write: bool = False) -> Made:
        """What `act` makes, durable before it returns. Raises Refused, StoreError."""

        def run() -> Made:
            with self._book.page(write=write) as page:
                return act(page)

        return self.in_turn(run)

    def in_turn(self, run: Callable[[], Made]) -> Made:
        """What `run` makes in one of these threads. Raises Refused, StoreError."""
        try:
            return self._pool.submit(run).result(PAGE_S)
        except Late:
            raise Refused("store_unreachable") from None

    def stop(self) -> None:
        """End the threads once they have done what they began."""
        self._pool.shutdown(cancel_futures=True)
