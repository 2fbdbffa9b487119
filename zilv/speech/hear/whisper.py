"""Whisper by CTranslate2 (`faster-whisper`): the model's folder is given, nothing is fetched."""

from pathlib import Path
from typing import Literal

from zilv.speech.hear.audio import Samples
from zilv.speech.hear.engine import Device, Family, Word
from zilv.speech.hear.error import HearError

BEAM = 5
"""With one beam and the engine's voice detection half of the speech was lost without a word."""


class Whisper:
    """A Whisper model in CTranslate2's form: `model.bin`, `config.json`, `tokenizer.json`, a vocabulary."""

    family: Family = "whisper"

    def __init__(self, folder: Path, threads: int = 0, device: Device = "auto") -> None:
        try:
            import ctranslate2
            from faster_whisper import WhisperModel
        except ImportError:
            raise HearError("请先安装 · install first: pip install 'zilv[whisper]' (faster-whisper)") from None
        if not (folder / "tokenizer.json").is_file():  # else the engine would go and look for one elsewhere
            raise HearError(f"{folder.name}: 缺 tokenizer.json · tokenizer.json is missing")
        gpus = 0 if device == "cpu" else ctranslate2.get_cuda_device_count()
        if device == "cuda" and not gpus:
            raise HearError("没有可用的 GPU；请用 --device cpu · CTranslate2 sees no GPU here; take --device cpu")
        self.device: Literal["cpu", "cuda"] = "cuda" if gpus else "cpu"
        kind = "float16" if self.device == "cuda" else "int8"
        try:
            self._model = WhisperModel(
                str(folder), device=self.device, compute_type=kind, cpu_threads=threads, local_files_only=True
            )
        except (RuntimeError, ValueError) as error:
            raise HearError(f"{folder.name}: 模型无法载入 · the model cannot be loaded: {error}") from None

    def hear(self, samples: Samples, language: str | None) -> tuple[Word, ...]:
        """See `Engine`. No prompt is given, which the model would repeat; nothing is drawn by lot; what was heard
        before is not shown again, from which loops come."""
        segments, _ = self._model.transcribe(
            samples,
            language=language,
            beam_size=BEAM,
            temperature=0.0,
            vad_filter=True,
            word_timestamps=True,
            condition_on_previous_text=False,
        )
        return tuple(
            Word(word.word, round(float(word.start), 3), round(float(word.end), 3), round(float(word.probability), 4))
            for segment in segments
            for word in segment.words or ()
        )
