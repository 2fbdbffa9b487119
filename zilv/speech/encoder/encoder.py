"""The transformer itself, in numpy: what it makes of each turn, act by act.

The first eight layers of multilingual-e5-small (Wang et al. 2024, MIT licence), fitted to the corpus; its weights are
kept in whole steps, eight bits each, those of words four. Layers as in BERT (Devlin et al. 2019): the norm comes last.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from zilv.speech.encoder.gelu import gelu
from zilv.speech.encoder.tokens import Vocabulary, vocabulary
from zilv.speech.encoder.windows import Window
from zilv.speech.transcript.read import SpeechError

Floats = NDArray[np.float32]
WEIGHTS_FILE = Path(__file__).parent / "weights.npz"
HEADS, BLOCK = 12, 32
_TINY = np.float32(1e-12)


class AnyLayer(Protocol):
    """A layer, however it reckons."""

    def over(self, vectors: Floats) -> Floats:
        """The vectors after this layer, (tokens, width) as before it."""


class Layer(NamedTuple):
    """One layer: attention's input of queries, keys and values side by side, its output, the two of the feed-forward
    network, each (outputs, inputs) with its bias; scale and shift of both norms.
    """

    attend: Floats
    attend_bias: Floats
    gather: Floats
    gather_bias: Floats
    widen: Floats
    widen_bias: Floats
    narrow: Floats
    narrow_bias: Floats
    norm: Floats
    norm_after: Floats

    def over(self, vectors: Floats) -> Floats:
        """The vectors after this layer."""
        heard = _attended(vectors @ self.attend.T + self.attend_bias) @ self.gather.T + self.gather_bias
        made = _normed(vectors + heard, self.norm)
        wide = made @ self.widen.T + self.widen_bias
        gelu(wide.reshape(-1))
        return _normed(made + wide @ self.narrow.T + self.narrow_bias, self.norm_after)


class Encoder(NamedTuple):
    """All of it. `words`: one vector a token; `places`, `whose`: added by position and by speaker; `norm`: scale and
    shift; `token`, `turn`: the heads over each token and over their mean, acts by vector with the bias as last column.
    `acts`: what the heads tell of; `authors`: whose dialogues it was fitted to.
    """

    words: Floats
    places: Floats
    whose: Floats
    norm: Floats
    layers: tuple[AnyLayer, ...]
    token: Floats
    turn: Floats
    acts: tuple[str, ...]
    authors: frozenset[str]
    known: Vocabulary

    def margins(self, window: Window) -> dict[int, Floats]:
        """By turn that the window judges, how far it lies on each act's side."""
        vectors = self._read(window)
        by_token = vectors @ self.token[:, :-1].T + self.token[:, -1]
        made = {}
        for n, (start, end) in window.turns.items():
            peak = by_token[start:end].max(axis=0)
            some = np.log(np.exp(by_token[start:end] - peak).sum(axis=0)) + peak
            made[n] = some + self.turn[:, :-1] @ vectors[start:end].mean(axis=0) + self.turn[:, -1]
        return made

    def _read(self, window: Window) -> Floats:
        put_in = self.words[window.tokens] + self.places[: window.tokens.size] + self.whose[window.whose]
        vectors = _normed(put_in, self.norm)
        for layer in self.layers:
            vectors = layer.over(vectors)
        return vectors


def _normed(vectors: NDArray[np.floating], norm: Floats) -> Floats:
    """Each vector with mean 0 and variance 1, scaled and shifted (Ba et al. 2016)."""
    centred = vectors - vectors.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + _TINY)
    return np.asarray(centred / spread * norm[0] + norm[1], np.float32)


