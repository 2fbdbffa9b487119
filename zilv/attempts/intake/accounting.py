"""Every row that was read, and what became of it: read = accepted + merged + duplicate + rejected."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from zilv.attempts.intake.chunk import Problem
from zilv.errors import IntakeError

HEADER = ("file", "row", "line", "field", "reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class FileAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the rows of one file.

    `merged` rows added facts to an attempt that another row had told of, `duplicate` rows added none.
    """

    file: str
    format: str
    encoding: str
    read: int
    accepted: int
    merged: int
    duplicate: int
    rejected: int


class Accounting(msgspec.Struct, frozen=True, kw_only=True):
    """What became of all rows, file by file, and what the user should know about the files."""

    files: tuple[FileAccount, ...]
    warnings: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """Rows read."""
        return sum(f.read for f in self.files)

    @property
    def accepted(self) -> int:
        """Attempts: rows that stand for one each."""
        return sum(f.accepted for f in self.files)

    @property
    def merged(self) -> int:
        """Rows that added facts to another row's attempt."""
        return sum(f.merged for f in self.files)

    @property
    def duplicate(self) -> int:
        """Rows that added nothing to another row's attempt."""
        return sum(f.duplicate for f in self.files)

    @property
    def rejected(self) -> int:
        """Rows that stand in the file of rejected rows."""
        return sum(f.rejected for f in self.files)


class Rejects:
    """The file of rejected rows, written beside its place and moved there by `keep`; `drop` leaves nothing."""

    def __init__(self, path: Path) -> None:
        self._path, self._partial = path, path.with_name(f".{path.name}.partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._partial.open("w", encoding="utf-8-sig", newline="")
        except OSError as error:
            what = "被拒各行无法写到此处 · rejected rows cannot be written there"
            raise IntakeError(f"{path}: {what}: {error.strerror}") from None
        self._writer: Any = csv.writer(self._file)
        self._writer.writerow(HEADER)

    def add(self, file: str, problems: Iterable[Problem]) -> None:
        """Write these rows of one file."""
        self._writer.writerows([_plain(file), p.row, p.line or "", _plain(p.field), _plain(p.reason)] for p in problems)

    def keep(self) -> None:
        """Put the file in its place."""
        self._file.close()
        self._partial.replace(self._path)

    def drop(self) -> None:
        """Leave no trace, unless the file has been kept."""
        self._file.close()
        self._partial.unlink(missing_ok=True)


def _plain(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


class Tally:
    """Counts rows per file while they are taken in."""

    def __init__(self, count: int) -> None:
        self.read = np.zeros(count, np.int64)
        self._fates = np.zeros((4, count), np.int64)

    def reject(self, file: int, rows: int) -> None:
        """Rows of a file that were read and rejected at once."""
        self.read[file] += rows
        self._fates[3, file] += rows

    def take(self, file: int, rows: int) -> None:
        """Rows of a file that were read and wait to be settled."""
        self.read[file] += rows

    def accept(self, rows: Mapping[int, int]) -> None:
        """So many rows of each file are attempts as they stand."""
        for file, count in rows.items():
            self._fates[0, file] += count

    def settle(self, file: Any, fate: Any) -> None:
        """What became of rows: the file and the fate (as in `merge`) of each."""
        for kind in range(4):
            self._fates[kind] += np.bincount(file[fate == kind], minlength=len(self.read))

    def fates_of(self, file: int) -> dict[str, int]:
        """How many rows of a file were read, and what became of them."""
        fates = zip(("accepted", "merged", "duplicate", "rejected"), self._fates[:, file].tolist(), strict=True)
        return {"read": int(self.read[file]), **dict(fates)}
