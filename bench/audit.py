"""The audit's judgement against its limit, the scan of its columns, and its peer, the same counts as SQL windows.

    python -m bench.audit                10 M rows, then the cost per row from 1 M to 30 M
    python -m bench.audit --rows 1000000 --growth no

All Chinese provisions are active and every register is supplied, reviews of what was said among them. Not equal work:
the scan only takes the maximum of every column; the windows make three counts and no decision, while zilv's counts also
decide, honour agreements, and check the order of the rows.
"""

import argparse
import tempfile
from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from bench.generated import registers, write_layout
from bench.measured import Cost, Timer, median, run
from zilv.attempts.shape import Shape
from zilv.audit.read import JUDGED, parts_of
from zilv.audit.run import Audit
from zilv.rules.library import Law, choose

GROWTH = (1_000_000, 3_000_000, 10_000_000, 30_000_000)
CALL = "channel in ('voice', 'voice_bot') and direction = 'outbound'"
SCANNED = (*JUDGED, "attempt_id")
"""The columns that judgement reads; by `attempt_id` it finds the attempts that reviews name."""
COUNTS = {
    "answered": ("lender, person", f"{CALL} and party = 'debtor' and mode = 'notify' and answered"),
    "conversed": ("lender, person", f"{CALL} and party = 'debtor' and mode = 'interact' and conversed"),
    "unanswered": ("lender, number", f"{CALL} and not answered"),
}
"""The three counts of the law: by whom they are kept, and what is counted, each a local day."""


def judge_piece(layout: Path) -> None:
    """Judge every file with all Chinese provisions; registers are in memory as tables, sweeps are compiled."""
    _judge(choose("cn"), layout)


def _judge(law: Law, layout: Path) -> None:
    supplied = registers(layout)
    warm = Audit(law, supplied)
    for _ in warm.judged_parts(layout, only_first=True):
        pass
    audit, timer = warm.again(), Timer()
    timer.start()
    findings = sum(len(found) for _, _, found in audit.judged_parts(layout))
    timer.report({"findings": findings, "provisions": len(law.judged), "rows": audit.tally.rows})


def tables_piece(layout: Path) -> None:
    """Make the tables of all registers, by judging one file."""
    law, supplied, timer = choose("cn"), registers(layout), Timer()
    timer.start()
    for _ in Audit(law, supplied).judged_parts(layout, only_first=True):
        pass
    timer.report(sum(len(getattr(supplied, name) or ()) for name in supplied.__struct_fields__))


def scan_piece(layout: Path) -> None:
    """DuckDB reads the same columns of the same files and takes the maximum of each."""
    columns = [f'max(epoch_us("{c}"))' if c == "at" else f'max("{c}")' for c in SCANNED]
    _duckdb(f"select {', '.join(columns)} from read_parquet('{layout}/part-*.parquet')")


def windows_piece(layout: Path) -> None:
    """DuckDB makes the three counts as window functions over the same rows, from the canonical columns."""
    counts = ", ".join(
        f'count(*) filter ({what}) over (partition by {per}, day order by "at" rows unbounded preceding) {name}'
        for name, (per, what) in COUNTS.items()
    )
    counted = f"select {counts} from read_parquet('{wide(layout)}/*.parquet')"
    _duckdb(f"select {', '.join(f'max({name})' for name in COUNTS)} from ({counted})")


def counts_piece(layout: Path) -> None:
    """zilv makes the same three counts: the judgement with nothing but the three provisions that count."""
    law = choose("cn")
    topics = {"answered_limit", "conversation_limit", "unanswered_attempt_limit"}
    _judge(Law([p for p in law.judged if p.topic in topics], law.instruments, law.packs), layout)


def _duckdb(query: str) -> None:
    connection, timer = duckdb.connect(), Timer()
    connection.execute("set enable_progress_bar = false")
    timer.start()
    answer = connection.execute(query).fetchall()
    timer.report(str(answer[0][0]))


def wide(layout: Path) -> Path:
    """The same rows with the facts that the counts need as canonical columns of their own."""
    folder = layout / "wide"
    if not folder.exists():
        folder.mkdir()
        for part in parts_of(layout):
            table = pq.read_table(part, columns=["lender", "person", "number", "day", "at", "shape"])
            shape = table.column("shape").combine_chunks().dictionary_encode()
            facts = [msgspec.json.decode(text, type=Shape) for text in shape.dictionary.to_pylist()]
            for name in ("channel", "direction", "party", "mode", "answered", "conversed"):
                words = pa.array([getattr(fact, name) for fact in facts])
                table = table.append_column(name, words.take(shape.indices))
            pq.write_table(table.drop_columns(["shape"]), folder / part.name, compression="lz4")
    return folder


PIECES = {
    "judge": judge_piece,
    "scan": scan_piece,
    "windows": windows_piece,
    "counts": counts_piece,
    "tables": tables_piece,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--growth", choices=("yes", "no"), default="yes")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "zilv-bench")
    parser.add_argument("--piece", choices=PIECES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    layout = write_layout(given.folder / str(given.rows), given.rows)
    if given.piece:
        PIECES[given.piece](layout)
        return
    _compare(given.rows, given.folder)
    if given.growth == "yes":
        _growth(given.folder)


def _measured(piece: str, rows: int, folder: Path, runs: int = 3) -> Cost:
    return median(runs, lambda: run("bench.audit", piece, "--rows", str(rows), "--folder", str(folder)))


def _compare(rows: int, folder: Path) -> None:
    scan, judge = _measured("scan", rows, folder), _measured("judge", rows, folder)
    windows, counts = _measured("windows", rows, folder), _measured("counts", rows, folder)
    tables = _measured("tables", rows, folder, 1)
    print(f"{rows:,} attempts, {judge.answer['provisions']} provisions, {judge.answer['findings']:,} findings\n")
    print("| what | CPU s | wall s | rows per CPU s | peak MB | CPU, scan = 1 |\n|---|---|---|---|---|---|")
    named = (
        ("scan of the judged columns (DuckDB)", scan),
        ("judgement, all provisions (zilv)", judge),
        ("three counts alone (zilv)", counts),
        ("three counts (DuckDB windows)", windows),
    )
    for name, cost in named:
        speed = f"{rows / cost.cpu_s / 1e6:.1f} M"
        ratio = cost.cpu_s / scan.cpu_s
        print(f"| {name} | {cost.cpu_s:.2f} | {cost.wall_s:.2f} | {speed} | {cost.peak_mb:.0f} | {ratio:.2f} |")
    print(f"\njudgement : scan = {judge.cpu_s / scan.cpu_s:.2f} (limit 2)")
    print(f"windows : three counts = {windows.cpu_s / counts.cpu_s:.1f} (at least 5)")
    print(f"windows : judgement of all provisions = {windows.cpu_s / judge.cpu_s:.1f}")
    print(f"register tables, made once: {tables.cpu_s:.2f} CPU s for {tables.answer:,} entries and one file judged")


def _growth(folder: Path) -> None:
    print("\n| attempts | judgement, CPU ns a row | peak MB |\n|---|---|---|")
    for rows in GROWTH:
        cost = _measured("judge", rows, folder)
        print(f"| {rows:,} | {cost.cpu_s / rows * 1e9:.0f} | {cost.peak_mb:.0f} |")


if __name__ == "__main__":
    main()
