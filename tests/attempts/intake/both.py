"""What is told of bad input stands in Chinese and English: `中文 · English`, in one line."""

import re

_CHINESE = re.compile("[一-鿿]")
_ENGLISH = re.compile("[A-Za-z]{2}")


def is_both(text: str) -> bool:
    """Whether each line of a text says something in Chinese, and after it in English."""
    halves = [line.partition(" · ") for line in text.splitlines()]
    return bool(halves) and all(_CHINESE.search(zh) and _ENGLISH.search(en) for zh, _, en in halves)
