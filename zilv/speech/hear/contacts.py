"""What a person's table knows of the contacts that were recorded: read and checked before anything is heard."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import UNSET

from zilv.speech.hear.heard import id_of
from zilv.speech.transcript.facts import FACTS, HEADINGS, Facts, facts_of
from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import MESSAGES

_NAMES = {"文件": "file", "录音": "file", **HEADINGS}
COLUMNS = ("file", *FACTS)
"""`file` must be there, and any of the others."""


class Row(NamedTuple):
    """A row of the table, and the number of its line."""

    line: int
    facts: Facts


class Contacts(NamedTuple):
    """Rows by the name of their recording; `unused`: lines of rows that name no recording."""

    by_name: Mapping[str, Row]
    unused: tuple[int, ...]


NOTHING_TOLD = Contacts({}, ())


def fields_of(facts: Facts) -> dict[str, Any]:
    """The facts as fields of `Heard`."""
    return {
        "attempt_id": facts.attempt_id or UNSET,
        "channel": facts.channel or "voice",
        "party": facts.party,
        "first_contact": facts.first_contact,
    }


def read_rows(path: Path, messages: bool = False) -> dict[str, Row]:
    """The rows of a CSV by what their column `file` says. `messages`: they may tell of messages, as no recording's may.
    Raises `SpeechError` with file and line."""
    rows: dict[str, Row] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, row in _cells(path, file):
                name, facts = row["file"], facts_of(row)
                if isinstance(facts, str):
                    raise wrong(path, line, facts)
                if facts.channel in MESSAGES and not messages:
                    raise wrong(path, line, "channel: 录音不会是短信、邮件、信函 · no recording is a message")
                if not name:
                    raise wrong(path, line, "file: 不可为空 · must be there")
                if name in rows:
                    raise wrong(path, line, f"file: 第 {rows[name].line} 行已有此名 · line {rows[name].line} has it")
                rows[name] = Row(line, facts)
    except UnicodeDecodeError as error:
        raise SpeechError(f"{path}: 不是 UTF-8 文本 · no text in UTF-8, from byte {error.start} on") from None
    return rows


def matched(path: Path, rows: Mapping[str, Row], names: Sequence[str]) -> Contacts:
    """Each recording's row, which calls it by its name or its transcript's id; `path`: the table's, for messages.

    Raises `SpeechError` where a row means two recordings, or two rows one.
    """
    by_name: dict[str, Row] = {}
    meant: dict[int, str] = {}
    for name in names:
        mine = [rows[called] for called in dict.fromkeys((name, id_of(name))) if called in rows]
        if len(mine) > 1:
            raise wrong(
                path, mine[1].line, f"file: 与第 {mine[0].line} 行是同一录音 · line {mine[0].line} means it too"
            )
        for row in mine:
            if row.line in meant:
                raise wrong(path, row.line, "file: 有两个录音同此名 · two recordings have this name; hear them apart")
            meant[row.line] = name
            by_name[name] = row
    return Contacts(by_name, tuple(row.line for row in rows.values() if row.line not in meant))


def _cells(path: Path, lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their line, each cell under its column; lines without any cell are no rows."""
    rows = csv.reader(lines, strict=True)
    try:
        names = [_NAMES.get(name.strip(), name.strip().lower()) for name in next(rows, [])]
        if "file" not in names or not set(FACTS) & set(names):
            raise wrong(path, 1, f"缺列；应有 file 与其余之一 · expected file, and any of: {' '.join(FACTS)}")
        if twice := [name for name in COLUMNS if names.count(name) > 1]:
            raise wrong(path, 1, f"列重复 · given twice: {' '.join(twice)}")
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                raise wrong(path, rows.line_num, "列数与表头不符 · not as many cells as the heading has")
            yield rows.line_num, dict(zip(names, (cell.strip() for cell in cells), strict=True))
    except csv.Error:
        raise wrong(path, rows.line_num, "不是 CSV · no CSV from here on") from None


def wrong(path: Path, line: int, reason: str) -> SpeechError:
    """An error of the table, by its line."""
    return SpeechError(f"{path}:{line}: {reason}")
