"""More past, more law, more facts: what each may change, and what it never may."""

from typing import Any

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.alphabets import PARTIES
from tests.properties.outcomes import LAWS, SOME, STRICTNESS, judged, milder
from tests.properties.registers import ROWS, about
from tests.properties.strategies import CHINA, UNITED_STATES, World, worlds
from zilv.attempts.attempt import Attempt
from zilv.rules.library import Law

COUNTED = {
    "answered_limit",
    "conversation_limit",
    "unanswered_attempt_limit",
    "visit_limit",
    "calls_7in7",
    "wait_after_conversation",
}
"""Topics that look at past attempts and can only become stricter by one more."""
FACTS: dict[str, tuple[Any, ...]] = {
    "direction": ("outbound", "inbound"),
    "party": PARTIES[1:],
    "mode": ("notify", "interact"),
    "purpose": ("collect", "ask_contact", "relay", "notice"),
    "answered": (True, False),
    "conversed": (True, False),
    "staff": (0, 1, 2),
}
REACHED = {"channel": "voice", "party": "debtor", "direction": "outbound", "answered": True, "disposition": None}
FAILED = {"channel": "voice", "party": "debtor", "direction": "outbound", "answered": False, "conversed": False}


def one_more(world: World, **facts: Any) -> World:
    """The world with its earliest-named past attempt once more, changed so."""
    extra = msgspec.structs.replace(world.history[0], attempt_id="more", **facts)
    return World(world.attempt, [*world.history, extra], world.registers)


def without(outcomes: dict[str, str], topics: set[str]) -> dict[str, str]:
    """The outcomes of the other topics."""
    return {topic: outcome for topic, outcome in outcomes.items() if topic not in topics}


@SOME
@given(worlds(CHINA))
def test_one_more_past_attempt_never_permits_more_of_what_is_counted_in_china(world: World) -> None:
    assume(world.history)
    before, after = judged(world, LAWS["cn"]), judged(one_more(world), LAWS["cn"])
    assert not COUNTED & milder(before, after).keys()


@SOME
@given(worlds(UNITED_STATES))
def test_one_more_past_attempt_never_permits_more_under_regulation_f(world: World) -> None:
    assume(world.history)
    before, after = judged(world, LAWS["us-reg-f"]), judged(one_more(world), LAWS["us-reg-f"])
    assert not milder(before, after)


@SOME
@given(worlds(CHINA))
def test_the_past_matters_to_counts_and_to_lost_contact_alone(world: World) -> None:
    alone = World(world.attempt, [], world.registers)
    past = {*COUNTED, "recipient"}
    assert without(judged(world, LAWS["cn"]), past) == without(judged(alone, LAWS["cn"]), past)


@SOME
@given(worlds(CHINA))
def test_one_more_call_that_reached_the_debtor_never_permits_more_recipients(world: World) -> None:
    assume(world.history)
    before, after = judged(world, LAWS["cn"]), judged(one_more(world, **REACHED), LAWS["cn"])
    assert "recipient" not in milder(before, after)


@SOME
@given(worlds(CHINA))
def test_one_more_call_that_did_not_reach_the_debtor_never_permits_fewer_recipients(world: World) -> None:
    assume(world.history)
    before, after = judged(world, LAWS["cn"]), judged(one_more(world, **FAILED), LAWS["cn"])
    assert "recipient" not in milder(after, before)


@SOME
@given(worlds(CHINA))
def test_what_another_lender_did_matters_to_nothing(world: World) -> None:
    mine = [row for row in world.history if row.lender == world.attempt.lender]
    assert judged(world, LAWS["cn"]) == judged(World(world.attempt, mine, world.registers), LAWS["cn"])


@SOME
@given(worlds(CHINA), st.data())
def test_more_law_never_permits_more(world: World, data: st.DataObject) -> None:
    law = LAWS["cn"]
    fewer = data.draw(st.lists(st.sampled_from(law.judged), unique_by=lambda p: p.id))
    less = Law(fewer, law.instruments, law.packs)
    assert not milder(before=judged(world, less), after=judged(world, law))


@SOME
@given(worlds(CHINA), st.randoms(use_true_random=False))
def test_the_order_of_provisions_of_history_and_of_registers_is_irrelevant(world: World, random: Any) -> None:
    law = LAWS["cn"]
    shuffled = Law(random.sample(law.provisions, len(law.provisions)), law.instruments, law.packs)
    rows = {name: getattr(world.registers, name) for name in world.registers.__struct_fields__}
    registers = {name: None if given is None else random.sample(given, len(given)) for name, given in rows.items()}
    other = World(
        world.attempt,
        random.sample(world.history, len(world.history)),
        msgspec.structs.replace(world.registers, **{n: r if r is None else tuple(r) for n, r in registers.items()}),
    )
    assert judged(world, law) == judged(other, shuffled)


def within(before: dict[str, str], after: dict[str, str]) -> bool:
    """What was certain stays as it was; a warning may fall away; doubt may become anything."""
    for topic in {*before, *after}:
        was, now = before.get(topic, "permitted"), after.get(topic, "permitted")
        allowed = {"permitted": {"permitted"}, "forbidden": {"forbidden"}, "warned": {"warned", "permitted"}}
        if now not in allowed.get(was, set(STRICTNESS)):
            return False
    return True


@SOME
@given(worlds(CHINA), st.data())
def test_a_supplied_fact_settles_doubt_and_never_contradicts_it(world: World, data: st.DataObject) -> None:
    rows = [world.attempt, *world.history]
    missing = [(n, name) for n, row in enumerate(rows) for name in FACTS if getattr(row, name) is None]
    assume(missing)
    place, name = data.draw(st.sampled_from(missing))
    rows[place] = msgspec.structs.replace(rows[place], **{name: data.draw(st.sampled_from(FACTS[name]))})
    assume(may_be(rows[place]))
    supplied = World(rows[0], rows[1:], world.registers)
    assert within(judged(world, LAWS["cn"]), judged(supplied, LAWS["cn"]))


@SOME
@given(worlds(UNITED_STATES), st.data())
def test_a_supplied_register_settles_doubt_and_never_contradicts_it(world: World, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(ROWS.keys() - {"reviews"})))  # that not supplied leave no doubt (0007)
    rows: dict[str, tuple[Any, ...] | None] = {name: tuple(data.draw(st.lists(ROWS[name], max_size=3)))}
    content = getattr(about(rows, world.attempt.at, None), name)
    for regime in LAWS:
        missing = World(world.attempt, world.history, msgspec.structs.replace(world.registers, **{name: None}))
        supplied = World(world.attempt, world.history, msgspec.structs.replace(world.registers, **{name: content}))
        assert within(judged(missing, LAWS[regime]), judged(supplied, LAWS[regime]))


def may_be(row: Attempt) -> bool:
    """What was not answered held no conversation, and an invalid number was not answered."""
    if row.answered and row.disposition == "invalid_number":
        return False
    return not (row.conversed and (row.answered is False or row.disposition == "invalid_number"))
