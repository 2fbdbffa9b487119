"""Numbers and small pictures: bars, intervals, marks. Lengths are percent, so that they fit any width."""

from collections.abc import Mapping

from zilv.audit.report.markup import Attribute, Html, both, el, joined
from zilv.audit.words import OUTCOME, OUTCOMES

BAR_PX = 14


def percent(part: float, whole: float) -> str:
    """A length in an SVG."""
    return f"{100 * part / whole:.3f}%" if whole else "0%"


def mark(outcome: str) -> Html:
    """The outcome in words with its sign; never by colour alone."""
    return el("span", both(OUTCOME[outcome]), class_=f"mark {outcome}")


def stacked(counts: Mapping[str, int], widest: int) -> Html:
    """One bar of outcomes side by side; `widest` is the total that fills the width."""
    parts, at = [], 0
    for outcome in OUTCOMES:
        count = counts[outcome]
        if count:
            place: dict[str, Attribute] = {"x": percent(at, widest), "width": percent(count, widest), "height": BAR_PX}
            parts.append(el("rect", class_=f"fill-{outcome}", **place))
        at += count
    return el("svg", *parts, class_="bar", width="100%", height=BAR_PX, aria_hidden="true")


def interval(low: float, value: float, high: float, scale: tuple[float, float]) -> Html:
    """A share as a dot on its interval; `scale` is the overall share (dashed) and the right end of the axis.

    What lies beyond the end stands there, and an arrow says so."""
    end, middle = scale[1], BAR_PX / 2
    mean_at, low_at, at, high_at = (percent(min(one, end), end) for one in (scale[0], low, value, high))
    return el(
        "svg",
        el("line", x1="0", x2="100%", y1=middle, y2=middle, class_="axis"),
        el("line", x1=mean_at, x2=mean_at, y1=0, y2=BAR_PX, class_="mean"),
        el("line", x1=low_at, x2=high_at, y1=middle, y2=middle, class_="whisker"),
        el("circle", cx=at, cy=middle, r=4, class_="dot"),
        _cut() if high > end else None,
        class_="bar",
        width="100%",
        height=BAR_PX,
        aria_hidden="true",
    )


def _cut() -> Html:
    """An arrow whose point is the right end: a figure of its own, for a path knows no percent."""
    return el("svg", el("path", d=f"M-9 1L0 {BAR_PX / 2}L-9 {BAR_PX - 1}z"), x="100%", class_="cut")


def legend() -> Html:
    """What the colours of a stacked bar mean."""
    items = [
        el("li", el("svg", el("rect", width=12, height=12, class_=f"fill-{o}"), width=12, height=12), both(OUTCOME[o]))
        for o in OUTCOMES
    ]
    return el("ul", joined(*items), class_="legend")
