"""The stores alone: lock, read a week, insert what is under a cap of three a day, commit; no law is judged.

Equal work: every store keeps one durable record for each ask that is admitted, and counts the person's records of the
last day. Ours reads a week of records by person and by number, looks the idempotency key up, and writes the attempt
and a journal entry of some 500 bytes; the Redis script and the libraries keep one timestamp in a sorted set.
"""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from zilv.attempts.rows import DAY_US
from zilv.gate.book import RESERVED, Book, Entry, Kept, Past, Wanted
from zilv.gate.decide import new_id

PEOPLE, CAP, SECONDS = 200_000, 3, 3.0
NUMBERS = 10**9
"""What a person's number is above the person's own."""
SHAPE = '["voice_bot","outbound","debtor","notify",null,null,null,null,null,false,null,"collect",null,false,false,true]'
BODY = (
    '{"ask":{"key":"","lender":"L1","person":"p_aaaaaaaaaaaaa","channel":"voice_bot","party":"debtor",'
    '"mode":"notify","number":"n_aaaaaaaaaaaaa","line":"l_aaaaaaaaaaaaa","purpose":"collect"},'
    '"answer":{"decision":"permit","attempt_id":"0661246f1457e38943153ad5f29021",'
    '"at":"2026-11-26T02:09:30.585059Z","bundle":"2026.11.1+cb7eb35fb2c9","due":"2026-11-26T03:09:30.585059Z"},'
    '"digest":"0123456789abcdef0123456789abcdef","register":10,"law":0,"key_id":"key0"}'
)


class Rate(NamedTuple):
    """Decisions a second, and the share that was admitted: a denial needs no durable write."""

    per_s: float
    admitted: float


def rate(
    page: Callable[[int, list[int]], int],
    size: int,
    writers: int,
    people: range = range(1, PEOPLE),
    seconds: float = SECONDS,
) -> Rate:
    """How fast so many writers decide pages of this size on random people. `page` says how many it admitted."""
    decided, admitted = Counter[int](), Counter[int]()
    ends = time.perf_counter() + seconds

    def write(writer: int) -> None:
        draw = random.Random(writer)
        while time.perf_counter() < ends:
            admitted[writer] += page(writer, draw.sample(people, size))
            decided[writer] += size

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Rate(decided.total() / (time.perf_counter() - began), admitted.total() / decided.total())


def book_page(book: Book) -> Callable[[int, list[int]], int]:
    """A page of the gate's own book, with a cap in place of the law."""
    number = itertools.count()

    def page(writer: int, people: list[int]) -> int:
        idems = [f"ask::{next(number)}" for _ in people]
        numbers = [person + NUMBERS for person in people]
        with book.page() as open_page:
            open_page.lock("L1", people, numbers)
            seen = open_page.read(Wanted("L1", people, numbers, 7, idems))
            used = Counter(row.person for row in seen.past if row.at > seen.now - DAY_US)
            under = [(person, idem) for person, idem in zip(people, idems, strict=True) if used[person] < CAP]
            open_page.write(*_records(under, seen.now))
        return len(under)

    return page


def bare_page(book: Book) -> Callable[[int, list[int]], int]:
    """The same records into the same tables, committed: nothing locked, read, counted or decided. No store that keeps
    as much by these databases' own statements can be faster.
    """
    number = itertools.count()

    def page(writer: int, people: list[int]) -> int:
        with book.page() as open_page:
            open_page.write(*_records([(person, f"ask::{next(number)}") for person in people], time.time_ns() // 1000))
        return len(people)

    return page


def _records(admitted: list[tuple[int, str]], now: int) -> tuple[list[Entry], list[Kept]]:
    """The journal's entry and the attempt of each person and key."""
    kept = [_kept(person, now + n) for n, (person, _) in enumerate(admitted)]
    entries = [
        Entry(k.past.at, "ask", "L1", k.past.attempt_id, idem, BODY, k.past.person)
        for k, (_, idem) in zip(kept, admitted, strict=True)
    ]
    return entries, kept


def _kept(person: int, at: int) -> Kept:
    past = Past(new_id(at), "L1", person, at, SHAPE, person + NUMBERS, 0, "T1", "", "")
    return Kept(past, RESERVED, at, None, None, "key0")
