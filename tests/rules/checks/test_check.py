"""What every check kind has."""

from typing import Any

import numpy as np
import pytest

from tests.rules.checks.example import World, attempt, check, us
from zilv.attempts.rows import Int64
from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.rules.checks.check import (
    NEVER,
    Check,
    Judged,
    judged_by_shape,
    judged_where,
    named,
)
from zilv.rules.facts import Facts
from zilv.rules.three import FORBIDDEN, NO, PERMITTED, UNDETERMINED, UNKNOWN, YES
from zilv.rules.when import When

HOUR_US = 3_600_000_000
EVERY_FACT = ("direction", "party", "mode", "purpose", "answered", "conversed", "manual")
ASKING = When(
    direction=("outbound",),
    party=("debtor",),
    mode=("notify",),
    purpose=("collect",),
    answered="yes",
    conversed="no",
    manual="no",
)


@pytest.mark.parametrize(
    ("when", "zh", "en"),
    [
        ({"conversed": "yes", "channel": ["visit"]}, "有效通话", "conversation"),
        ({"channel": ["visit"]}, "上门", "visit"),
        *(({"channel": [word]}, "消息", "message") for word in ("sms", "im", "app", "email", "letter")),
        ({"channel": ["sms", "im", "app", "email", "letter"]}, "消息", "message"),
        ({"channel": ["sms", "voice"]}, "触达", "attempt"),
        ({"channel": ["visit", "voice"]}, "触达", "attempt"),
        ({}, "触达", "attempt"),
        ({"answered": "yes"}, "触达", "attempt"),
        ({"channel": ["voice", "voice_bot"], "answered": "yes"}, "接通通话", "answered call"),
        ({"channel": ["voice_bot"], "answered": "no"}, "未接通呼叫", "unanswered call"),
        ({"channel": ["voice"]}, "呼叫", "call"),
        ({"channel": ["voice"], "conversed": "no"}, "呼叫", "call"),
    ],
)
def test_what_is_counted_has_a_word_in_each_language(when: dict[str, Any], zh: str, en: str) -> None:
    assert named(When.model_validate(when)) == (zh, en)


def test_a_fact_is_missing_where_the_filter_asks_for_it_and_nobody_recorded_it() -> None:
    asking, silent = Check(when=ASKING), Check(when=When(direction=None))
    assert asking.missing(Shape(channel="voice"), Registers(), frozenset()) == EVERY_FACT
    assert silent.missing(Shape(channel="voice"), Registers(), frozenset()) == ()
    known = Shape(
        channel="voice",
        direction="inbound",
        party="heir",
        mode="interact",
        purpose="relay",
        answered=False,
        conversed=False,
        manual=False,
    )
    assert asking.missing(known, Registers(), frozenset({"line", "zone"})) == ()


def test_an_outcome_still_to_come_is_no_missing_fact_but_what_must_be_known_before_the_attempt_is() -> None:
    awaited = Shape(channel="voice", pending=True)
    before = ("direction", "party", "mode", "purpose", "manual")
    assert Check(when=ASKING).missing(awaited, Registers(), frozenset()) == before


def test_a_check_looks_at_no_earlier_attempt_and_not_at_the_clock_unless_it_says_so() -> None:
    plain = Check()
    assert (plain.reach_days(True), plain.by_the_clock) == (0, False)


def test_a_check_compares_by_nothing_and_consults_nothing_unless_it_says_so() -> None:
    plain = Check()
    assert (plain.compares(), plain.consults()) == (frozenset(), ())


