"""Signed requests that were accepted, remembered in the database: the same one again is a replay, on every process."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from zilv.clock import now_us
from zilv.gate.book import Book, StoreError
from zilv.gate.gate import ANSWER_S

BATCH_MAX = 500
FORGET_S = 60

_ADD = "insert into keys_nonce (mark, until) values (:mark, :until) on conflict do nothing returning mark"
_FORGET = "delete from keys_nonce where until < :now"


class _Waiting(NamedTuple):
    mark: str
    until: int
    answer: "asyncio.Future[bool]"


class Nonces:
    """Asks that arrive together share one transaction."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="zilv-nonces")
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._forgot_at = 0.0

    async def fresh(self, mark: str, until: int) -> bool:
        """Whether this was never seen; it is remembered until `until` (UTC seconds). Raises StoreError."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(mark, until, answer))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        try:
            return await asyncio.wait_for(answer, ANSWER_S)
        except TimeoutError:
            raise StoreError("no answer in time") from None

    def stop(self) -> None:
        """End the thread."""
        self._pool.shutdown()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:BATCH_MAX], self._waiting[BATCH_MAX:]
            try:
                made: Sequence[bool] = await asyncio.get_running_loop().run_in_executor(self._pool, self._added, batch)
            except StoreError as error:
                for waiting in batch:
                    if not waiting.answer.done():
                        waiting.answer.set_exception(StoreError(str(error)))
                continue
            for waiting, fresh in zip(batch, made, strict=True):
                if not waiting.answer.done():
                    waiting.answer.set_result(fresh)

    def _added(self, batch: Sequence[_Waiting]) -> list[bool]:
        now = now_us() // 1_000_000
        with self._book.page() as page:
            if now - self._forgot_at > FORGET_S:
                page.do(_FORGET, now=now)
                self._forgot_at = now
            return [bool(page.do(_ADD, mark=one.mark, until=one.until)) for one in batch]
