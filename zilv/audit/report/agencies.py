"""Agencies side by side: the share of forbidden attempts with its interval, and whether it differs from all."""

from zilv.audit.report.figures import interval
from zilv.audit.report.markup import Html, both, el, in_two
from zilv.audit.report.table import Cell, Column, Row, table
from zilv.audit.summary_keys import AgencyTally, Summary, Words
from zilv.audit.words import OUTCOME, agency_name, number, share, words

_ABOVE = words("▲ 高于总体", "▲ above overall")
_BELOW = words("▼ 低于总体", "▼ below overall")
_ALIKE = words("与总体无明显差异", "no clear difference")
_CUT = words(
    "箭头：区间延伸到图外，上限见数字。", "An arrow: the interval ends beyond the picture, where its numbers say."
)


def agency_section(summary: Summary) -> Html:
    """Every agency of every lender, sortable; the highest share first."""
    overall = summary["totals"]["forbidden_per_1000"]
    several = len(summary["lenders"]) > 1
    end = _scale_end(summary)
    rows = [_row(tally, (overall, end), several) for tally in summary["agencies"]]
    return el(
        "section",
        el("h2", in_two("各机构", "By agency"), id="agencies"),
        el("p", both(_explained(overall)), class_="soft"),
        el("p", both(_CUT), class_="soft") if any(one["per_1000_high"] > end for one in summary["agencies"]) else None,
        table(_columns(several), rows, "agencies", sortable=True),
        class_="card",
    )


def _explained(overall: float) -> Words:
    return words(
        f"每千次触达中违规的次数；横线为 95% 置信区间（Wilson），虚线为总体 {share(overall)}。"
        "区间不含总体者才算有明显差异，触达少的机构区间宽。",
        f"Forbidden attempts per 1,000. The line is the 95 % confidence interval (Wilson), the dashed mark the overall "
        f"share, {share(overall)}. Only where the interval leaves out the overall share do they clearly differ; "
        "few attempts make a wide interval.",
    )


def _scale_end(summary: Summary) -> float:
    """The axis ends where the widest interval ends, unless a tiny agency's would squeeze all others."""
    overall = summary["totals"]["forbidden_per_1000"]
    values = [tally["forbidden_per_1000"] for tally in summary["agencies"]]
    highs = [tally["per_1000_high"] for tally in summary["agencies"]]
    return max(1e-9, min(max(highs, default=1.0), max(3 * max(values, default=0.0), 3 * overall, 1.0)))


def _columns(several: bool) -> list[Column]:
    lender = [Column(words("放款机构", "Lender"), "name")] if several else []
    return [
        Column(words("机构", "Agency"), "name"),
        *lender,
        Column(words("触达", "Attempts"), "number"),
        Column(OUTCOME["forbidden"], "number"),
        Column(words("每千次违规", "Forbidden per 1,000"), "number"),
        Column(words("95% 区间", "95 % interval"), "axis-column"),
        Column(words("与总体相比", "Against overall"), "name"),
        Column(OUTCOME["undetermined"], "number"),
        Column(OUTCOME["warned"], "number"),
    ]


def _row(tally: AgencyTally, scale: tuple[float, float], several: bool) -> Row:
    low, high = tally["per_1000_low"], tally["per_1000_high"]
    picture = interval(low, tally["forbidden_per_1000"], high, scale)
    bounds = el("span", f"{share(low)}–{share(high)}", class_="soft bounds")
    standing = _ABOVE if low > scale[0] else _BELOW if high < scale[0] else _ALIKE
    order = 1 if standing is _ABOVE else -1 if standing is _BELOW else 0
    lender = [Cell(tally["lender"], tally["lender"])] if several else []
    return [
        Cell(both(agency_name(tally["agency"])), tally["agency"]),
        *lender,
        _count(tally["attempts"]),
        _count(tally["forbidden"]),
        Cell(share(tally["forbidden_per_1000"]), tally["forbidden_per_1000"]),
        Cell(el("div", picture, bounds, class_="interval"), low),
        Cell(el("span", both(standing), class_="stand" if standing is not _ALIKE else "soft"), order),
        _count(tally["undetermined"]),
        _count(tally["warned"]),
    ]


def _count(value: int) -> Cell:
    return Cell(number(value), value)
