"""The world's assumptions: the code reads every one, the world follows them, and no other number decides anything."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import zilv.simulate
from zilv.rules.checks.limit import Limit
from zilv.rules.checks.recipient import Recipient
from zilv.rules.library import choose
from zilv.simulate import assumptions as assumed
from zilv.simulate.assumptions import Assumption, every
from zilv.simulate.cast import Cast
from zilv.simulate.columns import CODES, Drawn
from zilv.simulate.debtors import URUMQI_US, drawn
from zilv.simulate.registered import debtors_registers
from zilv.simulate.routine import CAP, FAILS_UNTIL_LOST, VISITS_CAP, routine
from zilv.simulate.world import World

FOLDER = Path(zilv.simulate.__file__).parent
LAW = {"routine.CAP": {3}, "routine.FAILS_UNTIL_LOST": {3}}
DATES = {
    "world.FIRST_DAY": {2026, 3, 2, 2025, 6},
    "world.DAYS_MIN": {3},
    "world.middle": {2},
    "world.END_MAX": {1970, 365},
}
"""Named at the head of the README, or how stories are fitted into the days."""

UNITS = {
    "debtors.HOUR_US": {3600, 1_000_000},
    "debtors.(SHANGHAI_US, URUMQI_US)": {8, 6},
    "registered._clock": {60},
    "routine._occasions": {7, 3},
    "routine._instants": {3600, 60, 1_000_000},
    "staged.instants_of": {1_000_000},
    "story.DAY_SECONDS": {24, 3600},
    "story.second_of": {60, 3600, 3},
}
FORM = {
    "cast.PRIVATE_LINE": {30},
    "cast._THEN_LINES": {20},
    "debtors.NEVER_DAY": {20},
    "debtors.drawn": {*range(2, 10), 12},
    "debtors._lenders": {5, 7919},
    "identity._CHARACTERS": {13},
    "identity._LENGTH": {2},
    "identity.texts": {2, 5, 15, 31, 59},
    "other_law._FIRST_DEBT": {44},
    "rendered._COMPANIONS": {36},
    "rendered._ELSEWHERE": {16},
    "rendered.attempts": {2},
    "rendered._ids": {12},
    "staged._SPECIAL": {2},
    "staged.OTHER": {3},
    "story.(DEBTOR, SECOND, CONTACT, GUARANTEE, UNFOUNDED, RELATIVE, STRANGER, COUNSEL, SHARED)": {10},
    "world.CELLS_IN_MEMORY": {600_000},
    "world.KINDS": {2, 3, 4},
    "world.PEOPLE_MAX": {1_000_000_000},
    "world._ERA_IDS": {40},
    "world.SLOTS": {32},
    "world.tokens": {60, 0x9E3779B97F4A7C15, 0xFFFFFFFFFFFFFFFF},
    "world._mixed": {27, 30, 31, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB},
}
"""Bits, places, widths: how a world is numbered and written, and nothing that happens in it."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every file of the simulator but the assumptions themselves, by its path below the folder."""
    for path in sorted(FOLDER.rglob("*.py")):
        if path.name != "assumptions.py":
            yield path.relative_to(FOLDER).with_suffix("").as_posix(), ast.parse(path.read_text("utf-8"))


def numbers() -> Iterator[tuple[str, float]]:
    """Every number but 0 and 1 with the name of what holds it; what happens in a story is its plot and not read."""
    for name, tree in trees():
        for holder in _holders(tree) if not name.startswith("stories/") else ():
            for node in ast.walk(holder):
                if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value not in (0, 1):
                    yield f"{name}.{_named(holder)}", node.value


def _holders(tree: ast.Module) -> Iterator[ast.stmt]:
    for node in tree.body:
        yield from node.body if isinstance(node, ast.ClassDef) else (node,)


def _named(holder: ast.stmt) -> str:
    if isinstance(holder, ast.Assign):
        return ast.unparse(holder.targets[0])
    return ast.unparse(holder.target) if isinstance(holder, ast.AnnAssign) else str(getattr(holder, "name", "?"))


def test_no_number_decides_anything_but_assumptions_and_the_law() -> None:
    found: dict[str, set[float]] = {}
    for holder, number in numbers():
        found.setdefault(holder, set()).add(number)
    assert found == {**LAW, **DATES, **UNITS, **FORM}, "make it an Assumption, or say here what else it is"


def test_the_code_reads_every_assumption() -> None:
    read = {
        node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "value"
    }
    assert every().keys() - read == set()


