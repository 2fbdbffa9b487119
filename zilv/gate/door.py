"""At the door: what was sent becomes tokens, and nothing raw goes further."""

import hashlib
from typing import NamedTuple

import msgspec

from zilv.attempts.shape import Shape
from zilv.gate.actor import Actor
from zilv.gate.ask import Ask
from zilv.gate.refusal import Refused
from zilv.privacy.token import PREFIXES, Tokens, identifier_fault, to_text

_shape = msgspec.json.Encoder()


class Asked(NamedTuple):
    """An ask with tokens for identifiers. `idem`: what makes it the same ask again; `digest`: of what it asks."""

    ask: Ask
    person: int
    number: int
    account: int
    shape: str
    idem: str
    digest: str
    key_id: str


def asked(ask: Ask, actor: Actor, tokens: Tokens) -> Asked:
    """Check that the key speaks for lender and agency, and put tokens in the place of identifiers. Raises Refused.

    A masked number would be a token of its own, and counted as nobody's.
    """
    if ask.lender != actor.lender:
        raise Refused("other_lender")
    if actor.agency and ask.agency != actor.agency:
        raise Refused("other_agency")
    given = {kind: getattr(ask, kind) for kind in PREFIXES if getattr(ask, kind) is not None}
    for kind, text in given.items():
        if wrong := identifier_fault(kind, text):
            raise Refused("number_bad" if kind == "number" else "identifier_bad", f"{kind}: {wrong}")
    values = {kind: tokens.value(kind, text) for kind, text in given.items()}
    ask = msgspec.structs.replace(ask, **{kind: to_text(kind, value) for kind, value in values.items()})
    body = msgspec.json.encode(msgspec.structs.replace(ask, key=""))
    return Asked(
        ask=ask,
        person=values["person"],
        number=values.get("number", 0),
        account=values.get("account", 0),
        shape=encoded(shape_of(ask)),
        idem=idem("ask", ask.agency or "", ask.key),
        digest=hashlib.sha256(body).hexdigest()[:32],
        key_id=actor.key_id,
    )


def shape_of(ask: Ask) -> Shape:
    """The shape of an attempt about to be made: its outcome is still to come."""
    return Shape(
        channel=ask.channel,
        direction=ask.direction,
        party=ask.party,
        mode=ask.mode,
        manual=ask.manual,
        staff=ask.staff,
        recorded=None,
        purpose=ask.purpose,
        product=ask.product,
        outsourced=ask.agency is not None,
        collector_named=ask.collector is not None,
        pending=True,
    )


def encoded(shape: Shape) -> str:
    """A shape as the book keeps it."""
    return _shape.encode(shape).decode()


def idem(kind: str, whose: str, key: str) -> str:
    """What may stand in a lender's journal once: kind, whose key it is, the key."""
    return f"{kind}:{whose.replace(':', _WITHIN)}:{key}"


_WITHIN = "\x1f"
"""In the place of a colon within a name, where no name can hold it: else A with B:c would be A:B with c."""
