"""Dialogues with their topic taken out, or with nothing but their topic left in."""

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec
import rjieba

from bench.ablation.pairs import acts_of
from zilv.speech.normalise.normalise import normalised
from zilv.speech.transcript.transcript import Dialogue

OFTEN = 0.01
BLANK = "某"
Text = Callable[[str], str]


def topic(dialogues: Sequence[Dialogue]) -> frozenset[str]:
    """The words of two and more characters that stand in one of a hundred dialogues without any act of the collector:
    what is talked of when nothing is wrong."""
    safe = [dialogue for dialogue in dialogues if not acts_of(dialogue)]
    counts: Counter[str] = Counter()
    for dialogue in safe:
        counts.update({word for turn in dialogue.turns for word in rjieba.cut(normalised(turn.text)) if len(word) > 1})
    return frozenset(word for word, times in counts.items() if times >= OFTEN * len(safe))


def without(words: frozenset[str]) -> Text:
    """Blanks out these words."""
    return lambda text: "".join(BLANK * len(w) if w in words else w for w in rjieba.cut(normalised(text)))


def only(words: frozenset[str]) -> Text:
    """Blanks out all else, but for punctuation."""

    def kept(word: str) -> str:
        return word if word in words or not word.isalnum() else BLANK * len(word)

    return lambda text: "".join(map(kept, rjieba.cut(normalised(text))))


def masked(dialogue: Dialogue, text: Text) -> Dialogue:
    """The dialogue with every turn so changed."""
    turns = tuple(msgspec.structs.replace(turn, text=text(turn.text)) for turn in dialogue.turns)
    return msgspec.structs.replace(dialogue, turns=turns)
