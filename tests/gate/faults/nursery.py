"""A process that has read the law and compiled the sweeps, and forks askers in a moment: a test that kills many needs
many.

`python -m tests.gate.faults.nursery URL PEOPLE`: for each line `FILE SEED` it starts an asker that goes on until it is
killed, and prints its process number.
"""

import asyncio
import os
import signal
import sys
from itertools import count
from pathlib import Path

from tests.gate.books import HOUR_US, LENDER, TOKENS, book_at
from tests.gate.crowd.asker import Asker, crowd, gate_at, sought
from zilv.gate.decide import decide
from zilv.gate.desk import Desk
from zilv.gate.door import asked
from zilv.gate.laws import Laws

LAWS = 2


def _warm(url: str, laws: list[Laws]) -> None:
    """Everything is compiled and read once; nothing stays open, since what forks must hold no connection."""
    book = book_at(url)
    with book.page(write=False) as page:
        decide(page, [asked(sought(0, "warm"), LENDER, TOKENS)], Desk(laws[0], HOUR_US), reserve=False)
    book.close()


async def _ask_on(url: str, laws: list[Laws], path: Path, people: int, seed: int) -> None:
    gate = gate_at(url, [Desk(law, HOUR_US) for law in laws])
    await gate.start()
    with path.open("a", encoding="utf-8") as file:
        await crowd(Asker(gate, file, people, seed), count())


def _main(url: str, people: int) -> None:
    laws = [Laws("cn") for _ in range(LAWS)]
    _warm(url, laws)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        file, seed = line.rstrip("\n").rsplit(" ", 1)
        child = os.fork()
        if child == 0:
            asyncio.run(_ask_on(url, laws, Path(file), people, int(seed)))
            os._exit(1)
        print(child, flush=True)  # noqa: T201


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
