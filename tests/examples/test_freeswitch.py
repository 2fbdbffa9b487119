"""The FreeSWITCH script, run by Lua against a stand-in for FreeSWITCH's API and a served gate."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4
from xml.etree import ElementTree

import pytest

from tests.examples.needed import needed
from tests.gate.client.running import LINE, RunningGate, serving, token_of

ROOT = Path(__file__).parents[2]
HERE = ROOT / "examples" / "freeswitch"
STAND_IN = Path(__file__).with_name("freeswitch.lua")
NUMBER = "13800000001"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGate]:
    needed(**{"lua5.3": "lua5.3 lua-dkjson", "curl": "curl"})
    with serving(tmp_path_factory.mktemp("gate")) as running:
        yield running


def run(gate: RunningGate, what: str, url: str = "", **variables: str) -> tuple[list[str], str]:
    """What the session is told to do, and what the script logs."""
    usual = {"uuid": uuid4().hex, "destination_number": NUMBER}
    globals_ = {"zilv_url": url or gate.url, "zilv_key": gate.key.bearer, "zilv_line": LINE}
    given = [f"{name}={value}" for name, value in {**usual, **variables}.items()]
    given += [f"global.{name}={value}" for name, value in globals_.items()]
    command = ["lua5.3", str(STAND_IN), str(HERE / "scripts" / "zilv.lua"), what, *given]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), done.stderr


def facts(person: str) -> dict[str, str]:
    """What a dialler tells about a call."""
    told = {"person": person, "channel": "voice_bot", "party": "debtor", "mode": "notify", "purpose": "collect"}
    return {f"zilv_{name}": value for name, value in told.items()}


def attempt_of(done: list[str]) -> str:
    """The attempt that a permitted call carries."""
    return next(line for line in done if line.startswith("set zilv_attempt_id=")).partition("=")[2]


def test_a_permitted_call_is_transferred_to_where_it_is_bridged_and_reported_after(gate: RunningGate) -> None:
    done, _ = run(gate, "ask", **facts(gate.person()))
    assert done[-1] == f"transfer {NUMBER} XML zilv_permitted"
    assert "set api_reporting_hook=lua zilv.lua report" in done
    attempt = attempt_of(done)
    _, log = run(gate, "report", zilv_attempt_id=attempt, billsec="37", hangup_cause="NORMAL_CLEARING")
    assert log == ""
    outcome = gate.events()[-1]
    told = outcome["body"]["told"]
    assert (outcome["attempt_id"], told["answered"], told["seconds"]) == (attempt, True, 37)


@pytest.mark.parametrize("answered", [{"answer_epoch": "1772424000"}, {"answer_uepoch": "1772424000100000"}])
def test_a_call_answered_for_less_than_a_second_was_answered(gate: RunningGate, answered: dict[str, str]) -> None:
    done, _ = run(gate, "ask", **facts(gate.person()))
    run(gate, "report", zilv_attempt_id=attempt_of(done), billsec="0", hangup_cause="NORMAL_CLEARING", **answered)
    told = gate.events()[-1]["body"]["told"]
    assert (told["answered"], told["seconds"]) == (True, 0)


def test_a_call_nobody_answered_is_reported_as_it_ended(gate: RunningGate) -> None:
    done, _ = run(gate, "ask", **facts(gate.person()))
    never = {"answer_epoch": "0", "answer_uepoch": "0", "billsec": "0", "hangup_cause": "USER_BUSY"}
    run(gate, "report", zilv_attempt_id=attempt_of(done), **never)
    told = gate.events()[-1]["body"]["told"]
    assert (told["answered"], told["disposition"]) == (False, "busy")


def test_a_denied_call_goes_nowhere(gate: RunningGate) -> None:
    done, log = run(gate, "ask", **facts(gate.person(hour=3)))
    assert done == ["set zilv_decision=deny", "set zilv_reason=quiet_hours"]
    assert "quiet_hours" in log and gate.key.bearer not in log


def test_a_call_whose_facts_are_missing_goes_nowhere(gate: RunningGate) -> None:
    done, _ = run(gate, "ask", zilv_person=gate.person(), zilv_channel="voice_bot")
    assert "set zilv_decision=hold" in done and not any(line.startswith("transfer") for line in done)


def test_without_an_answer_no_call_is_made(gate: RunningGate) -> None:
    done, _ = run(gate, "ask", url="http://127.0.0.1:9", **facts(gate.person()))
    assert done == ["set zilv_decision=hold", "set zilv_reason=gate_unreachable"]
    _, log = run(gate, "report", url="http://127.0.0.1:9", zilv_attempt_id="0661a", billsec="3")
    assert "not reported" in log


def test_what_a_variable_holds_stays_text(gate: RunningGate) -> None:
    person = gate.person()
    odd = {**facts(person), "zilv_collector": "工号 '1' \"2\" %41 \\ &x=1"}
    done, _ = run(gate, "ask", **odd)
    asked = next(event for event in gate.events() if event["attempt_id"] == attempt_of(done))["body"]["ask"]
    assert (asked["person"], asked["collector"]) == (token_of(person), odd["zilv_collector"])


def test_the_dialplan_bridges_only_what_was_permitted() -> None:
    contexts = {
        context.get("name"): context
        for context in ElementTree.parse(HERE / "dialplan" / "zilv.xml").getroot().iter("context")
    }
    outbound, permitted = contexts["zilv_outbound"], contexts["zilv_permitted"]
    steps = [(action.get("application"), action.get("data")) for action in outbound.iter("action")]
    assert steps == [("lua", "zilv.lua ask"), ("hangup", "CALL_REJECTED")]
    first = next(permitted.iter("extension"))
    assert next(condition.get("field") for condition in first.iter("condition")) == "${zilv_attempt_id}"
    bridges = [action for context in contexts.values() for action in context.iter("action")]
    assert [action.get("application") for action in bridges].count("bridge") == 1
