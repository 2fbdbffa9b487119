"""Into which of the four files a row goes, and what stands beside it there."""

from datetime import datetime
from typing import Literal, NamedTuple

from zilv.gate.ask import Answer
from zilv.gate.client.failure import Unanswered

Fate = Literal["permitted", "held", "denied", "rejected"]
FATES: tuple[Fate, ...] = ("permitted", "held", "denied", "rejected")

REASONS = ("clause", "says_zh", "says_en", "retry_at", "code")
COLUMNS: dict[Fate, tuple[str, ...]] = {
    "permitted": ("attempt_id", "dial_by", "due", "says_zh", "says_en"),
    "held": ("attempt_id", *REASONS),
    "denied": ("attempt_id", *REASONS),
    "rejected": ("row", "line", "field", "reason"),
}
"""What is added to the list's own columns, each with PREFIX before it."""

PREFIX = "zilv_"
STALE = "answered_before"
STALE_ZH = "同一名单先前已问过，当时的预留或裁决已过时；请用 --run 另起一次"
STALE_EN = "this list was asked about before, and that answer no longer holds; begin a new run with --run"
OF_ONE_ROW = frozenset({"invalid", "other_lender", "other_agency", "key_reused", "number_bad", "identifier_bad"})
"""Codes with which the gate refuses one row, and not whoever asks."""


class Told(NamedTuple):
    """Where a row goes, and the added columns by name."""

    fate: Fate
    columns: dict[str, str]


def told_of(answer: Answer, now: datetime) -> Told:
    """What an answer means for its row. An answer given before that no longer binds is held: it is no permit now."""
    if isinstance(answer, Unanswered) and answer.code in OF_ONE_ROW:
        return Told("rejected", {"field": "", "reason": f"{answer.code}: {answer.detail}".removesuffix(": ")})
    if outdated(answer, now):
        stale = {"says_zh": STALE_ZH, "says_en": STALE_EN, "code": STALE}
        return Told("held", {"attempt_id": answer.attempt_id or "", **stale})
    fate: Fate = "permitted" if answer.decision == "permit" else "held" if answer.decision == "hold" else "denied"
    told = {name: getattr(answer, name) for name in ("attempt_id", "dial_by", "due", "retry_at", "code")}
    said = {
        "clause": [finding.clause for finding in answer.findings],
        "says_zh": [finding.says_zh for finding in answer.findings],
        "says_en": [finding.says_en for finding in answer.findings],
    }
    columns = {name: value or "" for name, value in told.items()} | {n: " | ".join(texts) for n, texts in said.items()}
    return Told(fate, {name: columns[name] for name in COLUMNS[fate]})


def outdated(answer: Answer, now: datetime) -> bool:
    """Whether a recorded answer was overtaken by time: a reservation past due, a denial whose hour has come."""
    until = answer.due if answer.decision == "permit" else answer.retry_at
    return until is not None and datetime.fromisoformat(until) <= now
