"""The encoder on a vocabulary and weights small enough to be checked by hand; the shipped ones are measured."""

import math
from itertools import combinations, pairwise

import numpy as np
import pytest

from zilv.speech.encoder.encoder import HEADS, Encoder, Floats, Layer
from zilv.speech.encoder.gelu import gelu
from zilv.speech.encoder.tokens import Vocabulary, tokens, vocabulary
from zilv.speech.encoder.windows import A_TURN, NOBODY, TOKENS, windows
from zilv.speech.transcript.transcript import Dialogue, Turn

PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "领",
    "导",
    "领导",
    "给",
    "打",
    "电",
    "话",
    "电话",
    "打电话",
    "▁给",
    ",",
]
SCORES = [0, 0, 0, 0, -2.0, -6.0, -6.0, -4.0, -3.0, -5.0, -5.0, -5.0, -4.5, -7.0, -4.0, -1.0]
KNOWN = vocabulary(np.array(PIECES), np.array(SCORES, np.float32), -20.0)
WIDE = HEADS * 2


def worth(parts: list[str]) -> float:
    return sum(SCORES[PIECES.index(part)] if part in PIECES[4:] else -20.0 for part in parts)


def every_way(text: str) -> list[list[str]]:
    """All ways to cut a text in which unknown parts are single characters."""
    made = []
    for count in range(len(text)):
        for cuts in combinations(range(1, len(text)), count):
            ends = [0, *cuts, len(text)]
            parts = [text[a:b] for a, b in pairwise(ends)]
            if all(part in PIECES[4:] or len(part) == 1 for part in parts):
                made.append(parts)
    return made


@pytest.mark.parametrize("text", ["给领导打电话", "领导", "打 电话,给", "导领话电打", "给谁打电话", ""])
def test_no_way_to_cut_a_text_is_worth_more_than_its_tokens(text: str) -> None:
    mine = sum(SCORES[n] if n != KNOWN.unknown else -20.0 for n in tokens(text, KNOWN))
    assert mine == pytest.approx(max(worth(parts) for parts in every_way("▁" + text.replace(" ", "▁"))))


def test_wide_and_narrow_punctuation_are_one_token() -> None:
    assert tokens("给，领导", KNOWN) == tokens("给,领导", KNOWN)


def dialogue(sizes: list[int]) -> tuple[Dialogue, list[str], list[bool]]:
    texts = ["领给" * size for size in sizes]
    sides = [n % 2 == 0 for n in range(len(sizes))]
    turns = [
        Turn(i=n, speaker="collector" if side else "other", text=text)
        for n, (side, text) in enumerate(zip(sides, texts, strict=True))
    ]
    return Dialogue(id="a", turns=tuple(turns), channel="voice", party="debtor"), texts, sides


@pytest.mark.parametrize("sizes", [[3], [20] * 30, [500, 1, 500], [0, 0, 4], [60, 60, 60, 60]])
def test_every_turn_is_judged_in_exactly_one_window_and_with_its_speaker(sizes: list[int]) -> None:
    said, texts, sides = dialogue(sizes)
    made = windows(said, texts, sides, KNOWN)
    assert sorted(n for window in made for n in window.turns) == list(range(len(sizes)))
    for window in made:
        for n, (start, end) in window.turns.items():
            assert 0 < end - start <= A_TURN + 1
            assert window.tokens[end - 1] == KNOWN.end
            assert set(window.whose[start:end]) == {int(sides[n])}
        assert window.whose[0] == NOBODY


@pytest.mark.parametrize("sizes", [[20] * 30, [60] * 8, [500] * 6, [1, 60, 60, 60, 1, 1]])
def test_no_window_is_longer_than_its_limit_however_long_the_turns_are(sizes: list[int]) -> None:
    made = windows(*dialogue(sizes), KNOWN)
    assert max(window.tokens.size for window in made) <= TOKENS
    assert len(made) > 1


def test_turns_before_the_first_judged_are_read_again_where_they_fit() -> None:
    made = windows(*dialogue([20] * 30), KNOWN)
    again = [window.tokens.size - sum(end - start for start, end in window.turns.values()) for window in made]
    assert again[0] < 20 < 3 * 41 < min(again[1:])


def test_gelu_is_the_value_times_the_normal_distribution_below_it() -> None:
    values = np.linspace(-6, 6, 241).astype(np.float32)
    made = values.copy()
    gelu(made)
    exact = [x * 0.5 * (1 + math.erf(x / math.sqrt(2))) for x in values.tolist()]
    assert np.abs(made - np.array(exact)).max() < 2e-6


def small(known: Vocabulary = KNOWN) -> Encoder:
    random = np.random.default_rng(0)

    def some(*shape: int) -> Floats:
        return np.asarray(random.normal(size=shape) / 3, np.float32)

    layer = Layer(
        some(WIDE * 3, WIDE), some(WIDE * 3), some(WIDE, WIDE), some(WIDE), some(WIDE * 2, WIDE), some(WIDE * 2),
        some(WIDE, WIDE * 2), some(WIDE), np.ones((2, WIDE), np.float32), np.ones((2, WIDE), np.float32),
    )  # fmt: skip
    return Encoder(
        some(len(PIECES), WIDE), some(256, WIDE), some(3, WIDE), np.ones((2, WIDE), np.float32), (layer, layer),
        some(2, WIDE + 1), some(2, WIDE + 1), ("threat", "hardship"), frozenset(), known,
    )  # fmt: skip


def test_what_stands_before_a_turn_and_who_says_it_change_what_is_made_of_it() -> None:
    encoder = small()
    said, texts, sides = dialogue([2, 3])
    plain = encoder.margins(windows(said, texts, sides, KNOWN)[0])[1]
    other = encoder.margins(windows(said, ["电话", texts[1]], sides, KNOWN)[0])[1]
    turned = encoder.margins(windows(said, texts, [True, True], KNOWN)[0])[1]
    assert plain.shape == (2,)
    assert np.isfinite(plain).all()
    assert np.abs(plain - other).max() > 1e-3
    assert np.abs(plain - turned).max() > 1e-3


def test_the_same_window_gives_the_same_margins() -> None:
    window = windows(*dialogue([2, 3]), KNOWN)[0]
    first, second = small().margins(window), small().margins(window)
    assert all((first[n] == second[n]).all() for n in (0, 1))
