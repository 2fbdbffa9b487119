"""Which rows to look at first."""

from datetime import datetime, timedelta, timezone
from typing import Any

from tests.audit.example import finding, findings_of
from zilv.audit.worst import worst

AT = datetime(2026, 10, 1, 14, 30, tzinfo=timezone.utc)


def limit(name: str, count: int, **given: Any) -> dict[str, Any]:
    """A breach of a limit of three."""
    usual = {"topic": "answered_limit", "provision": "example.answered", "count": count, "limit": 3}
    return finding(attempt_id=name, **usual, **given)


def ids(rows: list[dict[str, Any]]) -> list[str]:
    """In which order they came."""
    return [row["attempt_id"] for row in rows]


def test_further_beyond_the_limit_comes_first_then_the_earlier() -> None:
    rows = [limit("four", 4), limit("nine", 9), limit("later", 5, at=AT + timedelta(hours=1)), limit("sooner", 5)]
    assert ids(worst(findings_of(rows), 10)) == ["nine", "sooner", "later", "four"]


def test_topics_take_turns() -> None:
    limits = [limit(f"L{count}", count) for count in (9, 8, 7, 6)]
    hours = [finding(attempt_id=f"H{n}", at=AT + timedelta(minutes=n)) for n in range(2)]
    assert ids(worst(findings_of(limits + hours), 10)) == ["L9", "H0", "L8", "H1", "L7", "L6"]


def test_forbidden_comes_before_doubt_and_doubt_before_warning() -> None:
    rows = [finding(attempt_id=o, outcome=o) for o in ("warned", "undetermined", "forbidden")]
    assert ids(worst(findings_of(rows), 10)) == ["forbidden", "undetermined", "warned"]


def test_a_full_list_keeps_some_of_every_outcome_unless_only_the_strictest_are_asked_for() -> None:
    many = [finding(attempt_id=f"F{n}") for n in range(300)]
    mild = [finding(attempt_id=f"W{n}", outcome="warned") for n in range(300)]
    kept = worst(findings_of(many + mild), 100)
    assert [row["outcome"] for row in kept] == ["forbidden"] * 85 + ["warned"] * 15
    strict = worst(findings_of(many + mild), 100, strictest_only=True)
    assert {row["outcome"] for row in strict} == {"forbidden"} and len(strict) == 100


def test_what_the_strictest_do_not_need_goes_to_the_milder() -> None:
    few = [finding(attempt_id=f"F{n}") for n in range(5)]
    mild = [finding(attempt_id=f"W{n}", outcome="warned") for n in range(300)]
    kept = worst(findings_of(few + mild), 100)
    assert [row["outcome"] for row in kept] == ["forbidden"] * 5 + ["warned"] * 95


def test_a_row_reads_in_local_time() -> None:
    [row] = worst(findings_of([finding()]), 5)
    assert (row["local"], row["at"]) == ("2026-10-01 22:30", "2026-10-01T22:30:00+08:00")
    assert (row["retry_local"], row["also"], row["agency"]) == ("2026-10-02 08:00", [], "")


def test_a_row_without_known_zone_says_utc() -> None:
    [row] = worst(findings_of([finding(local_time=None, retry_at=None)]), 5)
    assert (row["local"], row["retry_local"]) == ("2026-10-01 14:30 UTC", "")


def test_no_findings_have_no_worst() -> None:
    assert worst(findings_of([]), 5) == []


def test_a_text_cannot_steer_a_terminal() -> None:
    [row] = worst(findings_of([finding(agency="\x1b[2J甲\u202e乙")]), 5)
    assert row["agency"] == "\ufffd[2J甲\ufffd乙"
