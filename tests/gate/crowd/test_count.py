"""The plain count notices what it is for."""

from typing import Any

import pytest

from tests.gate.crowd.count import CANCELLED, REPORTED, RESERVED, Contents, Line, Told, faults


def ask(seq: int, decision: str, person: int = 1, at: int | None = None) -> Line:
    body = {"answer": {"decision": decision}}
    return Line(seq, seq if at is None else at, "ask", f"a{seq}", f"ask::k{seq}", person, body)


def outcome(seq: int, of: int, answered: bool) -> Line:
    return Line(seq, seq, "outcome", f"a{of}", f"outcome:a{of}:o", 1, {"told": {"answered": answered}})


def cancel(seq: int, of: int) -> Line:
    return Line(seq, seq, "cancel", f"a{of}", f"cancel:a{of}:c", 1, {"told": {}})


GOOD = [
    *(ask(n, "permit") for n in (1, 2, 3)),
    ask(4, "deny"),
    outcome(5, 1, answered=False),
    cancel(6, 2),
    outcome(7, 3, answered=True),
    ask(8, "permit"),
    ask(9, "permit"),
    ask(10, "deny"),
    ask(11, "permit", person=2),
]
STATES = {"a1": REPORTED, "a2": CANCELLED, "a3": REPORTED, "a8": RESERVED, "a9": RESERVED, "a11": RESERVED}
TOLD = [
    *(Told("ask", f"k{n}", f"a{n}", "permit") for n in (1, 2, 3, 8, 9, 11)),
    *(Told("ask", f"k{n}", f"a{n}", "deny") for n in (4, 10)),
    Told("outcome", "o", "a1", answered=False),
    Told("outcome", "o", "a3", answered=True),
    Told("cancel", "c", "a2"),
]


def replaced(place: int, line: Line) -> list[Line]:
    return [*GOOD[:place], line, *GOOD[place + 1 :]]


def without(place: int) -> list[Line]:
    return [*GOOD[:place], *GOOD[place + 1 :]]


def test_a_book_in_which_all_is_well_has_no_fault() -> None:
    assert faults(Contents(GOOD, STATES), TOLD) == []


@pytest.mark.parametrize(
    ("journal", "states"),
    [
        (replaced(3, ask(4, "permit")), {**STATES, "a4": RESERVED}),  # a fourth
        (replaced(7, ask(8, "deny")), {k: v for k, v in STATES.items() if k != "a8"}),  # denied with room
        (replaced(0, ask(1, "hold")), {k: v for k, v in STATES.items() if k != "a1"}),
        (replaced(1, ask(2, "permit", at=1)), STATES),  # at the same instant
        (without(4), STATES),  # an outcome lost, its attempt reported
        (GOOD, {**STATES, "a1": RESERVED}),  # a page kept by half
        (GOOD, {k: v for k, v in STATES.items() if k != "a9"}),
        (GOOD, {**STATES, "a12": RESERVED}),
        ([*GOOD, ask(12, "permit", person=3)], {**STATES, "a12": RESERVED}),  # nobody was told
        ([*GOOD, GOOD[10]], STATES),  # twice
        (without(10), {k: v for k, v in STATES.items() if k != "a11"}),  # a whole page lost
        (replaced(10, GOOD[10]._replace(attempt_id="a13")), {**STATES, "a13": RESERVED}),
    ],
)
def test_each_thing_that_may_be_wrong_is_noticed(journal: list[Line], states: dict[str, Any]) -> None:
    assert faults(Contents(journal, states), TOLD)
