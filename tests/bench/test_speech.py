"""What `bench.speech` measures is what judging does, and its peers are given the same work."""

import pytest

from bench.speech import dialogue, hyperscan, peers, tfidf
from zilv.speech.judge.features import read, spelt
from zilv.speech.judge.match import words
from zilv.speech.normalise.normalise import normalised_all
from zilv.speech.transcript.transcript import Dialogue, Turn

HIDES = "明天扌查圭寸你的房"
"""Only once its hidden word is spelt out does the lexicon find it."""
CALL = Dialogue(
    id="a", channel="voice", party="debtor", turns=(*dialogue().turns, Turn(i=16, speaker="collector", text=HIDES))
)
TEXTS = [turn.text for turn in CALL.turns]


def test_candidates_are_found_as_in_judging_hidden_words_too() -> None:
    found = spelt(TEXTS).found
    assert found == words().found(read(CALL).texts)
    assert found[-1] - words().found(normalised_all(TEXTS))[-1], "no word hides here, so the test shows nothing"


def test_the_peers_of_the_bare_pass_look_for_the_same_words() -> None:
    plain = normalised_all(TEXTS)
    ours = [{words().words[n] for n in found} for found in words().found(plain)]
    assert any(ours)
    listed, branches, *_ = (run() for _, run, _ in peers(words().words, plain))
    assert [set(found) for found in listed] == ours  # type: ignore[attr-defined]
    assert all(set(found) <= each for found, each in zip(branches, ours, strict=True))  # type: ignore[call-overload]


def test_hyperscan_finds_the_same_words_and_hands_over_none_in_the_raw_scan() -> None:
    pytest.importorskip("hyperscan", reason="make bench-peers brings it")
    plain = normalised_all(TEXTS)
    scan, joined = hyperscan(words().words), "\n".join(plain).encode()
    assert {number for number, _ in scan(joined, True)} == set().union(*words().found(plain))
    assert scan(joined, False) == []


def test_scikit_learn_is_given_all_texts_at_once() -> None:
    assert tfidf(TEXTS * 3)().shape == (len(TEXTS) * 3, 27)
