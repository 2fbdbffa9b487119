"""Who acts: lenders, agencies, collectors, lines, and the registers that entitle them, or no longer do."""

from collections.abc import Iterator

import numpy as np

from zilv.privacy.token import to_text
from zilv.simulate import assumptions as assumed
from zilv.simulate.world import World

LENDERS = assumed.LENDERS.value

FIRST_AGENCY = len(LENDERS)
LAPSING = FIRST_AGENCY + assumed.AGENCIES.value
ONE_PRODUCT = LAPSING + 1
ACTORS = ONE_PRODUCT + 1
"""Actors are numbered: the lenders' own staff, the agencies, the two that stories need."""

SPECIAL = ("untrained", "unexamined", "moved")
COLLECTOR_STRIDE = assumed.COLLECTORS_EACH.value + len(SPECIAL)
LINE_STRIDE = assumed.LINES_EACH.value + 1
HANDED_OVER = assumed.LINES_EACH.value
PRIVATE_LINE = 1 << 30
_THEN_LINES = 1 << 20


class Cast:
    """The names of everybody who acts in a world; what a story changes in the middle is named after its era."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._era = "" if world.era == "now" else "-2025"
        agencies = [f"agency-{n + 1:02}" for n in range(assumed.AGENCIES.value)]
        self.actors = [*LENDERS, *agencies, f"agency-lapsing{self._era}", f"agency-one-product{self._era}"]
        self.agencies = ["" if n < FIRST_AGENCY else name for n, name in enumerate(self.actors)]
        self.collectors = [name for actor in self.actors for name in self._collectors_of(actor)]

    def _collectors_of(self, actor: str) -> list[str]:
        staff = [f"{actor}-{n + 1:03}" for n in range(assumed.COLLECTORS_EACH.value)]
        return [*staff, *(f"{actor}-{special}{self._era}" for special in SPECIAL)]

    def line(self, actor: int, n: int) -> int:
        """The number of an actor's line; its last is the one that is handed over in the middle."""
        era = _THEN_LINES if n == HANDED_OVER and self.world.era == "then" else 0
        return era + actor * LINE_STRIDE + n

    def registers(self, middle: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Register and row of everything that entitles them. `middle`: the instant at which some of it changes."""
        yield from self._mandates(middle)
        yield from self._lines(middle)
        yield from self._qualifications(middle)

    def _mandates(self, middle: str) -> Iterator[tuple[str, dict[str, str]]]:
        for lender in LENDERS:
            for actor in range(FIRST_AGENCY, ACTORS):
                row = {"lender": lender, "agency": self.agencies[actor]}
                if actor == LAPSING:
                    row["until"] = middle
                if actor == ONE_PRODUCT:
                    row["product"] = "cash_loan"
                yield "mandates", row

    def _lines(self, middle: str) -> Iterator[tuple[str, dict[str, str]]]:
        for actor, owner in enumerate(self.actors):
            for n in range(assumed.LINES_EACH.value):
                yield "lines", {"line": self.line_token(self.line(actor, n)), "owner": owner}
            handed = self.line_token(self.line(actor, HANDED_OVER))
            after = self.actors[(actor + 1) % ACTORS]
            yield "lines", {"line": handed, "owner": owner, "until": middle}
            yield "lines", {"line": handed, "owner": after, "since": middle}

    def line_token(self, number: int) -> str:
        """A line as registers and attempts name it."""
        return to_text("line", int(self.world.tokens("line", np.array([number]))[0]))

    def _qualifications(self, middle: str) -> Iterator[tuple[str, dict[str, str]]]:
        both = ("pre_job_exam", "annual_training")
        for actor, agency in enumerate(self.agencies):
            *staff, untrained, unexamined, moved = self._collectors_of(self.actors[actor])
            for collector in staff:
                yield from (_passed(collector, agency, kind) for kind in both)
            yield _passed(untrained, agency, both[0])
            yield _passed(untrained, agency, both[1], until=middle)
            yield _passed(unexamined, agency, both[1])
            elsewhere = self.actors[FIRST_AGENCY + (actor - FIRST_AGENCY + 1) % assumed.AGENCIES.value]
            yield from (_passed(moved, elsewhere, kind) for kind in both)


def _passed(collector: str, agency: str, kind: str, **more: str) -> tuple[str, dict[str, str]]:
    return "qualifications", {"collector": collector, "agency": agency, "kind": kind, **more}
