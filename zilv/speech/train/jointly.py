"""Where each act's mark lies for heads and encoder together: chosen on dialogues whose authors neither has seen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.speech.acts.act import ORDER, RED_LINES, names
from zilv.speech.encoder.encoder import Encoder
from zilv.speech.encoder.windows import windows
from zilv.speech.judge.heads import SIDES, Floats, Head
from zilv.speech.judge.joint import Joint, others
from zilv.speech.judge.judge import UNNAMED, ruled
from zilv.speech.judge.naming import put_unheard
from zilv.speech.train.fit import Example
from zilv.speech.train.thresholds import Scored, calibrated, mark, safe_of

MISSED = 0.2
"""So large a part of the turns that hold an act may lie below its `low`. Most of those are read all the same, for
another turn of their window lies above, and what the heads see so little of, both together seldom reach: crossing five
authors, the mean recall was 0.832 beside 0.833 with a fiftieth, and of ordinary calls about half is read.
"""
SHARES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
RIVALS = (0.0, 0.1, 0.2, 0.3)
"""So much of how sure the surest other act is may be taken from an act."""


class Heard(NamedTuple):
    """A dialogue whose author neither heads nor encoder have seen, and the encoder's margins of its turns."""

    one: Scored
    deep: list[Floats]


def hear(scored: Sequence[Scored], encoders: Sequence[Encoder]) -> list[Heard]:
    """Those dialogues whose author some encoder was not fitted to, as the last such encoder reads them."""
    column, made = names("collector").index(UNNAMED), []
    for each in scored:
        unseen = [encoder for encoder in encoders if each.author not in encoder.authors]
        if unseen:
            one = replace(each, margins=[margins.copy() for margins in each.margins])
            deep = everything(one.example, unseen[-1])
            _unheard(one, deep, column)
            made.append(Heard(one, deep))
    return made


def set_joints(heads: dict[str, Head], scored: Sequence[Scored], heard: Sequence[Heard]) -> dict[str, Head]:
    """The heads with the marks of both together; as they are, where nothing was heard that is unseen."""
    if not heard:
        return heads
    unseen, deep = [each.one for each in heard], [each.deep for each in heard]
    return {side: heads[side]._replace(joint=_joint(heads[side], scored, unseen, deep)) for side in SIDES}


def everything(example: Example, encoder: Encoder) -> list[Floats]:
    """The encoder's margins of every turn of a dialogue, for all acts in their order."""
    sides = [turn.collector for turn in example.reading.turns]
    made: dict[int, Floats] = {}
    for window in windows(example.dialogue, example.reading.texts, sides, encoder.known):
        made |= encoder.margins(window)
    columns = [encoder.acts.index(act) for act in ORDER]
    return [made[n][columns] for n in range(len(sides))]


def _unheard(one: Scored, deep: list[Floats], act: int) -> None:
    """Write in how far nobody names the institution, as where it is judged."""
    column, turns = ORDER.index(UNNAMED), one.example.reading.turns
    heard = {n: deep[n][column : column + 1] for n, turn in enumerate(turns) if turn.collector}
    plain = {n: one.margins[n][act : act + 1] for n in heard}
    put_unheard(one.example.dialogue, one.example.reading, plain, heard, 0)


def _joint(head: Head, scored: Sequence[Scored], unseen: Sequence[Scored], deep: list[list[Floats]]) -> Joint:
    collector = "threat" in head.acts
    columns = [ORDER.index(act) for act in head.acts]
    rows = [
        (d, n)
        for d, one in enumerate(unseen)
        for n, turn in enumerate(one.example.reading.turns)
        if turn.collector == collector
    ]
    plain = np.array([unseen[d].margins[n] for d, n in rows])
    further = np.array([deep[d][n][columns] for d, n in rows])
    whose = np.array([d for d, _ in rows])
    present, found = _present(head, unseen), _ruled(head, unseen)
    together = {each: np.asarray(plain + each * further, np.float32) for each in SHARES}
    best = [
        max(SHARES, key=lambda each: _worth(_best(together[each][:, k], whose, len(unseen)), present[:, k]))
        for k in range(len(head.acts))
    ]
    both = np.stack([together[each][:, k] for k, each in enumerate(best)], axis=1)
    turns = np.stack([_on_turn(unseen, rows, act) for act in head.acts], axis=1)
    sure = np.array([calibrated(both[:, k], turns[:, k]) for k in range(len(head.acts))], np.float32)
    taken = others(sure[:, 0] * both + sure[:, 1])
    rival = [
        max(RIVALS, key=lambda each: _worth(_best(both[:, k] - each * taken[:, k], whose, len(unseen)), present[:, k]))
        for k in range(len(head.acts))
    ]
    left = np.asarray(both - np.array(rival, np.float32) * taken, np.float32)
    safe = safe_of(unseen) & collector
    threshold = [
        mark(_best(left[:, k], whose, len(unseen)), present[:, k], found[:, k], act in RED_LINES, safe)
        for k, act in enumerate(head.acts)
    ]
    fitted = np.array([calibrated(left[:, k], turns[:, k]) for k in range(len(head.acts))], np.float32)
    made = best, threshold, fitted[:, 0], fitted[:, 1], rival, sure[:, 0], sure[:, 1]
    return Joint(_low(head, scored), *(np.array(each, np.float32) for each in made))


def _low(head: Head, scored: Sequence[Scored]) -> Floats:
    """The margin that all but a few of the turns that hold the act reach."""
    held: list[list[float]] = [[] for _ in head.acts]
    for one in scored:
        for said, margins in zip(one.example.dialogue.turns, one.margins, strict=True):
            for act in one.example.labels.get(said.i, frozenset()):
                if act in head.acts:
                    held[head.acts.index(act)].append(float(margins[head.acts.index(act)]))
    return np.array([np.quantile(each, MISSED) if each else 0.0 for each in held], np.float32)


def _present(head: Head, unseen: Sequence[Scored]) -> NDArray[np.bool_]:
    """Dialogues by acts: whether the act is labelled."""
    return np.array([[any(act in on for on in one.example.labels.values()) for act in head.acts] for one in unseen])


def _ruled(head: Head, unseen: Sequence[Scored]) -> NDArray[np.bool_]:
    """Dialogues by acts: whether a rule finds it."""
    by_rule = [set().union(*(ruled(turn) for turn in one.example.reading.turns)) for one in unseen]
    return np.array([[act in found for act in head.acts] for found in by_rule])


def _best(margins: Floats, whose: NDArray[np.int64], dialogues: int) -> Floats:
    """The greatest margin of each dialogue; -99 where no turn is of this side."""
    best = np.full(dialogues, -99, np.float32)
    np.maximum.at(best, whose, margins)
    return best


def _worth(best: Floats, present: NDArray[np.bool_]) -> float:
    """The average precision, dialogue by dialogue."""
    truth = present[np.argsort(-best, kind="stable")]
    return float((np.cumsum(truth) / np.arange(1, truth.size + 1))[truth].mean()) if truth.any() else 0.0


def _on_turn(unseen: Sequence[Scored], rows: Sequence[tuple[int, int]], act: str) -> NDArray[np.bool_]:
    told = [unseen[d].example for d, _ in rows]
    return np.array(
        [act in one.labels.get(one.dialogue.turns[n].i, ()) for one, (_, n) in zip(told, rows, strict=True)]
    )
