"""The acts as data: what each is, how it is said, whom it serves, examples for and against."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from zilv.attempts.vocabulary import ACTS

Side = Literal["collector", "other"]
FOLDER = Path(__file__).parent
RED_LINES = frozenset(
    {"threat", "insult", "impersonation", "private_payment", "third_party_disclosure", "public_exposure"}
)
"""Acts of which hardly one may be missed."""
OWING = frozenset({"debtor", "guarantor", "heir", "attorney"})
"""Whom no clause on third persons protects."""


class Both(msgspec.Struct, frozen=True):
    """The same in both languages."""

    zh: str
    en: str


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A turn, as if said in a contact. `before`: what the other side had just said."""

    text: str
    before: str | None = None
    party: str | None = "debtor"
    channel: str = "voice"
    first_contact: bool | None = None
    speaker: Side | None = None


class Examples(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"for_": "for"}):
    """Turns that are the act, and turns that look like it and are not."""

    for_: tuple[Example, ...] = ()
    against: tuple[Example, ...] = ()


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act of the collector or a signal of the other side.

    `serves`: ids of provisions; `serves_others`: of those that bind only where somebody else than the debtor and
    guarantors is spoken to. `sure`: patterns whose match is a finding by itself, unless negated or quoted; `hints`:
    patterns that only count as evidence. Both are regular expressions over normalised text in which `{meaning}` stands
    for the words of the lexicon. `after`: the signal without which the act cannot be.
    """

    act: str
    side: Side
    name: Both
    is_: Both = msgspec.field(name="is")
    is_not: Both
    cases: Examples
    serves: tuple[str, ...] = ()
    serves_others: tuple[str, ...] = ()
    serves_none: Both | None = None
    sure: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    after: str | None = None
    parties: tuple[str, ...] = ()

    def served(self, party: str | None) -> tuple[str, ...]:
        """The provisions that it concerns in a contact with `party`; None: nobody recorded who, so all."""
        return self.serves if party in OWING else (*self.serves, *self.serves_others)


ORDER: tuple[str, ...] = (
    *ACTS,
    "hardship",
    "vulnerability",
    "dispute",
    "complaint_intent",
    "stop_request",
    "wrong_person",
    "deceased",
    "offers_to_pay",
    "proxy_agent",
    "borrower_bot",
)
"""The names of all acts, the collector's first."""


@cache
def acts() -> tuple[Act, ...]:
    """Every act, in `ORDER`."""
    return tuple(_read(FOLDER / name / "act.yaml") for name in ORDER)


@cache
def act_named(name: str) -> Act:
    """The act of this name. Raises KeyError."""
    return {act.act: act for act in acts()}[name]


def names(side: Side) -> tuple[str, ...]:
    """The names of one side's acts."""
    return tuple(act.act for act in acts() if act.side == side)


def shown(name: str) -> Examples:
    """The turns from which the head of this act also learns; none of them is a case."""
    path = FOLDER / name / "examples.yaml"
    return msgspec.convert(_loaded(path), Examples) if path.exists() else Examples()


def _read(path: Path) -> Act:
    return msgspec.convert(_loaded(path), Act)


def _loaded(path: Path) -> object:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), Loader=loader)
