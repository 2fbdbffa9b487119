"""`zilv migrate`: make the tables of a database, or bring them up to date."""

from typing import Annotated

import typer

from zilv.cli.language import LanguageOption, chosen

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="sqlite:///路径 或 postgresql://…；默认 ZILV_DATABASE，再默认用户数据目录下的 zilv/zilv.db · "
        "Default: ZILV_DATABASE, else zilv/zilv.db in the user's data folder (~/.local/share)",
    ),
]


def migrate_command(
    database: DatabaseOption = None,
    to: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--to", metavar="APP STEP", help="前进或退回到某一步 · Forward or back to one step, e.g. gate 0001"
        ),
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """建立数据库的表，或更新到本版本。先备份再更新。

    Make the tables of a database, or bring them up to this version. Back up first.

    \b
    例 Examples:
      zilv migrate
      zilv migrate --database sqlite:////var/lib/zilv/zilv.db
      ZILV_DATABASE_FILE=/run/secrets/database zilv migrate
      zilv migrate --to gate 0001
    """
    from zilv.desk.database import database as read
    from zilv.desk.setup import set_up_django
    from zilv.settings import settings

    given = settings(database=database)
    found = read(given.database)
    set_up_django(given)
    from zilv.desk import installation, schema

    with schema.reachable(found):
        before = schema.applied() if found.path is None or found.path.exists() else set()
        schema.migrate(found, to)
        after = schema.applied()
        if not schema.missing():
            installation.bind()
    changed = [*(f"+ {step}" for step in sorted(after - before)), *(f"- {step}" for step in sorted(before - after))]
    zh = f"{found.shown}：" + ("已更新" if changed else "已是最新")
    en = f"{found.shown}: " + ("migrated" if changed else "nothing to do")
    typer.echo("\n".join([*changed, zh if chosen(lang) == "zh" else en]))
