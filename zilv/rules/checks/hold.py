"""`hold`: no attempt while a hold stands on the account: plan, death, attorney, complaint, hardship …"""

from typing import Literal

import numpy as np

from zilv.attempts.rows import Int8, Int64
from zilv.compiled import compiled
from zilv.rules.checks.check import NEVER, Check, Judged, Sentence, judged_where
from zilv.rules.consult import by_person, columns_of, rows_in
from zilv.rules.facts import Facts
from zilv.rules.registered import held, holds
from zilv.rules.three import NO

Reason = Literal[
    "complaint", "dispute", "plan", "hardship", "deceased", "no_capacity", "attorney", "moratorium", "cease"
]
_ZH = {
    "complaint": "投诉处理中",
    "dispute": "存在异议",
    "plan": "已签订还款协议",
    "hardship": "困难帮扶期内",
    "deceased": "债务人已故",
    "no_capacity": "债务人无行为能力",
    "attorney": "债务人已委托律师",
    "moratorium": "法定暂停期内",
    "cease": "债务人要求停止联系",
}


@compiled
def lift(index, key, slot_of_key, table, lender, account, at):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Moves `at` of each row in `index` past every hold that may stand then, one after the other.

    Each of these rows has its slot in the table.
    """
    start, since, until, who, what, _ = table
    for n in range(index.size):
        i = index[n]
        slot = slot_of_key[key[i]]
        again = True
        while again:
            again = False
            for e in range(start[slot], start[slot + 1]):
                fits = (who[e] == 0 or who[e] == lender[i]) and (what[e] == 0 or account[i] in (0, what[e]))
                if fits and since[e] <= at[n] < until[e]:
                    at[n] = until[e]
                    again = True


class Hold(Check):
    """No attempt that `when` means while a hold for one of `reasons` stands on its account, or on all.

    Edges a file must show: each reason; the instant it begins and ends; another account and an account nobody
    recorded; another lender; an attempt that `when` does not mean.
    """

    kind: Literal["hold"]
    reasons: tuple[Reason, ...]

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`."""
        supplied = facts.registers.holds is not None
        among = rows_in(facts, holds(facts, self.reasons)) if supplied else None
        return judged_where(facts, self.when, lambda index: held(facts, self.reasons, index), among)

    def resume(self, facts: Facts, index: Int64, at: Int64, blocked: Int8) -> Int64:
        """When the last of the holds that stand one after the other ends; open holds never do."""
        if facts.registers.holds is None:
            return np.where(blocked, NEVER, at)
        table, result = holds(facts, self.reasons), at.copy()
        if not len(table.keys):
            return result
        meant = (facts.applies(self.when)[index] != NO) & np.isin(index, rows_in(facts, table))
        if meant.any():
            rows, moved = facts.rows, at[meant]
            lift(index[meant], *by_person(facts, table), columns_of(table), rows.lender, rows.account, moved)
            result[meant] = moved
        return result

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        zh = "、".join(_ZH[reason] for reason in self.reasons)
        return Sentence(f"处于停催期（{zh}）", f"a hold stands ({', '.join(self.reasons)})")

    def compares(self) -> frozenset[str]:
        """See `Check.compares`."""
        return frozenset({"account"})

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        return ("holds",)
