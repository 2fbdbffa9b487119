"""An export: its bytes, how it is read, what becomes of its records, and what they show."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from samples.world.people import LENDER
from samples.world.plan import Finding

Record = Mapping[str, Any]
Fields = dict[str, Any]
"""Fields of a record that differ from the usual."""

BEIJING = timezone(timedelta(hours=8))
LENDER_SET = f"--set lender={LENDER}"


@dataclass(frozen=True)
class Export:
    """A file in `formats/`. `options`: of the command that reads it; `fates`: how many records became what."""

    file: str
    options: str
    data: bytes
    fates: Mapping[str, int]
    findings: tuple[tuple[str, Finding], ...]

    def account(self) -> dict[str, str]:
        """Its row of `expected.csv`."""
        counts = {fate: self.fates.get(fate, 0) for fate in ("accepted", "merged", "duplicate", "rejected")}
        shown = sorted(f"{attempt_id} {f.topic} {f.outcome}" for attempt_id, f in self.findings)
        return {
            "file": self.file,
            "options": self.options,
            "read": str(sum(counts.values())),
            **{fate: str(count) for fate, count in counts.items()},
            "findings": "; ".join(shown),
        }


class Records:
    """The records of an export in the order they come, each with what becomes of it."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._fates: Counter[str] = Counter()
        self._findings: list[tuple[str, Finding]] = []

    def accepted(self, attempt_id: str, record: Record, *findings: Finding) -> None:
        """An attempt, and the findings it must give."""
        self._add("accepted", record)
        self._findings += [(attempt_id, finding) for finding in findings]

    def merged(self, record: Record) -> None:
        """A record that adds facts to an attempt another one tells of."""
        self._add("merged", record)

    def duplicate(self, record: Record) -> None:
        """A record that adds nothing."""
        self._add("duplicate", record)

    def rejected(self, record: Record) -> None:
        """A record that is no attempt, or cannot be read."""
        self._add("rejected", record)

    def _add(self, fate: str, record: Record) -> None:
        self.records.append(record)
        self._fates[fate] += 1

    def export(self, file: str, options: str, write: Callable[[Iterable[Record]], bytes]) -> Export:
        """The export of these records."""
        return Export(file, options, write(self.records), dict(self._fates), tuple(self._findings))


def moment(time: str, day: str = "2026-03-16") -> datetime:
    """This time in Beijing, `09:00` or with seconds."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=BEIJING)


def local(time: str) -> str:
    """As diallers write it: local, without zone."""
    return f"{moment(time):%Y-%m-%d %H:%M:%S}"


def epoch_s(time: str, later_s: int = 0) -> int:
    """Seconds since 1970."""
    return int(moment(time).timestamp()) + later_s


def epoch_ms(time: str, later_s: int = 0) -> int:
    """Milliseconds since 1970."""
    return 1000 * epoch_s(time, later_s)


def later(time: str, seconds: int) -> str:
    """So many seconds later, local, without zone."""
    return f"{moment(time) + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S}"
