"""Attempts that arrive in several lots, and both ways of auditing them: going on, and all at once."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

from zilv.attempts.intake.intake import IntakeOptions, take_in
from zilv.audit.run import Audit
from zilv.audit.state.folder import opened
from zilv.audit.state.history import write_history, write_standing
from zilv.audit.state.refresh import Answer, Question, refresh
from zilv.privacy.token import Tokens
from zilv.registers.rows import Registers
from zilv.rules.library import Law, choose

TOKENS = Tokens(b"k" * 32)
ZONE = ZoneInfo("Asia/Shanghai")
Rows = Sequence[dict[str, str]]


def options_in(folder: Path, registers: Registers) -> IntakeOptions:
    """How sources are read."""
    rejects = folder / "rejected.csv"
    return IntakeOptions(tokens=TOKENS, rejects=rejects, default_zone=ZONE, registers=registers)


def source(folder: Path, name: str, rows: Rows) -> Path:
    """A canonical CSV file of these rows."""
    path = folder / f"{name}.csv"
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


class Going:
    """An audit that goes on, in a folder of its own."""

    def __init__(self, folder: Path, registers: Registers) -> None:
        self.folder, self.registers = folder, registers
        self._runs = 0

    def take(self, paths: Sequence[Path], law: Law, registers: Registers | None = None) -> Answer:
        """One run."""
        self._runs += 1
        scratch = self.folder / f"scratch-{self._runs}"
        scratch.mkdir()
        known = registers or self.registers
        with opened(self.folder / "state") as state:
            question = Question(law, known, options_in(self.folder, known), f"run {self._runs}", scratch)
            return refresh(state, paths, question)

    def findings(self) -> list[dict[str, Any]]:
        """What holds now."""
        with opened(self.folder / "state") as state:
            write_standing(state.files("history"), self.folder / "findings.parquet", (None, None))
        return in_order(self.folder / "findings.parquet")

    def history(self) -> list[dict[str, Any]]:
        """Every entry there ever was."""
        with opened(self.folder / "state") as state:
            laws = [run.law for run in state.manifest.runs]
            write_history(state.files("history"), laws, self.folder / "history.parquet")
        rows: list[dict[str, Any]] = pq.read_table(self.folder / "history.parquet").to_pylist()
        return rows


def at_once(folder: Path, paths: Sequence[Path], registers: Registers, law: Law) -> list[dict[str, Any]]:
    """The findings of one audit of all files."""
    folder.mkdir()
    take_in(paths, folder / "layout", options_in(folder, registers))
    Audit(law, registers).write_findings(folder / "layout", folder / "findings.parquet")
    return in_order(folder / "findings.parquet")


def in_order(path: Path) -> list[dict[str, Any]]:
    """Findings, whatever order they were written in."""
    return sorted(pq.read_table(path).to_pylist(), key=lambda row: (row["attempt_id"], row["topic"], str(row)))


CHINA = choose("cn")
