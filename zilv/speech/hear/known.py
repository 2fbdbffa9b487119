"""What a person's table knows of transcripts that lie in files, told to each as it is read."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from zilv.speech.hear.audio import SUFFIXES
from zilv.speech.hear.contacts import Row, wrong
from zilv.speech.hear.heard import id_of
from zilv.speech.transcript.facts import FACTS
from zilv.speech.transcript.transcript import Dialogue

_MANY = frozenset({".jsonl", ".ndjson", ".csv"})
"""Files of many contacts: a row names one of them by its id alone."""


class Known:
    """The rows of a table, and which of them have been used."""

    def __init__(self, path: Path, rows: Mapping[str, Row]) -> None:
        """`path`: the table's, for messages."""
        self._path = path
        self._rows = rows
        self._recorded: defaultdict[str, list[Row]] = defaultdict(list)
        for name, row in rows.items():
            if Path(name).suffix.lower() in SUFFIXES:
                self._recorded[id_of(name)].append(row)
        self._used: set[int] = set()

    def told(self, dialogue: Dialogue, file: Path) -> Dialogue:
        """The transcript with what its row tells; what the row leaves empty stays as the transcript says.

        A row means it by its id, by the recording's name whose transcript it is, or by the file that holds it alone.
        Raises `SpeechError` where a row means two transcripts, or two rows one.
        """
        alone = () if file.suffix.lower() in _MANY else (file.name, file.stem)
        mine = {row.line: row for name in (dialogue.id, *alone) if (row := self._rows.get(name))}
        mine |= {row.line: row for row in self._recorded.get(dialogue.id, ())}
        if len(mine) > 1:
            first, second = sorted(mine)[:2]
            raise wrong(self._path, second, f"file: 与第 {first} 行是同一转写 · line {first} means it too")
        if not mine:
            return dialogue
        ((line, row),) = mine.items()
        if line in self._used:
            raise wrong(self._path, line, "file: 有两份转写同此名 · two transcripts have this name; judge them apart")
        self._used.add(line)
        return replace(dialogue, **{name: told for name in FACTS if (told := getattr(row.facts, name)) is not None})

    @property
    def unused(self) -> list[int]:
        """The lines of rows that have named no transcript so far."""
        return sorted({row.line for row in self._rows.values()} - self._used)
