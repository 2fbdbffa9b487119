"""Answered calls, and a limit on them."""

from typing import Any

from tests.rules.checks.example import attempt, check
from zilv.attempts.attempt import Attempt
from zilv.rules.checks.check import Check

ANSWERED = {"channel": ["voice"], "answered": "yes"}


def at_most(number: int, **fields: Any) -> Check:
    """No more than so many answered calls a day and person, unless said otherwise."""
    return check("limit", **({"when": ANSWERED, "at_most": number, "per": "person"} | fields))


def call(name: str, when: str, **facts: Any) -> Attempt:
    """An answered call."""
    return attempt(name, when, **({"answered": True} | facts))


def calls(*when: str, **facts: Any) -> list[Attempt]:
    """Answered calls at these local times, each named after its own."""
    return [call(each, each, **facts) for each in when]
