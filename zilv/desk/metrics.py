"""What is counted for Prometheus. Labels are words of ours: no key, no lender, nothing of a person."""

import os
from functools import cache

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_ASKS = (1, 2, 4, 8, 16, 32, 64, 128, 256)

ASKS = Counter("zilv_asks", "Asks answered", ["decision", "code"])
GUARDED = Counter("zilv_guarded", "Texts judged before they were said", ["action"])
REQUESTS = Counter("zilv_requests", "Requests answered", ["route", "status"])
SECONDS = Histogram("zilv_request_seconds", "From request to answer", ["route"], buckets=_SECONDS)
PAGE_ASKS = Histogram("zilv_page_asks", "Asks that shared a transaction", buckets=_ASKS)
STORE_ERRORS = Counter("zilv_store_errors", "Requests that the store could not serve", ["route"])
LAWS_ABSENT = Gauge("zilv_laws_absent", "Laws chosen whose text is not here", multiprocess_mode="mostrecent")


@cache
def _counts(route: str, status: str) -> Counter:
    return REQUESTS.labels(route, status)


@cache
def _times(route: str) -> Histogram:
    return SECONDS.labels(route)


@cache
def _asks(decision: str, code: str) -> Counter:
    return ASKS.labels(decision, code)


def request_answered(route: str, status: int, seconds: float) -> None:
    """One request more."""
    _counts(route, str(status)).inc()
    _times(route).observe(seconds)


def ask_answered(decision: str, code: str) -> None:
    """One ask more."""
    _asks(decision, code).inc()


def guard_answered(action: str) -> None:
    """One text more."""
    GUARDED.labels(action).inc()


def exposition() -> tuple[bytes, str]:
    """All figures, of every process where there are several, and their content type."""
    if os.environ.get(MULTIPROCESS):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST
    return generate_latest(), CONTENT_TYPE_LATEST


def process_ended() -> None:
    """This process leaves; its counts stay."""
    if os.environ.get(MULTIPROCESS):
        mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]
