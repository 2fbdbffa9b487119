"""What Spark raises, and the line of it that says what went wrong."""

import re
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

FAILURES = (Py4JJavaError, PySparkException)
"""An error of Spark's or of its Java: which of the two it comes as, its own class decides."""

_OURS = re.compile(r"zilv\.errors\.\w+: ")


def told(error: Any) -> str:
    """The line of Spark's message that says what went wrong, which for an error in Python is its traceback's last.

    An error of ours, raised where Spark runs us, is told whole and in its own words.
    """
    text = str(getattr(error, "java_exception", error))
    lines = [line for line in text.strip().splitlines() if line.strip()] or [type(error).__name__]
    python = [line for line in lines if line[:1].isalpha() and "Error: " in line]
    found = (python[-1] if python else lines[0]).strip()
    ours = _OURS.match(found)
    return found[ours.end() :] if ours else found[:300]
