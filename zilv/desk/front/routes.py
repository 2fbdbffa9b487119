"""Every path there is: who answers it, with which scopes, and how long its body may be."""

from collections.abc import Callable
from typing import NamedTuple

from zilv.desk.front import guarding, operations
from zilv.desk.front.operations import Operation
from zilv.desk.problem import Reply

BODY_MAX, BATCH_BODY_MAX, GUARD_BODY_MAX = 64 * 1024, 1024 * 1024, 256 * 1024


class Route(NamedTuple):
    """One path and method. `scopes`: a key needs any of them. `run` None: Django answers.

    `without_store`: what is answered to a body without the store, where that is a HOLD.
    """

    method: str
    template: str
    scopes: frozenset[str]
    run: Operation | None = None
    body_max: int = BODY_MAX
    without_store: Callable[[bytes], Reply] | None = None


class Found(NamedTuple):
    """A route, and what stood in the braces of its template."""

    route: Route
    named: str


def _scopes(text: str) -> frozenset[str]:
    return frozenset(text.split())


ROUTES = (
    Route("POST", "/v1/asks", _scopes("ask"), operations.ask, without_store=operations.held),
    Route("POST", "/v1/asks/batch", _scopes("ask"), operations.batch, BATCH_BODY_MAX, operations.all_held),
    Route("POST", "/v1/peeks", _scopes("ask"), operations.peek, without_store=operations.held),
    Route("GET", "/v1/attempts/{attempt_id}", _scopes("ask report ledger rule override"), operations.attempt),
    Route("POST", "/v1/attempts/{attempt_id}/outcome", _scopes("report"), operations.outcome),
    Route("POST", "/v1/attempts/{attempt_id}/cancel", _scopes("report"), operations.cancel),
    Route("POST", "/v1/attempts/{attempt_id}/ruling", _scopes("rule override"), operations.ruling),
    Route("POST", "/v1/attempts/{attempt_id}/signals", _scopes("report")),
    Route("POST", "/v1/guard", _scopes("guard"), guarding.guard, GUARD_BODY_MAX),
    Route("GET", "/v1/signals", _scopes("registers rule")),
    Route("POST", "/v1/signals/{row_id}/ruling", _scopes("rule")),
    Route("GET", "/v1/people/{token}/ledger", _scopes("ledger"), operations.ledger),
    Route("GET", "/v1/registers/{register}", _scopes("registers")),
    Route("POST", "/v1/registers/{register}", _scopes("registers"), None, BATCH_BODY_MAX),
    Route("PUT", "/v1/registers/{register}", _scopes("registers")),
    Route("GET", "/v1/registers/{register}/history", _scopes("registers")),
    Route("POST", "/v1/registers/{register}/{row_id}/end", _scopes("registers")),
    Route("GET", "/v1/events", _scopes("read_events")),
)
HOT = tuple(route for route in ROUTES if route.run is not None)

_exact = {(route.method, route.template): Found(route, "") for route in ROUTES if "{" not in route.template}
_shaped = [(route, route.template.split("/")) for route in ROUTES if "{" in route.template]


def find(method: str, path: str) -> Found | None:
    """The route of a request."""
    if (exact := _exact.get((method, path))) is not None:
        return exact
    parts = path.split("/")
    for route, shape in _shaped:
        if route.method == method and _fits(shape, parts):
            return Found(route, next(part for want, part in zip(shape, parts, strict=True) if want.startswith("{")))
    return None


def methods(path: str) -> list[str]:
    """Which methods a path takes; none where there is no such path."""
    parts = path.split("/")
    return sorted({route.method for route in ROUTES if _fits(route.template.split("/"), parts)})


def _fits(shape: list[str], parts: list[str]) -> bool:
    return len(shape) == len(parts) and all(
        part != "" if want.startswith("{") else want == part for want, part in zip(shape, parts, strict=True)
    )
