"""What every check kind has."""

from typing import Any

import numpy as np
import pytest

from tests.rules.checks.example import SHANGHAI, World, attempt, check, us
from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.rules.checks.check import (
    NEVER,
    Check,
    Judged,
    day_starts,
    judged_by_shape,
    judged_where,
    local,
    moments,
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


def test_a_moment_has_the_local_day_and_minute_of_each_rows_zone() -> None:
    world = World(attempt("a", "03-02 09:30"), attempt("b", "03-02 09:30", person="P2"), zones={"P2": None})
    later = world.facts.rows.at + 15 * HOUR_US + 59_999_999
    at, day, minute = moments(world.facts.rows, np.arange(2), later)
    assert (at.tolist(), (day - day[1]).tolist(), minute.tolist()) == (later.tolist(), [1, 0], [30, -1])


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


def test_a_local_day_and_its_time_are_those_of_each_rows_zone() -> None:
    world = World(attempt("a", "03-02 09:30:15.000007"), attempt("b", "03-02 09:30", person="P2"), zones={"P2": None})
    rows, index = world.facts.rows, np.arange(2)
    day, time_us = local(rows, index, rows.at)
    assert (day - day[0]).tolist() == [0, 0]
    assert time_us.tolist() == [int(9.5 * HOUR_US) + 15_000_007, int(1.5 * HOUR_US)]
    later = rows.at + 15 * HOUR_US
    assert ([*(local(rows, index, later)[0] - day)], local(rows, index, later)[1].tolist()) == (
        [1, 0],
        [int(0.5 * HOUR_US) + 15_000_007, int(16.5 * HOUR_US)],
    )


def test_a_local_day_starts_at_midnight_of_each_rows_zone() -> None:
    world = World(attempt("a", "03-02 00:00"), attempt("b", "03-02 09:00", person="P2"), zones={"P2": None})
    rows, index = world.facts.rows, np.arange(2)
    assert day_starts(rows, index, rows.day[index].astype(np.int64)).tolist() == [
        us("03-02 00:00", SHANGHAI),
        us("03-02 08:00", SHANGHAI),
    ]
    assert day_starts(rows, index[1:], rows.day[1:].astype(np.int64) + 1).tolist() == [us("03-03 08:00", SHANGHAI)]


def test_checks_that_state_the_same_are_the_same() -> None:
    one, other = (check("record", needs="note", when={"channel": ["voice"]}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
