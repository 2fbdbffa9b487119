"""Drawn attempts as canonical columns, and the truth about those that a story planted."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zilv.attempts.attempt import COLUMNS
from zilv.attempts.rows import DAY_US, Int64
from zilv.simulate import assumptions as assumed
from zilv.simulate.breaches import OUTCOMES, Breach
from zilv.simulate.cast import LENDERS, Cast
from zilv.simulate.columns import NOT_RECORDED, WORDS, Drawn
from zilv.simulate.debtors import Debtors
from zilv.simulate.identity import texts
from zilv.simulate.registered import iso
from zilv.simulate.staged import CELLS, story_of
from zilv.simulate.story import Cell
from zilv.simulate.world import SLOTS, World

_WORD = pa.dictionary(pa.int32(), pa.string())
_TYPES: dict[str, pa.DataType] = {
    "attempt_id": pa.string(),
    "at": pa.timestamp("us", "UTC"),
    "seconds": pa.int32(),
    "staff": pa.int32(),
    "recording": pa.string(),
}
ATTEMPTS = pa.schema([(name, _TYPES.get(name, _WORD)) for name in COLUMNS])
TRUTH = pa.schema([(name, pa.string()) for name in ("attempt_id", "story", "kind", "topic", "outcome", "provisions")])
"""`kind`: breach or near_miss. `outcome`: of the finding that must lead, or permitted. `provisions`: those that must
speak, or that the attempt nearly broke, `;` between."""

_COMPANIONS = 1 << 36
_ELSEWHERE = 16


def attempts(world: World, cast: Cast, debtors: Debtors, drawn: Drawn, first: int) -> pa.Table:
    """The canonical table of these attempts, whose ids are numbered from `first`."""
    n = len(drawn["at"])
    who = drawn["debtor"].astype(np.int64)
    companion, elsewhere = drawn["companion"].astype(np.int64), drawn["elsewhere"].astype(np.int64)
    ids = _ids(world, first, n)
    debt, slot = debtors.debt[who], companion * 2 * _ELSEWHERE + elsewhere * _ELSEWHERE
    made: dict[str, Any] = {name: _words(words, drawn[name]) for name, words in WORDS.items() if name != "recording"}
    made |= {
        "attempt_id": ids,
        "at": pa.array(drawn["at"]).cast(pa.timestamp("us", "UTC")),
        "lender": _words(LENDERS, (debtors.lender[who] + elsewhere) % len(LENDERS)),
        "person": _tokens(world, "person", debtors.person[who] + companion * _COMPANIONS),
        "agency": _words(cast.agencies, drawn["actor"]),
        "collector": _words(["", *cast.collectors], drawn["collector"] + 1),
        "account": _tokens(world, "account", _in_slot(debt, drawn["account"], slot)),
        "number": _tokens(world, "number", _in_slot(debt, drawn["number"], 0)),
        "line": _tokens(world, "line", drawn["line"].astype(np.int64)),
        "seconds": _counted(drawn["seconds"]),
        "staff": _counted(drawn["staff"]),
        "recording": _recordings(ids, drawn["recording"]),
    }
    return pa.table([made[name].cast(ATTEMPTS.field(name).type) for name in COLUMNS], schema=ATTEMPTS)


def _ids(world: World, first: int, n: int) -> Any:
    numbered = pc.utf8_lpad(pa.array(np.arange(first, first + n)).cast(pa.string()), 12, "0")
    return pc.binary_join_element_wise("t" if world.era == "now" else "e", numbered, "")


def _in_slot(debt: Int64, slot: Any, beside: Any) -> Int64:
    """The number of what lies in this slot around a debt; -1 for none. `beside`: another person's, or lender's."""
    return np.where(slot > 0, debt * SLOTS + slot + beside, -1)


def _words(words: Any, codes: Any) -> pa.DictionaryArray:
    """A dictionary column; the empty word is null."""
    place = {word: n for n, word in enumerate(word for word in words if word)}
    code_of = np.array([place.get(word, -1) for word in words], np.int32)
    indices = code_of[codes]
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), pa.array(list(place), pa.string()))


def _tokens(world: World, kind: str, ids: Int64) -> pa.DictionaryArray:
    """A dictionary column of tokens; -1 is null."""
    distinct, place = np.unique(ids, return_inverse=True)
    lacking = bool(len(distinct)) and distinct[0] == -1
    indices = (place - lacking).astype(np.int32)
    tokens = texts(world, kind, distinct[int(lacking) :])
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), tokens)


def _counted(values: Any) -> pa.Array:
    return pa.array(values, mask=values == NOT_RECORDED)


def _recordings(ids: Any, codes: Any) -> Any:
    named = pc.binary_join_element_wise("r-", ids, "")
    known = pc.choose(pa.array(codes), pa.scalar(None, pa.string()), named, pa.scalar("?"))
    return known


class _Spoken(NamedTuple):
    """What is true of a cell about one topic."""

    story: str
    kind: str
    topic: str
    outcome: str
    provisions: str


def spoken(cell: Cell, story: str, era: str) -> Iterator[_Spoken]:
    """What is true of a story's cell in an era, topic by topic."""
    for kind, breaches in (("breach", cell.finds), ("near_miss", cell.near)):
        for topic, of_topic in _by_topic(breaches, era).items():
            strictest = max(of_topic, key=lambda breach: OUTCOMES.index(breach.outcome))
            outcome = strictest.outcome if kind == "breach" else "permitted"
            provisions = sorted({provision for breach in of_topic for provision in breach.in_era(era)})
            yield _Spoken(story, kind, topic, outcome, ";".join(provisions))


def _by_topic(breaches: tuple[Breach, ...], era: str) -> dict[str, list[Breach]]:
    topics: dict[str, list[Breach]] = {}
    for breach in breaches:
        if breach.in_era(era):
            topics.setdefault(breach.topic, []).append(breach)
    return topics


def reviews(world: World, drawn: Drawn, first: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """What reviews of the attempts that stories planted say: how many rows of the register, and their columns."""
    of_row = drawn["cell"].astype(np.int64)
    for number in np.unique(of_row[of_row >= 0]).tolist():
        row = np.flatnonzero(of_row == number)
        ids = _ids(world, first, len(of_row)).take(pa.array(row)) if CELLS[number].reviews else None
        for later, (act, status) in enumerate(CELLS[number].reviews, 1):
            at = iso(drawn["at"][row].astype(np.int64) + later * assumed.REVIEWED_EVERY_DAYS.value * DAY_US)
            yield len(row), {"attempt_id": ids, "act": act, "status": status, "at": at, "evidence": "simulated"}


def truth(world: World, drawn: Drawn, first: int) -> pa.Table:
    """What is true of the attempts that stories planted, in order of attempts and topics."""
    of_row = drawn["cell"].astype(np.int64)
    row = np.flatnonzero(of_row >= 0)
    of_cell = [list(spoken(cell, story_of(n).key, world.era)) for n, cell in enumerate(CELLS)]
    starts = np.cumsum([0, *map(len, of_cell)])
    cell = of_row[row]
    times = starts[cell + 1] - starts[cell]
    begins = np.repeat(np.cumsum(times) - times, times)
    place = np.repeat(starts[cell], times) + np.arange(int(times.sum())) - begins
    every = [one for said in of_cell for one in said]
    columns = [pa.array(list(column), pa.string()).take(pa.array(place)) for column in zip(*every, strict=True)]
    ids = _ids(world, first, len(drawn["at"])).take(pa.array(np.repeat(row, times)))
    return pa.table([ids, *columns], schema=TRUTH)
