"""Whether this process can decide: the gate itself is asked, of nobody, and the tables are looked at."""

import asyncio
import time
from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from zilv.clock import now_us
from zilv.desk.process import NOBODY, Process, running
from zilv.desk.warm import FIRST
from zilv.gate.book import StoreError
from zilv.gate.refusal import Refused

READY_S = 2.0
"""After so long without an answer it is not ready."""

KEPT_S = 1.0
"""So long an answer is given again: anybody may ask."""

CLOCK_US = 5_000_000
"""So far this machine's clock may be from the store's."""

Checks = dict[str, str]


class Readiness:
    """What was last found; however many ask, it is looked at once a second."""

    def __init__(self) -> None:
        self._found: Checks = {}
        self._at = float("-inf")
        self._looking: asyncio.Task[Checks] | None = None

    async def checks(self) -> Checks:
        """By what is checked, "ok" or what stands against it."""
        if time.monotonic() - self._at < KEPT_S:
            return self._found
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(_looked(running()))
        done, _ = await asyncio.wait({self._looking}, timeout=READY_S)
        self._found, self._at = (self._looking.result() if done else {"book": "unreachable"}), time.monotonic()
        return self._found


async def _looked(process: Process) -> Checks:
    answer = await process.gate.peek(FIRST, NOBODY)
    against = answer.code or ""
    return {
        "book": "unreachable" if against == "store_unreachable" else "ok",
        "migrations": await asyncio.to_thread(_migrations),
        "clock": against if against.startswith("clock") else await asyncio.to_thread(_clock, process),
        "law": against if against.startswith("law") else "ok",
        "gate": against if against == "internal" else "ok",
        "keys": "not read for too long" if process.ring.expired() else "ok",
    }


def _migrations() -> str:
    try:
        return "ok" if _needed() <= set(MigrationRecorder(connection).applied_migrations()) else "run zilv migrate"
    except Error:
        return "unreachable"
    finally:
        connection.close()


@cache
def _needed() -> frozenset[tuple[str, str]]:
    """The last migration of each application, as this version has them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _clock(process: Process) -> str:
    """On one machine there is one clock; a server of databases has its own."""
    try:
        store = process.pages.on_page(lambda page: page.now())
    except (StoreError, Refused):
        return "unreachable"
    return "ok" if abs(store - now_us()) < CLOCK_US else "differs from the store's"
