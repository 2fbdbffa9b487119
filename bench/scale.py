"""A whole audit out of core: from canonical Parquet and registers to every result, and where its time goes.

    python -m bench.scale                    1 M, 10 M and 100 M simulated attempts; the last takes a quarter of an hour
    python -m bench.scale --rows 1000000

Each size runs in a process of its own, with the law of China and every register. CPU seconds are those of all its
threads; `peak` is the most memory that the process ever held, with everything it had loaded; scratch is the most that
its files held at once, the layout among them, looked at whenever intake says how far it is; up to a million rows of it
stay in memory.
"""

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench.intake import BEIJING, world
from bench.measured import Timer, bytes_below, peak_mb, run
from zilv.attempts.intake.intake import IntakeOptions, Progress, take_in
from zilv.audit.findings import SCHEMA, table_of
from zilv.audit.read import parts_of
from zilv.audit.results import write_results
from zilv.audit.run import Audit
from zilv.audit.summary import Basis
from zilv.privacy.token import Tokens
from zilv.registers.read import read_registers
from zilv.rules.judge import lead_by_topic
from zilv.rules.library import choose

SIZES = (1_000_000, 10_000_000, 100_000_000)
STEPS = {
    "registers": "read the registers",
    "read": "scan: Parquet read, every cell checked, tokens made, rows of one id looked for",
    "sort": "sort: parts put in order and written as a layout",
    "tables": "join: registers made tables, shared numbers judged",
    "scan": "scan: the layout read",
    "sweep": "sweep: every provision",
    "findings": "findings put into words, with retry_at",
    "write": "write: findings.parquet",
    "results": "write: summary, CSV, workbook, report",
}


class Steps:
    """CPU seconds and peak memory, step by step, and the most that the files of a folder held, in bytes."""

    def __init__(self, work: Path) -> None:
        self.cpu: dict[str, float] = defaultdict(float)
        self.peak: dict[str, float] = {}
        self.scratch = 0
        self._work = work
        self._last = Timer.now()[0]

    def end(self, step: str) -> None:
        """What was used since the last step ended belongs to this one."""
        now = Timer.now()[0]
        self.cpu[step] += now - self._last
        self.peak[step] = peak_mb()
        self._last = now

    def look(self) -> None:
        """See what the files hold."""
        self.scratch = max(self.scratch, bytes_below(self._work))


def audit_piece(folder: Path) -> None:
    """Audit everything, one step after the other, as `zilv audit` does."""
    law, tokens, timer = choose("cn"), Tokens(b"b" * 32), Timer()
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        work = Path(scratch)
        timer.start()
        steps = Steps(work)
        registers, _, _ = read_registers(folder / "registers", tokens, BEIJING)
        steps.end("registers")
        options = IntakeOptions(tokens=tokens, rejects=work / "rejected.csv", default_zone=BEIJING, registers=registers)
        accounting = take_in([folder / "attempts.parquet"], work / "layout", options, _intake_steps(steps))
        steps.end("sort")
        findings, audit = _judge(Audit(law, registers), work, steps)
        told = {name: getattr(accounting, name) for name in ("read", "accepted", "merged", "duplicate", "rejected")}
        basis = Basis(law, told | {"warnings": []}, (), None, None, "2026-01-01T00:00:00+00:00")
        write_results(work, audit.tally.table(), basis, "zh")
        steps.end("results")
        layout_mb = sum(file.stat().st_size for file in (work / "layout").iterdir()) / 1e6
    timer.report(
        {
            "rows": audit.tally.rows,
            "findings": findings,
            "cpu": steps.cpu,
            "peak": steps.peak,
            "layout_mb": layout_mb,
            "scratch_mb": steps.scratch / 1e6,
            "entries": sum(len(getattr(registers, name) or ()) for name in registers.__struct_fields__),
        }
    )


def _intake_steps(steps: Steps) -> Any:
    """Told how far intake is, gives what was used to reading as long as it reads."""

    def told(progress: Progress) -> None:
        steps.end("read" if progress.stage == "read" else "sort")
        steps.look()

    return told


def _judge(audit: Audit, work: Path, steps: Steps) -> tuple[int, Audit]:
    parts, written = parts_of(work / "layout"), 0
    audit.prepare(parts)
    audit.found(parts[0], audit.facts_of(parts[0]))
    steps.end("tables")
    audit.tally.attempts.clear()
    audit.tally.rows = 0
    with pq.ParquetWriter(work / "findings.parquet", SCHEMA, compression="zstd") as writer:
        for part in parts:
            facts = audit.facts_of(part)
            steps.end("scan")
            led = lead_by_topic(audit.found(part, facts), audit.law)
            steps.end("sweep")
            if len(led.leads):
                table = table_of(part, facts, audit.law, led, audit.later(part, facts))
                steps.end("findings")
                writer.write_table(table)
                written += table.num_rows
                steps.end("write")
    return written, audit


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, help="one size only")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "zilv-bench")
    parser.add_argument("--piece", choices=("audit",), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.piece:
        audit_piece(world(given.folder, given.rows))
        return
    for rows in (given.rows,) if given.rows else SIZES:
        _told(given.folder, rows)


def _told(folder: Path, rows: int) -> None:
    world(folder, rows)
    cost = run("bench.scale", "audit", "--rows", str(rows), "--folder", str(folder))
    found, count = cost.answer, cost.answer["rows"]
    print(f"\n{count:,} attempts, {found['entries']:,} register rows, {found['findings']:,} findings")
    layout, scratch = (f"{found[name] * 1e6 / count:.0f}" for name in ("layout_mb", "scratch_mb"))
    print(f"layout {layout} bytes an attempt, scratch at most {scratch}")
    print("\n| step | CPU s | CPU ns an attempt | peak MB so far |\n|---|---|---|---|")
    for step, name in STEPS.items():
        used = found["cpu"].get(step, 0.0)
        print(f"| {name} | {used:.1f} | {used / count * 1e9:.0f} | {found['peak'].get(step, 0):.0f} |")
    print(f"| all | {cost.cpu_s:.1f} | {cost.cpu_s / count * 1e9:.0f} | {cost.peak_mb:.0f} |")
    print(f"\n{cost.wall_s:.0f} s on the clock")


if __name__ == "__main__":
    main()
