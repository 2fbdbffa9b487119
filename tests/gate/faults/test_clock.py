"""A clock that is set: by an hour, forth or back, under a running gate or before a start. No window opens by it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gate.books import Counter
from tests.gate.client.running import zone_where_it_is
from tests.gate.crowd.test_crowd import open_book
from tests.gate.faults.test_pause import napper
from zilv.clock import now_us
from zilv.gate.steady import BEHIND_US, Steady

HOUR_US = 3_600_000_000
FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)


class Clock:
    """The machine's, set by `ahead` microseconds."""

    def __init__(self) -> None:
        self.ahead = 0

    def now(self) -> int:
        return now_us() + self.ahead


class Watched(Counter):
    """A book whose clock a test sets, and a desk that holds it against the steady one."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._clock = clock
        super().__init__(url, at=0)
        self.desk.steady = Steady()

    def now(self) -> int:
        return self._clock.now()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watched(url: str, clock: Clock) -> Iterator[Watched]:
    made = Watched(url, clock)
    made.declare()
    yield made
    made.book.close()


@pytest.mark.parametrize(
    ("set_by", "doubt"), [(-4.5, "clock_moved"), (-2.1, "clock_moved"), (2.1, "clock_moved"), (-1.9, None)]
)
def test_a_clock_that_is_set_by_two_seconds_is_noticed_however_quiet_the_journal(
    set_by: float, doubt: str | None
) -> None:
    trust, began, later = Steady(), now_us(), 10_000_000
    assert trust.doubt(began, 0, began - later) is None
    assert trust.doubt(began + later + round(set_by * 1_000_000), later, began - later) == doubt


def lives_where_it_is(counter: Counter, hour: int) -> dict[str, Any]:
    """A person for whom it is this hour of the day."""
    who = {"person": f"person at {hour}", "number": f"138000000{hour:02}"}
    counter.add("persons", person=who["person"], zone=zone_where_it_is(hour))
    return who


@pytest.mark.parametrize(("hour", "ahead"), [(7, HOUR_US), (22, -HOUR_US), (12, HOUR_US), (12, -HOUR_US)])
def test_a_clock_that_is_set_opens_no_window_and_is_believed_again_when_it_is_set_back(
    watched: Watched, clock: Clock, hour: int, ahead: int
) -> None:
    who = lives_where_it_is(watched, hour)
    before = watched.ask(**who).decision
    assert before == ("permit" if hour == 12 else "deny")
    clock.ahead = ahead
    held = watched.ask(**who)
    assert (held.decision, held.code, held.attempt_id) == ("hold", "clock_moved", None)
    assert watched.ask(reserve=False, **who).code == "clock_moved"
    assert len(watched.journal("ask")) == 1
    clock.ahead = 0
    assert watched.ask(**who).decision == before


@pytest.mark.parametrize("hour", [12, 22])
def test_a_gate_that_starts_with_its_clock_behind_the_journal_decides_nothing(
    url: str, watched: Watched, clock: Clock, hour: int
) -> None:
    who = lives_where_it_is(watched, hour)
    watched.ask(**who)
    clock.ahead = -HOUR_US
    behind = Watched(url, clock)
    assert behind.ask(**who).code == "clock_behind"
    clock.ahead = -BEHIND_US // 2
    near = Watched(url, clock)
    assert near.ask(**who).decision == ("permit" if hour == 12 else "deny")


def test_what_is_told_under_a_wrong_clock_does_not_stop_the_gate_once_it_is_right(
    watched: Watched, clock: Clock
) -> None:
    who = lives_where_it_is(watched, 12)
    answers = [watched.ask(**who) for _ in range(3)]
    clock.ahead = HOUR_US
    assert watched.report(answers[0].attempt_id, answered=False).status == "reported"
    assert watched.cancel(answers[1].attempt_id).status == "cancelled"
    clock.ahead = 0
    assert [watched.ask(**who).decision for _ in range(3)] == ["permit", "permit", "deny"]


@pytest.mark.parametrize("ahead", [3 * HOUR_US, (400 * 24 + 3) * HOUR_US])
def test_what_a_clock_that_was_ahead_left_behind_opens_no_window_once_it_is_right(
    url: str, clock: Clock, ahead: int
) -> None:
    """It is seven where he lives; under the wrong clock it was ten, or another year, and he was asked about."""
    clock.ahead = ahead
    wrong = Watched(url, clock)
    wrong.declare()
    who, other = lives_where_it_is(wrong, 7), lives_where_it_is(wrong, 12)
    assert wrong.ask(**who).decision == "permit"
    clock.ahead = 0
    right = Watched(url, clock)
    assert right.ask(**other).code == "clock_behind"
    right.add("holds", person="somebody", reason="plan")  # written at the right time: whoever wrote it vouches for it
    assert right.ask(**other).decision == "permit"
    alone, *together = right.ask(**who), *right.asks([who, {**other, "key": "again"}])
    assert {(answer.decision, answer.code) for answer in (alone, together[0])} == {("hold", "clock_behind")}
    assert together[1].code is None, "who shares his page is not held for it"
    clock.ahead = ahead + HOUR_US
    later = Watched(url, clock)
    assert later.ask(**who).code is None


@pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed")
def test_a_process_whose_machine_sets_its_clock_holds(url: str, tmp_path: Path) -> None:
    """The clock of PostgreSQL's machine is its own: what the gate's machine shows makes no difference there."""
    open_book(url, 3)
    shown = tmp_path / "shown"
    shown.write_text("+0")
    environ = {
        **os.environ,
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(shown),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with napper(url, "never", environ) as gate:
        assert gate.decided(1, "one")["decision"] == "permit"
        for n, ahead in enumerate(("+1h", "-1h")):
            shown.write_text(ahead)
            answer = gate.decided(1, f"set-{n}")
            if url.startswith("sqlite"):
                assert answer == {"decision": "hold", "code": "clock_moved"}
            else:
                assert answer["decision"] == "permit"
        shown.write_text("+0")
        assert gate.decided(1, "two")["decision"] == ("permit" if url.startswith("sqlite") else "deny")
