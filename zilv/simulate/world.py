"""A world's frame: how many people, which days, which seed; and the numbers that everything in it is named by."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from zilv.attempts.intake.instants import AFTER_LAST
from zilv.attempts.rows import DAY_US, Int64, day_number
from zilv.errors import ZilvError
from zilv.simulate.assumptions import SECOND_LENDER_EVERY, STORY_EVERY, STORY_EVERY_LEAST
from zilv.simulate.stories.all import DAYS_MAX, STORIES

Era = Literal["now", "then"]
FIRST_DAY: dict[Era, date] = {"now": date(2026, 3, 2), "then": date(2025, 1, 6)}
DAYS_MIN = DAYS_MAX + 3
PEOPLE_MIN = STORY_EVERY_LEAST.value * len(STORIES)
PEOPLE_MAX = 1_000_000_000
"""More than anybody needs, and well below what would give two of them one token."""

END_MAX = date(1970, 1, 1) + timedelta(days=AFTER_LAST // DAY_US - 365)
"""The first day of the last year that intake accepts: no attempt of a world is refused, whatever its zone."""

CELLS_IN_MEMORY = 600_000
"""Persons times days that are drawn at once."""

KINDS = {"person": 1, "number": 2, "account": 3, "line": 4}
_ERA_IDS = 1 << 40
SLOTS = 32


@dataclass(frozen=True, slots=True)
class World:
    """`people` debtors over `days` from the era's first day. A few of them owe a second lender as well."""

    people: int
    days: int
    seed: int
    era: Era = "now"

    def __post_init__(self) -> None:
        if self.people < PEOPLE_MIN:
            raise ZilvError(
                f"--people: {self.people} 太少；每个故事须有各自的债务人，至少 {PEOPLE_MIN} · are too few; every story "
                f"needs its own, so at least {PEOPLE_MIN}"
            )
        if self.people > PEOPLE_MAX:
            raise ZilvError(f"--people: {self.people} 太多，至多 {PEOPLE_MAX} · are too many; at most {PEOPLE_MAX}")
        if self.days < DAYS_MIN:
            raise ZilvError(
                f"--days: {self.days} 太少；最长的故事至少须 {DAYS_MIN} · are too few; the longest story needs at "
                f"least {DAYS_MIN}"
            )
        most = (END_MAX - FIRST_DAY[self.era]).days
        if self.days > most:
            raise ZilvError(
                f"--days: {self.days} 太多；审查受理的触达止于 {END_MAX.year} 年，至多 {most} · are too many; an audit "
                f"takes attempts up to {END_MAX.year}, so at most {most}"
            )

    @property
    def first_day(self) -> int:
        """Days since 1970-01-01."""
        return day_number(FIRST_DAY[self.era])

    @property
    def end(self) -> date:
        """The first day after."""
        return FIRST_DAY[self.era] + timedelta(days=self.days)

    @property
    def middle(self) -> int:
        """The day, from 0, on which mandates, trainings and lines of stories change."""
        return self.days // 2

    @property
    def debts(self) -> int:
        """Persons and, after them, their debts at a second lender."""
        return self.people + self.people // SECOND_LENDER_EVERY.value

    @property
    def story_every(self) -> int:
        """One debtor in so many lives through a story."""
        return max(STORY_EVERY_LEAST.value, min(STORY_EVERY.value, self.people // len(STORIES)))

    @property
    def chunk(self) -> int:
        """How many debts are drawn at once."""
        return max(1, CELLS_IN_MEMORY // self.days)

    def random(self, start: int) -> np.random.Generator:
        """The random numbers of the debts from `start` on: the same whatever was drawn before."""
        return np.random.default_rng([self.seed, start, self.era == "then"])

    def tokens(self, kind: str, numbers: Int64) -> Int64:
        """The 64-bit token of each number of a kind: one to one, and different in every world."""
        salt = np.uint64(self.seed * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)
        shift = np.uint64(KINDS[kind]) << np.uint64(60)
        era = np.uint64(_ERA_IDS if self.era == "then" and kind != "line" else 0)
        return _mixed((numbers.astype(np.uint64) + era) ^ shift ^ salt).view(np.int64)


def _mixed(value: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The finaliser of splitmix64: one to one over 64 bits."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
