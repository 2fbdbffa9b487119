"""How a story is told: attempts and register rows of one debtor, relative to the story's first day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from zilv.simulate.assumptions import STORY_SECONDS, VISIT_STAFF
from zilv.simulate.breaches import Breach

Changes = Mapping[str, str | int]
"""Columns that differ from those of an ordinary attempt; see `Cell.changes`."""

Actor = Literal["own", "agency", "other", "lapsing", "one_product"]
"""Who acts: the lender itself; the debtor's agency; another one that he is not placed with; one whose mandate ends
in the middle of the world's days; one entrusted with cash loans only."""

DEBTOR, SECOND, CONTACT, GUARANTEE, UNFOUNDED, RELATIVE, STRANGER, COUNSEL, SHARED = range(1, 10)
"""The numbers around a debtor, as `number`; 0 = not recorded. `SHARED` belongs to two debtors."""

DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Cell:
    """One attempt. `second`: local, since the midnight that begins the story.

    `changes`: canonical columns by their words, and `number` and `account` (1, 2; 0 = not recorded), `collector`
    (untrained, unexamined, moved, nobody), `line` (private, foreign, handed_over, lenders, none), `companion`
    (1: another debtor), `elsewhere` (1: the same person's debt at another lender). `reviews`: act and status, each a
    day after the one before.
    """

    second: int
    actor: Actor
    changes: Changes
    finds: tuple[Breach, ...] = ()
    near: tuple[Breach, ...] = ()
    reviews: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One register row of the story's debtor. `since` and `until`: seconds as in `Cell`; None = open.

    `fields`: other columns by their words; `number` and `account` as in `Cell`, `agency` as an `Actor`.
    """

    register: str
    fields: Changes
    since: int | None = None
    until: int | None = None


@dataclass
class Story:
    """A story. `middle`: its second day is the middle of the world's days. `zone`: where its debtor lives;
    `lender`: whose debtor he is (None: anybody's)."""

    key: str
    zh: str
    en: str
    middle: bool = False
    zone: str = ""
    lender: int | None = None
    cells: list[Cell] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def breaks(self, at: str, actor: Actor, how: Changes, *finds: Breach, **changes: str | int) -> None:
        """An attempt that must be found to break these. `at`: day and local time, e.g. `0 07:59:59`."""
        self.cells.append(Cell(second_of(at), actor, {**how, **changes}, finds=finds))

    def nearly(self, at: str, actor: Actor, how: Changes, *near: Breach, **changes: str | int) -> None:
        """An attempt that only nearly breaks these, and must give no finding. Without any, it merely happens."""
        self.cells.append(Cell(second_of(at), actor, {**how, **changes}, near=near))

    def said(self, act: str, *statuses: str) -> None:
        """Reviews of the words of the attempt told last, one after the other: how the act stood."""
        cell = self.cells[-1]
        self.cells[-1] = replace(cell, reviews=(*cell.reviews, *((act, status) for status in statuses)))

    def enter(self, register: str, since: str | None = None, until: str | None = None, **fields: str | int) -> None:
        """A register row."""
        begins = None if since is None else second_of(since)
        ends = None if until is None else second_of(until)
        self.entries.append(Entry(register, fields, begins, ends))

    @property
    def days(self) -> int:
        """How many days it takes; nothing else happens to its debtor on them."""
        return max(cell.second for cell in self.cells) // DAY_SECONDS + 1


class Telling(NamedTuple):
    """How a story goes, its name in Chinese and English, and what it needs, as in `Story`."""

    tell: Callable[[Story], None]
    zh: str
    en: str
    middle: bool = False
    zone: str = ""
    lender: int | None = None


def told(tellings: Mapping[str, Telling]) -> tuple[Story, ...]:
    """The stories, each told once, in the order given."""
    stories = []
    for key, telling in tellings.items():
        stories.append(Story(key, telling.zh, telling.en, telling.middle, telling.zone, telling.lender))
        telling.tell(stories[-1])
    return tuple(stories)


def second_of(at: str) -> int:
    """Seconds since the midnight that begins the story.

    >>> second_of("1 08:00"), second_of("0 07:59:59")
    (115200, 28799)
    """
    day, time = at.split()
    hour, minute, second = (int(part) for part in f"{time}:00".split(":")[:3])
    return int(day) * DAY_SECONDS + hour * 3600 + minute * 60 + second


_SECONDS = dict(STORY_SECONDS.value)
HUMAN: Changes = {"channel": "voice", "mode": "interact", "manual": "no"}
ROBOT: Changes = {"channel": "voice_bot", "mode": "notify"}
_ANSWERED: Changes = {"answered": "yes", "disposition": "answered", "recording": "yes"}
TALKED: Changes = {**HUMAN, **_ANSWERED, "conversed": "yes", "seconds": _SECONDS["conversation"]}
PICKED_UP: Changes = {**HUMAN, **_ANSWERED, "conversed": "no", "seconds": _SECONDS["picked_up"]}
HEARD: Changes = {**ROBOT, **_ANSWERED, "conversed": "no", "seconds": _SECONDS["robot"]}
_FAILED: Changes = {"answered": "no", "conversed": "no", "disposition": "no_answer", "seconds": 0}
MISSED: Changes = {**HUMAN, **_FAILED}
RANG: Changes = {**ROBOT, **_FAILED}
INVALID: Changes = {**ROBOT, **_FAILED, "disposition": "invalid_number"}
SENT: Changes = {"channel": "sms", "mode": "notify", "disposition": "delivered"}
POSTED: Changes = {"channel": "letter", "mode": "notify", "number": 0}
MET: Changes = {
    "channel": "visit",
    "mode": "interact",
    "number": 0,
    "answered": "yes",
    "conversed": "yes",
    "staff": VISIT_STAFF.value,
    "recording": "yes",
    "note": "met",
}
ASK: Changes = {"party": "contact_person", "purpose": "ask_contact", "number": CONTACT}
"""A contact person is asked how the debtor can be reached."""

INBOUND: Changes = {"direction": "inbound"}
