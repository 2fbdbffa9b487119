"""Whether this process can decide: the gate itself is asked, of nobody, and the tables are looked at."""

import asyncio
import time
from functools import cache
from pathlib import PurePath
from typing import NamedTuple

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from zilv.clock import now_us
from zilv.desk.metrics import LAWS_ABSENT
from zilv.desk.process import NOBODY, Process, running
from zilv.desk.warm import FIRST
from zilv.gate.book import Page, StoreError
from zilv.gate.laws import Chosen, Laws
from zilv.gate.matter import iso
from zilv.gate.refusal import Refused

READY_S = 2.0
"""After so long without an answer it is not ready."""

KEPT_S = 1.0
"""So long an answer is given again: anybody may ask."""

CLOCK_US = 5_000_000
"""So far this machine's clock may be from the store's."""

Checks = dict[str, str]


class Looked(NamedTuple):
    """By what is checked, "ok" or what stands against deciding; and which laws have no text here, now or when they
    begin, though that may stand against deciding for one lender alone.
    """

    checks: Checks
    absent: tuple[str, ...] = ()


class Readiness:
    """What was last found; however many ask, it is looked at once a second."""

    def __init__(self) -> None:
        self._found = Looked({})
        self._at = float("-inf")
        self._looking: asyncio.Task[Looked] | None = None
        self._laws: Laws | None = None

    async def looked(self) -> Looked:
        """What was found within the last second."""
        if time.monotonic() - self._at < KEPT_S:
            return self._found
        if self._looking is None or self._looking.done():
            process = running()
            self._laws = self._laws or process.laws.another()
            self._looking = asyncio.create_task(_looked(process, self._laws))
        done, _ = await asyncio.wait({self._looking}, timeout=READY_S)
        self._found = self._looking.result() if done else Looked({"book": "unreachable"})
        self._at = time.monotonic()
        return self._found


async def _looked(process: Process, laws: Laws) -> Looked:
    answer = await process.gate.peek(FIRST, NOBODY)
    against = answer.code or ""
    clock, law, absent = await asyncio.to_thread(_of_store, process, laws)
    checks = {
        "book": "unreachable" if against == "store_unreachable" else "ok",
        "migrations": await asyncio.to_thread(_migrations),
        "clock": against if against.startswith("clock") else clock,
        "law": law,
        "gate": against if against == "internal" else "ok",
        "keys": "not read for too long" if process.ring.expired() else "ok",
    }
    return Looked(checks, absent)


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


def _of_store(process: Process, laws: Laws) -> tuple[str, str, tuple[str, ...]]:
    """Whether the store has this machine's time; whether the text of what binds now is here for any lender who has a
    key; and every law that binds somebody now or later and has none.
    """

    def look(page: Page) -> tuple[str, str, tuple[str, ...]]:
        laws.refresh(page.versions().law, page)
        now = page.now()
        absent = tuple(dict.fromkeys(_named(one) for one in laws.absent(now)))
        LAWS_ABSENT.set(len(absent))
        return _clock(now), "ok" if laws.served(process.ring.lenders() or {""}, now) else "law_differs", absent

    try:
        return process.pages.on_page(look)
    except (StoreError, Refused):
        return "unreachable", "unreachable", ()


def _clock(store: int) -> str:
    """On one machine there is one clock; a server of databases has its own."""
    return "ok" if abs(store - now_us()) < CLOCK_US else "differs from the store's"


def _named(one: Chosen) -> str:
    """What was chosen, which text of it, and from when on it binds; whom, and in which folder, is not for everybody."""
    parts = (PurePath(part).name if part.startswith("/") else part for part in one.choice.split(","))
    return f"{','.join(parts)} {one.digest[:12]} ({iso(one.since)})"
