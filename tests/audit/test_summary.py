"""What an audit found, in numbers."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.audit.example import LENDER, attempts_of, example_basis, example_law, example_month, finding, findings_of
from zilv.audit.summary import summarise
from zilv.audit.summary_keys import Summary
from zilv.errors import LayoutError

DAY = date(2026, 10, 1)
LAW = example_law()
BASIS = example_basis(LAW)


def summary_of(*records: dict[str, Any], attempts: int = 10) -> Summary:
    """The summary of these findings among so many attempts of one day, all by the lender itself."""
    return summarise(findings_of(records), attempts_of((LENDER, "", DAY, attempts)), BASIS)


def provision(summary: Summary, name: str) -> Any:
    """The line of one provision."""
    return next(p for p in summary["provisions"] if p["id"] == name)


def test_an_attempt_with_several_findings_counts_once_by_its_strictest() -> None:
    hours = finding(attempt_id="A")
    limit = finding(attempt_id="A", provision="example.answered", topic="answered_limit", outcome="warned")
    doubt = finding(attempt_id="B", provision="example.lines", topic="registered_line", outcome="undetermined")
    mild = finding(attempt_id="B", provision="example.unanswered", topic="unanswered_limit", outcome="warned")
    totals = summary_of(hours, limit, doubt, mild, attempts=10)["totals"]
    assert totals == {
        "attempts": 10,
        "forbidden": 1,
        "undetermined": 1,
        "warned": 0,
        "clean": 8,
        "forbidden_per_1000": 100.0,
    }


def test_the_same_id_at_two_lenders_is_two_attempts() -> None:
    rows = findings_of([finding(attempt_id="1"), finding(attempt_id="1", lender="另一家")])
    counted = attempts_of((LENDER, "", DAY, 5), ("另一家", "", DAY, 5))
    summary = summarise(rows, counted, BASIS)
    assert summary["totals"]["forbidden"] == 2
    assert [(t["lender"], t["forbidden"], t["attempts"]) for t in summary["lenders"]] == [
        ("另一家", 1, 5),
        (LENDER, 1, 5),
    ]


def test_every_line_adds_up_to_the_attempts_judged() -> None:
    findings, attempts = example_month(LAW)
    summary = summarise(findings, attempts, BASIS)
    totals = summary["totals"]
    assert totals["attempts"] == 24_000 and totals["forbidden"] > 100 and totals["undetermined"] > 10
    for name in ("agencies", "lenders", "days"):
        for key in ("attempts", "forbidden", "undetermined", "warned", "clean"):
            assert sum(line[key] for line in summary[name]) == totals[key], (name, key)
    for outcome in ("forbidden", "undetermined", "warned"):
        assert sum(hour[outcome] for hour in summary["hours"]) == totals[outcome]
        led = sum(p[outcome] for p in summary["provisions"])
        assert led == summary["findings"][outcome] == sum(t[outcome] for t in summary["topics"])


def test_a_provision_that_found_nothing_is_still_listed() -> None:
    summary = summary_of(finding())
    quiet = provision(summary, "example.mandate")
    assert (quiet["attempts"], quiet["in_force"]) == (0, True)
    assert sorted(p["id"] for p in summary["provisions"]) == sorted(summary["law"]["considered"])
    clean = {topic["topic"] for topic in summary["topics"] if not topic["attempts"]}
    assert clean == {"answered_limit", "mandate", "registered_line", "unanswered_limit"}


def test_a_provision_out_of_force_on_every_day_says_so() -> None:
    summary = summary_of(finding())
    assert not provision(summary, "example.older")["in_force"]
    assert provision(summary, "example.answered")["in_force"]


def test_a_provision_beside_the_leading_one_is_counted_there() -> None:
    rows = [finding(attempt_id=str(n), provision="example.answered", topic="answered_limit") for n in range(3)]
    rows[0]["also"] = "example.older"
    summary = summary_of(*rows, attempts=1000)
    older, leading = provision(summary, "example.older"), provision(summary, "example.answered")
    assert (older["beside"], older["forbidden"], older["attempts"], older["attempts_per_1000"]) == (1, 0, 1, 1.0)
    assert (leading["beside"], leading["forbidden"], leading["attempts_per_1000"]) == (0, 3, 3.0)


def test_an_agencys_share_has_its_interval() -> None:
    rows = findings_of([finding(attempt_id=str(n), agency="甲") for n in range(5)])
    summary = summarise(rows, attempts_of((LENDER, "甲", DAY, 10), (LENDER, "", DAY, 90)), BASIS)
    worst, own = summary["agencies"]
    assert (worst["agency"], worst["forbidden_per_1000"]) == ("甲", 500.0)
    assert (worst["per_1000_low"], worst["per_1000_high"]) == (236.59, 763.41)
    assert (own["agency"], own["forbidden"], own["per_1000_low"]) == ("", 0, 0.0)


def doubtful(missing: str, **given: Any) -> dict[str, Any]:
    """A finding that rests on something nobody recorded."""
    usual = {"provision": "example.lines", "topic": "registered_line", "outcome": "undetermined"}
    return finding(missing=missing, **usual, **given)


def test_doubt_names_the_register_that_would_settle_it_and_what_to_do() -> None:
    [told] = summary_of(doubtful("lines"), doubtful("lines", attempt_id="B"))["doubts"]
    assert (told["attempts"], told["registers"], told["facts"]) == (2, ["lines"], [])
    assert "lines.csv" in told["remedy"]["zh"] and "lines.csv" in told["remedy"]["en"]


def test_facts_to_record_are_told_from_registers_to_supply() -> None:
    [told] = summary_of(doubtful("mode;lines;zone;history"))["doubts"]
    assert (told["registers"], told["facts"]) == (["lines"], ["mode", "zone", "history"])
    for part in ("lines.csv", "export mode,", "zone in persons.csv", "of earlier attempts"):
        assert part in told["remedy"]["en"]


def test_what_a_machine_found_asks_for_a_person() -> None:
    [told] = summary_of(doubtful("review"))["doubts"]
    assert (told["registers"], told["facts"]) == ([], ["review"])
    assert told["remedy"]["en"].startswith("have a person look") and "have the dialler" not in told["remedy"]["en"]


def test_a_warning_that_rests_on_doubt_is_listed_with_the_doubts() -> None:
    summary = summary_of({**doubtful("mode"), "outcome": "warned"}, finding(attempt_id="B", outcome="warned"))
    assert [(d["outcome"], d["attempts"], d["facts"]) for d in summary["doubts"]] == [("warned", 1, ["mode"])]


def test_registers_not_supplied_name_the_provisions_that_ask() -> None:
    missing = {m["name"]: m["provisions"] for m in summary_of()["registers_missing"]}
    assert missing == {"agreements": [], "lines": ["example.lines"]}


def test_gaps_of_the_law_are_shown_with_their_reason() -> None:
    [gap] = summary_of()["law"]["gaps"]
    assert (gap["id"], gap["why"]["en"]) == ("example.speech", "No speech material yet.")


def test_the_period_tells_the_days_asked_for_from_those_found() -> None:
    summary = summarise(findings_of([]), attempts_of((LENDER, "", DAY, 1), (LENDER, "", date(2026, 10, 20), 1)), BASIS)
    assert summary["period"] == {
        "since": "2026-10-01",
        "until": "2026-11-01",
        "first_day": "2026-10-01",
        "last_day": "2026-10-20",
    }


def test_an_audit_of_nothing_is_a_summary_of_zeros() -> None:
    summary = summarise(findings_of([]), attempts_of(), BASIS)
    assert summary["totals"]["attempts"] == 0 and summary["period"]["first_day"] is None
    assert summary["worst"]["rows"] == [] and len(summary["provisions"]) == 6


def test_a_parquet_file_and_a_table_give_the_same_summary(tmp_path: Path) -> None:
    findings, attempts = example_month(LAW, attempts=3000)
    pq.write_table(findings, tmp_path / "findings.parquet")
    assert summarise(tmp_path / "findings.parquet", attempts, BASIS) == summarise(findings, attempts, BASIS)


def test_findings_in_another_order_give_the_same_summary() -> None:
    findings, attempts = example_month(LAW, attempts=3000)
    backwards = findings.take(pa.array(range(findings.num_rows - 1, -1, -1)))
    one, other = summarise(findings, attempts, BASIS), summarise(backwards, attempts, BASIS)
    assert {**one, "worst": None} == {**other, "worst": None}


def test_findings_of_attempts_nobody_counted_are_refused() -> None:
    with pytest.raises(LayoutError, match=r"2026-10-01: findings concern 2 attempts, but only 1 were counted"):
        summary_of(finding(attempt_id="A"), finding(attempt_id="B"), attempts=1)


def test_findings_under_another_law_are_refused() -> None:
    with pytest.raises(LayoutError, match=r"does not judge: other\.rule"):
        summary_of(finding(provision="other.rule"))


def test_an_outcome_nobody_knows_is_refused() -> None:
    with pytest.raises(LayoutError, match=r"outcome 'bad' is none of"):
        summary_of(finding(outcome="bad"))


def test_warnings_lose_the_numbers_they_quote() -> None:
    basis = replace(BASIS, accounting={**BASIS.accounting, "warnings": ["row 3: 13800000000\x1b[31m"]})
    warnings = summarise(findings_of([]), attempts_of(), basis)["accounting"]["warnings"]
    assert warnings == ["row 3: 138****0000\ufffd[31m"]


def test_the_summary_is_json_and_its_keys_are_the_documented_ones() -> None:
    findings, attempts = example_month(LAW, attempts=3000)
    summary = summarise(findings, attempts, BASIS)
    assert json.loads(json.dumps(summary)) == summary
    fits(summary, Summary)


def fits(value: Any, kind: Any) -> None:
    """The value has exactly the documented keys, all the way down."""
    if get_origin(kind) is list:
        for item in value:
            fits(item, get_args(kind)[0])
    elif hasattr(kind, "__required_keys__"):
        hints = get_type_hints(kind)
        assert set(value) == set(hints), kind
        for name, hint in hints.items():
            fits(value[name], hint)
