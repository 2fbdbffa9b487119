"""`zilv key`: what lets a dialler, an agency or a named person speak to the gate."""

import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zilv.cli.language import JsonOption, LanguageOption, chosen
from zilv.cli.migrate import DatabaseOption

if TYPE_CHECKING:
    from zilv.desk.database import Database
    from zilv.desk.keys.credential import Credential, Seal
    from zilv.desk.keys.models import Key

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="密钥编号 · The key's id")]


def create_command(  # noqa: PLR0913
    lender: Annotated[str, typer.Option("--lender", help="放款机构 · The lender it speaks for")],
    scope: Annotated[
        list[str],
        typer.Option(
            "--scope", help="ask report registers ledger rule override read_events guard；可多次 · Repeatable"
        ),
    ],
    agency: Annotated[str, typer.Option("--agency", help="受托机构 · The agency it belongs to")] = "",
    holder: Annotated[str, typer.Option("--holder", help="所属人员的账号 · Account of the person")] = "",
    display_name: Annotated[
        str, typer.Option("--display-name", help="该人员姓名；尚无账号时建立 · Their name; makes the account")
    ] = "",
    label: Annotated[str, typer.Option("--label", help="备注 · A note")] = "",
    expires: Annotated[
        datetime | None, typer.Option("--expires", formats=["%Y-%m-%d"], help="到期日 · Last day")
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """新建密钥；密文只显示这一次。受托机构的密钥不能裁决、越权或改登记簿；裁决与越权须属于具名人员。

    Make a key; its secrets are shown this once. An agency's key can neither rule nor override nor change registers;
    ruling and overriding belong to a named person. `--expires`: good through that day, Asia/Shanghai.

    \b
    例 Examples:
      zilv key create --lender 示例消金 --scope ask --scope report
      zilv key create --lender 示例消金 --agency 示例催收 --scope ask --scope report --expires 2027-12-31
      zilv key create --lender 示例消金 --scope rule --holder li.na --display-name 李娜
    """
    found, seal = _opened(database)
    from zilv.desk import schema
    from zilv.desk.keys.issue import Wanted, create, enrol

    wanted = Wanted(lender, agency, tuple(scope), holder, label, _end_of(expires))
    with schema.reachable(found):
        if holder and display_name:
            enrol(holder, display_name)
        made = create(wanted, seal)
    _show(made, as_json, chosen(lang))


def list_command(
    lender: Annotated[str | None, typer.Option("--lender", help="只列此放款机构 · Of this lender only")] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出密钥：编号、机构、权限、所属人员、状态；不含密文。

    List keys: id, institution, scopes, holder, state; no secrets.

    \b
    例 Examples:
      zilv key list
      zilv key list --lender 示例消金 --json
    """
    found, _ = _opened(database)
    from zilv.desk import schema
    from zilv.desk.keys.models import Key

    with schema.reachable(found):
        keys = Key.objects.select_related("holder").order_by("created")
        rows = [_plain(key) for key in (keys if lender is None else keys.filter(lender=lender))]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(
            "  ".join(str(row[name]) for name in ("id", "state", "lender", "agency", "scopes", "holder", "label"))
        )
    if not rows:
        typer.echo("还没有密钥：zilv key create --help · no key yet: zilv key create --help")


def revoke_command(key_id: IdArgument, database: DatabaseOption = None) -> None:
    """撤销密钥；各进程一秒内生效，不可恢复。

    Revoke a key: binding on every process within a second, for good.

    \b
    例 Examples:
      zilv key revoke k7m2p9qx4rta
    """
    found, _ = _opened(database)
    from zilv.desk import schema
    from zilv.desk.keys.issue import revoke

    with schema.reachable(found):
        revoke(key_id)
    typer.echo(f"{key_id}: 已撤销 · revoked")


def rotate_command(
    key_id: IdArgument,
    overlap: Annotated[
        str, typer.Option("--overlap", help="旧密文继续有效多久 · How long the old secret holds")
    ] = "24h",
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """更换密文：新的立即有效，旧的在重叠期内仍有效。疑已泄露时用 --overlap 0s。

    New secrets for a key, good at once; the old ones hold through the overlap. Where they may have leaked: 0s.

    \b
    例 Examples:
      zilv key rotate k7m2p9qx4rta
      zilv key rotate k7m2p9qx4rta --overlap 0s
    """
    kept = _duration(overlap)
    found, seal = _opened(database)
    from zilv.desk import schema
    from zilv.desk.keys.issue import rotate

    with schema.reachable(found):
        made = rotate(key_id, kept, seal)
    _show(made, as_json, chosen(lang))


def _opened(database: str | None) -> tuple["Database", "Seal"]:
    """The database, which must have its tables. Raises ZilvError."""
    import os

    from zilv.cli.opened import opened
    from zilv.desk.secret import secret

    found = opened(database, bind=False)
    from zilv.desk.keys.credential import Seal

    return found, Seal(secret(os.environ))


def _show(made: "Credential", as_json: bool, lang: str) -> None:
    if as_json:
        typer.echo(json.dumps({"id": made.key_id, "bearer": made.bearer, "signing_secret": made.signing}, indent=2))
        return
    zh = ("编号", "密钥（放入 Authorization: Bearer）", "签名密钥（签名请求时用）", "密文不再显示，请现在保存")
    en = ("id", "key (Authorization: Bearer)", "signing secret (for signed requests)", "shown this once: keep them now")
    said = zh if lang == "zh" else en
    typer.echo(f"{said[0]}: {made.key_id}\n{said[1]}: {made.bearer}\n{said[2]}: {made.signing}")
    typer.echo(said[3], err=True)


def _plain(key: "Key") -> dict[str, Any]:
    from zilv.clock import now

    gone = key.expires is not None and key.expires <= now()
    told = {name: _iso(getattr(key, name)) for name in ("created", "expires", "rotated", "revoked", "old_until")}
    return {
        "id": key.id,
        "state": "revoked" if key.revoked else "expired" if gone else "valid",
        "lender": key.lender,
        "agency": key.agency,
        "scopes": key.scopes,
        "holder": key.holder.username if key.holder else "",
        "label": key.label,
        **told,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _end_of(day: datetime | None) -> datetime | None:
    from zoneinfo import ZoneInfo

    return (day + timedelta(days=1)).replace(tzinfo=ZoneInfo("Asia/Shanghai")) if day else None


def _duration(text: str) -> timedelta:
    from zilv.errors import ZilvError

    found = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if found is None:
        raise ZilvError("--overlap 形如 0s、30m、24h、7d · --overlap is expected like 0s, 30m, 24h, 7d")
    unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: int(found[1])})
