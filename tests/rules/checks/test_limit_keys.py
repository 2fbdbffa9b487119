"""`limit`: whom counts are kept for, and whose day it is."""

import pytest

from tests.rules.checks.answered import at_most, call, calls
from tests.rules.checks.example import SHANGHAI, UTC, World


def test_per_number_calls_count_whoever_the_debtor_and_those_without_one_perhaps_for_their_own() -> None:
    limit = at_most(1, per="number")
    world = World(
        call("a", "03-02 09:00", number="N1"),
        call("b", "03-02 10:00", number="N2"),
        call("c", "03-02 11:00", person="P2", number="N1"),
        call("d", "03-02 12:00", lender="L2", number="N1"),
        call("e", "03-02 13:00", number="N1", answered=False),
    )
    assert world.counts(limit) == {"c": (2, 1)}
    without = World(
        call("f", "03-02 09:00", person="P3"),
        call("g", "03-02 10:00", person="P3"),
        call("h", "03-02 11:00", person="P4"),
        call("i", "03-02 12:00", person="P4", number="N1"),
    )
    assert without.outcomes(limit) == {"g": "undetermined"}
    assert without.counts(limit) == {"g": (1, 1)}
    assert without.resumes(limit) == {"f": "now", "g": "03-03 00:00", "h": "now", "i": "now"}


def test_findings_per_number_come_in_the_order_of_the_rows() -> None:
    limit = at_most(0, per="number")
    world = World(*(call(f"{n}", f"03-02 0{n}:00", number=f"N{9 - n}") for n in range(9)))
    assert limit.judge(world.facts).row.tolist() == list(range(9))


def test_per_account_one_without_account_may_be_of_any_and_is_found_once_with_the_highest_count() -> None:
    limit = at_most(2, per="account")
    world = World(
        *calls("03-02 09:00", "03-02 09:10", "03-02 09:20", account="C1"),
        *calls("03-02 10:00", "03-02 10:10", account="C2"),
        call("nobody knows", "03-02 11:00"),
        call("C2 again", "03-02 12:00", account="C2"),
        call("C3", "03-02 12:00", account="C3"),
        call("C3 again", "03-02 13:00", account="C3"),
        call("other person", "03-02 12:00", person="P2", account="C1"),
    )
    assert world.outcomes(limit) == {
        "03-02 09:20": "forbidden",
        "nobody knows": "undetermined",
        "C2 again": "forbidden",
        "C3 again": "undetermined",
    }
    assert world.counts(limit) == {
        "03-02 09:20": (3, 2),
        "nobody knows": (4, 2),
        "C2 again": (3, 2),
        "C3 again": (2, 2),
    }


def test_without_a_zone_the_day_may_be_the_next_and_nothing_is_certain() -> None:
    limit = at_most(1)
    world = World(
        *(call(f"{day}", f"03-0{day} 09:00", zone=UTC) for day in (2, 3, 5)),
        *(call(f"with zone {day}", f"03-0{day} 09:00", person="P2") for day in (2, 3)),
        call("with zone, again", "03-03 10:00", person="P2"),
        zones={"P1": None, "P2": SHANGHAI},
    )
    assert world.outcomes(limit) == {"3": "undetermined", "with zone, again": "forbidden"}


@pytest.mark.parametrize("per", ["person", "number", "account"])
def test_two_calls_without_a_zone_on_neighbouring_days_are_in_doubt(per: str) -> None:
    facts = {"number": "N1", "account": "C1"}
    limit = at_most(1, per=per)
    for later, outcomes in {"03-03 23:59": {"b": "undetermined"}, "03-04 00:00": {}}.items():
        world = World(call("a", "03-02 09:00", zone=UTC, **facts), call("b", later, zone=UTC, **facts), zone=None)
        assert world.outcomes(limit) == outcomes


def test_per_number_a_call_without_a_zone_is_in_doubt_beside_one_with_a_zone() -> None:
    world = World(
        call("P1", "03-02 09:00", number="N1"),
        call("P2", "03-03 09:00", zone=UTC, person="P2", number="N1"),
        zones={"P2": None},
    )
    assert world.outcomes(at_most(1, per="number")) == {"P2": "undetermined"}


def test_per_number_the_doubt_about_the_day_stays_with_who_has_no_zone() -> None:
    world = World(
        *(call(f"P1 {day}", f"03-0{day} 09:00", number="N2") for day in (2, 3)),
        *(call(f"P2 {day}", f"03-0{day} 09:00", zone=UTC, person="P2", number="N1") for day in (2, 3)),
        zones={"P2": None},
    )
    assert world.outcomes(at_most(1, per="number")) == {"P2 3": "undetermined"}
