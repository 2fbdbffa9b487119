"""Two voices on one channel, told apart by real weights in real recordings."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench import diarise
from bench.whisper_base import CLIPS, whisper_base
from tests.speech.hear.needs import NEEDS_CLIPS, NEEDS_VOICES, NEEDS_WEIGHTS
from tests.speech.hear.sounds import silence, speechlike, tone
from tests.speech.hear.test_torch_file import plain, written
from zilv.cli.main import run
from zilv.speech.hear.error import HearError
from zilv.speech.hear.ge2e_voices import Ge2eVoices
from zilv.speech.hear.mel import mel
from zilv.speech.hear.models import seal
from zilv.speech.hear.speaker_encoder import SpeakerEncoder
from zilv.speech.hear.voice_models import load_voices

RESEMBLYZER = {15: 0.17512, 100: 0.16857, 106: 0.15648, 136: 0.21761, 163: 0.17053, 189: 0.24509, 253: 0.23373}
"""Some of the 256 numbers that Resemblyzer 0.1.4 itself, with PyTorch, makes of the sound below."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return diarise.speaker_encoder(tmp_path_factory.mktemp("weights") / "voices")


@pytest.fixture(scope="module")
def clips() -> diarise.Voices:
    return diarise.clips()


@NEEDS_VOICES
def test_the_voiceprint_is_what_resemblyzer_makes(folder: Path) -> None:
    (made,) = SpeakerEncoder(folder / "pretrained.pt").voiceprints([mel(speechlike(1.59, 16_000))])
    assert {n: float(made[n]) for n in RESEMBLYZER} == pytest.approx(RESEMBLYZER, abs=2e-5)
    assert (made > 0).sum() == 135
    assert float(made @ made) == pytest.approx(1)


@NEEDS_VOICES
def test_windows_of_any_length_get_the_voiceprint_they_get_alone(folder: Path) -> None:
    encoder = SpeakerEncoder(folder / "pretrained.pt")
    rows = mel(speechlike(2.0, 16_000))
    windows = [rows[:120], rows[30:60], rows[80:200], rows[:1]]
    together = encoder.voiceprints(windows)
    assert np.allclose(together, [encoder.voiceprints([window])[0] for window in windows], atol=1e-5)
    assert encoder.voiceprints([]).shape == (0, 256)


@NEEDS_VOICES
@NEEDS_CLIPS
@pytest.mark.parametrize("line", diarise.LINES)
def test_two_persons_in_turns_are_told_apart_as_recorded_and_by_telephone(
    folder: Path, clips: diarise.Voices, line: str
) -> None:
    diariser = load_voices(folder)
    english = "librispeech-1995-1837-0001"
    for seed, other in enumerate(sorted({*clips} - {english})):
        said = diarise.talk(clips, (english, other), line, seed)
        found = diariser.apart(said.samples)
        told = diarise.score(said, found)
        assert told.spoken > 10
        assert told.confused < 0.08 * told.spoken
        assert found[0].voice == 0, "who speaks first"
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))
        assert diariser.apart(said.samples) == found, "the same every time"


@NEEDS_VOICES
@NEEDS_CLIPS
def test_three_voices_are_told_apart_where_three_are_asked_for(folder: Path, clips: diarise.Voices) -> None:
    three = [clips[name][0] for name in ("aishell-BAC009S0724W0121", "librispeech-1995-1837-0001", "long")]
    found = Ge2eVoices(folder, 3).apart(np.concatenate([part for clip in three for part in (clip, silence(1, 16_000))]))
    begins = np.cumsum([0.0, *(len(clip) / 16_000 + 1 for clip in three)])
    held = np.zeros((3, 3))
    for start, end, voice in found:
        held[np.searchsorted(begins, (start + end) / 2) - 1, voice] += end - start
    assert (np.diag(held) > 0.9 * held.sum(axis=1)).all()
    assert held.sum() > 15


@NEEDS_VOICES
def test_silence_ringing_and_a_single_sound_make_no_second_voice(folder: Path) -> None:
    diariser = load_voices(folder)
    assert diariser.apart(silence(3.0, 16_000)) == ()
    assert diariser.apart(tone(450, 3.0, 16_000)) == ()
    assert diariser.apart(silence(0.0, 16_000)) == ()
    (only,) = diariser.apart(np.concatenate([silence(1.0, 16_000), speechlike(0.5, 16_000), silence(1.0, 16_000)]))
    assert (only.start, only.end, only.voice) == pytest.approx((1.0, 1.5, 0), abs=0.1)


@NEEDS_VOICES
def test_its_folder_is_recognised_by_its_hash(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["speech", "models", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["family"], told["known"]) == ("voices", "resemblyzer-ge2e")
    assert told["digest"] == load_voices(folder).digest


@NEEDS_VOICES
@NEEDS_WEIGHTS
@NEEDS_CLIPS
def test_a_telephone_call_on_one_channel_becomes_turns_of_two_voices_and_stays_unusable(
    tmp_path: Path, folder: Path, clips: diarise.Voices
) -> None:
    first, second = clips["long"][0], clips["aishell-BAC009S0724W0121"][0]
    model, found = whisper_base(tmp_path / "whisper"), []
    for pause_s in (0.6, 1.2):  # after one of them Whisper base passes over the second sentence, by the processor
        pause, out = silence(pause_s, 16_000), tmp_path / f"heard-{pause_s}"
        call = diarise.carried(np.concatenate([pause, first, pause, second, pause]), "8 kHz A-law")
        soundfile.write(tmp_path / "call.wav", call, 16_000)
        asked = ["speech", "transcribe", str(tmp_path / "call.wav"), "--model", str(model), "--voices", str(folder)]
        assert run([*asked, "--out", str(out)]) == 1
        (heard,) = [json.loads(line) for line in (out / "unusable.jsonl").read_text("utf-8").splitlines()]
        assert heard["tags"] == ["asr", "mono", "diarised"]
        assert {turn["speaker"] for turn in heard["turns"]} == {None}
        assert heard["unusable"][0]["reason"] == "speaker_unknown"
        assert heard["made"]["voices"] == load_voices(folder).digest
        assert heard["turns"][0]["end"] == pytest.approx(pause_s + len(first) / 16_000, abs=1.0)
        found.append([turn.get("voice") for turn in heard["turns"]])
        assert found[-1] == [0, 1] or heard["quality"]["unheard_s"] > len(second) / 16_000 - 1
    assert [0, 1] in found


def test_a_folder_that_holds_other_weights_or_none_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(HearError, match="no such folder"):
        load_voices(tmp_path / "nowhere")
    folder = tmp_path / "voices"
    folder.mkdir()
    written(folder / "a.pt", plain(0))
    with pytest.raises(HearError, match="SHA256SUMS"):
        load_voices(folder)
    seal(folder)
    with pytest.raises(HearError, match="model_state"):
        load_voices(folder)
    content = (folder / "a.pt").read_bytes().replace(plain("state"), plain("model_state"), 1)
    (folder / "a.pt").write_bytes(content)
    with pytest.raises(HearError, match="differs"):
        load_voices(folder)
    (folder / "SHA256SUMS").unlink()
    seal(folder)
    with pytest.raises(HearError, match=r"another shape: linear\.weight"):
        load_voices(folder)
    (folder / "SHA256SUMS").unlink()
    (folder / "b.pt").write_bytes(content)
    seal(folder)
    with pytest.raises(HearError, match=r"one \*\.pt, found 2"):
        load_voices(folder)


@NEEDS_CLIPS
def test_the_clips_are_there_to_be_tried() -> None:
    assert CLIPS.is_dir() and len(diarise.clips()) == 4
