"""After a restore no number is given twice, whatever the lost part was numbered: not to an event, not to a row."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.gate.books import HOUR_US, Counter, book_at
from tests.gate.conftest import NOON
from tests.gate.test_journal_commands import zilv
from zilv.errors import ZilvError
from zilv.gate.book import Book
from zilv.gate.restored import renumber


@pytest.fixture
def copied(counter: Counter, folder: Path) -> Callable[[str], str]:
    """A copy of the counter's book under a name; its URL."""

    def made(name: str) -> str:
        if counter.url.startswith("sqlite"):
            target = folder / f"{name}.db"
            with closing(sqlite3.connect(counter.url.removeprefix("sqlite:///"))) as file:
                file.execute(f"vacuum into '{target}'")
            return f"sqlite:///{target}"
        server, _, database = counter.url.rpartition("/")
        counter.book.close()  # a template has no users
        counter.book = book_at(counter.url, counter.now)
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'create database "{database}_{name}" template "{database}"')
        return f"{server}/{database}_{name}"

    return made


def goes_on(counter: Counter) -> tuple[set[int], set[int]]:
    """The numbers of the entries and rows that come about now."""
    before = {line.seq for line in counter.book.settled_after(0, 1000)}
    assert counter.ask(person="赵一", number="13900000001").decision == "permit"
    row = counter.add("optouts", person="赵二", since="2026-03-01")
    return {line.seq for line in counter.book.settled_after(0, 1000)} - before, {row}


def cursor(book: Book) -> int:
    """How far whoever follows has read."""
    return book.settled_after(0, 1000)[-1].seq


def test_no_event_and_no_row_has_a_number_that_the_lost_part_had(
    counter: Counter, copied: Callable[[str], str]
) -> None:
    counter.ask()
    copies = [copied("one"), copied("two")]
    lost = goes_on(counter)
    given, rows, read = set(lost[0]), set(lost[1]), cursor(counter.book)
    for later, url in enumerate(copies, 1):
        restored = Counter(url, at=NOON)
        with closing(restored.book):
            assert renumber(restored.book, NOON + later * HOUR_US) == NOON + later * HOUR_US + 1
            restored.at = NOON + later * HOUR_US
            entries, added = goes_on(restored)
            assert {line.seq for line in restored.book.settled_after(read, 1000)} == entries
            read = cursor(restored.book)
        assert len(entries) == 2 and not entries & given and not added & rows
        given, rows = given | entries, rows | added


def test_without_it_the_numbers_of_the_lost_part_are_given_again(
    counter: Counter, copied: Callable[[str], str]
) -> None:
    copy = copied("one")
    restored = Counter(copy, at=NOON)
    with closing(restored.book):
        assert goes_on(counter) == goes_on(restored)


def test_a_clock_behind_the_numbers_given_is_not_counted_from(counter: Counter) -> None:
    renumber(counter.book, NOON)
    counter.ask()
    for wrong in (NOON - 1, NOON, NOON + 1):
        with pytest.raises(ZilvError, match="set the clock right"):
            renumber(counter.book, wrong)
    before = cursor(counter.book)
    counter.ask()
    assert cursor(counter.book) == before + 1
    assert renumber(counter.book, NOON + 3) == NOON + 4


def test_the_command_says_from_which_number_on_all_are_new(counter: Counter) -> None:
    counter.ask()
    done = zilv(counter, "journal", "after-restore")
    assert (done.returncode, done.stderr) == (0, "")
    counter.ask()
    assert f"numbered from {cursor(counter.book)} on" in done.stdout
    assert zilv(counter, "journal", "after-restore").returncode == 0
    assert len(counter.journal("ask")) == 2
