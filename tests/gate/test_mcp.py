"""An AI caller's tools, used over standard input and output by the protocol's own client against a served gate."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult

from tests.gate.client.running import RunningGate, call_to, serving, token_of

Session = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGate]:
    with serving(tmp_path_factory.mktemp("gate")) as running:
        path = running.folder / "gate.key"
        path.write_text(running.key.bearer, "ascii")
        path.chmod(0o600)
        yield running


def during(gate: RunningGate, session: Session, url: str = "", errors: Path | None = None) -> Any:
    """What `session` gives with a client of `zilv mcp`."""
    options = ["-m", "zilv", "mcp", "--url", url or gate.url, "--key-file", str(gate.folder / "gate.key")]
    process = StdioServerParameters(command=sys.executable, args=options, env=gate.environ)

    async def run() -> Any:
        with (errors or gate.folder / "mcp.log").open("a", encoding="utf-8") as log:
            async with Client(stdio_client(process, errlog=log)) as client:
                return await session(client)

    return asyncio.run(run())


def text(result: CallToolResult) -> str:
    """What the model reads."""
    return "\n".join(block.text for block in result.content if block.type == "text")


def test_the_tools_say_what_they_take(gate: RunningGate) -> None:
    async def session(client: Client) -> Any:
        return (await client.list_tools()).tools, client.instructions

    tools, instructions = during(gate, session)
    assert [tool.name for tool in tools] == [
        "ask_before_contact",
        "report_outcome",
        "cancel_reservation",
        "person_ledger",
    ]
    ask = tools[0].input_schema
    assert ask["required"] == ["person", "channel"] and "voice_bot" in ask["properties"]["channel"]["enum"]
    assert all("·" in field["description"] for tool in tools for field in tool.input_schema["properties"].values())
    assert "ask_before_contact" in instructions


def test_a_permitted_contact_is_asked_for_reported_and_seen_in_the_ledger(gate: RunningGate) -> None:
    person = gate.person()

    async def session(client: Client) -> Any:
        asked = await client.call_tool("ask_before_contact", call_to(person))
        told = {"attempt_id": asked.structured_content["attempt_id"], "answered": True, "conversed": True}
        reported = await client.call_tool("report_outcome", {**told, "seconds": 42, "recording": "r-1"})
        ledger = await client.call_tool("person_ledger", {"person": token_of(person)})
        return asked, reported, ledger

    asked, reported, ledger = during(gate, session)
    assert (asked.is_error, asked.structured_content["may_contact"]) == (False, True)
    assert (
        "准许" in text(asked) and "PERMITTED" in text(asked) and asked.structured_content["attempt_id"] in text(asked)
    )
    dial_by = asked.structured_content["dial_by"]
    assert f"有效至：{dial_by}" in text(asked) and f"stands until: {dial_by}" in text(asked)
    assert (reported.is_error, reported.structured_content["status"]) == (False, "reported")
    used = {limit["topic"]: limit["used"] for limit in ledger.structured_content["limits"]}
    assert used["answered_limit"] == 1 and "answered_limit" in text(ledger)


def test_a_denied_contact_says_why_and_when_in_both_languages(gate: RunningGate) -> None:
    person = gate.person(hour=3)

    async def session(client: Client) -> Any:
        return await client.call_tool("ask_before_contact", call_to(person))

    asked = during(gate, session)
    assert (asked.is_error, asked.structured_content["may_contact"]) == (False, False)
    said = text(asked)
    assert "禁止催收时段" in said and "quiet hours" in said and asked.structured_content["retry_at"] in said


def test_an_unused_permit_is_given_back(gate: RunningGate) -> None:
    person = gate.person()

    async def session(client: Client) -> Any:
        asked = await client.call_tool("ask_before_contact", call_to(person))
        attempt_id = asked.structured_content["attempt_id"]
        back = await client.call_tool("cancel_reservation", {"attempt_id": attempt_id, "reason": "对方已还款"})
        late = await client.call_tool("report_outcome", {"attempt_id": "0" * 30, "answered": True})
        return back, late

    back, late = during(gate, session)
    assert back.structured_content["status"] == "cancelled"
    assert late.is_error and late.structured_content["code"] == "unknown_attempt"


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("ask_before_contact", {"person": "王一", "channel": "telepathy"}),
    ("ask_before_contact", {"channel": "voice"}),
    ("ask_before_contact", {"person": "王一", "channel": "voice", "permit": True}),
    ("ask_before_contact", {"person": {"name": "王一"}, "channel": "voice"}),
    ("report_outcome", {"answered": True}),
    ("cancel_reservation", {"attempt_id": "x"}),
    ("person_ledger", {"person": "王一"}),
    ("call_without_asking", {"person": "王一"}),
]


def test_what_a_model_gets_wrong_permits_nothing_and_is_not_repeated_to_it(gate: RunningGate) -> None:
    async def session(client: Client) -> Any:
        return [await client.call_tool(tool, arguments) for tool, arguments in WRONG]

    results = during(gate, session)
    assert len(results) == len(WRONG)
    for result in results:
        assert result.is_error and result.structured_content["may_contact"] is False
        assert "王一" not in text(result)


def test_a_gate_that_cannot_be_reached_permits_nothing(gate: RunningGate, tmp_path: Path) -> None:
    async def session(client: Client) -> Any:
        return [
            await client.call_tool("ask_before_contact", call_to("王一")),
            await client.call_tool("report_outcome", {"attempt_id": "0661a", "answered": True}),
        ]

    asked, reported = during(gate, session, url="http://127.0.0.1:9", errors=tmp_path / "log")
    assert asked.is_error and asked.structured_content["decision"] == "hold"
    assert asked.structured_content["code"] == "gate_unreachable" and "不得联系" in text(asked)
    assert reported.is_error and reported.structured_content["code"] == "gate_unreachable"
    assert (tmp_path / "log").read_text("utf-8") == ""


def test_without_the_extra_the_message_says_what_to_install(gate: RunningGate) -> None:
    hide = (
        "import sys; sys.modules['mcp'] = None; from zilv.cli.main import run; "
        f"sys.exit(run(['mcp', '--url', 'http://127.0.0.1:9', '--key-file', {str(gate.folder / 'gate.key')!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", hide], capture_output=True, text=True)
    assert done.returncode == 2 and "zilv[mcp]" in done.stderr and done.stdout == ""
