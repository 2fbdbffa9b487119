"""A gate in a process of its own that answers asks line by line, and stops itself where it is told to.

`python -m tests.gate.faults.napper URL WHERE`: for each line `PERSON KEY` it prints the answer as JSON. WHERE it stops
at the first ask, until it is sent SIGCONT: `read` after a page was read, `committed` before the answer is given,
`never`. It prints `stops` before it does.
"""

import asyncio
import signal
import sys
import threading
from typing import Any

import msgspec

from tests.gate.books import HOUR_US, LENDER, TOKENS, book_at
from tests.gate.crowd.asker import sought
from zilv.gate.book import Page, Seen
from zilv.gate.desk import Desk
from zilv.gate.gate import Gate
from zilv.gate.laws import Laws


class Nap:
    """Once."""

    def __init__(self) -> None:
        self.due = False

    def take(self) -> None:
        """Stop here, if that is due."""
        if self.due:
            self.due = False
            print("stops", flush=True)  # noqa: T201
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)  # of the process, by this thread, at once


class NappingDesk(Desk):
    """A desk whose process stops when the page has been read."""

    def __init__(self, laws: Laws, nap: Nap) -> None:
        super().__init__(laws, HOUR_US)
        self._nap = nap

    def registers(self, page: Page, lender: str, seen: Seen) -> Any:
        """See `Desk.registers`."""
        self._nap.take()
        return super().registers(page, lender, seen)


async def _main(url: str, where: str) -> None:
    read, committed = Nap(), Nap()
    gate = Gate(book_at(url), [NappingDesk(Laws("cn"), read)], TOKENS, lambda asks: committed.take())
    await gate.start()
    await gate.warm(sought(0, "warm"), LENDER)
    while (await gate.peek(sought(0, "warm"), LENDER)).code == "store_unreachable":
        await asyncio.sleep(0.1)
    print("ready", flush=True)  # noqa: T201
    read.due, committed.due = where == "read", where == "committed"
    while line := await asyncio.to_thread(sys.stdin.readline):
        person, key = line.split()
        answer = await gate.ask(sought(int(person), key), LENDER)
        print(msgspec.json.encode(answer).decode(), flush=True)  # noqa: T201
    await gate.stop()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2]))
