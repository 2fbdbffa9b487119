"""Tries changes, each in a process of its own: the tests nearest to the changed file first, until one fails."""

import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.apply import Instead, patch_functions
from tests.mutation.changes import Mutant
from tests.mutation.children import BROKEN, silence, statuses

OPTIONS = ("-q", "-s", "-p", "no:cacheprovider", "--no-header", "-W", "ignore::pytest.PytestAssertRewriteWarning")
SECONDS_MAX, ALL_SECONDS_MAX = 5, 600
"""How long a test, and all of them together, may compute: longer, and the change has made a loop without end."""

Tell = Callable[[Mutant, bool], None]
"""Told of each change whether it survived."""


class UntriedError(Exception):
    """The changes cannot be tried: what stands in the way."""


def nearest(items: Sequence[pytest.Item], stem: str) -> list[pytest.Item]:
    """The tests in the order in which they are likely to notice a change of the file with this stem."""

    def distance(item: pytest.Item) -> int:
        provision = item.callspec.params.get("provision") if hasattr(item, "callspec") else None
        if provision:
            return 1 if provision.check.kind == stem else 3
        return 0 if item.path.stem.startswith(f"test_{stem}") else 2

    return sorted(items, key=distance)


class Nearest:
    """A pytest plugin: the tests in the order of `nearest`."""

    def __init__(self, stem: str) -> None:
        self.stem = stem

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """See pytest."""
        items[:] = nearest(items, self.stem)


def try_modules(mutants: Sequence[Mutant], tests: Sequence[str], jobs: int, tell: Tell) -> None:
    """Try changes outside functions: each imports the changed file, and all that depends on it, anew.

    So nothing of zilv may have been imported before. Raises UntriedError where the tests fail without any change.
    """
    ((_, status),) = statuses([partial(_run, (), tests)], 1)
    if status:
        raise UntriedError("the tests fail before anything is changed")
    works = [partial(_run, (mutant,), tests) for mutant in mutants]
    for place, status in statuses(works, jobs):
        tell(mutants[place], status == 0)


def _run(changes: tuple[Mutant, ...], tests: Sequence[str]) -> int:
    """The exit status of the tests with these changes."""
    assert not any(name.split(".")[0] == "zilv" for name in sys.modules)
    sys.meta_path[:0] = map(Instead, changes)
    if changes:
        silence()
    signal.setitimer(signal.ITIMER_PROF, ALL_SECONDS_MAX)
    return int(pytest.main(["-x", *OPTIONS, *tests], [Nearest(Path(change.path).stem) for change in changes]))


def try_functions(mutants: Sequence[Mutant], tests: Sequence[str], jobs: int, tell: Tell) -> None:
    """Try changes in the bodies of functions: the tests are read once, then run for each. Raises UntriedError."""
    status = pytest.main([*OPTIONS, *tests], [OncePerChange(mutants, jobs, tell)])
    if status:
        raise UntriedError(f"pytest ended with {status!r}")


class OncePerChange:
    """A pytest plugin: in place of one run of the tests, one for each change, in a process of its own."""

    def __init__(self, mutants: Sequence[Mutant], jobs: int, tell: Tell) -> None:
        self.mutants, self.jobs, self.tell = mutants, jobs, tell

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """See pytest."""
        if session.testsfailed:
            raise session.Failed("some test files cannot be read")
        works = [partial(self._try, mutant, session.items) for mutant in self.mutants]
        for place, status in statuses(works, self.jobs):
            if status == BROKEN:
                raise session.Failed(f"cannot be tried: {self.mutants[place].name}")
            self.tell(self.mutants[place], status == 0)
        return True

    def _try(self, mutant: Mutant, items: Sequence[pytest.Item]) -> int:
        patch_functions(mutant)
        silence()
        return 0 if all(map(passes, nearest(items, Path(mutant.path).stem))) else 1


def passes(item: pytest.Item) -> bool:
    """Whether the test passes; one that computes for too long ends this process."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS_MAX)
    reports = runtestprotocol(item, nextitem=None, log=False)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return not any(report.failed for report in reports)
