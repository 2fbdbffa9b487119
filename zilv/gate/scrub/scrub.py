"""A call list divided by the gate's answers; every row that was read stands in exactly one of the four files."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from zilv.gate.client.fields import AskFields
from zilv.gate.scrub.asking import Asker, answered
from zilv.gate.scrub.calllist import CallList, Listed, key_of
from zilv.gate.scrub.fate import STALE, Told, told_of
from zilv.gate.scrub.files import Files

SLICE = 500
"""So many rows are asked about at a time."""


class Scrubbed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a list: `read` = `permitted` + `held` + `denied` + `rejected`.

    `reserved`: whether the permitted ones are; if not, each was judged as if it were the only one, and `repeated` rows
    were about somebody whom an earlier row was about. `outdated`: rows held because they were asked about before.
    """

    read: int
    permitted: int
    held: int
    denied: int
    rejected: int
    reserved: bool
    repeated: int
    outdated: int
    encoding: str


class Run(NamedTuple):
    """How a list is gone through. `name`: of this run; a new name asks anew. `told`: how many rows are done."""

    asker: Asker
    reserve: bool
    name: str
    now: Callable[[], datetime]
    told: Callable[[int], None]


async def scrub(source: CallList, folder: Path, run: Run) -> Scrubbed:
    """Divide a list into the files of `folder`. Raises ZilvError where the gate gives no answer."""
    persons: set[str] = set()
    repeated = outdated = done = 0
    with Files(folder, source) as files:
        for rows in _slices(source.listed()):
            for listed, told in zip(rows, await _told(rows, source.digest, run), strict=True):
                outdated += told.columns.get("code") == STALE
                repeated += listed.asks is not None and listed.asks["person"] in persons
                if listed.asks is not None:
                    persons.add(listed.asks["person"])
                files.write(told.fate, listed.cells, told.columns)
            done += len(rows)
            run.told(done)
    return Scrubbed(
        read=done,
        **files.written,
        reserved=run.reserve,
        repeated=repeated,
        outdated=outdated,
        encoding=source.encoding,
    )


async def _told(rows: list[Listed], digest: str, run: Run) -> list[Told]:
    """Where each of these rows goes."""
    asks: list[AskFields] = []
    for listed in rows:
        if listed.asks is not None:
            asks.append({**listed.asks, "key": key_of(digest, run.name, listed.row)})
    answers = iter(await answered(run.asker, asks) if asks else [])
    now = run.now()
    return [_unread(row) if row.asks is None else _placed(row, told_of(next(answers), now)) for row in rows]


def _placed(listed: Listed, told: Told) -> Told:
    if told.fate != "rejected":
        return told
    return Told("rejected", {"row": str(listed.row), "line": str(listed.line), **told.columns})


def _unread(listed: Listed) -> Told:
    assert listed.problem is not None
    wrong = listed.problem
    return Told(
        "rejected", {"row": str(wrong.row), "line": str(wrong.line), "field": wrong.field, "reason": wrong.reason}
    )


def _slices(rows: Iterable[Listed]) -> Iterator[list[Listed]]:
    left = iter(rows)
    while piece := list(islice(left, SLICE)):
        yield piece
