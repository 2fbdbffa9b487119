"""Character errors of Whisper base on public clips, as they are and as a telephone carries them.

    python -m bench.hear

Four clips (three Mandarin, one English): proof that it works, no measure of how well it does on calls, of which no
public set exists. The Mandarin references are AISHELL's for the first clip, and for the other two written down from
what they say, as these come without. Intervals: 10,000 bootstrap samples of single characters, seed 1; errors come in
clusters, so the true intervals are wider.
"""

import re
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile

from bench.whisper_base import CLIPS, whisper_base
from zilv.speech.hear.audio import Samples, read_recording
from zilv.speech.hear.engine import RATE_HZ
from zilv.speech.hear.models import load, verified
from zilv.speech.hear.resample import resampled
from zilv.speech.hear.transcribe import Asked, Ear, transcribe
from zilv.speech.normalise.normalise import normalised

REFERENCES = {
    "aishell-BAC009S0724W0121.wav": ("zh", "广州市房地产中介协会分析"),
    "mid.wav": ("zh", "大学生利用漏洞免费吃肯德基获刑"),
    "long.wav": ("zh", "富士康在印度工厂出现大规模感染目前工厂产量已下降超50%"),
    "librispeech-1995-1837-0001.wav": (
        "en",
        "it was the first great sorrow of his life it was not so much the loss of the cotton itself but the fantasy "
        "the hopes the dreams built around it",
    ),
}
SAMPLES = 10_000


class Score(NamedTuple):
    """Edits against the reference, one entry a reference character: 0 right, 1 or more edits at it."""

    language: str
    edits: list[int]
    seconds: float
    took_s: float
    usable: bool


def main() -> None:
    """Print character error rates with intervals, and the share of real time it took."""
    with tempfile.TemporaryDirectory() as place:
        model = verified(whisper_base(Path(place) / "whisper-base"))
        ear = Ear(load(model), model)
        for line in ("as recorded", "8 kHz A-law"):
            scores = [_score(CLIPS / name, line, ear, Path(place)) for name in REFERENCES]
            for language in ("zh", "en"):
                _print(line, [score for score in scores if score.language == language])


def _score(clip: Path, line: str, ear: Ear, place: Path) -> Score:
    language, reference = REFERENCES[clip.name]
    path = clip if line == "as recorded" else _by_telephone(clip, place)
    begun = time.perf_counter()
    heard = transcribe(path, clip.name, ear, Asked("other", language))
    took = time.perf_counter() - begun
    text = " ".join(turn.text for turn in heard.turns)
    return Score(language, edits(_plain(reference), _plain(text)), heard.source.seconds, took, not heard.unusable)


def _by_telephone(clip: Path, place: Path) -> Path:
    recording = read_recording(clip)
    narrow: Samples = resampled(recording.channels[0], recording.rate, RATE_HZ // 2)
    to = place / clip.name
    soundfile.write(to, narrow, RATE_HZ // 2, subtype="ALAW")
    return to


def _plain(text: str) -> str:
    """Simplified characters, lower case, letters and digits and % alone."""
    return re.sub(r"[^\w%]", "", normalised(text).lower())


def edits(reference: str, heard: str) -> list[int]:
    """The fewest edits that make `heard` of `reference`, each told at a reference character."""
    cost = np.zeros((len(reference) + 1, len(heard) + 1), int)
    cost[:, 0], cost[0, :] = np.arange(len(reference) + 1), np.arange(len(heard) + 1)
    for i, wanted in enumerate(reference, 1):
        for j, got in enumerate(heard, 1):
            cost[i, j] = min(cost[i - 1, j - 1] + (wanted != got), cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    told, i, j = [0] * len(reference), len(reference), len(heard)
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (reference[i - 1] != heard[j - 1]):
            told[i - 1] += int(reference[i - 1] != heard[j - 1])
            i, j = i - 1, j - 1
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            told[i - 1] += 1
            i -= 1
        else:
            told[max(0, i - 1)] += 1
            j -= 1
    return told


def _print(line: str, scores: list[Score]) -> None:
    told = np.array([edit for score in scores for edit in score.edits])
    drawn = np.random.default_rng(1).choice(told, (SAMPLES, len(told))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    took, seconds = sum(score.took_s for score in scores), sum(score.seconds for score in scores)
    print(
        f"{scores[0].language} {line:12} CER {told.mean():.3f} [{low:.3f}, {high:.3f}] on {len(told)} characters of "
        f"{len(scores)} clips; {took / seconds:.2f} of real time; {sum(s.usable for s in scores)} usable"
    )


if __name__ == "__main__":
    main()
