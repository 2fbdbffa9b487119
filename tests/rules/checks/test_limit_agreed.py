"""`limit`, where another number was agreed with the debtor."""

from typing import Any

import pytest

from tests.rules.checks.example import World, attempt, check, us
from zilv.attempts.attempt import Attempt
from zilv.attempts.shape import Shape
from zilv.registers.rows import Agreement, Registers
from zilv.rules.checks.check import Check

HOURS = [f"03-02 {hour:02}:00" for hour in range(8, 20)]
Counts = dict[str, tuple[int, int]]


def limit(may: str = "replace", **fields: Any) -> Check:
    """No more than two answered calls a day, unless another number was agreed."""
    stated = {"when": {"answered": "yes"}, "at_most": 2, "per": "person"}
    return check("limit", **(stated | {"unless": {"counts": ["answered", "attempts"], "may": may}} | fields))


def agreed(at_most: int | None, since: str | None = None, until: str | None = None, **stated: Any) -> Agreement:
    """So many calls agreed with P1, from and until these local times."""
    edges = {"since": us(since) if since else None, "until": us(until) if until else None}
    return Agreement(**({"person": "P1", "scope": "frequency", "at_most": at_most} | edges | stated))


def calls(number: int, **facts: Any) -> list[Attempt]:
    return [attempt(f"{n + 1}", HOURS[n], **({"answered": True} | facts)) for n in range(number)]


def first_found(check: Check, *agreements: Agreement, **facts: Any) -> tuple[str, str, tuple[int, int]] | None:
    """The first of nine calls with a finding, its outcome, count and limit."""
    world = World(*calls(9, **facts), agreements=agreements)
    outcomes = world.outcomes(check)
    first = min(outcomes, default=None)
    return None if first is None else (first, outcomes[first], world.counts(check)[first])


def test_an_agreement_replaces_the_number_upwards_and_downwards() -> None:
    assert first_found(limit()) == ("3", "forbidden", (3, 2))
    assert first_found(limit(), agreed(4)) == ("5", "forbidden", (5, 4))
    assert first_found(limit(), agreed(1)) == ("2", "forbidden", (2, 1))
    assert first_found(limit(), agreed(0)) == ("1", "forbidden", (1, 0))


def test_an_agreement_that_may_only_widen_never_narrows() -> None:
    assert first_found(limit("widen"), agreed(4)) == ("5", "forbidden", (5, 4))
    assert first_found(limit("widen"), agreed(3)) == ("4", "forbidden", (4, 3))
    assert first_found(limit("widen"), agreed(1)) == ("3", "forbidden", (3, 2))


@pytest.mark.parametrize("order", [(5, 3, 7), (3, 5, 7), (7, 5, 3)])
def test_of_several_agreements_the_least_number_counts(order: tuple[int, ...]) -> None:
    assert first_found(limit(), *map(agreed, order)) == ("4", "forbidden", (4, 3))
    assert first_found(limit(), agreed(0), *map(agreed, order)) == ("1", "forbidden", (1, 0))


def test_a_limit_that_nothing_may_move_is_not_moved() -> None:
    assert first_found(limit(unless=None), agreed(4)) == ("3", "forbidden", (3, 2))


@pytest.mark.parametrize(
    ("matches", "stated"),
    [
        (True, {"lender": "L1"}),
        (False, {"lender": "L2"}),
        (True, {"channel": "voice"}),
        (False, {"channel": "sms"}),
        (True, {"lender": "L1", "channel": "voice", "counts": "answered"}),
        (True, {"counts": "attempts"}),
        (False, {"counts": "unanswered"}),
        (False, {"scope": "time"}),
        (False, {"scope": "channel"}),
        (False, {"person": "P2"}),
    ],
)
def test_an_agreement_is_of_this_lender_person_channel_and_count(matches: bool, stated: dict[str, Any]) -> None:
    expected = ("5", "forbidden", (5, 4)) if matches else ("3", "forbidden", (3, 2))
    assert first_found(limit(), agreed(4, **stated)) == expected
    assert first_found(limit(), agreed(7, lender="L3"), agreed(4, **stated), agreed(1, lender="L3")) == expected


def test_an_agreement_without_a_number_moves_nothing() -> None:
    assert first_found(limit(), agreed(None)) == ("3", "forbidden", (3, 2))


def test_an_agreement_binds_from_its_first_instant_until_before_its_last() -> None:
    world = World(*calls(9), agreements=(agreed(0, "03-02 09:00", "03-02 10:00"),))
    assert world.counts(limit()) == {"2": (2, 0), **{f"{n}": (n, 2) for n in range(3, 10)}}
    around = (agreed(9, "03-02 09:00:00.000001"), agreed(9, until="03-02 10:00"))
    assert World(*calls(3), agreements=around).counts(limit()) == {}
    assert World(*calls(3), agreements=around[1:]).counts(limit()) == {"3": (3, 2)}


def test_an_agreement_with_the_debtor_binds_nobody_else() -> None:
    assert first_found(limit(), agreed(4), party="guarantor") == ("3", "forbidden", (3, 2))
    assert first_found(limit(), agreed(1), party="guarantor") == ("3", "forbidden", (3, 2))


def test_where_nobody_knows_who_was_addressed_the_number_lies_between_both() -> None:
    world = World(*calls(6, party=None), agreements=(agreed(4),))
    assert world.outcomes(limit()) == {"3": "undetermined", "4": "undetermined", "5": "forbidden", "6": "forbidden"}
    assert world.counts(limit()) == {"3": (3, 2), "4": (4, 2), "5": (5, 2), "6": (6, 2)}
    narrowed = World(*calls(3, party=None), agreements=(agreed(1),))
    assert narrowed.outcomes(limit()) == {"2": "undetermined", "3": "forbidden"}
    assert narrowed.counts(limit()) == {"2": (2, 2), "3": (3, 2)}


