"""What a sample was drawn from: every contact's stratum and what the review found in it."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import Dialogue

LENGTHS = ((1, "1 turn"), (8, "2-8 turns"), (20, "9-20 turns"))
LONGER = "over 20 turns"
FRAME_FILE, TABLE_FILE, TURNS_FILE = "frame.json", "to-read.csv", "to-read.jsonl"
FILES = (FRAME_FILE, TABLE_FILE, TURNS_FILE)


class Drawn(msgspec.Struct, frozen=True):
    """A contact that a person is to read: where it belongs, and the acts that the review found in it."""

    stratum: str
    flagged: bool
    found: tuple[str, ...]


class Frame(msgspec.Struct, frozen=True):
    """All contacts counted, by stratum, those with any finding apart; and the contacts drawn, by id."""

    flagged: dict[str, int]
    unflagged: dict[str, int]
    drawn: dict[str, Drawn]


def stratum(dialogue: Dialogue) -> str:
    """Where a contact belongs: its channel, its agency (a tag `agency:NAME`, where given), its length in turns.

    >>> from zilv.speech.transcript.transcript import Turn
    >>> said = Turn(speaker="collector", text="您好")
    >>> stratum(Dialogue(id="a", channel="sms", tags=("agency:east",), turns=(said,)))
    'sms · agency:east · 1 turn'
    """
    agency = sorted(tag for tag in dialogue.tags if tag.startswith("agency:"))
    length = next((name for most, name in LENGTHS if len(dialogue.turns) <= most), LONGER)
    return " · ".join([str(dialogue.channel or "channel unknown"), *agency, length])


def shares(sizes: dict[str, int], wanted: int) -> dict[str, int]:
    """How many to draw of each stratum: as its size, by the greatest remainders; one at least where there are enough.

    >>> shares({"sms": 70, "voice": 27, "letter": 3}, 10)
    {'letter': 1, 'sms': 6, 'voice': 3}
    """
    total = sum(sizes.values())
    wanted = min(wanted, total)
    if not wanted:
        return dict.fromkeys(sizes, 0)
    least = 1 if wanted >= len(sizes) else 0
    spread = (wanted - least * len(sizes)) / total
    made = {name: least + int(spread * size) for name, size in sorted(sizes.items())}
    by_rest = sorted(made, key=lambda name: (made[name] - least - spread * sizes[name], name))
    while wanted > sum(made.values()):
        for name in by_rest:
            if made[name] < sizes[name] and sum(made.values()) < wanted:
                made[name] += 1
    return {name: min(size, sizes[name]) for name, size in made.items()}


def counted(strata: Iterable[str]) -> dict[str, int]:
    """How many of each, in order of name."""
    made: dict[str, int] = {}
    for name in strata:
        made[name] = made.get(name, 0) + 1
    return dict(sorted(made.items()))


def read_frame(folder: Path) -> Frame:
    """The frame of a folder that `sample-unflagged` wrote. Raises `SpeechError` where there is none."""
    try:
        return msgspec.json.decode((folder / FRAME_FILE).read_bytes(), type=Frame)
    except (OSError, msgspec.DecodeError):
        raise SpeechError(f"{folder}: 没有抽样底册 · no {FRAME_FILE} of a sample in it") from None
