"""SenseVoice, Paraformer and zipformer by `sherpa-onnx`: the model's folder is given, nothing is fetched."""

from collections.abc import Callable, Sequence
from math import exp
from pathlib import Path
from typing import Any, Literal

from zilv.speech.hear.audio import Samples
from zilv.speech.hear.engine import RATE_HZ, Family, Word
from zilv.speech.hear.error import HearError
from zilv.speech.hear.voice import Span, voiced

PIECE_S = 20.0
"""Longest piece handed over at once: these models take a whole utterance into memory, and are trained on short ones."""
MARGIN_S = 0.2
_BEGINS_WORD = ("\u2581", " ")


class Sherpa:
    """A model of one of three families, in the form sherpa-onnx publishes: ONNX files and `tokens.txt`.

    The published package is built for processors alone, so the device is always `cpu`.
    """

    device: Literal["cpu", "cuda"] = "cpu"

    def __init__(self, folder: Path, family: Family, threads: int = 0) -> None:
        try:
            import sherpa_onnx
        except ImportError:
            raise HearError("请先安装 · install first: pip install 'zilv[sherpa]' (sherpa-onnx)") from None
        self.family: Family = family
        shared = {"tokens": str(file_of(folder, "tokens.txt")), "num_threads": threads or 2}
        made: dict[Family, Callable[[], Any]] = {
            "sensevoice": lambda: sherpa_onnx.OfflineRecognizer.from_sense_voice(
                model=str(file_of(folder, "model")), use_itn=False, **shared
            ),
            "paraformer": lambda: sherpa_onnx.OfflineRecognizer.from_paraformer(
                paraformer=str(file_of(folder, "model")), **shared
            ),
            "zipformer": lambda: sherpa_onnx.OfflineRecognizer.from_transducer(
                encoder=str(file_of(folder, "encoder")),
                decoder=str(file_of(folder, "decoder")),
                joiner=str(file_of(folder, "joiner")),
                **shared,
            ),
        }
        try:
            self._model = made[family]()
        except (RuntimeError, ValueError) as error:
            raise HearError(f"{folder.name}: 模型无法载入 · the model cannot be loaded: {error}") from None

    def hear(self, samples: Samples, language: str | None) -> tuple[Word, ...]:
        """See `Engine`; these models find the language themselves. Each stretch of speech is heard on its own."""
        words: list[Word] = []
        for piece in pieces(voiced(samples, RATE_HZ), len(samples) / RATE_HZ):
            stream = self._model.create_stream()
            stream.accept_waveform(RATE_HZ, samples[int(piece.start * RATE_HZ) : int(piece.end * RATE_HZ)])
            self._model.decode_stream(stream)
            words += words_of(stream.result, piece)
        return tuple(words)


def pieces(spans: Sequence[Span], seconds: float) -> tuple[Span, ...]:
    """Neighbouring stretches of speech joined to pieces of at most 20 s, with a margin on either side; what is longer
    than that is cut."""
    joined: list[Span] = []
    for span in spans:
        start = max(span.start - MARGIN_S, joined[-1].end if joined else 0.0)
        end = min(span.end + MARGIN_S, seconds)
        if joined and end - joined[-1].start <= PIECE_S:
            joined[-1] = Span(joined[-1].start, end)
            continue
        while end - start > PIECE_S:
            joined.append(Span(start, start + PIECE_S))
            start += PIECE_S
        joined.append(Span(start, end))
    return tuple(joined)


def words_of(result: Any, piece: Span) -> list[Word]:
    """Tokens with their instants as words with a beginning and an end: a token lasts until the next, half a second at
    most. Without instants the whole text is one word over the whole piece."""
    tokens, instants = list(result.tokens), list(result.timestamps)
    sure = list(getattr(result, "ys_log_probs", ()) or ())
    if not tokens or len(tokens) != len(instants):
        text = result.text.strip()
        return [Word(text, piece.start, piece.end)] if text else []
    words = []
    for n, (token, instant) in enumerate(zip(tokens, instants, strict=True)):
        start = piece.start + instant
        following = piece.start + instants[n + 1] if n + 1 < len(tokens) else piece.end
        confidence = round(min(1.0, exp(sure[n])), 4) if len(sure) == len(tokens) else None
        text = f" {token[1:]}" if token.startswith(_BEGINS_WORD) else token.removesuffix("@@")
        words.append(Word(text, round(start, 3), round(min(following, start + 0.5), 3), confidence))
    return words


def file_of(folder: Path, begins: str) -> Path:
    """The file of this folder whose name begins so; of a whole and an 8-bit model the 8-bit one."""
    found = sorted(path for path in folder.iterdir() if path.name.startswith(begins) and not path.is_dir())
    small = [path for path in found if "int8" in path.name]
    if not found:
        raise HearError(f"{folder.name}: 缺 {begins}* 文件 · no file {begins}* in the model's folder")
    return (small or found)[0]
