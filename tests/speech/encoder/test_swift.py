"""The layers in bytes beside the same layers in floats: what differs is the steps of the vectors, and nothing else."""

import numpy as np
import pytest

from zilv.speech.encoder.encoder import WEIGHTS_FILE, Floats, Layer, _attended, _normed, load, shipped
from zilv.speech.encoder.windows import windows
from zilv.speech.judge.features import read
from zilv.speech.judge.judge import judge
from zilv.speech.transcript.transcript import Dialogue, Turn

swift = pytest.importorskip("zilv.speech.encoder.swift", reason="numba is not installed")
pytestmark = pytest.mark.skipif(not swift.usable(), reason="this processor does not multiply bytes")
needs_weights = pytest.mark.skipif(not WEIGHTS_FILE.exists(), reason="the encoder's weights were left out")
TOLERANCE = 0.7
"""Of a margin. Over every third dialogue of the corpus: 0.06 the root of the mean square, 0.2 one in a hundred, 0.63
the greatest; of 1,577 findings two are lost and three new."""
SAID = (
    ("collector", "您好，我是松涛消费金融的，工号三零七，请问是刘先生吗"),
    ("other", "是我"),
    ("collector", "你直接转到我个人微信就行，不要走公司的账"),
    ("other", "这不太对吧，我上个月失业了，没有收入，你们别再打给我单位"),
    ("collector", "再拖下去，你单位门口有什么人等着你，我可说不准"),
)


def random(*shape: int) -> Floats:
    return np.asarray(np.random.default_rng(sum(shape)).normal(size=shape), np.float32)


def in_steps(vectors: Floats) -> Floats:
    """Each vector in 255 steps between its least and its greatest value."""
    low = vectors.min(axis=1, keepdims=True)
    step = (vectors.max(axis=1, keepdims=True) - low) / 255
    return np.asarray(np.floor((vectors - low) / step + 0.5) * step + low, np.float32)


@pytest.mark.parametrize("size", [1, 5, 6, 7, 64, 190])
def test_a_product_in_bytes_is_the_product_of_the_vectors_in_steps(size: int) -> None:
    vectors, step, bias = random(size, 384), np.abs(random(1152)) / 99, random(1152)
    weights = np.asarray(np.random.default_rng(size).integers(-127, 128, (1152, 384)), np.int8)
    made = swift._times(vectors, swift.packed(weights, step, bias), False)[:size]
    true = in_steps(vectors).astype(float) @ (weights * step[:, None]).astype(float).T + bias
    a_step = float((vectors.max(axis=1) - vectors.min(axis=1)).max()) / 255
    assert np.abs(made - true).max() < 2 * 127 * a_step * float(step.max())  # two numbers between steps may round apart
    assert np.sqrt(((made - true) ** 2).mean()) < 1e-3 * np.sqrt((true**2).mean())


def test_a_vector_of_equal_numbers_is_multiplied_too() -> None:
    weights = np.ones((64, 384), np.int8)
    matrix = swift.packed(weights, np.ones(64, np.float32), np.zeros(64, np.float32))
    assert np.allclose(swift._times(np.full((1, 384), 2, np.float32), matrix, False)[0], 768)


@pytest.mark.parametrize("size", [1, 6, 64, 65, 191])
def test_attention_is_the_same_in_tiles(size: int) -> None:
    asked = random(size, 1152)
    rows = -(-size // 6) * 6
    padded = np.full((rows, 1152), np.nan, np.float32)
    padded[:size] = asked
    assert np.abs(swift._attended(padded, size) - _attended(asked)).max() < 2e-6


def test_attention_bears_scores_far_apart() -> None:
    asked = random(12, 1152) * 40
    assert np.abs(swift._attended(asked, 12) - _attended(asked)).max() < 1e-3


def test_the_norm_is_of_the_sum() -> None:
    first, second, norm = random(7, 384), random(9, 384)[:7], random(2, 384)
    assert np.abs(swift._normed(first, second, norm) - _normed(first + second, norm)).max() < 2e-5


def dialogue() -> Dialogue:
    turns = tuple(Turn(i=i, speaker=speaker, text=text) for i, (speaker, text) in enumerate(SAID))  # type: ignore[arg-type]
    return Dialogue(id="a", channel="voice", party="debtor", turns=turns)


@needs_weights
def test_margins_in_bytes_lie_near_those_in_floats() -> None:
    quick, exact = load(WEIGHTS_FILE), load(WEIGHTS_FILE, exact=True)
    assert isinstance(quick.layers[0], swift.Swift) and isinstance(exact.layers[0], Layer)
    call = dialogue()
    window = windows(call, read(call).texts, [turn.speaker == "collector" for turn in call.turns], quick.known)[0]
    near, true = quick.margins(window), exact.margins(window)
    apart = np.array([np.abs(near[n] - true[n]).max() for n in window.turns])
    assert 0 < apart.max() < TOLERANCE


@needs_weights
def test_a_call_is_judged_the_same_in_bytes_and_in_floats() -> None:
    quick, exact = judge(dialogue(), encoder=shipped()), judge(dialogue(), encoder=load(WEIGHTS_FILE, exact=True))
    assert list(map(told, quick)) == list(map(told, exact)) != []
    assert all(abs(a.score - b.score) < 0.05 for a, b in zip(quick, exact, strict=True))


def told(finding: object) -> tuple[object, ...]:
    return tuple(getattr(finding, name) for name in ("turn", "act", "span"))
