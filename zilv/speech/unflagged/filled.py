"""Reads a work list that a person has filled: a table with the column `acts`, or JSON Lines with `labels`."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from zilv.speech.acts.act import ORDER
from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import Label

NOTHING = frozenset({"none", "无", "-"})
"""What is written where a person has read a contact and found no act; an empty cell has not been read."""


class _Line(msgspec.Struct):
    id: str
    labels: tuple[Label, ...] | None = None


def filled(path: Path) -> dict[str, frozenset[str]]:
    """The acts found in each contact that was read, by its id; contacts not yet read are left out.

    Raises `SpeechError` for a file that cannot be read so, and for a word that is no act.
    """
    made = dict(_lines(path) if path.suffix == ".jsonl" else _rows(path))
    for name, acts in made.items():
        if not acts <= set(ORDER):
            raise SpeechError(f"{path.name}: {name}: 未知行为 · an unknown act; none or 无 where there is nothing")
    return made


def _rows(path: Path) -> Mapping[str, frozenset[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [(row["id"].removeprefix("'"), row["acts"] or "") for row in csv.DictReader(file)]
    except (UnicodeDecodeError, csv.Error, KeyError, AttributeError):
        raise SpeechError(f"{path.name}: 应为含 id 与 acts 列的表格 · a table in UTF-8 with id and acts") from None
    return {name: _acts(said) for name, said in rows if said.strip()}


def _acts(said: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[\s,，;；、]+", said.strip()) if word) - NOTHING


def _lines(path: Path) -> Mapping[str, frozenset[str]]:
    try:
        decoder = msgspec.json.Decoder(_Line)
        read = [decoder.decode(line) for line in path.read_bytes().splitlines() if line.strip()]
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise SpeechError(f"{path.name}: 应有 id 与 labels · id and labels were expected in each line") from None
    return {one.id: frozenset(label.act for label in one.labels) for one in read if one.labels is not None}
