"""The guard on the hot path: what is about to be said is judged; nothing of it is kept or logged."""

from zilv.desk.front.decode import Decoding
from zilv.desk.front.operations import Call
from zilv.desk.metrics import guard_answered
from zilv.desk.problem import Reply, as_json
from zilv.speech.guard.house import house
from zilv.speech.guard.records import Asked

ASKED = Decoding(Asked)


async def guard(call: Call) -> Reply:
    """The verdict on a text."""
    asked = ASKED(call.body)
    made = house().check(asked.text, asked.context)
    guard_answered(made.action)
    return as_json(made)
