"""What an audit on Spark costs a row, beside the embedded engine's, for sizing a cluster.

    python -m bench.spark                    1 M and 10 M simulated attempts, local[2]; needs `make test-spark` once
    python -m bench.spark --rows 1000000

Both run `zilv audit` with every register, from canonical Parquet to every result. CPU seconds are those of the command
and all its descendants (Spark's Java and Python processes), looked at twice a second, so what a process did in its
last half second is missing; disk, the most that scratch and results held at once, is looked at with them. Not equal
work: Spark writes its shuffles to disk, twice, and sends rows to Python thrice.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
        "| attempts | engine | CPU s | CPU µs an attempt | wall s | peak MB, all processes | disk, bytes an attempt |\n"
        "|---|---|---|---|---|---|---|"
    )
    for rows in (given.rows,) if given.rows else SIZES:
        made = world(given.folder, rows)
        for engine in ("embedded", "spark"):
            cost = _audited(made, engine)
            micro = cost.cpu_s / rows * 1e6
            told = (
                f"{cost.cpu_s:.0f} | {micro:.1f} | {cost.wall_s:.0f} | {cost.peak_mb:,.0f} | {cost.answer / rows:.0f}"
            )
            print(f"| {rows:,} | {engine} | {told} |", flush=True)


def _audited(made: Path, engine: str) -> Cost:
    """`answer`: the bytes of disk that it held at most."""
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
            cpu, peak, disk = _watched(process, Path(place))
            if process.returncode != 0:
                told.seek(0)
                raise SystemExit(f"{engine}: {told.read()[-2000:]}")
            return Cost(cpu, time.perf_counter() - started, peak, disk)


def _watched(process: "subprocess.Popen[bytes]", place: Path) -> tuple[float, float, int]:
    """CPU seconds of a process and its descendants until it ends, the most memory they held at once, in MB, and the
    most that the files below `place` did, in bytes."""
    used: dict[int, float] = {}
    peak, disk = 0.0, 0
    while process.poll() is None:
        alive = _descendants(process.pid)
        used |= {pid: cpu for pid, (cpu, _) in alive.items()}
        peak = max(peak, sum(memory for _, memory in alive.values()))
        disk = max(disk, bytes_below(place))
        time.sleep(0.5)
    return sum(used.values()), peak, disk


def _descendants(root: int) -> dict[int, tuple[float, float]]:
    """CPU seconds and resident MB of a process and all below it."""
    stats = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text()
        except OSError:
            continue
        fields = told.rpartition(")")[2].split()
        cpu = (int(fields[11]) + int(fields[12])) / TICKS
        stats[int(path.parent.name)] = (int(fields[1]), cpu, int(fields[21]) * PAGE_MB)
    found: dict[int, tuple[float, float]] = {}
    below = {root}
    while below:
        found |= {pid: stats[pid][1:] for pid in below if pid in stats}
        below = {pid for pid, (parent, _, _) in stats.items() if parent in below and pid not in found}
    return found


if __name__ == "__main__":
    main()
