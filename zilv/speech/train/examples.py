"""Dialogues that people have read through, as the heads are fitted to them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from zilv.speech.acts.act import ORDER
from zilv.speech.judge.features import read as read_features
from zilv.speech.train.fit import Example
from zilv.speech.transcript.read import Rejected, SpeechError, read
from zilv.speech.transcript.transcript import Dialogue


def labelled(paths: Iterable[Path]) -> Iterator[tuple[Dialogue, str]]:
    """The dialogues of these files with the name of their file, which stands for their author.

    Raises `SpeechError` for a line that cannot be read, a dialogue that nobody has labelled, or a label that is wrong:
    figures over part of a file would be no figures of the file.
    """
    for path in paths:
        for dialogue in read(path):
            if isinstance(dialogue, Rejected):
                raise SpeechError(str(dialogue))
            if dialogue.labels is None:
                raise SpeechError(f"{path.name}: {dialogue.id}: 没有 labels · has no labels")
            _checked(dialogue, path)
            yield dialogue, path.stem


def _checked(dialogue: Dialogue, path: Path) -> None:
    texts = {turn.i: turn.text for turn in dialogue.turns}
    for label in dialogue.labels or ():
        if label.act not in ORDER:
            raise SpeechError(f"{path.name}: {dialogue.id}: 未知行为 · unknown act in its labels")
        if label.span not in texts.get(label.turn, "") or label.turn not in texts:
            raise SpeechError(f"{path.name}: {dialogue.id}: 标注片段不在该轮 · a span that is not in turn {label.turn}")


def examples(dialogues: Iterable[Dialogue]) -> list[Example]:
    """Dialogues as read by the heads, with their labels by turn."""
    made = []
    for dialogue in dialogues:
        by_turn: dict[int, set[str]] = {}
        for label in dialogue.labels or ():
            by_turn.setdefault(label.turn, set()).add(label.act)
        frozen = {turn: frozenset(acts) for turn, acts in by_turn.items()}
        made.append(Example(dialogue, read_features(dialogue), frozen))
    return made
