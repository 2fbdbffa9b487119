"""Messages and chats as a table: one row a turn, rows of one `id` make one contact, in the file's order."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from zilv.speech.transcript.facts import FACTS, HEADINGS, facts_of
from zilv.speech.transcript.transcript import Dialogue, Turn, numbered
from zilv.speech.transcript.words import SPEAKERS

_NAMES = {
    "编号": "id",
    "会话编号": "id",
    "说话人": "speaker",
    "发送方": "speaker",
    "内容": "text",
    **HEADINGS,
}
COLUMNS = ("id", "speaker", "text", *FACTS)
"""The columns; the first three must be there."""


class Wrong(NamedTuple):
    """A line that cannot be read, and what was expected."""

    line: int
    reason: str


class Read(NamedTuple):
    """A contact, and the line of its first row."""

    line: int
    dialogue: Dialogue


def table_dialogues(lines: Iterable[str]) -> Iterator[Read | Wrong]:
    """The contacts of a CSV with a heading, each where its first row stands; then the rows that cannot be read.

    A fact that is empty is not recorded. A contact of which a row is wrong is left out whole.
    """
    rows = csv.reader(lines, strict=True)
    contacts: dict[str, dict[str, Any]] = {}
    wrong: list[Wrong] = []
    spoilt: set[str] = set()
    try:
        names = [_NAMES.get(name.strip(), name.strip().lower()) for name in next(rows, [])]
        if missing := [name for name in COLUMNS[:3] if name not in names]:
            yield Wrong(1, f"缺列 · missing: {', '.join(missing)}; columns: {' '.join(COLUMNS)}")
            return
        for cells in rows:
            row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
            if (
                any(row.values())
                and (reason := _taken(row, len(cells) - len(names), contacts, rows.line_num)) is not None
            ):
                wrong.append(Wrong(rows.line_num, reason))
                spoilt.add(row.get("id", ""))
    except csv.Error:
        wrong.append(Wrong(rows.line_num, "不是 CSV · no CSV from here on"))
        contacts.clear()
    for name, told in contacts.items():
        if name not in spoilt:
            yield Read(told["line"], numbered(Dialogue(id=name, **told["facts"], turns=tuple(told["turns"]))))
    yield from wrong


def _taken(row: dict[str, str], surplus: int, contacts: dict[str, dict[str, Any]], line: int) -> str | None:
    """Why a row cannot be taken in; None where it was."""
    if surplus:
        return "列数与表头不符 · not as many cells as the heading has"
    speaker = SPEAKERS.get(row["speaker"].lower())
    if speaker is None:
        return "speaker: 应为 坐席/客户 · expected collector or other"
    if not row["id"] or not row["text"]:
        return "id、text 不可为空 · id and text must be there"
    facts = facts_of(row)
    if isinstance(facts, str):
        return facts
    known: dict[str, Any] = msgspec.to_builtins(facts)
    contact = contacts.setdefault(row["id"], {"line": line, "facts": known, "turns": []})
    if any(contact["facts"].setdefault(name, value) != value for name, value in known.items()):
        return "与同一 id 的前行不符 · differs from an earlier row of this id"
    contact["turns"].append(Turn(speaker=speaker, text=row["text"]))
    return None