class NotFrom(Check):
    """Forbids attempts from a local minute of the day on, leaves those of the hour before in doubt, names another."""

    minute: int

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`."""
        wait = self.minute - facts.rows.minute.astype(np.int64)
        outcome = np.where(wait <= 0, FORBIDDEN, np.where(wait <= 60, UNDETERMINED, PERMITTED)).astype(np.int8)
        row = np.flatnonzero(wait <= 120)
        return Judged(row, outcome[row])


def test_a_check_permits_at_a_later_instant_what_it_would_permit_then_and_knows_no_other() -> None:
    world = World(attempt("a", "03-02 09:00"), attempt("b", "03-02 20:00", person="P2"), attempt("c", "03-02 01:00"))
    index, late = np.array([1, 2]), NotFrom(minute=22 * 60)
    for at, permitted in {"20:59": True, "21:00": False, "22:00": False, "00:00": True}.items():
        asked = np.full(2, us(f"03-03 {at}"))
        waits = late.resume(world.facts, index, asked, np.ones(2, np.int8)).tolist()
        assert waits == [us(f"03-03 {at}") if permitted else NEVER] * 2
        assert asked.tolist() == [us(f"03-03 {at}")] * 2


class Until(NotFrom):
    """The same, but at certain instants it forbids nothing any more."""

    instants: tuple[int, ...]

    def turns(self, facts: Facts, index: Int64, at: Int64) -> Int64:
        """See `Check.turns`."""
        return np.array([min((turn for turn in self.instants if turn > now), default=NEVER) for now in at])


def test_a_check_that_names_its_turns_is_asked_again_at_each_of_them() -> None:
    world = World(attempt("a", "03-02 22:30"), attempt("b", "03-02 23:00", person="P2"))
    turns = {"03-02 23:30": False, "03-03 21:30": False, "03-04 09:00": True, "03-05 09:00": True}
    late = Until(minute=22 * 60, instants=tuple(us(when) for when in turns))
    at = world.facts.rows.at
    assert late.resume(world.facts, np.arange(2), at, np.ones(2, np.int8)).tolist() == [us("03-04 09:00")] * 2
    assert late.resume(world.facts, np.arange(1), np.array([us("03-05 22:00")]), np.ones(1, np.int8)) == [NEVER]
    assert late.dated_turns(world.facts, np.arange(1), at[:1]) == [us("03-02 23:30")]
    assert late.stops(world.facts, np.arange(2), at).tolist() == [True, True]


def test_a_check_of_no_kind_can_neither_judge_nor_speak() -> None:
    with pytest.raises(NotImplementedError):
        Check().judge(World(attempt("a", "03-02 09:00")).facts)
    with pytest.raises(NotImplementedError):
        Check().forbids(1, 1)


def truths(world: World, when: When, breach: int, among: list[int] | None = None) -> list[tuple[int, int]]:
    """Rows and outcomes where every row asked about has this truth of a breach."""
    places = None if among is None else np.array(among, np.int64)
    found = judged_where(world.facts, when, lambda index: np.full(len(index), breach, np.int8), places)
    assert len(found.row) == len(found.outcome)
    return list(zip(found.row.tolist(), found.outcome.tolist(), strict=True))


def test_a_breach_is_found_where_it_is_meant_and_the_lesser_truth_decides() -> None:
    world = World(
        attempt("a", "03-02 09:00"),
        attempt("b", "03-02 10:00", direction=None),
        attempt("c", "03-02 11:00", direction="inbound"),
    )
    assert truths(world, When(), YES) == [(0, 3), (1, 2)]
    assert truths(world, When(), UNKNOWN) == [(0, 2), (1, 2)]
    assert truths(world, When(), NO) == []
    assert truths(world, When(), YES, among=[1, 2]) == [(1, 2)]
    assert truths(world, When(), YES, among=[0, 2]) == [(0, 3)]
    assert truths(world, When(), YES, among=[]) == []
    assert truths(world, When(channel=("visit",)), YES) == []


def test_a_breach_is_found_where_it_is_meant_when_every_attempts_direction_is_known() -> None:
    world = World(attempt("a", "03-02 09:00"), attempt("b", "03-02 11:00", direction="inbound"))
    assert truths(world, When(), YES) == [(0, 3)]
    assert truths(world, When(), YES, among=[0, 1]) == [(0, 3)]
    assert truths(World(attempt("b", "03-02 11:00", direction=None)), When(), YES) == [(0, 2)]


def test_a_breach_by_shape_is_found_in_every_row_of_that_shape() -> None:
    world = World(
        attempt("a", "03-02 09:00"),
        attempt("b", "03-02 10:00", direction=None),
        attempt("c", "03-02 11:00"),
        attempt("d", "03-02 12:00", direction="inbound"),
        attempt("e", "03-02 13:00", channel="sms"),
    )
    breach = np.array([YES, YES, YES, UNKNOWN], np.int8)
    found = judged_by_shape(world.facts, When(), breach)
    assert list(zip(found.row.tolist(), found.outcome.tolist(), strict=True)) == [(0, 3), (1, 2), (2, 3), (4, 2)]
    none = judged_by_shape(world.facts, When(), np.full(4, NO, np.int8))
    assert (none.row.tolist(), none.outcome.tolist()) == ([], [])


def test_checks_that_state_the_same_are_the_same() -> None:
    one, other = (check("record", needs="note", when={"channel": ["voice"]}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
