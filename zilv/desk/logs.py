"""Logs: one JSON object a line on standard error, and nothing in it that a request held."""

import logging
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import Any

import msgspec

from zilv.clock import now

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


class Lines:
    """Writes lines."""

    def write(self, event: str, **facts: Any) -> None:
        """One line; `facts` must be free of what a request held."""
        at = now().isoformat().replace("+00:00", "Z")
        line = _encoder.encode({**facts, "event": event, "timestamp": at}) + b"\n"
        with _LOCK:
            sys.stderr.buffer.write(line)
            sys.stderr.buffer.flush()


_encoder = msgspec.json.Encoder()
_LOCK = threading.Lock()
"""A line stays whole, whoever else writes one."""

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
