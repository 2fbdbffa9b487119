"""Facts that became known of recordings after they were heard: the results are changed, nothing is heard again."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from zilv.speech.hear.contacts import fields_of
from zilv.speech.hear.heard import Stored
from zilv.speech.transcript.facts import Facts

Which = tuple[str, str | Stored]
"""A recording's name, and its content's SHA-256 or the object that it was."""


class _Source(msgspec.Struct):
    file: str
    sha256: str
    stored: Stored | None = None


class _Line(msgspec.Struct):
    source: _Source


def retell(path: Path, known: Mapping[Which, Facts]) -> set[Which]:
    """Give the transcripts in a file of results the facts that are `known` of them now; which of these stand there.

    The file is written whole or not at all, and only where something differs. Its lines have been read before.
    """
    decode, there, differs = msgspec.json.Decoder(_Line).decode, set[Which](), False
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with path.open("rb") as lines, beside.open("wb") as anew:
            for line in lines:
                mine = [which for which in _known_as(decode(line).source) if which in known]
                there |= {*mine}
                made = _with(line, known[mine[0]]) if mine else line
                differs |= made != line
                anew.write(made)
            anew.flush()
            os.fsync(anew.fileno())
        if differs:
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return there


def _known_as(source: _Source) -> list[Which]:
    stored: list[Which] = [] if source.stored is None else [(source.file, source.stored)]
    return [(source.file, source.sha256), *stored]


def _with(line: bytes, facts: Facts) -> bytes:
    """The line with these facts; itself where it has them."""
    told: dict[str, Any] = msgspec.json.decode(line)
    mended = {name: value for name, value in {**told, **fields_of(facts)}.items() if value is not msgspec.UNSET}
    return line if mended == told else msgspec.json.encode(mended) + b"\n"
