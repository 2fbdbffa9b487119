"""`zilv mcp`: the gate as tools for an AI caller."""

import asyncio
import logging
import sys

import typer

from zilv.cli.asking import KeyFileOption, UrlOption, credential_in
from zilv.errors import ZilvError


def mcp_command(url: UrlOption = None, key_file: KeyFileOption = None) -> None:
    """供 AI 外呼使用的 MCP 服务（标准输入输出）：联系前先问，问过才联系，联系后回报。需要 pip install "zilv[mcp]"。

    An MCP server on standard input and output: an AI caller asks before each contact, and reports after it. It needs
    the extra: pip install "zilv[mcp]".

    \b
    zilv mcp --url https://gate.example:8720 --key-file gate.key

    工具 Tools: ask_before_contact report_outcome cancel_reservation person_ledger
    """
    if url is None or key_file is None:
        raise ZilvError("请给 --url 与 --key-file · give --url and --key-file")
    try:
        from zilv.gate.mcp.server import serve_stdio
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise ZilvError(
            '缺少 MCP 组件，请运行：pip install "zilv[mcp]" · the MCP package is missing: pip install "zilv[mcp]"'
        ) from None
    from zilv.gate.client.client import AsyncClient

    logging.disable(logging.CRITICAL)  # the protocol's own log would hold what was asked
    key, warning = credential_in(key_file)
    if warning:
        typer.echo(f"注意 · note: {warning}", err=True)

    async def serve() -> None:
        async with AsyncClient(url, key) as client:
            await serve_stdio(client)

    asyncio.run(serve())
    sys.stdout.flush()
