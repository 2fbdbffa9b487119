"""Which attempts a provision speaks of: a small typed filter, read once per shape."""

from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from zilv.attempts.shape import Shape
from zilv.attempts.vocabulary import (
    CHANNELS,
    DIRECTIONS,
    MODES,
    PARTIES,
    PURPOSES,
    Channel,
    Direction,
    Mode,
    Party,
    Purpose,
    YesNo,
)
from zilv.rules.three import NO, UNKNOWN, YES, truth


class Frozen(BaseModel):
    """Base of everything a law file states: no field it does not know, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @cached_property
    def _hash_of_fields(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in type(self).model_fields)))

    def __hash__(self) -> int:
        """Worked out once: checks and filters are keys of everything that a run keeps."""
        return self._hash_of_fields


class When(Frozen):
    """All the given conditions hold. A condition on a fact nobody recorded is unknown, never guessed; one on an
    outcome still to come holds, since it may.

    `actor` tells the lender's own staff from an agency. An attempt without a product is of no special
    product: a consumer finance company issues no cards.
    """

    channel: tuple[Channel, ...] | None = None
    direction: tuple[Direction, ...] | None = ("outbound",)
    party: tuple[Party, ...] | None = None
    mode: tuple[Mode, ...] | None = None
    purpose: tuple[Purpose, ...] | None = None
    product: tuple[str, ...] | None = None
    actor: Literal["agency", "lender"] | None = None
    answered: YesNo | None = None
    conversed: YesNo | None = None
    manual: YesNo | None = None

    def of(self, shape: Shape) -> int:
        """NO, UNKNOWN or YES: whether an attempt of this shape is meant."""
        least = YES
        for name, words in _WORDS.items():
            least = min(least, _among(getattr(self, name), getattr(shape, name), words))
        for name in ("answered", "conversed", "manual"):
            value = getattr(shape, name)
            if not (shape.pending and value is None and name != "manual"):
                least = min(least, _as_stated(getattr(self, name), value))
        if self.product is not None and shape.product not in self.product:
            return NO
        if self.actor is not None and (self.actor == "agency") != shape.outsourced:
            return NO
        return least


_WORDS = {"channel": CHANNELS, "direction": DIRECTIONS, "party": PARTIES, "mode": MODES, "purpose": PURPOSES}


def _among(allowed: tuple[str, ...] | None, value: str | None, words: tuple[str, ...]) -> int:
    if allowed is None or set(allowed) == set(words):
        return YES
    return UNKNOWN if value is None else YES if value in allowed else NO


def _as_stated(stated: str | None, value: bool | None) -> int:
    if stated is None:
        return YES
    return truth(value) if stated == "yes" else YES - truth(value)
