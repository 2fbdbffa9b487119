"""Which kind of model for voices a folder holds, and that model loaded."""

from pathlib import Path

from zilv.speech.hear.models import intact
from zilv.speech.hear.voices import Diariser


def tells_voices(folder: Path) -> bool:
    """Whether the files in a folder are for telling voices apart, by their names."""
    return any(any(folder.glob(pattern)) for pattern in ("*.pt", "segmentation*"))


def load_voices(folder: Path) -> Diariser:
    """The model in a folder: a speaker encoder, or a pair of models for sherpa-onnx. Raises `HearError`, see `intact`,
    and where an engine is missing or the model cannot be loaded."""
    intact(folder)
    if any(folder.glob("*.pt")):
        from zilv.speech.hear.ge2e_voices import Ge2eVoices

        return Ge2eVoices(folder)
    from zilv.speech.hear.sherpa_voices import SherpaVoices

    return SherpaVoices(folder)
