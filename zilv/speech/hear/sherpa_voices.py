"""Voices told apart by `sherpa-onnx`: a segmentation model and a speaker model, both given in one folder."""

from pathlib import Path

from zilv.speech.hear.audio import Samples
from zilv.speech.hear.engine import RATE_HZ
from zilv.speech.hear.error import HearError
from zilv.speech.hear.models import intact
from zilv.speech.hear.sherpa import file_of
from zilv.speech.hear.voices import VOICES, Stretch


class SherpaVoices:
    """`segmentation*.onnx` (pyannote's form), `embedding*.onnx` and `SHA256SUMS` in a folder. Raises `HearError`."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        try:
            import sherpa_onnx as engine
        except ImportError:
            raise HearError("请先安装 · install first: pip install 'zilv[sherpa]' (sherpa-onnx)") from None
        self.digest = intact(folder).digest
        pyannote = engine.OfflineSpeakerSegmentationPyannoteModelConfig(model=str(file_of(folder, "segmentation")))
        config = engine.OfflineSpeakerDiarizationConfig(
            segmentation=engine.OfflineSpeakerSegmentationModelConfig(pyannote=pyannote),
            embedding=engine.SpeakerEmbeddingExtractorConfig(
                model=str(file_of(folder, "embedding")), num_threads=threads or 2
            ),
            clustering=engine.FastClusteringConfig(num_clusters=VOICES),
        )
        try:
            self._model = engine.OfflineSpeakerDiarization(config)
        except (RuntimeError, ValueError) as error:
            raise HearError(f"{folder.name}: 模型无法载入 · the models cannot be loaded: {error}") from None
        if self._model.sample_rate != RATE_HZ:
            raise HearError(f"{folder.name}: 应为 16 kHz 的模型 · expected models for 16 kHz")

    def apart(self, samples: Samples) -> tuple[Stretch, ...]:
        """See `Diariser`."""
        found = self._model.process(samples).sort_by_start_time()
        return tuple(Stretch(float(one.start), float(one.end), int(one.speaker)) for one in found)
