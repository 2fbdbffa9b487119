"""The tables of a database: what it lacks, and how it gets there or back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import CommandError, call_command
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from zilv.desk.database import Database
from zilv.errors import ZilvError

_ALONE = 0x7A69_6C77


@contextmanager
def reachable(found: Database) -> Iterator[None]:
    """Turn what the database says into what a person can act on."""
    try:
        yield
    except Error as error:
        told = str(error).strip().splitlines()
        why = f": {told[-1].strip()}" if told and type(error).__name__ == "OperationalError" else ""
        raise ZilvError(
            f"{found.shown}: 数据库不可用 · the database cannot be used ({type(error).__name__}{why})"
        ) from None


def missing() -> list[str]:
    """The migrations that this database lacks, in their order. Raises django.db.Error."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _ in plan]


def applied() -> set[str]:
    """The migrations that this database has."""
    return {f"{app} {name}" for app, name in MigrationExecutor(connection).loader.applied_migrations}


def migrate(found: Database, to: tuple[str, str] | None = None) -> None:
    """Bring the tables up to date, or those of one application to one step. Raises ZilvError, django.db.Error."""
    if found.path is not None:
        _make(found)
    with _alone():
        try:
            call_command("migrate", *(to or ()), verbosity=0, interactive=False)
        except CommandError as error:
            raise ZilvError(f"--to: {error}") from None


def _make(found: Database) -> None:
    """An empty file that only its user can read."""
    assert found.path is not None
    if found.path.exists():
        return
    if not found.url:
        found.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not found.path.parent.is_dir():
        raise ZilvError(
            f"{found.path.parent}: 没有此目录；绝对路径写作 sqlite:////… · "
            "there is no such folder; an absolute path is written sqlite:////…"
        )
    os.close(os.open(found.path, os.O_WRONLY | os.O_CREAT, 0o600))


@contextmanager
def _alone() -> Iterator[None]:
    """Servers that start together do not migrate together."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [_ALONE])
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [_ALONE])
