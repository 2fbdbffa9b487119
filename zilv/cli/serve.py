"""`zilv serve`: the gate's server."""

import os
import shutil
import socket
import tempfile
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from zilv.cli.language import LanguageOption, chosen
from zilv.cli.migrate import DatabaseOption

if TYPE_CHECKING:
    from zilv.desk.database import Database
    from zilv.rules.library import Law
    from zilv.settings import Settings

KILL_S = 5
"""So long after the time to drain a worker that has not ended is killed."""


def serve_command(  # noqa: PLR0913
    database: DatabaseOption = None,
    host: Annotated[str | None, typer.Option("--host", help="监听地址，默认 127.0.0.1 · Address")] = None,
    port: Annotated[int | None, typer.Option("--port", help="端口，默认 8720 · Port")] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", help="进程数；多于 1 须用 PostgreSQL · Processes; several need PostgreSQL"),
    ] = None,
    law: Annotated[
        str | None, typer.Option("--law", help="未另选法规者所适用，默认 cn · Law of who chose none")
    ] = None,
    ttl: Annotated[int | None, typer.Option("--ttl", help="结果最迟几秒内回报，默认 3600 · Seconds to report")] = None,
    rate: Annotated[
        int | None,
        typer.Option(
            "--rate", help="每密钥每秒请求数，按进程计，默认 5000 · Asks a second of one key, of each process"
        ),
    ] = None,
    migrate: Annotated[bool, typer.Option("--migrate", help="先更新数据库 · Migrate first")] = False,
    lang: LanguageOption = None,
) -> None:
    """启动闸门服务。SIGTERM 或 Ctrl-C：答完已收到的请求后退出。

    Serve the gate. SIGTERM or Ctrl-C: what was accepted is answered, then it ends. It listens on this machine only;
    put a proxy with TLS before it for others.

    \b
    例 Examples:
      zilv serve --migrate
      zilv serve --database postgresql://zilv@db.example/zilv --workers 4
      zilv serve --host 0.0.0.0 --port 8720 --law cn,house/three-answered-calls
    """
    from zilv.desk.database import database as read
    from zilv.settings import settings

    given = settings(database=database, host=host, port=port, workers=workers, law=law, ttl_s=ttl, rate=rate)
    found = read(given.database)
    bundle = _prepared(given, found, migrate)
    typer.echo(_greeting(given, found, bundle, chosen(lang)))
    _serve(given)


def _prepared(given: "Settings", found: "Database", migrate: bool) -> "Law":
    """Everything that would keep the server from answering is found before it begins. Raises ZilvError."""
    from zilv.desk.setup import set_up_django
    from zilv.errors import ZilvError
    from zilv.rules.library import choose

    if given.workers > 1 and found.path is not None:
        raise ZilvError(
            "多进程须用 PostgreSQL：--database postgresql://… · "
            "several workers need PostgreSQL: --database postgresql://…"
        )
    choose(given.law)
    _free(given.host, given.port)
    set_up_django(given)
    from django.db import connection

    from zilv.desk import installation, schema
    from zilv.desk.database import book_of
    from zilv.gate.laws import deciding_in

    with schema.reachable(found):
        if migrate:
            schema.migrate(found)
        if (found.path is not None and not found.path.exists()) or schema.missing():
            raise ZilvError(
                f"{found.shown}: 数据库尚未更新；请先运行：zilv migrate {found.option} · "
                f"the database has not been migrated; run: zilv migrate {found.option}"
            )
        installation.bind()
        connection.close()
    with closing(book_of(found)) as book:
        return deciding_in(book, given.law)


def _free(host: str, port: int) -> None:
    """Two servers could share a port without noticing. Raises ZilvError."""
    from zilv.errors import ZilvError

    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise ZilvError(
            f"{host}:{port}: 无法监听 · cannot listen there: {error.strerror or type(error).__name__}"
        ) from None


def _greeting(given: "Settings", found: "Database", law: "Law", lang: str) -> str:
    address = f"http://{f'[{given.host}]' if ':' in given.host else given.host}:{given.port}"
    bundle = f"{given.law} ({law.version}+{law.digest[:12]})"
    key = f"zilv key create {found.option} --lender NAME --scope ask --scope report"
    zh = ("zilv 闸门", "数据库", "法规", "接下来", "接口说明")
    en = ("zilv gate", "database", "law", "next", "interface")
    first, *rest = zip(
        zh if lang == "zh" else en, (address, found.shown, bundle, key, f"{address}/openapi.json"), strict=True
    )
    return "\n".join([f"{first[0]}: {first[1]}", *(f"  {name}: {told}" for name, told in rest)])


def _serve(given: "Settings") -> None:
    import multiprocessing

    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels

    from zilv.desk.logs import LOGGING
    from zilv.desk.metrics import MULTIPROCESS

    multiprocessing.set_start_method("spawn")
    figures = tempfile.mkdtemp(prefix="zilv-metrics-") if given.workers > 1 else None
    if figures:
        os.environ[MULTIPROCESS] = figures
    try:
        Granian(
            "zilv.desk.asgi:application",
            address=given.host,
            port=given.port,
            interface=Interfaces.ASGI,
            workers=given.workers,
            http=HTTPModes.http1,
            loop=Loops.asyncio,
            websockets=False,
            factory=True,
            log_level=LogLevels.warning,
            backpressure=4096,
            log_dictconfig=LOGGING,
            workers_kill_timeout=given.drain_s + KILL_S,
        ).serve()
    finally:
        if figures:
            shutil.rmtree(figures, ignore_errors=True)
