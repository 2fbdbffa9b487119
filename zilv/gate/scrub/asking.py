"""Asking about many rows: in order, again while the gate cannot answer, and not at all without a valid key."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from zilv.errors import ZilvError
from zilv.gate.ask import Answer
from zilv.gate.client.client import AsyncClient
from zilv.gate.client.failure import UNREACHABLE, Unanswered
from zilv.gate.client.fields import AskFields
from zilv.gate.scrub.fate import OF_ONE_ROW

AGAIN = frozenset({UNREACHABLE, "store_unreachable", "busy"})
TRIES, PAUSE_S = 5, 1.0
"""So often in a row without any answer; of many rows about one person each try yields some."""

AT_A_TIME = 16


class Asker(Protocol):
    """Whoever answers a slice of a list."""

    async def answers(self, asks: Sequence[AskFields]) -> list[Answer]:
        """An answer to each, in their order."""


class Reserving:
    """Asks, so that each permitted row is reserved."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def answers(self, asks: Sequence[AskFields]) -> list[Answer]:
        """See Asker."""
        return await self._client.ask_many(asks)


class Peeking:
    """Only looks: each row is judged as if it were the only one."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._turn = asyncio.Semaphore(AT_A_TIME)

    async def answers(self, asks: Sequence[AskFields]) -> list[Answer]:
        """See Asker."""
        return list(await asyncio.gather(*(self._one(fields) for fields in asks)))

    async def _one(self, fields: AskFields) -> Answer:
        async with self._turn:
            return await self._client.peek(**fields)


async def answered(asker: Asker, asks: Sequence[AskFields], pause_s: float = PAUSE_S) -> list[Answer]:
    """An answer to each. Raises ZilvError where the gate cannot be reached for long, or refuses whoever asks."""
    answers, tried = await asker.answers(asks), 1
    open_yet = _open(answers)
    while open_yet and tried < TRIES:
        await asyncio.sleep(pause_s * tried)
        for place, answer in zip(open_yet, await asker.answers([asks[place] for place in open_yet]), strict=True):
            answers[place] = answer
        before, open_yet = len(open_yet), _open(answers)
        tried = tried + 1 if len(open_yet) == before else 1
    for answer in answers:
        _check(answer)
    return answers


def _open(answers: Sequence[Answer]) -> list[int]:
    """The places of those that are no answers yet."""
    return [place for place, answer in enumerate(answers) if answer.code in AGAIN]


def _check(answer: Answer) -> None:
    if answer.code in AGAIN:
        raise ZilvError(
            "闸门无法应答，未写出任何结果；加 --reserve 时已作的预留仍有效，重新运行不会重复预留 · "
            "the gate gives no answer, and no result was written; what was reserved stays, and running again "
            f"reserves nothing twice ({answer.code})"
        )
    if isinstance(answer, Unanswered) and answer.code not in OF_ONE_ROW:
        raise ZilvError(
            f"闸门拒绝了此密钥的请求 · the gate refuses this key's requests: {answer.code}: {answer.detail}"
        )
