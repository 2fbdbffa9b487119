"""`recipient`: certain persons may not be addressed, or only on conditions."""

from typing import Any

import pytest

from tests.rules.checks.example import World, attempt, check, us
from zilv.attempts.attempt import Attempt
from zilv.attempts.shape import Shape
from zilv.registers.rows import Hold, Optout, Registers, Relation
from zilv.rules.checks.check import Check

CONTACT = {"party": ["contact_person"]}
LOST = {"calls": 3, "days": 9}
NINE, TEN = us("03-02 09:00"), us("03-02 10:00")
EDGES = {
    "before": "03-02 08:59:59.999999",
    "first": "03-02 09:00",
    "last": "03-02 09:59:59.999999",
    "after": "03-02 10:00",
}


def rule(**conditions: Any) -> Check:
    """Contact persons are addressed only on these conditions."""
    return check("recipient", **({"when": CONTACT} | conditions))


NEVER_ADDRESSED = rule()
WHILE_LOST = rule(only_while=["lost"], lost=LOST)
WHILE_DECEASED = rule(only_while=["deceased"])
WHILE_EITHER = rule(only_while=["lost", "no_capacity"], lost=LOST)
TO_ASK = rule(only_for=["ask_contact", "relay"])
ON_A_BASIS = rule(only_with="basis")
UNLESS_REFUSED = rule(only_unless="refused")


def ask(name: str, when: str = "03-02 09:00", **facts: Any) -> Attempt:
    asking: dict[str, Any] = {"party": "contact_person", "purpose": "ask_contact", "answered": True}
    return attempt(name, when, **(asking | facts))


def failed(name: str, when: str, **facts: Any) -> Attempt:
    return attempt(name, when, **({"answered": False} | facts))


def test_without_any_condition_nobody_meant_may_be_addressed() -> None:
    world = World(ask("a"), ask("debtor", party="debtor"), ask("nobody knows", party=None))
    assert world.outcomes(NEVER_ADDRESSED) == {"a": "forbidden", "nobody knows": "undetermined"}
    assert world.resumes(NEVER_ADDRESSED) == {"a": "never", "debtor": "now", "nobody knows": "never"}


@pytest.mark.parametrize(
    ("purpose", "outcomes"),
    [
        ("collect", {"a": "forbidden"}),
        ("notice", {"a": "forbidden"}),
        ("ask_contact", {}),
        ("relay", {}),
        (None, {"a": "undetermined"}),
    ],
)
def test_they_are_addressed_only_for_the_purposes_allowed(purpose: str | None, outcomes: dict[str, str]) -> None:
    assert World(ask("a", purpose=purpose)).outcomes(TO_ASK) == outcomes


def test_they_are_addressed_while_a_hold_says_so_from_its_first_instant_until_before_its_last() -> None:
    register = (Hold(person="P1", reason="deceased", since=NINE, until=TEN), Hold(person="P1", reason="no_capacity"))
    world = World(*(ask(name, when) for name, when in EDGES.items()), ask("other", person="P2"), holds=register)
    outcomes = {"before": "forbidden", "after": "forbidden", "other": "forbidden"}
    assert world.outcomes(WHILE_DECEASED) == outcomes
    assert world.outcomes(rule(only_while=["deceased", "no_capacity"])) == {"other": "forbidden"}
    assert World(ask("a"), holds=None).outcomes(WHILE_DECEASED) == {"a": "undetermined"}


def test_they_are_addressed_while_the_debtor_is_lost_or_held_and_not_before() -> None:
    world = World(
        *(failed(f"{n}", f"03-02 0{n}:00") for n in (1, 2, 3)),
        ask("same day", "03-02 23:59"),
        ask("next day", "03-03 00:00"),
        ask("held", person="P2"),
        ask("neither", person="P3"),
        holds=(Hold(person="P2", reason="no_capacity"), Hold(person="P3", reason="plan")),
    )
    assert world.outcomes(WHILE_EITHER) == {"same day": "forbidden", "neither": "forbidden"}
    assert world.outcomes(WHILE_LOST) == {"same day": "forbidden", "held": "forbidden", "neither": "forbidden"}


def test_whether_the_debtor_is_lost_needs_no_register() -> None:
    assert World(ask("a"), holds=None).outcomes(WHILE_LOST) == {"a": "forbidden"}
    assert World(ask("a"), holds=None).outcomes(WHILE_EITHER) == {"a": "undetermined"}


def test_a_lost_debtor_helps_only_where_that_state_is_named_and_its_test_given() -> None:
    world = World(*(failed(f"{n}", f"03-01 0{n}:00") for n in (1, 2, 3)), ask("a"))
    assert world.outcomes(WHILE_LOST) == {}
    assert world.outcomes(rule(only_while=["lost"])) == {"a": "forbidden"}
    assert world.outcomes(rule(only_while=["deceased"], lost=LOST)) == {"a": "forbidden"}


