"""The guard on the hot path: what is about to be said is judged; nothing of it is kept or logged."""

import asyncio

from zilv.desk.front.decode import Decoding
from zilv.desk.front.operations import Call
from zilv.desk.metrics import guard_answered
from zilv.desk.problem import Reply, as_json
from zilv.speech.guard.house import house
from zilv.speech.guard.records import Asked

ASKED = Decoding(Asked)
LONG = 4_000
"""A contact of so many characters is read beside the loop: one that nobody heard before takes a second or more, and
whoever else asks would wait for it."""


async def guard(call: Call) -> Reply:
    """The verdict on a text."""
    asked = ASKED(call.body)
    said = sum(len(turn.text) for turn in asked.context.turns)
    check = house().check
    if said < LONG:
        made = check(asked.text, asked.context)
    else:
        made = await asyncio.to_thread(check, asked.text, asked.context)
    guard_answered(made.action)
    return as_json(made)
