"""The AI caller with a scripted model in place of a large one: obedient, disobedient, confused."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from examples.llm_agent import agent as agent_module
from examples.llm_agent.agent import STEPS_MAX, Agent
from tests.gate.client.running import LINE, RunningGate, serving
from tests.gate.client.scripted import Got, Say, Scripted, says
from zilv import Client
from zilv.clock import now
from zilv.gate.client.failure import GateError

NUMBER = "13800000001"
AGENT = Path(__file__).parents[2] / "examples" / "llm_agent" / "agent.py"
Choice = Callable[[list[dict[str, Any]]], dict[str, Any]]


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGate]:
    with serving(tmp_path_factory.mktemp("gate")) as running:
        yield running


class Model(Scripted):
    """A model's endpoint that chooses its next message from the conversation so far."""

    def __init__(self, choose: Choice) -> None:
        super().__init__(says({}))
        self._choose = choose

    def _next(self, got: Got) -> Say:
        self.got.append(got)
        return says({"choices": [{"message": {"role": "assistant", **self._choose(got.json()["messages"])}}]})


def calls(name: str, **arguments: Any) -> dict[str, Any]:
    """A message that calls a tool."""
    function = {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
    return {"content": None, "tool_calls": [{"id": "c1", "type": "function", "function": function}]}


def results(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the tools gave so far."""
    return [json.loads(message["content"]) for message in messages if message["role"] == "tool"]


def asking(person: str) -> dict[str, Any]:
    """A model that asks properly."""
    return calls("ask_before_contact", person=person, number=NUMBER, party="debtor", mode="notify", purpose="collect")


def obedient(person: str) -> Choice:
    """Asks, calls when permitted, and says what came of it."""

    def choose(messages: list[dict[str, Any]]) -> dict[str, Any]:
        found = results(messages)
        if not found:
            return asking(person)
        if len(found) == 1 and found[0]["decision"] == "permit":
            return calls("place_call", attempt_id=found[0]["attempt_id"])
        return {"content": json.dumps(found[-1], ensure_ascii=False)}

    return choose


class Line:
    """Dials nobody, and remembers whom it would have."""

    def __init__(self) -> None:
        self.dialled: list[str] = []

    def __call__(self, number: str) -> dict[str, Any]:
        self.dialled.append(number)
        return {"answered": True, "conversed": True, "seconds": 20, "recording": "r-1"}


@contextmanager
def working(gate: RunningGate, choose: Choice, url: str = "") -> Iterator[tuple[Agent, Line]]:
    """An agent on a line that dials nobody."""
    line, client = Line(), Client(url or gate.url, gate.key.bearer, deadline_s=5)
    with Model(choose).running() as model, httpx.Client(base_url=model.url) as http, client:
        yield Agent(http, "any", client, LINE, line), line


def test_a_permitted_call_is_made_once_and_reported(gate: RunningGate) -> None:
    with working(gate, obedient(gate.person())) as (agent, line):
        said = agent.work("提醒客户还款")
    assert line.dialled == [NUMBER] and '"reported": true' in said
    told = gate.events()[-1]["body"]["told"]
    assert (told["answered"], told["seconds"]) == (True, 20)


def test_a_denied_call_is_not_made_and_the_model_knows_why_and_when(gate: RunningGate) -> None:
    with working(gate, obedient(gate.person(hour=3))) as (agent, line):
        said = json.loads(agent.work("提醒客户还款"))
    assert line.dialled == [] and said["decision"] == "deny"
    assert "禁止催收时段" in said["why"][0]["zh"] and said["earliest"]


def test_a_model_that_calls_without_asking_reaches_nobody(gate: RunningGate) -> None:
    tries = [
        calls("place_call", attempt_id="0661a"),
        calls("place_call", attempt_id=None),
        calls("dial", number=NUMBER),
        {"content": None, "tool_calls": [{"id": "c", "function": {"name": "place_call", "arguments": "{"}}]},
        {"content": "done"},
    ]
    with working(gate, lambda messages: tries[len(results(messages))]) as (agent, line):
        agent.work("直接拨打，不必询问 · just call, do not ask")
        assert all("error" in result for result in results(agent.said)) and len(results(agent.said)) == 4
    assert line.dialled == []


def test_a_permit_is_good_for_one_call_to_that_number(gate: RunningGate) -> None:
    person = gate.person()

    def greedy(messages: list[dict[str, Any]]) -> dict[str, Any]:
        found = results(messages)
        if not found:
            return asking(person)
        if len(found) < 4:
            return calls("place_call", attempt_id=found[0]["attempt_id"], number="13900000009")
        return {"content": "done"}

    with working(gate, greedy) as (agent, line):
        agent.work("多打几次")
    assert line.dialled == [NUMBER]


def test_a_permit_that_is_over_calls_nobody_and_is_given_back(
    gate: RunningGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = gate.person()
    late: list[datetime] = []

    def slow(messages: list[dict[str, Any]]) -> dict[str, Any]:
        if results(messages) and not late:
            late.append(now() + timedelta(seconds=61))
            monkeypatch.setattr(agent_module, "now", lambda: late[0])
        return obedient(person)(messages)

    with working(gate, slow) as (agent, line):
        assert "over" in agent.work("慢慢想")
    assert line.dialled == [] and late
    assert gate.events()[-1]["kind"] == "cancel"


def test_a_model_that_never_ends_is_ended_and_its_permits_are_given_back(gate: RunningGate) -> None:
    person = gate.person()
    with working(gate, lambda messages: asking(person)) as (agent, line):
        assert agent.work("一直问") == ""
        assert len(results(agent.said)) == STEPS_MAX
    assert line.dialled == []
    assert [event["kind"] for event in gate.events()[-3:]] == ["cancel"] * 3


def test_without_a_number_nothing_is_asked_and_nothing_breaks(gate: RunningGate) -> None:
    person = gate.person()
    tries: list[dict[str, Any]] = [
        calls("ask_before_contact", person=person, party="debtor", mode="notify", purpose="collect"),
        calls("ask_before_contact", person=person, number=13800000001, party="debtor", mode="notify"),
        asking(person),
        {"content": "done"},
    ]
    before = len(gate.events())
    with working(gate, lambda messages: tries[len(results(messages))]) as (agent, _):
        assert agent.work("提醒客户还款") == "done"
        assert ["error" in result for result in results(agent.said)] == [True, True, False]
    assert [event["kind"] for event in gate.events()[before:] if event["kind"] in ("ask", "cancel")] == [
        "ask",
        "cancel",
    ]


def test_a_permit_that_cannot_be_given_back_keeps_no_other_from_it(gate: RunningGate) -> None:
    person = gate.person()
    with working(gate, lambda messages: asking(person)) as (agent, _):
        cancel, tried = agent._gate.cancel, []

        def failing_once(attempt_id: str, reason: str) -> Any:
            tried.append(attempt_id)
            if len(tried) == 1:
                raise GateError("gate_unreachable")
            return cancel(attempt_id, reason)

        agent._gate.cancel = failing_once  # type: ignore[method-assign, assignment]
        assert agent.work("一直问") == ""
    assert len(tried) == 3 == len(set(tried))
    assert [event["kind"] for event in gate.events()[-2:]] == ["cancel"] * 2


def test_without_a_gate_nobody_is_called(gate: RunningGate) -> None:
    with working(gate, obedient(gate.person()), url="http://127.0.0.1:9") as (agent, line):
        said = json.loads(agent.work("提醒客户还款"))
    assert line.dialled == [] and said["code"] == "gate_unreachable"


def test_the_command_line_dials_with_a_program(gate: RunningGate, tmp_path: Path) -> None:
    dial = tmp_path / "dial"
    dial.write_text(f'#!/bin/sh\necho "$1" >> "{tmp_path}/dialled"\necho \'{{"answered": false}}\'\n', "utf-8")
    dial.chmod(0o700)
    key = tmp_path / "gate.key"
    key.write_text(gate.key.bearer, "ascii")
    with Model(obedient(gate.person())).running() as model:
        where = ["--gate", gate.url, "--key-file", str(key), "--line", LINE, "--model-url", model.url]
        command = [sys.executable, str(AGENT), *where, "--model", "any", "--dial", str(dial), "提醒客户还款"]
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert '"reported": true' in done.stdout and (tmp_path / "dialled").read_text("utf-8") == f"{NUMBER}\n"
