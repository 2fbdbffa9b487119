"""What a simulated world costs to make: CPU, time and memory of `zilv simulate`, by how many people.

    python -m bench.simulate                        43,000 and 435,000 people over 31 days, 1 M and 10 M attempts
    python -m bench.simulate --people 5000 --runs 3

The command in a process of its own, from nothing to every file; starting Python is left out. The world is thrown away.
"""

import argparse
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path

import pyarrow.parquet as pq

from bench.measured import Cost, Timer, median, run
from zilv.cli.main import run as zilv
from zilv.simulate.simulate import ATTEMPTS_OF

PEOPLE = (43_000, 435_000)
DAYS = 31


def piece(people: int) -> None:
    """Make one world in this process; reports how many attempts it has."""
    told, timer = StringIO(), Timer()
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "world"
        command = ["simulate", "--people", str(people), "--days", str(DAYS), "--seed", "1", "--out", str(out)]
        with redirect_stdout(told), redirect_stderr(told):
            timer.start()
            status = zilv(command)
        if status:
            raise SystemExit(told.getvalue())
        timer.report(pq.read_metadata(out / ATTEMPTS_OF["now"]).num_rows)


def line(people: int, cost: Cost) -> str:
    """One line of the table."""
    figures = f"{cost.cpu_s:.1f} | {cost.wall_s:.1f} | {cost.peak_mb:,.0f} | {cost.cpu_s / cost.answer * 1e6:.1f}"
    return f"| {cost.answer:,} attempts, {people:,} people | {figures} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--piece", choices=["world"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.piece:
        piece(given.people[0])
        return
    print("| what | CPU s | wall s | peak MB | CPU µs an attempt |\n|---|---|---|---|---|")
    for people in given.people:
        print(line(people, median(given.runs, partial(run, "bench.simulate", "world", "--people", str(people)))))


if __name__ == "__main__":
    main()
