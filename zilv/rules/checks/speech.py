"""`speech`: an act found, or something left out, in what was said or written in an attempt."""

from typing import Literal

import numpy as np
from pydantic import Field

from zilv.attempts.rows import Int8, Int64
from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import Act
from zilv.compiled import compiled
from zilv.registers.rows import Registers
from zilv.rules.checks.check import NEVER, NOTHING, OUTCOME_OF, Check, Judged, Sentence
from zilv.rules.facts import Facts
from zilv.rules.reviewed import bits, said, spoken
from zilv.rules.three import NO, UNKNOWN, YES

NAMES: dict[Act, tuple[str, str]] = {
    "threat": ("威胁恐吓", "threat"),
    "insult": ("侮辱谩骂", "insult"),
    "impersonation": ("冒充身份", "impersonation"),
    "false_consequence": ("虚构后果", "false consequence"),
    "false_document": ("伪造文书", "false document"),
    "third_party_disclosure": ("向第三人泄露债务", "disclosure to a third party"),
    "third_party_pressure": ("向第三人施压", "pressure on a third party"),
    "induce_borrowing": ("诱导借贷", "inducing to borrow"),
    "private_payment": ("私人收款", "private payment"),
    "extra_fee": ("额外收费", "extra fee"),
    "public_exposure": ("公开曝光", "public exposure"),
    "private_channel": ("私人联系方式", "private channel"),
    "no_identification": ("未表明机构", "institution not named"),
    "ignored_stop": ("不顾停止联系的要求", "stop request ignored"),
    "ignored_hardship": ("无视困难", "hardship ignored"),
    "false_promise": ("虚假承诺", "false promise"),
    "ai_not_disclosed": ("机器人隐瞒身份", "bot not disclosed"),
}


@compiled
def sweep(index, place, start, who, found, confirmed, lender, acts, truth):  # type: ignore[no-untyped-def]  # noqa: PLR0913
    """Into `truth`, for each row in `index`: YES where a person confirmed one of `acts`, UNKNOWN where one was found.

    `place`: of each of these rows the place of its attempt, whose first entry is for lenders that have none.
    """
    for n in range(index.size):
        mine = start[place[n]]
        for e in range(start[place[n]], start[place[n] + 1]):
            if who[e] == lender[index[n]]:
                mine = e
        truth[n] = YES if confirmed[mine] & acts else UNKNOWN if found[mine] & acts else NO


class Speech(Check):
    """An attempt that `when` means is in breach where a review found one of `acts` in its words.

    What a person confirmed is a breach; what only a machine found, by rule or by score, is doubt until a person looks;
    what a person refuted is nothing. Words that nobody reviewed are not judged. An attempt still to be made has no
    words yet, so at the gate nothing is held back.

    Edges a file must show: each act; found, confirmed and refuted; another act; another attempt and another lender; an
    attempt that `when` does not mean.
    """

    kind: Literal["speech"]
    acts: tuple[Act, ...] = Field(min_length=1)

    def concerns(self, shape: Shape) -> int:
        """See `Check.concerns`; what is still to be said is in no breach."""
        return NO if shape.pending else self.when.of(shape)

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`."""
        row, place = spoken(facts)
        if not row.size:
            return NOTHING
        truth = np.zeros(len(row), np.int8)
        sweep(row, place, *said(facts)[1:], facts.rows.lender, bits(self.acts), truth)
        truth = np.minimum(truth, facts.per_shape(("speech", self.when), self.concerns)[facts.rows.shape[row]])
        some = np.flatnonzero(truth != NO)
        return Judged(row[some], OUTCOME_OF[truth[some]])

    def resume(self, facts: Facts, index: Int64, at: Int64, blocked: Int8) -> Int64:
        """Never: what was said stays said."""
        return np.where(blocked, NEVER, at)

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        zh = "、".join(NAMES[act][0] for act in self.acts)
        en = ", ".join(NAMES[act][1] for act in self.acts)
        if len(self.acts) == 1:
            return Sentence(f"经复核，话语中有：{zh}", f"a reviewer confirmed what was said: {en}")
        return Sentence(f"经复核，话语中有下列之一：{zh}", f"a reviewer confirmed one of these in what was said: {en}")

    def missing(self, shape: Shape, registers: Registers, absent: frozenset[str]) -> tuple[str, ...]:
        """See `Check.missing`; where no fact is missing, a person's look at what a machine found."""
        return super().missing(shape, registers, absent) or ("review",)

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        return ("reviews",)
