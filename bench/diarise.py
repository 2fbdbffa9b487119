"""How well voices on one channel are told apart: diarisation error rate on conversations put together from clips.

    python -m bench.diarise                 the four clips and the two sample calls
    python -m bench.diarise FOLDER          recordings of known speakers, one folder for each

Pieces of two speakers' clips, cut anywhere, alternate with pauses between them, one side up to 3 dB louder or softer,
over noise; once as recorded, once as 8 kHz A-law. Nobody interrupts, coughs or laughs: this is easier than any call.
When somebody speaks is told by the detector that the diariser uses too, run over the clips before they are mixed: what
is missed and invented is where the two runs differ, mostly about short pauses. What is measured is what is confused.
Error: missed, invented and confused time as a share of the time spoken, without a collar, in frames of 10 ms. Seeds are
fixed. Whether two of the Mandarin clips are the same person nobody wrote down; they sound alike.
"""

import itertools
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import soundfile

from bench.whisper_base import CLIPS
from zilv.speech.hear.audio import SUFFIXES, Samples, read_recording
from zilv.speech.hear.engine import RATE_HZ
from zilv.speech.hear.models import seal
from zilv.speech.hear.resample import resampled
from zilv.speech.hear.voice import voiced
from zilv.speech.hear.voice_models import load_voices
from zilv.speech.hear.voices import Diariser, Stretch

CALLS = Path(__file__).parents[1] / "samples" / "speech"
LINES = ("as recorded", "8 kHz A-law")
TURNS = 12
PIECE_S = (1.0, 5.0)
PAUSE_S = (0.2, 0.8)
LOUDER_DB = 3.0
FRAMES_S = 100
SAMPLES = 2_000
Voices = dict[str, list[Samples]]
"""Clips at 16 kHz by who speaks in them."""


class Talk(NamedTuple):
    """A conversation at 16 kHz on one channel, who speaks in it, and who at which hundredth of a
    second: 0, 1, or −1 for nobody."""

    samples: Samples
    names: tuple[str, str]
    who: npt.NDArray[np.int8]


class Score(NamedTuple):
    """Seconds spoken, and seconds of each sort of error."""

    names: tuple[str, str]
    spoken: float
    missed: float
    invented: float
    confused: float


def main(folder: Path | None = None) -> None:
    """Print error rates with intervals, for each line, and the processor time."""
    voices = clips() if folder is None else clips_of(folder)
    with tempfile.TemporaryDirectory() as place:
        diariser = load_voices(speaker_encoder(Path(place) / "voices"))
    for line in LINES:
        pairs = itertools.combinations(voices, 2)
        made = [talk(voices, names, line, seed) for seed, names in enumerate(pairs)]
        _print(f"{len(voices)} speakers, {line}", made, diariser)
        if folder is None:
            _print(f"espeak-ng, {line}", [_sample_call(n, line) for n in range(2)], diariser)


def speaker_encoder(folder: Path) -> Path:
    """The model that the package of `requirements-voices.txt` holds, alone in `folder`, which must not be there yet.
    The package itself is not run, and cannot be without others that are not installed."""
    spec = find_spec("resemblyzer")
    assert spec and spec.origin
    folder.mkdir()
    shutil.copy(Path(spec.origin).parent / "pretrained.pt", folder)
    seal(folder)
    return folder


def clips() -> Voices:
    """The clips that Whisper is tried on, each as a speaker of its own."""
    return {path.stem: [_at_16_khz(path)] for path in sorted(CLIPS.glob("*.wav"))}


def clips_of(folder: Path) -> Voices:
    """Recordings in folders named after who speaks in them."""
    found: Voices = {}
    for path in sorted(folder.glob("*/*")):
        if path.suffix.lower() in SUFFIXES:
            found.setdefault(path.parent.name, []).append(_at_16_khz(path))
    return found


def _at_16_khz(path: Path) -> Samples:
    recording = read_recording(path)
    return resampled(recording.channels[0], recording.rate, RATE_HZ)


