"""Measures every engine in one run, compares their answers and prints the two tables."""

import argparse
import tempfile
from functools import partial
from pathlib import Path

from bench.generated import write_layout
from bench.measured import Cost, median, run
from bench.peers import batch, singly
from bench.peers.facts import facts

NOT_EQUAL = """
Not equal work, by rows: zilv reads its own layout, checks its order, and says row, count and limit of each breach; the
others read the facts as columns of their own and return ten sums. They know neither doubt nor agreements nor when an
attempt would be permitted. zilv's sweeps are compiled and its law is read before the clock starts; by rows the others
plan, and compile what they compile, while it runs. One by one: the engines are given the three counts, which zilv makes
itself, and their rules are compiled before; the ratio is against zilv's cost for an attempt in a batch. Cedar is given
the weekday, for it has no remainder."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "zilv-bench")
    parser.add_argument("--piece", choices=[*batch.ENGINES, *singly.ENGINES], help=argparse.SUPPRESS)
    given = parser.parse_args()
    layout = write_layout(given.folder / str(given.rows), given.rows)
    if given.piece:
        (batch.ENGINES | singly.ENGINES)[given.piece](layout)
        return
    facts(layout)
    singly.sample(layout)
    arguments = ("--rows", str(given.rows), "--folder", str(given.folder))
    found = {
        piece: median(given.runs, partial(run, "bench.peers", piece, *arguments))
        for piece in [*batch.ENGINES, *singly.ENGINES]
    }
    _compare({piece: found[piece] for piece in batch.ENGINES}, given.rows)
    _one_by_one({piece: found[piece] for piece in singly.ENGINES}, found["zilv"].cpu_s / given.rows * 1e6)
    print(NOT_EQUAL)


def _same(costs: dict[str, Cost]) -> None:
    """Print what was found; ends the run where two engines differ."""
    first = next(iter(costs.values())).answer
    differing = {piece: cost.answer for piece, cost in costs.items() if cost.answer != first}
    if differing:
        raise SystemExit(f"the engines differ:\n{first}\n{differing}")
    print("all answer: " + ", ".join(f"{name} {count:,}" for name, count in first.items()) + "\n")


def _compare(costs: dict[str, Cost], rows: int) -> None:
    print(f"\n{rows:,} attempts, three counts, ten rules")
    _same(costs)
    print("| engine | CPU s | wall s | rows per CPU s | peak MB | CPU, zilv = 1 |\n|---|---|---|---|---|---|")
    for piece, cost in costs.items():
        speed, ratio = rows / cost.cpu_s / 1e6, cost.cpu_s / costs["zilv"].cpu_s
        told = f"{cost.cpu_s:.2f} | {cost.wall_s:.1f} | {speed:.2f} M | {cost.peak_mb:,.0f} | {ratio:.1f}"
        print(f"| {batch.TOLD[piece]} | {told} |")


def _one_by_one(costs: dict[str, Cost], zilv_us: float) -> None:
    print(f"\n{singly.ATTEMPTS:,} attempts one by one, the counts given")
    _same(costs)
    print(f"| engine | CPU s | CPU µs an attempt | CPU, zilv's {zilv_us:.3f} µs = 1 | peak MB |\n|---|---|---|---|---|")
    for piece, cost in costs.items():
        each = cost.cpu_s / singly.ATTEMPTS * 1e6
        ratio = f"{each / zilv_us:,.0f}"
        print(f"| {singly.TOLD[piece]} | {cost.cpu_s:.2f} | {each:.2f} | {ratio} | {cost.peak_mb:,.0f} |")


if __name__ == "__main__":
    main()
