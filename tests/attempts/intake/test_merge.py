"""Rows of one attempt are one attempt, however they are ordered and split; held against a naive reading."""

import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from tests.attempts.intake.taken import BEIJING, ROW, TOKENS, Taken, csv_of, is_balanced, stored, take
from zilv.attempts.attempt import COLUMNS, Attempt
from zilv.attempts.intake import inputs
from zilv.attempts.intake.merge import OF_ANOTHER
from zilv.attempts.parse import attempt_from
from zilv.attempts.rows import local_day_and_minute, rows_of
from zilv.attempts.shape import Shape

SOME = ("", "x", "y")
facts: dict[str, tuple[str, ...]] = {
    "attempt_id": ("i", "i", "j"),
    "at": ("2026-03-02T23:59:59+08:00", "2026-03-02T10:00:00Z", "2026-03-03T00:00:00+08:00"),
    "lender": ("L", "L", "L", "M"),
    "person": ("13800000001", "13800000001", "13800000001", "13800000002"),
    "channel": ("voice", "sms", "voice_bot"),
    "direction": ("", "outbound", "inbound"),
    "party": ("", "debtor", "heir"),
    "number": ("", "13800000001", "13800000002"),
    "line": ("", "02100000001", "02100000002"),
    "answered": ("", "yes", "no"),
    "conversed": ("", "yes", "no"),
    "manual": ("", "yes", "no"),
    "seconds": ("", "0", "30"),
    "staff": ("", "0", "2"),
    "recording": ("", "r1"),
    "note": ("", "n1", " "),
    "account": ("", "c1", "c2"),
    "mode": ("", "notify", "interact"),
    "purpose": ("", "collect", "relay"),
    **dict.fromkeys(("agency", "collector", "product", "disposition"), SOME),
}
rows = strategies.lists(
    strategies.fixed_dictionaries({name: strategies.sampled_from(words) for name, words in facts.items()}), max_size=9
)
slow = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def joined(attempts: list[Attempt]) -> Attempt:
    """What rows of one attempt say together, field by field."""
    said: dict[str, Any] = {}
    for name in COLUMNS:
        values = [getattr(attempt, name) for attempt in attempts if getattr(attempt, name) is not None]
        largest = name in {"answered", "conversed", "manual", "seconds"}
        said[name] = (max(values) if largest else min(values)) if values else None
    return Attempt(**said)


def tokenised(row: dict[str, str]) -> Attempt:
    tokens = {k: TOKENS.text(k, row[k]) for k in ("person", "number", "account", "line") if row.get(k)}
    return attempt_from(row | tokens)


def naive(some: list[dict[str, str]]) -> tuple[dict[str, Attempt], int]:
    """The attempts, and how many rows stand for another person or lender than their id does."""
    by_id = defaultdict(list)
    for row in some:
        by_id[row["attempt_id"]].append(tokenised(row))
    refused, attempts = 0, {}
    for key, group in by_id.items():
        lender = min(attempt.lender for attempt in group)
        person = min(attempt.person for attempt in group if attempt.lender == lender)
        kept = [attempt for attempt in group if (attempt.lender, attempt.person) == (lender, person)]
        refused += len(group) - len(kept)
        attempts[key] = joined(kept)
    return attempts, refused


def as_stored(attempt: Attempt) -> dict[str, Any]:
    one = rows_of([attempt], [BEIJING])
    day, minute = local_day_and_minute(attempt.at, BEIJING)
    return {
        "attempt_id": attempt.attempt_id,
        "at": attempt.at,
        **{name: getattr(attempt, name) for name in ("lender", "agency", "collector", "line", "seconds")},
        **{name: int(getattr(one, name)[0]) for name in ("person", "number", "account")},
        "day": day,
        "minute": minute,
        "shape": Shape.of(attempt),
    }


def totals(taken: Taken) -> tuple[int, int, int, int, int]:
    a = taken.accounting
    return a.read, a.accepted, a.merged, a.duplicate, a.rejected


@slow
@given(rows)
def test_rows_of_one_id_say_together_what_each_says(tmp_path: Path, some: list[dict[str, str]]) -> None:
    taken = take(tmp_path, csv_of(some, list(facts)))
    attempts, refused = naive(some)
    assert {attempt["attempt_id"]: attempt for attempt in taken.attempts} == {
        k: as_stored(a) for k, a in attempts.items()
    }
    assert is_balanced(taken.accounting)
    assert taken.accounting.accepted == len(attempts)
    assert taken.accounting.rejected == len(taken.rejected) == refused


