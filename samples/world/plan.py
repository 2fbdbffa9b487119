"""What is planned: attempts as canonical text, and beside each the findings that the law must give.

Findings are written down here by whoever tells the story, from the words of the law; nothing asks zilv.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from samples.world.people import LENDER, Debtor, Desk


class Finding(NamedTuple):
    """What the law says of an attempt on one topic, and which provision leads."""

    topic: str
    outcome: str
    provision: str

    def in_doubt(self) -> "Finding":
        """The same, where a fact is missing."""
        return self._replace(outcome="undetermined")


@dataclass(frozen=True)
class Planned:
    """An attempt and its findings. `house`: what the lender's own rule adds."""

    row: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    house: Finding | None = None


Outcome = Mapping[str, str]
"""How an attempt ended, as canonical columns."""

Columns = dict[str, Any]
"""Canonical columns that a line of a story changes; all of them text."""

TALKED: Outcome = {"answered": "yes", "conversed": "yes", "disposition": "answered", "seconds": "96"}
PICKED_UP: Outcome = {"answered": "yes", "conversed": "no", "disposition": "answered", "seconds": "8"}
HEARD: Outcome = {**PICKED_UP, "seconds": "21", "mode": "notify"}
MISSED: Outcome = {"answered": "no", "conversed": "no", "disposition": "no_answer", "seconds": "0"}
INVALID: Outcome = {**MISSED, "disposition": "invalid_number"}
SENT: Outcome = {"disposition": "delivered"}
MET: Outcome = {"staff": "2", "recording": "V", "note": "上门，见到本人"}

ASK: Columns = {"party": "contact_person", "purpose": "ask_contact"}
"""A contact person is asked how the debtor can be reached."""

_CALLS = ("voice", "voice_bot")


def attempt(attempt_id: str, at: str, debtor: Debtor, desk: Desk, outcome: Outcome, **changes: str) -> dict[str, str]:
    """One canonical row. `at`: Beijing time, `03-05 10:00` or with seconds; `changes`: columns that differ."""
    account, product = debtor.accounts[0]
    row = {
        "attempt_id": attempt_id,
        "at": beijing(at),
        "lender": LENDER,
        "person": debtor.person,
        "channel": desk.channel,
        "agency": desk.agency,
        "collector": desk.collector,
        "account": account,
        "product": product,
        "direction": "outbound",
        "party": "debtor",
        "mode": "interact" if desk.channel in {"voice", "visit"} else "notify",
        "number": "" if desk.channel in {"visit", "app", "email", "letter"} else debtor.number,
        "line": desk.line,
        "manual": "no" if desk.channel == "voice" else "",
        "purpose": "collect",
        **outcome,
    }
    if row.get("answered") == "yes" or row.get("recording"):
        row["recording"] = f"REC-{attempt_id}"
    return row | changes


def beijing(at: str) -> str:
    """`03-05 10:00` of 2026, or with a year, as ISO 8601."""
    day, time = at.split()
    year = "" if len(day) == 10 else "2026-"
    return f"{year}{day}T{time}{':00' if len(time) == 5 else ''}+08:00"


class Story:
    """The attempts of one story; `key` begins their ids."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.planned: list[Planned] = []

    def tell(
        self,
        at: str,
        debtor: Debtor,
        desk: Desk,
        outcome: Outcome,
        *findings: Finding,
        house: Finding | None = None,
        **changes: str,
    ) -> None:
        """What happened next, and the findings it must give; none: nothing is wrong with it."""
        row = attempt(f"{self.key}-{len(self.planned) + 1:02}", at, debtor, desk, outcome, **changes)
        self.planned.append(Planned(row, findings, house))


def days_told(stories: Iterable[Planned]) -> frozenset[tuple[str, str]]:
    """The days of each person that hold a story; nothing else happens on them, so that each story stands alone."""
    return frozenset((p.row["person"], p.row["at"][:10]) for p in stories)
