"""Ten rules, each stated once: for zilv as a check of the law, for the others as conditions on the facts' columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zilv.rules.library import Law, choose

Conditions = Mapping[str, tuple[str, ...] | int]
"""A column with the words, or the 1 or 0, that are meant."""

VOICE = ("voice", "voice_bot")
COUNTS: dict[str, tuple[str, Conditions]] = {
    "answered_before": ("person", {"channel": VOICE, "party": ("debtor",), "mode": ("notify",), "answered": 1}),
    "conversed_before": ("person", {"channel": VOICE, "party": ("debtor",), "mode": ("interact",), "conversed": 1}),
    "unanswered_before": ("number", {"channel": VOICE, "answered": 0}),
}
"""The three counts: per what, within a lender and a local day, and what is counted before an attempt."""


@dataclass(frozen=True)
class Rule:
    """An attempt breaks it where all conditions hold: `where`; `at_most` attempts counted before already; a local
    minute from the first until, not including, the second (over midnight if that is less); a weekday (0 = Monday)."""

    name: str
    check: Mapping[str, Any]
    where: Conditions = field(default_factory=dict)
    count: str | None = None
    at_most: int = 0
    minutes: tuple[int, int] | None = None
    weekday: int | None = None


def _limit(name: str, count: str, at_most: int) -> Rule:
    per, where = COUNTS[count]
    check = {"kind": "limit", "when": _when(where), "at_most": at_most, "per": per, "window": "day"}
    return Rule(name, check, where, count, at_most)


def _when(where: Conditions) -> dict[str, Any]:
    return {name: list(v) if isinstance(v, tuple) else ("no", "yes")[v] for name, v in where.items()}


def _hours(name: str, where: Conditions, starts: int, ends: int, weekday: int | None = None) -> Rule:
    clock = {"starts": f"{starts:02}:00", "ends": f"{ends:02}:00"}
    on = {} if weekday is None else {"on": [("mon", "tue", "wed", "thu", "fri", "sat", "sun")[weekday]]}
    minutes = None if starts == ends else (60 * starts, 60 * ends)
    return Rule(name, {"kind": "quiet_hours", "when": _when(where), **clock, **on}, where, None, 0, minutes, weekday)


RULES = (
    _limit("answered_notices", "answered_before", 1),
    _limit("conversations", "conversed_before", 1),
    _limit("calls_in_vain", "unanswered_before", 2),
    _hours("night", {}, 20, 9),
    _hours("noon", {"channel": ("voice",), "party": ("debtor",)}, 12, 14),
    _hours("sunday", {"party": ("contact_person",)}, 0, 0, weekday=6),
    Rule(
        "contact_persons",
        {"kind": "recipient", "when": {"party": ["contact_person"]}, "only_for": ["relay"]},
        {"party": ("contact_person",), "purpose": ("collect", "ask_contact", "notice")},
    ),
    Rule(
        "robots_of_agencies",
        {"kind": "recipient", "when": {"channel": ["voice_bot"], "actor": "agency"}},
        {"channel": ("voice_bot",), "outsourced": 1},
    ),
    Rule(
        "notes_of_conversations",
        {"kind": "record", "when": {"conversed": "yes"}, "needs": "note"},
        {"conversed": 1, "noted": 0},
    ),
    Rule(
        "recordings_in_vain",
        {"kind": "record", "when": {"channel": ["voice"], "answered": "no"}, "needs": "recording"},
        {"channel": ("voice",), "answered": 0, "recorded": 0},
    ),
)
"""Numbers chosen so that every rule is broken often in generated data; they are no law's."""


def law() -> Law:
    """The ten rules as zilv judges them, each a provision of its own topic."""
    chosen = choose("cn")
    pattern = next(p for p in chosen.judged if p.id == "cn.gbt-45251-2025.answered-limit").model_dump()
    changed = (
        {"id": f"bench.{rule.name.replace('_', '-')}", "topic": rule.name, "check": rule.check} for rule in RULES
    )
    provision = type(chosen.judged[0])
    return Law([provision.model_validate({**pattern, **one}) for one in changed], chosen.instruments, chosen.packs)


def sql(rule: Rule) -> str:
    """The rule as a condition in SQL."""
    parts = [conditions(rule.where)] if rule.where else []
    parts += [f"{rule.count} >= {rule.at_most}"] if rule.count else []
    if rule.minutes:
        first, after = rule.minutes
        parts.append(f"(minute >= {first} {'and' if first < after else 'or'} minute < {after})")
    parts += [] if rule.weekday is None else [f"(day + 3) % 7 = {rule.weekday}"]
    return " and ".join(parts)


def conditions(where: Conditions) -> str:
    """Conditions in SQL."""
    told = (
        f"{name} in ({', '.join(map(repr, words))})" if isinstance(words, tuple) else f"{name} = {words}"
        for name, words in where.items()
    )
    return " and ".join(told)
