"""The top of the report: whose attempts, which days, and the answer in words before any figure."""

from zilv.audit.accounted import unjudged
from zilv.audit.overview import rests_on, sentence
from zilv.audit.report.figures import percent
from zilv.audit.report.markup import Html, both, el, in_two, joined
from zilv.audit.summary_keys import Summary, Tally
from zilv.audit.words import OUTCOME, OUTCOME_MEANS, OUTCOMES, number, share

_KINDS = (*OUTCOMES, "clean")


def masthead(summary: Summary) -> Html:
    """Title, period, and the two buttons a reader may need."""
    names = [lender["lender"] for lender in summary["lenders"]]
    shown = "、".join(names[:3]) + (f" 等 {len(names)} 家" if len(names) > 3 else "")
    shown_en = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    buttons = el(
        "div",
        el(
            "button",
            el("span", "English", class_="zh", lang="en"),
            el("span", "中文", class_="en", lang="zh-Hans"),
            type="button",
            id="language",
        ),
        el("button", in_two("打印", "Print"), type="button", id="print"),
        class_="buttons no-print needs-script",
        hidden=True,
    )
    return el(
        "header",
        el(
            "div",
            el("p", "zilv 自律", class_="brand"),
            el("h1", in_two("催收触达审查报告", "Audit of collection attempts")),
            el("p", in_two(shown, shown_en), el("span", period(summary), class_="period"), class_="whose"),
        ),
        buttons,
        class_="masthead",
    )


def period(summary: Summary) -> Html:
    """The days that hold attempts, first and last included."""
    first, last = summary["period"]["first_day"], summary["period"]["last_day"]
    if first is None:
        return in_two("没有触达", "no attempts")
    return in_two(f"{first} 至 {last}", f"{first} to {last}")


def verdict(summary: Summary) -> Html:
    """The answer: a sentence, a bar of all attempts, and what each part of it means."""
    totals, rejected = summary["totals"], summary["accounting"]["rejected"]
    return el(
        "section",
        el("h2", both(sentence(totals)), id="answer", class_="answer"),
        el("p", both(unjudged(rejected))) if rejected else None,
        _bar(totals) if totals["attempts"] else None,
        el("dl", *(_figure(kind, totals) for kind in _KINDS), class_="figures-row"),
        el("p", both(rests_on(summary)), class_="rests"),
        class_="card verdict",
    )


def _bar(totals: Tally) -> Html:
    parts, at = [], 0
    for kind in _KINDS:
        count = totals[kind]  # type: ignore[literal-required]
        if count:
            parts.append(
                el(
                    "rect",
                    x=percent(at, totals["attempts"]),
                    width=percent(count, totals["attempts"]),
                    height=22,
                    class_=f"fill-{kind}",
                )
            )
        at += count
    return el("svg", *parts, class_="bar whole", width="100%", height=22, role="img", aria_labelledby="answer")


def _figure(kind: str, totals: Tally) -> Html:
    count: int = totals[kind]  # type: ignore[literal-required]
    swatch = el(
        "svg", el("rect", width=12, height=12, rx=2, class_=f"fill-{kind}"), width=12, height=12, aria_hidden="true"
    )
    rate = share(1000 * count / totals["attempts"]) if totals["attempts"] else "0.0"
    return el(
        "div",
        el("dt", swatch, both(OUTCOME[kind])),
        el("dd", el("b", number(count)), el("span", in_two(f"每千次 {rate}", f"{rate} per 1,000"), class_="soft")),
        el("dd", both(OUTCOME_MEANS[kind]), class_="soft means"),
        class_=f"figure {kind}",
    )


def contents() -> Html:
    """Links to the sections."""
    links = (
        ("rules", "各项规定", "Rules"),
        ("agencies", "各机构", "Agencies"),
        ("days", "何时", "When"),
        ("worst", "先看", "Look first"),
        ("findings", "明细", "Findings"),
        ("open", "未能判定", "Not judged"),
        ("basis", "依据", "Basis"),
    )
    return el(
        "nav",
        joined(*(el("a", in_two(zh, en), href=f"#{name}") for name, zh, en in links)),
        class_="contents no-print",
        aria_label="目录 Contents",
    )
