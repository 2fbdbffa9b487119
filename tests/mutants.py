"""`make mutants`: every small change of the checks, and those that no test notices; files=PATTERN tries a part."""

import argparse
import os
import sys
import time
from pathlib import Path

import numpy
import pydantic

from tests.mutation.changes import Mutant, mutants_of
from tests.mutation.survivors import as_item, explained
from tests.mutation.trial import UntriedError, try_functions, try_modules

ROOT = Path(__file__).parents[1]
CHANGED = ("zilv/rules/checks/*.py", "zilv/rules/lost.py", "zilv/rules/three.py", "zilv/rules/when.py")
TESTS = (
    "tests/rules/checks",
    "tests/rules/test_lost.py",
    "tests/rules/test_three.py",
    "tests/rules/test_when.py",
    "tests/test_law.py::test_every_case_holds",
)
"""The law's own cases, and tests that show one edge each. What only a random example notices lacks such a test."""

IMPORTED_ONCE = (numpy, pydantic)


class Tally:
    """What came of the changes so far."""

    def __init__(self, total: int) -> None:
        self.total, self.tried = total, 0
        self.survived: list[Mutant] = []

    def tell(self, mutant: Mutant, survived: bool) -> None:
        """Note what came of a change."""
        self.tried += 1
        if survived:
            self.survived.append(mutant)
            sys.stderr.write(f"{mutant.path}:{mutant.line} {mutant.name}\n")
        if self.tried % 100 == 0:
            sys.stderr.write(f"{self.tried} of {self.total}\n")


def main() -> int:
    """Try the changes; 1 if one survives without a reason, or a reason is given for none; 2 if they cannot be tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at a time")
    parser.add_argument("patterns", nargs="*", help="the files to change, from the repository's root")
    options = parser.parse_args()
    start = time.monotonic()
    os.environ["ZILV_COMPILED"] = "no"  # compiled code would go on as it was
    paths = sorted(path for pattern in options.patterns or CHANGED for path in ROOT.glob(pattern))
    mutants = [mutant for path in paths for mutant in mutants_of(path, ROOT)]
    tally = Tally(len(mutants))
    try:
        try_modules([m for m in mutants if not m.inside], TESTS, options.jobs, tally.tell)
        try_functions([m for m in mutants if m.inside], TESTS, options.jobs, tally.tell)
    except UntriedError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return report(tally, whole=not options.patterns, minutes=(time.monotonic() - start) / 60)


def report(tally: Tally, whole: bool, minutes: float) -> int:
    """Print what survived, and where all files were tried the reasons given for what does not; 1 if there is any."""
    reasons, survived = explained(), {mutant.name for mutant in tally.survived}
    for name in sorted(survived):
        sys.stdout.write(as_item(name, reasons.get(name, "NO REASON")) + "\n")
    idle = sorted(reasons.keys() - survived) if whole else []
    for name in idle:
        sys.stdout.write(as_item(name, "DOES NOT SURVIVE") + "\n")
    without = survived - reasons.keys()
    counted = f"{tally.tried} changes, {len(survived)} survived, {len(without)} of them without a reason"
    sys.stdout.write(f"{counted}; {minutes:.0f} min\n")
    return 1 if without or idle else 0


if __name__ == "__main__":
    sys.exit(main())
