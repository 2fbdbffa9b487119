"""What decisions share from page to page: law, registers that seldom change, numbers of words, trust in the clock."""

import msgspec

from zilv.attempts.shape import Shape
from zilv.gate.book import Page, Past, Seen, Wanted
from zilv.gate.columns import Words
from zilv.gate.laws import Laws
from zilv.gate.standing import Standing
from zilv.gate.steady import Steady
from zilv.registers.rows import Registers

_shape = msgspec.json.Decoder(Shape)


class Desk:
    """One for each thread that decides. `ttl_us`: how long a reservation waits for its outcome before it is flagged."""

    def __init__(self, laws: Laws, ttl_us: int) -> None:
        self.laws, self.ttl_us = laws, ttl_us
        self.standing, self.words, self.steady = Standing(), Words(), Steady()
        self._reach: dict[tuple[str, str], int | None] = {}

    def look(self, page: Page, wanted: Wanted, shapes: set[str], back_days: int = 0) -> Seen:
        """What stands, as far back as judging attempts of these shapes, made `back_days` ago, needs under any law."""
        reach = self.reach_days(shapes)
        while True:
            seen = self.read(page, wanted._replace(reach_days=None if reach is None else reach + back_days))
            further = self.reach_days(shapes)  # a law that was chosen or read since may look further back
            if further == reach:
                return seen
            reach = further

    def read(self, page: Page, wanted: Wanted) -> Seen:
        """What stands, law and registers brought up to it; also where whoever else was called on these numbers lives:
        what is counted by number is counted by the days of each person's own zone, as the audit does.
        """
        seen = page.read(wanted)
        others = {row.person for row in seen.past}.difference(wanted.persons)
        if others:
            rows = page.read(Wanted(wanted.lender, sorted(others), [], 0)).rows
            seen = seen._replace(rows=[*seen.rows, *(row for row in rows if row.register == "persons")])
        self.refresh(seen, page)
        return seen

    def refresh(self, seen: Seen, page: Page) -> None:
        """Bring law and registers up to what this page sees."""
        if self.standing.refresh(seen.versions.register):
            self.words.forget()
        if self.words.full():
            self.words = Words()
            self._reach.clear()
        self.laws.refresh(seen.versions.law, page)

    def registers(self, page: Page, lender: str, seen: Seen) -> Registers:
        """All registers, as far as this page needs them."""
        return self.standing.registers(lender, page, seen.rows)

    def reach_days(self, shapes: set[str]) -> int | None:
        """How many days back the book is read for attempts of these shapes, under any law in use; None = all."""
        reached = [self._reached(shape) for shape in shapes]
        return None if None in reached else max((days for days in reached if days is not None), default=0)

    def _reached(self, shape: str) -> int | None:
        laws = self.laws.in_use()
        key = shape, "+".join(law.digest for law in laws)
        if key not in self._reach:
            checks = [(provision.checked, law.zone is not None) for law in laws for provision in law.judged]
            attempt = _shape.decode(shape)
            days = [
                check.reach_days(placed) for check, placed in checks if check is not None and check.when.of(attempt)
            ]
            self._reach[key] = None if None in days else max((n for n in days if n is not None), default=0)
        return self._reach[key]


def next_instant(now: int, past: list[Past]) -> int:
    """The instant of the next attempt: now, but always after every attempt on the same person or number."""
    return max(now, max((row.at for row in past), default=0) + 1)
