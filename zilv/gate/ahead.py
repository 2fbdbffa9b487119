"""The laws that will bind a lender after one another: no permit reaches into them, and a retry is sought under them."""

from typing import NamedTuple

from zilv.errors import LawError
from zilv.gate.laws import Laws
from zilv.rules.library import Law


class Later(NamedTuple):
    """From `since` on (UTC microseconds) this law binds; None: its text is not on this machine."""

    since: int
    law: Law | None


def to_come(laws: Laws, lender: str, at: int) -> list[Later]:
    """Wherever after `at` another text begins to bind `lender`, by its own choice or the installation's, in order."""
    chosen = [one for whose in (lender, "") for one in laws.to_come(whose, at)]
    found: list[Later] = []
    before = _digest(laws, lender, at) if chosen else ""
    for since in sorted({one.since for one in chosen}):
        digest = _digest(laws, lender, since)
        if digest != before:
            found.append(Later(since, _law(laws, lender, since)))
            before = digest
    return found


def _digest(laws: Laws, lender: str, at: int) -> str:
    chosen = laws.chosen(lender, at)
    return laws.fallback.digest if chosen is None else chosen.digest


def _law(laws: Laws, lender: str, at: int) -> Law | None:
    try:
        return laws.of(lender, at)
    except LawError:
        laws.missed(lender, at)
        return None
