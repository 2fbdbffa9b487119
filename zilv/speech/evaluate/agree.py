"""How far two labellers of the same dialogues agree: Cohen's kappa, per dialogue. A figure measured on labels means no
more than the labels do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from zilv.speech.acts.act import ORDER, names
from zilv.speech.evaluate.rates import DRAWS, LEVEL, Rate
from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import Label
from zilv.speech.transcript.wrong import unknown

Marked = Mapping[str, frozenset[str]]
"""The acts that somebody found in a dialogue, by the dialogue's id."""


class Agreement(NamedTuple):
    """Dialogues in which both, the first alone, the second alone found it; kappa is None where neither ever did."""

    act: str
    both: int
    first_alone: int
    second_alone: int
    kappa: Rate


class _Line(msgspec.Struct):
    id: str
    labels: tuple[Label, ...]


def marked(path: Path) -> dict[str, frozenset[str]]:
    """The labels of a file of dialogues, or of one that holds nothing but `id` and `labels` of each.

    Raises `SpeechError` for a line of another shape, an id given twice, an act that is not known.
    """
    decoder, made = msgspec.json.Decoder(_Line), dict[str, frozenset[str]]()
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            one = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise SpeechError(f"{path.name}:{number}: 应有 id 与 labels · id and labels were expected") from None
        found = frozenset(label.act for label in one.labels)
        if one.id in made:
            raise SpeechError(f"{path.name}:{number}: 前面某行已有此 id · an earlier line has this id")
        for act in sorted(found - set(ORDER)):
            raise SpeechError(f"{path.name}:{number}: act: {unknown(act, ORDER)}")
        made[one.id] = found
    return made


def agreement(first: Marked, second: Marked, seed: int = 0) -> list[Agreement]:
    """Each act's agreement; then `collector`: whether any act of the collector was found; then `all`: every act of
    every dialogue counted as one decision. Intervals of 95 % by bootstrap over dialogues.

    Raises `SpeechError` where the two did not label the same dialogues.
    """
    if not first or first.keys() != second.keys():
        alone = len(first.keys() - second.keys()), len(second.keys() - first.keys())
        raise SpeechError(
            f"两份标注的对话应相同，且不为空：共同 {len(first.keys() & second.keys())} 份，仅第一人 {alone[0]} 份，"
            f"仅第二人 {alone[1]} 份 · the two must have labelled the same dialogues, one at least: {alone[0]} the "
            f"first alone, {alone[1]} the second alone"
        )
    one, other = _matrix(first), _matrix(second)
    size = len(one)
    times = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), DRAWS)
    told = [_of(act, one[:, [k]], other[:, [k]], times) for k, act in enumerate(ORDER)]
    side = [ORDER.index(act) for act in names("collector")]
    any_one, any_other = (made[:, side].sum(axis=1, keepdims=True) > 0 for made in (one, other))
    told.append(_of("collector", any_one, any_other, times))
    return [*told, _of("all", one, other, times)]


def _matrix(made: Marked) -> NDArray[np.bool_]:
    """Dialogues, by the order of their ids, by acts."""
    return np.array([[act in made[name] for act in ORDER] for name in sorted(made)])


def _of(act: str, one: NDArray[np.bool_], other: NDArray[np.bool_], times: NDArray[np.int64]) -> Agreement:
    counts = np.stack([(one & other).sum(axis=1), one.sum(axis=1), other.sum(axis=1), np.full(len(one), one.shape[1])])
    value = kappa(*counts.sum(axis=1))
    drawn = kappa(*(counts @ times.T))
    both, first, second, _ = (int(total) for total in counts.sum(axis=1))
    if np.isnan(value):
        return Agreement(act, both, first - both, second - both, Rate(None, None, None))
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Agreement(act, both, first - both, second - both, Rate(float(value), float(low), float(high)))


def kappa(both: Any, first: Any, second: Any, size: Any) -> NDArray[np.float64]:
    """Cohen's kappa of two who said yes `first` and `second` times of `size`, `both` times together: how far they agree
    beyond what chance alone would give. NaN where chance alone makes them agree always. Arrays or numbers.

    >>> round(float(kappa(20, 25, 30, 50)), 2)
    0.4
    """
    both, first, second, size = (np.asarray(given, np.float64) for given in (both, first, second, size))
    agreed = (size - first - second + 2 * both) / size
    chance = (first * second + (size - first) * (size - second)) / size**2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(chance < 1, (agreed - chance) / (1 - chance), np.nan))
