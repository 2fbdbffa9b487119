"""A first look at a file: what it is taken for, and its first rows as intake would read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zilv.attempts.attempt import COLUMNS
from zilv.attempts.intake.canonical import Canonical
from zilv.attempts.intake.chunk import Chunk, Problem
from zilv.attempts.intake.columns import TOKENISED, numbers
from zilv.attempts.intake.options import IntakeOptions
from zilv.attempts.intake.reading import Reading, reading
from zilv.attempts.names import Names
from zilv.privacy.token import to_text

_ONLY_WHETHER = ("recording", "note")


@dataclass(frozen=True, slots=True)
class InspectedRow:
    """One row as it would be read: `values` by canonical column, tokens for identifiers; `problem` if it would not."""

    row: int
    line: int
    values: Mapping[str, str]
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is taken for. `columns` are the file's own; `encoding` is empty where there is none."""

    container: str
    encoding: str
    format: str
    columns: tuple[str, ...]
    rows: tuple[InspectedRow, ...]
    warnings: tuple[str, ...]


def inspect(path: Path, options: IntakeOptions, count: int = 10) -> Inspection:
    """The first `count` rows of a file, and what it was taken for. Raises IntakeError as intake would.

    Rows of one attempt are shown apart, each with what it knows; merging comes after reading.
    """
    found = reading(path, options)
    canonical = Canonical(Names(), options.tokens, options.zone_of_times)
    rows: list[InspectedRow] = []
    with found.opened.file:
        for chunk in found.chunks:
            rows.extend(_rows(chunk.first(count), canonical, options, partial=found.form is not None))
            if len(rows) >= count:
                break
    return _inspection(found, sorted(rows, key=lambda row: row.row)[:count])


def _inspection(found: Reading, rows: list[InspectedRow]) -> Inspection:
    source = found.opened.source
    return Inspection(
        container=source.container,
        encoding=source.encoding,
        format=found.format_name,
        columns=source.names,
        rows=tuple(rows),
        warnings=found.warnings,
    )


def _rows(chunk: Chunk, canonical: Canonical, options: IntakeOptions, partial: bool) -> list[InspectedRow]:
    table, problems = canonical.taken(chunk, 0, partial)
    wrong = {problem.row: problem for problem in problems}
    stand_in = dict(zip(numbers(table, "row").tolist(), numbers(table, "stand_in").tolist(), strict=True))
    shown = []
    for row, line, record in zip(chunk.row.tolist(), chunk.line.tolist(), chunk.as_records(), strict=True):
        values = {name: _shown(name, record[name].strip(), options) for name in COLUMNS if record.get(name, "").strip()}
        if "person" not in values and stand_in.get(row):
            values["person"] = to_text("person", stand_in[row])
        shown.append(InspectedRow(row, line, values, wrong.get(row)))
    shown += [InspectedRow(problem.row, problem.line, {}, problem) for problem in chunk.refused]
    return shown


def _shown(name: str, text: str, options: IntakeOptions) -> str:
    if name in TOKENISED:
        return options.tokens.text(name, text)
    return "✓" if name in _ONLY_WHETHER else text