@slow
@given(rows, strategies.randoms(use_true_random=False), strategies.sampled_from([60, 300]))
def test_any_order_and_any_split_into_files_gives_the_same(
    tmp_path: Path, some: list[dict[str, str]], chance: random.Random, bucket_bytes: int
) -> None:
    once = take(tmp_path, csv_of(some, list(facts)))
    first = (once.layout / "part-00000.parquet").read_bytes()
    shuffled = chance.sample(some, len(some))
    cut = chance.randint(0, len(shuffled))
    again = take(tmp_path, csv_of(shuffled[:cut], list(facts)), csv_of(shuffled[cut:], list(facts)[::-1]))
    assert (again.layout / "part-00000.parquet").read_bytes() == first
    assert totals(again) == totals(once)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "BYTES_PER_BUCKET", bucket_bytes)
        many = take(tmp_path, csv_of(shuffled, list(facts)))
    assert sorted(many.attempts, key=lambda a: a["attempt_id"]) == sorted(once.attempts, key=lambda a: a["attempt_id"])
    assert totals(many) == totals(once)


@pytest.mark.parametrize(
    ("column", "kept", "other"),
    [
        ("at", "2026-03-02T09:29:59+08:00", "2026-03-02T01:30:00Z"),
        ("channel", "voice", "voice_bot"),
        ("direction", "inbound", "outbound"),
        ("answered", "yes", "no"),
        ("answered", "no", ""),
        ("manual", "yes", "no"),
        ("seconds", "9", "08"),
        ("staff", "0", "2"),
        ("staff", "2", ""),
        ("agency", "甲", "乙"),
        ("agency", "乙", ""),
        ("disposition", "answered", "busy"),
        ("recording", "r", ""),
    ],
)
def test_of_two_facts_one_stands_whichever_comes_first(tmp_path: Path, column: str, kept: str, other: str) -> None:
    row = {"attempt_id": "i", "at": "2026-03-02T01:30:00Z", "lender": "L", "person": "p", "channel": "voice"}
    if column == "agency":
        kept, other = (kept, other) if not other or kept < other else (other, kept)
    two = [row | {column: kept}, row | {column: other}]
    names = list(dict.fromkeys([*row, column]))
    alone = take(tmp_path, csv_of(two[:1], names)).attempts
    assert take(tmp_path, csv_of(two, names)).attempts == alone
    assert take(tmp_path, csv_of(two[::-1], names)).attempts == alone


HEADER = "attempt_id,at,lender,person,channel,answered,seconds"


def fates(folder: Path, *said: str) -> tuple[int, int, int, int]:
    lines = "".join(f"{ROW},{row}\n" for row in said)
    return totals(take(folder, f"{HEADER}\n{lines}"))[1:]


def test_a_row_that_adds_nothing_is_a_duplicate_and_one_that_adds_a_fact_is_merged(tmp_path: Path) -> None:
    assert fates(tmp_path, "yes,5", "yes,5") == (1, 0, 1, 0)
    assert fates(tmp_path, "yes,5", ",") == (1, 0, 1, 0)
    assert fates(tmp_path, ",", "yes,5") == (1, 0, 1, 0)
    assert fates(tmp_path, "yes,", ",5") == (1, 1, 0, 0)
    assert fates(tmp_path, "yes,5", "no,4", ",") == (1, 0, 2, 0)
    assert fates(tmp_path, "no,9", "yes,5") == (1, 1, 0, 0)


def test_an_id_that_stands_for_two_persons_keeps_the_smaller_whichever_comes_first(tmp_path: Path) -> None:
    tokens = sorted([TOKENS.text("person", "p1"), TOKENS.text("person", "p2")])
    lines = [f"i,2026-03-02T09:30:00Z,L,{token},voice,yes,5\n" for token in tokens]
    for order in (lines, lines[::-1]):
        taken = take(tmp_path, HEADER + "\n" + "".join(order))
        assert [attempt["person"] for attempt in taken.attempts] == [TOKENS.value("person", tokens[0])]
        assert [(field, reason) for _, field, reason in taken.reasons] == [("attempt_id", OF_ANOTHER)]


def test_two_persons_of_one_id_are_noticed_though_they_belong_to_different_parts(tmp_path: Path) -> None:
    lines = "".join(f"i,2026-03-02T09:30:00Z,L,p{n},voice,yes,5\n" for n in range(40))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "BYTES_PER_BUCKET", 100)
        taken = take(tmp_path, f"{HEADER}\n{lines}")
    assert len(list(taken.layout.glob("part-*.parquet"))) >= 16
    assert (taken.accounting.accepted, taken.accounting.rejected, len(taken.rejected)) == (1, 39, 39)


def test_many_rows_of_one_id_are_settled_in_reasonable_time(tmp_path: Path) -> None:
    lines = "".join(f"i,2026-03-02T09:30:00Z,L,p,voice,,{n}\n" for n in range(50_000))
    taken = take(tmp_path, f"{HEADER}\n{lines}")
    assert totals(taken) == (50_000, 1, 0, 49_999, 0)
    assert stored(taken.layout)[0]["seconds"] == 49_999
