"""Instants and what stood at one, with the standard library alone."""

from datetime import datetime, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

from zilv.attempts.attempt import Attempt

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
BEIJING = ZoneInfo("Asia/Shanghai")


class Standing(Protocol):
    """A register's row that stands from an instant until another."""

    @property
    def since(self) -> int | None:
        """UTC microseconds, or None for the beginning of time."""

    @property
    def until(self) -> int | None:
        """UTC microseconds, no longer included, or None while it stands."""


def moment_of(microseconds: int) -> datetime:
    """The instant that a register writes as UTC microseconds."""
    return EPOCH + timedelta(microseconds=microseconds)


def stands(row: Standing, at: datetime) -> bool:
    """Whether the row stands at this instant: from its first, until before its last."""
    begun = row.since is None or moment_of(row.since) <= at
    return begun and (row.until is None or at < moment_of(row.until))


def before(row: Attempt, attempt: Attempt) -> bool:
    """Whether the row came earlier; of two at the same instant, the one with the lesser id."""
    return (row.at, row.attempt_id) < (attempt.at, attempt.attempt_id)
