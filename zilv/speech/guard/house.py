"""The guard of this installation: the judge of speech, the house library; one for the process."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from zilv.speech.guard.asking import asked, contact
from zilv.speech.guard.guard import Guard, Stream
from zilv.speech.guard.library import library
from zilv.speech.guard.records import Context, Verdict


@cache
def house() -> Guard:
    """The guard, made when it is first asked for."""
    from zilv.speech.guard.reading import Reading

    return Guard(Reading(), library())


def warm() -> None:
    """Judge something once: what is read or compiled once is so before the first text that matters."""
    house().check("您好", Context(channel="im"))


def guard(text: str, context: Context | Mapping[str, Any]) -> Verdict:
    """What becomes of a text that a bot, or a message, is about to say. Raises ZilvError for what is no such context.

    `context`: at least the channel; `bot`, `party`, `lender`, `first_contact` and the `turns` so far as far as known.
    """
    one = asked(text, context)
    return house().check(one.text, one.context)


def guard_stream(context: Context | Mapping[str, Any]) -> Stream:
    """A stream to feed with what a model makes, piece by piece. Raises ZilvError for what is no such context."""
    return Stream(house(), contact(context))
