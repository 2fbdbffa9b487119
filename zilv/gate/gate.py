"""The front of a book: gathers what arrives at the same time onto one page, and answers when the page is durable."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

from zilv.gate import report as reports
from zilv.gate.actor import Actor
from zilv.gate.ask import Answer, Ask, Cancel, Outcome, Receipt, Ruling
from zilv.gate.book import Book, Page, StoreError
from zilv.gate.decide import decide
from zilv.gate.desk import Desk
from zilv.gate.door import Asked, asked
from zilv.gate.ledger import Ledger, ledger
from zilv.gate.matter import matter_of
from zilv.gate.refusal import Refused
from zilv.gate.ruling import rule
from zilv.privacy.token import Tokens

Made = TypeVar("Made")

BATCH_MAX = 256
"""So many asks share a page at most."""

ANSWER_S = 2.0
"""After so long without a durable answer the answer is HOLD."""

UNREACHABLE = Answer(decision="hold", code="store_unreachable")

FLAG_S = 5.0
"""How often overdue reservations are looked for."""


class _Waiting(NamedTuple):
    asked: Asked
    answer: "asyncio.Future[Answer | Refused]"


class Gate:
    """Asks, outcomes and rulings of one process. Belongs to one event loop; `start` it there, `stop` it there.

    `desks`: one for each page that may be open at a time. `seen`: told of every page, its asks and its seconds.
    """

    def __init__(
        self,
        book: Book,
        desks: list[Desk],
        tokens: Tokens,
        seen: Callable[[int], None] = lambda asks: None,
    ) -> None:
        self.book, self._tokens, self._seen = book, tokens, seen
        self._desks = desks
        self._free: asyncio.Queue[Desk] = asyncio.Queue()
        self._pool = ThreadPoolExecutor(len(desks), thread_name_prefix="gate")
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._busy: set[tuple[str, int]] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to answer."""
        for desk in self._desks:
            self._free.put_nowait(desk)
        self._tasks = [asyncio.create_task(self._answer_asks()), asyncio.create_task(self._flag())]

    async def stop(self) -> None:
        """Answer what was accepted, then close the book."""
        while self._waiting or self._free.qsize() < len(self._desks):
            await asyncio.sleep(0.01)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._pool.shutdown()
        self.book.close()

    async def ask(self, ask: Ask, actor: Actor) -> Answer:
        """Decide and, if permitted, reserve, durable before it returns. Raises Refused."""
        future: asyncio.Future[Answer | Refused] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(asked(ask, actor, self._tokens), future))
        self._arrived.set()
        try:
            made = await asyncio.wait_for(future, ANSWER_S)
        except TimeoutError:
            return UNREACHABLE
        if isinstance(made, Refused):
            raise made
        return made

    async def peek(self, ask: Ask, actor: Actor) -> Answer:
        """Decide, and neither reserve nor record. Raises Refused."""
        sought = asked(ask, actor, self._tokens)
        try:
            made = await self._on_page(lambda page, desk: decide(page, [sought], desk, reserve=False)[0], write=False)
        except Refused as refused:
            if refused.code == "store_unreachable":
                return UNREACHABLE
            raise
        if isinstance(made, Refused):
            raise made
        return made

    async def report(self, attempt_id: str, outcome: Outcome, actor: Actor) -> Receipt:
        """Take in how an attempt went. Raises Refused."""
        return await self._on_page(lambda page, desk: reports.report(page, attempt_id, outcome, actor, desk))

    async def cancel(self, attempt_id: str, cancel: Cancel, actor: Actor) -> Receipt:
        """Give back a reservation that was never dialled. Raises Refused."""
        return await self._on_page(lambda page, desk: reports.cancel(page, attempt_id, cancel, actor))

    async def rule(self, attempt_id: str, ruling: Ruling, actor: Actor) -> Receipt:
        """A person decides what was held or denied. Raises Refused."""
        return await self._on_page(lambda page, desk: rule(page, attempt_id, ruling, actor, desk))

    async def attempt(self, attempt_id: str, actor: Actor) -> Receipt:
        """How an attempt stands. Raises Refused."""
        return await self._on_page(lambda page, desk: matter_of(page, attempt_id, actor).receipt(), write=False)

    async def ledger(self, person: str, actor: Actor) -> Ledger:
        """What was used of each limit for this person, and what remains. Raises Refused."""
        token = self._tokens.text("person", person)
        return await self._on_page(lambda page, desk: ledger(page, token, actor, desk), write=False)

    async def _on_page(self, act: Callable[[Page, Desk], Made], write: bool = True) -> Made:
        """What `act` makes on a page of its own. Raises Refused; `store_unreachable` where there is no page."""

        def run(desk: Desk) -> Made:
            with self.book.page(write=write) as page:
                return act(page, desk)

        desk = await self._free.get()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, run, desk)
        except StoreError:
            raise Refused("store_unreachable") from None
        finally:
            self._free.put_nowait(desk)

    async def _answer_asks(self) -> None:
        running: set[asyncio.Task[None]] = set()
        while True:
            await self._arrived.wait()
            desk = await self._free.get()
            batch = self._next_batch()
            if not batch:
                self._free.put_nowait(desk)
                self._arrived.clear()
                if self._waiting:  # all that waits is about somebody on an open page
                    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    self._arrived.set()
                continue
            task = asyncio.create_task(self._one_page(batch, desk))
            running.add(task)
            task.add_done_callback(running.discard)

    def _next_batch(self) -> list[_Waiting]:
        """The oldest asks of one lender, no two of one person or number; the others keep their turn."""
        batch: list[_Waiting] = []
        passed: list[_Waiting] = []
        held: set[tuple[str, int]] = set()
        while self._waiting and len(batch) < BATCH_MAX and len(passed) < 4 * BATCH_MAX:
            waiting = self._waiting.popleft()
            if waiting.answer.done():
                continue
            keys = _keys(waiting.asked)
            same_lender = not batch or batch[0].asked.ask.lender == waiting.asked.ask.lender
            if same_lender and held.isdisjoint(keys) and self._busy.isdisjoint(keys):
                batch.append(waiting)
            else:
                passed.append(waiting)
            held |= keys  # a later ask of the same person never overtakes an earlier one
        self._waiting.extendleft(reversed(passed))
        return batch

    async def _one_page(self, batch: list[_Waiting], desk: Desk) -> None:
        keys = set().union(*(_keys(waiting.asked) for waiting in batch))
        self._busy |= keys
        asks = [waiting.asked for waiting in batch]
        made: list[Any]
        try:
            made = await asyncio.get_running_loop().run_in_executor(self._pool, self._decided, asks, desk)
        except StoreError:
            made = [UNREACHABLE] * len(batch)
        finally:
            self._busy -= keys
            self._free.put_nowait(desk)
            self._arrived.set()
        for waiting, answer in zip(batch, made, strict=True):
            if not waiting.answer.done():
                waiting.answer.set_result(answer)
        self._seen(len(batch))

    def _decided(self, asks: list[Asked], desk: Desk) -> list[Answer | Refused]:
        with self.book.page() as page:
            return decide(page, asks, desk)

    async def _flag(self) -> None:
        while True:
            await asyncio.sleep(FLAG_S)
            try:
                await self._on_page(lambda page, desk: reports.flag_overdue(page))
            except Refused:
                continue


def _keys(sought: Asked) -> set[tuple[str, int]]:
    lender = sought.ask.lender
    return {(f"p{lender}", sought.person)} | ({(f"n{lender}", sought.number)} if sought.number else set())
