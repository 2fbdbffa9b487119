"""The search for the instant on which all checks agree, where they do so late or never."""

from time import process_time

import numpy as np
import pytest

from tests.rules.checks.example import World, attempt, us
from tests.rules.test_judge import NIGHT, law, provision
from zilv.registers.rows import Agreement, Hold, Mandate
from zilv.rules.checks.check import NEVER
from zilv.rules.judge import blocked_rows, judge
from zilv.rules.library import Law
from zilv.rules.retry import PATIENCE_US, retry_at

MORNINGS = {"kind": "quiet_hours", "when": {"channel": ["voice"]}, "starts": "12:00", "ends": "08:00"}
EVENINGS = {"kind": "quiet_hours", "when": {"channel": ["voice"]}, "starts": "22:00", "ends": "18:00"}
AGREED = EVENINGS | {"unless": "agreed_time"}
PLAN = {"kind": "hold", "reasons": ["plan"]}
MANDATE = {"kind": "standing", "needs": "mandate"}


def opens(world: World, chosen: Law) -> int:
    """When the only attempt of the world would be permitted."""
    index = np.zeros(1, np.int64)
    return int(retry_at(world.facts, chosen, index, blocked_rows(judge(world.facts, chosen), index))[0])


def test_hours_that_never_agree_are_waited_for_in_vain() -> None:
    never = law(provision("a", MORNINGS), provision("b", EVENINGS))
    assert opens(World(attempt("a", "03-02 09:00")), never) == NEVER


@pytest.mark.parametrize("until", ["03-10", "03-17", "03-18", "12-31"])
def test_hours_that_never_agree_are_waited_for_until_one_of_them_is_no_longer_in_force(until: str) -> None:
    ends = law(provision("a", MORNINGS), provision("b", EVENINGS, until=f"2026-{until}"))
    assert opens(World(attempt("a", "03-02 09:00")), ends) == us(f"{until} 08:00")


@pytest.mark.parametrize("since", ["03-10", "03-17", "03-18", "12-31"])
def test_hours_that_never_agree_are_waited_for_until_others_are_agreed(since: str) -> None:
    both = law(provision("a", MORNINGS), provision("b", AGREED))
    agreed = Agreement(person="P1", scope="time", from_minute=600, to_minute=660, since=us(f"{since} 09:30"))
    assert opens(World(attempt("a", "03-02 09:00"), agreements=(agreed,)), both) == us(f"{since} 10:00")


def test_an_agreement_that_does_not_help_is_passed_over() -> None:
    both = law(provision("a", MORNINGS), provision("b", AGREED))
    useless = Agreement(
        person="P1", scope="time", from_minute=0, to_minute=60, since=us("03-04 00:00"), until=us("04-01 00:00")
    )
    useful = Agreement(person="P1", scope="time", from_minute=600, to_minute=660, since=us("09-01 00:00"))
    assert opens(World(attempt("a", "03-02 09:00"), agreements=(useless, useful)), both) == us("09-01 10:00")
    assert opens(World(attempt("a", "03-02 09:00"), agreements=(useless,)), both) == NEVER


def test_a_provision_that_comes_into_force_before_the_retry_has_its_say_and_one_that_ends_no_longer() -> None:
    world = World(attempt("a", "03-02 23:00"), holds=(Hold(person="P1", reason="plan", until=us("03-06 10:00")),))
    begins = law(provision("a", NIGHT), provision("b", PLAN, since="2026-03-03"))
    assert opens(world, begins) == us("03-06 10:00")
    ends = law(provision("a", NIGHT), provision("b", PLAN, until="2026-03-04"))
    assert opens(world, ends) == us("03-04 08:00")


def test_a_mandate_that_begins_years_later_is_waited_for() -> None:
    later = us("03-02 09:00") + 3_000 * 24 * 3_600_000_000
    world = World(attempt("a", "03-02 09:00", agency="A1"), mandates=(Mandate(agency="A1", since=later),))
    assert opens(world, law(provision("a", NIGHT), provision("b", MANDATE))) == later


def test_to_wait_in_vain_takes_less_than_a_second() -> None:
    began = process_time()
    test_hours_that_never_agree_are_waited_for_in_vain()
    assert process_time() - began < 1


def test_two_weeks_and_a_day_hold_a_whole_week_without_a_changed_clock() -> None:
    assert PATIENCE_US == 15 * 24 * 3_600_000_000
