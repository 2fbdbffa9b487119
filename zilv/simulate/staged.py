"""Stories set in a world: each told again for every debtor who lives through it, as attempts."""

from typing import Any

import numpy as np

from zilv.attempts.rows import DAY_US, Int64
from zilv.simulate.assumptions import COLLECTORS_EACH, LINES_EACH
from zilv.simulate.cast import (
    COLLECTOR_STRIDE,
    HANDED_OVER,
    LAPSING,
    LENDERS,
    LINE_STRIDE,
    ONE_PRODUCT,
    PRIVATE_LINE,
    Cast,
)
from zilv.simulate.columns import CODES, NOT_RECORDED, Drawn, as_columns
from zilv.simulate.debtors import Debtors
from zilv.simulate.products import product_codes
from zilv.simulate.stories.all import STORIES
from zilv.simulate.story import DEBTOR, Cell, Story
from zilv.simulate.world import World

CELLS: tuple[Cell, ...] = tuple(cell for story in STORIES for cell in story.cells)
"""Every attempt of every story; its place here is its number."""

_FIRST_CELL = np.cumsum([0, *(len(story.cells) for story in STORIES)])
_SPECIAL = {"untrained": 0, "unexamined": 1, "moved": 2}
LINED = {"voice", "voice_bot", "sms", "im"}
"""Channels that need a line."""

STAFFED = {"voice", "visit"}
"""Channels that a collector works on."""

DEFAULTS = {"direction": "outbound", "party": "debtor", "purpose": "collect"}
"""What an attempt of a story is unless it says otherwise."""

OTHER = 3
"""The agency that a debtor is not placed with is the one so many places after his own."""


def staged(world: World, cast: Cast, debtors: Debtors) -> list[Drawn]:
    """The attempts of every story that some of these debtors live through."""
    made = []
    for place in np.unique(debtors.story[debtors.story >= 0]).tolist():
        who = np.flatnonzero(debtors.story == place)
        made += [
            _told(world, cast, debtors, who, int(_FIRST_CELL[place]) + n) for n, _ in enumerate(STORIES[place].cells)
        ]
    return made


def actors_of(debtors: Debtors, who: Int64, actor: str, elsewhere: int = 0) -> Int64:
    """Who acts for each of these debtors."""
    fixed = {"lapsing": LAPSING, "one_product": ONE_PRODUCT}
    if actor in fixed:
        return np.full(len(who), fixed[actor])
    if actor == "own":
        return (debtors.lender[who] + elsewhere) % len(LENDERS)
    return debtors.agency(OTHER if actor == "other" else 0)[who]


def instants_of(world: World, debtors: Debtors, who: Int64, second: int) -> Int64:
    """The instant that lies so many seconds after the midnight that begins each debtor's story."""
    at: Int64 = (world.first_day + debtors.story_day[who]) * DAY_US + second * 1_000_000 - debtors.zone_us[who]
    return at


def _told(world: World, cast: Cast, debtors: Debtors, who: Int64, number: int) -> Drawn:
    cell = CELLS[number]
    changes = {**DEFAULTS, **cell.changes}
    elsewhere, account = int(changes.get("elsewhere", 0)), int(changes.get("account", 1))
    actor = actors_of(debtors, who, cell.actor, elsewhere)
    words: dict[str, Any] = {name: CODES[name][str(changes.get(name, ""))] for name in CODES}
    if "product" not in cell.changes:
        lender = (debtors.lender[who] + elsewhere) % len(LENDERS)
        words["product"] = product_codes(lender, np.full(len(who), account))
    return as_columns(
        {
            **words,
            "debtor": who,
            "at": instants_of(world, debtors, who, cell.second),
            "companion": changes.get("companion", 0),
            "elsewhere": elsewhere,
            "actor": actor,
            "collector": _collectors(cell, actor, debtors.debt[who]),
            "line": _lines(cell, cast, debtors, who, actor),
            "account": account,
            "number": changes.get("number", DEBTOR),
            "seconds": changes.get("seconds", NOT_RECORDED),
            "staff": changes.get("staff", NOT_RECORDED),
            "cell": number,
        },
        len(who),
    )


def _collectors(cell: Cell, actor: Int64, debt: Int64) -> Int64:
    named = cell.changes.get("collector")
    if named == "nobody" or (named is None and cell.changes["channel"] not in STAFFED):
        return np.full(len(actor), -1)
    if named is not None:
        return actor * COLLECTOR_STRIDE + COLLECTORS_EACH.value + _SPECIAL[str(named)]
    return actor * COLLECTOR_STRIDE + debt % COLLECTORS_EACH.value


def _lines(cell: Cell, cast: Cast, debtors: Debtors, who: Int64, actor: Int64) -> Int64:
    named = cell.changes.get("line")
    if named == "none" or (named is None and cell.changes["channel"] not in LINED):
        return np.full(len(actor), -1)
    if named == "private":
        return np.full(len(actor), PRIVATE_LINE)
    if named == "handed_over":
        return np.array([cast.line(one, HANDED_OVER) for one in actor.tolist()])
    owner = {"foreign": debtors.agency(OTHER)[who], "lenders": debtors.lender[who]}.get(str(named), actor)
    return owner * LINE_STRIDE + debtors.debt[who] % LINES_EACH.value


def story_of(number: int) -> Story:
    """The story of a cell."""
    return STORIES[int(np.searchsorted(_FIRST_CELL, number, side="right")) - 1]
