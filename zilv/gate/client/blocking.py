"""Asking the gate from code that waits: the asynchronous client on a loop of its own.

Only so is the deadline kept whatever a server, a name service or a proxy does: a blocked thread cannot be told to stop.
"""

import asyncio
import os
import ssl
import threading
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self, TypeVar, Unpack

from zilv.gate.ask import Answer, Receipt
from zilv.gate.client.client import DEADLINE_S, AsyncClient
from zilv.gate.client.credential import Signing, credential_of
from zilv.gate.client.failure import UNREACHABLE, GateError
from zilv.gate.client.fields import AskFields, OutcomeFields
from zilv.gate.client.line import CLOSE_S, CLOSED, bounded, origin

if TYPE_CHECKING:
    from zilv.gate.ledger import Ledger

Made = TypeVar("Made")


class _Running(NamedTuple):
    """A client and the loop it lives on. `pid`: threads do not survive a fork, so a child process begins anew."""

    pid: int
    loop: asyncio.AbstractEventLoop
    client: AsyncClient


class Client:
    """As AsyncClient, but every call waits. Safe to use from several threads, and after a fork."""

    def __init__(
        self, url: str, key: str | Signing, *, deadline_s: float = DEADLINE_S, tls: ssl.SSLContext | None = None
    ) -> None:
        self._url, self._key = origin(url), key
        credential_of(key)
        self._more: dict[str, Any] = {"deadline_s": bounded(deadline_s), "tls": tls}
        self._lock = threading.Lock()
        self._running: _Running | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._url!r})"

    def ask(self, **fields: Unpack[AskFields]) -> Answer:
        """Whether this attempt may be made; if so, it is reserved. Never raises."""
        try:
            return self._made(lambda client: client.ask(**fields))
        except GateError as error:
            return error.as_answer()

    def peek(self, **fields: Unpack[AskFields]) -> Answer:
        """The same without reserving or recording: a permit promises nothing."""
        try:
            return self._made(lambda client: client.peek(**fields))
        except GateError as error:
            return error.as_answer()

    def ask_many(self, asks: Iterable[AskFields]) -> list[Answer]:
        """An answer to each, in their order; each batch of up to 1,000 has the deadline to itself."""
        asked = list(asks)
        try:
            return self._made(lambda client: client.ask_many(asked))
        except GateError as error:
            return [error.as_answer()] * len(asked)

    def report(self, attempt_id: str, **outcome: Unpack[OutcomeFields]) -> Receipt:
        """How an attempt went. Raises GateError."""
        return self._made(lambda client: client.report(attempt_id, **outcome))

    def cancel(self, attempt_id: str, reason: str, key: str | None = None) -> Receipt:
        """Give back a reservation that was never dialled. Raises GateError."""
        return self._made(lambda client: client.cancel(attempt_id, reason, key))

    def ruling(
        self, attempt_id: str, verdict: Literal["permit", "refuse"], reason: str, key: str | None = None
    ) -> Receipt:
        """What a person decides on a held or denied ask; the key must be that person's. Raises GateError."""
        return self._made(lambda client: client.ruling(attempt_id, verdict, reason, key))

    def attempt(self, attempt_id: str) -> Receipt:
        """How an attempt stands. Raises GateError."""
        return self._made(lambda client: client.attempt(attempt_id))

    def ledger(self, person: str) -> "Ledger":
        """What was used of each limit for a person, by token. Raises GateError."""
        return self._made(lambda client: client.ledger(person))

    def close(self) -> None:
        """Cut off what other threads wait for, as AsyncClient does, and let go of connections, in bounded time; a later
        call opens new ones.
        """
        with self._lock:
            running, self._running = self._running, None
        if running is not None and running.pid == os.getpid():
            asyncio.run_coroutine_threadsafe(running.client.close(), running.loop).result()
            running.loop.call_soon_threadsafe(running.loop.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *left: object) -> None:
        self.close()

    def _made(self, act: Callable[[AsyncClient], Coroutine[Any, Any, Made]]) -> Made:
        """What `act` makes on the loop, begun anew if need be. Raises GateError.

        It is handed over under the lock: whoever closes then comes after it, and no loop that has ended is given any.
        """
        with self._lock:
            running = self._begun()
            future = asyncio.run_coroutine_threadsafe(act(running.client), running.loop)
        try:
            return future.result()
        except CancelledError:
            raise GateError(UNREACHABLE, CLOSED) from None
        finally:
            future.cancel()

    def _begun(self) -> _Running:
        if self._running is None or self._running.pid != os.getpid():
            loop = asyncio.new_event_loop()
            threading.Thread(target=_run, args=(loop,), name="zilv client", daemon=True).start()
            self._running = _Running(os.getpid(), loop, AsyncClient(self._url, self._key, **self._more))
        return self._running


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """Until it is stopped; who waits for what has not ended by then is told, instead of waiting for ever."""
    try:
        loop.run_forever()
        if left := asyncio.all_tasks(loop):
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.wait(left, timeout=CLOSE_S))
    finally:
        loop.close()
