"""What sherpa-onnx is given and what is made of its answer. No weights of its models could be had: none is run here."""

import itertools
import math
from pathlib import Path
from types import SimpleNamespace

import pytest

from zilv.speech.hear.engine import Word
from zilv.speech.hear.error import HearError
from zilv.speech.hear.sherpa import MARGIN_S, PIECE_S, Sherpa, pieces, words_of
from zilv.speech.hear.voice import Span


def test_pieces_hold_all_speech_and_none_is_too_long() -> None:
    spans = [Span(1, 5), Span(6, 18), Span(19, 30), Span(40, 95)]
    made = pieces(spans, 95.1)
    assert all(piece.seconds <= PIECE_S + 1e-9 for piece in made)
    assert all(a.end <= b.start + 1e-9 for a, b in itertools.pairwise(made))
    speech = sum(span.seconds for span in spans)
    assert sum(piece.seconds for piece in made) >= speech
    assert (made[0].start, made[-1].end) == (1 - MARGIN_S, 95.1)


def test_no_speech_is_no_piece() -> None:
    assert pieces([], 10.0) == ()


def test_a_token_lasts_until_the_next_and_half_a_second_at_most() -> None:
    result = SimpleNamespace(text="您好啊", tokens=["您", "好", "啊"], timestamps=[0.1, 0.3, 1.5])
    assert words_of(result, Span(10.0, 11.7)) == [
        Word("您", 10.1, 10.3),
        Word("好", 10.3, 10.8),
        Word("啊", 11.5, 11.7),
    ]


def test_confidence_is_told_only_where_the_model_tells_it() -> None:
    sure = SimpleNamespace(text="好", tokens=["好"], timestamps=[0.0], ys_log_probs=[math.log(0.8)])
    assert words_of(sure, Span(0, 1))[0].confidence == pytest.approx(0.8)


def test_marks_of_where_a_word_begins_become_spaces() -> None:
    result = SimpleNamespace(text="hello you", tokens=["\u2581hel", "lo", "\u2581you"], timestamps=[0.0, 0.2, 0.4])
    assert "".join(word.text for word in words_of(result, Span(0, 1))).strip() == "hello you"


def test_without_instants_the_text_is_one_word_over_the_piece() -> None:
    result = SimpleNamespace(text=" 您好 ", tokens=["您", "好"], timestamps=[])
    assert words_of(result, Span(2, 4)) == [Word("您好", 2, 4)]
    assert words_of(SimpleNamespace(text="", tokens=[], timestamps=[]), Span(2, 4)) == []


def test_a_missing_file_of_a_model_is_named(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx", reason="no sherpa-onnx here: make bench-hear brings it")
    (tmp_path / "tokens.txt").write_text("a 0\n")
    with pytest.raises(HearError, match=r"model\*"):
        Sherpa(tmp_path, "sensevoice")
