"""Logs: one JSON object a line on standard error, and nothing in it that a request held."""

import logging
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import Any

import msgspec
import structlog

_PACKAGE = Path(__file__).resolve().parents[1]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"json": {"class": "zilv.desk.logs.JsonLines"}},
    "root": {"handlers": ["json"], "level": "INFO"},
    "loggers": {
        "_granian": {"level": "WARNING", "propagate": True},
        "granian.access": {"level": "CRITICAL", "propagate": True},
        "django.request": {"level": "CRITICAL", "propagate": True},
    },
}
"""For `logging.config.dictConfig`. Requests have their own line, so what others say of them is left out."""


def _bytes(event: Any, **_: Any) -> bytes:
    return msgspec.json.encode(event)


structlog.configure(
    processors=[
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(serializer=_bytes),
    ],
    logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
    wrapper_class=structlog.BoundLoggerBase,
    cache_logger_on_first_use=True,
)


class Lines:
    """Writes lines."""

    def __init__(self) -> None:
        self._to: Any = structlog.get_logger()

    def write(self, event: str, **facts: Any) -> None:
        """One line; `facts` must be free of what a request held."""
        self._to._proxy_to_logger("msg", event, **facts)


LINES = Lines()


class JsonLines(logging.Handler):
    """Python's own log records as lines: the text without its arguments, an exception without its message."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        told = {"level": record.levelname.lower(), "logger": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            told["at"] = place(record.exc_info[1])
        LINES.write(str(record.msg), **told)


def place(error: BaseException) -> str:
    """Kind and place of an exception; its text may hold somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    if not frames:
        return type(error).__name__
    where = (ours or list(frames))[-1]
    return f"{type(error).__name__}, {Path(where.filename).name}:{where.lineno} {where.name}"


def set_up() -> None:
    """For a process that serves: whatever goes wrong anywhere in it becomes a line."""
    import logging.config

    logging.config.dictConfig(LOGGING)
    warnings.simplefilter("ignore")
    threading.excepthook = lambda told: LINES.write(
        "thread failed", level="error", at=place(told.exc_value) if told.exc_value else told.exc_type.__name__
    )
    sys.excepthook = lambda kind, error, trace: LINES.write("process failed", level="error", at=place(error))
