"""Real recordings through real weights: by the command line, over a folder, again, and with what is no recording."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from bench.whisper_base import CLIPS, MODEL_SHA256, whisper_base
from tests.speech.hear.needs import NEEDS_CLIPS, NEEDS_WEIGHTS
from tests.speech.hear.sounds import silence, tone
from zilv.cli.main import run
from zilv.speech.hear.models import load, verified
from zilv.speech.hear.resample import resampled
from zilv.speech.hear.transcribe import Asked, Ear, transcribe
from zilv.speech.transcript.read import read
from zilv.speech.transcript.transcript import Dialogue

pytestmark = [NEEDS_WEIGHTS, NEEDS_CLIPS]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whisper_base(tmp_path_factory.mktemp("weights") / "whisper-base")


@pytest.fixture(scope="module")
def ear(model: Path) -> Ear:
    found = verified(model)
    assert (found.known, found.family) == ("whisper-base", "whisper")
    assert MODEL_SHA256 in (model / "SHA256SUMS").read_text()
    return Ear(load(found, threads=1), found)


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def two_channels(folder: Path) -> Path:
    """A contact made of two clips: the left one speaks, then the right one; at 8 kHz in A-law, after a ringing tone."""
    left, rate = soundfile.read(CLIPS / "long.wav", dtype="float32")
    right, _ = soundfile.read(CLIPS / "mid.wav", dtype="float32")
    ring, pause = tone(450, 1.5, rate), silence(0.5, rate)
    first = np.concatenate([ring, left, pause, np.zeros_like(right)])
    second = np.concatenate([np.zeros_like(ring), np.zeros_like(left), pause, right])
    stereo = np.stack([resampled(channel, rate, 8000) for channel in (first, second)], axis=1)
    soundfile.write(folder / "contact.wav", stereo, 8000, subtype="ALAW")
    return folder / "contact.wav"


def test_a_telephone_call_of_two_channels_becomes_turns_of_two_sides(tmp_path: Path, ear: Ear) -> None:
    heard = transcribe(two_channels(tmp_path), "a/contact.wav", ear, Asked("right"))
    assert heard.id == "a/contact"
    assert heard.unusable == ()
    assert [turn.speaker for turn in heard.turns] == ["other", "collector"]
    assert "工廠出現大規模感染" in heard.turns[0].text  # Whisper base writes traditional characters
    assert heard.turns[0].end <= heard.turns[1].start + 0.5
    words = heard.turns[0].words
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert all(0 <= (word.confidence or -1) <= 1 for word in words)
    assert heard.turns[0].start > 1.3, "nobody speaks while it rings"


def test_one_channel_with_unknown_speakers_is_heard_and_unusable(ear: Ear) -> None:
    heard = transcribe(CLIPS / "mid.wav", "mid.wav", ear, Asked())
    assert [doubt.reason for doubt in heard.unusable] == ["speaker_unknown"]
    assert heard.turns[0].speaker is None


def test_the_same_recording_gives_the_same_words_again(ear: Ear) -> None:
    first, again = (transcribe(CLIPS / "mid.wav", "mid.wav", ear, Asked("other")) for _ in range(2))
    assert first == again


def test_a_folder_is_heard_once_and_what_is_broken_is_counted(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls, out = tmp_path / "calls", tmp_path / "heard"
    calls.mkdir()
    two_channels(calls)
    (calls / "broken.wav").write_bytes(b"no sound")
    arguments = ["speech", "transcribe", str(calls), "--model", str(model), "--collector", "left", "--out", str(out)]
    assert run([*arguments, "--json"]) == 1
    counts = json.loads(capsys.readouterr().out)
    assert (counts["usable"], counts["unusable"], counts["failed"], counts["kept"]) == (1, 0, 1, 0)
    assert [line["file"] for line in lines(out / "failed.jsonl")] == ["broken.wav"]
    written = (out / "transcripts.jsonl").read_bytes()

    (calls / "contact.wav").rename(calls / "renamed.wav")
    (out / "transcripts.jsonl").write_bytes(written + b'{"id":"broken off')
    (calls / "broken.wav").unlink()
    assert run([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept"] == 1
    assert (out / "transcripts.jsonl").read_bytes() == written


@pytest.mark.parametrize(("name", "form"), [("call.mp3", "MP3"), ("call.alaw", "RAW"), ("call.flac", "FLAC")])
def test_mp3_and_headerless_a_law_at_8_khz_are_heard_as_the_wav_is(
    tmp_path: Path, ear: Ear, name: str, form: str
) -> None:
    sound, rate = soundfile.read(CLIPS / "long.wav", dtype="float32")
    subtype = {"RAW": "ALAW", "MP3": "MPEG_LAYER_III", "FLAC": "PCM_16"}[form]
    soundfile.write(tmp_path / name, resampled(sound, rate, 8000), 8000, format=form, subtype=subtype)
    heard = transcribe(tmp_path / name, name, ear, Asked("collector"))
    assert (heard.source.rate, heard.source.channels, heard.unusable) == (8000, 1, ())
    assert "工廠出現大規模感染" in "".join(turn.text for turn in heard.turns)


def test_speech_said_backwards_and_noise_are_unusable_whatever_the_engine_writes(tmp_path: Path, ear: Ear) -> None:
    sound, rate = soundfile.read(CLIPS / "mid.wav", dtype="float32")
    soundfile.write(tmp_path / "odd.wav", np.concatenate([sound, silence(0.5, rate), sound[::-1]]), rate)
    assert transcribe(tmp_path / "odd.wav", "odd.wav", ear, Asked("collector")).unusable
    noise = np.random.default_rng(7).normal(0, 0.1, rate * 8).astype(np.float32)
    noise[rate * 2 : rate * 3] *= 0.01
    soundfile.write(tmp_path / "noise.wav", noise, rate)
    assert transcribe(tmp_path / "noise.wav", "noise.wav", ear, Asked("collector")).unusable


def test_a_gpu_is_not_promised_where_there_is_none(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import ctranslate2

    found = verified(model)
    assert load(found, threads=1, device="cpu").device == "cpu"
    if ctranslate2.get_cuda_device_count():
        assert load(found, threads=1, device="cuda").device == "cuda"
    else:
        asked = ["speech", "transcribe", str(CLIPS / "mid.wav"), "--model", str(model), "--device", "cuda"]
        assert run(asked) == 2
        assert "no GPU" in capsys.readouterr().err


def test_what_is_written_is_what_the_judge_reads(tmp_path: Path, model: Path) -> None:
    out = tmp_path / "heard"
    arguments = ["speech", "transcribe", str(two_channels(tmp_path)), "--model", str(model), "--collector", "left"]
    assert run([*arguments, "--out", str(out)]) == 0
    (dialogue,) = read(out / "transcripts.jsonl")
    assert isinstance(dialogue, Dialogue)
    assert [turn.speaker for turn in dialogue.turns] == ["collector", "other"]
    assert dialogue.channel == "voice"
    assert run(["speech", "judge", str(out / "transcripts.jsonl"), "--out", str(tmp_path / "findings.jsonl")]) == 0
