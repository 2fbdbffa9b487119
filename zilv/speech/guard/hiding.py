"""What a text says once words that hide in it are spelt out: pulled apart by blanks, stars or full stops, in pinyin, by
initials. It is a candidate: what only it holds is a doubt."""

import re

import numpy as np

from zilv.speech.normalise.respell import Respelt, respelt

_MARKS = r"\s*·.…_~|/\\+#^&=<>•`\-\u00ad\u200b-\u200f\u2060\ufeff"
_COMMAS = r",、:\"'“”‘’「」『』()\[\]【】《》"
_GAP = re.compile(f"[{_MARKS}{_COMMAS}。!?;]+")
_COMMA, _STOP = re.compile(f"[{_COMMAS}]"), re.compile(r"[。!?;\n]")
_HAN = re.compile("[\u3400-\u9fff]")
_LETTERS = re.compile(f"(?<![a-z])[a-z][{_MARKS}]+[a-z](?![a-z])")
PIECE = 4
"""A full stop beside so few characters may stand within a phrase; a comma, beside a single one."""
_INITIALS = re.compile(r"(?<![a-z0-9])sb(?![a-z0-9])")


def unhidden(plain: str) -> Respelt | None:
    """The reading of a normalised text in which nothing hides; None if it is the text itself.

    >>> [unhidden(text).text for text in ("弄 死*你", "弄。死。你。", "再不还我nong死你", "你个s b")]
    ['弄死你', '弄死你。', '再不还我弄死你', '你个傻逼']
    >>> unhidden("您好,请问是您本人吗?账单三千二百元。"), unhidden("a bill of 3.5 or 2-3")
    (None, None)
    """
    kept = _kept(plain)
    joined = _INITIALS.sub("傻逼", "".join([plain[n] for n in kept]) if len(kept) < len(plain) else plain)
    made = respelt(joined)
    if made is None:
        if joined == plain:
            return None
        made = Respelt(joined, np.arange(len(joined)), np.arange(1, len(joined) + 1))
    at = np.array(kept, np.int64)
    return Respelt(made.text, at[made.start], at[made.end - 1] + 1)


def _kept(plain: str) -> list[int] | range:
    """The places of the characters that do not only pull a phrase apart."""
    gaps = [found.span() for found in _GAP.finditer(plain)]
    ends = [0, *(end for _, end in gaps)]
    starts = [*(start for start, _ in gaps), len(plain)]
    sizes = [start - end for start, end in zip(starts, ends, strict=True)]
    within = [gap for n, gap in enumerate(gaps) if _pulls_apart(plain, gap, (sizes[n], sizes[n + 1]))]
    if not within:
        return range(len(plain))
    made, at = list[int](), 0
    for start, end in within:
        made += range(at, start)
        at = end
    return [*made, *range(at, len(plain))]


def _pulls_apart(plain: str, gap: tuple[int, int], beside: tuple[int, int]) -> bool:
    """Whether what stands between two pieces, so long each, may stand there only to hide what they say together."""
    if 0 in beside:
        return False
    if _COMMA.search(plain, *gap):
        return min(beside) == 1
    if _STOP.search(plain, *gap):
        return min(beside) <= PIECE
    chinese = _HAN.match(plain, gap[0] - 1) or _HAN.match(plain, gap[1])
    return bool(chinese or _LETTERS.match(plain, gap[0] - 1))
