"""On PostgreSQL each journal entry keeps its transaction: a reader can tell what may still be overtaken."""

from typing import Any

from django.db import migrations


def _keep_transaction(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("alter table gate_entry add column tx xid8 not null default pg_current_xact_id()")


def _forget_transaction(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("alter table gate_entry drop column tx")


class Migration(migrations.Migration):
    """SQLite has one writer at a time, so its entries are in order as they stand."""

    dependencies = (("gate", "0001_initial"),)
    operations = (migrations.RunPython(_keep_transaction, _forget_transaction),)
