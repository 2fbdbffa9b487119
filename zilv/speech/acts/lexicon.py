"""The lexicon: words by what they mean."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml


@cache
def lexicon() -> Mapping[str, tuple[str, ...]]:
    """Meaning to its words."""
    text = (Path(__file__).parent / "lexicon.yaml").read_text("utf-8")
    return {meaning: tuple(dict.fromkeys(str(words).split())) for meaning, words in yaml.safe_load(text).items()}
