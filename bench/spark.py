"""What an audit on Spark costs a row, beside the embedded engine's, for sizing a cluster.

    python -m bench.spark                    1 M and 10 M simulated attempts, local[2]; needs `make test-spark` once
    python -m bench.spark --rows 1000000

Both run `zilv audit` with every register, from canonical Parquet to every result. CPU seconds are those of the command
and all its descendants (Spark's Java and Python processes), looked at twice a second, so what a process did in its
last half second is missing; disk, the most that scratch and results held at once, is looked at with them, and so is the
most that one of Spark's Python processes held, which judges one partition after the other. Not equal work: Spark writes
its shuffles to disk, twice, and sends rows to Python thrice.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from bench.intake import world
from bench.measured import Cost, bytes_below

SIZES = (1_000_000, 10_000_000)
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, help="one size only")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "zilv-bench")
    given = parser.parse_args()
    print(
        "| attempts | engine | CPU s | CPU µs an attempt | wall s | peak MB, all processes | of one Python worker "
        "| disk, bytes an attempt |\n|---|---|---|---|---|---|---|---|"
    )
    for rows in (given.rows,) if given.rows else SIZES:
        made = world(given.folder, rows)
        for engine in ("embedded", "spark"):
            cost = _audited(made, engine)
            micro = cost.cpu_s / rows * 1e6
            worker_mb, disk = cost.answer
            told = f"{cost.cpu_s:.0f} | {micro:.1f} | {cost.wall_s:.0f} | {cost.peak_mb:,.0f} | {worker_mb:,.0f}"
            print(f"| {rows:,} | {engine} | {told} | {disk / rows:.0f} |", flush=True)


def _audited(made: Path, engine: str) -> Cost:
    """`answer`: the MB of memory that one Python worker held at most, and the bytes of disk that all did."""
    with tempfile.TemporaryDirectory(dir=made) as place:
        out = str(Path(place) / "out")
        options = ["--engine", engine, *(["--master", "local[2]"] if engine == "spark" else [])]
        given = [str(made / "attempts.parquet"), "--registers", str(made / "registers"), "--out", out, *options]
        given += ["--fail-on", "never"]
        environment = os.environ | {"ZILV_KEY_FILE": str(made / "bench.key"), "SPARK_LOCAL_DIRS": place}
        environment.setdefault("PYSPARK_SUBMIT_ARGS", "--driver-memory 4g pyspark-shell")
        command = [sys.executable, "-m", "zilv", "audit", *given]
        with tempfile.TemporaryFile("w+") as told:
            started = time.perf_counter()
            process = subprocess.Popen(command, stdout=told, stderr=told, env=environment)
            seen = _watched(process, Path(place))
            if process.returncode != 0:
                told.seek(0)
                raise SystemExit(f"{engine}: {told.read()[-2000:]}")
            return Cost(seen.cpu_s, time.perf_counter() - started, seen.peak_mb, (seen.worker_mb, seen.disk))


class Watched(NamedTuple):
    """CPU seconds of a process and its descendants; the most memory they held at once, and one Python process below it
    did, in MB; the most that files held, in bytes.
    """

    cpu_s: float
    peak_mb: float
    worker_mb: float
    disk: int


def _watched(process: "subprocess.Popen[bytes]", place: Path) -> Watched:
    """Until it ends; the files are those below `place`."""
    used: dict[int, float] = {}
    peak, worker, disk = 0.0, 0.0, 0
    while process.poll() is None:
        alive = _descendants(process.pid)
        used |= {pid: each.cpu_s for pid, each in alive.items()}
        peak = max(peak, sum(each.memory_mb for each in alive.values()))
        workers = [each.memory_mb for pid, each in alive.items() if each.python and pid != process.pid]
        worker, disk = max([worker, *workers]), max(disk, bytes_below(place))
        time.sleep(0.5)
    return Watched(sum(used.values()), peak, worker, disk)


class Process(NamedTuple):
    """CPU seconds, resident MB, whether it is Python, and its parent."""

    cpu_s: float
    memory_mb: float
    python: bool
    parent: int


def _descendants(root: int) -> dict[int, Process]:
    """A process and all below it."""
    stats: dict[int, Process] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text()
        except OSError:
            continue
        name, _, rest = told.partition("(")[2].rpartition(")")
        fields = rest.split()
        cpu = (int(fields[11]) + int(fields[12])) / TICKS
        memory = int(fields[21]) * PAGE_MB
        stats[int(path.parent.name)] = Process(cpu, memory, name.startswith("python"), int(fields[1]))
    found: dict[int, Process] = {}
    below = {root}
    while below:
        found |= {pid: stats[pid] for pid in below if pid in stats}
        below = {pid for pid, each in stats.items() if each.parent in below and pid not in found}
    return found


if __name__ == "__main__":
    main()
