"""What an ask is told where nothing was decided in time: a hold of the gate's own, never a permit."""

import logging
import traceback
from pathlib import Path

from zilv.clock import steady_us
from zilv.gate.ask import Answer
from zilv.gate.book import StoreError
from zilv.gate.decide import Result
from zilv.gate.refusal import Refused

UNREACHABLE = Answer(decision="hold", code="store_unreachable")
BUSY = Answer(decision="hold", code="busy")
INTERNAL = Answer(decision="hold", code="internal")
HOLDS = {"store_unreachable": UNREACHABLE, "busy": BUSY}
"""By code the hold that an ask is given instead of being refused."""

_LOG = logging.getLogger(__name__)


def instead_of(error: BaseException) -> Answer:
    """The answer where an error came instead; what nobody foresaw is told to the log."""
    if isinstance(error, Refused):
        return HOLDS.get(error.code, UNREACHABLE)
    if isinstance(error, StoreError):
        return UNREACHABLE
    _LOG.error(f"a page failed: {_place(error)}")
    return INTERNAL


def in_time(made: Result, until: int) -> Answer:
    """The answer, unless the process stood still before it could be given. Raises Refused."""
    if isinstance(made, Refused):
        raise made
    return made if made is BUSY or steady_us() <= until else UNREACHABLE


def _place(error: BaseException) -> str:
    """Kind and place of an exception; its text may hold somebody's data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno} {frame.name}"
