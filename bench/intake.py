"""Intake against its limits: a bare read of the same file, and DuckDB putting the same rows in order.

    python -m bench.intake               1 M, 3 M and 10 M simulated attempts, as CSV and as canonical Parquet
    python -m bench.intake --rows 1000000

Intake reads and checks every cell, makes tokens, merges rows of one id, works out local days, and writes parts sorted
by lender, person and time. Not equal work: the bare read (pyarrow, every column as text, batch by batch) checks and
keeps nothing; DuckDB's sort merges nothing, makes neither tokens nor days, and writes one file.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from bench.measured import Cost, Timer, median, run
from zilv.attempts.intake.ahead import ahead
from zilv.attempts.intake.canonical import Canonical
from zilv.attempts.intake.intake import IntakeOptions, take_in
from zilv.attempts.intake.reading import reading
from zilv.attempts.names import Names
from zilv.privacy.token import Tokens
from zilv.simulate.simulate import simulate
from zilv.simulate.world import World

SIZES = (1_000_000, 3_000_000, 10_000_000)
PEOPLE_PER_ROW = 0.0435
DAYS = 31
BEIJING = ZoneInfo("Asia/Shanghai")
SORTED = 'lender, person, "at", attempt_id'
KEPT = f"{SORTED}, agency, collector, line, number, account, channel, direction, party, mode, answered, seconds"


def world(folder: Path, rows: int, days: int = DAYS) -> Path:
    """Simulated attempts, about so many, over so many days, as `attempts.parquet`; made once."""
    made = folder / (f"world-{rows}" if days == DAYS else f"world-{rows}-{days}-days")
    if not (made / "README.md").exists():
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        simulate(World(int(rows * PEOPLE_PER_ROW * DAYS / days), days, 1), made, lambda done, total, rows: None)
    return made


def _with_csv(made: Path) -> Path:
    """The same world with `attempts.csv` beside."""
    if not (made / "attempts.csv").exists():
        _write_csv(made / "attempts.parquet", made / "partial.csv")
        (made / "partial.csv").replace(made / "attempts.csv")
    return made


def _write_csv(source: Path, target: Path) -> None:
    file = pq.ParquetFile(source)
    schema = pa.schema([(name, pa.string()) for name in file.schema_arrow.names])
    with pyarrow.csv.CSVWriter(target, schema) as writer:
        for batch in file.iter_batches(1 << 17):
            local = batch.column("at").cast(pa.timestamp("s", BEIJING.key))
            at = pc.strftime(local, "%Y-%m-%dT%H:%M:%S+08:00")
            columns = [at if name == "at" else batch.column(name).cast(pa.string()) for name in schema.names]
            writer.write(pa.table(columns, schema=schema))


def _taken_in(source: Path) -> None:
    """Measure one intake, its sweeps compiled and loaded before."""
    options = {"tokens": Tokens(b"b" * 32), "default_zone": BEIJING}
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        small = Path(folder) / f"small{source.suffix}"
        _first_rows(source, small)
        timer = Timer()
        for path, out in ((small, "warm"), (source, "layout")):
            timer.start()
            found = take_in([path], Path(folder) / out, IntakeOptions(rejects=Path(folder) / "rejected.csv", **options))  # type: ignore[arg-type]
        timer.report({"accepted": found.accepted, "rejected": found.rejected})


def _first_rows(source: Path, target: Path) -> None:
    if source.suffix == ".csv":
        with source.open() as lines:
            target.write_text("".join(next(lines) for _ in range(1000)))
    else:
        pq.write_table(pa.Table.from_batches([next(pq.ParquetFile(source).iter_batches(1000))]), target)


def csv_piece(folder: Path) -> None:
    """zilv takes in the CSV."""
    _taken_in(folder / "attempts.csv")


def parquet_piece(folder: Path) -> None:
    """zilv takes in the Parquet."""
    _taken_in(folder / "attempts.parquet")


def csv_checked_piece(folder: Path) -> None:
    """zilv reads and checks the CSV, and keeps nothing."""
    _checked(folder / "attempts.csv")


def parquet_checked_piece(folder: Path) -> None:
    """zilv reads and checks the Parquet, and keeps nothing."""
    _checked(folder / "attempts.parquet")


def _checked(source: Path) -> None:
    """Measure reading, checking and making tokens: what intake does before it puts rows in order."""
    options = IntakeOptions(tokens=Tokens(b"b" * 32), default_zone=BEIJING, rejects=source.parent / "none.csv")
    canonical, timer, rows = Canonical(Names(), options.tokens, None), Timer(), 0
    canonical.taken(next(reading(source, options).chunks), 0, partial=False)
    timer.start()
    for chunk in ahead(reading(source, options).chunks):
        rows += canonical.taken(chunk, 0, partial=False)[0].num_rows
    timer.report({"accepted": rows})


def csv_read_piece(folder: Path) -> None:
    """pyarrow reads the CSV, batch by batch, and keeps nothing."""
    names = pq.read_schema(folder / "attempts.parquet").names
    convert = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    read = pyarrow.csv.ReadOptions(block_size=8 << 20)
    _counted(lambda: pyarrow.csv.open_csv(folder / "attempts.csv", read, convert_options=convert))


def parquet_read_piece(folder: Path) -> None:
    """pyarrow reads the Parquet, batch by batch, and keeps nothing."""
    _counted(lambda: pq.ParquetFile(folder / "attempts.parquet").iter_batches(1 << 17))


def _counted(read: Callable[[], Iterator[pa.RecordBatch]]) -> None:
    timer = Timer()
    timer.start()
    rows = sum(batch.num_rows for batch in read())
    timer.report({"accepted": rows})


def sorted_piece(folder: Path) -> None:
    """DuckDB reads the Parquet and writes its rows in the order of a layout."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        connection, timer = duckdb.connect(config={"memory_limit": "1GB", "temp_directory": scratch}), Timer()
        connection.execute("set enable_progress_bar = false")
        timer.start()
        written = connection.execute(
            f"copy (select {KEPT} from '{folder}/attempts.parquet' order by {SORTED}) "
            f"to '{scratch}/sorted.parquet' (format parquet, compression lz4_raw)"
        ).fetchall()
        timer.report({"accepted": written[0][0]})


