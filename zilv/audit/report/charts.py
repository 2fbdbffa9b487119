"""Findings over days and over the hours of the day, each with the table that says the same."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from zilv.audit.report.figures import legend, percent
from zilv.audit.report.markup import Attribute, Html, both, el, in_two, joined
from zilv.audit.report.table import Column, table
from zilv.audit.summary_keys import DayTally, HourTally, Words
from zilv.audit.words import OUTCOME, OUTCOMES, number, share, words

PLOT_PX = 190
BARS_MAX = 62
_TOP_PX = 16
_BASE_PX = PLOT_PX - 22
_CELL_PX = 26
_ROUND = (2, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100)

_COUNTS = (Column(words("触达", "Attempts"), "number"), *(Column(OUTCOME[o], "number") for o in OUTCOMES))


class Span(NamedTuple):
    """One bar: its first day and the counts of the days it stands for."""

    first: str
    counts: dict[str, int]


def day_card(days: Sequence[DayTally]) -> Html:
    """Attempts with a finding per day (per week or more over long periods), stacked by outcome."""
    spans, unit = spans_of(days)
    return el(
        "section",
        el("h3", both(_per(unit)), id="days"),
        legend(),
        _day_chart(spans) if spans else el("p", in_two("没有触达。", "No attempts."), class_="soft"),
        _twin(_day_table(days), "days") if spans else None,
        class_="card",
    )


def _per(unit: int) -> Words:
    zh, en = {1: ("每日", "day"), 7: ("每周", "week")}.get(unit, (f"每 {unit} 天", f"{unit} days"))
    return words(f"{zh}发现问题的触达", f"Attempts with a finding per {en}")


def spans_of(days: Sequence[DayTally]) -> tuple[list[Span], int]:
    """At most about `BARS_MAX` bars without holes between them, and how many days each stands for."""
    if not days:
        return [], 1
    first, last = date.fromisoformat(days[0]["day"]), date.fromisoformat(days[-1]["day"])
    length = (last - first).days + 1
    unit = 1 if length <= BARS_MAX else 7 if length <= 7 * BARS_MAX else -(-length // BARS_MAX)
    starts = [first + timedelta(days=n) for n in range(0, length, unit)]
    spans = [Span(start.isoformat(), {outcome: 0 for outcome in OUTCOMES}) for start in starts]
    for day in days:
        counts = spans[(date.fromisoformat(day["day"]) - first).days // unit].counts
        for outcome in OUTCOMES:
            counts[outcome] += day[outcome]
    return spans, unit


def ceiling(value: int) -> int:
    """The round number, halves of it round too, that a scale holding `value` ends on."""
    step = 1
    while value > 100 * step:
        step *= 10
    return next(factor * step for factor in _ROUND if value <= factor * step)


def _day_chart(spans: Sequence[Span]) -> Html:
    top = ceiling(max(sum(span.counts.values()) for span in spans))
    return el(
        "svg",
        *(_grid_line(value, top) for value in (top, top // 2, 0)),
        *(_day_bar(n, span, len(spans), top) for n, span in enumerate(spans)),
        el("line", x1="0", x2="100%", y1=_BASE_PX, y2=_BASE_PX, class_="axis"),
        *_day_labels(spans),
        class_="plot",
        width="100%",
        height=PLOT_PX,
        role="img",
        aria_labelledby="days",
    )


def _height(value: float, top: int) -> float:
    return round((_BASE_PX - _TOP_PX) * value / top, 2)


def _grid_line(value: int, top: int) -> Html:
    y = round(_BASE_PX - _height(value, top), 2)
    line = el("line", x1="0", x2="100%", y1=y, y2=y, class_="grid")
    return joined(line, el("text", number(value), x=-8, y=y + 4, class_="tick scale"))


def _day_bar(n: int, span: Span, bars: int, top: int) -> Html:
    parts, base = [], float(_BASE_PX)
    for outcome in OUTCOMES:
        height = _height(span.counts[outcome], top)
        base = round(base - height, 2)
        place: dict[str, Attribute] = {
            "x": percent(n + 0.14, bars),
            "width": percent(0.72, bars),
            "y": base,
            "height": height,
        }
        parts.append(el("rect", class_=f"fill-{outcome}", **place))
    return el("g", el("title", f"{span.first} · {_told(span.counts)}"), *parts)


def _told(counts: Mapping[str, int]) -> str:
    """A tooltip cannot switch languages, so it has both."""
    return " · ".join(f"{OUTCOME[o]['zh']} {OUTCOME[o]['en'].lower()} {number(counts[o])}" for o in OUTCOMES)


def _day_labels(spans: Sequence[Span]) -> list[Html]:
    every = -(-len(spans) // 10)
    labels = []
    for place, n in enumerate(range(0, len(spans), every)):
        kind = "tick" if place % 3 == 0 else "tick wide"
        labels.append(el("text", spans[n].first[5:], x=percent(n + 0.14, len(spans)), y=PLOT_PX - 5, class_=kind))
    return labels


def _day_table(days: Sequence[DayTally]) -> Html:
    columns = (
        Column(words("日期", "Day")),
        *_COUNTS,
        Column(words("每千次违规", "Forbidden per 1,000"), "number"),
    )
    rows = [
        [
            day["day"],
            number(day["attempts"]),
            *(number(day[outcome]) for outcome in OUTCOMES),
            share(day["forbidden_per_1000"]),
        ]
        for day in days
    ]
    return table(columns, rows, "days")


def hour_card(hours: Sequence[HourTally]) -> Html:
    """A strip of 24 cells for each outcome there is, the darker the more."""
    shown = [outcome for outcome in OUTCOMES if any(hour[outcome] for hour in hours)]
    strips = [_strip(hours, n, outcome) for n, outcome in enumerate(shown)]
    names = [el("li", both(OUTCOME[outcome])) for outcome in shown]
    height = _CELL_PX * len(shown) + 20
    labels = [
        el("text", f"{hour}", x=percent(hour + 0.5, 24), y=height - 5, class_="tick mid")
        for hour in (0, 3, 6, 9, 12, 15, 18, 21)
    ]
    plot = el("svg", *strips, *labels, width="100%", height=height, role="img", aria_labelledby="hours")
    return el(
        "section",
        el("h3", in_two("一天之中何时（当地时间）", "At which hour of the day (local time)"), id="hours"),
        el("p", in_two("每行按各自的最大值着色。", "Each row is shaded by its own largest value."), class_="soft"),
        el("div", el("ul", *names), plot, class_="strips") if shown else _nothing(),
        _twin(_hour_table(hours), "hours"),
        class_="card",
    )


def _nothing() -> Html:
    return el("p", in_two("未发现问题。", "No findings."), class_="good")


def _strip(hours: Sequence[HourTally], place: int, outcome: str) -> Html:
    counts = [hour[outcome] for hour in hours]  # type: ignore[literal-required]
    return joined(*(_strip_cell(hour, count, max(counts), (place, outcome)) for hour, count in enumerate(counts)))


def _strip_cell(hour: int, count: int, most: int, strip: tuple[int, str]) -> Html:
    place, outcome = strip
    where: dict[str, Attribute] = {"x": percent(hour + 0.05, 24), "width": percent(0.9, 24), "y": place * _CELL_PX}
    told = el("title", f"{hour:02}:00–{hour:02}:59 · {_told_one(outcome, count)}")
    kind = f"heat-{outcome}" if count else "empty"
    shade = round(0.15 + 0.85 * count / most, 3) if count else None
    return el("rect", told, rx=2, height=_CELL_PX - 3, class_=kind, fill_opacity=shade, **where)


def _told_one(outcome: str, count: int) -> str:
    return f"{OUTCOME[outcome]['zh']} {OUTCOME[outcome]['en'].lower()} {number(count)}"


def _hour_table(hours: Sequence[HourTally]) -> Html:
    columns = (Column(words("小时", "Hour")), *_COUNTS[1:])
    rows = [[f"{hour['hour']:02}:00", *(number(hour[outcome]) for outcome in OUTCOMES)] for hour in hours]
    return table(columns, rows, "hours")


def _twin(twin: Html, name: str) -> Html:
    """The same as numbers; on a phone the table scrolls in its own frame, which the keyboard reaches."""
    frame = el("div", twin, class_="scroll", role="region", tabindex=0, aria_labelledby=name)
    return el("details", el("summary", in_two("以表格查看", "As a table")), frame, class_="twin")
