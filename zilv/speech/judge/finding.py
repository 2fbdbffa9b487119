"""What is found: an act on a turn, the words that show it, the law it concerns, and why."""

from typing import Literal

import msgspec

from zilv.speech.acts.act import Both


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An act of the collector, or a signal of the other side.

    `id`: the dialogue's; `attempt_id`: its attempt's, left out where the dialogue names none; `turn`: the turn's `i`;
    `span`: characters `start` to `end` of its text, verbatim; `provision`: ids of the law files it concerns, perhaps
    none; `by`: a rule's finding stands unless heads and encoder together refute it.
    """

    id: str
    attempt_id: str | None = None
    turn: int
    act: str
    score: float
    span: str
    start: int
    end: int
    provision: tuple[str, ...]
    by: Literal["rule", "score"]
    why: Both


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What a line of `zilv speech judge` and one of `zilv speech second` both say; the second reader gives no score."""

    id: str
    attempt_id: str | None = None
    turn: int
    act: str
    span: str
    by: Literal["rule", "score", "second"]
