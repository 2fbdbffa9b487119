"""Who an attempt is about when its source names only a number: the relations register, else the number itself."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from zilv.attempts.intake.columns import code_of, numbers
from zilv.attempts.names import Names
from zilv.privacy.token import from_text
from zilv.registers.rows import Relation


class _Entry(NamedTuple):
    relation: Relation
    person: int
    party: int


class People:
    """The persons that numbers belong to, as the register of relations has them (None = not supplied).

    A number stands for a person where exactly one fits at that time and lender; the party is taken over where
    exactly one fits. Any other number stands for a person of its own, whose party nobody recorded. `asked`: whether any
    attempt so far named no person.
    """

    def __init__(self, relations: Iterable[Relation] | None, names: Names) -> None:
        self._names, self.asked = names, False
        self._entries: dict[int, list[_Entry]] = defaultdict(list)
        party = code_of("party")
        for relation in relations or ():
            if relation.number:
                entry = _Entry(relation, from_text(relation.person), party[relation.party])
                self._entries[from_text(relation.number)].append(entry)
        self._numbers = np.array(sorted(self._entries), np.int64)

    def named(self, attempts: pa.Table) -> pa.Table:
        """The attempts (columns of `columns.SCHEMA`) with a person wherever one or a number is recorded."""
        person = numbers(attempts, "person")
        lacking = (person == 0) & (numbers(attempts, "stand_in") != 0)
        if not lacking.any():
            return attempts
        self.asked = True
        person = np.where(lacking, numbers(attempts, "stand_in"), person)
        party, number = numbers(attempts, "party").copy(), numbers(attempts, "number")
        at, lender = numbers(attempts, "at"), numbers(attempts, "lender")
        for i in np.flatnonzero(lacking & np.isin(number, self._numbers)).tolist():
            fitting = self._fitting(int(number[i]), int(at[i]), self._names.known[lender[i]])
            persons, parties = {entry.person for entry in fitting}, {entry.party for entry in fitting}
            if len(persons) == 1:
                person[i] = persons.pop()
                if len(parties) == 1 and party[i] == 0:
                    party[i] = parties.pop()
        return _replaced(_replaced(attempts, "person", person), "party", party)

    def _fitting(self, number: int, at: int, lender: str) -> list[_Entry]:
        return [entry for entry in self._entries[number] if _stands(entry.relation, at, lender)]


def _stands(relation: Relation, at: int, lender: str) -> bool:
    begun = relation.since is None or relation.since <= at
    over = relation.until is not None and at >= relation.until
    return begun and not over and relation.lender in {None, lender}


def _replaced(table: pa.Table, name: str, values: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Table:
    field = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field, pa.array(values).cast(field.type))
