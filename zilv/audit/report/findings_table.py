"""The table of findings one can filter and sort: its frame, and its rows as data that the page's script reads."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

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

_HEADS: tuple[tuple[str, Words, str], ...] = (
    ("local", words("当地时间", "Local time"), "when"),
    ("outcome", words("结论", "Outcome"), ""),
    ("agency", words("机构 / 渠道", "Agency / channel"), "name"),
    ("says", words("说明", "What it says"), "wide"),
    ("count", words("次数 / 上限", "Count / limit"), "number"),
    ("attempt_id", words("触达编号 / 债务人", "Attempt / debtor"), "ids"),
    ("retry_local", words("最早可联系", "Permitted again"), "when"),
)
"""Columns: their name for sorting, their heading, the class of their cells."""


def findings_section(summary: Summary, rows: Sequence[dict[str, Any]]) -> Html:
    """The frame; without a script only the note says where all findings are."""
    return el(
        "section",
        el("h2", in_two("问题明细", "Findings"), id="findings", tabindex=-1),
        el("p", both(_held(summary, len(rows))), class_="soft"),
        el("noscript", el("p", in_two("未启用脚本，明细请看 findings.csv。", "Without scripts, read findings.csv."))),
        _filters(summary, rows),
        el("p", id="shown", class_="shown", role="status"),
        _frame(),
        _pager(),
        class_="card no-print needs-script",
        hidden=True,
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


def _filters(summary: Summary, rows: Sequence[dict[str, Any]]) -> Html:
    agencies = sorted({row["agency"] for row in rows})
    topics = {topic["topic"]: topic["title"] for topic in summary["topics"]}
    present = {row["topic"] for row in rows}
    outcomes = [(outcome, OUTCOME[outcome]) for outcome in OUTCOMES]
    search = el("input", type="search", id="q", name="q", autocomplete="off", spellcheck="false")
    return el(
        "form",
        _select("outcome", words("结论", "Outcome"), outcomes),
        _select("topic", words("主题", "Rule"), [(t, title) for t, title in topics.items() if t in present]),
        _select("agency", words("机构", "Agency"), [(a or "-", agency_name(a)) for a in agencies]),
        el("label", in_two("查找（编号、债务人、说明）", "Search (attempt, debtor, text)"), search, class_="search"),
        el("button", in_two("重置", "Reset"), type="reset"),
        id="filters",
        role="search",
        aria_labelledby="findings",
    )


def _select(name: str, label: Words, options: Iterable[tuple[str, Words]]) -> Html:
    """Options hold text only, so the script sets their language."""
    every = words("全部", "All")
    made = [
        el("option", text["zh"], value=value, data_text_zh=text["zh"], data_text_en=text["en"])
        for value, text in (("", every), *options)
    ]
    return el("label", both(label), el("select", *made, id=name, name=name))


def _frame() -> Html:
    heads = [
        el("th", _sort_button(name, head), scope="col", role="columnheader", class_=kind or None)
        for name, head, kind in _HEADS
    ]
    return el(
        "table",
        el("thead", el("tr", *heads, role="row"), role="rowgroup"),
        el("tbody", id="rows", role="rowgroup"),
        role="table",
        id="table",
        aria_labelledby="findings",
    )


def _sort_button(name: str, head: Words) -> Html:
    return el("button", both(head), type="button", data_sort=name)


def _pager() -> Html:
    return el(
        "nav",
        el("button", in_two("上一页", "Previous"), type="button", id="previous"),
        el("span", id="page"),
        el("button", in_two("下一页", "Next"), type="button", id="next"),
        class_="pager",
        aria_labelledby="findings",
    )


def data_block(summary: Summary, rows: Sequence[dict[str, Any]], law: Law) -> Html:
    """The rows and the words they need, as JSON that cannot end its element."""
    named = {row["provision"] for row in rows}
    data = {
        "columns": SENT,
        "rows": [[row[name] for name in SENT] for row in rows],
        "heads": [{"name": name, "label": head, "kind": kind} for name, head, kind in _HEADS],
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
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return el("script", Html(text), type="application/json", id="data")
