"""Debtors: who owes whom, how long overdue, placed with which agency, and what was agreed or stands in the way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int64
from zilv.simulate import assumptions as assumed
from zilv.simulate.cast import FIRST_AGENCY, LENDERS
from zilv.simulate.stories.all import STORIES
from zilv.simulate.world import World

Bools = NDArray[np.bool_]
NEVER_DAY = 1 << 20
HOUR_US = 3600 * 1_000_000
SHANGHAI_US, URUMQI_US = 8 * HOUR_US, 6 * HOUR_US
FAR_ZONE = "Asia/Urumqi"


@dataclass(frozen=True, slots=True)
class Debtors:
    """n debts as columns. Days count from the world's first; NEVER_DAY = never. Story -1 = none.

    `window`: the agreed window's place, or -1. `hold`: the place of the reason, or -1.
    """

    debt: Int64
    person: Int64
    lender: Int64
    zone_us: Int64
    overdue: Int64
    first_agency: Int64
    in_house: Bools
    cured_day: Int64
    lost: Bools
    refuses: Bools
    guaranteed: Bools
    window: Int64
    more: Bools
    hold: Int64
    hold_day: Int64
    medium_refused: Bools
    two_accounts: Bools
    story: Int64
    story_day: Int64

    def __len__(self) -> int:
        return len(self.debt)

    def placed_day(self) -> Int64:
        """When each was placed with its first agency; NEVER_DAY where it is kept in house."""
        return np.where(self.in_house, NEVER_DAY, assumed.PLACED_AT_DAY.value - self.overdue)

    def replaced_day(self) -> Int64:
        """When each was placed with the next agency."""
        return np.where(self.in_house, NEVER_DAY, assumed.REPLACED_AT_DAY.value - self.overdue)

    def agency(self, after: int = 0) -> Int64:
        """The actor of each debtor's first agency, or of the one so many places after it."""
        return FIRST_AGENCY + (self.first_agency + after) % assumed.AGENCIES.value


def drawn(world: World, start: int, rng: np.random.Generator) -> Debtors:
    """The debts from `start` on, as many as a chunk holds."""
    debt = np.arange(start, min(start + world.chunk, world.debts), dtype=np.int64)
    n, person = len(debt), persons_of(world, debt)
    story = _stories(world, debt)
    told = story >= 0
    draw = rng.random((12, n))
    lender = _lenders(world, debt, story)
    low, high = assumed.FIRST_DAYS_OVERDUE.value
    overdue = rng.integers(low, high + 1, n)
    lost = (draw[0] < assumed.LOST.value) & ~told
    hold = np.where(told, -1, _holds(draw[1]))
    window = rng.integers(0, len(assumed.WINDOWS.value), n)
    return Debtors(
        debt=debt,
        person=person,
        lender=lender,
        zone_us=_zones(person, story),
        overdue=np.where(told, np.maximum(overdue, assumed.PLACED_AT_DAY.value + 1), overdue),
        first_agency=rng.integers(0, assumed.AGENCIES.value, n),
        in_house=(draw[2] < assumed.KEPT_IN_HOUSE.value) & ~told,
        cured_day=np.where(told, NEVER_DAY, rng.geometric(assumed.CURED_A_DAY.value, n)),
        lost=lost,
        refuses=lost & (draw[3] < assumed.LOST_REFUSED.value),
        guaranteed=(draw[4] < assumed.GUARANTEED.value) & ~told & ~lost,
        window=np.where((draw[5] < assumed.AGREED_HOURS.value) & ~told & ~lost, window, -1),
        more=(draw[6] < assumed.AGREED_MORE.value) & ~told,
        hold=hold,
        hold_day=np.where(hold >= 0, rng.integers(1, world.days, n), NEVER_DAY),
        medium_refused=(draw[7] < assumed.MEDIUM_REFUSED.value) & ~told,
        two_accounts=(draw[8] < assumed.SECOND_ACCOUNT.value) | told,
        story=story,
        story_day=_story_days(world, story, draw[9]),
    )


def persons_of(world: World, debt: Int64) -> Int64:
    """The person of each debt; debts above the number of people are a second one of somebody without a story."""
    beyond = (debt - world.people) * assumed.SECOND_LENDER_EVERY.value + 1
    beyond += beyond % world.story_every == 0
    return np.where(debt < world.people, debt, beyond)


def _stories(world: World, debt: Int64) -> Int64:
    every = world.story_every
    told = (debt < world.people) & (debt % every == 0)
    return np.where(told, debt // every % len(STORIES), -1)


def _lenders(world: World, debt: Int64, story: Int64) -> Int64:
    lender = persons_of(world, debt) * 7919 // 5 % len(LENDERS)
    lender = np.where(debt >= world.people, (lender + 1) % len(LENDERS), lender)
    needs = np.array([-1 if s.lender is None else s.lender for s in STORIES])
    needed = np.where(story >= 0, needs[story], -1)
    return np.where(needed >= 0, needed, lender).astype(np.int64)


def _zones(person: Int64, story: Int64) -> Int64:
    far = np.array([s.zone == FAR_ZONE for s in STORIES])
    # By both residues: one in so many also of those who owe a second lender, who are all of one residue.
    mixed = person + person // assumed.SECOND_LENDER_EVERY.value
    lives_far = np.where(story >= 0, far[story], mixed % assumed.FAR_ZONE_EVERY.value == 1)
    return np.where(lives_far, URUMQI_US, SHANGHAI_US).astype(np.int64)


def _holds(draw: NDArray[np.float64]) -> Int64:
    edges = np.cumsum([share for _, share in assumed.HOLDS.value])
    place = np.searchsorted(edges, draw, side="right")
    return np.where(place < len(edges), place, -1).astype(np.int64)


def _story_days(world: World, story: Int64, draw: NDArray[np.float64]) -> Int64:
    length = np.array([s.days for s in STORIES])
    middle = np.array([s.middle for s in STORIES])
    any_day = 1 + (draw * (world.days - length[story] - 1)).astype(np.int64)
    day = np.where(middle[story], world.middle - 1, any_day)
    return np.where(story >= 0, day, NEVER_DAY)
