"""A voice as 256 numbers: the speaker encoder of Resemblyzer (GE2E), computed with numpy alone.

Three layers of LSTM over rows of mel bands (160 of them in training), a linear layer, what is below zero cut off,
length one.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from zilv.speech.hear.error import HearError
from zilv.speech.hear.mel import BANDS, Mel
from zilv.speech.hear.torch_file import Tensor, tensors

SIZE = 256
LAYERS = 3
_AT_ONCE = 256
"""Windows computed together; more of them need more memory and gain nothing."""
Voiceprints = npt.NDArray[np.float32]
"""One row per window: 256 numbers from 0, of length one. The product of two rows says how alike two voices are."""


class SpeakerEncoder:
    """The weights of a file as Resemblyzer publishes it. Raises `HearError` where it is none."""

    def __init__(self, path: Path) -> None:
        found = tensors(path, "model_state")
        if wrong := [name for name, shape in _shapes().items() if name not in found or found[name].shape != shape]:
            raise HearError(f"{path.name}: 缺或不符 · missing or of another shape: {', '.join(wrong)}")
        self._layers = [_Layer(found, layer) for layer in range(LAYERS)]
        self._weight, self._bias = np.ascontiguousarray(found["linear.weight"].T), found["linear.bias"]

    def voiceprints(self, windows: Sequence[Mel]) -> Voiceprints:
        """One row for each window of mel bands, all of which may differ in length; the longer, the surer, up to 160."""
        prints = np.zeros((len(windows), SIZE), np.float32)
        for length in sorted({len(window) for window in windows}):
            these = [n for n, window in enumerate(windows) if len(window) == length]
            for at in range(0, len(these), _AT_ONCE):
                some = these[at : at + _AT_ONCE]
                prints[some] = self._some(np.stack([windows[n] for n in some]))
        return prints

    def _some(self, windows: Mel) -> Voiceprints:
        rows = np.ascontiguousarray(windows.transpose(1, 0, 2))
        for layer in self._layers:
            rows = layer.run(rows)
        prints = np.maximum(rows[-1] @ self._weight + self._bias, 0)
        made: Voiceprints = prints / np.maximum(np.linalg.norm(prints, axis=1, keepdims=True), np.float32(1e-9))
        return made


class _Layer:
    """One layer of LSTM; its gates lie one after another: in, forget, new, out."""

    def __init__(self, found: dict[str, Tensor], layer: int) -> None:
        self._from_below = np.ascontiguousarray(found[f"lstm.weight_ih_l{layer}"].T)
        self._from_before = np.ascontiguousarray(found[f"lstm.weight_hh_l{layer}"].T)
        self._bias = found[f"lstm.bias_ih_l{layer}"] + found[f"lstm.bias_hh_l{layer}"]

    def run(self, below: Tensor) -> Tensor:
        """Rows × windows × numbers in, the same with 256 numbers out."""
        hidden = np.zeros((below.shape[1], SIZE), np.float32)
        cell, rows = hidden.copy(), np.empty((*below.shape[:2], SIZE), np.float32)
        for n, row in enumerate(below):
            gates = row @ self._from_below + hidden @ self._from_before + self._bias
            let_in, keep, new, out = np.split(gates, 4, axis=1)
            cell = _sigmoid(keep) * cell + _sigmoid(let_in) * np.tanh(new)
            hidden = _sigmoid(out) * np.tanh(cell)
            rows[n] = hidden
        return rows


def _sigmoid(numbers: Tensor) -> Tensor:
    """By the hyperbolic tangent, which overflows nowhere."""
    half = np.float32(0.5)
    made: Tensor = half * np.tanh(half * numbers) + half
    return made


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {"linear.weight": (SIZE, SIZE), "linear.bias": (SIZE,)}
    for layer in range(LAYERS):
        shapes[f"lstm.weight_ih_l{layer}"] = (4 * SIZE, SIZE if layer else BANDS)
        shapes[f"lstm.weight_hh_l{layer}"] = (4 * SIZE, SIZE)
        shapes[f"lstm.bias_ih_l{layer}"] = shapes[f"lstm.bias_hh_l{layer}"] = (4 * SIZE,)
    return shapes
