"""The front of a book: gathers what arrives at the same time onto one page, and answers when the page is durable."""

import asyncio
import gc
from collections import Counter, deque
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from zilv.clock import steady_us
from zilv.gate import report as reports
from zilv.gate.actor import Actor
from zilv.gate.ask import Answer, Ask, Cancel, Outcome, Receipt, Ruling
from zilv.gate.book import Book, Page, StoreError
from zilv.gate.decide import Result, decide
from zilv.gate.desk import Desk
from zilv.gate.door import asked
from zilv.gate.found import judge_next
from zilv.gate.ledger import Ledger, ledger
from zilv.gate.reach import Reach
from zilv.gate.refusal import Refused
from zilv.gate.ruling import rule
from zilv.gate.still import attempt, decided
from zilv.gate.turns import Turns
from zilv.gate.unanswered import BUSY, HOLDS, UNREACHABLE, in_time, instead_of
from zilv.gate.waiting import Line, Waiting
from zilv.privacy.token import Tokens

Made = TypeVar("Made")

ANSWER_S = 2.0
"""After so long without a durable answer the answer is HOLD."""

ANSWER_US = round(ANSWER_S * 1_000_000)

PEEKS_MAX = 64
"""So many peeks of one key are under way at a time."""

LOOK_S = 0.05
"""How often it is looked whose time is over."""

FLAG_S = 5.0
"""How often it is looked for overdue reservations, and for attempts whose law can be read by now; then page after page,
until there are none.
"""

AGAIN_S = 0.1
"""So long after a fault the gate's own work begins anew."""

ITSELF = Actor("", "", "", frozenset())
"""Whose the gate's own pages are."""


class _UnheardError(StoreError):
    """A page was given up because nobody waits for it any more: of the store it says nothing."""


