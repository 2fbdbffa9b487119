"""Whether the debtor cannot be reached: so many calls in a row, so many days in a row, an invalid number."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tests.rules.checks.example import World, attempt
from zilv.attempts.attempt import Attempt
from zilv.attempts.rows import Int8
from zilv.rules.lost import Lost, lost_debtor
from zilv.rules.three import UNKNOWN, YES

CALLS = Lost(calls=3, days=99)
DAYS = Lost(calls=99, days=3)
WORDS = {YES: "lost", UNKNOWN: "perhaps"}


def of_all(world: World, test: Lost) -> tuple[Int8, Int8]:
    return lost_debtor(world.facts, test, np.arange(len(world.facts.rows)))


def failed(name: str, when: str, **facts: Any) -> Attempt:
    return attempt(name, when, **({"answered": False} | facts))


def then(when: str, **facts: Any) -> Attempt:
    """The moment at which one asks whether the debtor is lost: a letter, which changes nothing."""
    return attempt(f"{when}?", when, **({"channel": "letter"} | facts))


def lost(test: Lost, *attempts: Attempt) -> dict[str, str]:
    """The letters before which the debtor was lost, or perhaps was."""
    return _asked(test, 0, *attempts)


def lost_next_day(test: Lost, *attempts: Attempt) -> dict[str, str]:
    """The letters with which the debtor is lost from the next midnight on, or perhaps is."""
    return _asked(test, 1, *attempts)


def _asked(test: Lost, which: int, *attempts: Attempt) -> dict[str, str]:
    world = World(*attempts)
    assert any(name.endswith("?") for name in world.names)
    answers = zip(world.names, of_all(world, test)[which].tolist(), strict=True)
    return {name.rstrip("?"): WORDS[answer] for name, answer in answers if answer and name.endswith("?")}


def three(day: str = "03-02", **facts: Any) -> list[Attempt]:
    return [failed(f"{day} {n}", f"{day} 0{n}:00", **facts) for n in (1, 2, 3)]


LATER = [then("03-02 23:59"), then("03-03 00:00")]
LOST_LATER = {"03-03 00:00": "lost"}


def test_three_failed_calls_count_from_the_midnight_after_the_third() -> None:
    assert lost(CALLS, *three(), *LATER) == LOST_LATER
    assert lost_next_day(CALLS, *three(), *LATER) == {"03-02 23:59": "lost", "03-03 00:00": "lost"}


def test_two_failed_calls_are_too_few() -> None:
    assert lost(CALLS, *three()[:2], *LATER) == {}
    assert lost_next_day(CALLS, *three()[:2], *LATER) == {}


def test_the_third_call_is_what_must_lie_before_today() -> None:
    old = [failed("old", "02-20 09:00"), failed("older", "02-19 09:00")]
    assert lost(CALLS, *old, failed("third", "03-02 09:00"), *LATER) == LOST_LATER
    more = [failed("fourth", "03-03 00:00"), failed("fifth", "03-03 00:01"), then("03-03 00:02")]
    assert lost(CALLS, *three(), *more) == {"03-03 00:02": "lost"}


def test_a_call_that_is_being_made_does_not_count_for_itself() -> None:
    world = World(*three("03-01"), failed("next", "03-02 09:00"))
    assert of_all(world, CALLS)[0].tolist() == [0, 0, 0, YES]
    assert of_all(world, CALLS)[1].tolist() == [0, 0, 0, YES]


@pytest.mark.parametrize(
    "ending",
    [
        {"answered": True},
        {"answered": True, "channel": "voice_bot"},
        {"answered": True, "agency": "A1"},
        {"answered": True, "direction": None},
        {"direction": "inbound"},
        {"direction": "inbound", "answered": False},
    ],
)
def test_an_answered_call_or_one_from_the_debtor_starts_the_count_anew(ending: dict[str, Any]) -> None:
    ends = attempt("ends", "03-02 12:00", **ending)
    assert lost(CALLS, *three(), ends, *LATER) == {}
    assert lost(CALLS, *three(), ends, failed("4", "03-02 13:00"), failed("5", "03-02 14:00"), *LATER) == {}
    again = [failed(f"{hour}", f"03-02 {hour}:00") for hour in (13, 14, 15)]
    assert lost(CALLS, *three(), ends, *again, *LATER) == LOST_LATER


@pytest.mark.parametrize(
    "neither",
    [
        {"answered": True, "party": "contact_person"},
        {"answered": True, "channel": "sms"},
        {"direction": "inbound", "party": "heir"},
        {"channel": "letter"},
    ],
)
def test_what_is_no_call_with_the_debtor_neither_counts_nor_ends_it(neither: dict[str, Any]) -> None:
    other = attempt("other", "03-02 02:30", **neither)
    assert lost(CALLS, *three(), other, *LATER) == LOST_LATER
    assert lost(CALLS, *three()[:2], other, *LATER) == {}


@pytest.mark.parametrize(
    "not_counted", [{"party": "contact_person"}, {"channel": "sms"}, {"channel": "visit"}, {"party": "heir"}]
)
def test_only_failed_calls_to_the_debtor_count(not_counted: dict[str, Any]) -> None:
    assert lost(CALLS, *three()[:2], failed("3", "03-02 05:00", **not_counted), *LATER) == {}
    assert lost(DAYS, *three()[:2], failed("3", "03-02 05:00", **not_counted), *LATER) == {}


def test_a_robots_calls_and_those_of_every_agency_count_together_and_other_lenders_do_not() -> None:
    one, two, _ = three()
    robot = failed("robot", "03-02 04:00", channel="voice_bot", agency="A2")
    assert lost(CALLS, one, two, robot, *LATER) == LOST_LATER
    theirs = failed("theirs", "03-02 04:00", lender="L2")
    assert lost(CALLS, one, two, theirs, *LATER) == {}
    another = failed("another", "03-02 04:00", person="P2")
    assert lost(CALLS, one, two, another, *LATER, then("03-03 09:00", person="P2")) == {}


def test_a_failed_call_on_each_of_three_consecutive_days_counts_at_once() -> None:
    calls = [failed(day, f"03-{day} 09:00") for day in ("01", "02", "03")]
    between = [then("03-02 23:00"), then("03-03 08:00"), then("03-03 10:00")]
    assert lost(DAYS, *calls, *between) == {"03-03 10:00": "lost"}
    assert lost_next_day(DAYS, *calls, *between) == {"03-03 10:00": "lost"}


def test_a_day_without_a_failed_call_starts_the_days_anew_and_two_on_one_day_are_one() -> None:
    gap = [failed(day, f"03-{day} 09:00") for day in ("01", "02", "04", "05")]
    assert lost(DAYS, *gap, then("03-05 10:00"), then("03-07 10:00")) == {}
    closed = failed("06", "03-06 09:00")
    assert lost(DAYS, *gap, closed, then("03-06 10:00")) == {"03-06 10:00": "lost"}
    doubled = [failed(f"{day} {n}", f"03-{day} 0{n}:00") for day in ("01", "02") for n in (1, 2)]
    assert lost(DAYS, *doubled, then("03-02 10:00"), then("03-03 10:00")) == {}
    three_days = [*doubled, failed("03", "03-03 01:00"), then("03-03 10:00")]
    assert lost(DAYS, *three_days) == {"03-03 10:00": "lost"}


def test_an_answered_call_starts_the_days_anew() -> None:
    calls = [failed(day, f"03-{day} 09:00") for day in ("01", "02", "03")]
    answered = attempt("answered", "03-02 10:00", answered=True)
    assert lost(DAYS, *calls, answered, then("03-03 10:00")) == {}
    same_day = [*calls, attempt("late", "03-03 11:00", answered=True), failed("04", "03-04 09:00")]
    assert lost(DAYS, *same_day, then("03-03 10:00"), then("03-03 12:00"), then("03-04 10:00")) == {
        "03-03 10:00": "lost"
    }


def test_the_day_of_an_answered_call_may_be_the_first_again() -> None:
    days = [failed(day, f"03-{day} 09:00") for day in ("01", "02", "03")]
    answered, later = attempt("answered", "03-01 10:00", answered=True), failed("later", "03-01 11:00")
    assert lost(DAYS, *days, answered, then("03-03 10:00")) == {}
    assert lost(DAYS, *days, answered, later, then("03-03 10:00")) == {"03-03 10:00": "lost"}


def test_who_was_lost_by_days_stays_lost_until_reached() -> None:
    calls = [failed(day, f"03-{day} 09:00") for day in ("01", "02", "03", "09")]
    assert lost(DAYS, *calls, then("03-08 10:00"), then("03-09 10:00")) == {
        "03-08 10:00": "lost",
        "03-09 10:00": "lost",
    }


@pytest.mark.parametrize("channel", ["voice", "sms", "im"])
def test_an_invalid_number_counts_at_once_on_every_channel(channel: str) -> None:
    invalid = attempt("invalid", "03-02 09:00", channel=channel, disposition="invalid_number")
    assert lost(CALLS, then("03-02 08:00"), invalid, then("03-02 09:01")) == {"03-02 09:01": "lost"}
    assert lost_next_day(CALLS, invalid, then("03-02 09:01")) == {"03-02 09:01": "lost"}
    reached = attempt("reached", "03-02 10:00", answered=True)
    assert lost(CALLS, invalid, reached, then("03-02 11:00")) == {}


def test_an_invalid_number_of_somebody_else_does_not_count_and_of_nobody_knows_whom_perhaps() -> None:
    other = attempt("other", "03-02 09:00", party="heir", disposition="invalid_number")
    busy = attempt("busy", "03-02 09:00", answered=False, disposition="busy")
    whose = attempt("whose", "03-02 09:00", party=None, disposition="invalid_number")
    assert lost(CALLS, other, *LATER) == {}
    assert lost(CALLS, busy, *LATER) == {}
    assert lost(CALLS, whose, then("03-02 09:01")) == {"03-02 09:01": "perhaps"}


def test_a_call_that_may_have_failed_leaves_it_in_doubt() -> None:
    one, two, last = three()
    unknown = attempt("unknown", "03-02 04:00")
    perhaps = {"03-03 00:00": "perhaps"}
    assert lost(CALLS, one, two, unknown, *LATER) == perhaps
    assert lost(CALLS, one, two, last, unknown, *LATER) == perhaps
    assert lost(CALLS, one, two, failed("whom", "03-02 04:00", party=None), *LATER) == perhaps
    assert lost(CALLS, unknown, one, *LATER) == {}
    assert lost(CALLS, one, two, last, failed("fourth", "03-02 05:00", party=None), *LATER) == LOST_LATER


def test_an_end_in_doubt_leaves_it_in_doubt_until_enough_calls_failed_again() -> None:
    perhaps = attempt("perhaps", "03-02 04:00", answered=True, party=None)
    assert lost(CALLS, *three(), perhaps, *LATER) == {"03-03 00:00": "perhaps"}
    again = [failed(f"{hour}", f"03-02 {hour}:00") for hour in (13, 14, 15)]
    assert lost(CALLS, *three(), perhaps, *again[:2], *LATER) == {"03-03 00:00": "perhaps"}
    assert lost(CALLS, *three(), perhaps, *again, *LATER) == LOST_LATER
    days = [failed(day, f"03-{day} 09:00") for day in ("01", "02", "03")]
    halfway = attempt("halfway", "03-02 10:00", answered=True, party=None)
    assert lost(DAYS, *days, halfway, then("03-03 10:00")) == {"03-03 10:00": "perhaps"}


def test_one_debtors_calls_say_nothing_of_the_next() -> None:
    world = World(
        *three("03-01"),
        *three("03-01", person="P2")[:2],
        then("03-02 09:00"),
        then("03-02 09:00", person="P2"),
        then("03-02 09:00", person="P3"),
        failed("last", "03-01 09:00", person="P3"),
    )
    assert of_all(world, CALLS)[0].tolist() == [0, 0, 0, YES, 0, 0, 0, 0, 0]


def test_asked_of_some_rows_after_others_it_says_what_it_says_of_all_at_once() -> None:
    said = [failed(f"{p} {n}", f"03-01 0{n}:00", person=p) for p in ("P1", "P2", "P3") for n in (1, 2, 3)]
    asked = [then("03-02 09:00", person=p) for p in ("P1", "P2", "P3")]
    whole, piece = World(*said, *asked), World(*said, *asked)
    lost, next_day = of_all(whole, CALLS)
    assert YES in lost and YES in next_day
    for some in ([7], [3, 11], [11, 0, 7], [], list(range(12))):
        index = np.array(some, np.int64)
        told = lost_debtor(piece.facts, CALLS, index)
        assert [answer.tolist() for answer in told] == [lost[index].tolist(), next_day[index].tolist()]


def test_one_debtors_days_say_nothing_of_the_next() -> None:
    days = ("01", "02", "03")
    one = [failed(f"P1 {day}", f"03-{day} 09:00") for day in days[:1]]
    two = [failed(f"P2 {day}", f"03-{day} 09:00", person="P2") for day in days]
    three = [failed(f"P3 {day}", f"03-{day} 09:00", person="P3") for day in ("04", "05")]
    world = World(*one, *two, *three, then("03-03 10:00", person="P2"), then("03-05 10:00", person="P3"))
    assert of_all(world, DAYS)[0].tolist() == [0, 0, 0, 0, YES, 0, 0, 0]


def test_the_last_call_of_the_rows_says_nothing_of_the_first() -> None:
    world = World(failed("1", "03-01 09:00"), failed("2", "03-01 10:00"), failed("3", "03-02 09:00"))
    assert of_all(world, Lost(calls=1, days=99))[0].tolist() == [0, 0, YES]
    assert of_all(world, Lost(calls=1, days=99))[1].tolist() == [0, YES, YES]
    assert of_all(world, Lost(calls=3, days=99))[1].tolist() == [0, 0, 0]


def test_of_no_attempts_nothing_is_said() -> None:
    world = World(attempt("a", "03-02 09:00"))
    assert [answer.tolist() for answer in of_all(world, CALLS)] == [[0], [0]]
    assert [answer.dtype for answer in of_all(world, CALLS)] == [np.int8, np.int8]


def test_at_least_one_call_and_one_day_must_be_asked_for() -> None:
    for wrong in ({"calls": 0, "days": 1}, {"calls": 1, "days": 0}):
        with pytest.raises(ValidationError):
            Lost(**wrong)
    assert Lost(calls=1, days=1)


@pytest.mark.parametrize(
    ("failures", "facts", "expected"),
    [(3, {}, {}), (3, {"party": None}, {"03-03 00:00": "perhaps"}), (2, {}, {}), (2, {"party": None}, {})],
)
def test_a_call_whose_outcome_is_still_to_come_may_have_reached_the_debtor_and_never_counts_as_failed(
    failures: int, facts: dict[str, Any], expected: dict[str, str]
) -> None:
    waiting = attempt("to come", "03-02 12:00", **facts)
    world = World(*three()[:failures], waiting, *LATER, pending={"to come"})
    answers = zip(world.names, of_all(world, CALLS)[0].tolist(), strict=True)
    assert {name.rstrip("?"): WORDS[answer] for name, answer in answers if answer} == expected
