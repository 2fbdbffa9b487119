"""The gate's speed, each figure beside a named peer or limit of the same run, the admitted share stated.

    python -m bench.gate                 judgement, stores, HTTP: some five minutes
    python -m bench.gate --part stores   one of judgement, stores, http, people, memory
    python -m bench.gate --part stores --sync-us 1000    as on a disk whose syncs take a millisecond longer

`people` fills the book up to ten million; `memory` asks a million times. Both take long and are run by name alone.
Redis and PostgreSQL come from Debian (`redis-server`, `postgresql`).
"""

import argparse
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import product
from pathlib import Path

from bench.gate import growth, peers
from bench.gate.databases import Databases, databases
from bench.gate.disk import syncs_per_s
from bench.gate.http import load, served
from bench.gate.judgement import PAST, judgement
from bench.gate.slow import begin_again
from bench.gate.stores import CAP, PEOPLE, Rate, bare_page, book_page, rate
from tests.gate.books import book_at

KINDS = ("sqlite", "postgresql")


def judged(of: Databases) -> None:
    """Judgement alone."""
    print(f"\njudgement alone, all Chinese provisions, {PAST} past attempts (limit: 60 µs a decision)")
    for found in judgement():
        print(f"  {found.together:4} together  {found.cpu_us:8.1f} µs CPU a decision, {found.permitted:.0%} permitted")


def stored(of: Databases) -> None:
    """The stores and their peers, the disk's own rate before and after each."""
    print(f"\nstores alone: {PEOPLE:,} people, cap {CAP} a day, every answer on disk")
    for kind, size, writers in product(KINDS, (64, 256), (1, 2)):
        with closing(book_at(of.fresh(kind))) as book:
            _told(
                f"zilv, {kind}, pages of {size}, {writers} writers", of, partial(rate, book_page(book), size, writers)
            )
        with closing(book_at(of.fresh(kind))) as book:
            bare = partial(rate, bare_page(book), size, writers)
            _told(f"  the same records written, nothing else, {writers}", of, bare)
    with tempfile.TemporaryDirectory(dir=of.folder) as folder, peers.redis_server(Path(folder)) as port:
        for size in (64, 256):
            of_this_size = partial(rate, peers.lua_page(port), size, 2)
            _told(f"Redis script, AOF always, pipelined by {size}", of, of_this_size)
            full = partial(rate, peers.full_page(port), size, 2)
            _told(f"Redis script that keeps as much, by {size}", of, full)
        _told("limits, moving window, one by one", of, lambda: rate(peers.limits_page(port), 8, 2))
        _told("pyrate-limiter, bucket, one by one", of, lambda: rate(peers.pyrate_page(port), 8, 2))


def _told(name: str, of: Databases, measure: Callable[[], Rate]) -> None:
    before = syncs_per_s(of.folder)
    found = measure()
    syncs = (before + syncs_per_s(of.folder)) / 2
    ratio = found.per_s / syncs
    print(f"  {name:44} {found.per_s:9,.0f}/s  {found.admitted:4.0%} admitted  {ratio:6.1f} × {syncs:,.0f} syncs/s")


def over_http(of: Databases) -> None:
    """End to end, the client on the same machine; then at half the rate that 3,000 a second would be."""
    print("\nend to end over HTTP, durable (limits: 3,000 asks/s at 70 % permitted; p99 50 ms at half that)")
    for kind, workers in (("sqlite", 1), ("postgresql", 1), ("postgresql", 2)):
        with tempfile.TemporaryDirectory(dir=of.folder) as folder, served(of.fresh(kind), Path(folder), workers) as to:
            load(to, 3, 64)
            full = load(to, 10, 192)
            half = load(to, 10, 192, rate=1500)
        shares = f"{full.permitted:.0%} permitted, {full.held:.0%} held"
        print(f"  {kind}, {workers} workers: {full.per_s:7,.0f} asks/s, {shares}")
        print(f"    at {half.per_s:,.0f}/s: p50 {half.p50_ms:.1f} ms, p99 {half.p99_ms:.1f} ms, {half.held:.0%} held")


def people(of: Databases) -> None:
    """The cost with more and more people in the book."""
    print("\npages of 64, one writer, by people in the book")
    for kind in KINDS:
        for in_book, found in growth.with_people(of, kind):
            print(f"  {kind:10} {in_book:12,} people {found.per_s:9,.0f}/s {found.admitted:.0%} admitted")


def memory(of: Databases) -> None:
    """The server's memory over a million asks."""
    print("\nmemory of the server's processes over a million asks, SQLite")
    with tempfile.TemporaryDirectory(dir=of.folder) as folder:
        for grown in growth.with_asks(of.fresh("sqlite"), Path(folder), 1_000_000):
            print(f"  {grown.asks:9,} asks {grown.memory_mb:7.0f} MB")


PARTS = {"judgement": judged, "stores": stored, "http": over_http, "people": people, "memory": memory}
USUAL = ("judgement", "stores", "http")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--sync-us", type=int, default=0, metavar="N", help="each sync takes so much longer")
    given = parser.parse_args()
    if given.sync_us:
        begin_again(given.sync_us)
    chosen = given.part or USUAL
    with tempfile.TemporaryDirectory(prefix="zilv-bench-") as folder, databases(Path(folder)) as of:
        for part in chosen:
            PARTS[part](of)


if __name__ == "__main__":
    main()
