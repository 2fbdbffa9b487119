"""The linear heads: one per act, over hashed features; numpy alone."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int64
from zilv.speech.judge.features import WEIGHTS, Read
from zilv.speech.judge.joint import Joint

Floats = NDArray[np.float32]
WEIGHTS_FILE = Path(__file__).parent / "weights.npz"
SIDES = ("collector", "other")


class Head(NamedTuple):
    """The heads of one side. `rarity`: how much a bucket counts; `weight`: buckets by acts, in steps of `step`;
    `bias`, `threshold`, `slope`, `offset`: one an act. A score is `1 / (1 + exp(-(slope * margin + offset)))`.
    `joint`: the same for where the encoder reads too."""

    acts: tuple[str, ...]
    rarity: Floats
    weight: NDArray[np.int8]
    step: Floats
    bias: Floats
    threshold: Floats
    slope: Floats
    offset: Floats
    joint: Joint | None = None

    def margins(self, turn: Read) -> Floats:
        """How far the turn lies on the act's side, act by act."""
        total = self.bias.copy()
        for indices, values in weighed(turn, self.rarity):
            total += (values @ self.weight[indices]) * self.step
        return total

    def scored(self, margins: Floats, deep: dict[int, Floats] | None, n: int) -> tuple[Floats, NDArray[np.bool_]]:
        """Probabilities, as far as the calibration goes, and which of them reach their mark. `deep`: the encoder's
        margins of the turns it has read; what it has not read, no score finds. None: nobody asked it."""
        if deep is None or self.joint is None or n not in deep:
            alone = deep is None or self.joint is None
            return logistic(self.slope * margins + self.offset), (margins >= self.threshold) & alone
        both = self.joint.together(margins, deep[n])
        return logistic(self.joint.slope * both + self.joint.offset), both >= self.joint.threshold


def side_of(turn: Read) -> str:
    """Which heads read a turn."""
    return "collector" if turn.collector else "other"


def logistic(values: Floats) -> Floats:
    """The logistic function."""
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)


def weighed(turn: Read, rarity: Floats) -> list[tuple[Int64, Floats]]:
    """The turn's buckets with their values, block by block: rarity, each block scaled to its length in `WEIGHTS`."""
    made = []
    for indices, length in zip(turn.blocks, WEIGHTS.values(), strict=True):
        if indices.size:
            values = rarity[indices]
            made.append((indices, values * np.float32(length / np.sqrt(values @ values))))
    return made


def own_contributions(head: Head, turn: Read, act: int) -> tuple[Int64, Floats]:
    """The turn's own runs of characters (in the order in which `grams` writes them) and what each adds to an act."""
    indices = turn.blocks[0]
    values = head.rarity[indices]
    return indices, values * head.weight[indices, act] * head.step[act]


@cache
def heads() -> dict[str, Head]:
    """The shipped heads of each side."""
    return load(WEIGHTS_FILE)


def load(path: Path) -> dict[str, Head]:
    """The heads in a file of weights. Raises FileNotFoundError."""
    with np.load(path, allow_pickle=False) as file:
        return {side: _head(file, side) for side in SIDES}


def _head(file: "np.lib.npyio.NpzFile", side: str) -> Head:
    arrays = {name: file[f"{side}.{name}"] for name in Head._fields[:-1]}
    used = arrays.pop("rarity")
    places = np.flatnonzero(np.unpackbits(file[f"{side}.used"], count=int(file["buckets"])))
    rare = np.full(int(file["buckets"]), file[f"{side}.unseen"], np.float32)
    rare[places] = used
    weight = np.zeros((rare.size, len(arrays["acts"])), np.int8)
    weight[places] = arrays.pop("weight")
    acts = tuple(str(act) for act in arrays.pop("acts"))
    floats = {name: np.asarray(array, np.float32) for name, array in arrays.items()}
    joint = [np.asarray(file[f"{side}.joint.{name}"]) for name in Joint._fields if f"{side}.joint.{name}" in file]
    return Head(acts=acts, rarity=rare, weight=weight, **floats, joint=Joint(*joint) if joint else None)


def save(path: Path, made: dict[str, Head]) -> None:
    """Write heads to a file: only the buckets that are used, the same bytes for the same heads."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for side, head in made.items():
        used = head.weight.any(axis=1)
        arrays |= {f"{side}.{name}": np.asarray(getattr(head, name)) for name in Head._fields[3:-1]}
        if head.joint is not None:
            arrays |= {f"{side}.joint.{name}": array for name, array in head.joint._asdict().items()}
        arrays |= {
            f"{side}.acts": np.array(head.acts),
            f"{side}.used": np.packbits(used),
            f"{side}.unseen": np.array(head.rarity.max(), np.float32),
            f"{side}.rarity": head.rarity[used].astype(np.float16),
            f"{side}.weight": head.weight[used],
        }
        arrays["buckets"] = np.array(head.rarity.size)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
