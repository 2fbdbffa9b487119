"""Dialogues that people have read through, as the heads are fitted to them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import convert

from zilv.speech.acts.act import ORDER, acts, shown
from zilv.speech.acts.act import Example as Shown
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


def from_acts() -> list[Example]:
    """The examples in the acts' folders. One for an act tells of that act alone; one against, of all acts."""
    everything = frozenset(ORDER)
    made = []
    for act in acts():
        given = shown(act.act)
        for some, labels, tells in ((given.for_, {act.act}, {act.act}), (given.against, set(), everything)):
            made += [_shown(example, act.side, frozenset(labels), frozenset(tells)) for example in some]
    return made


def _shown(example: Shown, side: str, labels: frozenset[str], tells: frozenset[str]) -> Example:
    dialogue = as_dialogue(example, side)
    last = len(dialogue.turns) - 1
    told = {turn.i: tells if turn.i == last else frozenset[str]() for turn in dialogue.turns}
    return Example(dialogue, read_features(dialogue), {last: labels}, told)


def as_dialogue(example: Shown, side: str) -> Dialogue:
    """An example as the last turn of a contact."""
    said = [(example.speaker or side, example.text)]
    if example.before is not None:
        said.insert(0, ("other" if said[0][0] == "collector" else "collector", example.before))
    turns = [{"i": i, "speaker": speaker, "text": text} for i, (speaker, text) in enumerate(said)]
    whole: dict[str, object] = {"id": "example", "channel": example.channel, "party": example.party, "turns": turns}
    whole["first_contact"] = example.first_contact
    return convert(whole, Dialogue)
