"""Asking the gate from asynchronous code."""

import ssl
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, Self, Unpack

from zilv.gate.ask import Answer, Receipt
from zilv.gate.client import wire
from zilv.gate.client.credential import Sent, Signing, credential_of
from zilv.gate.client.failure import INVALID, GateError
from zilv.gate.client.fields import AskFields, OutcomeFields
from zilv.gate.client.line import Line
from zilv.privacy.token import PREFIXES, is_token

if TYPE_CHECKING:
    from zilv.gate.ledger import Ledger

DEADLINE_S = 3.0


class AsyncClient:
    """Asks a gate at `url`, with a key (`zk_…`) or with a `Signing`, which signs each request instead.

    `ask`, `ask_many` and `peek` never raise and never guess: without an answer within `deadline_s` they give an
    `Unanswered` hold. Everything else raises GateError. What is sent again keeps its key, so it takes effect once.
    """

    def __init__(
        self, url: str, key: str | Signing, *, deadline_s: float = DEADLINE_S, tls: ssl.SSLContext | None = None
    ) -> None:
        self._line = Line(url, credential_of(key), deadline_s, tls)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._line.url!r})"

    async def ask(self, **fields: Unpack[AskFields]) -> Answer:
        """Whether this attempt may be made; if so, it is reserved."""
        try:
            body = await self._line.send(Sent("POST", "/v1/asks", wire.ask_body(fields)))
            return wire.reserved(wire.decoded(body, Answer))
        except GateError as error:
            return error.as_answer()

    async def peek(self, **fields: Unpack[AskFields]) -> Answer:
        """The same without reserving or recording: a permit promises nothing."""
        try:
            return wire.decoded(await self._line.send(Sent("POST", "/v1/peeks", wire.ask_body(fields))), Answer)
        except GateError as error:
            return error.as_answer()

    async def ask_many(self, asks: Iterable[AskFields]) -> list[Answer]:
        """An answer to each, in their order; each batch of up to 1,000 has the deadline to itself."""
        answers: list[Answer] = []
        places, bodies = [], []
        for place, fields in enumerate(asks):
            try:
                bodies.append(wire.ask_body(fields))
                places.append(place)
                answers.append(wire.not_understood().as_answer())
            except GateError as error:
                answers.append(error.as_answer())
        for asked in wire.batches(bodies):
            answered = await self._batch(asked)
            for place, answer in zip(places, answered, strict=False):
                answers[place] = answer
            del places[: len(asked)]
        return answers

    async def _batch(self, bodies: Sequence[bytes]) -> list[Answer]:
        try:
            return wire.batch_answers(await self._line.send(wire.batch(bodies)), len(bodies))
        except GateError as error:
            return [error.as_answer()] * len(bodies)

    async def report(self, attempt_id: str, **outcome: Unpack[OutcomeFields]) -> Receipt:
        """How an attempt went. Raises GateError."""
        return wire.decoded(await self._line.send(wire.told("outcome", attempt_id, outcome)), Receipt)

    async def cancel(self, attempt_id: str, reason: str, key: str | None = None) -> Receipt:
        """Give back a reservation that was never dialled. Raises GateError."""
        sent = wire.told("cancel", attempt_id, {"key": key, "reason": reason})
        return wire.decoded(await self._line.send(sent), Receipt)

    async def ruling(
        self, attempt_id: str, verdict: Literal["permit", "refuse"], reason: str, key: str | None = None
    ) -> Receipt:
        """What a person decides on a held or denied ask; the key must be that person's. Raises GateError."""
        sent = wire.told("ruling", attempt_id, {"key": key, "verdict": verdict, "reason": reason})
        return wire.decoded(await self._line.send(sent), Receipt)

    async def attempt(self, attempt_id: str) -> Receipt:
        """How an attempt stands. Raises GateError."""
        return wire.decoded(await self._line.send(Sent("GET", wire.attempt_path(attempt_id), b"")), Receipt)

    async def ledger(self, person: str) -> "Ledger":
        """What was used of each limit for a person, by token: addresses hold no raw identifier. Raises GateError."""
        if not (isinstance(person, str) and is_token(person) and person.startswith(PREFIXES["person"])):
            raise GateError(INVALID, "person: expected a token p_… (zilv intake token)")
        from zilv.gate.ledger import Ledger

        return wire.decoded(await self._line.send(Sent("GET", f"/v1/people/{person}/ledger", b"")), Ledger)

    async def close(self) -> None:
        """Let go of connections, in bounded time. What is under way is cut off: an ask is held, all else raises
        GateError, `gate_unreachable`; so is whatever is asked later.
        """
        await self._line.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *left: object) -> None:
        await self.close()