class Gate:
    """Asks, outcomes and rulings of one process. Belongs to one event loop; `start` it there, `stop` it there.

    `desks`: one for each page that may be open at a time. `seen`: told of every page how many asks it answered.
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
        self._turns = Turns(max(1, len(desks) - 1))  # one desk stays for asks
        self._pool = ThreadPoolExecutor(len(desks), thread_name_prefix="gate")
        self._waiting = Line()
        self._asked: deque[Waiting] = deque()
        self._arrived = asyncio.Event()
        self._deciding: set[asyncio.Future[Result]] = set()
        self._peeks: Counter[str] = Counter()
        self._reach = Reach()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to answer."""
        for desk in self._desks:
            self._free.put_nowait(desk)
        self._tasks = [
            asyncio.create_task(self._on_and_on(work)) for work in (self._answer_asks, self._give_up, self._flag)
        ]

    async def warm(self, ask: Ask, actor: Actor) -> None:
        """Peek at every desk, however long it takes: what is compiled or read once is so before the first ask.

        All that is there by then stays, so the collector need not go through it again and again while asks wait.
        """
        sought = asked(ask, actor, self._tokens)

        def run(desk: Desk) -> None:
            with self.book.page(write=False) as page:
                decide(page, [sought], desk, reserve=False)

        made = [self._begin(run, await self._free.get()) for _ in self._desks]
        await asyncio.wait(made)
        for error in filter(None, (one.exception() for one in made)):
            instead_of(error)
        gc.collect()
        gc.freeze()

    async def stop(self) -> None:
        """Answer what was accepted, then close the book."""
        while self._waiting or self._deciding or self._turns or self._free.qsize() < len(self._desks):
            await asyncio.sleep(0.01)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._pool.shutdown()
        self.book.close()

    async def ask(self, ask: Ask, actor: Actor) -> Answer:
        """Decide and, if permitted, reserve, durable before it returns. Raises Refused."""
        sought = asked(ask, actor, self._tokens)
        if self._known_to_be_down():
            return UNREACHABLE
        until = _deadline()
        waiting = Waiting(sought, asyncio.get_running_loop().create_future(), until)
        if not self._waiting.add(waiting):
            return BUSY
        self._asked.append(waiting)
        self._arrived.set()
        return in_time(await waiting.answer, until)

    async def peek(self, ask: Ask, actor: Actor) -> Answer:
        """Decide, and neither reserve nor record. Raises Refused."""
        sought, until, key = asked(ask, actor, self._tokens), _deadline(), actor.key_id
        if self._peeks[key] >= PEEKS_MAX:
            return BUSY
        self._peeks[key] += 1
        page = asyncio.create_task(
            self._on_page(actor, lambda page, desk: decide(page, [sought], desk, reserve=False)[0], write=False)
        )
        try:
            await asyncio.wait({page})
        finally:
            page.cancel()
            self._peeks[key] -= 1
        error = page.exception()
        if isinstance(error, Refused) and error.code not in HOLDS:
            raise error
        return in_time(page.result() if error is None else instead_of(error), until)

    async def report(self, attempt_id: str, outcome: Outcome, actor: Actor) -> Receipt:
        """Take in how an attempt went. Raises Refused."""
        return await self._on_page(actor, lambda page, desk: reports.report(page, attempt_id, outcome, actor, desk))

    async def cancel(self, attempt_id: str, cancel: Cancel, actor: Actor) -> Receipt:
        """Give back a reservation that was never dialled. Raises Refused."""
        return await self._on_page(actor, lambda page, desk: reports.cancel(page, attempt_id, cancel, actor, desk))

    async def rule(self, attempt_id: str, ruling: Ruling, actor: Actor) -> Receipt:
        """A person decides what was held or denied. Raises Refused."""
        return await self._on_page(actor, lambda page, desk: rule(page, attempt_id, ruling, actor, desk))

    async def attempt(self, attempt_id: str, actor: Actor) -> Receipt:
        """How an attempt stands, and whether its permit still does. Raises Refused."""
        return await self._on_page(actor, lambda page, desk: attempt(page, attempt_id, actor, desk), write=False)

    async def ledger(self, person: str, actor: Actor) -> Ledger:
        """What was used of each limit for this person, and what remains. Raises Refused."""
        token = self._tokens.text("person", person)
        return await self._on_page(actor, lambda page, desk: ledger(page, token, actor, desk), write=False)

    async def _on_page(self, actor: Actor, act: Callable[[Page, Desk], Made], write: bool = True) -> Made:
        """What `act` makes on a page of its own. Raises Refused; `store_unreachable` where it is not known to have
        been made in time, `busy` where others came first.
        """

        def run(desk: Desk) -> Made:
            with self.book.page(write=write) as page:
                return act(page, desk)

        if self._known_to_be_down():
            raise Refused("store_unreachable")
        until, made = _deadline(), None
        try:
            async with asyncio.timeout(ANSWER_S):
                made = await self._in_turn(run, actor.key_id)
                await asyncio.wait({made})
        except TimeoutError:
            raise Refused(self._reach.late(until - ANSWER_US, begun=made is not None)) from None
        if isinstance(made.exception(), StoreError) or (made.exception() is None and steady_us() > until):
            raise Refused("store_unreachable")
        return made.result()

    async def _in_turn(self, run: Callable[[Desk], Made], key: str) -> "asyncio.Future[Made]":
        """`run` in a thread, begun when it is this key's turn; the place is free again when that has ended."""
        await self._turns.take(key)
        made = None
        try:
            made = self._begin(run, await self._free.get())
        finally:
            if made is None:
                self._turns.give()
        made.add_done_callback(lambda ended: self._turns.give())
        return made

    def _begin(self, run: Callable[[Desk], Made], desk: Desk) -> "asyncio.Future[Made]":
        """`run` in a thread. The desk is free again when that has ended, even where nobody waits for it any more."""

        def ended(made: asyncio.Future[Made]) -> None:
            self._free.put_nowait(desk)
            error = made.exception()
            if not isinstance(error, _UnheardError):
                self._reach.went(down=isinstance(error, StoreError), why=error)

        made = asyncio.get_running_loop().run_in_executor(self._pool, run, desk)
        made.add_done_callback(ended)
        return made

    def _known_to_be_down(self) -> bool:
        """Whether the store has just failed and a page that tries it again is still open."""
        return self._reach.down and self._free.qsize() < len(self._desks)

    async def _answer_asks(self) -> None:
        """One page at a time: what arrives meanwhile shares the next."""
        while True:
            await self._arrived.wait()
            desk = await self._free.get()
            batch = self._waiting.next_batch()
            if not batch:
                self._free.put_nowait(desk)
                self._arrived.clear()
                continue
            self._deciding = {waiting.answer for waiting in batch}
            try:
                await self._one_page(batch, desk)
            finally:
                self._deciding = set()

    async def _one_page(self, batch: list[Waiting], desk: Desk) -> None:
        """Answer these asks. What fails unexpectedly is divided until only the ask that cannot be decided is held."""
        page = self._begin(lambda desk: self._decided(batch, desk), desk)
        await asyncio.wait({page})
        error = page.exception()
        if error is not None and not isinstance(error, StoreError) and len(batch) > 1:
            middle = len(batch) // 2
            for part in (batch[:middle], batch[middle:]):
                await self._one_page(part, await self._free.get())
            return
        made = page.result() if error is None else [instead_of(error)] * len(batch)
        for waiting, answer in zip(batch, made, strict=True):
            if not waiting.answer.done():
                waiting.answer.set_result(answer)
        self._seen(len(batch))

    def _decided(self, batch: list[Waiting], desk: Desk) -> list[Result]:
        with self.book.page() as page:
            made = decided(page, [waiting.asked for waiting in batch], desk)
            if all(steady_us() > waiting.until for waiting in batch):
                raise _UnheardError("nobody waits for these answers any more")
            return made

    async def _give_up(self) -> None:
        """Answer whoever has waited too long; one look at all of them costs less than a timer for each."""
        while True:
            await asyncio.sleep(LOOK_S)
            while self._asked and (self._asked[0].answer.done() or steady_us() > self._asked[0].until):
                late = self._asked.popleft()
                if not late.answer.done():
                    code = self._reach.late(late.until - ANSWER_US, begun=late.answer in self._deciding)
                    late.answer.set_result(HOLDS[code])

    async def _flag(self) -> None:
        while True:
            await asyncio.sleep(FLAG_S)
            with suppress(Refused):
                while await self._on_page(ITSELF, lambda page, desk: reports.flag_overdue(page)):
                    pass
            with suppress(Refused):
                while await self._on_page(ITSELF, judge_next):
                    pass

    async def _on_and_on(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Work that never ends; where it does, by a fault, it begins anew."""
        while True:
            task = asyncio.create_task(work())
            try:
                await asyncio.wait({task})
            finally:
                task.cancel()
            if (error := task.exception()) is not None:
                instead_of(error)
            await asyncio.sleep(AGAIN_S)


def _deadline() -> int:
    return steady_us() + ANSWER_US
