"""The first sheet of an XLSX file as a table, read row by row."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import pyarrow as pa

from zilv.attempts.intake.cells import Cell, CellError, Cells, Row
from zilv.attempts.intake.chunk import UNRELIABLE, Chunk, Problem, numbered
from zilv.attempts.intake.columns import IDENTIFIERS
from zilv.attempts.intake.header import names_of
from zilv.attempts.intake.reasons import name_shown
from zilv.attempts.intake.workbook import Workbook, opened, read_workbook
from zilv.errors import IntakeError


class Sheet:
    """An XLSX file. `names` are those of the first row that is not empty. `others`: sheets that are not read."""

    container, encoding = "xlsx", ""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._archive = opened(path)
        try:
            self._workbook: Workbook = read_workbook(self._archive)
            self._stream = self._archive.open(self._workbook.sheet)
        except (KeyError, IndexError, StopIteration) as error:
            what = "是 zip 文件，但不是可读的 XLSX · is a zip archive but no XLSX workbook that can be read"
            raise IntakeError(f"{path}: {what} ({error})") from None
        except (ValueError, RuntimeError, zipfile.BadZipFile, expat.ExpatError, NotImplementedError) as error:
            raise self._damaged(error) from None
        self.others = self._workbook.others
        self._row = 0
        self._rows = self._filled_rows()
        self.names = self._header()

    def _damaged(self, error: Exception) -> IntakeError:
        what = "工作簿已损坏，或不可信 · the workbook is damaged, or not one that can be trusted"
        return IntakeError(f"{self.path}: {what}: {error}")

    def _filled_rows(self) -> Iterator[list[Row]]:
        try:
            for rows in Cells(self._stream, self._workbook).rows():
                filled = [(number, cells) for number, cells in rows if any(_is_filled(cell) for cell in cells.values())]
                if filled:
                    yield filled
        except (ValueError, IndexError, zipfile.BadZipFile, expat.ExpatError, EOFError) as error:
            raise self._damaged(error) from None

    def _header(self) -> tuple[str, ...]:
        self._waiting = next(self._rows, [])
        if not self._waiting:
            en = "its first sheet is empty; expected a row with the names of the columns"
            raise IntakeError(f"{self.path}: 第一张表没有内容，首行应为各列名称 · {en}")
        _, cells = self._waiting.pop(0)
        wrong = next((cell for cell in cells.values() if isinstance(cell, CellError)), None)
        if wrong is not None:
            raise IntakeError(f"{self.path}: 表头有一格不可用 · a cell of the header cannot be used: {wrong}")
        return names_of(self.path, [str(cells.get(i, "")) for i in range(max(cells) + 1)])

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows that are not empty, a few at a time. A bad cell refuses its row where its column is wanted.

        With `wanted`, whose columns are canonical, a number with a fraction is no identifier; else records tell of it.
        """
        rows: list[Row] | None = self._waiting
        while rows is not None:
            if rows:
                yield self._chunk(rows, wanted)
            rows = next(self._rows, None)
        self._archive.close()

    def _chunk(self, rows: list[Row], wanted: frozenset[str] | None) -> Chunk:
        places = {name: i for i, name in enumerate(self.names) if name and (wanted is None or name in wanted)}
        kept: list[Row] = []
        numbers: list[int] = []
        refused: list[Problem] = []
        for row in rows:
            self._row += 1
            found = self._problem(row, places)
            if found is None:
                kept.append(row)
                numbers.append(self._row)
            else:
                refused.append(found)
        lines = numbered([line for line, _ in kept])
        if wanted is None:
            records = tuple({name: cells.get(i, "") for name, i in places.items()} for _, cells in kept)
            return Chunk(numbered(numbers), lines, tuple(refused), records=records)
        columns = {name: _texts(name, [cells.get(i, "") for _, cells in kept]) for name, i in places.items()}
        return Chunk(numbered(numbers), lines, tuple(refused), columns)

    def _problem(self, row: Row, places: dict[str, int]) -> Problem | None:
        line, cells = row
        if any(i >= len(self.names) for i, cell in cells.items() if _is_filled(cell)):
            width = len(self.names)
            why = f"单元格多于表头的 {width} 格 · has more cells than the header, which has {width}"
            return Problem(self._row, line, "", why)
        for name, i in places.items():
            cell = cells.get(i)
            if isinstance(cell, CellError):
                return Problem(self._row, line, name_shown(name), str(cell))
        return None


def _texts(name: str, cells: list[Cell]) -> pa.Array:
    fraction = UNRELIABLE if name in IDENTIFIERS else None
    return pa.array([(fraction or repr(c)) if isinstance(c, float) else str(c) for c in cells], pa.string())


def _is_filled(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())
