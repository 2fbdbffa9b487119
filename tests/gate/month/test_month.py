"""Weeks played through the gate: the audit finds nothing in what it permitted, and what it stopped it had to stop."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.gate.audited import audited, exported
from tests.gate.books import Counter, Stores
from tests.gate.conftest import NOON
from tests.gate.month.lived import Lived
from tests.gate.month.town import Town
from zilv.attempts.rows import DAY_US
from zilv.gate import journal
from zilv.gate.canonical import SCHEMA
from zilv.gate.replay import Tally, replay

SEED = int(os.environ.get("MONTH_SEED", "7"))
DEBTORS = int(os.environ.get("MONTH_DEBTORS", "25"))
DAYS = int(os.environ.get("MONTH_DAYS", "7"))
"""`MONTH_DEBTORS=300 MONTH_DAYS=30` plays a month."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request: pytest.FixtureRequest, stores: Stores) -> Iterator[Lived]:
    """The town's days, played once for all tests on them."""
    midnight = NOON - DAY_US // 2
    counter = Counter(stores.url(request.param), at=midnight)
    made = Lived(counter, Town(SEED, DEBTORS, midnight, DAYS))
    made.play()
    yield made
    counter.book.close()


def test_the_town_gives_the_gate_something_to_decide(lived: Lived) -> None:
    total = lived.decisions.total()
    assert total > DEBTORS * DAYS
    assert lived.decisions["permit"] > 0.3 * total
    assert lived.decisions["deny"] > 0.1 * total
    assert lived.decisions["hold"] > 0


def test_the_audit_finds_nothing_forbidden_or_in_doubt_in_what_the_gate_permitted(lived: Lived, tmp_path: Path) -> None:
    written = exported(lived.counter, tmp_path / "attempts.parquet")
    found = audited(tmp_path, lived.counter, written)
    assert written == lived.counter.counted() > 0
    assert [f for f in found if f["outcome"] in ("forbidden", "undetermined")] == []


def test_the_same_audit_finds_what_the_gate_denied_by_night_had_it_been_made(lived: Lived, tmp_path: Path) -> None:
    nightly = [s.attempt for s in lived.stopped if s.judged.get("quiet_hours") == "forbidden"]
    assert nightly
    rows = [msgspec.to_builtins(attempt) | {"at": attempt.at} for attempt in nightly]
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), tmp_path / "attempts.parquet")
    found = audited(tmp_path, lived.counter, len(nightly))
    by_night = [f["attempt_id"] for f in found if (f["topic"], f["outcome"]) == ("quiet_hours", "forbidden")]
    assert sorted(by_night) == sorted(attempt.attempt_id for attempt in nightly)


def test_whatever_the_gate_denied_some_outcome_would_have_made_a_breach(lived: Lived) -> None:
    denied = [stopped for stopped in lived.stopped if stopped.answer.decision == "deny"]
    assert len(denied) == lived.decisions["deny"]
    assert [stopped.answer for stopped in denied if "forbidden" not in stopped.judged.values()] == []


def test_whatever_the_gate_held_was_in_doubt_and_surely_no_breach(lived: Lived) -> None:
    held = [stopped for stopped in lived.stopped if stopped.answer.decision == "hold"]
    assert len(held) == lived.decisions["hold"]
    for stopped in held:
        assert "undetermined" in stopped.judged.values()
        assert "forbidden" not in stopped.judged.values()


def test_nothing_told_in_time_became_a_finding(lived: Lived) -> None:
    assert lived.counter.journal("finding") == []


def test_a_replay_of_its_journal_gives_every_decision_again(lived: Lived, tmp_path: Path) -> None:
    lines = list(journal.exported(journal.settled(lived.counter.book)))
    tally = Tally()
    assert list(replay(lambda: iter(lines), ["cn"], frozenset(), tmp_path, tally)) == []
    assert tally.equal.total() == lived.decisions.total()
