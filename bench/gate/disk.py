"""The limit of every durable store: how often this disk can be made to keep 8 KiB, one after the other."""

import os
import time
from pathlib import Path

SECONDS = 1.0


def syncs_per_s(folder: Path) -> float:
    """fdatasync after each 8 KiB written into a file that is there already."""
    path = folder / "sync.probe"
    file = os.open(path, os.O_CREAT | os.O_RDWR)
    try:
        page, pages = os.urandom(8192), 1000
        os.pwrite(file, page * pages, 0)
        os.fsync(file)
        done, began = 0, time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            os.pwrite(file, page, done % pages * len(page))
            os.fdatasync(file)
            done += 1
        return done / (time.perf_counter() - began)
    finally:
        os.close(file)
        path.unlink()
