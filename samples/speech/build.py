"""Writes the two sample calls: espeak-ng speaks the invented texts, so times and waveform belong to a real recording.

    python -m samples.speech.build            (needs espeak-ng, and pypinyin, which zilv itself does not)

The voices are a machine's and sound like it. They show times and waveform, and are no test of recognition.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from zilv.speech.hear.audio import Samples
from zilv.speech.hear.resample import resampled

HERE = Path(__file__).parent
RATE = 8000
BETWEEN_S = 0.45
VOICES = {"collector": ("-p", "38", "-s", "165"), "other": ("-p", "62", "-s", "150")}


def main() -> None:
    """Speak each call of `script.json`; write its recording, and both transcripts."""
    written = []
    for call in json.loads((HERE / "script.json").read_text("utf-8")):
        sides: dict[str, list[Samples]] = {"collector": [], "other": []}
        at = 0.5
        for side in sides.values():
            side.append(np.zeros(int(at * RATE), np.float32))
        for turn in call["turns"]:
            said = _spoken(turn)
            turn["start"], turn["end"] = round(at, 2), round(at + len(said) / RATE, 2)
            pause = np.zeros(int(BETWEEN_S * RATE), np.float32)
            for name, side in sides.items():
                side += [said if name == turn["speaker"] else np.zeros_like(said), pause]
            at += (len(said) + len(pause)) / RATE
        stereo = np.stack([np.concatenate(side) for side in sides.values()], axis=1)
        soundfile.write(HERE / f"{call['id']}.ogg", stereo, RATE, format="OGG", subtype="VORBIS")
        written.append(json.dumps(call, ensure_ascii=False))
    (HERE / "calls.jsonl").write_text("\n".join(written) + "\n", "utf-8")


def _spoken(turn: dict[str, Any]) -> Samples:
    from pypinyin import Style, lazy_pinyin

    text = " ".join(lazy_pinyin(turn["text"], style=Style.TONE3, neutral_tone_with_five=True))
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        voice = ("-v", "cmn-latn-pinyin", *VOICES[turn["speaker"]])
        subprocess.run(["espeak-ng", *voice, "-w", file.name, text], check=True)
        sound, rate = soundfile.read(file.name, dtype="float32")
    return resampled(sound, rate, RATE) * np.float32(0.7)


if __name__ == "__main__":
    main()
