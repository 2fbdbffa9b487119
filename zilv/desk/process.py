"""What one serving process holds: settings, book, gate, keys. There is one, from the server's start to its end."""

import asyncio
import os
from typing import NamedTuple

from zilv.desk.database import book_of, database
from zilv.desk.delivery import Delivery
from zilv.desk.keys.credential import Seal
from zilv.desk.keys.ring import REPLY_S, Ring
from zilv.desk.logs import LINES, place
from zilv.desk.metrics import PAGE_ASKS
from zilv.desk.pages import Pages
from zilv.desk.rate import Rates
from zilv.desk.replay import Nonces
from zilv.desk.secret import secret
from zilv.desk.warm import FIRST, warm
from zilv.gate.actor import Actor
from zilv.gate.book import Book
from zilv.gate.desk import Desk
from zilv.gate.gate import Gate
from zilv.gate.laws import Laws, deciding_in
from zilv.privacy.key import token_key
from zilv.privacy.token import Tokens
from zilv.settings import Settings, settings
from zilv.speech.guard import house as guard

PAGES = 4
"""So many pages a process has open at a time."""

BURST_S = 2


class Process(NamedTuple):
    """Everything a request may need."""

    settings: Settings
    book: Book
    gate: Gate
    ring: Ring
    nonces: Nonces
    rates: Rates
    tokens: Tokens
    laws: Laws
    pages: Pages
    delivery: Delivery | None

    async def stop(self) -> None:
        """Answer what was accepted, then let go of everything."""
        self.ring.stop()
        self.nonces.stop()
        self.pages.stop()
        if self.delivery:
            await self.delivery.stop()
        await self.gate.stop()


NOBODY = Actor("", "", "", frozenset())
"""Who asks before anybody does."""
_running: list[Process] = []


def running() -> Process:
    """This process's own; there is one once the server has started."""
    return _running[0]


async def start() -> Process:
    """Open the book and begin to answer. Raises ZilvError."""
    given = settings()
    found = database(given.database)
    book = book_of(found)
    tokens = Tokens(token_key(os.environ).key)
    laws = Laws(await asyncio.to_thread(deciding_in, book, given.law))
    desks = [Desk(laws.another(), given.ttl_s * 1_000_000) for _ in range(PAGES)]
    ring = Ring(Seal(secret(os.environ)), book_of(found, REPLY_S))
    await asyncio.to_thread(ring.start)
    gate = Gate(book, desks, tokens, PAGE_ASKS.observe)
    await gate.start()
    await asyncio.to_thread(warm, laws.fallback)
    await asyncio.to_thread(guard.warm)
    await gate.warm(FIRST, NOBODY)
    rates = Rates(given.rate, BURST_S * given.rate)
    delivery = Delivery(found) if given.deliver else None
    made = Process(given, book, gate, ring, Nonces(book), rates, tokens, laws, Pages(book), delivery)
    _running[:] = [made]
    asyncio.get_running_loop().set_exception_handler(_told)
    return made


def _told(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """What no one awaited went wrong: its kind and place, not its text."""
    error = context.get("exception")
    LINES.write("task failed", level="error", at=place(error) if isinstance(error, BaseException) else "")
