"""The book: what was asked, reserved and reported, and the one protocol that every store keeps.

A store opens a page, which is one transaction: it locks, reads and writes, and is durable when it closes. What is
decided on a page is `decide.py` and knows no store.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from zilv.attempts.rows import DAY_US
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
    """An attempt in the book with all that is known of it; `due`: UTC microseconds."""

    past: Past
    state: int
    due: int
    seconds: int | None
    recording: str | None
    key_id: str


RESERVED, REPORTED, CANCELLED, OVERDUE = 0, 1, 2, 3
"""States of a kept attempt. What is overdue still counts; what is cancelled stays, and no longer counts."""


class Entry(NamedTuple):
    """One line of the journal. `body` is JSON; `idem`: unique in a lender's journal, None where repeats are meant."""

    at: int
    kind: str
    lender: str
    attempt_id: str
    idem: str | None
    body: str
    person: int = 0


class Written(NamedTuple):
    """A line of the journal as it stands: `seq` ascends in the order in which entries took effect."""

    seq: int
    entry: Entry


class Versions(NamedTuple):
    """The journal's last entry on registers and on law: what everything else in a page was read under."""

    register: int
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
    """What a page is asked for: persons and numbers of one lender, how many days back (None = all), and what may
    stand in the journal already. `registers`: whether the registers' rows on them are wanted as well.
    """

    lender: str
    persons: Sequence[int]
    numbers: Sequence[int]
    reach_days: int | None
    idems: Sequence[str] = ()
    registers: bool = True


def since(wanted: Wanted, now: int) -> int:
    """From which instant on attempts are read: two days more than asked for, since local days begin elsewhere."""
    return 0 if wanted.reach_days is None else now - (wanted.reach_days + 2) * DAY_US


class Seen(NamedTuple):
    """What stands in the book about what was wanted, and the store's own instant, UTC microseconds.

    `steady`: the steady clock at that instant.
    `latest`: the instant of the journal's last entry. `past` holds what counts, each attempt once, in no order.
    `rows`: of registers, on these persons and numbers. `known`: entries by `idem`.
    """

    now: int
    steady: int
    latest: int
    versions: Versions
    past: Sequence[Past]
    rows: Sequence[RegisterRow]
    known: Mapping[str | None, Written]


class Page(Protocol):
    """One transaction. Every method may raise StoreError."""

    def now(self) -> int:
        """The store's own instant, UTC microseconds."""

    def lock(self, lender: str, persons: Sequence[int], numbers: Sequence[int], idems: Sequence[str] = ()) -> None:
        """Wait until no other page holds any of these persons, numbers or keys; hold them until this one closes.

        Registers stand still meanwhile, whoever's.
        """

    def lock_registers(self) -> None:
        """Wait until no other page judges by registers or law, and hold them until this one closes.

        Before `lock`, never after.
        """

    def claim(self, lender: str, attempt_id: str) -> bool:
        """Have this attempt's work for this page alone, until it closes; False, at once, where another page has it."""

    def read(self, wanted: Wanted) -> Seen:
        """What stands, read after the locks were taken."""

    def versions(self) -> Versions:
        """See `Versions`."""

    def kept(self, lender: str, attempt_id: str) -> Kept | None:
        """One attempt, of this lender."""

    def overdue(self, now: int, limit: int) -> Sequence[Kept]:
        """Reservations whose outcome is late, the oldest first, whoever's."""

    def entries_of(self, lender: str, attempt_id: str) -> Sequence[Written]:
        """The journal of one attempt or ask, oldest first."""

    def put(self, attempts: Sequence[Kept]) -> None:
        """New states of attempts, or attempts that are new after all."""

    def write(self, entries: Sequence[Entry], reserved: Sequence[Kept] = ()) -> None:
        """Append to the journal, in this order; `reserved`: the new attempts that it tells of."""

    def declared(self, lender: str) -> Sequence[str]:
        """The registers that this lender, or whoever runs the installation, has declared complete."""

    def short_rows(self, lender: str, registers: Sequence[str]) -> Sequence[RegisterRow]:
        """All rows of these registers that concern this lender."""

    def do(self, text: str, **given: object) -> list[tuple[Any, ...]]:
        """A statement that both stores understand, for what is seldom asked; `:name` stands for a value."""


class Book(Protocol):
    """A store. Safe to use from several threads, one page each."""

    def page(self, write: bool = True) -> AbstractContextManager[Page]:
        """A page, durable once it closes without an exception; with one, nothing of it ever was. Raises StoreError.

        `write` False: nothing can be written, nobody waits.
        """

    def settled_after(self, seq: int, limit: int) -> Sequence[Written]:
        """The journal after `seq`, oldest first, as far as nothing can come in between any more."""

    def number_after(self, number: int) -> int:
        """Give every journal entry and register row to come a number greater than this, and than any given before.

        The greatest given before. Whoever has restored the book does so: see `restored.py`. Raises StoreError.
        """

    def close(self) -> None:
        """Let go of files and connections."""
