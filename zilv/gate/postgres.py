"""The book in PostgreSQL, for several processes and machines: the persons are locked first, then counted."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

import msgspec
import psycopg

from zilv.gate import sql
from zilv.gate.book import Entry, Kept, RegisterRow, Seen, StoreError, Versions, Wanted, Written
from zilv.gate.postgres_journal import SAID, SETTLED, TAKEN, last_taken
from zilv.gate.postgres_read import CLOCK, VERSIONS, seen
from zilv.gate.refusal import Refused
from zilv.gate.steady import STANDS_US, Reading, still_stands

CONNECT_S, STATEMENT_MS, LOCK_MS, REPLY_S = 2, 5_000, 4_000, 6.0
"""After so long the store counts as unreachable; what it does not end itself, `REPLY_S` ends here."""

REGISTERS = 0x7A69_6C76
"""The lock that pages which judge share, and who changes registers or law holds alone."""

_OPTIONS = {
    "statement_timeout": STATEMENT_MS,
    "lock_timeout": LOCK_MS,
    "idle_in_transaction_session_timeout": STANDS_US // 1000,
    "synchronous_commit": "on",
    "timezone": "UTC",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}
"""Histories are always read by index: a plan made while a table was small would go on reading all of it. As there is
but one way to read them, it is planned once, not again for each length of list. A process
that stands still lets go of its locks. What is acknowledged is durable, whatever the server's own settings say.
"""

_BEGIN = "begin isolation level read committed, read {}"
"""Whatever level server, database or role begin with: under any other a page would go on seeing what stood before it
waited for its locks, and the cap would be gone.
"""

_EACH = "; select {}".format(", ".join(f"set_config('{name}', '{value}', true)" for name, value in _OPTIONS.items()))
"""Behind a pooler the same for each transaction: it forgets what was said when the connection began."""


class _Connection(psycopg.Connection[Any]):
    """Waits for a reply no longer than `reply_s`: a server or network that stands still ends nothing by itself.

    `each`: what a transaction says besides `begin`.
    """

    each = ""
    reply_s = REPLY_S

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        return super().wait(gen, interval, self.reply_s if timeout is None else timeout)


class PostgresBook:
    """A book in the database at `url`, which `zilv migrate` has made. Any number of processes and machines may open it.

    One connection a thread. `now`: the instant to go by, instead of the database's own. `reply_s`: after so long
    without a reply a connection is given up.
    """

    def __init__(self, url: str, now: Callable[[], int] | None = None, reply_s: float = REPLY_S) -> None:
        self._url, self._now, self._reply_s = url, now, reply_s
        self._mine = threading.local()
        self._opened: list[psycopg.Connection[Any]] = []

    @contextmanager
    def page(self, write: bool = True) -> Iterator["PostgresPage"]:
        """See `Book.page`."""
        try:
            connection = self._begun(_BEGIN.format("write" if write else "only"))
            whole = False
            try:
                page = PostgresPage(connection, self._now)
                yield page
                still_stands(page.began)
                connection.execute("commit" if write else "rollback")
                whole = True
            except Refused:
                connection.execute("rollback")
                whole = True
                raise
            finally:
                if not whole:
                    self._let_go(connection)
        except psycopg.Error as error:
            raise StoreError(f"{type(error).__name__}: the book cannot be used") from error

    def _begun(self, begin: str) -> psycopg.Connection[Any]:
        """This thread's connection with a transaction begun; a new one where the old turns out to have been cut."""
        made: _Connection | None = getattr(self._mine, "connection", None)
        if made is not None:
            try:
                made.execute(begin + made.each)
                return made
            except psycopg.Error:
                cut = made.broken
                self._let_go(made)
                if not cut:
                    raise
        made = self._connected()
        made.execute(begin + made.each)
        return made

    def _connected(self) -> _Connection:
        made = _Connection.connect(
            self._url,
            autocommit=True,
            connect_timeout=CONNECT_S,
            prepare_threshold=2,
            options=" ".join(f"-c {name}={value}" for name, value in _OPTIONS.items()),
        )
        made.reply_s = self._reply_s
        if made.execute("select pg_backend_pid()").fetchall() != [(made.info.backend_pid,)]:
            # a pooler: each transaction may be served by another backend, which knows no statement of ours
            made.prepare_threshold, made.each = None, _EACH
        self._mine.connection = made
        self._opened.append(made)
        return made

    def _let_go(self, connection: psycopg.Connection[Any]) -> None:
        """End the transaction by ending the connection: whatever state it was in, nothing of it stays."""
        self._mine.connection = None
        self._opened.remove(connection)
        connection.close()

    def settled_after(self, seq: int, limit: int) -> Sequence[Written]:
        """The journal after `seq`, as far as no page still open has said that it may yet put an entry before.

        Raises StoreError on a standby.
        """
        with self.page(write=False) as page:
            # in this order, each a statement of its own that sees what stands when it begins
            [(last, standby)] = page.do(TAKEN)
            if standby:
                raise StoreError(
                    "日志只能从主库读取，此为备库；请改用主库地址 · "
                    "the journal is read from the primary only, this is a standby: give the primary's address"
                )
            [(said,)] = page.do(SAID)
            last = last if said is None else min(last, said)
            return [sql.written(row) for row in page.do(SETTLED, seq=seq, last=last, limit=limit)]

    def number_after(self, number: int) -> int:
        """See `Book.number_after`."""
        with self.page() as page:
            given = [int(page.do(last_taken(table, column))[0][0]) for table, column in sql.NUMBERED]
            for (table, column), last in zip(sql.NUMBERED, given, strict=True):
                if number > last:
                    page.do("select setval(pg_get_serial_sequence(:t, :c), :number)", t=table, c=column, number=number)
        return max(given)

    def close(self) -> None:
        """Close every connection."""
        for connection in self._opened:
            connection.close()
        self._opened.clear()