def _attended(asked: NDArray[np.floating]) -> Floats:
    """Scaled dot-product attention (Vaswani et al. 2017) of queries, keys and values side by side."""
    size, width = asked.shape[0], asked.shape[1] // 3
    query, key, value = asked.reshape(size, 3, HEADS, width // HEADS).transpose(1, 2, 0, 3)
    weight = (query * np.float32((width // HEADS) ** -0.5)) @ key.transpose(0, 2, 1)
    weight -= weight.max(axis=2, keepdims=True)
    np.exp(weight, out=weight)
    heard = weight @ value / weight.sum(axis=2, keepdims=True)
    return np.asarray(heard.transpose(1, 0, 2).reshape(size, width), np.float32)


@cache
def shipped() -> Encoder | None:
    """The encoder that comes with zilv; None where its weights were left out."""
    return load(WEIGHTS_FILE) if WEIGHTS_FILE.exists() else None


def load(path: Path, exact: bool = False) -> Encoder:
    """The encoder in a file. Where the processor can, its layers reckon in bytes and are four times as fast, unless
    `exact`: margins then differ by some hundredths. Raises FileNotFoundError, and `SpeechError` for a file that holds
    no encoder, or one of an earlier form.
    """
    try:
        file = np.load(path, allow_pickle=False)
    except (ValueError, EOFError, BadZipFile) as error:
        raise SpeechError(f"{path}: 不是编码器文件 · not an encoder's file") from error
    with file:
        if "words" not in file or file["words"].dtype != np.uint8:
            raise SpeechError(
                f"{path}: 不是编码器文件，或格式已旧，请重新训练 · "
                "not an encoder's file, or of an earlier form: make it anew by zilv speech train-encoder"
            )
        swift = None if exact else _in_bytes(file)
        layers = swift or tuple(
            Layer(**{name: _whole(file, f"{n}.{name}") for name in Layer._fields}) for n in range(int(file["layers"]))
        )
        return Encoder(
            words=of_fours(file["words"], file["words.step"]),
            places=_whole(file, "places"),
            whose=_whole(file, "whose"),
            norm=_whole(file, "norm"),
            layers=layers,
            token=_whole(file, "token"),
            turn=_whole(file, "turn"),
            acts=tuple(map(str, file["acts"])),
            authors=frozenset(map(str, file["authors"])),
            known=vocabulary(file["pieces"], file["scores"], float(file["unknown_score"])),
        )


def _in_bytes(file: "np.lib.npyio.NpzFile") -> tuple[AnyLayer, ...] | None:
    """The layers in bytes; None without numba, on another processor, or where the file is not so written."""
    try:
        from zilv.speech.encoder.swift import Swift, fits, packed, usable
    except ImportError:
        return None
    if not usable() or not fits(file["0.attend"], HEADS):
        return None
    made = []
    for n in range(int(file["layers"])):
        matrices = {
            name: packed(file[f"{n}.{name}"], file[f"{n}.{name}.step"], file[f"{n}.{name}_bias"])
            for name in ("attend", "gather", "widen", "narrow")
        }
        made.append(Swift(**matrices, norm=file[f"{n}.norm"], norm_after=file[f"{n}.norm_after"]))
    return tuple(made)


def _whole(file: "np.lib.npyio.NpzFile", name: str) -> Floats:
    """An array as it was written: steps of eight bits times the size of a step, a row each; or as it is."""
    stored = file[name]
    whole: Floats = np.asarray(stored, np.float32)
    if stored.dtype == np.int8:
        whole *= np.asarray(file[f"{name}.step"], np.float32)[:, None]
    return whole


def of_fours(codes: NDArray[np.uint8], step: NDArray[np.float16]) -> Floats:
    """Vectors as `in_fours` wrote them."""
    whole = np.stack([codes & 15, codes >> 4], axis=-1).reshape(*step.shape, -1).astype(np.float32) - np.float32(8)
    return np.asarray((whole * step[..., None].astype(np.float32)).reshape(codes.shape[0], -1), np.float32)


def in_fours(vectors: Floats) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Vectors in four bits a number, two a byte, and the step of each 32 of them: an eighth of the one furthest from
    nothing, so that what comes in such steps (Q4_0 of ggml) is kept as it is.
    """
    blocks = vectors.reshape(vectors.shape[0], -1, BLOCK)
    furthest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[..., None], axis=2)
    step = (furthest / -8).astype(np.float16)
    by = np.where(step == 0, np.float32(1), step.astype(np.float32))
    codes = np.clip(np.round(blocks / by) + 8, 0, 15).astype(np.uint8).reshape(vectors.shape[0], -1)
    return np.asarray(codes[:, ::2] | codes[:, 1::2] << 4, np.uint8), step[..., 0]


def stored(name: str, array: Floats) -> dict[str, NDArray[np.generic]]:
    """A matrix as it is written: each row in whole steps of a 127th of its greatest value."""
    step = np.maximum(np.abs(array).max(axis=1), 1e-9) / 127
    return {name: np.round(array / step[:, None]).astype(np.int8), f"{name}.step": step.astype(np.float32)}
