"""The first sheets of the workbook: what was found in all, per provision and per agency."""

from collections.abc import Iterator, Sequence

from zilv.audit.summary_keys import Summary, Words
from zilv.audit.words import (
    ACCOUNTED,
    GRADE,
    OUTCOME,
    OUTCOME_MEANS,
    OUTCOMES,
    STRENGTH,
    agency_name,
    both,
    known,
    words,
)

Heads = Sequence[tuple[str, int]]
"""Column headings with their widths in characters."""
Cells = Sequence[str | int | float | None]

SUMMARY: Heads = (("项目 item", 44), ("数值 value", 34), ("说明 note", 100))
PROVISIONS: Heads = (
    ("规定 provision", 42),
    ("名称 title", 30),
    ("title", 40),
    ("条款 clause", 48),
    ("强度 strength", 18),
    ("来源 grade", 30),
    ("违规 forbidden", 16),
    ("无法判定 undetermined", 24),
    ("提示 warned", 13),
    ("列于他条之后 beside", 22),
    ("涉及触达 attempts", 20),
    ("每千次 per 1,000", 18),
    ("本期有效 in force", 20),
)
AGENCIES: Heads = (
    ("放款机构 lender", 24),
    ("机构 agency", 30),
    ("触达 attempts", 16),
    ("违规 forbidden", 16),
    ("无法判定 undetermined", 24),
    ("提示 warned", 13),
    ("未发现问题 no finding", 24),
    ("每千次违规 per 1,000", 22),
    ("95% 下限 low", 15),
    ("95% 上限 high", 15),
)


def summary_lines(summary: Summary, kept: int) -> Iterator[Cells]:
    """Item, value, note; `kept`: how many findings the workbook holds."""
    totals, period, law = summary["totals"], summary["period"], summary["law"]
    yield "期间 period", f"{period['first_day'] or ''} – {period['last_day'] or ''}", ""
    yield "生成 generated", summary["generated_at"], f"zilv {summary['zilv']}"
    yield (
        "审查的触达 attempts judged",
        totals["attempts"],
        "每次触达按最严的结论计一次 each counted once, by its strictest finding",
    )
    for outcome in OUTCOMES:
        yield both(OUTCOME[outcome]), totals[outcome], both(OUTCOME_MEANS[outcome])
    yield both(OUTCOME["clean"]), totals["clean"], both(OUTCOME_MEANS["clean"])
    yield "每千次违规 forbidden per 1,000", totals["forbidden_per_1000"], ""
    yield from _kept(sum(summary["findings"][o] for o in OUTCOMES), kept)
    yield "法规版本 law", law["version"], f"SHA-256 {law['digest']}"
    yield "已审规定 provisions considered", len(law["considered"]), "见「规定」表 see the sheet Provisions"
    yield from _not_judged(summary)
    accounting = summary["accounting"]
    for name, text in ACCOUNTED.items():
        yield both(text), accounting[name], ""
    for warning in accounting["warnings"]:
        yield "读取提示 intake warning", None, warning


def _kept(found: int, kept: int) -> Iterator[Cells]:
    note = (
        "" if kept == found else "本表只收最严的部分，全部见 findings.csv the strictest only; all are in findings.csv"
    )
    yield "问题 findings", found, ""
    yield "其中收入本表 of these in this workbook", kept, note


def _not_judged(summary: Summary) -> Iterator[Cells]:
    for register in summary["registers_missing"]:
        name = both(register["title"])
        yield "未提供的登记 register not supplied", name, ", ".join(register["provisions"])
    for gap in summary["law"]["gaps"]:
        yield "尚不审查 not judged yet", gap["id"], f"{both(gap['title'])}: {both(gap['why'])}"


def provisions(summary: Summary) -> Iterator[Cells]:
    """One line a provision, also where it found nothing."""
    for p in summary["provisions"]:
        yield (
            p["id"],
            p["title"]["zh"],
            p["title"]["en"],
            p["clause"],
            both(known(STRENGTH, p["strength"])),
            both(known(GRADE, p["grade"])),
            p["forbidden"],
            p["undetermined"],
            p["warned"],
            p["beside"],
            p["attempts"],
            p["attempts_per_1000"],
            both(_IN_FORCE[p["in_force"]]),
        )


_IN_FORCE: dict[bool, Words] = {True: words("是", "yes"), False: words("否", "no")}


def agencies(summary: Summary) -> Iterator[Cells]:
    """One line an agency, the highest share first."""
    for a in summary["agencies"]:
        yield (
            a["lender"],
            both(agency_name(a["agency"])),
            a["attempts"],
            a["forbidden"],
            a["undetermined"],
            a["warned"],
            a["clean"],
            a["forbidden_per_1000"],
            a["per_1000_low"],
            a["per_1000_high"],
        )
