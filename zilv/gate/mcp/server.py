"""An MCP server with four tools. It holds the key; the model never sees it, and cannot reach past the gate."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import mcp_types as types
import msgspec
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from zilv import __version__
from zilv.gate.client.client import AsyncClient
from zilv.gate.client.failure import INVALID, GateError, Unanswered
from zilv.gate.mcp import schemas, words

INSTRUCTIONS = (
    "联系任何债务人或第三人之前，每一次都须先用 ask_before_contact 询问；只有准许时才可联系，且只联系这一次，"
    "之后须用 report_outcome 回报。没有答复即不得联系。\n"
    "Before every contact with a debtor or third person, ask with ask_before_contact. Contact only when permitted, "
    "once, then report with report_outcome. No answer means no contact."
)

Arguments = dict[str, Any]


class _Tool(NamedTuple):
    shown: types.Tool
    run: Callable[[Arguments], Awaitable[types.CallToolResult]]


def server_of(client: AsyncClient) -> Server[Any]:
    """The server, asking through this client."""
    tools = {tool.shown.name: tool for tool in _tools(client)}

    async def list_tools(context: Any, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool.shown for tool in tools.values()])

    async def call_tool(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = tools.get(params.name)
        if tool is None:
            return _failed(GateError(INVALID, "tool"))
        try:
            return await tool.run(params.arguments or {})
        except GateError as error:
            return _failed(error)

    return Server(
        "zilv",
        version=__version__,
        title="自律 zilv",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def serve_stdio(client: AsyncClient) -> None:
    """Serve on standard input and output until they close."""
    server = server_of(client)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def _tools(client: AsyncClient) -> list[_Tool]:
    async def ask(given: Arguments) -> types.CallToolResult:
        answer = await client.ask(**_only(given, schemas.ask_schema()))
        told = {**_plain(answer), "may_contact": answer.decision == "permit"}
        return _result(words.of_answer(answer), told, isinstance(answer, Unanswered))

    async def report(given: Arguments) -> types.CallToolResult:
        told = _only(given, schemas.outcome_schema())
        receipt = await client.report(_text(told, "attempt_id"), **{k: v for k, v in told.items() if k != "attempt_id"})
        return _result(words.of_receipt(receipt), _plain(receipt))

    async def cancel(given: Arguments) -> types.CallToolResult:
        told = _only(given, schemas.cancel_schema())
        receipt = await client.cancel(_text(told, "attempt_id"), _text(told, "reason"))
        return _result(words.of_receipt(receipt), _plain(receipt))

    async def ledger(given: Arguments) -> types.CallToolResult:
        found = await client.ledger(_text(_only(given, schemas.ledger_schema()), "person"))
        return _result(words.of_ledger(found), _plain(found))

    return [
        _tool("ask_before_contact", "联系前询问 · Ask before a contact", schemas.ask_schema(), ask),
        _tool("report_outcome", "回报联系结果 · Report how a contact went", schemas.outcome_schema(), report),
        _tool("cancel_reservation", "退回未用的准许 · Give back an unused permit", schemas.cancel_schema(), cancel),
        _tool("person_ledger", "某人的已用与剩余次数 · What is used and left", schemas.ledger_schema(), ledger),
    ]


def _tool(name: str, says: str, schema: dict[str, Any], run: Callable[[Arguments], Any]) -> _Tool:
    reads = name == "person_ledger"
    hints = types.ToolAnnotations(read_only_hint=reads, destructive_hint=False, open_world_hint=False)
    return _Tool(types.Tool(name=name, description=says, input_schema=schema, annotations=hints), run)


def _only(given: Arguments, schema: dict[str, Any]) -> Arguments:
    """The arguments, if each is one of the tool's. Raises GateError, quoting no argument."""
    if not given.keys() <= schema["properties"].keys():
        raise GateError(INVALID, "expected only " + ", ".join(schema["properties"]))
    return given


def _text(given: Arguments, name: str) -> str:
    """Raises GateError where it is not a text."""
    found = given.get(name)
    if not isinstance(found, str) or not found:
        raise GateError(INVALID, name)
    return found


def _plain(record: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(record)
    return plain


def _result(text: str, told: dict[str, Any], failed: bool = False) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=told, is_error=failed)


def _failed(error: GateError) -> types.CallToolResult:
    told = {"code": error.code, "detail": error.detail, "may_contact": False}
    return _result(words.of_error(error), told, failed=True)
