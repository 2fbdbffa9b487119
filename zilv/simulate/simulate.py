"""Writes a simulated world: attempts as canonical Parquet, registers as CSV, the truth apart, and a page about it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from zilv.attempts.rows import DAY_US
from zilv.registers.parse import columns_of
from zilv.registers.rows import FILES, REVIEWS
from zilv.simulate.assumptions import EARLIER_DAYS, EARLIER_PEOPLE_EVERY
from zilv.simulate.cast import Cast
from zilv.simulate.columns import gathered
from zilv.simulate.debtors import SHANGHAI_US, drawn
from zilv.simulate.other_law import OTHER_LAW
from zilv.simulate.other_law import write as write_other_law
from zilv.simulate.readme import readme
from zilv.simulate.registered import debtors_registers, iso
from zilv.simulate.rendered import ATTEMPTS, TRUTH, attempts, reviews, truth
from zilv.simulate.routine import routine
from zilv.simulate.staged import staged
from zilv.simulate.world import PEOPLE_MIN, World

ATTEMPTS_OF = {"now": "attempts.parquet", "then": "earlier.parquet"}
TRUTH_FILE = "truth.parquet"
REGISTERS_FOLDER = "registers"

Told = Callable[[int, int, int], None]
"""Told after each chunk: debts done, debts in all, attempts so far."""


class Books:
    """The registers being written, one CSV each; every register is there, also an empty one."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._writers = {name: _writer(folder / f"{name}.csv", columns_of(name)) for name in FILES}

    def add(self, register: str, rows: int, given: Any) -> None:
        """Add so many rows; a column is an array of texts or one text for all, and empty unless given."""
        columns = [_column(given.get(name, ""), rows) for name in columns_of(register)]
        if rows:
            self._writers[register].write_table(pa.table(columns, names=list(columns_of(register))))

    def close(self) -> None:
        """Write what is left."""
        for writer in self._writers.values():
            writer.close()


def _writer(path: Path, columns: tuple[str, ...]) -> Any:
    options = pa_csv.WriteOptions(quoting_style="needed")
    return pa_csv.CSVWriter(path, pa.schema([(name, pa.string()) for name in columns]), write_options=options)


def _column(given: Any, rows: int) -> Any:
    return pa.array([given], pa.string()).take(pa.array(np.zeros(rows, np.int64))) if isinstance(given, str) else given


def simulate(world: World, folder: Path, told: Told = lambda done, total, rows: None) -> int:
    """Write the world into `folder`, which is empty; returns how many attempts.

    The same world gives the same bytes, by the same versions of zilv, numpy and pyarrow.
    """
    people = max(PEOPLE_MIN, world.people // EARLIER_PEOPLE_EVERY.value)
    earlier = World(people, EARLIER_DAYS.value, world.seed, era="then")
    books = Books(folder / REGISTERS_FOLDER)
    try:
        with pq.ParquetWriter(folder / TRUTH_FILE, TRUTH, compression="zstd") as truths:
            rows = {one.era: _written(one, folder, books, truths, told) for one in (world, earlier)}
    finally:
        books.close()
    _tell_other_law(world, folder / OTHER_LAW)
    (folder / "README.md").write_text(readme(world, rows), "utf-8")
    return sum(rows.values())


def _tell_other_law(world: World, folder: Path) -> None:
    """What is judged by other law than `--law cn`, with registers and a truth of its own."""
    folder.mkdir()
    books = Books(folder / REGISTERS_FOLDER)
    try:
        write_other_law(world, folder, books.add)
    finally:
        books.close()


def _written(world: World, folder: Path, books: Books, truths: pq.ParquetWriter, told: Told) -> int:
    """One era of it; returns how many attempts."""
    cast, rows = Cast(world), 0
    _entitle(world, cast, books)
    with pq.ParquetWriter(folder / ATTEMPTS_OF[world.era], ATTEMPTS, compression="zstd", version="2.6") as writer:
        for start in range(0, world.debts, world.chunk):
            rng = world.random(start)
            debtors = drawn(world, start, rng)
            made = gathered([routine(world, debtors, rng), *staged(world, cast, debtors)])
            writer.write_table(attempts(world, cast, debtors, made, rows))
            truths.write_table(truth(world, made, rows))
            for register, n, columns in debtors_registers(world, cast, debtors):
                books.add(register, n, columns)
            for n, columns in reviews(world, made, rows):
                books.add(REVIEWS, n, columns)
            rows += len(made["at"])
            told(start + len(debtors), world.debts, rows)
    return rows


def _entitle(world: World, cast: Cast, books: Books) -> None:
    """The registers of who may act; what both eras share is the same row twice, which changes nothing."""
    middle = iso(np.array([(world.first_day + world.middle) * DAY_US - SHANGHAI_US]))[0].as_py()
    for register, row in cast.registers(middle):
        books.add(register, 1, row)
