"""Asks, outcomes, cancellations, time and registers in any order, on a book and on its naive reading at once."""

import sys
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from tests.gate.books import HOUR_US, TOKENS, Counter, Stores, book_at, call
from tests.gate.conftest import NOON
from tests.gate.model.again import check_again
from tests.gate.model.alphabet import (
    BUSY,
    CALL,
    EDGES,
    GIVEN_BACK,
    KINDS,
    LINES,
    NUMBERS,
    OUTCOMES,
    PEOPLE,
    ROWS,
    WAITS,
)
from tests.gate.model.audit import check_audited
from tests.gate.model.naive_book import Known, NaiveBook
from zilv.attempts.attempt import Attempt
from zilv.attempts.rows import instant, microseconds
from zilv.gate import registers
from zilv.gate.ask import Answer
from zilv.gate.desk import Desk
from zilv.gate.laws import Laws
from zilv.gate.refusal import Refused
from zilv.gate.registers import Change
from zilv.gate.report import flag_overdue
from zilv.gate.steady import Steady
from zilv.registers.rows import REGISTERS, Registers

BEIJING = ZoneInfo("Asia/Shanghai")
OPEN_MAX = 5
"""So many open attempts are tried in every way; with more the naive reading takes too long."""


class GateMachine(RuleBasedStateMachine):
    """One book of one lender. `stores` and `kind` say where books come from."""

    stores: ClassVar[Stores]
    kind: ClassVar[str]
    laws: ClassVar[Laws]

    asked: Bundle[str] = Bundle("asked")
    keys: Bundle[tuple[dict[str, Any], Answer]] = Bundle("keys")
    rows: Bundle[tuple[str, int, Any]] = Bundle("rows")

    @initialize()
    def begin(self) -> None:
        """An empty book at noon, every register declared complete."""
        self.counter = _Shared(self.stores.url(self.kind), self.laws)
        self.counter.declare()
        kept: dict[str, Any] = {name: () for name in Registers.__struct_fields__}
        kept["lines"] = tuple(self._record("lines", {"line": "T1", "owner": owner}) for owner in ("L1", "L2"))
        self.naive = NaiveBook(Registers(**kept))
        self.changed = False

    def teardown(self) -> None:
        """Audit what was lived through, unless it went wrong before, and let go of the book."""
        if hasattr(self, "counter"):
            if sys.exc_info()[0] is None:
                check_audited(self.counter, self.naive, self.laws.fallback)
            self.counter.book.close()

    @precondition(lambda self: self._open() <= OPEN_MAX)
    @rule(target=keys, person=PEOPLE, number=NUMBERS, kind=KINDS, line=LINES)
    def ask(self, person: str, number: str, kind: dict[str, Any], line: str | None) -> Any:
        """Decide and, if permitted, reserve."""
        return self._ask({"person": person, "number": number, "line": line, **kind})

    @rule(target=asked, mode=st.sampled_from(["notify", "interact"]), outcomes=st.lists(BUSY, min_size=2, max_size=5))
    def call_often(self, mode: str, outcomes: list[dict[str, Any] | None]) -> Any:
        """Calls to one debtor, one after the other, told or given back at once, or not at all."""
        made = []
        for told in outcomes:
            if self._open() > OPEN_MAX:
                break
            answer = self._ask({"person": "王一", "number": "13800000001", "line": "T1", **CALL, "mode": mode})[1]
            made.append(answer.attempt_id)
            if told == GIVEN_BACK:
                self.cancel(answer.attempt_id)
            elif told is not None and answer.decision == "permit":
                self.report(answer.attempt_id, told)
        return multiple(*made)

    @precondition(lambda self: self._open() <= OPEN_MAX)
    @rule(person=PEOPLE, number=NUMBERS, kind=KINDS, line=LINES)
    def peek(self, person: str, number: str, kind: dict[str, Any], line: str | None) -> None:
        """Decide without a trace."""
        before = self._count()
        given = {"person": person, "number": number, "line": line, **kind}
        self._compare(self.counter.ask(reserve=False, **given), given)
        assert self._count() == before

    @rule(target=asked, made=keys)
    def name(self, made: tuple[dict[str, Any], Answer]) -> Any:
        """The attempt of an earlier ask."""
        return made[1].attempt_id

    @precondition(lambda self: self._open() <= OPEN_MAX)
    @rule(made=keys)
    def ask_again(self, made: tuple[dict[str, Any], Answer]) -> None:
        """The same key gives the same answer and reserves nothing more; a permit that no longer stands is held."""
        given, first = made
        before = self._count()
        check_again(self.counter.ask(**given), first, self.naive, self._now())
        assert self._count() == before

    @rule(attempt_id=asked, told=OUTCOMES)
    def report(self, attempt_id: str, told: dict[str, Any]) -> None:
        """Whatever was asked for and was made is in the book from then on."""
        receipt = self.counter.report(attempt_id, **told)
        known = self.naive.attempts[attempt_id]
        known.tell(told)
        known.counts, known.status = True, "reported"
        assert receipt.status == "reported"
        same({finding.topic for finding in receipt.findings}, self.naive.breaches(attempt_id))
        if not self.changed:  # what registers tell later is found when an attempt is judged again, not before
            same(self._found(), self.naive.all_breaches())

    @rule(attempt_id=asked)
    def cancel(self, attempt_id: str) -> None:
        """Only what waits for its outcome can be given back."""
        known = self.naive.attempts[attempt_id]
        if known.status not in ("reserved", "overdue"):
            try:
                self.counter.cancel(attempt_id)
            except Refused as refused:
                assert refused.code == "not_reserved"
                return
            raise AssertionError("what is not reserved was cancelled")
        assert self.counter.cancel(attempt_id).status == "cancelled"
        known.counts, known.status = False, "cancelled"
        if not self.changed:
            same(self._found(), self.naive.all_breaches())

    @rule(by=WAITS)
    def wait(self, by: int) -> None:
        """Time passes."""
        self.counter.at = self.counter.now() + by

    @rule(edge=EDGES, less=st.sampled_from([0, 1]))
    def wait_until(self, edge: tuple[int, int], less: int) -> None:
        """Time passes until an edge of the day, or a microsecond before."""
        local = self._now().astimezone(BEIJING)
        then = local.replace(hour=edge[0], minute=edge[1], second=0, microsecond=0)
        then = then if then > local else then + timedelta(days=1)
        self.counter.at = max(microseconds(then) - less, self.counter.now())

    @rule()
    def expire(self) -> None:
        """What is late is flagged, and counts on."""
        with self.counter.book.page() as page:
            flagged = flag_overdue(page)
        late = [known for known in self.naive.attempts.values() if self._late(known)]
        for known in late:
            known.status = "overdue"
        assert flagged == len(late)

    @rule(target=rows, row=ROWS)
    def add(self, row: tuple[str, dict[str, Any]]) -> Any:
        """A row that binds from now on; alike in every column, it stands once."""
        name, columns = row
        record = self._record(name, {**columns, "since": self.counter.now()})
        with self.counter.book.page() as page:
            (row_id,) = registers.add(page, Change("L1", name, "key0"), [self._tokens(record)])
        mine = getattr(self.naive.registers, name)
        self._set(name, mine if record in mine else (*mine, record))
        return name, row_id, record

    @rule(row=consumes(rows))
    def end(self, row: tuple[str, int, Any]) -> None:
        """A row that binds no longer."""
        name, row_id, record = row
        with self.counter.book.page() as page:
            registers.end(page, Change("L1", name, "key0"), row_id)
        ended = msgspec.structs.replace(record, until=self.counter.now())
        self._set(name, tuple(ended if mine == record else mine for mine in getattr(self.naive.registers, name)))

    @invariant()
    def the_book_holds_what_counts(self) -> None:
        """Neither more nor less."""
        if hasattr(self, "counter"):
            assert self.counter.counted() == len(self.naive.counting())

    def _ask(self, given: dict[str, Any]) -> tuple[dict[str, Any], Answer]:
        key = f"key {len(self.naive.attempts)}"
        answer = self.counter.ask(key=key, **given)
        self._as_expected(answer, given)
        self.counter.at = self.counter.now() + 1  # time never stands still
        return {"key": key, **given}, answer

    def _as_expected(self, answer: Answer, given: dict[str, Any]) -> None:
        self._compare(answer, given)
        attempt = self._attempt(given, answer)
        permitted = answer.decision == "permit"
        assert answer.attempt_id and answer.attempt_id not in self.naive.attempts
        self.naive.attempts[answer.attempt_id] = Known(attempt, permitted, "reserved" if permitted else "stopped")

    def _compare(self, answer: Answer, given: dict[str, Any]) -> None:
        attempt = self._attempt(given, answer)
        asked = msgspec.structs.replace(attempt, at=self._now())
        assert attempt.at == self.naive.next_instant(asked)
        expected = self.naive.judged(attempt)
        same({finding.topic: finding.outcome for finding in answer.findings}, expected)
        same(answer.decision, self.naive.decision(attempt))
        if answer.retry_at is not None:
            then = datetime.fromisoformat(answer.retry_at)
            assert self.naive.decision(msgspec.structs.replace(attempt, at=then)) == "permit"
            before = msgspec.structs.replace(attempt, at=max(then - timedelta(seconds=1), attempt.at))
            assert self.naive.decision(before) != "permit"

    def _attempt(self, given: dict[str, Any], answer: Answer) -> Attempt:
        facts = msgspec.to_builtins(call(**given))
        facts = {name: value for name, value in facts.items() if name in Attempt.__struct_fields__}
        at = datetime.fromisoformat(answer.at or "")
        return Attempt(**{**facts, "attempt_id": answer.attempt_id or "~", "at": at, "recording": "?"})

    def _record(self, name: str, columns: dict[str, Any]) -> Any:
        kind = REGISTERS[name]
        lender = {"lender": "L1"} if "lender" in kind.__struct_fields__ else {}
        return kind(**lender, **columns)

    def _tokens(self, record: Any) -> Any:
        raw = {name: getattr(record, name, None) for name in ("person", "number", "line")}
        made = {name: TOKENS.text(name, text) for name, text in raw.items() if text}
        return msgspec.structs.replace(record, **made)

    def _found(self) -> dict[str, set[str]]:
        """By attempt what it was last found to have broken, where that is something."""
        with self.counter.book.page(write=False) as page:
            lines = page.do("select attempt_id, body from gate_entry where kind = 'finding' order by seq")
        found = {name: {f["topic"] for f in msgspec.json.decode(body)["findings"]} for name, body in lines}
        return {name: topics for name, topics in found.items() if topics}

    def _set(self, name: str, rows: tuple[Any, ...]) -> None:
        self.changed = True
        self.naive.registers = msgspec.structs.replace(self.naive.registers, **{name: rows})

    def _late(self, known: Known) -> bool:
        return known.status == "reserved" and microseconds(known.asked.at) + HOUR_US < self.counter.now()

    def _open(self) -> int:
        return sum(known.open for known in self.naive.counting()) if hasattr(self, "naive") else 0

    def _count(self) -> tuple[int, int]:
        return self.counter.counted(), len(self.counter.journal("ask"))

    def _now(self) -> datetime:
        return instant(self.counter.now())


def same(book: object, naive: object) -> None:
    """What the book says is what the naive reading says."""
    if book != naive:
        raise AssertionError(f"the book: {book}; read naively: {naive}")


class _Shared(Counter):
    """A counter whose law was read before."""

    def __init__(self, url: str, laws: Laws) -> None:
        self.url, self.at = url, NOON
        self.book = book_at(url, self.now)
        self.desk = Desk(laws, HOUR_US)
        self.desk.steady = _Trusting()


class _Trusting(Steady):
    """Trust in a clock that a test sets as it likes."""

    def doubt(self, wall: int, steady: int, latest: int) -> str | None:
        """Never."""
        return None
