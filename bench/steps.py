"""Where the judgement's time goes: CPU of each step, and how it compares with the scan of the judged columns.

    python -m bench.steps                10 M rows, all Chinese provisions, every register supplied
    python -m bench.steps --rows 1000000

What several checks ask for (the rows a filter means, an order, local clocks) is worked out once for all of them; it has
lines of its own, and the lines of the checks are without it. The lines add up to the whole.
"""

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import Any, TypeVar

from bench.audit import scan_piece
from bench.generated import registers, write_layout
from bench.measured import Timer, median, run
from zilv.audit import numbers, read
from zilv.audit import run as audit_run
from zilv.rules import judge
from zilv.rules.checks import recipient
from zilv.rules.facts import Facts
from zilv.rules.library import choose

Made = TypeVar("Made")
REST = "provisions chosen by day, findings gathered"
SHARED = {
    "meant": "rows that a filter means",
    "applies": "rows that a filter means",
    "runs": "where one person ends and the next begins",
    "first": "where one person ends and the next begins",
    "run persons": "where one person ends and the next begins",
    "order": "order per account and per number",
    "local": "local clocks",
    "spoken": "attempts that reviews name",
}
"""What is worked out once for several checks, by the first word of its key; anything else is `small facts`."""


class Spent:
    """CPU seconds of each step, without those of the steps within it; and how often each was taken."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.times: Counter[str] = Counter()
        self._within: list[str] = [REST]
        self._since = 0.0

    def start(self) -> None:
        """Forget what was spent so far."""
        self.seconds.clear()
        self.times.clear()
        self._since = time.process_time()

    @contextmanager
    def on(self, step: str) -> Iterator[None]:
        """What is spent inside belongs to this step."""
        self.book()
        self._within.append(step)
        self.times[step] += 1
        try:
            yield
        finally:
            self.book()
            self._within.pop()

    def book(self) -> None:
        """What was spent since the last change belongs to the step at hand."""
        now = time.process_time()
        self.seconds[self._within[-1]] += now - self._since
        self._since = now

    def timed(self, step: str, function: Callable[..., Made]) -> Callable[..., Made]:
        """The same function, whose calls belong to a step."""

        @wraps(function)
        def counted(*given: Any, **named: Any) -> Made:
            with self.on(step):
                return function(*given, **named)

        return counted


def step_of(key: Hashable) -> str:
    """The step to which working out a kept fact belongs."""
    first = key[0] if isinstance(key, tuple) else key
    if isinstance(first, int):
        return "persons looked up in registers"
    if first == "judged":
        return f"check: {type(key[1]).__name__}"  # type: ignore[index]
    return SHARED.get(str(first), "small facts")


def watch(spent: Spent) -> None:
    """From now on the judgement of this process tells `spent` what it does."""

    class Watched(Facts):
        def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
            return super().once(key, spent.timed(step_of(key), make))

    for module in (audit_run, numbers):
        module.Facts = Watched  # type: ignore[attr-defined]
        module.read_rows = spent.timed("columns read", module.read_rows)  # type: ignore[attr-defined]
        module.judge = spent.timed(REST, judge.judge)  # type: ignore[attr-defined]
    read.rows_of_table = spent.timed("names and shapes numbered, order checked", read.rows_of_table)
    recipient.lost_debtor = spent.timed("whether the debtor cannot be reached", recipient.lost_debtor)  # type: ignore[attr-defined]
    audit_run.Tally.add = spent.timed("attempts tallied", audit_run.Tally.add)  # type: ignore[method-assign]
    for name in ("prepare", "of"):
        step = {"prepare": "shared numbers brought together", "of": "numbers that are busy picked out"}[name]
        setattr(numbers.NumberFindings, name, spent.timed(step, getattr(numbers.NumberFindings, name)))


def steps_piece(layout: Path) -> None:
    """Judge every file as `bench.audit` does, watched; registers are in memory as tables, sweeps are compiled."""
    spent = Spent()
    watch(spent)
    warm = audit_run.Audit(choose("cn"), registers(layout))
    for _ in warm.judged_parts(layout):
        pass
    audit, timer = warm.again(), Timer()
    timer.start()
    spent.start()
    for _ in audit.judged_parts(layout):
        pass
    spent.book()
    timer.report({"seconds": spent.seconds, "times": spent.times, "rows": audit.tally.rows})


PIECES = {"steps": steps_piece, "scan": scan_piece}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "zilv-bench")
    parser.add_argument("--piece", choices=PIECES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    layout = write_layout(given.folder / str(given.rows), given.rows)
    if given.piece:
        PIECES[given.piece](layout)
        return
    arguments = ("--rows", str(given.rows), "--folder", str(given.folder))
    steps, scan = (median(3, partial(run, "bench.steps", piece, *arguments)) for piece in PIECES)
    _tell(steps.answer, scan.cpu_s)


def _tell(answer: dict[str, Any], scan_s: float) -> None:
    rows, seconds = answer["rows"], answer["seconds"]
    print("| step | times | CPU ns a row | CPU, scan = 1 |\n|---|---|---|---|")
    for step, spent in sorted(seconds.items(), key=lambda item: -item[1]):
        print(f"| {step} | {answer['times'].get(step, '')} | {spent / rows * 1e9:.1f} | {spent / scan_s:.2f} |")
    whole = sum(seconds.values())
    print(f"| all | | {whole / rows * 1e9:.1f} | {whole / scan_s:.2f} |")
    print(f"| scan of the judged columns (DuckDB) | | {scan_s / rows * 1e9:.1f} | 1.00 |")


if __name__ == "__main__":
    main()
