"""`limit`: how much of it was used up."""

from tests.rules.checks.answered import at_most, call, calls
from tests.rules.checks.example import UTC, World
from zilv.registers.rows import Agreement
from zilv.rules.checks.check import Check
from zilv.rules.checks.limit import Limit


def used(world: World, limit: Check, name: str) -> tuple[int, int]:
    """What was used up before this call, and how many it may be."""
    assert isinstance(limit, Limit)
    return limit.used(world.facts, world.names.index(name))


def test_what_was_used_up_are_the_calls_of_the_window_before_this_one() -> None:
    early = calls("03-01 23:00", "03-02 09:00", "03-02 10:00")
    world = World(*early, call("a", "03-02 11:00"), call("later", "03-02 12:00"))
    assert used(world, at_most(3), "a") == (2, 3)
    assert used(world, at_most(1), "a") == (2, 1)
    assert used(world, at_most(3), "03-02 09:00") == (0, 3)
    assert used(world, at_most(3, window="days", days=2), "a") == (3, 3)


def test_what_surely_was_used_up_are_the_calls_that_surely_count() -> None:
    perhaps = call("perhaps", "03-02 09:30", answered=None)
    no = call("no", "03-02 09:40", answered=False)
    world = World(*calls("03-02 09:00"), perhaps, no, call("a", "03-02 10:00"))
    assert used(world, at_most(3), "a") == (1, 3)


def test_where_another_number_was_agreed_it_is_the_limit() -> None:
    unless = {"counts": ["answered"], "may": "replace"}
    agreed = Agreement(person="P1", scope="frequency", at_most=5)
    world = World(*calls("03-02 09:00"), call("a", "03-02 10:00"), agreements=(agreed,))
    assert used(world, at_most(3, unless=unless), "a") == (1, 5)


def test_per_number_the_calls_to_that_number_are_used_up() -> None:
    two = [call("two", "03-02 10:00", number="N2"), call("two again", "03-02 12:00", number="N2")]
    one = [call("one", "03-02 09:00", number="N1"), call("one again", "03-02 11:00", number="N1")]
    other = call("other person", "03-02 10:30", number="N2", person="P2")
    world = World(*two, *one, other)
    limit = at_most(3, per="number")
    assert {name: used(world, limit, name) for name in world.names} == {
        "one": (0, 3),
        "two": (0, 3),
        "one again": (1, 3),
        "two again": (2, 3),
        "other person": (1, 3),
    }


def test_per_account_one_without_account_may_be_on_the_account_of_which_most_was_used_up() -> None:
    for most, least in (("C1", "C2"), ("C2", "C1")):
        known = [*calls("03-02 09:00", "03-02 10:00", account=most), *calls("03-02 11:00", account=least)]
        world = World(*known, call("nobody knows", "03-02 12:00"))
        assert used(world, at_most(3, per="account"), "nobody knows") == (2, 3)


def test_without_a_zone_nothing_is_surely_used_up_and_with_one_nothing_of_the_day_before() -> None:
    for nowhere, shanghai in (("N1", "N2"), ("N2", "N1")):
        one = [call("one", "03-02 09:00", zone=UTC, number=nowhere), call("a", "03-02 10:00", zone=UTC, number=nowhere)]
        two = calls("03-01 09:00", "03-02 09:00", "03-02 10:00", person="P2", number=shanghai)
        world = World(*one, *two, zones={"P1": None})
        for limit in (at_most(3), at_most(3, per="number")):
            assert (used(world, limit, "a"), used(world, limit, "03-02 10:00")) == ((0, 3), (1, 3))
