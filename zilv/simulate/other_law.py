"""Stories under law that `--law cn` leaves out, in a folder apart: nothing ordinary happens, one debtor lives each."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zilv.attempts.attempt import COLUMNS
from zilv.simulate.assumptions import LENDERS, PRODUCTS
from zilv.simulate.identity import texts
from zilv.simulate.rendered import ATTEMPTS, TRUTH, spoken
from zilv.simulate.staged import DEFAULTS, LINED, STAFFED
from zilv.simulate.stories.other_law.all import CHOICES, Choice
from zilv.simulate.story import DEBTOR, Cell, Story, told
from zilv.simulate.world import FIRST_DAY, SLOTS, World

OTHER_LAW = "other-law"
TRUTH_OF_OTHER_LAW = pa.schema([pa.field("law", pa.string()), *TRUTH])
"""`law`: the choice of law, as `--law` takes it, under which it is true."""

_FIRST_DEBT = 1 << 44
_LENDER, _AGENCY = LENDERS.value[0], "agency-01"

Add = Callable[[str, int, Any], None]
"""Takes rows of a register: its name, how many, and the columns."""


class Act(NamedTuple):
    """One attempt of a story. `debt`: its number, the same for the debtor's person."""

    at: datetime
    debt: int
    story: str
    cell: Cell


class Life(NamedTuple):
    """A story and who lives it where."""

    world: World
    debt: int
    zone: str
    story: Story

    def at(self, second: int) -> datetime:
        """The instant so many seconds of the local clock after the midnight that begins the story."""
        local = datetime.combine(FIRST_DAY["now"], time()) + timedelta(seconds=second)
        return local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def acts(self) -> Iterator[Act]:
        """Its attempts."""
        return (Act(self.at(cell.second), self.debt, self.story.key, cell) for cell in self.story.cells)

    def registers(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Register and row of all that it needs."""
        person = _token(self.world, "person", self.debt)
        yield "persons", {"person": person, "zone": self.zone, "evidence": "simulated"}
        for entry in self.story.entries:
            row = {"lender": _LENDER, "person": person, "evidence": "simulated"}
            for column, second in (("since", entry.since), ("until", entry.until)):
                if second is not None:
                    row[column] = self.at(second).isoformat()
            for name, value in entry.fields.items():
                numbered = name in ("number", "account")
                row[name] = _around(self.world, name, self.debt, int(value)) if numbered else str(value)
            yield entry.register, row


def write(world: World, folder: Path, add: Add) -> None:
    """Write the attempts of every choice of law and their truth into `folder`; `add` takes the rows of registers."""
    for owner in (_LENDER, _AGENCY):
        add("lines", 1, {"line": _line(world, owner), "owner": owner})
    first, truths = _FIRST_DEBT, []
    for name, choice in CHOICES.items():
        lives = [Life(world, first + n, choice.zone, story) for n, story in enumerate(told(choice.told))]
        first += len(lives)
        for register, row in (pair for life in lives for pair in life.registers()):
            add(register, 1, row)
        acts = sorted((act for life in lives for act in life.acts()), key=lambda act: (act.at, act.debt))
        rows = [_row(world, act, f"{name}-{n:04}") for n, act in enumerate(acts)]
        pq.write_table(pa.Table.from_pylist(rows, ATTEMPTS), folder / f"{name}.parquet", compression="zstd")
        truths += [one for row, act in zip(rows, acts, strict=True) for one in _truth(choice, row["attempt_id"], act)]
    pq.write_table(pa.Table.from_pylist(truths, TRUTH_OF_OTHER_LAW), folder / "truth.parquet", compression="zstd")


def _truth(choice: Choice, attempt_id: str, act: Act) -> Iterator[dict[str, str]]:
    for one in spoken(act.cell, act.story, "now"):
        yield {"law": choice.law, "attempt_id": attempt_id, **one._asdict()}


def _row(world: World, act: Act, attempt_id: str) -> dict[str, Any]:
    """The attempt as canonical columns."""
    changes: dict[str, Any] = {**DEFAULTS, "account": 1, "number": DEBTOR, **act.cell.changes}
    actor = _AGENCY if act.cell.actor == "agency" else _LENDER
    account, channel = changes["account"], changes["channel"]
    made = {name: None if changes.get(name) == "" else changes.get(name) for name in COLUMNS}
    return made | {
        "attempt_id": attempt_id,
        "at": act.at,
        "lender": _LENDER,
        "person": _token(world, "person", act.debt),
        "agency": _AGENCY if actor == _AGENCY else None,
        "collector": f"{actor}-001" if channel in STAFFED else None,
        "account": _around(world, "account", act.debt, account) if account else None,
        "product": PRODUCTS.value[0][account - 1] if account else None,
        "number": _around(world, "number", act.debt, changes["number"]) if changes["number"] else None,
        "line": _line(world, actor) if channel in LINED else None,
        "recording": f"r-{attempt_id}" if changes.get("recording") else None,
    }


def _line(world: World, owner: str) -> str:
    return _token(world, "line", _FIRST_DEBT + (owner == _AGENCY))


def _around(world: World, kind: str, debt: int, slot: int) -> str:
    """The number, or the account, in this slot around a debt."""
    return _token(world, kind, debt * SLOTS + slot)


def _token(world: World, kind: str, number: int) -> str:
    token: str = texts(world, kind, np.array([number], np.int64))[0].as_py()
    return token
