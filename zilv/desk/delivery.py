"""The courier of this installation's events, inside a server or as a process of its own."""

import asyncio
import os

from zilv.desk.database import Database, book_of
from zilv.desk.keys.credential import Seal
from zilv.desk.logs import LINES
from zilv.desk.secret import secret
from zilv.gate.webhooks.courier import Courier
from zilv.gate.webhooks.post import Post


def courier(found: Database) -> Courier:
    """One with a book and connections of its own."""
    return Courier(book_of(found), Seal(secret(os.environ)), Post(), LINES.write)


class Delivery:
    """Events on their way out beside the answers of one process, until it stops."""

    def __init__(self, found: Database) -> None:
        self._courier = courier(found)
        self._task = asyncio.create_task(self._courier.run())

    async def stop(self) -> None:
        """Let go: what was under way and not taken is sent by whoever looks next."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._courier.close()