class PostgresPage:
    """One transaction at READ COMMITTED: each statement sees all that was committed when the locks were given."""

    def __init__(self, connection: psycopg.Connection[Any], now: Callable[[], int] | None) -> None:
        self._connection, self._now = connection, now
        self.began: Reading | None = None

    def _do(self, text: str, given: Any = None) -> psycopg.Cursor[Any]:
        return self._connection.execute(text, given)

    def now(self) -> int:
        """See `Page.now`."""
        return self._now() if self._now else int(self._do(CLOCK).fetchall()[0][0])

    def lock(self, lender: str, persons: Sequence[int], numbers: Sequence[int], idems: Sequence[str] = ()) -> None:
        """See `Page.lock`. Everyone takes registers, then persons, numbers and keys, each in ascending order: no ring.

        Who needs registers alone says so first: two who share them would wait for each other to let go.
        """
        told = (("p", persons), ("n", numbers), ("i", idems))
        keys = [key for kind, named in told for key in sorted(_key(kind, lender, name) for name in named)]
        self._do(_LOCK, (REGISTERS, keys))

    def lock_registers(self) -> None:
        """See `Page.lock_registers`."""
        self._do("select pg_advisory_xact_lock(%s)", (REGISTERS,))

    def claim(self, lender: str, attempt_id: str) -> bool:
        """See `Page.claim`. No row is held for it: who holds the person and changes the row would wait in a ring."""
        return bool(self._do("select pg_try_advisory_xact_lock(%s)", (_key("c", lender, attempt_id),)).fetchall()[0][0])

    def read(self, wanted: Wanted) -> Seen:
        """See `Page.read`."""
        found, read = seen(self._do, wanted, self._now() if self._now else None)
        self.began = self.began or read
        return found

    def versions(self) -> Versions:
        """See `Page.versions`."""
        return Versions(*self._do(VERSIONS).fetchall()[0])

    def kept(self, lender: str, attempt_id: str) -> Kept | None:
        """See `Page.kept`."""
        row = self._do(_KEPT, {"lender": lender, "attempt_id": attempt_id}).fetchone()
        return sql.kept_of(row) if row else None

    def overdue(self, now: int, limit: int) -> Sequence[Kept]:
        """See `Page.overdue`."""
        return [sql.kept_of(row) for row in self._do(_OVERDUE, {"now": now, "limit": limit})]

    def entries_of(self, lender: str, attempt_id: str) -> Sequence[Written]:
        """See `Page.entries_of`."""
        return self.written("where lender = %s and attempt_id = %s order by seq", (lender, attempt_id))

    def written(self, where: str, given: tuple[Any, ...]) -> list[Written]:
        """The entries of the journal that `where` says."""
        return [sql.written(row) for row in self._do(f"{sql.WRITTEN} {where}", given)]

    def put(self, attempts: Sequence[Kept]) -> None:
        """See `Page.put`."""
        for kept in attempts:
            given = dict(zip(sql.ATTEMPT, sql.row_of(kept), strict=True))
            if not self._do(_CHANGE, given).rowcount:
                self._do(_RESERVE, given)

    def write(self, entries: Sequence[Entry], reserved: Sequence[Kept] = ()) -> None:
        """See `Page.write`. One trip to the server: each wakes two processes, which costs more than a small page."""
        self._do(_WRITE, (_rows(sql.ATTEMPT, map(sql.row_of, reserved)), _rows(Entry._fields, entries)))

    def declared(self, lender: str) -> Sequence[str]:
        """See `Page.declared`."""
        return [row[0] for row in self._do(_DECLARED, {"lender": lender})]

    def short_rows(self, lender: str, registers: Sequence[str]) -> Sequence[RegisterRow]:
        """See `Page.short_rows`."""
        found = self._do(_SHORT, {"lender": lender, "registers": list(registers)})
        return [RegisterRow(*row) for row in found]

    def do(self, text: str, **given: Any) -> list[tuple[Any, ...]]:
        """See `Page.do`."""
        done = self._do(sql.percent(text), given)
        return done.fetchall() if done.description else []


