"""Ordinary attempts, drawn at random and keeping every rule by construction."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import DAY_US, Int64
from zilv.simulate import assumptions as assumed
from zilv.simulate.cast import COLLECTOR_STRIDE, FIRST_AGENCY, LINE_STRIDE
from zilv.simulate.columns import NOT_RECORDED, Drawn, as_columns, code
from zilv.simulate.debtors import Bools, Debtors
from zilv.simulate.products import product_codes
from zilv.simulate.stories.all import STORIES
from zilv.simulate.story import CONTACT, DEBTOR, GUARANTEE, SECOND
from zilv.simulate.world import World

Int8s = NDArray[np.int8]
CAP = 3
"""Of answered notices, and of conversations, a day: the law's."""

VISITS_CAP = 1
"""Of visits a day: the law's."""

FAILS_UNTIL_LOST = 3
"""Calls in vain until a debtor is lost: the law's."""

VOICE, ROBOT, SMS, IM, LETTER, VISIT = (
    code("channel", word) for word in ("voice", "voice_bot", "sms", "im", "letter", "visit")
)
NOTIFY, INTERACT = code("mode", "notify"), code("mode", "interact")
NO, YES = code("answered", "no"), code("answered", "yes")


@dataclass(slots=True)
class Draft:
    """Attempts on their way, sorted by (debtor, day)."""

    debtor: Int64
    day: Int64
    stage: Int64
    channel: Int8s
    mode: Int8s
    answered: Bools
    conversed: Bools
    inbound: Bools
    party: Int8s
    asked: Bools

    def calls(self) -> Bools:
        """Which are calls, by a person or a robot."""
        calls: Bools = (self.channel == VOICE) | (self.channel == ROBOT)
        return calls

    def to_message(self, rows: Bools) -> None:
        """Make these text messages to the debtor."""
        self.channel[rows], self.mode[rows] = SMS, NOTIFY
        self.party[rows] = code("party", "debtor")
        for column in (self.answered, self.conversed, self.inbound, self.asked):
            column[rows] = False


def routine(world: World, debtors: Debtors, rng: np.random.Generator) -> Drawn:
    """The ordinary attempts of these debtors; none on the days of a story, after a hold, or once paid."""
    draft = _drafted(world, debtors, rng)
    _ask_about_the_lost(debtors, draft, rng)
    _keep_the_caps(world, draft)
    return _finished(world, debtors, draft, rng)


def _drafted(world: World, debtors: Debtors, rng: np.random.Generator) -> Draft:
    debtor, day = _occasions(world, debtors, rng)
    n, stage = len(debtor), _stage(debtors.overdue[debtor] + day)
    shares = np.cumsum(assumed.CHANNEL_SHARES.value, axis=1)
    place = (rng.random(n)[:, None] >= shares[stage, :-1]).sum(axis=1)
    channel = np.array([code("channel", word) for word in assumed.CHANNELS], np.int8)[place]
    lost = debtors.lost[debtor]
    voice, robot = channel == VOICE, channel == ROBOT
    always = np.isin(channel, [code("channel", word) for word in assumed.INTERACTIVE.value])
    interacts = always | (robot & (rng.random(n) < assumed.ROBOT_INTERACTS.value))
    answered = (voice | robot) & ~lost & (rng.random(n) < np.array(assumed.ANSWERED.value)[stage])
    inbound = voice & ~lost & (rng.random(n) < assumed.INBOUND.value)
    talks = np.where(robot, assumed.ROBOT_CONVERSED.value, assumed.CONVERSED.value)
    talks = np.where(inbound, assumed.INBOUND_CONVERSED.value, talks)
    called = debtors.guaranteed[debtor] & voice & ~inbound & (rng.random(n) < assumed.GUARANTOR_CALLED.value)
    called &= debtors.window[debtor] < 0
    return Draft(
        debtor=debtor,
        day=day,
        stage=stage,
        channel=channel,
        mode=np.where(interacts, INTERACT, NOTIFY).astype(np.int8),
        answered=answered | inbound,
        conversed=(answered | inbound) & interacts & (rng.random(n) < talks),
        inbound=inbound,
        party=np.where(called, code("party", "guarantor"), code("party", "debtor")).astype(np.int8),
        asked=np.zeros(n, np.bool_),
    )


