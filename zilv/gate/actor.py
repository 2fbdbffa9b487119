"""Who speaks to the gate: the lender or agency that a key was given to, and what the key may do."""

import unicodedata
from typing import Literal, NamedTuple, get_args

from zilv.errors import ZilvError

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


def check_name(option: str, text: str) -> None:
    """Raises ZilvError for what no institution can be called: an option of another spelling would bind nobody."""
    if len(text) > 128 or not text.isprintable() or text != text.strip():
        raise ZilvError(
            f"{option} 至多 128 个可见字符，首尾无空格 · "
            f"{option}: at most 128 visible characters, with no space before or after"
        )


def same_holder(one: str, other: str) -> bool:
    """Whether two usernames are one person's: case, width and surrounding space make nobody another."""
    return _plain(one) == _plain(other)


def _plain(username: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold()).strip()
