"""Whether this process can decide: book, migrations, clock, law."""

from django.db import Error, connection

from zilv.clock import now_us
from zilv.desk.process import running
from zilv.desk.schema import missing
from zilv.errors import LawError
from zilv.gate.book import StoreError
from zilv.rules.library import choose

CLOCK_US = 5_000_000
"""So far this machine's clock may be from the store's."""


def readiness() -> dict[str, str]:
    """By what is checked, "ok" or what stands against it."""
    return {"book": _book(), "migrations": _migrations(), "clock": _clock(), "law": _law()}


def _book() -> str:
    try:
        with running().book.page(write=False) as page:
            page.versions()
    except StoreError:
        return "unreachable"
    return "ok"


def _migrations() -> str:
    try:
        return "missing: run zilv migrate" if missing() else "ok"
    except Error:
        return "unreachable"
    finally:
        connection.close()


def _clock() -> str:
    try:
        with running().book.page(write=False) as page:
            return "ok" if abs(page.now() - now_us()) < CLOCK_US else "differs from the store's"
    except StoreError:
        return "unreachable"


def _law() -> str:
    try:
        return "ok" if choose(running().settings.law).provisions else "empty"
    except LawError:
        return "cannot be read"
