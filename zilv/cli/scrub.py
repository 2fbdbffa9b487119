"""`zilv scrub`: a call list divided into what may be called now, what is held, and what is denied."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zilv.cli.asking import KeyFileOption, UrlOption, credential_in
from zilv.cli.language import JsonOption, Language, LanguageOption, chosen
from zilv.cli.migrate import DatabaseOption
from zilv.cli.sources import MapOption, SetOption
from zilv.cli.workplace import put_in_place, stop, workplace
from zilv.errors import ZilvError

if TYPE_CHECKING:
    from zilv.gate.scrub.asking import Asker
    from zilv.gate.scrub.calllist import CallList

DEADLINE_S = 30.0
"""A list is in no hurry: so long a slice of it may take."""

ListArgument = Annotated[Path, typer.Argument(help="外呼名单：CSV、XLSX、Parquet · The call list", metavar="LIST")]
OutOption = Annotated[Path, typer.Option("--out", help="结果文件夹 · Folder for the results", metavar="DIR")]
ReserveOption = Annotated[
    bool, typer.Option("--reserve", help="为可拨者预留，须随后回报结果 · Reserve what is permitted; report it later")
]
RunOption = Annotated[
    str, typer.Option("--run", help="本次运行的名称；同名重跑不会重复预留 · Same name: nothing is reserved twice")
]
LawOption = Annotated[
    str | None, typer.Option("--law", help="与 --database 合用：适用法规 · With --database: the law, e.g. cn")
]


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    path: Path
    out: Path
    reserve: bool
    run: str
    url: str | None
    key_file: Path | None
    database: str | None
    law: str | None
    lang: Language
    quiet: bool


def scrub_command(  # noqa: PLR0913
    path: ListArgument,
    out: OutOption = Path("zilv-scrub"),
    url: UrlOption = None,
    key_file: KeyFileOption = None,
    reserve: ReserveOption = False,
    run: RunOption = "",
    mapping: MapOption = None,
    constants: SetOption = None,
    database: DatabaseOption = None,
    law: LawOption = None,
    json_only: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """外呼前过一遍名单：可拨、暂缓、禁拨各成一表，写明条款、理由与最早可拨时刻。

    Ask about a whole call list before it is dialled: what is permitted now, held and denied, each with its reason.

    \b
    zilv scrub list.csv --url https://gate.example:8720 --key-file gate.key --out today
    zilv scrub list.csv --url https://gate.example:8720 --key-file gate.key --reserve --run 2026-03-02
    zilv scrub list.xlsx --map our-dialler.yaml --set channel=voice --database sqlite:///zilv.db

    结果：permitted.csv（可拨，至 zilv_dial_by 为止）held.csv denied.csv rejected.csv，原有各列与次序不变，
    另加 zilv_ 列；读入的每一行恰在其中之一。不加 --reserve 时各行单独判断，不计名单中的其他行。
    退出码：0 全部可拨，1 有不可拨或未能读入的行，2 输入、用法有误或闸门无法应答（不写出任何结果）。

    Results: permitted.csv held.csv denied.csv rejected.csv, with the list's own columns and order, and zilv_ columns.
    Every row is in exactly one of them; dial what is permitted before its zilv_dial_by. Without --reserve each row is
    judged as if it were the only one.
    Exit status: 0 all permitted, 1 some are not, 2 bad input or usage, or no answer (then nothing is written).
    """
    from zilv.cli.sources import constants_of

    request = Request(path, out, reserve, run, url, key_file, database, law, chosen(lang), json_only)
    if (url is None) == (database is None):
        raise ZilvError("请给 --url 或 --database 之一 · give either --url or --database")
    signal.signal(signal.SIGTERM, stop)
    made = _scrubbed(request, mapping, constants_of(tuple(constants or ())))
    if json_only:
        print(json.dumps(made, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        _show(made, request)
    raise typer.Exit(int(made["permitted"] < made["read"]))


def _scrubbed(request: Request, mapping: Path | None, constants: dict[str, str]) -> dict[str, Any]:
    """Everything from list to files; they stand in their place only at the end."""
    import msgspec

    from zilv import clock
    from zilv.cli.progress import stages
    from zilv.gate.scrub.calllist import CallList, ListOptions
    from zilv.gate.scrub.scrub import Run, scrub

    source = CallList(request.path, ListOptions(mapping, constants))
    _warn_of(source)

    async def divided(folder: Path, told: Callable[[int], None]) -> Any:
        async with _asker(request) as asker:
            return await scrub(source, folder, Run(asker, request.reserve, request.run, clock.now, told))

    with workplace(request.out) as work, stages(request.lang, request.quiet) as bars:
        made = asyncio.run(
            divided(work / "results", lambda done: bars.at("judge", done, source.rows, done)),
        )
        put_in_place(work / "results", request.out)
    plain: dict[str, Any] = msgspec.to_builtins(made)
    return plain


def _warn_of(source: "CallList") -> None:
    if source.nameless:
        _warn(f"{source.nameless} 列没有列名，不带入结果 · {source.nameless} columns have no name and are left out")


def _warn(text: str) -> None:
    print(f"注意 · note: {text}", file=sys.stderr)  # noqa: T201


@asynccontextmanager
async def _asker(request: Request) -> "AsyncIterator[Asker]":
    if request.url is None:
        async with _direct(request) as asker:
            yield asker
        return
    from zilv.gate.client.client import AsyncClient
    from zilv.gate.scrub.asking import Peeking, Reserving

    if request.key_file is None:
        raise ZilvError("--url 须与 --key-file 合用 · --url needs --key-file")
    key, warning = credential_in(request.key_file)
    if warning:
        _warn(warning)
    async with AsyncClient(request.url, key, deadline_s=DEADLINE_S) as client:
        yield Reserving(client) if request.reserve else Peeking(client)


@asynccontextmanager
async def _direct(request: Request) -> "AsyncIterator[Asker]":
    from zilv.cli.opened import opened
    from zilv.cli.sources import tokens_of_installation
    from zilv.desk.database import book_of
    from zilv.gate.desk import Desk
    from zilv.gate.gate import Gate
    from zilv.gate.laws import Laws, deciding_in
    from zilv.gate.scrub.direct import Direct
    from zilv.settings import settings

    found = await asyncio.to_thread(opened, request.database)
    given = settings(law=request.law)
    tokens, _ = tokens_of_installation()
    book = book_of(found)
    laws = Laws(await asyncio.to_thread(deciding_in, book, given.law))
    gate = Gate(book, [Desk(laws, given.ttl_s * 1_000_000)], tokens)
    await gate.start()
    try:
        yield Direct(gate, request.reserve)
    finally:
        await gate.stop()


def _show(made: dict[str, Any], request: Request) -> None:
    zh = {"permitted": "可拨", "held": "暂缓（待人裁决或补事实）", "denied": "禁拨", "rejected": "未能读入"}
    en = {"permitted": "permitted", "held": "held", "denied": "denied", "rejected": "not read"}
    words = zh if request.lang == "zh" else en
    typer.echo(f"{'共读入' if request.lang == 'zh' else 'rows read'}: {made['read']}")
    for fate, word in words.items():
        typer.echo(f"  {word}: {made[fate]}  {request.out / (fate + '.csv')}")
    if made["repeated"] and not made["reserved"]:
        _warn(
            f"{made['repeated']} 行与前面的行同属一人，各自单独判断；要一并计数请加 --reserve · "
            f"{made['repeated']} rows are about somebody of an earlier row and were judged alone; --reserve counts them"
        )
    if made["outdated"]:
        _warn(
            f"{made['outdated']} 行先前已问过且已过时；请用 --run 另起一次 · "
            f"{made['outdated']} rows were asked about before, and that answer is outdated; give this run a --run name"
        )
