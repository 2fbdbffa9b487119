"""The town's days played through the gate; what it stopped is noted with all that stood at that moment."""

import heapq
from collections import Counter as Times
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

import msgspec

from tests.gate.books import TOKENS, Counter, call
from tests.gate.model.naive_book import Known, NaiveBook
from tests.gate.month.town import Debtor, Town, Trial
from zilv.attempts.attempt import Attempt
from zilv.gate import registers
from zilv.gate.ask import Answer
from zilv.gate.registers import Change
from zilv.registers.rows import REGISTERS, Registers

TOGETHER = 24
"""So many asks share a page at most."""

ABOUT_ALL = ("lines", "mandates", "qualifications")


class Stopped(NamedTuple):
    """A decision that was no permit, and what the naive reading says strictest of each topic."""

    attempt: Attempt
    answer: Answer
    judged: dict[str, str]


class Lived:
    """Everything that became of a town."""

    def __init__(self, counter: Counter, town: Town) -> None:
        self.counter, self.town = counter, town
        self.decisions: Times[str] = Times()
        self.stopped: list[Stopped] = []
        self._told: list[tuple[int, int, str, Trial]] = []
        self._number = count()
        self._naive: dict[str, NaiveBook] = {}

    def play(self) -> None:
        """From the first day to the last outcome."""
        self._register()
        changes = self.town.changes()
        for together in _pages(self.town.trials()):
            at = together[0].at
            while changes and changes[0][0] <= at:
                self._hold(*changes.pop(0))
            self._tell_until(at)
            self._move_to(at)
            self._ask(together)
        self._tell_until(2**62)

    def _move_to(self, at: int) -> None:
        self.counter.at = max(self.counter.now(), at)

    def _register(self) -> None:
        rows: dict[str, list[Any]] = {name: [] for name in REGISTERS}
        with self.counter.book.page() as page:
            for name in REGISTERS:
                registers.declare(page, Change("L1", name, "key0"))
            for name, row in self.town.registers():
                record = registers.parsed(name, row, TOKENS, None)
                registers.add(page, Change("L1", name, "key0"), [record])
                rows[name].append(record)
        for debtor in self.town.debtors:
            mine = {name: tuple(_of(name, rows[name], debtor)) for name in rows}
            self._naive[debtor.person] = NaiveBook(Registers(**mine))

    def _hold(self, at: int, debtor: Debtor, reason: str) -> None:
        self._tell_until(at)
        self._move_to(at)
        record = registers.parsed("holds", {"person": debtor.person, "reason": reason}, TOKENS, None)
        record = msgspec.structs.replace(record, since=self.counter.now())
        with self.counter.book.page() as page:
            registers.add(page, Change("L1", "holds", "key0"), [record])
        book = self._naive[debtor.person]
        book.registers = msgspec.structs.replace(book.registers, holds=(*(book.registers.holds or ()), record))

    def _ask(self, together: list[Trial]) -> None:
        answers = self.counter.asks([trial.ask for trial in together])
        for trial, answer in zip(together, answers, strict=True):
            assert answer.attempt_id
            self.decisions[answer.decision] += 1
            book = self._naive[trial.debtor.person]
            attempt = _attempt(trial, answer)
            if answer.decision != "permit":
                self.stopped.append(Stopped(attempt, answer, book.judged(attempt)))
                continue
            book.attempts[answer.attempt_id] = Known(attempt, True, "reserved")
            heapq.heappush(self._told, (trial.at + trial.after, next(self._number), answer.attempt_id, trial))

    def _tell_until(self, at: int) -> None:
        while self._told and self._told[0][0] <= at:
            when, _, attempt_id, trial = heapq.heappop(self._told)
            self._move_to(when)
            known = self._naive[trial.debtor.person].attempts[attempt_id]
            if trial.outcome is None:
                self.counter.cancel(attempt_id)
                known.counts = False
            else:
                self.counter.report(attempt_id, **trial.outcome)
                known.tell(trial.outcome)


def _pages(trials: list[Trial]) -> Iterator[list[Trial]]:
    """Trials that may share a page: within a few seconds, no debtor twice."""
    page: list[Trial] = []
    for trial in trials:
        near = not page or trial.at - page[0].at < 5_000_000
        if not near or len(page) == TOGETHER or trial.debtor in {other.debtor for other in page}:
            yield page
            page = []
        page.append(trial)
    yield page


def _of(name: str, rows: list[Any], debtor: Debtor) -> list[Any]:
    """The rows that concern this debtor."""
    return [row for row in rows if name in ABOUT_ALL or row.person == TOKENS.text("person", debtor.person)]


def _attempt(trial: Trial, answer: Answer) -> Attempt:
    """The attempt in tokens, as the registers have them."""
    facts = msgspec.to_builtins(call(**trial.ask))
    for name in ("person", "number", "account", "line"):
        facts[name] = TOKENS.text(name, facts[name]) if facts.get(name) else None
    facts = {name: value for name, value in facts.items() if name in Attempt.__struct_fields__}
    at = datetime.fromisoformat(answer.at or "")
    return Attempt(**{**facts, "attempt_id": answer.attempt_id or "", "at": at, "recording": "?"})
