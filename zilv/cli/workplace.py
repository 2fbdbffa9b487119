"""Where results are made before they are whole: a folder beside their place, which they are moved to at the end."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zilv.errors import ZilvError


@contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """A folder beside `out`, on the same disk, for what is not finished; it goes away whatever happens."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists() and not out.is_dir():
            raise ZilvError(f"--out: {out} is a file; name a folder")
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
            (Path(folder) / "results").mkdir()
            yield Path(folder)
    except OSError as error:
        raise ZilvError(f"--out: {out} cannot be written: {error.strerror or error}") from error


def put_in_place(results: Path, out: Path, only: str | None = None) -> None:
    """Move every file of `results` into `out`, or the one of this name."""
    out.mkdir(exist_ok=True)
    for made in sorted(results.iterdir()):
        if only in {None, made.name}:
            made.replace(out / made.name)


def stop(number: int, frame: Any) -> None:
    """For `signal.signal`: end as Ctrl-C does, leaving nothing half made."""
    raise KeyboardInterrupt
