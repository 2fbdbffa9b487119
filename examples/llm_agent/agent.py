"""An AI caller that asks before it dials: whatever the model says, only a permit opens the line, and only once."""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from zilv import Client
from zilv.clock import now
from zilv.gate.client.failure import GateError

STEPS_MAX = 12
SYSTEM = (
    "你是贷后提醒员。联系任何人之前先用 ask_before_contact 询问，得到准许后用 place_call 拨打一次；"
    "未获准许就不联系，如实告知原因与最早可联系的时刻，不得换个说法再问。\n"
    "You remind borrowers. Ask with ask_before_contact before any contact; with a permit, call once with place_call. "
    "Without one, contact nobody: say why and when it would be permitted."
)
_TEXT = {"type": "string"}
_FACTS = ("person", "number", "party", "mode", "purpose", "account")


def _tool(name: str, says: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": required}
    return {"type": "function", "function": {"name": name, "description": says, "parameters": schema}}


TOOLS = [
    _tool(
        "ask_before_contact",
        "联系前询问 · Ask before a contact. party: debtor …; mode: notify or interact; purpose: collect …",
        {name: _TEXT for name in _FACTS},
        ["person", "number"],
    ),
    _tool("place_call", "拨打已获准许的一次 · Make the call that was permitted", {"attempt_id": _TEXT}, ["attempt_id"]),
]

Dial = Callable[[str], dict[str, Any]]
"""Calls a number and says how it went: `answered`, and perhaps `conversed`, `seconds`, `recording`, `disposition`."""


class Agent:
    """Lets a model work on a task. The model chooses; the line is held by this class, which knows what was permitted.

    `line`: the lender's line that calls go out on. `said`: the conversation, for the record.
    """

    def __init__(self, model: httpx.Client, name: str, gate: Client, line: str, dial: Dial) -> None:
        self._model, self._name, self._gate, self._line, self._dial = model, name, gate, line, dial
        self._permitted: dict[str, tuple[str, str]] = {}
        self.said: list[dict[str, Any]] = []

    def work(self, task: str) -> str:
        """What the model says in the end. Permits it did not use are given back."""
        self.said = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": task}]
        try:
            for _ in range(STEPS_MAX):
                message = self._next()
                self.said.append(message)
                if not message.get("tool_calls"):
                    return str(message.get("content") or "")
                self.said += [self._tool_result(call) for call in message["tool_calls"]]
            return ""
        finally:
            while self._permitted:
                self._give_back(self._permitted.popitem()[0])

    def _next(self) -> dict[str, Any]:
        asked = {"model": self._name, "messages": self.said, "tools": TOOLS}
        answer = self._model.post("/chat/completions", json=asked)
        answer.raise_for_status()
        message: dict[str, Any] = answer.json()["choices"][0]["message"]
        return message

    def _tool_result(self, call: dict[str, Any]) -> dict[str, Any]:
        name = call["function"]["name"]
        try:
            given = json.loads(call["function"]["arguments"])
        except ValueError:
            given = None
        known = {"ask_before_contact": self._ask, "place_call": self._call}
        wrong = {"error": "no such tool, or arguments that cannot be read"}
        made = known[name](given) if name in known and isinstance(given, dict) else wrong
        return {"role": "tool", "tool_call_id": call["id"], "content": json.dumps(made, ensure_ascii=False)}

    def _ask(self, given: dict[str, Any]) -> dict[str, Any]:
        facts: Any = {name: given[name] for name in _FACTS if given.get(name)}
        if not isinstance(facts.get("number"), str):
            return {"error": "没有号码，没有询问 · no number, and not asked"}
        answer = self._gate.ask(**{"person": "", **facts}, channel="voice_bot", line=self._line)
        if answer.decision == "permit" and answer.attempt_id:
            self._permitted[answer.attempt_id] = facts["number"], answer.dial_by or ""
        return {
            "decision": answer.decision,
            "attempt_id": answer.attempt_id if answer.decision == "permit" else None,
            "why": [{"zh": found.says_zh, "en": found.says_en, "clause": found.clause} for found in answer.findings],
            "earliest": answer.retry_at,
            "code": answer.code,
        }

    def _call(self, given: dict[str, Any]) -> dict[str, Any]:
        attempt_id = str(given.get("attempt_id"))
        permit = self._permitted.pop(attempt_id, None)
        if permit is None:
            return {"error": "未获准许，没有拨打 · not permitted, and not called"}
        number, until = permit
        if not until or datetime.fromisoformat(until) <= now():
            self._give_back(attempt_id)
            return {"error": "准许已过时，没有拨打，请重新询问 · the permit is over, and nobody was called: ask anew"}
        outcome: Any = self._dial(number)
        try:
            self._gate.report(attempt_id, key=attempt_id, **outcome)
        except GateError as error:
            return {**outcome, "reported": False, "code": error.code}
        return {**outcome, "reported": True}

    def _give_back(self, attempt_id: str) -> None:
        """What cannot be given back counts on, and keeps no other from being given back."""
        with suppress(GateError):
            self._gate.cancel(attempt_id, "never dialled")


def dial_by(program: str) -> Dial:
    """Calls with a program: it is given the number, and prints the outcome as JSON."""

    def dial(number: str) -> dict[str, Any]:
        done = subprocess.run([program, number], capture_output=True, text=True, check=False)
        try:
            told: dict[str, Any] = json.loads(done.stdout)
        except ValueError:
            return {}
        return told

    return dial


def main() -> None:
    """One task from the command line."""
    options = argparse.ArgumentParser(description="AI 外呼：先问后拨 · An AI caller that asks before it dials")
    for name in ("--gate", "--key-file", "--line", "--model-url", "--model", "--dial"):
        options.add_argument(name, required=True)
    options.add_argument("task")
    given = options.parse_args()
    key = Path(given.key_file).read_text("ascii").strip()
    with httpx.Client(base_url=given.model_url, timeout=60) as model, Client(given.gate, key) as gate:
        agent = Agent(model, given.model, gate, given.line, dial_by(given.dial))
        sys.stdout.write(agent.work(given.task) + "\n")


if __name__ == "__main__":
    main()
