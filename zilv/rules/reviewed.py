"""What reviews found in the words of many attempts at once, and which of it a person confirmed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from zilv.attempts.names import Names
from zilv.attempts.rows import Int64
from zilv.attempts.vocabulary import ACTS
from zilv.registers.rows import Review
from zilv.rules.facts import Facts


class Said(NamedTuple):
    """Acts by attempt: those of `ids[s]` are the entries from `start[s]` up to, not including, `start[s + 1]`.

    The first entry of each attempt, `who` 0, is for all lenders that no other names by number. `found` and
    `confirmed`: one bit an act, in the order of ACTS.
    """

    ids: list[str]
    start: Int64
    who: Int64
    found: Int64
    confirmed: Int64


def bits(acts: Iterable[str]) -> int:
    """One bit for each of these acts."""
    return sum(1 << ACTS.index(act) for act in acts)


def attempts_named(reviews: Iterable[Review] | None) -> int:
    """How many attempts these reviews are about, whatever they found."""
    return len({(review.lender, review.attempt_id) for review in reviews or ()})


def said(facts: Facts) -> Said:
    """The acts that stand after all reviews."""
    return facts.once_a_run("said", lambda: _said(facts.registers.reviews or (), facts.rows.names))


def spoken(facts: Facts) -> tuple[Int64, Int64]:
    """The rows, ascending, in whose words some act stands, and the place of each among `said(facts).ids`."""
    return facts.once("spoken", lambda: _spoken(facts))


def _spoken(facts: Facts) -> tuple[Int64, Int64]:
    none = np.zeros(0, np.int64)
    if not facts.registers.reviews or facts.among is None or not (ids := said(facts).ids):
        return none, none
    place = facts.among(ids)
    row = np.flatnonzero(place >= 0)
    return row, place[row]


def _said(reviews: Iterable[Review], names: Names) -> Said:
    of_attempt: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        if review.act is not None:
            of_attempt[review.attempt_id].append(review)
    ids, start, entries = sorted(of_attempt), [0], []
    for attempt_id in ids:
        rows = of_attempt[attempt_id]
        for lender in (None, *sorted({row.lender for row in rows if row.lender})):
            status = standing(row for row in rows if row.lender in (None, lender))
            masks = [bits({act for (act, _), word in status.items() if word == one}) for one in ("found", "confirmed")]
            entries.append((names.number(lender) if lender else 0, *masks))
        start.append(len(entries))
    who, found, confirmed = np.array(entries, np.int64).reshape(-1, 3).T
    return Said(ids, np.array(start, np.int64), who.copy(), found.copy(), confirmed.copy())


def standing(reviews: Iterable[Review]) -> dict[tuple[str, int | None], str]:
    """Of one attempt's reviews, of every act and turn the last status: found, confirmed or refuted.

    A person's word counts over a machine's, the later over the earlier, of two at one instant that which confirms. One
    that names no turn is about all turns of the act.
    """
    status: dict[tuple[str, int | None], str] = {}
    for review in sorted(reviews, key=lambda r: (r.status != "found", r.at, r.status != "refuted")):
        if review.act is None:
            continue
        status[review.act, review.turn] = review.status
        if review.turn is None and review.status != "found":
            status.update({passage: review.status for passage in status if passage[0] == review.act})
    return status
