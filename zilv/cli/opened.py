"""The database a command works on: it is there, has its tables, and belongs to this installation's token key."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zilv.desk.database import Database


def opened(given: str | None, bind: bool = True) -> "Database":
    """The database of `--database`, with Django ready to work on it. Raises ZilvError.

    `bind`: whether the command makes or reads tokens, and so needs the token key the database was begun with.
    """
    from zilv.desk.database import database
    from zilv.desk.setup import set_up_django
    from zilv.errors import ZilvError
    from zilv.settings import settings

    chosen = settings(database=given)
    found = database(chosen.database)
    set_up_django(chosen)
    from django.db import connection

    from zilv.desk import installation, schema

    with schema.reachable(found):
        if (found.path is not None and not found.path.exists()) or schema.missing():
            raise ZilvError(
                f"{found.shown}: 数据库尚未更新；请先运行：zilv migrate {found.option} · "
                f"the database has not been migrated; run: zilv migrate {found.option}"
            )
        if bind:
            installation.bind()
        connection.close()
    return found
