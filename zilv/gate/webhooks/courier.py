"""Delivers the journal to every endpoint, each in the journal's order, each event until it was taken or is parked."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from typing import Any, Protocol, TypeVar

from django.db import Error, close_old_connections

from zilv.clock import now_us
from zilv.errors import ZilvError
from zilv.gate.book import Book, StoreError, Written
from zilv.gate.webhooks import endpoints, signature
from zilv.gate.webhooks.endpoints import PAUSES_S, Failure, Seal
from zilv.gate.webhooks.models import Endpoint
from zilv.gate.webhooks.payload import payload
from zilv.gate.webhooks.post import Post

Made = TypeVar("Made")
POLL_S = 1.0
PAGE = 200
"""So many lines of the journal are read at a time."""

TURN = 1000
"""So many events an endpoint gets before its deliverer looks up again."""


class Said(Protocol):
    """Who is told what a person who runs the installation should know; nothing in it is anybody's."""

    def __call__(self, event: str, **facts: Any) -> None:
        """One line of log."""


class Courier:
    """Several may run at a time, in this or other processes: one endpoint is only one's at a time.

    An event keeps its id however often it is sent, and is sent again when the process died before noting that it was
    taken. `pauses_s`: between the tries of one event.
    """

    def __init__(self, book: Book, seal: Seal, post: Post, said: Said, pauses_s: Sequence[float] = PAUSES_S) -> None:
        self._book, self._seal, self._post, self._said = book, seal, post, said
        self._pauses_s = pauses_s
        self._me = token_hex(8)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="webhooks")

    async def run(self) -> None:
        """Deliver until cancelled."""
        under_way: dict[str, asyncio.Task[int]] = {}
        try:
            while True:
                under_way = {name: task for name, task in under_way.items() if not task.done()}
                for endpoint in await self._due():
                    if endpoint.id not in under_way:
                        under_way[endpoint.id] = asyncio.create_task(self._turn(endpoint.id))
                await asyncio.sleep(POLL_S)
        finally:
            for task in under_way.values():
                task.cancel()
            await asyncio.gather(*under_way.values(), return_exceptions=True)

    async def once(self) -> int:
        """Deliver what is due now; how many events were taken."""
        return sum(await asyncio.gather(*(self._turn(endpoint.id) for endpoint in await self._due())))

    async def close(self) -> None:
        """Let go of connections."""
        await self._post.close()
        self._thread.shutdown()

    async def _due(self) -> Sequence[Endpoint]:
        try:
            return await self._db(endpoints.due, now_us())
        except (Error, StoreError) as error:
            self._said("webhooks: no database", level="error", kind=type(error).__name__)
            return []

    async def _turn(self, endpoint_id: str) -> int:
        """One endpoint's turn; how many events it took."""
        try:
            endpoint = await self._db(endpoints.lease, endpoint_id, self._me, now_us())
            if endpoint is None:
                return 0
            try:
                return await self._delivered(endpoint, self._seal.open(endpoint.id, bytes(endpoint.secret)))
            finally:
                await asyncio.shield(self._db(endpoints.release, endpoint_id, self._me))
        except (Error, ZilvError) as error:
            self._said("webhooks: turn failed", level="error", endpoint=endpoint_id, kind=type(error).__name__)
            return 0

    async def _delivered(self, endpoint: Endpoint, secret: str) -> int:
        taken = await self._parked(endpoint, secret)
        mine = await self._db(endpoints.renewed, endpoint.id, self._me, now_us())
        if mine is None:
            return taken
        cursor, read = mine.cursor, 0
        while read < TURN and (lines := await self._db(self._book.settled_after, cursor, PAGE)):
            for line in lines:
                if line.entry.lender in ("", endpoint.lender):
                    error = await self._sent(endpoint, line, secret)
                    if error and not await self._failed(endpoint, line, error):
                        return taken
                    if not error and not await self._db(endpoints.moved, endpoint.id, self._me, line.seq, now_us()):
                        return taken + 1
                    taken += not error
                cursor = line.seq
            read += len(lines)
            if not await self._db(endpoints.moved, endpoint.id, self._me, cursor, now_us()):
                break
        return taken

    async def _parked(self, endpoint: Endpoint, secret: str) -> int:
        """Send once more what somebody wants sent once more, for as long as the endpoint is this courier's."""
        taken = 0
        for parked in await self._db(endpoints.parked_again, endpoint.id):
            if await self._db(endpoints.renewed, endpoint.id, self._me, now_us()) is None:
                break
            lines = await self._db(self._book.settled_after, parked.seq - 1, 1)
            there = lines and lines[0].seq == parked.seq and lines[0].entry.lender in ("", endpoint.lender)
            error = await self._sent(endpoint, lines[0], secret) if there else "not_in_journal"
            await self._db(endpoints.parked_sent, parked.id, error, now_us())
            taken += not error
        return taken

    async def _sent(self, endpoint: Endpoint, line: Written, secret: str) -> str:
        body = payload(line)
        headers = signature.headers(f"{endpoint.id}_{line.seq}", now_us() // 1_000_000, body, secret)
        return await self._post.send(endpoint.url, endpoint.private, body, headers)

    async def _failed(self, endpoint: Endpoint, line: Written, error: str) -> bool:
        """Whether the event was parked, so that the next one can be sent."""
        failure = Failure(line.seq, error, now_us())
        parked = await self._db(endpoints.failed, endpoint.id, self._me, failure, self._pauses_s)
        told = "webhooks: parked" if parked else "webhooks: not taken"
        self._said(told, level="error" if parked else "warning", endpoint=endpoint.id, seq=line.seq, why=error)
        return parked

    async def _db(self, act: Callable[..., Made], *given: Any) -> Made:
        """What is done in the database, in the one thread that has a connection. Raises django.db.Error, StoreError."""

        def done() -> Made:
            close_old_connections()
            return act(*given)

        return await asyncio.get_running_loop().run_in_executor(self._thread, done)
