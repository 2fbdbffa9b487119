"""The real audit of what stands in a gate's book."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.gate.books import TOKENS, Counter
from zilv.attempts.intake.intake import IntakeOptions, take_in
from zilv.audit.run import Audit
from zilv.gate.canonical import SCHEMA, attempts
from zilv.gate.standing import row_of
from zilv.registers.rows import REGISTERS, Registers
from zilv.rules.library import Law, choose


def exported(counter: Counter, path: Path) -> int:
    """The book's attempts in canonical columns; how many."""
    rows = 0
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for table in attempts(counter.book):
            writer.write_table(table)
            rows += table.num_rows
    return rows


def audited(folder: Path, counter: Counter, rows: int, law: Law | None = None) -> list[dict[str, Any]]:
    """The findings of the real audit in the attempts that lie in `folder`, with the book's own registers."""
    registers, law = _registers(counter), law or choose("cn")
    options = IntakeOptions(tokens=TOKENS, rejects=folder / "rejected.csv", default_zone=law.zone, registers=registers)
    assert take_in([folder / "attempts.parquet"], folder / "layout", options).accepted == rows
    Audit(law, registers).write_findings(folder / "layout", folder / "findings.parquet")
    found: list[dict[str, Any]] = pq.read_table(folder / "findings.parquet").to_pylist()
    return found


def _registers(counter: Counter) -> Registers:
    with counter.book.page(write=False) as page:
        found = page.do("select register, body from gate_register_row order by row_id")
    rows = {name: tuple(row_of(name, body) for register, body in found if register == name) for name in REGISTERS}
    return Registers(**rows)
