"""What needs no key: whether the process lives, whether it can answer, what it has counted, what it offers."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from zilv import __version__
from zilv.desk.metrics import exposition
from zilv.desk.openapi import document
from zilv.desk.problem import JSON, Reply, as_json
from zilv.desk.readiness import Readiness

_readiness = Readiness()


async def health() -> Reply:
    """The process answers."""
    return as_json({"status": "ok", "version": __version__})


async def ready() -> Reply:
    """Whether asks can be decided now, what stands against it, and the laws whose text is not here.

    Of those whom such a law binds asks are held; while others are served, that takes no process out of service.
    """
    checks, absent = await _readiness.looked()
    good = all(told == "ok" for told in checks.values())
    told = {"ready": good, "checks": checks, "law_absent": absent}
    return Reply(200 if good else 503, msgspec.json.encode(told), (JSON,))


async def metrics() -> Reply:
    """Figures for Prometheus."""
    text, kind = await asyncio.to_thread(exposition)
    return Reply(200, text, ((b"content-type", kind.encode()),))


async def openapi() -> Reply:
    """What there is, for machines."""
    return Reply(200, await asyncio.to_thread(document), (JSON,))


KEYLESS: dict[str, Callable[[], Awaitable[Reply]]] = {
    "/health": health,
    "/ready": ready,
    "/metrics": metrics,
    "/openapi.json": openapi,
}
"""By path, each for GET alone."""
