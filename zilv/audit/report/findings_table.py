"""The table of findings one can filter and sort: its frame, and its rows as data that the page's script reads."""

from collections.abc import Sequence
from typing import Any

from zilv.audit.report.listing import Head, data_block, frame, select
from zilv.audit.report.markup import Html, both, el, in_two
from zilv.audit.summary_keys import Summary, Words
from zilv.audit.words import CHANNEL, OUTCOME, OUTCOMES, agency_name, number, words
from zilv.rules.library import Law

SENT = (
    "local",
    "outcome",
    "lender",
    "agency",
    "topic",
    "provision",
    "says_zh",
    "says_en",
    "attempt_id",
    "person",
    "channel",
    "count",
    "limit",
    "retry_local",
    "clause",
    "also",
)
"""What the page's script knows of a row, in this order."""

_HEADS = (
    Head("local", words("当地时间", "Local time"), "when"),
    Head("outcome", words("结论", "Outcome")),
    Head("agency", words("机构 / 渠道", "Agency / channel"), "name"),
    Head("says", words("说明", "What it says"), "wide"),
    Head("count", words("次数 / 上限", "Count / limit"), "number"),
    Head("attempt_id", words("触达编号 / 债务人", "Attempt / debtor"), "ids"),
    Head("retry_local", words("最早可联系", "Permitted again"), "when"),
)


def findings_section(summary: Summary, rows: Sequence[dict[str, Any]]) -> Html:
    """The frame; without a script only the note says where all findings are."""
    return el(
        "section",
        el("h2", in_two("问题明细", "Findings"), id="findings", tabindex=-1),
        el("p", both(_held(summary, len(rows))), class_="soft"),
        el("noscript", el("p", in_two("未启用脚本，明细请看 findings.csv。", "Without scripts, read findings.csv."))),
        *frame("findings", _HEADS, _filters(summary, rows)),
        class_="card no-print",
    )


def _held(summary: Summary, held: int) -> Words:
    found = sum(summary["findings"][outcome] for outcome in OUTCOMES)
    if held == found:
        return words(
            f"全部 {number(found)} 条问题。相同内容另见 findings.csv 与 findings.xlsx。",
            f"All {number(found)} findings; the same are in findings.csv and findings.xlsx.",
        )
    return words(
        f"共 {number(found)} 条问题，本页只收最严重的 {number(held)} 条（各结论都有保留）；全部见 findings.csv。",
        f"Of {number(found)} findings this page holds the worst {number(held)}, some of every outcome; "
        "all are in findings.csv.",
    )


def _filters(summary: Summary, rows: Sequence[dict[str, Any]]) -> list[Html]:
    agencies = sorted({row["agency"] for row in rows})
    topics = {topic["topic"]: topic["title"] for topic in summary["topics"]}
    present = {row["topic"] for row in rows}
    outcomes = [(outcome, OUTCOME[outcome]) for outcome in OUTCOMES]
    search = el("input", type="search", id="q", name="q", autocomplete="off", spellcheck="false")
    return [
        select("outcome", words("结论", "Outcome"), outcomes),
        select("topic", words("主题", "Rule"), [(t, title) for t, title in topics.items() if t in present]),
        select("agency", words("机构", "Agency"), [(a or "-", agency_name(a)) for a in agencies]),
        el("label", in_two("查找（编号、债务人、说明）", "Search (attempt, debtor, text)"), search, class_="search"),
    ]


def findings_data(summary: Summary, rows: Sequence[dict[str, Any]], law: Law) -> Html:
    """The rows and the words they need."""
    named = {row["provision"] for row in rows}
    data = {
        "columns": SENT,
        "rows": [[row[name] for name in SENT] for row in rows],
        "outcome": OUTCOME,
        "channel": CHANNEL,
        "topic": {topic["topic"]: topic["title"] for topic in summary["topics"]},
        "lender": agency_name(""),
        "law": {
            p.id: {"says": words(p.says.zh, p.says.en), "reading": words(p.reading.zh, p.reading.en)}
            for p in law.provisions
            if p.id in named
        },
    }
    return data_block(_HEADS, data)