def test_ordinary_days_go_up_to_what_the_law_allows() -> None:
    law = {provision.id: provision.check for provision in choose("cn").judged}

    def at_most(subject: str) -> int:
        check = law[f"cn.gbt-45251-2025.{subject}"]
        assert isinstance(check, Limit)
        return check.at_most

    state = law["cn.cba-2026.contact-person-state"]
    assert isinstance(state, Recipient) and state.lost is not None
    assert at_most("answered-limit") == at_most("conversation-limit") == CAP
    assert at_most("visit-limit") == VISITS_CAP
    assert state.lost.calls == FAILS_UNTIL_LOST


def values(made: Drawn, name: str, **words: str) -> set[Any]:
    """What a column holds where the others have these words; as words, where it holds words."""
    row = np.all([made[other] == CODES[other][word] for other, word in words.items()], axis=0)
    held = set(made[name][row].tolist())
    return {word for word, code in CODES[name].items() if code in held} if name in CODES else held


def first_hour(made: Drawn) -> int:
    """The earliest hour of the morning, in Shanghai; evenings in Urumqi go on past midnight there."""
    hours = (made["at"].astype("datetime64[us]").astype("datetime64[h]").astype(np.int64) + 8) % 24
    return int(hours[hours > 3].min())


FOLLOWS: dict[str, tuple[object, Callable[[Drawn], object], object]] = {
    "ATTEMPTS_A_DAY_MAX": (0, lambda made: len(made["at"]), 0),
    "CONTACT_CONVERSED": (0.0, lambda made: values(made, "conversed", party="contact_person"), {"no"}),
    "CONVERSED_SECONDS": ((7, 8), lambda made: values(made, "seconds", conversed="yes", channel="voice"), {7, 8}),
    "FAILURES": ((("busy", 1),), lambda made: values(made, "disposition", channel="voice", answered="no"), {"busy"}),
    "FIRST_HOUR": (7, first_hour, 7),
    "INBOUND_CONVERSED": (0.0, lambda made: values(made, "conversed", direction="inbound"), {"no"}),
    "INTERACTIVE": (("visit",), lambda made: values(made, "mode", channel="voice"), {"notify"}),
    "PICKED_UP_SECONDS": (
        (5, 6),
        lambda made: values(made, "seconds", answered="yes", conversed="no", channel="voice"),
        {5, 6},
    ),
    "VISITS_MET": ("no", lambda made: values(made, "answered", channel="visit"), {"no"}),
    "VISIT_STAFF": (5, lambda made: values(made, "staff", channel="visit"), {5}),
}
"""Another value of each, what to look at, and what is then there."""


@pytest.mark.parametrize("name", FOLLOWS)
def test_ordinary_attempts_follow_what_is_assumed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, seen, expected = FOLLOWS[name]
    world = World(1_500, 31, seed=1)

    def made() -> Drawn:
        rng = world.random(0)
        return routine(world, drawn(world, 0, rng), rng)

    assert seen(made()) != expected
    monkeypatch.setattr(assumed, name, Assumption(value, "", ""))
    assert seen(made()) == expected


def test_who_lives_far_owes_a_second_lender_as_often_as_others() -> None:
    world = World(15_000, 31, seed=1)
    debtors = drawn(world, 0, world.random(0))
    assert len(debtors) == world.debts, "drawn at once"
    far = {*debtors.person[debtors.zone_us == URUMQI_US].tolist()}
    second = {*debtors.person[debtors.debt >= world.people].tolist()}
    assert 0.019 < len(far) / world.people < 0.022, "one in fifty, and a story's debtors"
    assert len(second) == world.people // 20
    assert 0.04 < len(far & second) / len(far) < 0.06


def test_registers_follow_what_is_assumed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TOLD_BEFORE_DAYS": 2, "TOLD_HOUR": 5, "AGREED_AT_MOST": 9}.items():
        monkeypatch.setattr(assumed, name, Assumption(value, "", ""))
    world = World(1_500, 31, seed=1)
    lots = list(debtors_registers(world, Cast(world), drawn(world, 0, world.random(0))))
    notices: list[Any] = [columns["at"] for name, _, columns in lots[:2] if name == "notices"]
    told = {at for column in notices for at in column.to_pylist()}
    assert min(told) == "2026-02-27T21:00:00+00:00", "five in the morning of 28 February, Shanghai"
    ordinary = next(columns for _, _, columns in lots if columns.get("scope") == "frequency")
    assert ordinary["at_most"] == "9"
