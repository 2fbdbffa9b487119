"""Property: however attempts arrive, in whatever order and lots, the findings are those of one audit of all."""

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.audit.state.arrivals import Going, Rows, at_once, source
from tests.audit.test_numbers import HOUSE
from zilv.audit.read import parts_of
from zilv.registers.rows import Agreement, Registers, Relation, Review
from zilv.rules.library import Law, choose

CALL = {"lender": "L", "channel": "voice", "direction": "outbound", "party": "debtor", "mode": "notify"}
REGISTERS = Registers(
    agreements=(Agreement(person="p3", scope="frequency", counts="answered", at_most=2),),
    holds=(),
    optouts=(),
    relations=(Relation(person="p1", number="13800000001", party="contact_person"),),
    reviews=tuple(
        Review(attempt_id=attempt_id, act="threat", status=status, at=0)
        for attempt_id, status in (("h1", "confirmed"), ("h2", "found"), ("q1", "confirmed"), ("ask", "refuted"))
    ),
)


def with_house() -> Law:
    """China's law, and a house rule under which calls to one number forbid."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "house.yaml")
        file.write_text(HOUSE, "utf-8")
        return choose(f"cn,{file}")


LAW = with_house()


def call(name: str, person: str, at: str, **more: str) -> dict[str, str]:
    """One row of a call."""
    return {**CALL, "attempt_id": name, "person": person, "at": f"2026-03-{at}+08:00", **more}


def rows() -> Rows:
    """Calls whose findings hang together: by day, by a number of two persons, by being lost; rows that add to others,
    that say the same, that contradict."""
    heard = {"answered": "yes", "conversed": "no", "number": "13800000001", "recording": "r"}
    missed = {"answered": "no", "number": "13800000002", "mode": "interact"}
    made = [call(f"h{n}", "p1", f"02T{9 + n:02}:00:00", **heard) for n in range(5)]
    made += [call(f"m{n}", "p2", f"02T{9 + n:02}:10:00", **missed) for n in range(5)]
    made += [call(f"n{n}", "p3", f"02T{9 + n:02}:20:00", **missed) for n in range(4)]
    made += [call(f"x{n}", f"p{3 - n % 2}", "02T15:00:00", **missed) for n in range(4)]  # at one instant
    # p1 and p2 share one number, p2 and p3 another: what touches p1 reaches p2, who must be judged with p3's calls.
    made += [call(f"q{n}", "p3", f"03T{9 + n:02}:20:00", **{**heard, "number": "13800000003"}) for n in range(3)]
    ask = {"party": "contact_person", "purpose": "ask_contact", "number": "13800000001", **{"answered": "yes"}}
    made += [call("ask", "p2", "03T10:00:00", **{**ask, "recording": "r"})]
    made += [
        {"attempt_id": "h2", "answered": "no", **{k: made[2][k] for k in ("at", "lender", "person", "channel")}},
        {"attempt_id": "m1", "answered": "yes", **{k: made[6][k] for k in ("at", "lender", "person", "channel")}},
        call("q1", "p2", "03T22:30:00", **heard),  # another person's: one of the two is refused
        call("h4", "p1", "01T23:00:00", **heard),  # earlier: the call moves to another day, at night
        dict(made[0]),
        call("bad", "p1", "99T10:00:00"),
    ]
    return made


def last(name: str) -> list[int]:
    """All rows, those of one attempt at the end."""
    return sorted(range(len(rows())), key=lambda n: rows()[n]["attempt_id"] == name)


ANOTHER_PERSONS = next(n for n, row in enumerate(rows()) if (row["attempt_id"], row["person"]) == ("q1", "p2"))
OTHERS = [n for n in range(len(rows())) if n != ANOTHER_PERSONS]


@example(order=last("h1"), cuts=[len(rows()) - 1])
@example(order=last("m3"), cuts=[len(rows()) - 1])
@example(order=[ANOTHER_PERSONS, *OTHERS], cuts=[1])
@example(order=[*OTHERS, ANOTHER_PERSONS], cuts=[len(OTHERS)])
@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(len(rows()))), cuts=st.lists(st.integers(1, len(rows()) - 1), max_size=4))
def test_any_order_and_split_of_arrival_gives_the_findings_of_one_audit(order: list[int], cuts: list[int]) -> None:
    edges = [0, *sorted({*cuts}), len(order)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        going = Going(folder, REGISTERS)
        for lot, (start, end) in enumerate(pairwise(edges)):
            arrived = source(folder, f"lot {lot}", [rows()[n] for n in order[start:end]])
            answer = going.take([arrived], LAW)
            # Once more in the one order of `rows`, and in several files, so that neither can show in the findings.
            everything = source(folder, f"until {lot}", [rows()[n] for n in sorted(order[:end])])
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("zilv.attempts.intake.inputs.BYTES_PER_BUCKET", 200)
                assert going.findings() == at_once(folder / f"at once {lot}", [everything], REGISTERS, LAW)
        assert len(parts_of(folder / f"at once {lot}" / "layout")) > 1
        assert len(going.findings()) > 8
        assert answer.fates["read"] == len(order) == sum(answer.fates[fate] for fate in answer.fates if fate != "read")
        assert answer.attempts == answer.fates["accepted"]
