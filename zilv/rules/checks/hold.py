"""`hold`: no attempt while a hold stands on the account: plan, death, attorney, complaint, hardship …"""

from typing import Literal

import numpy as np

from zilv.attempts.rows import Int8, Int64
from zilv.rules.checks.check import NEVER, Check, Judged, Sentence, judged_where
from zilv.rules.facts import Facts
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


class Hold(Check):
    """No attempt that `when` means while a hold for one of `reasons` stands on its account, or on all.

    Edges a file must show: each reason; the instant it begins and ends; another account and an account nobody
    recorded; another lender; an attempt that `when` does not mean.
    """

    kind: Literal["hold"]
    reasons: tuple[Reason, ...]

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`."""
        return judged_where(facts, facts.applies(self.when), lambda index: facts.held(self.reasons, index))

    def resume(self, facts: Facts, index: Int64, at: Int64, blocked: Int8) -> Int64:
        """When the last of the holds that stand one after the other ends; open holds never do."""
        if facts.registers.holds is None:
            return np.where(blocked, NEVER, at)
        table, result = facts.holds(self.reasons), at.copy()
        slot, applies = facts.slots(table, index), facts.applies(self.when)[index]
        for n in np.flatnonzero((slot >= 0) & (applies != NO)):
            mine = slice(int(table.start[slot[n]]), int(table.start[slot[n] + 1]))
            lender, account = table.match[:, mine]
            fits = np.isin(lender, (0, facts.rows.lender[index[n]]))
            if facts.rows.account[index[n]]:
                fits &= np.isin(account, (0, facts.rows.account[index[n]]))
            spans = sorted(zip(table.since[mine][fits], table.until[mine][fits], strict=True))
            for since, until in spans:
                if since <= result[n] < until:
                    result[n] = until
        return result

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        zh = "、".join(_ZH[reason] for reason in self.reasons)
        return Sentence(f"处于停催期（{zh}）", f"a hold stands ({', '.join(self.reasons)})")

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        return ("holds",)
