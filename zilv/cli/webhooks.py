"""`zilv webhooks`: where a lender's events are sent, how far each receiver is, and the process that sends them."""

import asyncio
import json
import os
import signal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.migrate import DatabaseOption

if TYPE_CHECKING:
    from zilv.desk.database import Database

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="推送地址编号 · The endpoint's id, wh_…")]


def add_command(  # noqa: PLR0913
    lender: Annotated[str, typer.Option("--lender", help="放款机构 · Whose events")],
    url: Annotated[str, typer.Option("--url", help="接收地址 https://… · Where to")],
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="允许内网与本机地址 · Also to addresses of a private network")
    ] = False,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="自首个事件起，默认自此刻起 · All events, not only those from now on")
    ] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """新增事件推送地址；签名密文只显示这一次。事件只含代号，不含原始号码与姓名。

    Send a lender's events somewhere, signed as Standard Webhooks has it; the secret is shown this once. Events hold
    tokens, no raw identifier and no free text.

    \b
    例 Examples:
      zilv webhooks add --lender 示例消金 --url https://hooks.example/zilv
      zilv webhooks add --lender 示例消金 --url http://127.0.0.1:9000/zilv --allow-private
    """
    found = _opened(database)
    from zilv.clock import now_us
    from zilv.gate.webhooks.endpoints import Wanted, add

    made = add(Wanted(lender, url, allow_private, 0 if from_start else _latest(found)), _seal(), now_us())
    if as_json:
        typer.echo(json.dumps({"id": made.endpoint_id, "secret": made.secret}, indent=2))
        return
    words = ("编号", "签名密文", "不再显示，请现在保存")
    if chosen(lang) == "en":
        words = ("id", "signing secret", "shown this once: keep it now")
    typer.echo(f"{words[0]}: {made.endpoint_id}\n{words[1]}: {made.secret}")
    typer.echo(words[2], err=True)


def list_command(
    lender: Annotated[str | None, typer.Option("--lender", help="只列此放款机构 · Of this lender only")] = None,
    parked: Annotated[bool, typer.Option("--parked", help="列出搁置的事件 · Show the events that are parked")] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出推送地址：进度、最近一次失败的原因、搁置了几个事件。

    List endpoints: how far each is, why its last try failed, how many events are parked.

    \b
    例 Examples:
      zilv webhooks list
      zilv webhooks list --lender 示例消金 --parked --json
    """
    found = _opened(database)
    rows = _rows(found, lender, parked)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(
            f"{row['id']}  {row['lender']}  {row['url']}\n"
            f"  已送至 · sent up to {row['cursor']} / {row['latest']}; 搁置 · parked {row['parked']}; "
            f"{row['error'] or '正常 · ok'}"
        )
        for event in row.get("events", ()):
            typer.echo(f"    {event['seq']}  {event['at']}  {event['tries']}×  {event['error']}")
    if not rows:
        typer.echo("还没有推送地址：zilv webhooks add --help · none yet: zilv webhooks add --help")


def remove_command(endpoint_id: IdArgument, database: DatabaseOption = None) -> None:
    """停止推送，立即生效。

    Send nothing there any more.

    \b
    例 Examples:
      zilv webhooks remove wh_0123456789abcdef
    """
    _opened(database)
    from zilv.clock import now_us
    from zilv.gate.webhooks.endpoints import remove

    remove(endpoint_id, now_us())
    typer.echo(f"{endpoint_id}: 已移除 · removed")


def retry_command(endpoint_id: IdArgument, database: DatabaseOption = None) -> None:
    """把搁置的事件再送一次（编号不变，接收方可据以去重）。

    Let parked events be sent once more, under the same ids, by which a receiver knows what it has.

    \b
    例 Examples:
      zilv webhooks retry wh_0123456789abcdef
    """
    _opened(database)
    from zilv.gate.webhooks.endpoints import retry

    typer.echo(f"{endpoint_id}: {retry(endpoint_id)} 个事件待重送 · events to be sent again")


def deliver_command(
    once: Annotated[bool, typer.Option("--once", help="送完现有的即退出 · Send what is due now, then end")] = False,
    database: DatabaseOption = None,
) -> None:
    """推送事件，直到被终止（zilv serve 已自行推送，除非 ZILV_DELIVER=no）。失败按 5 秒至 1 小时递增重试，十次后搁置。

    Send events until told to end; a server does so by itself unless ZILV_DELIVER=no. Several may run at a time. What is
    not taken is tried again after 5 seconds up to an hour, and parked after ten tries.

    \b
    例 Examples:
      zilv webhooks deliver
      zilv webhooks deliver --once --database postgresql://zilv@db.example/zilv
    """
    found = _opened(database)
    taken = asyncio.run(_delivered(found, once))
    if once:
        typer.echo(f"{taken} 个事件已送达 · events taken")


async def _delivered(found: "Database", once: bool) -> int:
    from zilv.desk.delivery import courier as of

    courier = of(found)
    try:
        if once:
            return await courier.once()
        running = asyncio.ensure_future(courier.run())
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, running.cancel)
        await asyncio.gather(running, return_exceptions=True)
        return 0
    finally:
        await courier.close()


def _opened(database: str | None) -> "Database":
    from zilv.cli.opened import opened

    return opened(database)


def _seal() -> Any:
    from zilv.desk.keys.credential import Seal
    from zilv.desk.secret import secret

    return Seal(secret(os.environ))


def _latest(found: "Database") -> int:
    """The journal's last number."""
    from zilv.desk.database import book_of

    book = book_of(found)
    try:
        with book.page(write=False) as page:
            return int(page.do("select coalesce(max(seq), 0) from gate_entry")[0][0])
    finally:
        book.close()


def _rows(found: "Database", lender: str | None, with_parked: bool) -> list[dict[str, Any]]:
    from zilv.gate.matter import iso
    from zilv.gate.webhooks.endpoints import listed, parked

    latest = _latest(found)
    rows = []
    for endpoint in listed(lender):
        names = ("id", "lender", "url", "private", "cursor", "tries", "error")
        row: dict[str, Any] = {name: getattr(endpoint, name) for name in names}
        row |= {"latest": latest, "parked": getattr(endpoint, "waiting", 0)}
        if with_parked:
            events = parked(endpoint.id)
            row["events"] = [{"seq": e.seq, "at": iso(e.at), "tries": e.tries, "error": e.error} for e in events]
        rows.append(row)
    return rows