def _rows(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> str:
    """Rows as `json_populate_recordset` takes them."""
    return msgspec.json.encode([dict(zip(columns, row, strict=True)) for row in rows]).decode()


def _key(kind: str, lender: str, name: int | str) -> int:
    """The advisory lock of a person, number or key; two that share one merely wait for each other."""
    raw = blake2b(f"{kind}{name}:{lender}".encode(), digest_size=8).digest()
    return int.from_bytes(raw, "big", signed=True)


_KEPT, _OVERDUE, _DECLARED = (sql.percent(text) for text in (sql.KEPT, sql.OVERDUE, sql.DECLARED))
_SHORT = sql.percent(sql.SHORT).format(registers="(select unnest(%(registers)s::text[]))")
_LOCK = """
select count(taken) from (
select pg_advisory_xact_lock_shared(%s)::text as taken union all
select pg_advisory_xact_lock(key)::text from unnest(%s::bigint[]) as key) as each
"""
"""One after the other, in this order."""
_WRITE = f"""
with reserved as ({sql.RESERVE} select {{}} from json_populate_recordset(null::gate_attempt, %s::json))
{sql.WRITE} select {{}} from json_populate_recordset(null::gate_entry, %s::json)
""".format(", ".join(sql.ATTEMPT), ", ".join(Entry._fields))
_CHANGE = """
update gate_attempt set at = %(at)s, shape = %(shape)s, state = %(state)s, due = %(due)s,
seconds = %(seconds)s, recording = %(recording)s where attempt_id = %(attempt_id)s and lender = %(lender)s
"""
_RESERVE = f"{sql.RESERVE} values ({', '.join(f'%({name})s' for name in sql.ATTEMPT)})"
"""Change, else add: a table divided by lender has no key of `attempt_id` alone that a conflict could be told by."""
