"""Registers as arrays: entries gathered by their key, so that one pass over sorted rows can consult them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from zilv.attempts.names import Names
from zilv.attempts.rows import Int64
from zilv.privacy.token import from_text

ALWAYS_FROM = np.iinfo(np.int64).min
FOR_EVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Table:
    """Entries gathered by key: those of `keys[s]` are `start[s]` up to, not including, `start[s + 1]`.

    `keys` ascends. `match` has one row a dimension that an attempt is compared in; 0 there means any.
    """

    keys: Int64
    start: Int64
    since: Int64
    until: Int64
    match: Int64

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
    match: tuple[int, ...]


def table_of(entries: Iterable[Entry], dimensions: int) -> Table:
    """The table of these entries, each compared in so many dimensions."""
    ordered = sorted(entries, key=lambda e: e.key)
    all_keys = np.array([e.key for e in ordered], np.int64)
    keys, first = np.unique(all_keys, return_index=True)
    return Table(
        keys=keys,
        start=np.append(first, len(ordered)).astype(np.int64),
        since=np.array([ALWAYS_FROM if e.since is None else e.since for e in ordered], np.int64),
        until=np.array([FOR_EVER if e.until is None else e.until for e in ordered], np.int64),
        match=np.array([e.match for e in ordered], np.int64).reshape(len(ordered), dimensions).T.copy(),
    )


def token_or_any(text: str | None) -> int:
    """The 64-bit token of this text; 0, any, for an empty one."""
    return from_text(text) if text else 0


def entries_by_person(
    rows: Sequence[msgspec.Struct], names: Names, columns: tuple[str, ...]
) -> list[Entry]:
    """Entries keyed by person, compared by lender and then by these token or name columns."""
    made = []
    for row in rows:
        match = [names.number(row.lender)]  # type: ignore[attr-defined]
        for column in columns:
            value = getattr(row, column)
            named = column in {"agency", "product"}
            match.append(names.number(value) if named else token_or_any(value))
        since = getattr(row, "since", getattr(row, "at", None))
        until = getattr(row, "until", None)
        made.append(Entry(token_or_any(row.person), since, until, tuple(match)))  # type: ignore[attr-defined]
    return made
