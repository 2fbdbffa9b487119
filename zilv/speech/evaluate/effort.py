"""What a reviewer finds in an hour: reading contacts in the order of their findings, beside reading at random."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zilv.speech.evaluate.rates import LEVEL, Rate

SHARES = (0.01, 0.05, 0.1, 0.25, 0.5)
SECONDS_EACH = 15.0
"""To open a contact and to write down what was found: an assumption."""
DRAWS = 400

Floats = NDArray[np.float64]


class Reader(NamedTuple):
    """How reading goes. `speed`: characters a minute, contacts read whole; `prevalence`: the share of contacts with an
    act of the collector, to which safe ones are weighted; None: as it is in what was evaluated."""

    speed: float = 400
    prevalence: float | None = None


READER = Reader()


class AtShare(NamedTuple):
    """What is found in so much of the time that reading everything would take; `hours`: that is so long. Acts an hour,
    an act counted once a contact; `times`: by score over at random, with its interval."""

    share: float
    hours: float
    by_score: float
    at_random: float
    times: Rate


def at_shares(effort: Floats, reader: Reader = READER) -> tuple[AtShare, ...]:
    """By `SHARES`. `effort`: dialogues by (characters, strength of the strongest finding, acts there), as `Compared`
    has it; nothing is told where no act is there."""
    if not effort.size or not effort[:, 2].sum():
        return ()
    hours = (effort[:, 0] / reader.speed * 60 + SECONDS_EACH) / 3600
    order = np.lexsort((-hours, -effort[:, 1]))
    ranked = Ranked(hours[order], effort[order, 1], effort[order, 2])
    weight = _weights(ranked.acts, np.ones(len(order)), reader.prevalence)
    total = float(weight @ ranked.hours)
    found, every = _found(ranked, weight), float(weight @ ranked.acts)
    drawn = np.array(_drawn(ranked, reader.prevalence))
    made = []
    for n, share in enumerate(SHARES):
        low, high = np.quantile(drawn[:, n], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        times = Rate(float(found[n]) / share, float(low), float(high))
        rate = every / total
        made.append(AtShare(share, total * share, rate * float(found[n]) / share, rate, times))
    return tuple(made)


class Ranked(NamedTuple):
    """Contacts, the strongest finding first: hours to read each, its strength, its acts."""

    hours: Floats
    strength: Floats
    acts: Floats


def _weights(acts: Floats, times: Floats, prevalence: float | None) -> Floats:
    """How often each contact counts; None of `prevalence` leaves `times` as they are."""
    holds = acts > 0
    there, safe = float(times[holds].sum()), float(times[~holds].sum())
    if prevalence is None or not there or not safe:
        return times
    return np.where(holds, times, times * there / safe * (1 - prevalence) / prevalence)


def _found(ranked: Ranked, weight: Floats) -> Floats:
    """The share of all acts found by each of `SHARES` of the time. What is equally strong is read in random order: its
    acts come evenly."""
    ends = np.flatnonzero(np.append(np.diff(ranked.strength) != 0, True))
    spent = np.concatenate([[0], np.cumsum(weight * ranked.hours)[ends]])
    found = np.concatenate([[0], np.cumsum(weight * ranked.acts)[ends]])
    return np.asarray(np.interp(np.array(SHARES) * spent[-1], spent, found) / found[-1], np.float64)


def _drawn(ranked: Ranked, prevalence: float | None) -> list[Floats]:
    """Times as many as at random, in drawings of as many contacts as there are."""
    size = len(ranked.acts)
    random = np.random.default_rng(0)
    made = []
    for times in random.multinomial(size, np.full(size, 1 / size), DRAWS).astype(float):
        if times @ ranked.acts:
            made.append(_found(ranked, _weights(ranked.acts, times, prevalence)) / np.array(SHARES))
    return made
