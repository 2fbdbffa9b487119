"""Whether the gate stays as fast and as small: 10⁴ to 10⁷ people in the book, a million asks to one server."""

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bench.gate.databases import Databases
from bench.gate.http import load, served
from bench.gate.stores import NUMBERS, SHAPE, Rate, book_page, rate
from tests.gate.books import book_at

PEOPLE = (10_000, 100_000, 1_000_000, 10_000_000)
BRIEF_S = 1.0
"""So short that the fewest people too are admitted nearly always: a denial writes nothing and is cheaper."""
FILL = 10_000
"""So many rows are put in by one statement: each stays within the time that the gate allows."""


class Filled(NamedTuple):
    """So many people in the book, one attempt each, and how fast pages of 64 about any of them then are."""

    people: int
    rate: Rate


def with_people(databases: Databases, kind: str) -> list[Filled]:
    """The store's rate at each size of book."""
    found = []
    url = databases.fresh(kind)
    with closing(book_at(url)) as book:
        before, decided = 0, book_page(book)
        for people in PEOPLE:
            for low in range(before, people, FILL):
                high = min(low + FILL, people)
                with book.page() as page:
                    page.do(_FILL[kind], low=low, high=high, shape=SHAPE)
            before = people
            found.append(Filled(people, rate(decided, 64, 1, range(FIRST, FIRST + people), BRIEF_S)))
    return found


FIRST = 10**12 + 1
_COLUMNS = "attempt_id, lender, person, at, shape, number, account, line, agency, collector, state, due, key_id"
_VALUES = f"'f' || i, 'L1', i + {FIRST - 1}, i, :shape, i + {FIRST - 1 + NUMBERS}, 0, 'T1', '', '', 1, 0, 'key0'"
_FILL = {
    "sqlite": (
        "with recursive n(i) as (select :low + 1 union all select i + 1 from n where i < :high) "
        f"insert into gate_attempt ({_COLUMNS}) select {_VALUES} from n"
    ),
    "postgresql": (
        f"insert into gate_attempt ({_COLUMNS}) "
        f"select {_VALUES} from generate_series((:low)::bigint + 1, (:high)::bigint) as n(i)"
    ),
}


class Grown(NamedTuple):
    """The server's memory in MB after so many asks."""

    asks: int
    memory_mb: float


def with_asks(url: str, folder: Path, asks: int, steps: int = 5) -> list[Grown]:
    """The server's memory while it answers so many asks."""
    grown: list[Grown] = []
    answered = 0
    with served(url, folder) as to:
        while answered < asks:
            seen = load(to, 20, 128)
            answered += int(seen.per_s * 20)
            if not grown or answered >= grown[-1].asks + asks // steps:
                grown.append(Grown(answered, to.memory_mb()))
    return grown
