"""`recipient`: when somebody who may not be addressed would be."""

import numpy as np

from tests.rules.checks.example import World
from tests.rules.checks.test_recipient import (
    LOST,
    NINE,
    TEN,
    UNLESS_REFUSED,
    WHILE_DECEASED,
    WHILE_LOST,
    ask,
    failed,
    rule,
)
from zilv.registers.rows import Hold, Optout, Relation
from zilv.rules.checks.check import NEVER


def test_who_is_asked_too_early_may_be_asked_from_the_next_local_midnight_if_the_debtor_is_lost_then() -> None:
    world = World(
        *(failed(f"{n}", f"03-02 0{n}:00") for n in (1, 2, 3)),
        ask("too early", "03-02 12:00"),
        ask("to collect", "03-02 12:00", purpose="collect"),
        failed("reached", "03-02 12:00", person="P2", answered=True),
        ask("not lost", "03-02 13:00", person="P2"),
        ask("lost", "03-03 09:00"),
    )
    limited = rule(only_while=["lost"], lost=LOST, only_for=["ask_contact"])
    assert world.resumes(limited) == {
        "1": "now",
        "2": "now",
        "3": "now",
        "too early": "03-03 00:00",
        "to collect": "never",
        "reached": "now",
        "not lost": "never",
        "lost": "now",
    }
    assert world.resumes(limited, "too early", at="03-02 20:00") == {"too early": "03-03 00:00"}
    assert world.resumes(limited, "too early", at="03-04 20:00") == {"too early": "now"}
    assert world.resumes(rule(only_while=["lost"]), "too early") == {"too early": "never"}


def test_nobody_waits_for_midnight_where_being_lost_does_not_help() -> None:
    world = World(ask("a"), holds=(Hold(person="P1", reason="plan"),))
    waits = WHILE_DECEASED.resume(world.facts, np.array([0]), world.facts.rows.at, np.array([1], np.int8))
    assert waits.tolist() == [NEVER]


def test_nobody_waits_for_midnight_who_is_not_held_back() -> None:
    world = World(*(failed(f"{n}", f"03-01 0{n}:00") for n in (1, 2, 3)), ask("a"), ask("b", "03-02 10:00"))
    at = world.facts.rows.at[3:]
    blocked = np.array([1, 0], np.int8)
    waits = WHILE_LOST.resume(world.facts, np.array([3, 4]), at, blocked)
    assert waits.tolist() == at.tolist()
    assert world.resumes(WHILE_LOST, "a", "b") == {"a": "now", "b": "now"}


def test_a_death_a_relation_and_a_refusal_recorded_for_later_are_looked_ahead_to() -> None:
    dead = Hold(person="P1", reason="deceased", since=TEN)
    assert World(ask("a"), holds=(dead,)).resumes(WHILE_DECEASED) == {"a": "03-02 10:00"}
    founded = Relation(person="P1", party="contact_person", basis="contract", since=TEN)
    assert World(ask("a"), relations=(founded,)).resumes(rule(only_with="basis")) == {"a": "03-02 10:00"}
    refused = Optout(number="N1", since=TEN)
    known = World(ask("a", number="N1"), optouts=(refused,))
    assert known.resumes(UNLESS_REFUSED, at="03-02 09:59:59.999999") == {"a": "now"}
    assert known.resumes(UNLESS_REFUSED, at="03-02 10:00") == {"a": "never"}


def test_who_has_refused_by_the_time_that_all_else_allows_it_is_never_addressed() -> None:
    on_a_basis = rule(only_with="basis", only_unless="refused")
    founded = Relation(person="P1", party="contact_person", basis="contract", since=TEN)
    for since, opens in {NINE + 1: "never", TEN: "never", TEN + 1: "03-02 10:00"}.items():
        refused = Optout(person="P1", number="N1", since=since)
        world = World(ask("a", number="N1"), ask("b"), relations=(founded,), optouts=(refused,))
        assert world.resumes(on_a_basis) == {"a": opens, "b": opens}


def test_at_a_later_instant_what_holds_then_decides() -> None:
    world = World(ask("a"), ask("debtor", party="debtor"), holds=(Hold(person="P1", reason="deceased", until=TEN),))
    assert world.resumes(WHILE_DECEASED, at="03-02 09:59:59.999999") == {"a": "now", "debtor": "now"}
    assert world.resumes(WHILE_DECEASED, at="03-02 10:00") == {"a": "never", "debtor": "now"}
    begins = World(ask("a"), holds=(Hold(person="P1", reason="deceased", since=TEN),))
    assert begins.resumes(WHILE_DECEASED, at="03-02 10:00") == {"a": "now"}


def test_at_a_later_instant_the_debtor_is_lost_from_the_midnight_after_the_last_call() -> None:
    world = World(
        *(failed(f"{n}", f"03-02 0{n}:00") for n in (1, 2, 3)),
        ask("a"),
        *(failed(f"P2 {n}", f"03-02 0{n}:00", person="P2") for n in (1, 2)),
        ask("b", person="P2"),
    )
    for at, opens in {"03-02 23:59:59.999999": "03-03 00:00", "03-03 00:00": "now", "03-03 00:01": "now"}.items():
        assert world.resumes(WHILE_LOST, "a", "b", at=at) == {"a": opens, "b": "never"}
