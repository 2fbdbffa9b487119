"""`standing`: who acts must be entitled to: mandate, notice of outsourcing, qualification."""

from typing import Literal

import numpy as np

from zilv.attempts.rows import Int8, Int64
from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.rules.checks.check import Check, Judged, Sentence, judged_where
from zilv.rules.consult import by_name, by_person, next_turn
from zilv.rules.facts import Facts
from zilv.rules.registered import mandated, mandates, noticed, notices, qualifications, qualified
from zilv.rules.three import YES

_SAYS = {
    "mandate": ("该机构当时没有有效委托", "the agency had no valid mandate at that time"),
    "outsourcing_notice": ("未在此前告知债务人委外机构", "the debtor had not been told of this agency before"),
    "pre_job_exam": ("催收人员未通过岗前考试", "the collector had not passed the pre-job exam"),
    "annual_training": ("催收人员年度培训未完成或已过期", "the collector's annual training was missing or out of date"),
}


class Standing(Check):
    """An attempt that `when` means needs its actor to have standing at that instant.

    Edges a file must show: the instant standing begins and ends; another lender, agency, product, person or
    account; the lender itself where it is not meant; who acted nobody recorded.
    """

    kind: Literal["standing"]
    needs: Literal["mandate", "outsourcing_notice", "pre_job_exam", "annual_training"]

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`."""

        def breach(index: Int64) -> Int8:
            return np.asarray(YES - self._standing(facts, index), np.int8)

        return judged_where(facts, self.when, breach)

    def _standing(self, facts: Facts, index: Int64) -> Int8:
        if self.needs == "mandate":
            return mandated(facts, index)
        if self.needs == "outsourcing_notice":
            return noticed(facts, "outsourcing", index)
        return qualified(facts, self.needs, index)

    def turns(self, facts: Facts, index: Int64, at: Int64) -> Int64:
        """When a mandate, a notice or a qualification begins or ends; see `Check.turns`."""
        if self.needs == "outsourcing_notice":
            given = notices(facts, "outsourcing")
            return next_turn(facts, index, at, given, by_person(facts, given))
        if self.needs == "mandate":
            valid = mandates(facts)
            return next_turn(facts, index, at, valid, by_name(facts, valid, facts.rows.agency))
        passed = qualifications(facts, self.needs)
        return next_turn(facts, index, at, passed, by_name(facts, passed, facts.rows.collector))

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        return Sentence(*_SAYS[self.needs])

    def missing(self, shape: Shape, registers: Registers, absent: frozenset[str]) -> tuple[str, ...]:
        """See `Check.missing`."""
        product = ("product",) if self.needs == "mandate" and shape.product is None else ()
        return (*super().missing(shape, registers, absent), *product)

    def compares(self) -> frozenset[str]:
        """See `Check.compares`."""
        return frozenset({"mandate": set(), "outsourcing_notice": {"account"}}.get(self.needs, {"collector"}))

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        return ({"mandate": "mandates", "outsourcing_notice": "notices"}.get(self.needs, "qualifications"),)
