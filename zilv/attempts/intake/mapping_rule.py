"""One column of a mapping file: where a canonical column comes from, and how its value is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from zilv.attempts.intake.columns import IDENTIFIERS
from zilv.attempts.intake.format import Context, Record
from zilv.attempts.intake.instant import epoch, local, placed
from zilv.attempts.intake.reasons import shown
from zilv.attempts.intake.record import identifier, seconds, text
from zilv.attempts.parse import FieldError

PER_SECOND = {"s": 1, "ms": 1000}


@dataclass(frozen=True)
class Rule:
    """How one canonical column is read. `source` "" = `constant` holds for every record.

    `values` translates; `otherwise` None = a value that is not among them rejects the row. `unit`: s or ms, of an
    epoch or a duration. `pattern`: as `datetime.strptime`.
    """

    column: str
    source: str = ""
    constant: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    pattern: str = ""
    zone: ZoneInfo | None = None
    unit: str = ""
    optional: bool = False

    def read(self, record: Record, context: Context) -> str:
        """The column's text for one record, "" where nobody recorded it; raises FieldError."""
        if not self.source:
            return self.constant
        at_hand = {self.source: self._found(record)}
        if self.column == "at":
            return self._instant(at_hand, self.zone or context.zone)
        if self.column == "seconds" and not self.values:
            return seconds(at_hand, self.source, PER_SECOND[self.unit or "s"])
        found = (identifier if self.column in IDENTIFIERS else text)(at_hand, self.source)
        return self._translated(found) if self.values else found

    def _found(self, record: Record) -> Any:
        if self.source in record:
            return record[self.source]
        found: Any = record
        for step in self.source.split("."):
            if not isinstance(found, Mapping) or step not in found:
                return None if self.optional else self._missing()
            found = found[step]
        return found

    def _missing(self) -> None:
        zh = f"记录中没有，而 {self.column} 取自它（见 optional）"
        raise FieldError(self.source, f"{zh} · is not in the record; {self.column} is read from it (see optional)")

    def _instant(self, at_hand: Record, zone: ZoneInfo) -> str:
        if self.unit:
            return epoch(at_hand, self.source, zone, PER_SECOND[self.unit])
        if not self.pattern:
            return local(at_hand, self.source, zone)
        found = text(at_hand, self.source)
        if not found:
            return ""
        try:
            moment = datetime.strptime(found, self.pattern)  # noqa: DTZ007 - placed in its zone below
        except ValueError:
            why = f"没有写作 {self.pattern} · is not written as {self.pattern}"
            raise FieldError(self.source, f"{shown(found)} {why}") from None
        return placed(moment, self.source, zone)

    def _translated(self, found: str) -> str:
        if found in self.values:
            return self.values[found]
        if self.otherwise is not None:
            return self.otherwise
        if not found:
            return ""
        expected = ", ".join(value for value in self.values if value)
        why = f"没有对应的 {self.column}，应为文末所列之一 · has no translation for {self.column}; expected {expected}"
        raise FieldError(self.source, f"{shown(found)} {why}")
