"""Registers as arrays: entries gathered by their key, so that one pass over sorted rows can consult them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from zilv.attempts.rows import Int64
from zilv.privacy.token import from_text

ALWAYS_FROM = np.iinfo(np.int64).min
FOR_EVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Table:
    """Entries gathered by key: those of `keys[s]` are `start[s]` up to, not including, `start[s + 1]`.

    `keys` ascends. An attempt is compared with an entry in `who` (lender, agency or owner, a name's number),
    `what` (account or number, a token) and `kind` (agency, product, party or channel); 0 there means any.
    """

    keys: Int64
    start: Int64
    since: Int64
    until: Int64
    who: Int64
    what: Int64
    kind: Int64

    def slots(self, keys: Int64) -> Int64:
        """For each key its slot, or -1 where the table has no entry."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        slot = np.searchsorted(self.keys, keys)
        slot[slot == len(self.keys)] = 0
        return np.where(self.keys[slot] == keys, slot, -1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Entry:
    """One register row on its way into a table."""

    key: int
    since: int | None
    until: int | None
    who: int = 0
    what: int = 0
    kind: int = 0


def table_of(entries: Iterable[Entry]) -> Table:
    """The table of these entries; entries of one key keep their order."""
    ordered = sorted(entries, key=lambda e: e.key)
    keys, first = np.unique(np.array([e.key for e in ordered], np.int64), return_index=True)
    return Table(
        keys=keys,
        start=np.append(first, len(ordered)).astype(np.int64),
        since=np.array([ALWAYS_FROM if e.since is None else e.since for e in ordered], np.int64),
        until=np.array([FOR_EVER if e.until is None else e.until for e in ordered], np.int64),
        who=np.array([e.who for e in ordered], np.int64),
        what=np.array([e.what for e in ordered], np.int64),
        kind=np.array([e.kind for e in ordered], np.int64),
    )


def token_or_any(text: str | None) -> int:
    """The 64-bit token of this text; 0, any, for an empty one."""
    return from_text(text) if text else 0
