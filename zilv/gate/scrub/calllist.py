"""A call list as a dialler takes it: its rows in their order, each with all its cells and with what it asks."""

import codecs
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from zilv.attempts.intake.chunk import Chunk, Problem, Source
from zilv.attempts.intake.columns import IDENTIFIERS
from zilv.attempts.intake.encoding import UTF_8
from zilv.attempts.intake.format import Context, Record
from zilv.attempts.intake.inputs import opened
from zilv.attempts.intake.json_records import JsonRecords
from zilv.attempts.intake.mapping import read_mapping
from zilv.attempts.intake.reasons import names_shown, problem
from zilv.attempts.intake.record import identifier, number
from zilv.attempts.intake.source import InputFile
from zilv.attempts.intake.tabular import DelimitedText
from zilv.attempts.parse import FieldError, attempt_from
from zilv.errors import IntakeError
from zilv.gate.ask import Ask
from zilv.gate.client.fields import AskFields
from zilv.privacy.token import is_token

ASKED = tuple(name for name in Ask.__struct_fields__ if name != "key")
"""The canonical columns that an ask has; others in the list are carried along, not read."""

NEEDED = ("person", "channel")
_NOT_YET = {"attempt_id": "none", "at": "2000-01-01T00:00:00Z"}
_NAMES = ("person", "account", "line")


@dataclass(frozen=True)
class ListOptions:
    """How a list is read. `mapping`: a mapping file; `constants`: canonical columns that the list lacks."""

    mapping: Path | None = None
    constants: Mapping[str, str] = field(default_factory=dict)


class Listed(NamedTuple):
    """One row: its number from 1 on, its line (0 = not known), its cells as they stand, and what it asks, or why it
    cannot be read. A row that is not well formed has no cells.
    """

    row: int
    line: int
    cells: Mapping[str, Any]
    asks: AskFields | None
    problem: Problem | None


class CallList:
    """A list that can be read more than once. `rows`: how many; `marked`: whether it begins with a byte order mark.

    Raises IntakeError for a file that is no table, or lacks a column that every ask needs.
    """

    def __init__(self, path: Path, options: ListOptions) -> None:
        self.path = path
        source = _table(path)
        self.names = tuple(name for name in source.names if name)
        self.nameless = len(source.names) - len(self.names)
        self._read = _reading(path, self.names, options)
        self.delimiter = source.delimiter if isinstance(source, DelimitedText) else ","
        self.rows = sum(len(chunk) + len(chunk.refused) for chunk in source.chunks(None))
        self.encoding = source.encoding or UTF_8
        self.marked, self.digest = _mark_and_digest(path)

    def listed(self) -> Iterator[Listed]:
        """All rows in their order."""
        for chunk in _table(self.path).chunks(None):
            yield from self._of(chunk)

    def _of(self, chunk: Chunk) -> Iterator[Listed]:
        good = [self._one(int(row), int(line), cells) for row, line, cells in _cells(chunk)]
        refused = [Listed(told.row, told.line, {}, None, told) for told in chunk.refused]
        yield from sorted([*good, *refused], key=lambda listed: listed.row)

    def _one(self, row: int, line: int, cells: Record) -> Listed:
        try:
            return Listed(row, line, cells, asks_of(self._read(cells)), None)
        except FieldError as error:
            return Listed(row, line, cells, None, problem(row, line, error))


def _cells(chunk: Chunk) -> Iterator[tuple[int, int, Record]]:
    return zip(chunk.row.tolist(), chunk.line.tolist(), chunk.as_records(), strict=True)


def _table(path: Path) -> Source:
    source = opened(path).source
    if isinstance(source, JsonRecords):
        raise IntakeError(
            f"{path}: 是 JSON；应为表格（CSV、TSV、XLSX 或 Parquet）· "
            "is JSON; expected a table: CSV, TSV, XLSX or Parquet"
        )
    return source


def _reading(path: Path, names: tuple[str, ...], options: ListOptions) -> Callable[[Record], Mapping[str, str]]:
    """How the canonical columns of a row are read."""
    constants = dict(options.constants)
    if options.mapping is None:
        _need(path, names, [name for name in NEEDED if name not in {*names, *constants}])
        taken = [name for name in ASKED if name in names]
        return lambda cells: constants | {name: _told(cells, name) for name in taken}
    form = read_mapping(options.mapping, needed=())
    _need(path, names, sorted(form.telltale - {*names}))
    context = Context(ZoneInfo("UTC"), constants)
    return lambda cells: constants | (form.read(cells, context) or {})


def _told(cells: Record, name: str) -> str:
    return identifier(cells, name) if name in IDENTIFIERS else str(cells[name])


def _need(path: Path, names: tuple[str, ...], missing: list[str]) -> None:
    if missing:
        raise IntakeError(
            f"{path}: 缺列 {', '.join(missing)}；各行相同者用 --set 给出，或用 --map 说明由哪些列承载 · "
            f"lacks the columns {', '.join(missing)}; give what is the same in all rows with --set, or say "
            f"with --map which columns hold them. The columns seen are {names_shown(names)}"
        )


def asks_of(row: Mapping[str, str]) -> AskFields:
    """What a canonical row asks. Raises FieldError, also for an identifier that is masked or was rounded."""
    given = {name: text.strip() for name, text in row.items() if name in ASKED and text.strip()}
    read = attempt_from({**_NOT_YET, **{"lender": "the key's"}, **given})
    asks: dict[str, Any] = {name: getattr(read, name) for name in given}
    for name in _NAMES:
        identifier(given, name)
    if "number" in given and not is_token(given["number"]):
        asks["number"] = number(given, "number") or None
    return cast(AskFields, asks)


def _mark_and_digest(path: Path) -> tuple[bool, str]:
    with path.open("rb") as file:
        marked = file.read(3) == codecs.BOM_UTF8
    return marked, InputFile(path).digest()


def key_of(digest: str, run: str, row: int) -> str:
    """The key of a row: the same list in the same run asks the same, however often it is begun anew."""
    return f"scrub:{hashlib.sha256(f'{digest}:{run}'.encode()).hexdigest()[:40]}:{row}"
