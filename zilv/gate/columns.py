"""Attempts of the book as the columns that every sweep reads."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from zilv.attempts.intake.zones import Zones
from zilv.attempts.names import Names
from zilv.attempts.rows import Int64, Rows
from zilv.attempts.shape import Shape, Shapes
from zilv.gate.book import Past
from zilv.gate.standing import PERSONAL
from zilv.registers.rows import Person

SHAPES_MAX = 5_000
"""So many different shapes are kept; product is free text, so a client could make ever more."""

_encoder = msgspec.json.Encoder()
_shape = msgspec.json.Decoder(Shape)


class Words:
    """Numbers of names and shapes, kept from page to page, with what was read once of each shape."""

    def __init__(self) -> None:
        self.names, self.shapes = Names(), Shapes()
        self._kept: dict[str, dict[Any, Any]] = {}
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
        made = {key: value for key, value in self._kept.get(lender, {}).items() if not _of_page(key)}
        self._kept[lender] = made
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


def sorted_rows(past: Sequence[Past], words: Words, persons: Sequence[Person], zone: ZoneInfo | None) -> Sorted:
    """The columns of these attempts, sorted by (lender, person, at), each day and minute where its person lives."""
    number, shape = words.names.number, words.shape
    _, lender, person, at, shapes, numbers, accounts, line, agency, collector = zip(*past, strict=True)
    lenders = np.array([number(name) for name in lender], np.int32)
    whose, when = np.array(person, np.int64), np.array(at, np.int64)
    order = np.lexsort((when, whose, lenders))  # the gate gives no instant twice to a person or number
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    day, minute = Zones(persons, zone).day_and_minute(whose, when)
    rows = Rows(
        lender=lenders[order],
        person=whose[order],
        at=when[order],
        day=day[order],
        minute=minute[order],
        shape=np.array([shape(text) for text in shapes], np.int32)[order],
        number=np.array(numbers, np.int64)[order],
        account=np.array(accounts, np.int64)[order],
        line=np.array([number(name) for name in line], np.int32)[order],
        agency=np.array([number(name) for name in agency], np.int32)[order],
        collector=np.array([number(name) for name in collector], np.int32)[order],
        names=words.names,
        shapes=words.shapes,
    )
    return Sorted(rows, place)
