"""The book: what was asked, reserved and reported, and the one protocol that every store keeps.

A store opens a page, which is one transaction: it locks, reads and writes, and is durable when it closes. What is
decided on a page is `decide.py` and knows no store.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from zilv.errors import ZilvError


class StoreError(ZilvError):
    """The store cannot be reached, is full, or broke off; nothing of the page counts as acknowledged."""


class Past(NamedTuple):
    """One attempt in the book that counts. Tokens are 64-bit values, 0 = not recorded; `shape` is JSON (`Shape`)."""

    attempt_id: str
    lender: str
    person: int
    at: int
    shape: str
    number: int
    account: int
    line: str
    agency: str
    collector: str


class Kept(NamedTuple):
    """An attempt in the book with all that is known of it; `state` one of STATES, `due` UTC microseconds."""

    past: Past
    state: int
    due: int
    seconds: int | None
    recording: str | None
    key_id: str


RESERVED, REPORTED, CANCELLED = 0, 1, 2
"""States of a kept attempt. What is cancelled stays, and no longer counts."""


class Entry(NamedTuple):
    """One line of the journal. `body` is JSON; `idem` is unique in the journal, "" where nothing must not repeat."""

    at: int
    kind: str
    lender: str
    attempt_id: str
    idem: str
    body: str
    person: int = 0


class Written(NamedTuple):
    """A line of the journal as it stands: `seq` ascends in the order in which entries took effect."""

    seq: int
    entry: Entry


class Versions(NamedTuple):
    """What everything else in a page was read under: the journal's last entry on registers, on law, on keys."""

    registers: int
    law: int


class RegisterRow(NamedTuple):
    """One row of a register as it stands; `body` is JSON of its columns (`registers/rows.py`)."""

    row_id: int
    register: str
    lender: str
    person: int
    number: int
    body: str


class Wanted(NamedTuple):
    """What a page is asked for: persons and numbers, each of one lender, the keys of the asks, how far back."""

    lender: str
    persons: Sequence[int]
    numbers: Sequence[int]
    idems: Sequence[str]
    since: int


class Seen(NamedTuple):
    """What stands in the book about what was wanted.

    `past` holds what counts, each attempt once, in no order. `rows`: the registers' rows on these persons and numbers.
    """

    versions: Versions
    past: Sequence[Past]
    rows: Sequence[RegisterRow]
    known: Mapping[str, Written]


class Page(Protocol):
    """One transaction, begun with its locks taken. Every method may raise StoreError."""

    def now(self) -> int:
        """The store's own instant, UTC microseconds."""

    def lock(self, keys: Iterable[tuple[str, int]]) -> None:
        """Wait until no other page holds any of these (lender, person or number), and hold them until it closes."""

    def read(self, wanted: Wanted) -> Seen:
        """What stands, read after the locks were taken."""

    def kept(self, lender: str, attempt_id: str) -> Kept | None:
        """One attempt, of this lender."""

    def entries_of(self, lender: str, attempt_id: str) -> Sequence[Written]:
        """The journal of one attempt or ask, oldest first."""

    def put(self, attempts: Sequence[Kept]) -> None:
        """New attempts, or new states of attempts that are there."""

    def write(self, entries: Sequence[Entry]) -> Sequence[int]:
        """Append to the journal; their numbers."""


class Book(Protocol):
    """A store. Safe to use from several threads, one page each."""

    def page(self) -> AbstractContextManager[Page]:
        """A page, durable once it closes without an exception; with one, nothing of it ever was."""

    def close(self) -> None:
        """Let go of files and connections."""