def test_they_are_addressed_only_with_a_basis_on_record() -> None:
    related: dict[str, Any] = {"person": "P1", "party": "contact_person", "basis": "contract"}
    world = World(
        ask("same", number="N1"),
        ask("other number", number="N2"),
        ask("nobody knows which"),
        ask("other person", person="P2", number="N1"),
        ask("without basis", person="P3", number="N1"),
        ask("as another party", person="P4", number="N1"),
        relations=(
            Relation(**related, number="N1"),
            Relation(**(related | {"person": "P3", "basis": None})),
            Relation(**(related | {"person": "P4", "party": "guarantor"})),
        ),
    )
    assert world.outcomes(ON_A_BASIS) == {
        "other number": "forbidden",
        "nobody knows which": "undetermined",
        "other person": "forbidden",
        "without basis": "forbidden",
        "as another party": "forbidden",
    }
    edges = Relation(**related, since=NINE, until=TEN)
    world = World(*(ask(name, when) for name, when in EDGES.items()), relations=(edges,))
    assert world.outcomes(ON_A_BASIS) == {"before": "forbidden", "after": "forbidden"}
    assert World(ask("a"), relations=None).outcomes(ON_A_BASIS) == {"a": "undetermined"}


def test_who_has_refused_is_never_addressed_again_whichever_debtor_it_is_about() -> None:
    world = World(
        *(ask(name, when, number="N1") for name, when in EDGES.items()),
        ask("other number", "03-02 11:00", number="N2"),
        ask("about another debtor", "03-02 11:00", person="P2", number="N1"),
        ask("nobody knows which", "03-02 11:00"),
        ask("nobody knows which, other debtor", "03-02 11:00", person="P2"),
        ask("other lender", "03-02 11:00", lender="L2", number="N1"),
        optouts=(Optout(lender="L1", person="P1", number="N1", since=NINE, until=TEN),),
    )
    assert world.outcomes(UNLESS_REFUSED) == {
        "first": "forbidden",
        "last": "forbidden",
        "after": "forbidden",
        "about another debtor": "forbidden",
        "nobody knows which": "undetermined",
    }
    assert World(ask("a", number="N1"), optouts=None).outcomes(UNLESS_REFUSED) == {"a": "undetermined"}


def test_every_condition_given_must_hold() -> None:
    both = rule(only_for=["ask_contact"], only_unless="refused", only_with="basis", only_while=["deceased"])
    world = World(
        ask("a", number="N1"),
        ask("for another purpose", number="N1", purpose="collect"),
        ask("refused", number="N2"),
        ask("without basis", number="N3"),
        ask("not deceased", person="P2", number="N1"),
        ask("nobody knows what for", number="N1", purpose=None),
        relations=(
            *(Relation(person="P1", party="contact_person", number=n, basis="contract") for n in ("N1", "N2")),
            Relation(person="P2", party="contact_person", basis="contract"),
        ),
        optouts=(Optout(number="N2"),),
        holds=(Hold(person="P1", reason="deceased"),),
    )
    assert world.outcomes(both) == {
        "for another purpose": "forbidden",
        "refused": "forbidden",
        "without basis": "forbidden",
        "not deceased": "forbidden",
        "nobody knows what for": "undetermined",
    }


def test_only_whether_the_debtor_is_lost_looks_at_earlier_attempts_and_at_all_of_them() -> None:
    others = (NEVER_ADDRESSED, WHILE_DECEASED, TO_ASK, ON_A_BASIS, UNLESS_REFUSED)
    assert {check.reach_days(True) for check in (WHILE_LOST, WHILE_EITHER)} == {None}
    assert {check.reach_days(True) for check in others} == {0}


@pytest.mark.parametrize(
    ("conditions", "zh", "en"),
    [
        ({}, "不得向该人催收", "this person may not be collected from"),
        (
            {"only_for": ["relay"]},
            "对该人只可询问或请其转告，不得催收",
            "this person may only be asked or asked to relay, not collected from",
        ),
        (
            {"only_while": ["deceased"]},
            "债务人未失联，不得联系该人",
            "the debtor can be reached, so this person may not be contacted",
        ),
        (
            {"only_with": "basis"},
            "联系该人缺少登记的法律或合同依据",
            "no registered basis in law or contract to address this person",
        ),
        (
            {"only_unless": "refused"},
            "该号码的使用人已明确拒绝，不得再联系",
            "whoever answers this number refused further contact",
        ),
    ],
)
def test_a_breach_says_which_condition_it_was(conditions: dict[str, Any], zh: str, en: str) -> None:
    assert rule(**conditions).forbids(-1, -1) == (zh, en)


@pytest.mark.parametrize(
    ("asking", "registers", "facts"),
    [
        (NEVER_ADDRESSED, (), ()),
        (WHILE_LOST, (), ()),
        (WHILE_EITHER, ("holds",), ()),
        (WHILE_DECEASED, ("holds",), ()),
        (TO_ASK, (), ("purpose",)),
        (ON_A_BASIS, ("relations",), ("number",)),
        (UNLESS_REFUSED, ("optouts",), ("number",)),
    ],
)
def test_a_doubt_is_about_the_purpose_the_number_or_a_register(
    asking: Check, registers: tuple[str, ...], facts: tuple[str, ...]
) -> None:
    absent = frozenset({"number", "account", "line"})
    shape = Shape(channel="voice", direction="outbound", party="contact_person")
    assert asking.consults() == registers
    assert asking.missing(shape, Registers.empty(), absent) == facts
    known = Shape(channel="voice", direction="outbound", party="contact_person", purpose="relay")
    assert asking.missing(known, Registers(), frozenset()) == registers
