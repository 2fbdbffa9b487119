"""An invented town of debtors and what is tried with them, day by day; the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from zilv.attempts.rows import DAY_US, MINUTE_US

AGENCIES = (None, "A1", "A2", "A3")
COLLECTORS = 3
"""So many at each institution; the last lacks a qualification."""

TALKED = {"answered": True, "conversed": True, "recording": "r"}
HEARD = {"answered": True, "conversed": False, "recording": "r"}
NOBODY = {"answered": False}
OUTCOMES = [NOBODY] * 5 + [HEARD] * 3 + [TALKED] * 4 + [{"disposition": "invalid_number", "recording": ""}]


@dataclass(frozen=True)
class Debtor:
    """One debtor: who collects from him, and on which numbers he and a person who knows him are reached."""

    person: str
    agency: str | None
    numbers: tuple[str, ...]
    contact: str
    account: str


class Trial(NamedTuple):
    """One attempt that somebody means to make. `outcome` None = it is cancelled; `after`: reported so much later."""

    at: int
    debtor: Debtor
    ask: dict[str, Any]
    outcome: dict[str, Any] | None
    after: int


class Town:
    """`debtors` of them, from the midnight `start` on (UTC microseconds) for `days` days."""

    def __init__(self, seed: int, debtors: int, start: int, days: int) -> None:
        self._chance = random.Random(seed)
        self._start, self._days = start, days
        self.debtors = [self._debtor(n) for n in range(debtors)]

    def _debtor(self, n: int) -> Debtor:
        numbers = tuple(f"138{n:06}{k:02}" for k in range(self._chance.choice((1, 1, 2))))
        return Debtor(f"debtor {n}", self._chance.choice(AGENCIES), numbers, f"139{n:06}00", f"account {n}")

    def registers(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The rows that stand from the first day on, as people write them."""
        for agency in AGENCIES:
            yield "lines", {"line": line_of(agency), "owner": agency or "L1"}
            for number in range(COLLECTORS):
                for kind in ("pre_job_exam", "annual_training")[: 2 if number < COLLECTORS - 1 else 1]:
                    row = {"collector": collector_of(agency, number), "kind": kind}
                    yield "qualifications", row | ({"agency": agency} if agency else {})
            if agency:
                yield "mandates", {"agency": agency}
        for debtor in self.debtors:
            yield from self._about(debtor)

    def _about(self, debtor: Debtor) -> Iterator[tuple[str, dict[str, str]]]:
        chance, person = self._chance, {"person": debtor.person}
        if debtor.agency and chance.random() < 0.95:
            told = {"kind": "outsourcing", "agency": debtor.agency, "at": "2026-01-05T00:00:00+08:00"}
            yield "notices", person | told
        if chance.random() < 0.1:
            yield "agreements", person | {"scope": "time", "from": "19:00", "to": "23:00"}
        if chance.random() < 0.1:
            yield "agreements", person | {"scope": "frequency", "at_most": chance.choice("125")}
        if chance.random() < 0.05:
            yield "holds", person | {"reason": chance.choice(("plan", "attorney", "deceased"))}
        if chance.random() < 0.05:
            yield "optouts", person | {"number": debtor.contact}
        if chance.random() < 0.05:
            yield "persons", person | {"zone": "Asia/Urumqi"}

    def changes(self) -> list[tuple[int, Debtor, str]]:
        """Holds that are agreed on while it goes on: when, with whom, why."""
        chosen = self._chance.sample(self.debtors, max(1, len(self.debtors) // 10))
        made = [(self._within(self._start, self._days), debtor, "plan") for debtor in chosen]
        return sorted(made, key=lambda change: change[0])

    def trials(self) -> list[Trial]:
        """Everything that is tried, in the order of time."""
        made = [
            self._trial(debtor, self._start + day * DAY_US)
            for day in range(self._days)
            for debtor in self.debtors
            for _ in range(self._chance.choice((0, 2, 4, 7)))
        ]
        return sorted(made, key=lambda trial: trial.at)

    def _trial(self, debtor: Debtor, day: int) -> Trial:
        chance = self._chance
        at = day + chance.choice((chance.randrange(8 * 60, 22 * 60), chance.randrange(24 * 60))) * MINUTE_US
        ask: dict[str, Any] = {
            "person": debtor.person,
            "agency": debtor.agency,
            "account": debtor.account,
            "line": line_of(debtor.agency) if chance.random() < 0.97 else None,
            "number": chance.choice(debtor.numbers),
            "mode": chance.choice(("notify", "interact", "interact")),
            "party": "debtor" if chance.random() < 0.97 else None,
            "purpose": "collect",
            **self._means(debtor),
        }
        outcome = None if chance.random() < 0.05 else dict(chance.choice(OUTCOMES))
        if outcome is not None and ask["channel"] == "visit":
            outcome["recording"] = "r"  # a visit is recorded whomever it meets
        return Trial(at + chance.randrange(MINUTE_US), debtor, ask, outcome, chance.randrange(1, 50) * MINUTE_US)

    def _means(self, debtor: Debtor) -> dict[str, Any]:
        chance = self._chance
        kind = chance.choices(("voice", "voice_bot", "sms", "contact", "visit"), (40, 40, 8, 9, 3))[0]
        if kind == "contact":
            return {
                "channel": "voice_bot",
                "party": "contact_person",
                "purpose": "ask_contact",
                "number": debtor.contact,
            }
        if kind in ("voice", "visit"):
            who = {"collector": collector_of(debtor.agency, chance.choice((0, 0, 0, 1, 1, 2)))}
            return {"channel": kind, **who, **({"staff": chance.choice((1, 2, 2))} if kind == "visit" else {})}
        return {"channel": kind}

    def _within(self, start: int, days: int) -> int:
        return start + self._chance.randrange(days * DAY_US)


def line_of(agency: str | None) -> str:
    """The line of an institution."""
    return f"line {agency or 'L1'}"


def collector_of(agency: str | None, number: int) -> str:
    """A collector of an institution."""
    return f"{agency or 'L1'} collector {number}"
