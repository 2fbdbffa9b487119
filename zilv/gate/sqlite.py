"""The book in one SQLite file: WAL, synchronous=FULL, one writer at a time."""

import fcntl
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zilv.clock import now_us
from zilv.gate import sql
from zilv.gate.book import Entry, Kept, Past, RegisterRow, Seen, StoreError, Versions, Wanted, Written, since
from zilv.gate.steady import Reading, reading, still_stands

WAIT_S = 5.0
"""So long a page waits for the writer before it gives up."""


class SqliteBook:
    """A book in the file at `path`, which `zilv migrate` has made. Any number of processes may open it."""

    def __init__(self, path: Path, now: Callable[[], int] = now_us) -> None:
        self._path, self._now = path, now
        self._turn = path.with_name(path.name + ".turn")
        self._mine = threading.local()
        self._opened: list[sqlite3.Connection] = []

    @contextmanager
    def page(self, write: bool = True) -> Iterator["SqlitePage"]:
        """See `Book.page`."""
        try:
            connection = self._connection()
            with self._in_turn(write):
                connection.execute("begin immediate" if write else "begin")
                try:
                    page = SqlitePage(connection, self._now)
                    yield page
                    still_stands(page.began)
                    connection.execute("commit" if write else "rollback")
                finally:
                    if connection.in_transaction:
                        connection.execute("rollback")
        except (sqlite3.Error, OSError) as error:
            self._let_go()
            raise StoreError(f"{type(error).__name__}: the book cannot be used: {_told(error)}") from error

    @contextmanager
    def _in_turn(self, write: bool) -> Iterator[None]:
        """Writers wait here one behind the other; SQLite's own waiting sleeps and lets others pass."""
        if not write:
            yield
            return
        with self._turn.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _connection(self) -> sqlite3.Connection:
        made: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if made is None:
            if not self._path.exists():
                raise StoreError("the book's file is not there; make it with: zilv migrate")
            made = sqlite3.connect(self._path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
            made.execute("pragma journal_mode=wal")
            made.execute("pragma synchronous=full")
            self._mine.connection = made
            self._opened.append(made)
        return made

    def _let_go(self) -> None:
        """Whatever state this thread's connection is in, the next page has a new one."""
        made: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if made is not None:
            self._mine.connection = None
            self._opened.remove(made)
            made.close()

    def settled_after(self, seq: int, limit: int) -> Sequence[Written]:
        """The journal after `seq`, oldest first; one writer at a time, so nothing overtakes."""
        with self.page(write=False) as page:
            return page.written(f"where seq > ? order by seq limit {int(limit)}", (seq,))

    def number_after(self, number: int) -> int:
        """See `Book.number_after`."""
        with self.page() as page:
            given = dict(page.do("select name, seq from sqlite_sequence"))
            for table, _ in sql.NUMBERED:
                if number > given.get(table, 0):
                    page.do("delete from sqlite_sequence where name = :table", table=table)
                    page.do(
                        "insert into sqlite_sequence (name, seq) values (:table, :number)", table=table, number=number
                    )
        return max(int(given.get(table, 0)) for table, _ in sql.NUMBERED)

    def close(self) -> None:
        """Close every connection."""
        for connection in self._opened:
            connection.close()
        self._opened.clear()


def _told(error: Exception) -> str:
    return error.strerror or "" if isinstance(error, OSError) else str(error)


class SqlitePage:
    """One transaction; SQLite locks the whole book for it, so `lock` has nothing to add."""

    def __init__(self, connection: sqlite3.Connection, now: Callable[[], int]) -> None:
        self.now = now
        self.began: Reading | None = None
        self._do = connection.execute
        self._many = connection.executemany

    def lock(self, lender: str, persons: Sequence[int], numbers: Sequence[int], idems: Sequence[str] = ()) -> None:
        """See `Page.lock`."""

    def lock_registers(self) -> None:
        """See `Page.lock_registers`."""

    def claim(self, lender: str, attempt_id: str) -> bool:
        """See `Page.claim`."""
        return True

    def read(self, wanted: Wanted) -> Seen:
        """See `Page.read`."""
        now, steady = read = reading(self.now)
        self.began = self.began or read
        lists = {"persons": json.dumps(list(wanted.persons)), "numbers": json.dumps(list(wanted.numbers))}
        given = {"lender": wanted.lender, "since": since(wanted, now), **lists}
        past = {row[0]: Past(*row) for row in self._do(_PAST, given)}
        rows = {row[0]: RegisterRow(*row) for row in self._do(_ROWS, given)} if wanted.registers else {}
        known: dict[str | None, Written] = {}
        if wanted.idems:
            idems = {"lender": wanted.lender, "idems": json.dumps(list(wanted.idems))}
            found = self._do(_KNOWN, idems)
            known = {line.entry.idem: line for line in map(sql.written, found)}
        versions = self.versions()
        return Seen(now, steady, self._latest(), versions, list(past.values()), list(rows.values()), known)

    def _latest(self) -> int:
        row = self._do(sql.LATEST).fetchone()
        return row[0] if row else 0

    def versions(self) -> Versions:
        """See `Page.versions`."""
        return Versions(*(self._do(sql.VERSION, {"kind": kind}).fetchone()[0] or 0 for kind in Versions._fields))

    def kept(self, lender: str, attempt_id: str) -> Kept | None:
        """See `Page.kept`."""
        row = self._do(sql.KEPT, {"lender": lender, "attempt_id": attempt_id}).fetchone()
        return sql.kept_of(row) if row else None

    def overdue(self, now: int, limit: int) -> Sequence[Kept]:
        """See `Page.overdue`."""
        return [sql.kept_of(row) for row in self._do(sql.OVERDUE, {"now": now, "limit": limit})]

    def entries_of(self, lender: str, attempt_id: str) -> Sequence[Written]:
        """See `Page.entries_of`."""
        return self.written("where lender = ? and attempt_id = ? order by seq", (lender, attempt_id))

    def written(self, where: str, given: tuple[Any, ...]) -> list[Written]:
        """The entries of the journal that `where` says."""
        return [sql.written(row) for row in self._do(f"{sql.WRITTEN} {where}", given)]

    def put(self, attempts: Sequence[Kept]) -> None:
        """See `Page.put`."""
        self._many(f"{sql.RESERVE} {_marks(sql.ATTEMPT)} {sql.OR_CHANGE}", map(sql.row_of, attempts))

    def write(self, entries: Sequence[Entry], reserved: Sequence[Kept] = ()) -> None:
        """See `Page.write`."""
        self._many(f"{sql.RESERVE} {_marks(sql.ATTEMPT)}", map(sql.row_of, reserved))
        self._many(f"{sql.WRITE} {_marks(Entry._fields)}", entries)

    def declared(self, lender: str) -> Sequence[str]:
        """See `Page.declared`."""
        return [row[0] for row in self._do(sql.DECLARED, {"lender": lender})]

    def short_rows(self, lender: str, registers: Sequence[str]) -> Sequence[RegisterRow]:
        """See `Page.short_rows`."""
        given = {"lender": lender, "registers": json.dumps(list(registers))}
        found = self._do(sql.SHORT.format(registers="(select value from json_each(:registers))"), given)
        return [RegisterRow(*row) for row in found]

    def do(self, text: str, **given: Any) -> list[tuple[Any, ...]]:
        """A statement of `sql.py`, for what is seldom asked; `:name` stands for a value."""
        return list(self._do(text, given))


_PAST, _ROWS, _KNOWN = sql.by_key(
    "select {columns} from json_each(:{keys}) as k cross join {table} where {column} = k.value and {where}"
)


def _marks(columns: Sequence[str]) -> str:
    return f"values ({','.join('?' * len(columns))})"
