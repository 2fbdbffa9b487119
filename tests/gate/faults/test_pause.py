"""A process that stands still, between reading and commit or between commit and answer: what it would have answered
no longer holds, and nobody else is kept waiting by it.

`ZILV_PAUSE_S=30` makes the pause as long as promised.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from tests.gate.books import LENDER, TOKENS, Counter
from tests.gate.crowd.asker import sought
from tests.gate.crowd.count import contents
from tests.gate.crowd.test_crowd import open_book
from tests.gate.faults.gates import BACK_S, ask, decided, gate_on, is_held
from zilv.gate.ask import Answer
from zilv.gate.book import StoreError
from zilv.gate.decide import decide
from zilv.gate.door import asked
from zilv.gate.gate import ANSWER_S
from zilv.gate.steady import STANDS_US

PAUSE_S = float(os.environ.get("ZILV_PAUSE_S", "7"))
HELD = {"decision": "hold", "code": "store_unreachable"}


class Napper:
    """A gate's process, see `napper.py`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        assert self.says() == "ready"

    def says(self) -> str:
        """The next line it prints."""
        assert self._process.stdout
        return self._process.stdout.readline().rstrip("\n")

    def send(self, person: int, key: str) -> None:
        """Ask, without waiting."""
        assert self._process.stdin
        self._process.stdin.write(f"{person} {key}\n")
        self._process.stdin.flush()

    def ask(self, person: int, key: str) -> Any:
        """Ask; the answer as it travels."""
        self.send(person, key)
        return json.loads(self.says())

    def decided(self, person: int, key: str) -> Any:
        """The same ask again until the gate has its store back."""
        ends = time.monotonic() + BACK_S
        while (answer := self.ask(person, key)) == HELD:
            assert time.monotonic() < ends
            time.sleep(0.05)
        return answer

    def go_on(self) -> None:
        """Wake it."""
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def napper(url: str, where: str, environ: Mapping[str, str] | None = None) -> Iterator[Napper]:
    """A gate that stops there at its first ask."""
    command = [sys.executable, "-m", "tests.gate.faults.napper", url, where]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environ or {})}
    ) as process:
        try:
            yield Napper(process)
        finally:
            process.kill()


def kept(url: str, key: str) -> list[str]:
    """The attempts for which this ask stands in the journal."""
    return [line.attempt_id for line in contents(url).journal if line.idem == f"ask::{key}"]


@pytest.mark.parametrize("pause_s", [ANSWER_S + 1, PAUSE_S])
def test_a_page_that_stood_still_before_commit_is_held_and_leaves_nothing(url: str, pause_s: float) -> None:
    open_book(url, 5)
    with napper(url, "read") as gate:
        gate.send(1, "one")
        assert gate.says() == "stops"
        time.sleep(pause_s)
        gate.go_on()
        assert json.loads(gate.says()) == HELD
        assert kept(url, "one") == []
        assert gate.decided(1, "one")["decision"] == "permit"


def test_an_answer_that_stood_still_after_commit_is_held_and_counts(url: str) -> None:
    open_book(url, 5)
    with napper(url, "committed") as gate:
        gate.send(1, "one")
        assert gate.says() == "stops"
        time.sleep(ANSWER_S + 1)
        first = kept(url, "one")
        assert len(first) == 1
        gate.go_on()
        assert json.loads(gate.says()) == HELD
        assert gate.decided(1, "one")["attempt_id"] == first[0]
        assert [gate.decided(1, key)["decision"] for key in "234"] == ["permit", "permit", "deny"]


def test_nobody_waits_for_a_process_that_stands_still_longer_than_his_deadline(url: str) -> None:
    """On PostgreSQL it loses its locks meanwhile; the one file of SQLite stays locked until it goes on or ends."""
    open_book(url, 5)

    async def others() -> tuple[Answer, Answer]:
        async with gate_on(url, desks=2) as gate:
            with napper(url, "read") as stopped:
                stopped.send(1, "one")
                assert stopped.says() == "stops"
                early = await ask(gate, 1, "two")
                if url.startswith("postgresql"):
                    return early, await decided(gate, 1, "three")
            return early, await decided(gate, 1, "three")

    early, late = asyncio.run(others())
    assert is_held(early)
    assert late.decision == "permit"
    assert kept(url, "one") == []


def test_a_book_commits_nothing_that_was_read_too_long_ago(counter: Counter) -> None:
    about = asked(sought(1, "one"), LENDER, TOKENS)
    with pytest.raises(StoreError), counter.book.page() as page:
        assert decide(page, [about], counter.desk)
        time.sleep(STANDS_US / 1_000_000 + 0.2)
    assert counter.counted() == 0
    assert counter.journal("ask") == []
