"""Draws the contacts that a person is to read, and writes the work list; which of them have findings is not told."""

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from zilv.speech.judge.finding import Finding
from zilv.speech.transcript.read import SpeechError
from zilv.speech.transcript.transcript import Dialogue
from zilv.speech.unflagged.frame import (
    FILES,
    FRAME_FILE,
    TABLE_FILE,
    TURNS_FILE,
    Drawn,
    Frame,
    counted,
    shares,
    stratum,
)

COLUMNS = ("id", "channel", "party", "text", "acts")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
_SIDES = {"collector": "催收方", "other": "对方"}


def drawn(
    judged: Iterable[tuple[Dialogue, Sequence[Finding]]], wanted: tuple[int, int], seed: int
) -> tuple[Frame, list[str]]:
    """A sample, and the ids of its contacts in the random order in which they are to be read.

    `wanted`: how many without any finding, how many with one. Raises `SpeechError` for an id that is given twice, and
    where there is no contact.
    """
    known: dict[str, Drawn] = {}
    for dialogue, findings in judged:
        if dialogue.id in known:
            raise SpeechError("两份沟通的 id 相同，无法分辨 · two contacts have one id: ids must tell them apart")
        found = tuple(sorted({finding.act for finding in findings}))
        known[dialogue.id] = Drawn(stratum(dialogue), bool(found), found)
    if not known:
        raise SpeechError("没有可抽的沟通：文件中没有转写 · nothing to draw from: the files hold no transcript")
    chance = random.Random(seed)
    sizes, chosen = [], list[str]()
    for flagged, size in zip((False, True), wanted, strict=True):
        strata = counted(one.stratum for one in known.values() if one.flagged == flagged)
        sizes.append(strata)
        for name, share in shares(strata, size).items():
            mine = [key for key, one in known.items() if one.flagged == flagged and one.stratum == name]
            chosen += chance.sample(mine, share)
    chance.shuffle(chosen)
    return Frame(flagged=sizes[1], unflagged=sizes[0], drawn={key: known[key] for key in chosen}), chosen


def unused(folder: Path) -> None:
    """Raises `SpeechError` where a sample lies in the folder: what a person has filled in would be lost."""
    for name in FILES:
        if (folder / name).exists():
            raise SpeechError(
                f"{folder / name}: 已有抽样清单，可能已有人填写，不覆盖；请换 --out · a sample lies here that people "
                "may have filled in; it is not written over: choose another --out"
            )


def write(folder: Path, frame: Frame, dialogues: Sequence[Dialogue]) -> None:
    """Write the work list: a table and JSON Lines of the same contacts, and the frame that estimates need. Labels that
    a dialogue brought along are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FRAME_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(frame), indent=1) + b"\n")
    bare = [msgspec.structs.replace(dialogue, labels=None) for dialogue in dialogues]
    (folder / TURNS_FILE).write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in bare))
    with (folder / TABLE_FILE).open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for one in bare:
            text = "\n".join(f"{turn.i} {_SIDES[turn.speaker]}：{turn.text}" for turn in one.turns)
            table.writerow([*map(_plain, (one.id, str(one.channel or ""), str(one.party or ""), text)), ""])


def _plain(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet could take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