def _occasions(world: World, debtors: Debtors, rng: np.random.Generator) -> tuple[Int64, Int64]:
    """Debtor and day of every attempt."""
    day = np.arange(world.days)
    weekday = np.array(assumed.WEEKDAYS.value)[(world.first_day + day + 3) % 7]
    rate = np.array(assumed.ATTEMPTS_A_DAY.value)[_stage(debtors.overdue[:, None] + day)] * weekday
    until = np.minimum(debtors.cured_day, debtors.hold_day)[:, None]
    length = np.array([story.days for story in STORIES])[debtors.story][:, None]
    begins = debtors.story_day[:, None]
    free = (day < until) & ((day < begins) | (day >= begins + length))
    times = np.minimum(rng.poisson(rate), assumed.ATTEMPTS_A_DAY_MAX.value) * free
    debtor, on = np.nonzero(times)
    repeated = times[debtor, on]
    return np.repeat(debtor, repeated), np.repeat(on, repeated)


def _stage(overdue: Int64) -> Int64:
    stage: Int64 = np.clip(overdue // assumed.STAGE_DAYS.value, 0, len(assumed.ATTEMPTS_A_DAY.value) - 1)
    return stage


def _ask_about_the_lost(debtors: Debtors, draft: Draft, rng: np.random.Generator) -> None:
    """Once three calls on earlier days have failed, some calls go to the contact person."""
    n = len(draft.debtor)
    wanted = debtors.lost[draft.debtor] & (draft.channel == VOICE) & (rng.random(n) < assumed.LOST_ASKED.value)
    failed = np.cumsum(np.concatenate([[0], debtors.lost[draft.debtor] & draft.calls() & ~wanted]))
    first_of_day, first_of_debtor = _first(draft.debtor, draft.day), _first(draft.debtor, draft.debtor)
    before = failed[first_of_day] - failed[first_of_debtor]
    asked = wanted & (before >= FAILS_UNTIL_LOST)
    draft.to_message(wanted & ~asked)
    draft.asked, draft.party[asked] = asked, code("party", "contact_person")
    heard = asked & (rng.random(n) < assumed.CONTACT_CONVERSED.value)
    draft.answered[heard] = draft.conversed[heard] = True


def _first(debtor: Int64, other: Int64) -> Int64:
    """For each row the first of those that agree with it in both columns; rows lie sorted by them."""
    new = np.ones(len(debtor), np.bool_)
    new[1:] = (debtor[1:] != debtor[:-1]) | (other[1:] != other[:-1])
    starts = np.flatnonzero(new)
    first: Int64 = starts[np.cumsum(new) - 1] if len(starts) else starts
    return first


def _keep_the_caps(world: World, draft: Draft) -> None:
    """What would be one too many of a day becomes a text message."""
    first = _first(draft.debtor, draft.day)
    to_debtor = draft.calls() & ~draft.inbound & (draft.party == code("party", "debtor"))
    notices = to_debtor & draft.answered & (draft.mode == NOTIFY)
    talks = to_debtor & draft.conversed & (draft.mode == INTERACT)
    for counted, cap in ((notices, CAP), (talks, CAP), (draft.channel == VISIT, VISITS_CAP)):
        draft.to_message(counted & (_rank(counted, first) >= cap))


def _rank(counted: Bools, first: Int64) -> Int64:
    """How many counted rows of the same day lie before each row."""
    before = np.cumsum(np.concatenate([[0], counted]))
    rank: Int64 = before[:-1] - before[first] if len(first) else before[:-1]
    return rank


def _finished(world: World, debtors: Debtors, draft: Draft, rng: np.random.Generator) -> Drawn:
    n, who = len(draft.debtor), draft.debtor
    calls, visit = draft.calls(), draft.channel == VISIT
    staffed = (draft.channel == VOICE) | visit
    lined = calls | (draft.channel == SMS) | (draft.channel == IM)
    actor = _actors(debtors, draft)
    account = 1 + (debtors.two_accounts[who] & (rng.random(n) < assumed.SECOND_ACCOUNT_MEANT.value))
    seconds, met = _seconds(draft, calls, rng), code("answered", assumed.VISITS_MET.value)
    return as_columns(
        {
            "debtor": who,
            "at": _instants(world, debtors, draft, rng),
            "companion": 0,
            "elsewhere": 0,
            "actor": actor,
            "collector": np.where(staffed, actor * COLLECTOR_STRIDE + _some(rng, n, assumed.COLLECTORS_EACH.value), -1),
            "line": np.where(lined, actor * LINE_STRIDE + _some(rng, n, assumed.LINES_EACH.value), -1),
            "account": account,
            "product": product_codes(debtors.lender[who], account),
            "number": _numbers(draft, lined, rng),
            "channel": draft.channel,
            "direction": np.where(draft.inbound, code("direction", "inbound"), code("direction", "outbound")),
            "party": draft.party,
            "mode": draft.mode,
            "purpose": np.where(draft.asked, code("purpose", "ask_contact"), code("purpose", "collect")),
            "disposition": _dispositions(draft, calls, rng),
            "answered": np.where(calls, np.where(draft.answered, YES, NO), np.where(visit, met, 0)),
            "conversed": np.where(calls, np.where(draft.conversed, YES, NO), np.where(visit, met, 0)),
            "manual": np.where(draft.channel == VOICE, np.where(rng.random(n) < assumed.MANUAL.value, YES, NO), 0),
            "seconds": seconds,
            "staff": np.where(visit, assumed.VISIT_STAFF.value, NOT_RECORDED),
            "recording": visit | (calls & draft.answered),
            "note": visit,
            "cell": -1,
        },
        n,
    )


def _seconds(draft: Draft, calls: Bools, rng: np.random.Generator) -> Int64:
    shortest, longest = assumed.CONVERSED_SECONDS.value
    talked = rng.integers(shortest, longest + 1, len(calls))
    shortest, longest = assumed.PICKED_UP_SECONDS.value
    picked_up = rng.integers(shortest, longest + 1, len(calls))
    answered = np.where(draft.conversed, talked, picked_up)
    return np.where(calls, np.where(draft.answered, answered, 0), NOT_RECORDED)


def _some(rng: np.random.Generator, n: int, count: int) -> Int64:
    some: Int64 = rng.integers(0, count, n)
    return some


def _actors(debtors: Debtors, draft: Draft) -> Int64:
    """Who acts on the day: the lender, the first agency from its placement on, and then the next."""
    who, day = draft.debtor, draft.day
    first, later = debtors.placed_day()[who] <= day, debtors.replaced_day()[who] <= day
    agency = np.where(later, debtors.agency(1)[who], debtors.agency()[who])
    actor: Int64 = np.where(first, agency, debtors.lender[who])
    assert (actor[~first] < FIRST_AGENCY).all()
    return actor


def _instants(world: World, debtors: Debtors, draft: Draft, rng: np.random.Generator) -> Int64:
    """Within the hours of the day's shape, or the agreed window."""
    u = rng.random(len(draft.debtor))
    weights = np.cumsum(np.concatenate([[0], assumed.HOURS.value])) / np.sum(assumed.HOURS.value)
    edges = (assumed.FIRST_HOUR.value + np.arange(len(weights))) * 3600
    second = np.minimum(np.interp(u, weights, edges).astype(np.int64), edges[-1] - 1)
    windows = np.array(assumed.WINDOWS.value) * 60
    window = debtors.window[draft.debtor]
    opens, shuts = windows[window, 0], windows[window, 1]
    second = np.where(window >= 0, (opens + u * (shuts - opens)).astype(np.int64), second)
    at: Int64 = (world.first_day + draft.day) * DAY_US + second * 1_000_000 - debtors.zone_us[draft.debtor]
    return at


def _numbers(draft: Draft, lined: Bools, rng: np.random.Generator) -> Int64:
    own = np.where(rng.random(len(lined)) < assumed.SECOND_NUMBER.value, SECOND, DEBTOR)
    number = np.where(draft.party == code("party", "guarantor"), GUARANTEE, own)
    number = np.where(draft.asked, CONTACT, number)
    return np.where(lined, number, 0)


def _dispositions(draft: Draft, calls: Bools, rng: np.random.Generator) -> Int64:
    n = len(calls)
    failures = [code("disposition", word) for word, times in assumed.FAILURES.value for _ in range(times)]
    failed = np.array(failures)[_some(rng, n, len(failures))]
    of_call = np.where(draft.answered, code("disposition", "answered"), failed)
    lost = rng.random(n) < assumed.UNDELIVERED.value
    of_message = np.where(lost, code("disposition", "undelivered"), code("disposition", "delivered"))
    return np.where(calls, of_call, np.where(draft.channel == VISIT, 0, of_message))
