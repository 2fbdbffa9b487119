"""`tool`: lines and media that may not be used."""

from typing import Any

import pytest

from tests.rules.checks.example import World, attempt, check, us
from zilv.attempts.attempt import Attempt
from zilv.attempts.shape import Shape
from zilv.registers.rows import Line, Optout, Registers

LINE = check("tool", needs="registered_line")
MEDIUM = check("tool", needs="medium_not_refused")
OUT = Shape(channel="voice", direction="outbound")


def call(name: str, when: str = "03-02 09:00", **facts: Any) -> Attempt:
    return attempt(name, when, **({"line": "T1"} | facts))


def test_a_line_of_the_lender_or_of_the_acting_agency_may_be_used_and_no_other() -> None:
    owners = {"T1": "L1", "T2": "A1", "T3": "A2", "T4": "L2"}
    lines = tuple(Line(line=line, owner=owner) for line, owner in owners.items())
    world = World(
        *(call(f"{agency}-{line}", line=line, agency=agency) for agency in (None, "A1") for line in (*owners, "T5")),
        call("no line", line=None),
        lines=lines,
    )
    assert world.outcomes(LINE) == {
        "None-T2": "forbidden",
        "None-T3": "forbidden",
        "None-T4": "forbidden",
        "None-T5": "forbidden",
        "A1-T3": "forbidden",
        "A1-T4": "forbidden",
        "A1-T5": "forbidden",
        "no line": "undetermined",
    }


@pytest.mark.parametrize(("owner", "agency"), [("L1", None), ("A1", "A1")])
def test_a_line_is_registered_from_its_first_instant_until_before_its_last(owner: str, agency: str | None) -> None:
    world = World(
        call("before", "03-02 08:59:59.999999", agency=agency),
        call("first", "03-02 09:00", agency=agency),
        call("last", "03-02 09:59:59.999999", agency=agency),
        call("after", "03-02 10:00", agency=agency),
        lines=(Line(line="T1", owner=owner, since=us("03-02 09:00"), until=us("03-02 10:00")),),
    )
    assert world.outcomes(LINE) == {"before": "forbidden", "after": "forbidden"}


def test_without_the_register_of_lines_every_line_is_in_doubt() -> None:
    assert World(call("a"), lines=None).outcomes(LINE) == {"a": "undetermined"}


def test_a_channel_refused_may_not_be_used_and_another_may() -> None:
    world = World(
        call("voice"),
        call("sms", channel="sms"),
        call("other lender", lender="L2"),
        call("other person", person="P2"),
        optouts=(Optout(lender="L1", person="P1", channel="voice"),),
    )
    assert world.outcomes(MEDIUM) == {"voice": "forbidden"}


def test_a_refusal_that_names_a_number_holds_for_that_number_alone() -> None:
    world = World(
        call("named", number="N1"),
        call("another", number="N2"),
        call("nobody knows"),
        optouts=(Optout(person="P1", number="N1"),),
    )
    assert world.outcomes(MEDIUM) == {"named": "forbidden", "nobody knows": "undetermined"}


def test_a_refusal_stands_from_its_first_instant_until_before_its_last() -> None:
    world = World(
        call("before", "03-02 08:59:59.999999"),
        call("first", "03-02 09:00"),
        call("last", "03-02 09:59:59.999999"),
        call("after", "03-02 10:00"),
        optouts=(Optout(person="P1", since=us("03-02 09:00"), until=us("03-02 10:00")),),
    )
    assert world.outcomes(MEDIUM) == {"first": "forbidden", "last": "forbidden"}


def test_without_the_register_of_refusals_every_medium_is_in_doubt() -> None:
    assert World(call("a"), optouts=None).outcomes(MEDIUM) == {"a": "undetermined"}


def test_a_line_that_is_registered_later_and_a_refusal_that_ends_are_waited_for() -> None:
    later = (Line(line="T1", owner="L2", since=us("03-03 00:00")), Line(line="T1", owner="L1", since=us("03-04 00:00")))
    assert World(call("a", line="T1"), lines=later).resumes(LINE) == {"a": "03-04 00:00"}
    for_a_while = Optout(person="P1", channel="sms", until=us("03-05 00:00"))
    for_good = Optout(person="P1", channel="sms", since=us("03-04 00:00"))
    asked = call("a", channel="sms")
    assert World(asked, optouts=(for_a_while,)).resumes(MEDIUM) == {"a": "03-05 00:00"}
    assert World(asked, optouts=(for_a_while, for_good)).resumes(MEDIUM) == {"a": "never"}


def test_an_unregistered_line_is_mended_by_no_waiting() -> None:
    world = World(call("a"), call("b", line="T2"), lines=(Line(line="T2", owner="L1"),))
    assert world.resumes(LINE) == {"a": "never", "b": "now"}


def test_a_breach_says_which_tool_it_was() -> None:
    assert LINE.forbids(-1, -1) == (
        "所用线路未登记在放款机构或该受托机构名下",
        "the line is registered neither to the lender nor to the acting agency",
    )
    assert MEDIUM.forbids(-1, -1) == ("该人已拒绝以此方式联系", "the person has opted out of this medium")


def test_a_doubt_is_about_the_line_or_the_number_or_their_register() -> None:
    both, everything = frozenset({"line", "number", "account"}), Registers.empty()
    assert LINE.missing(OUT, everything, both) == ("line",)
    assert MEDIUM.missing(OUT, everything, both) == ("number",)
    assert LINE.missing(OUT, Registers(), frozenset()) == ("lines",)
    assert MEDIUM.missing(OUT, Registers(), frozenset()) == ("optouts",)
