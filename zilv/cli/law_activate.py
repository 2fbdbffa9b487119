"""`zilv law activate`: which law binds a lender, from a stated instant on, on every process of the gate."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zilv.cli.language import LanguageOption, chosen
from zilv.cli.lender import check_lender
from zilv.cli.migrate import DatabaseOption

if TYPE_CHECKING:
    from datetime import datetime


KEY_ID = "cli"
"""In the journal, in place of a key: whoever runs the installation chose it on this machine."""


def activate_command(
    choice: Annotated[
        str, typer.Argument(metavar="CHOICE", help="适用法规，如 cn,house.yaml · Packs and house files, as for --law")
    ],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="INSTANT", help="自何时起（带时区），默认立即 · From when on; default: now"),
    ] = None,
    lender: Annotated[str, typer.Option("--lender", help="只对此放款机构 · For this lender alone")] = "",
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """自某一时刻起适用所选法规；各进程同时生效。其文本存入数据库：此后改动文件或升级，均以所存文本为准，直至另选。

    Let a choice of law bind from an instant on, on every process at once. Its text as it stands here is kept in the
    database, and binds whatever becomes of the files, in an upgrade as well, until another is chosen. Without
    --lender it binds every lender that chose none. A choice for a later instant still binds from then on; it is
    withdrawn by another for the same instant.

    \b
    例 Examples:
      zilv law activate cn,house/three-answered-calls
      zilv law activate cn,house.yaml --at 2026-04-01T00:00:00+08:00 --lender 示例消金
    """
    from contextlib import closing

    from zilv.attempts.rows import microseconds
    from zilv.cli.opened import opened
    from zilv.desk.database import book_of
    from zilv.gate.laws import Laws, activate
    from zilv.gate.matter import iso

    since = None if at is None else microseconds(_instant(at))
    with closing(book_of(opened(database))) as book:
        check_lender(book, lender, lang)
        with book.page() as page:
            made = activate(page, lender, placed(choice), since, KEY_ID)
            laws = Laws("cn")
            laws.refresh(page.versions().law, page)
        later = [(one.choice, iso(one.since)) for one in laws.to_come(lender, made.since)]
    zh = f"{made.choice}（摘要 {made.digest[:12]}）自 {iso(made.since)} 起适用于{lender or '未另选者'}"
    en = f"{made.choice} (digest {made.digest[:12]}) binds {lender or 'whoever chose none'} from {iso(made.since)} on"
    said = chosen(lang)
    typer.echo("\n".join([zh if said == "zh" else en, *(_still_to_come(said, *one) for one in later)]))


def _still_to_come(said: str, choice: str, since: str) -> str:
    if said == "zh":
        return f"此前已选定 {choice} 自 {since} 起适用，届时仍将适用；如要撤回：zilv law activate … --at {since}"
    return (
        f"{choice} was chosen before for {since}, and binds from then on; to withdraw it, choose another law for the "
        f"same instant: zilv law activate … --at {since}"
    )


def placed(choice: str) -> str:
    """The choice with house files named by their whole path: a server may run in another folder."""
    from zilv.rules.library import law_folder

    root = law_folder()
    parts = [part.strip() for part in choice.split(",")]
    return ",".join(
        str(Path(part).resolve()) if Path(part).exists() and not _shipped(root, part) else part for part in parts
    )


def _shipped(root: Path, part: str) -> bool:
    return any(
        (root / name).is_file() for name in (f"{part}/pack.yaml", f"{part}.yaml", f"{part.replace('.', '/')}.yaml")
    )


def _instant(text: str) -> "datetime":
    from zilv.attempts.parse import FieldError, moment
    from zilv.errors import ZilvError

    try:
        return moment(text, "--at")
    except FieldError as error:
        raise ZilvError(str(error)) from None
