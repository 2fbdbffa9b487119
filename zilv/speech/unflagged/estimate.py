"""Recall estimated from a random sample: found and there, beside missed, each with its interval.

Contacts with and without findings are two groups, each sampled in proportion to its strata. A share in a group has a
Wilson interval (Wilson, JASA 22, 1927) with the effective number of Kish (Survey Sampling, 1965) for unequal weights
and the correction for finite populations (Cochran, Sampling Techniques, 1977). Limits of the missed in both groups and
of recall are put together by MOVER (Zou & Donner, Statistics in Medicine 27, 2008).
"""

from collections.abc import Mapping
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from zilv.speech.acts.act import ORDER
from zilv.speech.evaluate.rates import Rate
from zilv.speech.unflagged.frame import Drawn, Frame

Z_95 = NormalDist().inv_cdf(0.975)
Read = Mapping[str, frozenset[str]]
"""The acts that a person found in a contact, by the contact's id."""


class Total(NamedTuple):
    """How many contacts of all, with limits of 95 %."""

    value: float
    low: float
    high: float


class OfAct(NamedTuple):
    """What a sample says of an act. `found`, `missed`: contacts in which it was there, and the review found it or did
    not; `seen`: how many such contacts the reader met, found and missed together. Recall is None where none was."""

    act: str
    seen: int
    found: Total
    missed: Total
    recall: Rate


class Estimated(NamedTuple):
    """An estimate. `unread`: contacts drawn that nobody has read yet; the rest stands for them."""

    contacts: int
    unflagged: int
    read: int
    unread: int
    acts: tuple[OfAct, ...]


def estimated(frame: Frame, read: Read) -> Estimated:
    """What the contacts that were read say of all. Ids that were not drawn are not counted."""
    known = {key: one for key, one in frame.drawn.items() if key in read}
    return Estimated(
        contacts=sum(frame.flagged.values()) + sum(frame.unflagged.values()),
        unflagged=sum(frame.unflagged.values()),
        read=len(known),
        unread=len(frame.drawn) - len(known),
        acts=tuple(_of(act, frame, read, known) for act in ORDER),
    )


def _of(act: str, frame: Frame, read: Read, known: Mapping[str, Drawn]) -> OfAct:
    there = {key for key in known if act in read[key]}
    hit = {key for key in there if act in known[key].found}
    with_findings, without = ({k: one for k, one in known.items() if one.flagged == side} for side in (True, False))
    found = _total(frame.flagged, with_findings, hit)
    missed = _added(_total(frame.flagged, with_findings, there - hit), _total(frame.unflagged, without, there - hit))
    return OfAct(act, len(there), found, missed, recall(found, missed))


def _total(sizes: Mapping[str, int], known: Mapping[str, Drawn], there: set[str]) -> Total:
    """How many contacts of a group, by those of it that were read."""
    size = sum(sizes.values())
    if not size or not known:
        return Total(0, 0, size)
    read: dict[str, int] = {}
    for one in known.values():
        read[one.stratum] = read.get(one.stratum, 0) + 1
    weight = np.array([sizes[one.stratum] / read[one.stratum] for one in known.values()])
    hits = np.array([key in there for key in known])
    share = float((weight * hits).sum() / weight.sum())
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    if len(known) == size:
        return Total(share * size, share * size, share * size)
    low, high = wilson(share, effective * (size - 1) / (size - len(known)))
    return Total(share * size, max(low * size, float(hits.sum())), high * size)


def wilson(share: float, trials: float) -> tuple[float, float]:
    """Bounds of a share; `trials` need not be whole."""
    scale = 1 + Z_95**2 / trials
    centre = (share + Z_95**2 / (2 * trials)) / scale
    margin = Z_95 * sqrt(share * (1 - share) / trials + Z_95**2 / (4 * trials**2)) / scale
    return max(0.0, min(share, centre - margin)), min(1.0, max(share, centre + margin))


def _added(a: Total, b: Total) -> Total:
    value = a.value + b.value
    low = value - sqrt((a.value - a.low) ** 2 + (b.value - b.low) ** 2)
    high = value + sqrt((a.high - a.value) ** 2 + (b.high - b.value) ** 2)
    return Total(value, max(0.0, low), high)


def recall(found: Total, missed: Total) -> Rate:
    """`found / (found + missed)`; its limits are the shares r at which the limits of (1 - r) found - r missed are 0."""
    if not found.value + missed.value:
        return Rate(None, 0.0, 1.0)
    r = np.linspace(0, 1, 10_001)
    middle = (1 - r) * found.value - r * missed.value
    below = middle - np.hypot((1 - r) * (found.value - found.low), r * (missed.high - missed.value))
    above = middle + np.hypot((1 - r) * (found.high - found.value), r * (missed.value - missed.low))
    value = found.value / (found.value + missed.value)
    low, high = r[below <= 0], r[above >= 0]
    return Rate(value, float(min(value, low.min())), float(max(value, high.max())))
