"""`record`: the record of an attempt must be complete: a recording, a note, two collectors at a visit."""

from typing import Literal

import numpy as np
from pydantic import Field

from zilv.attempts.shape import Shape
from zilv.registers.rows import Registers
from zilv.rules.checks.check import Check, Judged, Sentence, judged_by_shape
from zilv.rules.facts import Facts
from zilv.rules.three import NO, UNKNOWN, YES


class Record(Check):
    """An attempt that `when` means has what `needs` names; for staff, at least so many.

    Recording and note are absent when empty. Staff empty was not recorded, and stays in doubt; so does a recording
    where the source cannot tell.

    Edges a file must show: with and without; one fewer than `at_least` and as many; an attempt that `when` does
    not mean; an outcome nobody recorded.
    """

    kind: Literal["record"]
    needs: Literal["recording", "note", "staff"]
    at_least: int = Field(default=1, ge=1)

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`."""
        lacks = facts.per_shape((self.needs, self.at_least), self._lacks).astype(np.int8)
        return judged_by_shape(facts, self.when, lacks)

    def _lacks(self, shape: Shape) -> int:
        if shape.pending and self.needs != "staff":
            return NO  # is owed once the attempt was made
        if self.needs == "staff":
            return UNKNOWN if shape.staff is None else YES if shape.staff < self.at_least else NO
        if self.needs == "recording":
            return UNKNOWN if shape.recorded is None else NO if shape.recorded else YES
        return NO if shape.noted else YES

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        if self.needs == "staff":
            return Sentence(
                f"上门催收人员少于 {self.at_least} 人", f"fewer than {self.at_least} collectors at the visit"
            )
        if self.needs == "note":
            return Sentence("缺少催收记录", "no note of the attempt")
        return Sentence("已进行的催收没有录音录像", "the attempt has no recording")

    def missing(self, shape: Shape, registers: Registers, absent: frozenset[str]) -> tuple[str, ...]:
        """See `Check.missing`."""
        staff = ("staff",) if self.needs == "staff" and shape.staff is None else ()
        recording = ("recording",) if self.needs == "recording" and shape.recorded is None else ()
        return (*super().missing(shape, registers, absent), *staff, *recording)
