"""What going on costs beside an audit of everything: late rows, a new day, and two laws compared.

    python -m bench.going                    1 M simulated attempts, every register
    python -m bench.going --rows 100000
    python -m bench.going --days 120         as many attempts over four months: what a nightly run saves of a long state

The commands `zilv audit`, with and without `--state`, and `zilv compare`, each in a process of its own, from registers
and Parquet, or a kept layout, to every result; starting Python is left out, loading compiled code is not. The state
begins with all attempts but those that come later, and each run with `--state` goes on from a copy of it. Not equal
work: a run that goes on keeps its rows, and writes the history beside the results; a comparison writes no findings.
"""

import argparse
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.intake import DAYS, world
from bench.measured import Cost, Timer, median, run
from zilv.attempts.rows import DAY_US, day_number
from zilv.cli.main import run as zilv
from zilv.rules.library import law_folder
from zilv.simulate.debtors import SHANGHAI_US
from zilv.simulate.world import FIRST_DAY

MANY_EVERY, FEW_EVERY = 100, 10_000
LEAST_OF_A_DAY = 0.5
"""So much of an average day the last one must have: fewer attempts are no day's work."""

HOUSE = law_folder() / "house" / "three-answered-calls.yaml"
JUDGED_ANEW = re.compile(r"attempts ([\d,]+) were judged anew")


def split(attempts: pa.Table, days: int, seed: int = 1) -> dict[str, pa.Table]:
    """What the state begins with, `first`, and what comes later: `day`, the last of the world's so many days with all
    that comes after it, and rows of earlier days picked at random, `many` and `few` of them.

    The world's days are those of Shanghai; a debtor further west has some of his last day's attempts after it.
    """
    day = (attempts.column("at").cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy() + SHANGHAI_US) // DAY_US
    last = day >= day_number(FIRST_DAY["now"]) + days - 1
    if last.sum() < LEAST_OF_A_DAY * len(attempts) / days:
        raise SystemExit(f"the last of {days} days has {last.sum():,} of {len(attempts):,} attempts: that is no day")
    earlier = np.random.default_rng(seed).permutation(np.flatnonzero(~last))
    many, few = len(attempts) // MANY_EVERY, max(1, len(attempts) // FEW_EVERY)
    rows = {
        "first": earlier[many + few :],
        "many": earlier[:many],
        "few": earlier[many : many + few],
        "day": np.flatnonzero(last),
    }
    return {name: attempts.take(np.sort(index)) for name, index in rows.items()}


def prepared(folder: Path, rows: int, days: int) -> Path:
    """A simulated world with its attempts also in the files of `split`; made once."""
    made = world(folder, rows, days)
    if not (made / "going-on" / "day.parquet").exists():
        (made / "going-on").mkdir(exist_ok=True)
        for name, table in split(pq.read_table(made / "attempts.parquet"), days).items():
            pq.write_table(table, made / "going-on" / f"{name}.parquet", compression="zstd")
    return made


def all_piece(made: Path) -> None:
    """Audit everything at once; its layout is kept for the pieces that begin with one."""
    _anew(made / "going-on" / "layout")
    _measured(made, "audit", made / "attempts.parquet", "--keep", made / "going-on" / "layout")


def first_piece(made: Path) -> None:
    """Begin the state that the later pieces go on from."""
    _anew(made / "going-on" / "state")
    _measured(made, "audit", made / "going-on" / "first.parquet", "--state", made / "going-on" / "state")


def going_on_piece(name: str, made: Path) -> None:
    """Go on from a copy of the state with one file."""
    copy = _anew(made / "going-on" / "state-copied")
    shutil.copytree(made / "going-on" / "state", copy)
    _measured(made, "audit", made / "going-on" / f"{name}.parquet", "--state", copy)


def layout_piece(made: Path) -> None:
    """Audit everything from its layout."""
    _measured(made, "audit", made / "going-on" / "layout")


def compare_piece(made: Path) -> None:
    """Compare the law of China with the same and a house file, from the layout."""
    _measured(made, "compare", "--law", "cn", "--law", f"cn,{HOUSE}", made / "going-on" / "layout")


def _anew(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _measured(made: Path, command: str, *arguments: str | Path) -> None:
    """Run one command in this process; reports how many attempts it judged."""
    os.environ["ZILV_KEY_FILE"] = str(made / "bench.key")
    told, timer = StringIO(), Timer()
    with tempfile.TemporaryDirectory(dir=made) as place:
        out = Path(place) / "out"
        shared = ["--registers", made / "registers", "--out", out, "--lang", "en"]
        shared += ["--fail-on", "never"] if command == "audit" else []
        with redirect_stdout(told), redirect_stderr(told):
            timer.start()
            status = zilv([command, *map(str, [*arguments, *shared])])
        if status:
            raise SystemExit(told.getvalue())
        timer.report(_judged(told.getvalue(), out))


def _judged(told: str, out: Path) -> int:
    """How many attempts were judged, those of a comparison once for each law."""
    if anew := JUDGED_ANEW.search(told):
        return int(anew[1].replace(",", ""))
    if (compared := out / "compare.json").exists():
        return 2 * int(json.loads(compared.read_text())["attempts"])
    return int(json.loads((out / "summary.json").read_text())["totals"]["attempts"])


PIECES: dict[str, Callable[[Path], None]] = {
    "all": all_piece,
    "first": first_piece,
    "many": partial(going_on_piece, "many"),
    "few": partial(going_on_piece, "few"),
    "day": partial(going_on_piece, "day"),
    "layout": layout_piece,
    "compare": compare_piece,
}
"""In this order: later ones begin with what `all` and `first` leave."""
TOLD = {
    "all": "`zilv audit`, everything at once",
    "first": "`zilv audit --state`, the first run",
    "many": "the same, one in a hundred late, picked at random",
    "few": "the same, one in ten thousand late",
    "day": "the same, the last day new",
    "layout": "`zilv audit`, everything, from a kept layout",
    "compare": "`zilv compare`, a house file, from a kept layout",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "zilv-bench")
    parser.add_argument("--piece", choices=PIECES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    made = prepared(given.folder, given.rows, given.days)
    if given.piece:
        PIECES[given.piece](made)
        return
    arguments = ("--rows", str(given.rows), "--days", str(given.days), "--folder", str(given.folder))
    _tell({piece: median(given.runs, partial(run, "bench.going", piece, *arguments)) for piece in PIECES})


def _tell(costs: dict[str, Cost]) -> None:
    whole = costs["all"].cpu_s
    print("| what | CPU s | wall s | peak MB | judged | CPU, everything at once = 1 |\n|---|---|---|---|---|---|")
    for piece, cost in costs.items():
        told = f"{cost.cpu_s:.1f} | {cost.wall_s:.1f} | {cost.peak_mb:,.0f} | {cost.answer:,}"
        print(f"| {TOLD[piece]} | {told} | {cost.cpu_s / whole:.2f} |")
    print(f"\ncompare : audit of the same layout = {costs['compare'].cpu_s / costs['layout'].cpu_s:.2f}")


if __name__ == "__main__":
    main()
