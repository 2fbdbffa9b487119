"""Voices on one channel get numbers, never sides.

No weights for sherpa-onnx could be had: that engine is run up to where it needs them.
"""

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from tests.speech.hear.sounds import RATE, silence, speechlike
from zilv.cli.main import run
from zilv.speech.hear.audio import Samples
from zilv.speech.hear.engine import Family, Word
from zilv.speech.hear.error import HearError
from zilv.speech.hear.models import Model, seal
from zilv.speech.hear.sherpa_voices import SherpaVoices
from zilv.speech.hear.transcribe import Asked, Ear, maker, transcribe
from zilv.speech.hear.turns import turns_of
from zilv.speech.hear.voices import NEAR_S, Stretch, by_voice


def test_a_word_belongs_to_the_voice_that_speaks_longest_during_it() -> None:
    words = [Word("您好", 0.0, 0.5), Word("哪位", 0.9, 1.6), Word("嗯", 5.0, 5.2)]
    stretches = [Stretch(0.0, 1.0, 0), Stretch(1.0, 2.0, 1)]
    assert by_voice(words, stretches) == [(0, words[:1]), (1, words[1:2]), (None, words[2:])]


def test_a_word_beside_a_stretch_belongs_to_it_and_one_far_off_to_nobody() -> None:
    near, far = Word("喂", 1.0 + NEAR_S - 0.1, 2.0), Word("喂", 1.0 + NEAR_S + 0.1, 2.0)
    assert by_voice([near], [Stretch(0.0, 1.0, 1)]) == [(1, [near])]
    assert by_voice([far], [Stretch(0.0, 1.0, 1)]) == [(None, [far])]


@given(
    st.lists(st.tuples(st.floats(0, 20), st.floats(0.01, 2)), max_size=20),
    st.lists(st.tuples(st.floats(0, 20), st.floats(0.01, 5), st.integers(0, 1)), max_size=8),
)
def test_no_word_is_lost_or_doubled_and_turns_of_two_voices_never_run_together(
    said: list[tuple[float, float]], voices: list[tuple[float, float, int]]
) -> None:
    words = sorted((Word("好", start, start + length) for start, length in said), key=lambda word: word.start)
    sides = by_voice(words, [Stretch(start, start + length, voice) for start, length, voice in voices])
    assert sorted(word.start for _, mine in sides for word in mine) == [word.start for word in words]
    turns = turns_of(sides)
    assert sum(len(turn.words) for turn in turns) == len(words)
    whose = {id(word): voice for voice, mine in sides for word in mine}
    assert all({whose[id(word)] for word in turn.words if id(word) in whose} <= {turn.voice} for turn in turns)
    assert all(turn.speaker is None for turn in turns)


class Speaks:
    """An engine and a diariser in one that say what they are told to."""

    family: Family = "whisper"
    device: Literal["cpu", "cuda"] = "cpu"
    digest = "d"

    def hear(self, samples: Samples, language: str | None) -> tuple[Word, ...]:
        return (Word("您好请问", 0.5, 1.4, 0.9), Word("我是", 2.1, 2.9, 0.9))

    def apart(self, samples: Samples) -> tuple[Stretch, ...]:
        assert abs(len(samples) / 16_000 - 3.5) < 0.01
        return (Stretch(0.5, 1.5, 0), Stretch(2.0, 3.0, 1))


def test_a_recording_of_one_channel_comes_out_with_voices_and_is_still_unusable(tmp_path: Path) -> None:
    call = np.concatenate([silence(0.5), speechlike(1.0), silence(0.5), speechlike(1.0), silence(0.5)])
    soundfile.write(tmp_path / "call.wav", call, RATE)
    both = Speaks()
    ear = Ear(both, Model(tmp_path, "whisper", "m", None), both)
    heard = transcribe(tmp_path / "call.wav", "call.wav", ear, Asked())
    assert [(turn.speaker, turn.voice, turn.text) for turn in heard.turns] == [
        (None, 0, "您好请问"),
        (None, 1, "我是"),
    ]
    assert heard.tags == ("asr", "mono", "diarised")
    assert "speaker_unknown" in {doubt.reason for doubt in heard.unusable}
    assert maker(ear, Asked()) != maker(ear._replace(diariser=None), Asked()), "it is heard again with voices"
    known = transcribe(tmp_path / "call.wav", "call.wav", ear, Asked("collector"))
    assert [turn.voice for turn in known.turns] == [None], "who speaks is known: no voice is looked for"


def test_models_that_are_missing_changed_or_none_are_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("sherpa_onnx", reason="no sherpa-onnx here: make bench-hear brings it")
    folder = tmp_path / "voices"
    folder.mkdir()
    (folder / "segmentation.onnx").write_bytes(b"no model")
    with pytest.raises(HearError, match="SHA256SUMS"):
        SherpaVoices(folder)
    seal(folder)
    with pytest.raises(HearError, match="embedding"):
        SherpaVoices(folder)
    (folder / "SHA256SUMS").unlink()
    (folder / "embedding.onnx").write_bytes(b"none either")
    assert run(["speech", "models", str(folder), "--seal", "--lang", "en"]) == 0
    assert "every file is as" in capsys.readouterr().out
    with pytest.raises(HearError, match="cannot be loaded"):
        SherpaVoices(folder)
    (folder / "embedding.onnx").write_bytes(b"another")
    with pytest.raises(HearError, match="differs"):
        SherpaVoices(folder)
    assert run(["speech", "models", str(folder)]) == 2
