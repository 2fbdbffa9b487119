"""The registers a page judges with: the short ones kept until they change, what concerns persons read with the page."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from zilv.gate.book import RegisterRow
from zilv.registers.rows import REGISTERS, Registers

SHORT = ("lines", "mandates", "qualifications")
"""Registers about lines, agencies and collectors: whole in memory."""

PERSONAL = tuple(name for name in REGISTERS if name not in SHORT)
"""Registers about persons and numbers: millions of rows, read by key."""

PROPOSED = "待确认 proposed"
"""How the evidence of a row begins that was heard, and that nobody has confirmed."""
_BEGINS = f'"evidence":"{PROPOSED} '

_decoders: dict[str, Any] = {name: msgspec.json.Decoder(kind) for name, kind in REGISTERS.items()}


def row_of(register: str, body: str) -> Any:
    """The record of a register's row as the book keeps it."""
    return _decoders[register].decode(body)


def is_proposed(row: RegisterRow) -> bool:
    """Whether a row is a proposal: no law is judged by it."""
    return _BEGINS in row.body


def proposed_by(evidence: str | None) -> bool:
    """The same of a row's evidence."""
    return (evidence or "").startswith(f"{PROPOSED} ")


class Shelf(Protocol):
    """The part of a page that reads short registers."""

    def declared(self, lender: str) -> Sequence[str]:
        """The registers that this lender has declared complete."""

    def short_rows(self, lender: str, registers: Sequence[str]) -> Sequence[RegisterRow]:
        """All rows of these registers that concern this lender."""


class Standing:
    """What stands in the registers of each lender, as of the journal's last entry on registers."""

    def __init__(self) -> None:
        self._version = -1
        self._short: dict[str, dict[str, tuple[Any, ...] | None]] = {}

    def refresh(self, version: int) -> bool:
        """Forget what was kept under another version; whether anything was."""
        changed = version != self._version
        if changed:
            self._short.clear()
            self._version = version
        return changed

    def registers(self, lender: str, shelf: Shelf, rows: Sequence[RegisterRow]) -> Registers:
        """All registers of this lender; `rows` are those on persons and numbers of the page; no proposals."""
        kept = self._short.get(lender)
        if kept is None:
            kept = self._short[lender] = _read(lender, shelf)
        personal: dict[str, list[Any]] = {name: [] for name in PERSONAL}
        for row in rows:
            if not is_proposed(row):
                personal[row.register].append(row_of(row.register, row.body))
        return Registers(**_together(kept, personal))


def _read(lender: str, shelf: Shelf) -> dict[str, tuple[Any, ...] | None]:
    declared = set(shelf.declared(lender))
    found: dict[str, list[Any]] = {name: [] for name in SHORT}
    for row in shelf.short_rows(lender, SHORT):
        found[row.register].append(row_of(row.register, row.body))
    kept: dict[str, tuple[Any, ...] | None] = {
        name: tuple(found.get(name, ())) if name in declared else None for name in REGISTERS
    }
    return kept


def _together(
    kept: Mapping[str, tuple[Any, ...] | None], personal: Mapping[str, list[Any]]
) -> dict[str, tuple[Any, ...] | None]:
    return {
        name: None if kept[name] is None else tuple(personal[name]) if name in personal else kept[name]
        for name in REGISTERS
    }
