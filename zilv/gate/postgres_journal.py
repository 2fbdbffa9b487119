"""Whoever follows the journal in PostgreSQL misses nothing, though its numbers are taken before they are committed.

Whatever writes an entry first reads which number was taken last, `v`, and takes a lock that spells `v`, shared with
whoever has read the same; only then it takes numbers, all of them greater than `v`, since numbers only ever ascend. A
trigger of the table does so (migration 0003), so nobody who writes can leave it out. PostgreSQL lets go of a page's
locks after what it wrote can be seen, or never will be.

Whoever follows reads three things, one after the other, each as it stands at that moment: the number taken last, `m`;
the locks; the entries. A number up to `m` was taken before `m` was read, by a page whose lock was there before that.
Either the lock is still there when the locks are read: then the number is greater than the least that is spelled. Or
it is gone: then the page was over before the entries are read, and they hold what it wrote. So up to `m`, and up to the
least number that is spelled, nothing comes in between any more.

Nobody waits for anybody. A page holds followers back from its first entry to its commit, no longer; what else goes on
in the same server, whatever its transactions' numbers, holds back nobody. A standby shows entries, but no locks of the
primary: nobody follows there.
"""

from zilv.gate import sql

_SPELLED = 0x7A40_0000
"""From here on the first half of such a lock, as migration 0003 has it; no other lock of ours has two halves. Numbers
up to 2**53 can be spelled, which is as far as JSON's readers count.
"""
_HALF = 31
_BELOW = 2**53 >> _HALF


def last_taken(table: str, column: str) -> str:
    """A statement for the number taken last, whether or not what took it is committed; for the tables' owner.

    A sequence that was set, and not used since, tells nothing.
    """
    sequence = f"pg_get_serial_sequence('{table}', '{column}')::regclass"
    return f"select coalesce(pg_sequence_last_value({sequence}), (select max({column}) from {table}), 0) as taken"


TAKEN = "select gate_entry_taken(), pg_is_in_recovery()"
"""As `last_taken` of the journal, with the owner's rights; and whether this is a standby."""

SAID = f"""
select min((classid::bigint - {_SPELLED} << {_HALF}) + objid::bigint) from pg_locks
where locktype = 'advisory' and objsubid = 2 and classid::bigint between {_SPELLED} and {_SPELLED + _BELOW - 1}
and database = (select oid from pg_database where datname = current_database())
"""
"""The least that is spelled; null: nobody is writing."""

SETTLED = f"{sql.WRITTEN} where seq > :seq and seq <= :last order by seq limit :limit"
