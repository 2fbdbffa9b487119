"""A book of one process alone, built anew from the entries of a journal; nothing of it stays, and no live book is near.

An entry is done again as it was recorded, whatever a replay finds: what comes after was decided on what was recorded.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from zilv.attempts.rows import microseconds
from zilv.gate import laws, registers, sql
from zilv.gate.actor import Actor
from zilv.gate.book import CANCELLED, OVERDUE, RESERVED, Entry, Kept, Page, Past, StoreError, Written
from zilv.gate.matter import AskBody, Matter, ToldBody, matter_of, past_of
from zilv.gate.report import kept_after, rule_of, said_in
from zilv.gate.sqlite import SqlitePage

_ask = msgspec.json.Decoder(AskBody)
_told = msgspec.json.Decoder(ToldBody)


class Shadow:
    """One transaction on a book that was empty, and whose clock stands where it is told to."""

    def __init__(self, page: Page, clock: list[int]) -> None:
        self.page, self._clock = page, clock

    def stand_at(self, at: int) -> None:
        """Let the book's clock stand at this instant."""
        self._clock[0] = at

    def do(self, line: Written) -> None:
        """Do an entry again. Raises Refused, msgspec.MsgspecError or ValueError for one that does not fit."""
        try:
            ACTS[line.entry.kind](self.page, line)
            self.page.do(_WRITE, seq=line.seq, **line.entry._asdict())
        except sqlite3.IntegrityError:
            raise ValueError("stands already") from None

    def matter(self, entry: Entry) -> Matter:
        """The attempt of an entry as it stands. Raises Refused."""
        return _matter(self.page, entry)


@contextmanager
def shadow(folder: Path) -> Iterator[Shadow]:
    """An empty book, gone with its folder. Raises StoreError, e.g. where the disk is full."""
    clock = [0]
    try:
        with closing(sqlite3.connect(folder / "shadow.db", isolation_level=None)) as connection:
            connection.executescript(f"pragma journal_mode=off; pragma synchronous=off; {TABLES}")
            connection.execute("begin")
            yield Shadow(SqlitePage(connection, lambda: clock[0]), clock)
    except sqlite3.Error as error:
        raise StoreError(f"{type(error).__name__}: {folder}: the journal cannot be laid out there") from None


def ask_of(entry: Entry) -> AskBody:
    """The body of an ask. Raises msgspec.MsgspecError."""
    return _ask.decode(entry.body)


def told_of(entry: Entry) -> ToldBody:
    """The body of an outcome, a cancellation or a ruling. Raises msgspec.MsgspecError."""
    return _told.decode(entry.body)


def _matter(page: Page, entry: Entry) -> Matter:
    return matter_of(page, entry.attempt_id, Actor("", entry.lender, "", frozenset()))


def _asked(page: Page, line: Written) -> None:
    body = ask_of(line.entry)
    if body.answer.decision == "permit":
        past = past_of(body.ask, line.entry.attempt_id, line.entry.at)
        page.put([_reserved(past, body.answer.due, body.key_id)])


def _ruled(page: Page, line: Written) -> None:
    receipt = told_of(line.entry).receipt
    if receipt.status == "reserved" and receipt.answer is not None:
        past = _matter(page, line.entry).past._replace(at=us(receipt.at))
        page.put([_reserved(past, receipt.answer.due, told_of(line.entry).key_id)])


def _reserved(past: Past, due: str | None, key_id: str) -> Kept:
    return Kept(past, RESERVED, us(due) if due else past.at, None, None, key_id)


def _reported(page: Page, line: Written) -> None:
    matter = _matter(page, line.entry)
    page.put([kept_after(matter, said_in(matter, line.entry), rule_of(line.entry))])


def _cancelled(page: Page, line: Written) -> None:
    _change(page, line, CANCELLED)


def _late(page: Page, line: Written) -> None:
    _change(page, line, OVERDUE)


def _change(page: Page, line: Written, state: int) -> None:
    kept = _matter(page, line.entry).kept
    if kept is None:
        raise ValueError("no such attempt")
    page.put([kept._replace(state=state)])


def _nothing(page: Page, line: Written) -> None:
    """What was found, and keys: nothing is decided on them."""


def us(text: str) -> int:
    """UTC microseconds of ISO 8601."""
    return microseconds(datetime.fromisoformat(text))


ACTS: dict[str, Any] = {
    "ask": _asked,
    "outcome": _reported,
    "cancel": _cancelled,
    "overdue": _late,
    "ruling": _ruled,
    "register": registers.redo,
    "law": laws.redo,
    "finding": _nothing,
    "key": _nothing,
}
"""What each kind of entry does to a book."""

_NAMES = ("seq", *Entry._fields)
_WRITE = f"insert into gate_entry ({', '.join(_NAMES)}) values ({', '.join(f':{name}' for name in _NAMES)})"

TABLES = f"""
create table gate_attempt ({", ".join(sql.ATTEMPT)}, primary key (attempt_id));
create index by_person on gate_attempt (lender, person, at);
create index by_number on gate_attempt (lender, number, at);
create table gate_entry (seq integer primary key, {", ".join(Entry._fields)}, unique (lender, idem));
create index by_attempt on gate_entry (attempt_id);
create index by_kind on gate_entry (kind, seq) where kind in ('register', 'law');
create table gate_register_row (row_id integer primary key, register, lender, person, number, body, added, ended);
create index row_by_person on gate_register_row (person);
create index row_by_number on gate_register_row (number);
create table gate_register (lender, register, unique (lender, register));
create table gate_law (seq integer primary key, lender, choice, digest, since);
create table gate_law_text (digest primary key, text);
"""
"""The gate's tables as far as decisions read them."""
