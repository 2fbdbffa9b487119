"""`hold`: no attempt while a hold stands."""

from typing import Any, get_args

import numpy as np
import pytest

from tests.rules.checks.example import World, attempt, check, us
from zilv.attempts.attempt import Attempt
from zilv.attempts.shape import Shape
from zilv.registers.rows import HOLD_REASONS, Hold, Registers
from zilv.rules.checks.hold import Reason

PLAN = check("hold", reasons=["plan", "cease"])
NAMES = {
    "complaint": "投诉处理中",
    "dispute": "存在异议",
    "plan": "已签订还款协议",
    "hardship": "困难帮扶期内",
    "deceased": "债务人已故",
    "no_capacity": "债务人无行为能力",
    "attorney": "债务人已委托律师",
    "moratorium": "法定暂停期内",
    "cease": "债务人要求停止联系",
}


def call(name: str, when: str = "03-02 09:00", **facts: Any) -> Attempt:
    return attempt(name, when, **facts)


def hold(since: str | None = None, until: str | None = None, **stated: Any) -> Hold:
    """A plan of P1 that stands from and until these local times."""
    edges = {"since": us(since) if since else None, "until": us(until) if until else None}
    return Hold(**({"person": "P1", "reason": "plan"} | edges | stated))


def test_a_hold_stands_from_its_first_instant_until_before_its_last() -> None:
    world = World(
        call("before", "03-02 08:59:59.999999"),
        call("first", "03-02 09:00"),
        call("last", "03-02 09:59:59.999999"),
        call("after", "03-02 10:00"),
        holds=(hold("03-02 09:00", "03-02 10:00"),),
    )
    assert world.outcomes(PLAN) == {"first": "forbidden", "last": "forbidden"}


def test_only_the_reasons_named_stop_attempts() -> None:
    assert set(HOLD_REASONS) == set(get_args(Reason)) == set(NAMES)
    world = World(
        *(call(reason, person=reason) for reason in NAMES),
        holds=tuple(hold(person=reason, reason=reason) for reason in NAMES),
    )
    assert world.outcomes(PLAN) == {"plan": "forbidden", "cease": "forbidden"}


def test_a_hold_on_an_account_leaves_another_free_and_an_unrecorded_one_in_doubt() -> None:
    world = World(
        call("held", account="C1"),
        call("free", account="C2"),
        call("nobody knows"),
        call("all held", person="P2", account="C2"),
        call("all held whichever", person="P2"),
        holds=(hold(account="C1"), hold(person="P2")),
    )
    assert world.outcomes(PLAN) == {
        "held": "forbidden",
        "nobody knows": "undetermined",
        "all held": "forbidden",
        "all held whichever": "forbidden",
    }


def test_a_hold_of_another_lender_stops_nothing() -> None:
    world = World(call("mine"), call("theirs", lender="L2"), holds=(hold(lender="L2"),))
    assert world.outcomes(PLAN) == {"theirs": "forbidden"}


def test_an_attempt_that_is_not_meant_is_free_and_one_that_may_be_meant_is_in_doubt() -> None:
    world = World(
        call("inbound", direction="inbound"),
        call("nobody knows", direction=None),
        call("outbound"),
        call("nobody knows, no hold", person="P2", direction=None),
        holds=(hold(),),
    )
    assert world.outcomes(PLAN) == {"nobody knows": "undetermined", "outbound": "forbidden"}


def test_nobody_is_held_where_no_hold_is() -> None:
    assert World(call("a")).outcomes(PLAN) == {}


def test_without_the_register_of_holds_every_attempt_meant_is_in_doubt_and_no_waiting_helps() -> None:
    world = World(call("a"), call("inbound", direction="inbound"), holds=None)
    assert world.outcomes(PLAN) == {"a": "undetermined"}
    assert world.resumes(PLAN) == {"a": "never", "inbound": "now"}


