"""What DuckDB tells of a disk in words alone: where it reads, and where it lays aside what memory does not hold."""

import errno
import os
from pathlib import Path

import duckdb

from zilv.disk import WHY

_SPILL_FULL = "max_temp_directory_size"
"""How DuckDB says that there is no room where it lays aside what does not fit into memory."""


def of_words(error: duckdb.Error, aside: Path | str) -> OSError | None:
    """What DuckDB tells of a disk in words alone, as an error of the system; None where it is about no disk.

    `aside`: the folder of this run where it lays things aside; an error there names the folder above, which stays.
    """
    if not isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException):
        return None
    text, above = str(error), str(Path(aside).parent)
    number = next((number for number in WHY if os.strerror(number) in text), None)
    if number is None and _SPILL_FULL in text:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), above)
    if number is None:
        return None
    return OSError(number, os.strerror(number), *([above] if str(aside) in text else []))
