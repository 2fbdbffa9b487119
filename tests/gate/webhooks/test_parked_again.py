"""Events sent once more: only by whoever the endpoint is leased to, and only those that are its own."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.gate.client.running import RunningGate, serving
from tests.gate.client.scripted import Got, Say, Scripted, says
from tests.gate.webhooks.test_webhooks import TAKEN, Hook, asked

REFUSED = says({}, 400)
LEASE_US = 60_000_000


@pytest.fixture
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGate]:
    with serving(tmp_path_factory.mktemp("gate")) as running:
        yield running


class Meddling(Scripted):
    """Takes everything but the first two events, and does something as each arrives."""

    def __init__(self, meddle: Callable[[int], Any]) -> None:
        super().__init__(REFUSED, REFUSED, TAKEN)
        self._meddle = meddle

    def _next(self, got: Got) -> Say:
        say = super()._next(got)
        self._meddle(len(self.got))
        return say


def changed(gate: RunningGate, statement: str, *given: Any) -> list[Any]:
    """What a statement in the database brings."""
    with sqlite3.connect(gate.folder / "gate.db", timeout=20) as database:
        return database.execute(statement, given).fetchall()


def parked_and_more(gate: RunningGate, hook: Hook) -> None:
    """Two events are parked and to be sent once more, two are taken, two are yet to come."""
    asked(gate, 3)
    hook.deliver(pauses_s=())
    assert hook.shown()["parked"] == 2 and len(hook.seqs()) == 4
    asked(gate, 1)
    gate.zilv("webhooks", "retry", hook.id)


def test_a_courier_whose_endpoint_was_taken_by_another_sends_nothing_more(gate: RunningGate) -> None:
    def taken(arrived: int) -> None:
        if arrived == 5:
            changed(gate, "update webhooks_endpoint set lease_by = 'another', cursor = 10000")

    with Meddling(taken).running() as server:
        hook = Hook(gate, server)
        parked_and_more(gate, hook)
        hook.deliver(pauses_s=())
        assert hook.seqs() == [*hook.seqs()[:4], hook.seqs()[0]]
        assert changed(gate, "select lease_by, cursor from webhooks_endpoint") == [("another", 10000)]


def test_a_failure_noted_late_moves_nothing_of_the_courier_that_came_after(gate: RunningGate) -> None:
    def taken(arrived: int) -> None:
        if arrived == 1:
            changed(gate, "update webhooks_endpoint set lease_by = 'another', cursor = 10000")

    with Meddling(taken).running() as server:
        hook = Hook(gate, server)
        asked(gate, 2)
        hook.deliver(pauses_s=())
        assert len(server.got) == 1 and hook.shown()["parked"] == 0
        assert changed(gate, "select cursor, tries, error from webhooks_endpoint") == [(10000, 0, "")]


def test_each_event_sent_once_more_prolongs_the_lease(gate: RunningGate) -> None:
    until: list[int] = []

    def expired(arrived: int) -> None:
        if arrived in (5, 6):
            until.extend(row[0] for row in changed(gate, "select lease_until from webhooks_endpoint"))
            changed(gate, "update webhooks_endpoint set lease_until = 1")

    with Meddling(expired).running() as server:
        hook = Hook(gate, server)
        parked_and_more(gate, hook)
        before = time.time_ns() // 1000
        hook.deliver(pauses_s=())
        assert len(until) == 2 and min(until) >= before + LEASE_US
        first = hook.seqs()[:4]
        assert hook.seqs()[4:6] == first[:2] and hook.seqs()[6:] == sorted(set(hook.seqs()) - set(first)) != []


def test_a_parked_event_that_is_not_in_the_journal_or_another_lenders_is_not_sent(gate: RunningGate) -> None:
    gate.zilv("key", "create", "--lender", "别家", "--scope", "ask")
    ((theirs,),) = changed(gate, "select seq from gate_entry where lender = '别家'")
    with Meddling(lambda arrived: None).running() as server:
        hook = Hook(gate, server)
        asked(gate, 3)
        hook.deliver(pauses_s=())
        first, second = (row[0] for row in changed(gate, "select seq from webhooks_parked order by seq"))
        changed(gate, "update webhooks_parked set seq = ? where seq = ?", theirs, first)
        changed(gate, "update webhooks_parked set seq = -5 where seq = ?", second)
        gate.zilv("webhooks", "retry", hook.id)
        hook.deliver(pauses_s=())
        assert len(server.got) == 4
        assert [event["error"] for event in hook.shown()["events"]] == ["not_in_journal"] * 2
