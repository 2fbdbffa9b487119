"""Runs one measured piece in a process of its own and reports its CPU seconds and peak memory."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple


class Cost(NamedTuple):
    """What one run cost: user + system CPU seconds, wall seconds, peak resident memory in MB, and what it answered."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    answer: Any


class Timer:
    """Measures the part between `start` and `report`, so that imports and preparation do not count."""

    def start(self) -> None:
        """Begin to count."""
        self._from = self.now()

    def report(self, answer: Any) -> None:
        """Print what it cost since `start`, for the process that measures to read."""
        cpu, wall = (now - then for now, then in zip(self.now(), self._from, strict=True))
        print(json.dumps(Cost(cpu, wall, peak_mb(), answer)._asdict()))

    @staticmethod
    def now() -> tuple[float, float]:
        """CPU seconds of this process so far, and a clock."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime, time.perf_counter()


def peak_mb() -> float:
    """The most memory that this process has held, in MB. `ru_maxrss` would begin with what its parent held."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bytes_below(folder: Path) -> int:
    """What all files below a folder hold just now; files that go away meanwhile do not count."""
    held = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                held += os.lstat(Path(place) / name).st_size
    return held


def run(module: str, piece: str, *arguments: str) -> Cost:
    """Cost of `python -m module --piece piece arguments`, which must end with one `Timer.report`."""
    command = [sys.executable, "-m", module, "--piece", piece, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{piece}: {done.stderr.strip()[-2000:]}")
    return Cost(**json.loads(done.stdout.strip().splitlines()[-1]))


def median(runs: int, measure: Callable[[], Cost]) -> Cost:
    """The run with the median CPU seconds of so many."""
    return sorted((measure() for _ in range(runs)), key=lambda cost: cost.cpu_s)[runs // 2]
