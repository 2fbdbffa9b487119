"""Attempts of the book as the columns that every sweep reads."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from zilv.attempts.intake.zones import Zones
from zilv.attempts.names import Names
from zilv.attempts.rows import Int32, Int64, Rows
from zilv.attempts.shape import Shape, Shapes
from zilv.gate.book import Past
from zilv.gate.standing import PERSONAL
from zilv.registers.rows import Person

SHAPES_MAX = 5_000
"""So many different shapes are kept; product is free text, so a client could make ever more."""

_encoder = msgspec.json.Encoder()
_shape = msgspec.json.Decoder(Shape)


class _Kept(dict[Any, Any]):
    """What was worked out; `of_page`: the keys of what was made from register rows that each page reads anew."""

    def __init__(self) -> None:
        super().__init__()
        self.of_page: list[Any] = []

    def __setitem__(self, key: Any, value: Any) -> None:
        if _of_page(key) and key not in self:
            self.of_page.append(key)
        super().__setitem__(key, value)

    def turn(self) -> None:
        """A new page begins."""
        for key in self.of_page:
            del self[key]
        self.of_page.clear()


class Words:
    """Numbers of names and shapes, kept from page to page, with what was read once of each shape."""

    def __init__(self) -> None:
        self.names, self.shapes = Names(), Shapes()
        self._kept: dict[str, _Kept] = {}
        self._shape_number: dict[str, int] = {}
        self._told: dict[str, str] = {}

    def shape(self, text: str) -> int:
        """The number of a shape as the book keeps it."""
        found = self._shape_number.get(text)
        if found is None:
            found = self._shape_number[text] = self.shapes.number(_shape.decode(text))
        return found

    def as_told(self, past: Past) -> Past:
        """The attempt as it was told: what is still to come of its outcome is then not known, instead of strictest."""
        found = self._told.get(past.shape)
        if found is None:
            told = msgspec.structs.replace(_shape.decode(past.shape), pending=False)
            found = self._told[past.shape] = _encoder.encode(told).decode()
        return past._replace(shape=found)

    def kept(self, lender: str) -> dict[Any, Any]:
        """What was worked out of the registers of this lender and the shapes, but for the rows of an earlier page."""
        made = self._kept.setdefault(lender, _Kept())
        made.turn()
        return made

    def forget(self) -> None:
        """Registers have changed."""
        self._kept.clear()

    def full(self) -> bool:
        """Whether it is time to begin anew."""
        return len(self._shape_number) > SHAPES_MAX or len(self.names.known) > 20 * SHAPES_MAX


def _of_page(key: object) -> bool:
    """Whether this was made from register rows that each page reads anew."""
    return isinstance(key, tuple) and key[0] == "table" and key[1] in PERSONAL


class Sorted(NamedTuple):
    """Rows in their order; `place` says where each attempt of the list went."""

    rows: Rows
    place: Int64


class Whose(NamedTuple):
    """Where persons live: those the register names, and the others."""

    persons: Sequence[Person]
    zone: ZoneInfo | None


def sorted_rows(past: Sequence[Past], words: Words, whose: Whose, judged: int | None = None) -> Sorted:
    """The columns of these attempts of one lender, sorted by (person, at), each day and minute where its person lives.

    `judged`: only so many at the end are judged (None = all). Of those before who called on which line is left out:
    they are only counted.
    """
    person, at, number, account = (_values(past, name) for name in ("person", "at", "number", "account"))
    order = np.lexsort((at, person))  # the gate gives no instant twice to a person or number
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    day, minute = Zones(whose.persons, whose.zone).day_and_minute(person, at)
    rows = Rows(
        lender=np.full(len(past), words.names.number(past[0].lender), np.int32),
        person=person[order],
        at=at[order],
        day=day[order],
        minute=minute[order],
        shape=_codes(past, "shape", words.shape)[order],
        number=number[order],
        account=account[order],
        **{name: _named(past, name, words, judged)[order] for name in ("line", "agency", "collector")},
        names=words.names,
        shapes=words.shapes,
    )
    return Sorted(rows, place)


_VALUE = {name: itemgetter(n) for n, name in enumerate(Past._fields)}


def _values(past: Sequence[Past], name: str) -> Int64:
    return np.fromiter(map(_VALUE[name], past), np.int64, len(past))


def _codes(past: Sequence[Past], name: str, number: Callable[[str], int]) -> Int32:
    """The number of each word, asked once for each different one."""
    words = list(map(_VALUE[name], past))
    known = {word: number(word) for word in set(words)}
    return np.fromiter(map(known.__getitem__, words), np.int32, len(words))


def _named(past: Sequence[Past], name: str, words: Words, judged: int | None) -> Int32:
    if judged is None:
        return _codes(past, name, words.names.number)
    made = np.zeros(len(past), np.int32)
    made[len(past) - judged :] = _codes(past[len(past) - judged :], name, words.names.number)
    return made
