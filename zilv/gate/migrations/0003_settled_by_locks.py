"""What may still be overtaken is told by locks (`postgres_journal.py`), no longer by each entry's transaction.

The database itself takes the lock, whoever writes: a process of the version before, too, and a person with psql.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

_settled = import_module("zilv.gate.migrations.0002_settled")

SCHEMA = "select relnamespace::regnamespace::text from pg_class where oid = 'gate_entry'::regclass"
SAYS = """
create function {schema}.gate_entry_taken() returns bigint language plpgsql
security definer set search_path = {schema}, pg_temp as $$ begin
return (select coalesce(pg_sequence_last_value(pg_get_serial_sequence('gate_entry', 'seq')::regclass),
    (select max(seq) from gate_entry), 0));
end $$;
grant execute on function {schema}.gate_entry_taken() to public;
create function {schema}.gate_entry_says() returns trigger language plpgsql
security definer set search_path = {schema}, pg_temp as $$ begin
perform pg_advisory_xact_lock_shared(2051014656 + (taken >> 31)::int, (taken & 2147483647)::int)
    from gate_entry_taken() as taken;
return null;
end $$;
create trigger gate_entry_says before insert on {schema}.gate_entry
for each statement execute function {schema}.gate_entry_says()
"""
"""Both act with the owner's rights: who may write to the table need not have any on its sequence. A trigger of the
statement comes before the first row is made, and so before a row is given its number.
"""
SAYS_NO_MORE = """
drop trigger if exists gate_entry_says on gate_entry;
drop function gate_entry_says();
drop function gate_entry_taken()
"""


def _say(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute(SCHEMA)
            [(schema,)] = cursor.fetchall()
        editor.execute(SAYS.format(schema=schema))


def _say_no_more(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(SAYS_NO_MORE)


class Migration(migrations.Migration):
    """The step before, undone."""

    dependencies = (("gate", "0002_settled"),)
    operations = (
        migrations.RunPython(_settled._forget_transaction, _settled._keep_transaction),
        migrations.RunPython(_say, _say_no_more),
    )
