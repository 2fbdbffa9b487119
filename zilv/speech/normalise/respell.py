"""Words that hide: characters written in parts, in pinyin, by another character of the same sound. A reading that is
made so is a candidate, never a finding by itself."""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml

from zilv.attempts.rows import Int64


def _table() -> dict[str, str]:
    text = (Path(__file__).parent / "respell.yaml").read_text("utf-8")
    return {str(spelt): meant for group in yaml.safe_load(text).values() for spelt, meant in group.items()}


_MEANT = _table()
_SPELT = re.compile(
    "|".join(
        r"[\s·.\-]?".join(map(re.escape, spelt)) if spelt.isascii() else re.escape(spelt)
        for spelt in sorted(_MEANT, key=len, reverse=True)
    )
)


class Respelt(NamedTuple):
    """A reading of a text. Character n of it stands for characters `start[n]` to `end[n]` of the text."""

    text: str
    start: Int64
    end: Int64


def respelt(text: str) -> Respelt | None:
    """The reading of a normalised text in which hidden words are spelt out; None where there is none.

    >>> made = respelt("明天扌查圭寸你的房")
    >>> made.text, made.start.tolist()[2:5]
    ('明天查封你的房', [2, 4, 6])
    """
    parts: list[str] = []
    start: list[int] = []
    end: list[int] = []
    at = 0
    for found in _SPELT.finditer(text):
        meant = _MEANT[re.sub(r"[\s·.\-]", "", found[0])]
        parts += [text[at : found.start()], meant]
        start += [*range(at, found.start()), *[found.start()] * len(meant)]
        end += [*range(at + 1, found.start() + 1), *[found.end()] * len(meant)]
        at = found.end()
    if not at:
        return None
    start += range(at, len(text))
    end += range(at + 1, len(text) + 1)
    return Respelt("".join([*parts, text[at:]]), np.array(start, np.int64), np.array(end, np.int64))
