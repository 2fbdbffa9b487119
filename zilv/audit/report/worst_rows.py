"""The worst findings as a table that needs no script and prints."""

from typing import Any

from zilv.audit.report.figures import mark
from zilv.audit.report.markup import Html, both, el, in_two, joined
from zilv.audit.report.table import Column, Row, table
from zilv.audit.summary_keys import Summary
from zilv.audit.words import agency_of, words
from zilv.rules.library import Law

_COLUMNS = (
    Column(words("当地时间", "Local time"), "when"),
    Column(words("结论", "Outcome")),
    Column(words("机构", "Agency"), "name"),
    Column(words("说明", "What it says"), "wide"),
    Column(words("触达编号 / 债务人", "Attempt / debtor"), "ids"),
    Column(words("最早可联系", "Permitted again"), "when"),
)


def worst_section(summary: Summary, law: Law) -> Html:
    """The few rows to look at first, with the ranking explained."""
    rows, several = summary["worst"]["rows"], len(summary["lenders"]) > 1
    return el(
        "section",
        el("h2", in_two(f"先看这 {len(rows)} 条", f"The {len(rows)} to look at first"), id="worst"),
        el("p", both(summary["worst"]["ranking"]), class_="soft"),
        table(_COLUMNS, [_row(row, law, several) for row in rows], "worst") if rows else _none(),
        class_="card",
    )


def _none() -> Html:
    return el("p", in_two("没有问题可列。", "Nothing to list."), class_="good")


def _row(row: dict[str, Any], law: Law, several: bool) -> Row:
    says = words(row["says_zh"], row["says_en"])
    return [
        row["local"],
        mark(row["outcome"]),
        both(agency_of(row["lender"], row["agency"], several)),
        joined(both(says), _clause(row, law)),
        joined(el("code", row["attempt_id"]), el("br"), el("code", row["person"], class_="soft")),
        row["retry_local"] or "—",
    ]


def _clause(row: dict[str, Any], law: Law) -> Html:
    provision = next(p for p in law.provisions if p.id == row["provision"])
    text = words(provision.says.zh, provision.says.en)
    reading = words(f"理解：{provision.reading.zh}", f"Reading: {provision.reading.en}")
    return el(
        "details",
        el("summary", row["clause"]),
        el("p", both(text)),
        el("p", both(reading), class_="soft"),
        class_="clause",
    )
