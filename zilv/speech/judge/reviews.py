"""What a review found as rows of the register `reviews`: acts and turns, none of the words."""

import csv
import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from zilv.attempts.vocabulary import ACTS
from zilv.registers.parse import columns_of
from zilv.speech.judge.finding import Finding
from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import Dialogue

_COLUMNS = columns_of("reviews")
_CHINESE = re.compile("[\u3400-\u9fff]")
_LETTERS_READ_MAX = 11
"""So many letters without a Chinese character, such as "OK" or "bye-bye", leave a turn as good as read."""
_KEY = ("attempt_id", "act", "status", "turn")


class Reviews:
    """A file of reviews with what is added to it; rows in it stay, and what it says already is not added again."""

    def __init__(self, path: Path) -> None:
        """Raises SpeechError where there is a file of this name that is no register of reviews."""
        self._path = path
        self._rows = _read(path) if path.exists() else []
        self._known = {tuple(row[name] for name in _KEY) for row in self._rows}
        self._added: list[dict[str, str]] = []
        self._doubted: set[str] = set()

    def add(self, dialogue: Dialogue, findings: Sequence[Finding], at: datetime) -> None:
        """What was found at `at` in a dialogue: its collector's acts; without any, that it is clear, where all of it
        could be read."""
        attempt_id = dialogue.attempt_id or dialogue.id
        found = [(one.act, "found", str(one.turn)) for one in findings if one.act in ACTS]
        if not found and not unread(dialogue):
            found = [("", "clear", "")]
        for act, status, turn in found:
            row = dict.fromkeys(_COLUMNS, "") | {"attempt_id": attempt_id, "act": act, "status": status}
            row |= {"turn": turn, "at": at.isoformat(timespec="seconds"), "evidence": dialogue.id}
            key = tuple(row[name] for name in _KEY)
            if key not in self._known:
                self._known.add(key)
                self._added.append(row)

    def doubt(self, dialogue_id: str) -> None:
        """Another transcript of this id was not judged: it is not entered as clear."""
        self._doubted.add(dialogue_id)

    def write(self) -> None:
        """Write the file, whole or not at all."""
        added = [row for row in self._added if row["status"] != "clear" or row["evidence"] not in self._doubted]
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            with beside.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
                writer.writeheader()
                writer.writerows([*self._rows, *added])
            beside.replace(self._path)
        finally:
            beside.unlink(missing_ok=True)


def unread(dialogue: Dialogue) -> bool:
    """Whether a dialogue holds what no score and few rules read: no Chinese at all, or a collector's turn in letters.

    >>> from zilv.speech.transcript.transcript import Turn
    >>> unread(Dialogue(id="a", turns=(Turn(speaker="collector", text="Pay now, or we break your legs"),)))
    True
    """
    if not any(_CHINESE.search(turn.text) for turn in dialogue.turns):
        return True
    said = [turn.text for turn in dialogue.turns if turn.speaker == "collector" and not _CHINESE.search(turn.text)]
    return any(sum(map(str.isalpha, text)) > _LETTERS_READ_MAX for text in said)


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"attempt_id", "status", "at"} <= set(reader.fieldnames or ()) <= set(_COLUMNS):
                raise SpeechError(f"{path}: 不是 reviews 登记 · no register of reviews; it has {', '.join(_COLUMNS)}")
            return [{name: row.get(name) or "" for name in _COLUMNS} for row in reader]
    except UnicodeDecodeError as error:
        raise SpeechError(f"{path}: 不是 UTF-8 文本 · no text in UTF-8, from byte {error.start} on") from None
