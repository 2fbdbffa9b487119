"""A result of one file: it stands in its place only once it is whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from zilv.errors import ZilvError


@contextmanager
def whole_file(out: Path) -> Iterator[IO[bytes]]:
    """A file beside `out`, readable by its user alone, that takes its place at the end; `out` may be read meanwhile.

    What is no file but a pipe or a terminal, such as /dev/stdout, is written as it is. Raises ZilvError.
    """
    try:
        if out.exists() and not out.is_file():
            with out.open("wb") as target:
                yield target
            return
        place = out.resolve()
        part = place.with_name(f".{place.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                yield target
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ZilvError(f"--out: {out}: {error.strerror or type(error).__name__}") from None
