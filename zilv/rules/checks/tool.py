"""`tool`: lines and channels that may not be used: unregistered ones, private phones, refused media."""

from typing import Literal

import numpy as np

from zilv.attempts.rows import Int8, Int64
from zilv.rules.checks.check import Check, Judged, Sentence, judged_where
from zilv.rules.consult import by_name, by_person, next_turn
from zilv.rules.facts import Facts
from zilv.rules.registered import lines, opted_out, optouts, registered_line
from zilv.rules.three import YES


class Tool(Check):
    """An attempt that `when` means needs a line registered to the lender or the acting agency, or a medium nobody
    has asked it not to use.

    Edges a file must show: a line of the lender, of the acting agency, of another agency, of nobody; the instant
    a registration begins and ends; no line recorded. For media: the channel refused and another one; a refusal
    that names a number, and another number.
    """

    kind: Literal["tool"]
    needs: Literal["registered_line", "medium_not_refused"]

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`."""

        def breach(index: Int64) -> Int8:
            if self.needs == "registered_line":
                return np.asarray(YES - registered_line(facts, index), np.int8)
            return opted_out(facts, index)

        return judged_where(facts, self.when, breach)

    def turns(self, facts: Facts, index: Int64, at: Int64) -> Int64:
        """When a registration of the line, or a refusal of the person's, begins or ends; see `Check.turns`."""
        if self.needs == "registered_line":
            known = lines(facts)
            return next_turn(facts, index, at, known, by_name(facts, known, facts.rows.line))
        out = optouts(facts)
        return next_turn(facts, index, at, out, by_person(facts, out))

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        if self.needs == "registered_line":
            return Sentence(
                "所用线路未登记在放款机构或该受托机构名下",
                "the line is registered neither to the lender nor to the acting agency",
            )
        return Sentence("该人已拒绝以此方式联系", "the person has opted out of this medium")

    def compares(self) -> frozenset[str]:
        """See `Check.compares`."""
        return frozenset({"line"} if self.needs == "registered_line" else {"number"})

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        return ("lines",) if self.needs == "registered_line" else ("optouts",)
