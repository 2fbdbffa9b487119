"""The rows of registers that debtors need: what was agreed, what stands, who was told, who refused."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zilv.attempts.rows import DAY_US, Int64
from zilv.simulate import assumptions as assumed
from zilv.simulate.cast import LENDERS, Cast
from zilv.simulate.debtors import FAR_ZONE, HOUR_US, NEVER_DAY, SHANGHAI_US, URUMQI_US, Bools, Debtors
from zilv.simulate.identity import accounts, numbers, persons
from zilv.simulate.staged import actors_of, instants_of
from zilv.simulate.stories.all import STORIES
from zilv.simulate.story import CONTACT, GUARANTEE, Entry
from zilv.simulate.world import World

Texts: TypeAlias = pa.Array
Lot = tuple[str, int, Mapping[str, Texts | str]]
"""A register, how many rows, and their columns: a text for each row, or one for all."""


def debtors_registers(world: World, cast: Cast, debtors: Debtors) -> Iterator[Lot]:
    """Every row about these debtors."""
    yield from _placements(world, cast, debtors)
    yield from _agreed(world, debtors)
    yield from _standing(world, debtors)
    yield from _third_persons(world, debtors)
    for place in np.unique(debtors.story[debtors.story >= 0]).tolist():
        who = np.flatnonzero(debtors.story == place)
        for entry in STORIES[place].entries:
            yield entry.register, len(who), _entered(world, cast, debtors, who, entry)


def _placements(world: World, cast: Cast, debtors: Debtors) -> Iterator[Lot]:
    """Told in the morning of the day on which an agency begins; long-placed ones some time before the first day."""
    told_us = assumed.TOLD_HOUR.value * HOUR_US - SHANGHAI_US
    for day, after in ((debtors.placed_day(), 0), (debtors.replaced_day(), 1)):
        who = np.flatnonzero(day < world.days)
        at = (world.first_day + np.maximum(day[who], -assumed.TOLD_BEFORE_DAYS.value)) * DAY_US + told_us
        agency = _named(cast.agencies, debtors.agency(after)[who])
        yield (
            "notices",
            len(who),
            {**_whose(world, debtors, who), "kind": "outsourcing", "agency": agency, "at": iso(at)},
        )


def _agreed(world: World, debtors: Debtors) -> Iterator[Lot]:
    for place, (opens, shuts) in enumerate(assumed.WINDOWS.value):
        who = np.flatnonzero(debtors.window == place)
        hours = {"scope": "time", "from": _clock(opens), "to": _clock(shuts)}
        yield "agreements", len(who), {**_whose(world, debtors, who), **hours}
    who = np.flatnonzero(debtors.more)
    more = {"scope": "frequency", "counts": "answered", "at_most": str(assumed.AGREED_AT_MOST.value)}
    yield "agreements", len(who), {**_whose(world, debtors, who), **more}
    who = np.flatnonzero(debtors.medium_refused)
    yield "optouts", len(who), {**_whose(world, debtors, who), "channel": "sms"}
    far = np.flatnonzero((debtors.zone_us == URUMQI_US) & (debtors.debt < world.people))
    yield "persons", len(far), {"person": persons(world, debtors.person[far]), "zone": FAR_ZONE}


def _standing(world: World, debtors: Debtors) -> Iterator[Lot]:
    for place, (reason, _) in enumerate(assumed.HOLDS.value):
        who = np.flatnonzero((debtors.hold == place) & (debtors.hold_day < NEVER_DAY))
        since = (world.first_day + debtors.hold_day[who]) * DAY_US - debtors.zone_us[who]
        yield "holds", len(who), {**_whose(world, debtors, who), "reason": reason, "since": iso(since)}


def _third_persons(world: World, debtors: Debtors) -> Iterator[Lot]:
    def known(rows: Bools, slot: int, party: str, basis: str) -> Lot:
        who = np.flatnonzero(rows)
        named = {"number": numbers(world, debtors.debt[who], slot), "party": party, "basis": basis}
        return "relations", len(who), {**_whose(world, debtors, who), **named}

    yield known(debtors.guaranteed, GUARANTEE, "guarantor", "contract")
    yield known(debtors.lost, CONTACT, "contact_person", "")
    who = np.flatnonzero(debtors.refuses)
    since = np.full(len(who), (world.first_day + world.days) * DAY_US - SHANGHAI_US)
    refused = {"number": numbers(world, debtors.debt[who], CONTACT), "since": iso(since)}
    yield "optouts", len(who), {**_whose(world, debtors, who), **refused}


def _entered(world: World, cast: Cast, debtors: Debtors, who: Int64, entry: Entry) -> dict[str, Texts | str]:
    made: dict[str, Texts | str] = dict(_whose(world, debtors, who))
    begins = "at" if entry.register == "notices" else "since"
    for column, second in ((begins, entry.since), ("until", entry.until)):
        if second is not None:
            made[column] = iso(instants_of(world, debtors, who, second))
    for name, value in entry.fields.items():
        if name == "number":
            made[name] = numbers(world, debtors.debt[who], int(value))
        elif name == "account":
            made[name] = accounts(world, debtors.debt[who], int(value))
        elif name == "agency":
            made[name] = _named(cast.agencies, actors_of(debtors, who, str(value)))
        else:
            made[name] = str(value)
    return made


def _whose(world: World, debtors: Debtors, who: Int64) -> dict[str, Texts | str]:
    lender = _named(list(LENDERS), debtors.lender[who])
    return {"lender": lender, "person": persons(world, debtors.person[who]), "evidence": "simulated"}


def _named(names: list[str], place: Int64) -> Texts:
    return pa.array(names, pa.string()).take(pa.array(place))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def iso(at: Int64) -> Texts:
    """UTC microseconds as ISO 8601."""
    seconds: Any = pa.array(at).cast(pa.timestamp("us")).cast(pa.timestamp("s"), safe=False)
    return pc.strftime(seconds, format="%Y-%m-%dT%H:%M:%S+00:00")
