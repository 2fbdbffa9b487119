"""The four files a list is divided into: its own columns first, in its own encoding, then what was found."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from zilv.attempts.intake.encoding import GB18030
from zilv.gate.scrub.calllist import CallList
from zilv.gate.scrub.fate import COLUMNS, FATES, PREFIX, Fate


class Files:
    """`permitted.csv held.csv denied.csv rejected.csv` in a folder; `written` counts the rows of each."""

    def __init__(self, folder: Path, source: CallList) -> None:
        self.written = dict.fromkeys(FATES, 0)
        self._names = source.names
        self._open = {
            fate: (folder / f"{fate}.csv").open("w", encoding=_of(source, fate), newline="") for fate in FATES
        }
        self._writers: dict[Fate, Any] = {
            fate: csv.writer(file, delimiter=source.delimiter) for fate, file in self._open.items()
        }
        for fate, writer in self._writers.items():
            writer.writerow([*self._names, *(PREFIX + name for name in COLUMNS[fate])])

    def write(self, fate: Fate, cells: Mapping[str, Any], told: Mapping[str, str]) -> None:
        """One row; `told`: the added columns."""
        own = [cells.get(name, "") for name in self._names]
        self._writers[fate].writerow([*own, *(told.get(name, "") for name in COLUMNS[fate])])
        self.written[fate] += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *left: object) -> None:
        for file in self._open.values():
            file.close()


def _of(source: CallList, fate: Fate) -> str:
    """What a dialler takes in again is written as the list was; what people read, so that a spreadsheet shows it."""
    if source.encoding == GB18030:
        return GB18030
    return "utf-8-sig" if source.marked or fate != "permitted" else "utf-8"
