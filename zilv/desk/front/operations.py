"""The hot path: what is asked of the gate and of nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec

from zilv.desk.front.decode import Decoding
from zilv.desk.metrics import ask_answered
from zilv.desk.problem import Problem, Rejected, Reply, Wrong, as_json, problem_of
from zilv.gate.actor import Actor
from zilv.gate.ask import Answer, Ask, Cancel, Outcome, Ruling
from zilv.gate.refusal import Refused
from zilv.gate.unanswered import UNREACHABLE
from zilv.privacy.token import PREFIXES, is_token

if TYPE_CHECKING:
    from zilv.desk.process import Process

BATCH_MAX = 1000


class Call(NamedTuple):
    """One authenticated request. `spend` takes so many more asks from the key's rate, or raises Rejected."""

    process: "Process"
    actor: Actor
    body: bytes
    named: str
    spend: Callable[[int], None]


Operation = Callable[[Call], Awaitable[Reply]]


class AskSent(Ask, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An ask as it is sent: the key says the lender, and an agency's key the agency, where they are left out."""

    lender: Annotated[str, msgspec.Meta(max_length=128, pattern=r"^[^\x00-\x1f\x7f]+(?![\s\S])")] = ""


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 1,000 asks; each has its own decision, in order."""

    asks: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=BATCH_MAX)]


class BatchItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one ask of a batch: its answer, or why it was refused."""

    answer: Answer | None = None
    problem: Problem | None = None


class Batched(msgspec.Struct, frozen=True):
    """One item for each ask, in their order."""

    items: list[BatchItem]


ASK = Decoding(AskSent)
BATCH = Decoding(Batch)
OUTCOME = Decoding(Outcome)
CANCEL = Decoding(Cancel)
RULING = Decoding(Ruling)


async def ask(call: Call) -> Reply:
    """Decide, and reserve what is permitted."""
    return as_json(await _asked(_filled(ASK(call.body), call.actor), call))


async def batch(call: Call) -> Reply:
    """The same for many. A body that is wrong anywhere is refused whole, before anything is decided."""
    raws = BATCH(call.body).asks
    call.spend(len(raws) - 1)
    asks = [_filled(ASK(raw, f"asks[{n}]"), call.actor) for n, raw in enumerate(raws)]
    return as_json(Batched(list(await asyncio.gather(*(_item(one, call) for one in asks)))))


async def _item(asked: Ask, call: Call) -> BatchItem:
    try:
        return BatchItem(answer=await _asked(asked, call))
    except Refused as refused:
        return BatchItem(problem=problem_of(refused))


def held(body: bytes) -> Reply:
    """What one ask or peek is told while the store cannot be reached, whatever it asks."""
    ask_answered(UNREACHABLE.decision, UNREACHABLE.code or "")
    return as_json(UNREACHABLE)


def all_held(body: bytes) -> Reply:
    """The same for each ask of a batch. Raises Rejected for a body that is no batch."""
    asks = BATCH(body).asks
    for _ in asks:
        ask_answered(UNREACHABLE.decision, UNREACHABLE.code or "")
    return as_json(Batched([BatchItem(answer=UNREACHABLE)] * len(asks)))


async def peek(call: Call) -> Reply:
    """Decide without reserving or recording."""
    asked = _filled(ASK(call.body), call.actor)
    return as_json(await call.process.gate.peek(asked, call.actor))


async def outcome(call: Call) -> Reply:
    """How an attempt went."""
    told = OUTCOME(call.body)
    return as_json(await call.process.gate.report(_attempt_id(call.named), told, call.actor))


async def cancel(call: Call) -> Reply:
    """A reservation that was never dialled."""
    told = CANCEL(call.body)
    return as_json(await call.process.gate.cancel(_attempt_id(call.named), told, call.actor))


async def ruling(call: Call) -> Reply:
    """A person's decision on what was held or denied."""
    told = RULING(call.body)
    return as_json(await call.process.gate.rule(_attempt_id(call.named), told, call.actor))


async def attempt(call: Call) -> Reply:
    """How an attempt stands."""
    return as_json(await call.process.gate.attempt(_attempt_id(call.named), call.actor))


async def ledger(call: Call) -> Reply:
    """What is used and what remains for one person, by token: raw identifiers do not belong in addresses."""
    if not (is_token(call.named) and call.named.startswith(PREFIXES["person"])):
        expected = "人员代号 p_…（zilv intake token） · a person's token p_… (zilv intake token)"
        raise Rejected("invalid", errors=(Wrong("token", expected),))
    return as_json(await call.process.gate.ledger(call.named, call.actor))


async def _asked(asked: Ask, call: Call) -> Answer:
    answer = await call.process.gate.ask(asked, call.actor)
    ask_answered(answer.decision, answer.code or "")
    return answer


def _filled(sent: AskSent, actor: Actor) -> Ask:
    changed = {} if sent.lender else {"lender": actor.lender}
    if actor.agency and sent.agency is None:
        changed["agency"] = actor.agency
    return msgspec.structs.replace(sent, **changed) if changed else sent


def _attempt_id(named: str) -> str:
    """Raises Refused for what no attempt can be called."""
    if not (named.isascii() and named.isalnum() and len(named) <= 32):
        raise Refused("unknown_attempt")
    return named
