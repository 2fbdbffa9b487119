"""Asking the gate of this machine's own database, without a server."""

import asyncio
from collections.abc import Sequence

import msgspec

from zilv.gate.actor import Actor
from zilv.gate.ask import Answer, Ask
from zilv.gate.client.failure import INVALID, Unanswered
from zilv.gate.client.fields import AskFields
from zilv.gate.gate import Gate
from zilv.gate.refusal import Refused
from zilv.gate.scrub.asking import AT_A_TIME

KEY_ID = "scrub"
"""Stands in the journal in the place of a key: whoever can open the database needs none."""


class Direct:
    """Asks on behalf of the lender that each row names."""

    def __init__(self, gate: Gate, reserve: bool) -> None:
        self._gate, self._reserve = gate, reserve
        self._turn = asyncio.Semaphore(AT_A_TIME)

    async def answers(self, asks: Sequence[AskFields]) -> list[Answer]:
        """See Asker."""
        return list(await asyncio.gather(*(self._one(fields) for fields in asks)))

    async def _one(self, fields: AskFields) -> Answer:
        if not fields.get("lender"):
            return Unanswered(decision="hold", code=INVALID, detail="lender")
        try:
            ask = msgspec.convert(fields, Ask)
            actor = Actor(KEY_ID, ask.lender, "", frozenset({"ask"}))
            if self._reserve:
                return await self._gate.ask(ask, actor)
            async with self._turn:
                return await self._gate.peek(ask, actor)
        except msgspec.ValidationError:
            return Unanswered(decision="hold", code=INVALID)
        except Refused as refused:
            return Unanswered(decision="hold", code=refused.code, detail=f"{refused.reason.zh} · {refused.reason.en}")