def talk(voices: Voices, names: tuple[str, str], line: str, seed: int) -> Talk:
    """Pieces of two speakers' clips in turns; each speaker's clips one after another, from the beginning again where
    they end. Over all of it the noise of the noisier one's pauses."""
    rng = np.random.default_rng(seed)
    whole = [np.concatenate(voices[name]) for name in names]
    speaks = [_speaks(samples) for samples in whole]
    used, sound, who = [0, 0], [np.zeros(RATE_HZ // 2, np.float32)], [np.full(RATE_HZ // 2, -1, np.int8)]
    louder = (1.0, 10 ** (rng.uniform(-LOUDER_DB, LOUDER_DB) / 20))
    for side in [0, 1] * (TURNS // 2):
        size = int(np.exp(rng.uniform(*np.log(PIECE_S))) * RATE_HZ)
        at = np.arange(used[side], used[side] + size) % len(whole[side])
        pause = int(rng.uniform(*PAUSE_S) * RATE_HZ)
        sound += [whole[side][at] * np.float32(louder[side]), np.zeros(pause, np.float32)]
        who += [np.where(speaks[side][at], np.int8(side), np.int8(-1)), np.full(pause, -1, np.int8)]
        used[side] += size
    made = np.concatenate(sound)
    made += rng.normal(0, max(map(_noise, whole)), len(made)).astype(np.float32)
    return Talk(carried(made, line), names, np.concatenate(who)[:: RATE_HZ // FRAMES_S])


def _speaks(samples: Samples) -> npt.NDArray[np.bool_]:
    speaks = np.zeros(len(samples), np.bool_)
    for span in voiced(samples, RATE_HZ):
        speaks[int(span.start * RATE_HZ) : int(span.end * RATE_HZ)] = True
    return speaks


def _noise(samples: Samples) -> float:
    """How loud the quietest tenth is."""
    frames = samples[: len(samples) // 400 * 400].reshape(-1, 400)
    return float(np.percentile(np.sqrt((frames**2).mean(axis=1)), 10))


def carried(samples: Samples, line: str) -> Samples:
    """Sound at 16 kHz as the line leaves it, at 16 kHz."""
    if line == "as recorded":
        return samples
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        narrow = resampled(np.clip(samples, -1, 1), RATE_HZ, RATE_HZ // 2)
        soundfile.write(file.name, narrow, RATE_HZ // 2, subtype="ALAW")
        return _at_16_khz(Path(file.name))


def score(talk: Talk, found: Sequence[Stretch]) -> Score:
    """The errors, voices numbered as fits best."""
    heard = np.full(len(talk.who), -1, np.int8)
    for start, end, voice in found:
        heard[round(start * FRAMES_S) : round(end * FRAMES_S)] = voice
    spoken, said = talk.who >= 0, heard >= 0
    same = int((spoken & said & (heard == talk.who)).sum())
    both = int((spoken & said).sum())
    kinds = (int(spoken.sum()), int((spoken & ~said).sum()), int((said & ~spoken).sum()), min(same, both - same))
    return Score(talk.names, *(kind / FRAMES_S for kind in kinds))


def _sample_call(n: int, line: str) -> Talk:
    """A sample call with both channels in one: one synthetic voice at two pitches, in the turns of its transcript."""
    call = json.loads((CALLS / "calls.jsonl").read_text("utf-8").splitlines()[n])
    recording = read_recording(CALLS / f"{call['id']}.ogg")
    samples = resampled(np.sum(recording.channels, axis=0), recording.rate, RATE_HZ)
    who = np.full(len(samples) * FRAMES_S // RATE_HZ + 1, -1, np.int8)
    for turn in call["turns"]:
        who[round(turn["start"] * FRAMES_S) : round(turn["end"] * FRAMES_S)] = turn["speaker"] == "other"
    return Talk(carried(samples, line), ("collector", "other"), who)


def _print(what: str, talks: Sequence[Talk], diariser: Diariser) -> None:
    begun = time.process_time()
    scores = [score(talk, diariser.apart(talk.samples)) for talk in talks]
    took = time.process_time() - begun
    sums = np.array([score[1:] for score in scores])
    spoken, missed, invented, confused = sums.sum(axis=0)
    seconds = sum(len(talk.samples) for talk in talks) / RATE_HZ
    print(
        f"{what}: error {(missed + invented + confused) / spoken:.3f} {interval(scores, [1, 2, 3])}, confused "
        f"{confused / spoken:.3f} {interval(scores, [3])}, {(sums[:, 3] / sums[:, 0]).max():.3f} at most; missed "
        f"{missed / spoken:.3f}, invented {invented / spoken:.3f}; {len(scores)} conversations, {spoken:.0f} s spoken; "
        f"{took / seconds:.3f} s of processor a second"
    )


def interval(scores: Sequence[Score], errors: Sequence[int]) -> str:
    """95 % bootstrap interval of the share of these errors (1 missed, 2 invented, 3 confused): speakers are drawn, and
    a conversation counts as often as both of its speakers were. Nothing where all have the same two."""
    names = sorted({name for score in scores for name in score.names})
    if len(names) < 3:
        return "[no interval]"
    often = np.random.default_rng(1).multinomial(len(names), np.full(len(names), 1 / len(names)), SAMPLES)
    sides = np.array([[names.index(name) for name in score.names] for score in scores])
    weights = often[:, sides[:, 0]] * often[:, sides[:, 1]]
    sums = np.array([score[1:] for score in scores])
    spoken, wrong = weights @ sums[:, 0], weights @ sums[:, errors].sum(axis=1)
    low, high = np.percentile(wrong[spoken > 0] / spoken[spoken > 0], [2.5, 97.5])
    return f"[{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
