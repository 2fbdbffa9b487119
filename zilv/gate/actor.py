"""Who speaks to the gate: the lender or agency that a key was given to, and what the key may do."""

import unicodedata
from typing import Literal, NamedTuple, get_args

Scope = Literal["ask", "report", "registers", "ledger", "rule", "override", "read_events", "guard"]
SCOPES: tuple[str, ...] = get_args(Scope)

NEVER_AN_AGENCYS: frozenset[str] = frozenset({"registers", "rule", "override", "read_events"})
"""What no agency's key may do, whatever it was given."""

NEEDS_A_HOLDER: frozenset[str] = frozenset({"rule", "override"})
"""What only a named person may do: the key then belongs to that person's account."""


class Actor(NamedTuple):
    """One authenticated key. `agency` "" = the lender itself; `holder` "" = a machine, else a person's account."""

    key_id: str
    lender: str
    agency: str
    scopes: frozenset[str]
    holder: str = ""


def same_holder(one: str, other: str) -> bool:
    """Whether two usernames are one person's: case, width and surrounding space make nobody another."""
    return _plain(one) == _plain(other)


def _plain(username: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold()).strip()
