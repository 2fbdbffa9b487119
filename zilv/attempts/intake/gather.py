"""First pass: read every file, refuse what cannot be read, and hand on the rows that can."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from zilv.attempts.intake.accounting import FileAccount, Rejects, Tally
from zilv.attempts.intake.ahead import ahead, in_parallel
from zilv.attempts.intake.canonical import Canonical
from zilv.attempts.intake.chunk import Chunk, Problem
from zilv.attempts.intake.options import IntakeOptions, Progress, Told
from zilv.attempts.intake.reading import reading
from zilv.attempts.names import Names

Add = Callable[[pa.Table], Callable[[], None]]
"""Takes rows (columns of `columns.SCHEMA`) in any thread; what it returns adds them, in the order they were read."""


@dataclass(frozen=True, slots=True)
class Described:
    """A file that was read. `digest`: SHA-256 of its bytes."""

    path: Path
    format: str
    encoding: str
    digest: str

    def account(self, tally: Tally, number: int) -> FileAccount:
        """What became of its rows; `number` is its place among the files."""
        fates = tally.fates_of(number)
        return FileAccount(file=str(self.path), format=self.format, encoding=self.encoding, **fates)


class _Checked(NamedTuple):
    """A chunk, its rows that were refused, how many can be read, and what adds these."""

    chunk: Chunk
    problems: list[Problem]
    rows: int
    add: Callable[[], None]


def _nothing() -> None:
    """Nothing to add."""


class Gather:
    """Reads files one after the other; `add` takes their rows. What was read: `described`, `warnings`, `rows`."""

    def __init__(self, options: IntakeOptions, names: Names, tally: Tally, rejects: Rejects, add: Add) -> None:
        self.described: list[Described] = []
        self.warnings: list[str] = []
        self._options, self._tally, self._rejects, self._add = options, tally, rejects, add
        self._canonical = Canonical(names, options.tokens, options.zone_of_times)
        self.rows = 0

    def read(self, files: list[Path], told: Told) -> None:
        """Read all files. Raises IntakeError."""
        total = sum(file.stat().st_size for file in files)
        passed = 0
        for path in files:
            found = reading(path, self._options)
            self.warnings.extend(found.warnings)
            number = len(self.described)
            check = partial(self._checked, number, found.form is not None)
            with (
                found.opened.file as file,
                closing(ahead(found.chunks)) as chunks,
                closing(in_parallel(check, chunks)) as checked,
            ):
                for each in checked:
                    self._take(path, number, each)
                    told(Progress("read", str(path), passed + file.passed, total, self.rows))
                digest = file.digest()
                passed += file.size
            self.described.append(Described(path, found.format_name, found.opened.source.encoding, digest))
            told(Progress("read", str(path), passed, total, self.rows))

    def _checked(self, number: int, incomplete: bool, chunk: Chunk) -> "_Checked":
        table, problems = self._canonical.taken(chunk, number, incomplete)
        return _Checked(chunk, problems, table.num_rows, self._add(table) if table.num_rows else _nothing)

    def _take(self, path: Path, number: int, checked: "_Checked") -> None:
        chunk, problems, rows, add = checked
        self._rejects.add(str(path), sorted([*chunk.refused, *problems], key=lambda problem: problem.row))
        self._tally.reject(number, len(chunk.refused) + len(problems))
        self._tally.take(number, rows)
        self.rows += len(chunk) + len(chunk.refused)
        add()
