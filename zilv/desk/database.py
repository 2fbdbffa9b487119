"""One database URL, and what it means to Django and to the gate."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zilv.errors import ZilvError
from zilv.gate.book import Book

SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgres://")
WAIT_S = 5


class Database(NamedTuple):
    """Where the data is: `path` of an SQLite file, or `url` of a PostgreSQL database."""

    url: str
    path: Path | None

    @property
    def shown(self) -> str:
        """For people and logs: without user and password."""
        if self.path is not None:
            return str(self.path)
        scheme, rest = self.url.split("://", 1)
        return f"{scheme}://{rest.rsplit('@', 1)[-1].split('?')[0]}"

    @property
    def option(self) -> str:
        """What to add to a command so that it speaks of this database, as far as that may be shown."""
        return f"--database {SQLITE}{self.path}" if self.path is not None else "--database postgresql://…"


def database(url: str, environ: Mapping[str, str] = os.environ) -> Database:
    """Read a database URL; "" = `zilv.db` in the user's data folder. Raises ZilvError.

    >>> database("sqlite:///calls.db").path
    PosixPath('calls.db')
    >>> database("postgresql://zilv:secret@db.example/zilv").shown
    'postgresql://db.example/zilv'
    """
    if not url:
        return Database("", usual_place(environ))
    if url.startswith(SQLITE) and len(url) > len(SQLITE):
        return Database(url, Path(url[len(SQLITE) :]).expanduser())
    if url.startswith(POSTGRESQL):
        return Database(url, None)
    raise ZilvError(
        "数据库地址应为 sqlite:///路径（绝对路径有四个斜线）或 postgresql://… · "
        "the database is expected as sqlite:///PATH (four slashes before an absolute path) or postgresql://…"
    )


def usual_place(environ: Mapping[str, str]) -> Path:
    """Where data of the user's programs lies."""
    folder = environ.get("XDG_DATA_HOME") or environ.get("LOCALAPPDATA")
    return (Path(folder) if folder else Path("~/.local/share").expanduser()) / "zilv" / "zilv.db"


def for_django(found: Database) -> dict[str, Any]:
    """The entry of Django's DATABASES. Raises ZilvError for a URL that PostgreSQL's library cannot read."""
    if found.path is not None:
        pragmas = "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on"
        options = {"transaction_mode": "IMMEDIATE", "timeout": WAIT_S, "init_command": pragmas}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(found.path), "OPTIONS": options}
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(found.url))
    except ProgrammingError:
        raise ZilvError("无法读懂 PostgreSQL 地址 · the PostgreSQL URL cannot be read") from None
    taken = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    named = {ours: str(parts.pop(theirs, "") or "") for ours, theirs in taken.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "OPTIONS": {"connect_timeout": WAIT_S, **parts},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def book_of(found: Database, reply_s: float | None = None) -> Book:
    """The gate's book in this database. `reply_s`: after so long a server that does not reply is given up, else after
    what the book itself thinks fit.
    """
    if found.path is not None:
        from zilv.gate.sqlite import SqliteBook

        return SqliteBook(found.path)
    from zilv.gate.postgres import PostgresBook

    return PostgresBook(found.url) if reply_s is None else PostgresBook(found.url, reply_s=reply_s)