@pytest.mark.parametrize(
    "holds",
    [
        [("03-01 00:00", "03-05 00:00")],
        [("03-01 00:00", "03-03 12:00"), ("03-03 12:00", "03-05 00:00")],
        [("03-03 00:00", "03-05 00:00"), ("03-01 00:00", "03-04 00:00")],
        [("03-04 00:00", "03-05 00:00"), ("03-03 00:00", "03-04 00:00"), ("03-01 00:00", "03-03 00:00")],
        [("03-01 00:00", "03-02 09:30"), ("03-01 00:00", "03-05 00:00"), ("03-06 00:00", "03-07 00:00")],
    ],
)
def test_an_attempt_may_be_made_when_the_last_of_the_holds_in_a_row_ends(holds: list[tuple[str, str]]) -> None:
    world = World(call("a"), holds=tuple(hold(*edges) for edges in holds))
    assert world.resumes(PLAN) == {"a": "03-05 00:00"}


def test_a_hold_without_end_never_lifts() -> None:
    world = World(call("a"), holds=(hold(until="03-03 00:00"), hold(since="03-03 00:00")))
    assert world.resumes(PLAN) == {"a": "never"}


def test_what_is_asked_about_later_may_wait_for_a_hold_that_had_not_begun() -> None:
    world = World(call("a"), call("b", person="P2"), holds=(hold("03-04 00:00", "03-05 00:00"),))
    assert world.outcomes(PLAN) == {}
    assert world.resumes(PLAN, at="03-03 23:59:59.999999") == {"a": "now", "b": "now"}
    assert world.resumes(PLAN, at="03-04 00:00") == {"a": "03-05 00:00", "b": "now"}
    assert world.resumes(PLAN, at="03-05 00:00") == {"a": "now", "b": "now"}


def test_only_holds_of_this_lender_and_account_are_waited_for_and_only_by_those_meant() -> None:
    world = World(
        call("a", account="C1"),
        call("b", account="C2"),
        call("c"),
        call("inbound", direction="inbound"),
        call("other", person="P2"),
        call("third", person="P3", lender="L2", account="C9"),
        call("fourth", person="P3"),
        holds=(
            hold(until="03-05 00:00", account="C1"),
            hold(until="03-06 00:00", lender="L2"),
            hold(until="03-07 00:00", person="P3", lender="L2"),
        ),
    )
    assert world.resumes(PLAN) == {
        "a": "03-05 00:00",
        "b": "now",
        "c": "03-05 00:00",
        "inbound": "now",
        "other": "now",
        "third": "03-07 00:00",
        "fourth": "now",
    }
    assert world.resumes(PLAN, "b", "third") == {"b": "now", "third": "03-07 00:00"}


def test_nothing_waits_where_nothing_is_meant_and_what_was_asked_stays_as_it_was() -> None:
    world = World(call("inbound", direction="inbound"), call("z"), holds=(hold(until="03-05 00:00"),))
    assert world.resumes(PLAN, "inbound") == {"inbound": "now"}
    asked = world.facts.rows.at.copy()
    PLAN.resume(world.facts, np.arange(2), asked, np.ones(2, np.int8))
    assert asked.tolist() == world.facts.rows.at.tolist()


@pytest.mark.parametrize("reason", NAMES)
def test_a_breach_names_the_reasons(reason: str) -> None:
    zh, en = check("hold", reasons=[reason, "plan"]).forbids(-1, -1)
    assert zh == f"处于停催期（{NAMES[reason]}、已签订还款协议）"
    assert en == f"a hold stands ({reason}, plan)"


def test_a_doubt_is_about_the_account_or_the_register() -> None:
    shape, absent = Shape(channel="voice", direction="outbound"), frozenset({"account", "number", "line"})
    assert PLAN.missing(shape, Registers.empty(), absent) == ("account",)
    assert PLAN.missing(shape, Registers(), frozenset()) == ("holds",)
