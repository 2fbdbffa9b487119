"""Reads a work list that a person has filled: a table with the column `acts`, or JSON Lines with `labels`."""

import csv
import io
import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from zilv.speech.acts.act import ORDER
from zilv.speech.transcript.encoding import NO_TEXT, text_of
from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import Label
from zilv.speech.transcript.wrong import unknown

NOTHING = frozenset({"none", "无", "-"})
"""What is written where a person has read a contact and found no act; an empty cell has not been read."""


class _Line(msgspec.Struct):
    id: str
    labels: tuple[Label, ...] | None = None


class _Read(NamedTuple):
    line: int
    id: str
    words: frozenset[str]


def filled(path: Path, drawn: Container[str]) -> dict[str, frozenset[str]]:
    """The acts found in each contact that was read, by its id; contacts not yet read are left out.

    Raises `SpeechError` for a file that cannot be read so, for a word that is no act, for acts beside `NOTHING`, for a
    contact that stands there twice, and for one that was not `drawn`: a spreadsheet writes long numbers anew, and what
    was read would count as unread.
    """
    made: dict[str, frozenset[str]] = {}
    for one in _lines(path) if path.suffix == ".jsonl" else _rows(path):
        acts, place = one.words - NOTHING, f"{path.name}:{one.line}: {one.id}: "
        for word in sorted(acts - set(ORDER)):
            raise SpeechError(f"{place}acts: {unknown(word, (*ORDER, *sorted(NOTHING)))}")
        if acts and acts != one.words:
            raise SpeechError(f"{place}acts: 既写无又写行为，只能其一 · acts beside none; write one or the other")
        if one.id not in drawn:
            raise SpeechError(
                f"{place}抽样中没有此 id；表格软件可能改写了编号，请照原清单改回 · "
                "no such id in the sample; a spreadsheet may have rewritten it: put back what the list had"
            )
        if one.id in made:
            raise SpeechError(f"{place}前面某行已有此 id · an earlier line has this id")
        made[one.id] = acts
    return made


def _rows(path: Path) -> Iterator[_Read]:
    text = text_of(path.read_bytes())
    if isinstance(text, int):
        raise SpeechError(f"{path.name}:{text}: {NO_TEXT}")
    table = csv.DictReader(io.StringIO(text, newline=""))
    try:
        for row in table:
            name, said = row["id"].removeprefix("'"), row["acts"] or ""
            if said.strip():
                yield _Read(table.line_num, name, frozenset(re.split(r"[\s,，;；、]+", said.strip())) - {""})
    except (csv.Error, KeyError, AttributeError):
        raise SpeechError(f"{path.name}: 应为含 id 与 acts 列的表格 · a table with the columns id and acts") from None


def _lines(path: Path) -> Iterator[_Read]:
    decoder = msgspec.json.Decoder(_Line)
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            one = decoder.decode(line) if line.strip() else None
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise SpeechError(
                f"{path.name}:{number}: 应有 id 与 labels · id and labels were expected in each line"
            ) from None
        if one is not None and one.labels is not None:
            yield _Read(number, one.id, frozenset(label.act for label in one.labels))
