"""Every provision over the same rows: in force on the row's day, gathered by topic, retried when all permit."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from tests.rules.checks.example import World, attempt, us
from zilv.attempts.rows import Int64
from zilv.rules.checks.check import NEVER
from zilv.rules.judge import WORD, Found, blocked_rows, gathered, judge, lead_by_topic
from zilv.rules.library import Law
from zilv.rules.provision import Instrument, Provision
from zilv.rules.retry import retry_at
from zilv.rules.three import OUTCOMES

WORDS = {"zh": "示例", "en": "example"}
NOTE = {"kind": "record", "needs": "note"}
RECORDING = {"kind": "record", "needs": "recording", "when": {"answered": "yes"}}
NIGHT = {"kind": "quiet_hours", "starts": "22:00", "ends": "08:00"}
ONE_A_DAY = {"kind": "limit", "at_most": "1", "per": "person"}
EDGES = ("02-28 23:59:59.999999", "03-01 00:00", "03-02 12:00", "03-31 23:59:59.999999", "04-01 00:00")


def provision(name: str, check: Any, since: str = "2025-01-01", until: str | None = None, **stated: Any) -> Provision:
    case = {"name": "一", "attempt": {"at": "2026-03-02T12:00:00+08:00"}, "expect": "permitted"}
    fields = {
        "title": WORDS,
        "topic": "topic",
        "cite": {"instrument": stated.pop("instrument", "law"), "article": "1", "url": "unknown"},
        "grade": "S",
        "strength": "shall",
        "says": WORDS,
        "reading": WORDS,
        "cases": [case, case],
        "gap": WORDS if check == "none" else None,
        "in_force": {"since": since} | ({"until": until} if until else {}),
    }
    return Provision.model_validate({"id": f"example.{name}", "check": check} | fields | stated)


def law(*provisions: Provision) -> Law:
    """The law of these provisions; the instrument `law` ranks before `rule`."""
    common: dict[str, Any] = {
        "title": WORDS,
        "issuer": "x",
        "number": "x",
        "issued": "2025-01-01",
        "since": date(2025, 1, 1),
        "url": "x",
    }
    instruments = {name: Instrument(**common, rank=rank) for rank, name in enumerate(("law", "rule"))}
    return Law(provisions, instruments, {})


def found(world: World, law: Law, only: list[int] | None = None) -> dict[str, list[str]]:
    """For each provision with findings the attempts it found."""
    gathered = judge(world.facts, law, only)
    result: dict[str, list[str]] = {}
    for row, place in zip(gathered.row.tolist(), gathered.provision.tolist(), strict=True):
        result.setdefault(law.judged[place].id.split(".")[1], []).append(world.names[row])
    return result


def calls(*when: str, **facts: Any) -> list[Any]:
    return [attempt(each, each, **facts) for each in when]


def test_a_provision_judges_from_its_first_local_day_until_before_its_last() -> None:
    march = law(provision("march", NOTE, "2026-03-01", "2026-04-01"), provision("open", NOTE, "2026-04-01"))
    assert found(World(*calls(*EDGES)), march) == {"march": list(EDGES[1:4]), "open": [EDGES[4]]}
    alone = {when: found(World(*calls(when)), march) for when in EDGES}
    assert alone == {
        EDGES[0]: {},
        **{when: {"march": [when]} for when in EDGES[1:4]},
        EDGES[4]: {"open": [EDGES[4]]},
    }
    for pair in ((EDGES[0], EDGES[1]), (EDGES[3], EDGES[4]), (EDGES[0], EDGES[4])):
        inside = [when for when in pair if when in EDGES[1:4]]
        assert found(World(*calls(*pair)), march).get("march", []) == inside


def test_what_no_check_judges_and_what_was_not_asked_for_finds_nothing() -> None:
    several = law(provision("a", NOTE), provision("b", "none"), provision("c", RECORDING))
    world = World(*calls("03-02 12:00", answered=True))
    assert found(world, several) == {"a": ["03-02 12:00"], "c": ["03-02 12:00"]}
    assert found(world, several, only=[1]) == {"c": ["03-02 12:00"]}
    assert len(judge(world.facts, several)) == 2
    assert found(World(), several) == {}


def columns(findings: Found) -> list[tuple[str, bool, int, int]]:
    outcomes = [OUTCOMES[n] for n in findings.outcome.tolist()]
    return list(zip(outcomes, findings.doubt.tolist(), findings.count.tolist(), findings.limit.tolist(), strict=True))


def test_a_should_and_a_weak_source_warn_at_most_and_doubt_stays_doubt() -> None:
    world = World(*calls("03-02 12:00", answered=True), *calls("03-02 13:00"))
    outcomes = {
        ("shall", "S"): [("forbidden", False, -1, -1), ("undetermined", True, -1, -1)],
        ("should", "P"): [("warned", False, -1, -1), ("warned", True, -1, -1)],
        ("shall", "W"): [("warned", False, -1, -1), ("warned", True, -1, -1)],
    }
    for (strength, grade), expected in outcomes.items():
        stated = provision("a", RECORDING, strength=strength, grade=grade)
        assert columns(judge(world.facts, law(stated))) == expected


def test_what_is_counted_stands_beside_its_limit() -> None:
    world = World(*calls("03-02 12:00", "03-02 13:00", "03-02 14:00"))
    assert columns(judge(world.facts, law(provision("a", ONE_A_DAY)))) == [
        ("forbidden", False, 2, 1),
        ("forbidden", False, 3, 1),
    ]


def leads(world: World, law: Law) -> list[tuple[str, str, list[str]]]:
    """Attempt, leading provision and those beside it, of each row and topic."""
    led = lead_by_topic(judge(world.facts, law), law)
    named = [p.id.split(".")[1] for p in law.judged]
    rows = zip(led.leads.row.tolist(), led.leads.provision.tolist(), led.beside(), strict=True)
    return [(world.names[row], named[lead], [named[place] for place in beside]) for row, lead, beside in rows]


def test_of_a_topic_the_strictest_leads_then_the_certain_then_the_higher_ranking() -> None:
    certain, doubtful = NOTE, RECORDING
    several = law(
        provision("a", doubtful, instrument="law"),
        provision("b", certain, instrument="rule"),
        provision("c", certain, instrument="rule", strength="should"),
        provision("d", doubtful, instrument="law", strength="should"),
        provision("e", certain, instrument="law", topic="other"),
        provision("f", certain, instrument="law"),
    )
    assert [p.id[-1] for p in several.judged] == ["a", "d", "e", "f", "b", "c"]
    world = World(*calls("03-02 12:00"), *calls("03-02 13:00", note="n"), *calls("03-02 14:00"))
    both = [("e", []), ("f", ["a", "d", "b", "c"])]
    assert leads(world, several) == [
        *(("03-02 12:00", lead, beside) for lead, beside in both),
        ("03-02 13:00", "a", ["d"]),
        *(("03-02 14:00", lead, beside) for lead, beside in both),
    ]
    warnings = law(*(provision(n, check, strength="should") for n, check in (("a", doubtful), ("b", certain))))
    assert leads(World(*calls("03-02 12:00")), warnings) == [("03-02 12:00", "b", ["a"])]


def test_where_nothing_is_found_nothing_leads() -> None:
    several = law(provision("a", NOTE))
    world = World(*calls("03-02 12:00", note="n"))
    assert leads(world, several) == []
    assert leads(World(*calls("03-02 12:00")), several) == [("03-02 12:00", "a", [])]


@pytest.mark.parametrize("number", [2, WORD, WORD + 1, WORD + 2, 2 * WORD + 1])
def test_however_many_provisions_stand_beside_the_lead_each_is_named(number: int) -> None:
    odd = {"kind": "record", "needs": "note", "when": {"channel": ["sms"]}}
    several = law(*(provision(f"{n:03}", odd if n % 2 else NOTE) for n in range(number)))
    world = World(*calls("03-02 12:00"), *calls("03-02 13:00", channel="sms"), *calls("03-02 14:00"))
    even, each = [f"{n:03}" for n in range(0, number, 2)], [f"{n:03}" for n in range(number)]
    assert leads(world, several) == [
        ("03-02 12:00", "000", even[1:]),
        ("03-02 13:00", "000", each[1:]),
        ("03-02 14:00", "000", even[1:]),
    ]


def test_findings_of_several_parts_are_one_after_the_other() -> None:
    one, other = provision("a", NOTE), provision("b", ONE_A_DAY)
    world = World(*calls("03-02 12:00", "03-02 13:00"))
    parts = [judge(world.facts, law(each)) for each in (one, other)]
    assert columns(gathered(parts)) == [*columns(parts[0]), *columns(parts[1])]
    assert gathered(parts).row.tolist() == [0, 1, 1]
    assert columns(gathered([])) == []
    assert gathered(parts).take(np.array([2, 0])).row.tolist() == [1, 0]


def opens(world: World, law: Law, *names: str) -> dict[str, str | None]:
    """When each of these attempts would be permitted, local time; None where no passing of time helps."""
    findings = judge(world.facts, law)
    index: Int64 = np.array([world.names.index(name) for name in names])
    instants = retry_at(world.facts, law, index, blocked_rows(findings, index)).tolist()
    known = {us(f"{day} {clock}"): f"{day} {clock}" for day in DAYS for clock in CLOCK} | {NEVER: None}
    return {name: known[at] for name, at in zip(names, instants, strict=True)}


DAYS = [f"03-{day:02}" for day in range(1, 12)]
CLOCK = ("00:00", "08:00", "10:00", "12:00", "13:00", "23:00")


def test_one_may_try_again_when_every_check_permits() -> None:
    both = law(provision("a", ONE_A_DAY), provision("b", NIGHT))
    world = World(*calls("03-02 12:00", "03-02 13:00", "03-02 23:00"))
    assert blocked_rows(judge(world.facts, both), np.array([0, 1, 2])).keys() == {0, 1}
    assert opens(world, both, "03-02 12:00", "03-02 13:00", "03-02 23:00") == {
        "03-02 12:00": "03-02 12:00",
        "03-02 13:00": "03-03 08:00",
        "03-02 23:00": "03-03 08:00",
    }
    assert opens(world, law(provision("a", NOTE), provision("b", NIGHT)), "03-02 23:00") == {"03-02 23:00": None}


def test_what_only_warns_holds_nobody_back() -> None:
    warning = law(provision("a", NOTE, strength="should"), provision("b", NIGHT))
    world = World(*calls("03-02 12:00", "03-02 23:00"))
    assert list(blocked_rows(judge(world.facts, warning), np.array([0, 1]))) == [1]
    assert opens(world, warning, "03-02 12:00", "03-02 23:00") == {
        "03-02 12:00": "03-02 12:00",
        "03-02 23:00": "03-03 08:00",
    }


def test_a_doubt_holds_back_as_a_breach_does() -> None:
    world = World(*calls("03-02 12:00"), *calls("03-02 13:00", note="n", recording="r"))
    stated = law(provision("a", RECORDING))
    held = blocked_rows(judge(world.facts, stated), np.array([0, 1]))
    assert {place: rows.tolist() for place, rows in held.items()} == {0: [1, 0]}
    assert opens(world, stated, "03-02 12:00", "03-02 13:00") == {"03-02 12:00": None, "03-02 13:00": "03-02 13:00"}


def test_at_a_later_instant_the_law_of_that_day_decides() -> None:
    changing = law(
        provision("old", NIGHT, until="2026-03-03"),
        provision("new", NIGHT | {"ends": "10:00"}, since="2026-03-03"),
    )
    world = World(*calls("03-01 23:00", "03-02 23:00"))
    assert opens(world, changing, "03-01 23:00", "03-02 23:00") == {
        "03-01 23:00": "03-02 08:00",
        "03-02 23:00": "03-03 10:00",
    }
    limited = law(provision("old", NIGHT), provision("new", NOTE, since="2026-03-03"))
    assert opens(world, limited, "03-01 23:00", "03-02 23:00") == {"03-01 23:00": "03-02 08:00", "03-02 23:00": None}
