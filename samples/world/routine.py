"""The two weeks as they should go: reminders, calls, a letter now and then, and nothing wrong with any of it.

Kept within every rule by how it is made: between 08:05 and 20:55 where the debtor lives, in a day at most one notice
and one conversation that reach him, at most six calls that do not, by qualified collectors of a mandated agency of
which he was told, over its own lines, recorded.
"""

import random
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from samples.world.people import (
    CA1,
    CA2,
    CA_ROBOT,
    CA_SMS,
    CAO,
    CHEN,
    FENG,
    HAN,
    HE,
    LIN,
    LUO,
    MA,
    MH1,
    MH2,
    MH3,
    MH_APP,
    MH_MAIL,
    MH_POST,
    MH_ROBOT,
    MH_SMS,
    PEI,
    QL1,
    QL2,
    QL_ROBOT,
    QL_SMS,
    SUN,
    TU,
    WU,
    XU,
    YT1,
    YT2,
    YT_ROBOT,
    YT_SMS,
    ZHAO,
    ZHENG,
    ZHOU,
    Debtor,
    Desk,
)
from samples.world.plan import HEARD, MISSED, PICKED_UP, SENT, TALKED, Outcome, Planned, attempt

SEED = 20260302
FIRST, LAST = 2, 15
"""The days of March 2026."""

DAY_OPENS, DAY_ENDS = 8 * 60 + 5, 20 * 60 + 55
_BUSY_HOURS = (9, 9, 10, 10, 10, 11, 11, 12, 14, 14, 15, 15, 16, 16, 17, 18, 19, 19, 20)
Item = TypeVar("Item")


class Team(NamedTuple):
    """Those who work on a debtor's case: collectors, a robot, a sender of messages."""

    collectors: tuple[Desk, ...]
    robot: Desk
    sender: Desk


LENDERS = Team((MH1, MH2, MH3), MH_ROBOT, MH_SMS)
QINGLINGS = Team((QL1, QL2), QL_ROBOT, QL_SMS)
YUANTINGS = Team((YT1, YT2), YT_ROBOT, YT_SMS)
CHENGANS = Team((CA1, CA2), CA_ROBOT, CA_SMS)


class Beat(NamedTuple):
    """Who works on a debtor from which day to which, both included, and between which minutes in Beijing."""

    debtor: Debtor
    team: Team
    first: int = FIRST
    last: int = LAST
    opens: int = DAY_OPENS
    ends: int = DAY_ENDS


BEATS = (
    Beat(CHEN, QINGLINGS),
    Beat(LIN, QINGLINGS, last=5),
    Beat(LIN, YUANTINGS, 6, 9),
    Beat(LIN, QINGLINGS, first=10),
    Beat(ZHOU, LENDERS),
    Beat(ZHAO, YUANTINGS, last=9),
    Beat(ZHAO, YUANTINGS, first=13),
    Beat(SUN, LENDERS, last=11, opens=19 * 60),
    Beat(SUN, LENDERS, first=12),
    Beat(WU, CHENGANS),
    Beat(ZHENG, QINGLINGS),
    Beat(HE, QINGLINGS),
    Beat(XU, YUANTINGS, last=4),
    Beat(MA, CHENGANS),
    Beat(LUO, LENDERS, last=3),
    Beat(LUO, CHENGANS, first=6),
    Beat(HAN, LENDERS, last=5),
    Beat(HAN, LENDERS, first=13),
    Beat(FENG, LENDERS, last=2),
    Beat(CAO, QINGLINGS, last=8),
    Beat(TU, LENDERS, opens=DAY_OPENS + 120, ends=DAY_ENDS + 120),
    Beat(PEI, YUANTINGS, last=5),
    Beat(PEI, QINGLINGS, first=6),
)
"""No beat runs where a story forbids it: Feng's and Xu's cases end, Cao has an attorney, Han a plan, Sun agreed hours,
Yuanting no mandate from the 10th to the 12th."""


class Step(NamedTuple):
    """One thing done about a debtor."""

    desk: Desk
    outcome: Outcome
    direction: str = "outbound"


class Dice:
    """Chance that is the same everywhere: only `random.random` is promised to stay as it is."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def chance(self, share: float) -> bool:
        """True so often."""
        return self._random.random() < share

    def pick(self, among: Sequence[Item]) -> Item:
        """One of these."""
        return among[self.below(len(among))]

    def below(self, end: int) -> int:
        """A whole number from 0 up to, not including, `end`."""
        return int(self._random.random() * end)


def routine(taken: Collection[tuple[str, str]]) -> list[Planned]:
    """The attempts without a story; none on the (person, day) pairs in `taken`."""
    dice, found = Dice(SEED), []
    for beat in BEATS:
        for day in range(beat.first, beat.last + 1):
            date_of = date(2026, 3, day)
            if (beat.debtor.person, date_of.isoformat()) not in taken and _works(date_of, dice):
                found += [(_moment(day, beat, dice), beat, step) for step in _steps(beat.team, dice)]
    found.sort(key=lambda f: (f[0], f[1].debtor.person))
    return [Planned(_row(n, *one, dice)) for n, one in enumerate(found, 1)]


def _works(day: date, dice: Dice) -> bool:
    return dice.chance(0.6 if day.weekday() >= 5 else 0.95)


def _steps(team: Team, dice: Dice) -> Iterator[Step]:
    """What is done about one debtor in one day."""
    for desk, share in ((team.sender, 0.9), (team.sender, 0.45), (MH_APP, 0.7), (MH_MAIL, 0.15), (MH_POST, 0.06)):
        if dice.chance(share):
            yield Step(desk, SENT)
    if dice.chance(0.15):
        yield Step(dice.pick(team.collectors), TALKED, "inbound")
    for _ in range(2):
        heard = dice.chance(0.4)
        yield Step(team.robot, HEARD if heard else MISSED)
        if heard:
            break
    for _ in range(4):
        outcome = dice.pick((TALKED, TALKED, PICKED_UP, MISSED, MISSED, MISSED, {**MISSED, "disposition": "busy"}))
        yield Step(dice.pick(team.collectors), outcome)
        if outcome["answered"] == "yes" or dice.chance(0.1):
            break


def _moment(day: int, beat: Beat, dice: Dice) -> str:
    shift = beat.opens - DAY_OPENS if beat.ends > DAY_ENDS else 0
    minute = dice.pick(_BUSY_HOURS) * 60 + dice.below(60) + shift
    if not beat.opens <= minute < beat.ends:
        minute = beat.opens + dice.below(beat.ends - beat.opens)
    return f"03-{day:02} {minute // 60:02}:{minute % 60:02}:{dice.below(60):02}"


def _row(n: int, at: str, beat: Beat, step: Step, dice: Dice) -> dict[str, str]:
    desk, outcome, direction = step
    row = attempt(f"R{n:04}", at, beat.debtor, desk, outcome, direction=direction)
    if outcome is TALKED:
        row["seconds"] = str(30 + dice.below(240))
        row["note"] = dice.pick(
            ("", "承诺本周还款", "要求发送账单", "暂时困难，已告知可申请帮扶", "已约定再次联系时间")
        )
    if desk.collector and desk.channel == "voice":
        row["manual"] = "yes" if dice.chance(0.3) else "no"
    return row
