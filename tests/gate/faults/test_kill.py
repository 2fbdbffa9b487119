"""`kill -9` at any instant, of the gate's process or of the database: nothing acknowledged is lost, nothing is torn,
and whoever starts next needs no repair.

`ZILV_KILLS=70` makes it as thorough as promised: 210 kills.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from tests.gate.books import Stores
from tests.gate.crowd.count import Told, contents, faults
from tests.gate.crowd.test_crowd import open_book, told_in
from tests.gate.postgresql import postgresql

KILLS = int(os.environ.get("ZILV_KILLS", "4"))
PEOPLE = 10 * KILLS + 40
MOST_S = 0.3
"""The kill comes at a random instant of so many seconds after the first acknowledgement."""

PATIENCE_S = 120


class Nursery:
    """Starts askers and ends them the hard way."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        assert process.stdin and process.stdout
        self._to: IO[str] = process.stdin
        self._back: IO[str] = process.stdout
        self._folder, self._files, self._pid = folder, list[Path](), 0

    def start(self, seed: int) -> None:
        """An asker, which has acknowledged something once this returns."""
        self._files.append(self._folder / f"{seed}.jsonl")
        self._to.write(f"{self._files[-1]} {seed}\n")
        self._to.flush()
        said = self._back.readline()
        assert said, "the nursery has ended"
        self._pid = int(said)
        self.wait_for_more(0)

    def wait_for_more(self, lines: int) -> None:
        """Until the last asker has written down more than this many lines."""
        ends = time.monotonic() + PATIENCE_S
        while self.lines() <= lines:
            assert time.monotonic() < ends, "the gate does not answer any more"
            assert Path(f"/proc/{self._pid}").exists(), "the asker has ended"
            time.sleep(0.002)

    def lines(self) -> int:
        """How much the last asker has written down."""
        return self._files[-1].read_bytes().count(b"\n") if self._files[-1].exists() else 0

    def kill(self) -> None:
        """`kill -9` of the asker; afterwards it is gone."""
        if not self._pid:
            return
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        while Path(f"/proc/{self._pid}").exists():
            time.sleep(0.001)

    def told(self) -> list[Told]:
        """All that any asker was told."""
        return [one for file in self._files for one in told_in(file)]


@contextmanager
def nursery(url: str, folder: Path) -> Iterator[Nursery]:
    """Askers on this database; the last one is killed in the end."""
    command = [sys.executable, "-m", "tests.gate.faults.nursery", url, str(PEOPLE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        made = Nursery(process, folder)
        try:
            yield made
        finally:
            made.kill()
            process.kill()


def check(url: str, told: list[Told]) -> None:
    """What was told by now stands in the book; what nobody was told of stands whole or not at all."""
    assert told
    assert faults(contents(url), told, all_told=False) == []


def _again(kill: Callable[[int], None]) -> None:
    chance = random.Random(20260302)
    for n in range(KILLS):
        time.sleep(chance.uniform(0, MOST_S))
        kill(n)


def test_a_killed_gate_loses_nothing_it_acknowledged(url: str, tmp_path: Path) -> None:
    open_book(url, PEOPLE)
    with nursery(url, tmp_path) as askers:
        askers.start(0)

        def kill(n: int) -> None:
            askers.kill()
            check(url, askers.told())
            askers.start(n + 1)

        _again(kill)
        askers.wait_for_more(60)
        askers.kill()
        check(url, askers.told())
        assert {one.kind for one in askers.told()} == {"ask", "outcome", "cancel"}


def test_a_killed_database_loses_nothing_and_the_gate_goes_on_by_itself(tmp_path: Path) -> None:
    """The server is set to acknowledge before it has written; the book insists on the contrary."""
    with postgresql("synchronous_commit=off") as server:
        url = Stores(tmp_path, lambda: server).url("postgresql")
        open_book(url, PEOPLE)
        with nursery(url, tmp_path) as askers:
            askers.start(0)

            def kill(n: int) -> None:
                server.kill()
                before = askers.lines()
                server.start()
                askers.wait_for_more(before + 5)
                check(url, askers.told())

            _again(kill)