PIECES = {
    "csv": csv_piece,
    "csv-checked": csv_checked_piece,
    "csv-read": csv_read_piece,
    "parquet": parquet_piece,
    "parquet-checked": parquet_checked_piece,
    "parquet-read": parquet_read_piece,
    "parquet-sorted": sorted_piece,
}
TOLD = {
    "csv": ("CSV taken in (zilv)", "csv-read"),
    "csv-checked": ("CSV read and checked (zilv)", "csv-read"),
    "csv-read": ("CSV read and dropped (pyarrow)", "csv-read"),
    "parquet": ("Parquet taken in (zilv)", "parquet-sorted"),
    "parquet-checked": ("Parquet read and checked (zilv)", "parquet-read"),
    "parquet-read": ("Parquet read and dropped (pyarrow)", "parquet-read"),
    "parquet-sorted": ("Parquet read, sorted, written (DuckDB)", "parquet-sorted"),
}
"""What each piece is called, and what it is compared with."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, help="one size only")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "zilv-bench")
    parser.add_argument("--piece", choices=PIECES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    sizes = (given.rows,) if given.rows else SIZES
    if given.piece:
        PIECES[given.piece](world(given.folder, sizes[0]))
        return
    for rows in sizes:
        _with_csv(world(given.folder, rows))
        _compare(given.folder, rows, given.runs)


def rows_of_all(answers: Mapping[str, Any]) -> int:
    """How many rows every piece took; ends the run where one took fewer, which would look fast."""
    taken = {piece: answer["accepted"] for piece, answer in answers.items()}
    if len({*taken.values()}) != 1 or any(answer.get("rejected") for answer in answers.values()):
        raise SystemExit(f"not the same rows: {dict(answers)}")
    return int(taken["parquet"])


def _compare(folder: Path, rows: int, runs: int) -> None:
    costs: dict[str, Cost] = {}
    for piece in PIECES:
        arguments = (piece, "--rows", str(rows), "--folder", str(folder))
        costs[piece] = median(runs, partial(run, "bench.intake", *arguments))
    count = rows_of_all({piece: cost.answer for piece, cost in costs.items()})
    print(f"\n{count:,} attempts, {os.cpu_count()} CPUs")
    print("| what | CPU s | wall s | rows per CPU s | peak MB | CPU, peer = 1 |\n|---|---|---|---|---|---|")
    for piece, cost in costs.items():
        name, peer = TOLD[piece]
        ratio = cost.cpu_s / costs[peer].cpu_s
        speed = f"{count / cost.cpu_s / 1e6:.2f} M"
        print(f"| {name} | {cost.cpu_s:.2f} | {cost.wall_s:.2f} | {speed} | {cost.peak_mb:.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
