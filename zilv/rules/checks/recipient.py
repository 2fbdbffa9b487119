"""`recipient`: certain persons may not be addressed, or only in a certain state, for a certain purpose, on a basis."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from zilv.attempts.rows import Int8, Int64
from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import Purpose
from zilv.registers.rows import Registers
from zilv.registers.tables import Table
from zilv.rules.checks.check import NEVER, Check, Judged, Sentence, judged_where
from zilv.rules.consult import by_person, next_turn
from zilv.rules.facts import Facts
from zilv.rules.lost import Lost, lost_debtor
from zilv.rules.registered import held, holds, refused, related, relations
from zilv.rules.three import NO, UNKNOWN, YES

State = Literal["lost", "deceased", "no_capacity"]


class Recipient(Check):
    """Nobody whom `when` means is addressed, unless every condition given here holds; without one, never.

    `only_while`: the debtor is in one of these states; `lost` is tested as `lost` says. `only_for`: the purposes.
    `only_with`: a basis in the register of relations. `only_unless`: nobody on that number has refused.

    Edges a file must show: each party meant and one not meant; each state, its last moment without and first
    with; each purpose allowed and one not; the basis there and missing; the day before and after a refusal; a
    party nobody recorded.
    """

    kind: Literal["recipient"]
    only_while: tuple[State, ...] | None = None
    lost: Lost | None = None
    only_for: tuple[Purpose, ...] | None = None
    only_with: Literal["basis"] | None = None
    only_unless: Literal["refused"] | None = None

    def judge(self, facts: Facts) -> Judged:
        """See `Check.judge`."""
        return judged_where(facts, self.when, lambda index: self._breach(facts, index, self._lost(facts, index)))

    def _lost(self, facts: Facts, index: Int64) -> Int8 | None:
        if self.lost is None:
            return None
        return lost_debtor(facts, self.lost, index)[0]

    def stops(self, facts: Facts, index: Int64, at: Int64) -> NDArray[np.bool_]:
        """See `Check.stops`; from the midnight after the row's own day on the debtor may count as lost."""
        moved, lost = facts.moved(index, at), None
        if self.lost is not None:
            now, next_day = lost_debtor(facts, self.lost, index)
            lost = np.where(moved.rows.day > facts.rows.day[index], next_day, now)
        breach = self._breach(moved, np.arange(len(index)), lost)
        return np.asarray(np.minimum(moved.applies(self.when), breach) != NO)

    def turns(self, facts: Facts, index: Int64, at: Int64) -> Int64:
        """That midnight, and when a hold or a relation begins or ends; a refusal never does; see `Check.turns`."""
        result = np.full(len(index), NEVER)
        if self.lost is not None:
            midnight = facts.local.day_starts(index, facts.rows.day[index].astype(np.int64) + 1)
            now, next_day = lost_debtor(facts, self.lost, index)
            result = np.where((now != next_day) & (at < midnight), midnight, result)
        for known in self._consulted(facts):
            np.minimum(result, next_turn(facts, index, at, known, by_person(facts, known)), out=result)
        return result

    def _consulted(self, facts: Facts) -> Iterator[Table]:
        """The tables by person whose entries, as they begin or end, may let somebody be addressed."""
        if on_hold := self._on_hold():
            yield holds(facts, on_hold)
        if self.only_with is not None:
            yield relations(facts)

    def _breach(self, facts: Facts, index: Int64, lost: Int8 | None) -> Int8:
        """NO where every condition holds, YES where one surely does not. `lost`: whether the debtor is, if asked."""
        holds = np.full(len(index), YES, np.int8)
        if self.only_while is not None:
            np.minimum(holds, self._state(facts, index, lost), out=holds)
        if self.only_for is not None:
            table = facts.per_shape(("purpose", self.only_for), self._purpose).astype(np.int8)
            np.minimum(holds, table[facts.rows.shape[index]], out=holds)
        if self.only_with is not None:
            np.minimum(holds, related(facts, index), out=holds)
        if self.only_unless is not None:
            np.minimum(holds, YES - refused(facts, index), out=holds)
        if self._unconditional():
            holds[:] = NO
        return (YES - holds).astype(np.int8)

    def _unconditional(self) -> bool:
        given = (self.only_while, self.only_for, self.only_with, self.only_unless)
        return all(condition is None for condition in given)

    def _state(self, facts: Facts, index: Int64, lost: Int8 | None) -> Int8:
        states = self.only_while or ()
        result = np.zeros(len(index), np.int8)
        if on_hold := self._on_hold():
            result = held(facts, on_hold, index)
        if "lost" in states and lost is not None:
            result = np.maximum(result, lost)
        return result

    def _on_hold(self) -> tuple[str, ...]:
        """The states that a hold shows."""
        return tuple(state for state in self.only_while or () if state != "lost")

    def _purpose(self, shape: Shape) -> int:
        if shape.purpose is None:
            return UNKNOWN
        return YES if shape.purpose in (self.only_for or ()) else NO

    def reach_days(self, placed: bool) -> int | None:
        """See `Check.reach_days`: how long ago the debtor was last reached has no bound."""
        return None if self.lost is not None else 0

    def forbids(self, count: int, limit: int) -> Sentence:
        """The sentence of a breach."""
        if self.only_unless:
            return Sentence(
                "该号码的使用人已明确拒绝，不得再联系", "whoever answers this number refused further contact"
            )
        if self.only_with:
            return Sentence(
                "联系该人缺少登记的法律或合同依据", "no registered basis in law or contract to address this person"
            )
        if self.only_while:
            return Sentence(
                "债务人未失联，不得联系该人", "the debtor can be reached, so this person may not be contacted"
            )
        if self.only_for:
            return Sentence(
                "对该人只可询问或请其转告，不得催收",
                "this person may only be asked or asked to relay, not collected from",
            )
        return Sentence("不得向该人催收", "this person may not be collected from")

    def missing(self, shape: Shape, registers: Registers, absent: frozenset[str]) -> tuple[str, ...]:
        """See `Check.missing`."""
        purpose = ("purpose",) if self.only_for is not None and shape.purpose is None else ()
        return (*super().missing(shape, registers, absent), *purpose)

    def compares(self) -> frozenset[str]:
        """See `Check.compares`."""
        return frozenset({"number"} if self.only_with or self.only_unless else ())

    def consults(self) -> tuple[str, ...]:
        """The registers this check needs."""
        stateful = bool(self._on_hold())
        needed = {"holds": stateful, "relations": bool(self.only_with), "optouts": bool(self.only_unless)}
        return tuple(name for name, wanted in needed.items() if wanted)
