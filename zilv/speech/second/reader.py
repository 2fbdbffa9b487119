"""The second reading of a dialogue: asked piece by piece, bounded in time, never in the way of the first."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from zilv.speech.second.endpoint import Chat, Endpoint, NoAnswer, NoAnswerCode
from zilv.speech.second.question import Definition, Shown, Spoken, messages, pieces
from zilv.speech.second.reply import Cited, read

QUESTIONS_MAX = 50
"""A dialogue of more pieces than these is read as far as they go."""
AT_ONCE = 4


class Reading(NamedTuple):
    """What the second reader saw. `unread`: the turns it gave no usable answer to, and why; `dropped`: citations that
    did not hold."""

    cited: tuple[Cited, ...] = ()
    unread: tuple[tuple[int, NoAnswerCode], ...] = ()
    dropped: int = 0


class SecondReader:
    """Reads dialogues at one endpoint, asking about these acts. Use `opened`, or close it."""

    def __init__(self, endpoint: Endpoint, acts: Mapping[str, Definition]) -> None:
        self._chat, self._acts = Chat(endpoint), acts
        self._room = asyncio.Semaphore(AT_ONCE)

    async def read(self, turns: Sequence[Spoken]) -> Reading:
        """The second reading. Raises nothing on account of the model: what it fails at is unread."""
        portions = list(pieces(turns))
        answered = await asyncio.gather(*(self._portion(portion) for portion in portions[:QUESTIONS_MAX]))
        cited = dict.fromkeys(place for reading in answered for place in reading.cited)
        unread = [one for reading in answered for one in reading.unread]
        unread += [(shown.i, "too_long") for portion in portions[QUESTIONS_MAX:] for shown in portion]
        return Reading(tuple(cited), tuple(dict.fromkeys(unread)), sum(reading.dropped for reading in answered))

    async def _portion(self, portion: list[Shown]) -> Reading:
        try:
            async with self._room:
                said = await self._chat.ask(messages(portion, self._acts))
            found = read(said, portion, self._acts)
        except NoAnswer as none:
            return Reading(unread=tuple((shown.i, none.code) for shown in portion))
        return Reading(tuple(found.cited), (), found.dropped)

    async def close(self) -> None:
        """Let go of connections."""
        await self._chat.close()


@asynccontextmanager
async def opened(endpoint: Endpoint, acts: Mapping[str, Definition]) -> AsyncIterator[SecondReader]:
    """A reader for as long as the block runs."""
    reader = SecondReader(endpoint, acts)
    try:
        yield reader
    finally:
        await reader.close()


def read_dialogues(
    endpoint: Endpoint, acts: Mapping[str, Definition], dialogues: Sequence[Sequence[Spoken]]
) -> list[Reading]:
    """The second reading of each, a few at once; for where no event loop runs."""

    async def all_of_them() -> list[Reading]:
        async with opened(endpoint, acts) as reader:
            return list(await asyncio.gather(*(reader.read(turns) for turns in dialogues)))

    return asyncio.run(all_of_them())
