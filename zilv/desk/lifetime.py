"""A serving process from its start to its drained end."""

import asyncio
import os
import signal
import time

from django.core.handlers.asgi import ASGIHandler

from zilv.desk.front.body import Receive, Scope, Send
from zilv.desk.front.front import Front
from zilv.desk.keyless import KEYLESS
from zilv.desk.logs import LINES
from zilv.desk.metrics import process_ended
from zilv.desk.process import running, start
from zilv.errors import ZilvError

FLUSH_S = 0.2
"""What the last answers need to leave for the network."""


class Application:
    """Starts the process, answers, and ends when everything accepted is answered or the time for it is over."""

    def __init__(self, django: ASGIHandler) -> None:
        self._front = Front(django, KEYLESS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == "http":
            await self._front(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        began = time.monotonic()
        try:
            await start()
        except ZilvError as error:
            LINES.write("cannot start", level="error", why=str(error))
            await send({"type": "lifespan.startup.failed"})
            return
        LINES.write("ready", after_s=round(time.monotonic() - began, 2))
        watch = asyncio.create_task(_end_with_parent())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        watch.cancel()
        ends = time.monotonic() + running().settings.drain_s
        while self._front.under_way and time.monotonic() < ends:
            await asyncio.sleep(0.02)
        await asyncio.sleep(FLUSH_S)
        await asyncio.wait_for(running().stop(), max(0.1, ends - time.monotonic()))
        process_ended()
        await send({"type": "lifespan.shutdown.complete"})


async def _end_with_parent() -> None:
    """Nobody is left to end a worker whose parent was killed."""
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