def test_where_only_the_debtor_counts_his_number_binds_whoever_it_may_have_been() -> None:
    of_debtor = limit(when={"answered": "yes", "party": ["debtor"]})
    assert first_found(of_debtor, agreed(4), party=None) == ("5", "undetermined", (1, 4))
    assert first_found(of_debtor, agreed(1), party=None) == ("2", "undetermined", (1, 1))
    assert first_found(of_debtor, agreed(4), party="guarantor") is None
    mixed = [*calls(3, party="debtor"), attempt("4", HOURS[3], answered=True, party=None)]
    assert World(*mixed, agreements=(agreed(4),)).outcomes(of_debtor) == {}
    assert World(*mixed, agreements=(agreed(3),)).outcomes(of_debtor) == {"4": "undetermined"}


def test_only_the_persons_with_an_agreement_are_bound_by_it() -> None:
    other = [attempt(f"P2 {n}", HOURS[n], person="P2", answered=True) for n in range(3)]
    world = World(*calls(3), *other, agreements=(agreed(1, person="P2"), agreed(0, person="P9")))
    assert world.counts(limit()) == {"3": (3, 2), "P2 1": (2, 1), "P2 2": (3, 1)}


def test_without_the_register_any_number_may_have_been_agreed() -> None:
    world = World(*calls(9), agreements=None)
    assert world.outcomes(limit()) == {f"{n}": "undetermined" for n in range(1, 10)}
    assert world.outcomes(limit("widen")) == {f"{n}": "undetermined" for n in range(3, 10)}
    assert world.counts(limit("widen"))["3"] == (3, 2)
    assert World(*calls(3, party="heir"), agreements=None).outcomes(limit()) == {"3": "forbidden"}


def test_who_was_promised_fewer_waits_longer() -> None:
    limited = limit(window="days", days=3)
    world = World(
        attempt("1", "03-02 09:00", answered=True),
        attempt("2", "03-03 09:00", answered=True),
        attempt("3", "03-04 09:00", answered=True),
        agreements=(agreed(1, since="03-04 00:00"),),
    )
    assert world.resumes(limited) == {"1": "now", "2": "now", "3": "03-06 00:00"}


def test_a_number_agreed_for_later_or_no_longer_is_looked_ahead_to() -> None:
    limited = limit(window="days", days=3)
    calls_made = [attempt(f"{day}", f"03-0{day} 09:00", answered=True) for day in (2, 3, 4)]
    more_later = World(*calls_made, agreements=(agreed(3, since="03-04 12:00"),))
    assert more_later.resumes(limited, "4") == {"4": "03-04 12:00"}
    fewer_later = World(*calls_made, agreements=(agreed(1, since="03-04 12:00", until="03-05 12:00"),))
    assert fewer_later.resumes(limited, "4") == {"4": "03-05 12:00"}
    none_for_now = World(*calls_made, agreements=(agreed(0, until="03-20 12:00"),))
    assert none_for_now.resumes(limited, "4") == {"4": "03-20 12:00"}
    assert World(*calls_made, agreements=(agreed(0),)).resumes(limited, "4") == {"4": "never"}


def test_a_number_agreed_from_the_very_midnight_at_which_a_place_frees_decides_about_that_place() -> None:
    world = World(*calls(3), agreements=(agreed(0, since="03-03 00:00", until="03-05 12:00"),))
    assert world.resumes(limit(), "3") == {"3": "03-05 12:00"}
    widened = World(*calls(3), agreements=(agreed(4, since="03-03 00:00"),))
    assert widened.resumes(limit(), "3") == {"3": "03-03 00:00"}


def test_where_nothing_may_move_the_limit_nobody_waits_for_an_agreement() -> None:
    world = World(*calls(3), agreements=(agreed(9, since="03-02 12:00"),))
    assert world.resumes(limit(unless=None), "3") == {"3": "03-03 00:00"}
    assert world.resumes(limit(), "3") == {"3": "03-02 12:00"}


def test_who_is_within_the_limit_now_may_not_be_under_a_number_agreed_for_later() -> None:
    made = attempt("sure", HOURS[1], answered=True), attempt("nobody knows", HOURS[2], answered=None)
    message = attempt("message", HOURS[3], channel="sms", answered=False)
    other = attempt("other person", HOURS[2], answered=True, person="P2")
    world = World(*calls(1), *made, message, other, agreements=(agreed(1, since="03-02 18:00"),))
    asked = "sure", "nobody knows", "message", "other person"
    within = limit(at_most=3)
    assert world.resumes(within, *asked) == dict.fromkeys(asked, "now")
    assert world.resumes(within, *asked, at="03-02 17:59") == dict.fromkeys(asked, "now")
    later = {"sure": "03-03 00:00", "nobody knows": "03-03 00:00", "message": "now", "other person": "now"}
    assert world.resumes(within, *asked, at="03-02 18:00") == later
    assert world.resumes(limit(at_most=3, unless=None), "sure", at="03-02 18:00") == {"sure": "now"}


def test_a_doubt_is_about_the_register_of_agreements_where_one_may_agree() -> None:
    shape = Shape(channel="voice", direction="outbound", answered=True)
    assert (limit().consults(), limit(unless=None).consults()) == (("agreements",), ())
    assert limit().missing(shape, Registers(), frozenset()) == ("agreements",)
