"""Text into sentences, also while it is still being made: a sentence is whole before it is judged."""

import re

_END = re.compile(r"[。！？!?；;…\n]+[”’」』）)\"']*|(?<=[a-z])\.(?=\s|$)")
_PAUSE = re.compile(r"[，,、：:\s]")
SENTENCE_MAX = 120
"""Longer ones are cut at a pause, or here."""


def sentences(text: str) -> list[str]:
    """The sentences of a whole text; put together they are the text.

    >>> sentences("您好。请问是本人吗？好")
    ['您好。', '请问是本人吗？', '好']
    """
    whole, rest = cut(text)
    return [*whole, rest] if rest else whole


def cut(text: str) -> tuple[list[str], str]:
    """The sentences that are whole, and what is left over. An end at the very end of the text may still grow."""
    made: list[str] = []
    start = 0
    while True:
        found = _END.search(text, start, start + SENTENCE_MAX + 1)
        if found and found.end() <= len(text):
            end = found.end()
        elif len(text) - start > SENTENCE_MAX:
            end = _pause(text, start)
        else:
            return made, text[start:]
        made.append(text[start:end])
        start = end


def _pause(text: str, start: int) -> int:
    pauses = [found.end() for found in _PAUSE.finditer(text, start, start + SENTENCE_MAX)]
    return pauses[-1] if pauses and pauses[-1] > start + SENTENCE_MAX // 2 else start + SENTENCE_MAX
