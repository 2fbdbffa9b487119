"""What could not be judged and what would settle it; what the report rests on."""

from zilv.audit.report.figures import mark
from zilv.audit.report.markup import Html, both, el, in_two, joined
from zilv.audit.report.table import Column, Row, table
from zilv.audit.summary_keys import Doubt, Summary
from zilv.audit.words import ACCOUNTED, number, words

_DOUBTS_SHOWN = 12
_DOUBTS = (
    Column(words("为何无法判定", "Why it could not be told"), "wide"),
    Column(words("结论", "Outcome")),
    Column(words("触达", "Attempts"), "number"),
    Column(words("怎么办", "What to do"), "wide"),
)


def open_section(summary: Summary) -> Html:
    """Doubts with their remedy, registers not supplied, provisions nothing judges yet."""
    return el(
        "section",
        el("h2", in_two("未能判定与尚不审查", "Not determined, not judged"), id="open"),
        _doubts(summary),
        _registers(summary),
        _gaps(summary),
        class_="card",
    )


def _doubts(summary: Summary) -> Html:
    doubts = summary["doubts"]
    if not doubts:
        return el(
            "p",
            in_two("没有因缺少事实而存疑的触达。", "No attempt was left in doubt for want of a fact."),
            class_="good",
        )
    first, more = doubts[:_DOUBTS_SHOWN], doubts[_DOUBTS_SHOWN:]
    rest = el(
        "details",
        el("summary", in_two(f"另有 {len(more)} 种", f"{len(more)} more")),
        table(_DOUBTS, map(_doubt, more), "doubts"),
    )
    return joined(
        el("h3", in_two("存疑的原因", "Reasons for doubt"), id="doubts"),
        table(_DOUBTS, map(_doubt, first), "doubts"),
        rest if more else None,
    )


def _doubt(doubt: Doubt) -> Row:
    return [
        joined(both(doubt["says"]), el("br"), el("code", doubt["provision"], class_="soft")),
        mark(doubt["outcome"]),
        number(doubt["attempts"]),
        both(doubt["remedy"]),
    ]


def _registers(summary: Summary) -> Html:
    if not summary["registers_missing"]:
        return el("p", in_two("所需登记均已提供。", "All registers were supplied."), class_="good")
    items = [
        el(
            "li",
            el("b", both(register["title"])),
            el("code", f"{register['name']}.csv"),
            el("span", in_two(_asked(register["provisions"])[0], _asked(register["provisions"])[1]), class_="soft"),
        )
        for register in summary["registers_missing"]
    ]
    return joined(
        el("h3", in_two("未提供的登记", "Registers not supplied"), id="registers"),
        el("ul", *items, class_="plain-list"),
    )


def _asked(provisions: list[str]) -> tuple[str, str]:
    count = len(provisions)
    if not count:
        return "所审规定不用它", "no provision judged asks for it"
    return f"{count} 项规定要用：{'、'.join(provisions)}", f"asked for by {count}: {', '.join(provisions)}"


def _gaps(summary: Summary) -> Html:
    gaps = summary["law"]["gaps"]
    if not gaps:
        return el("p", in_two("所选规定全部审查。", "Every provision chosen is judged."), class_="good")
    items = [
        el("li", el("b", both(gap["title"])), el("span", gap["clause"], class_="soft"), el("p", both(gap["why"])))
        for gap in gaps
    ]
    count = len(gaps)
    return el(
        "details",
        el(
            "summary",
            in_two(
                f"尚不审查的规定 {count} 项，点开看是哪些、为什么", f"{count} provisions not judged yet: which, and why"
            ),
        ),
        el("ul", *items, class_="plain-list"),
    )


def basis_section(summary: Summary) -> Html:
    """Law and its hash, what became of the input, how figures are made."""
    law, accounting = summary["law"], summary["accounting"]
    lines = [
        (in_two("法规版本", "Law"), joined(law["version"], f" ({', '.join(law['packs'])})")),
        (in_two("法规摘要 SHA-256", "Law digest, SHA-256"), el("code", law["digest"], class_="digest")),
        (in_two("已审规定", "Provisions considered"), _considered(law["considered"])),
        *((both(text), number(accounting[name])) for name, text in ACCOUNTED.items()),
        (in_two("生成", "Generated"), joined(summary["generated_at"] or "—", f" (zilv {summary['zilv']})")),
    ]
    return el(
        "section",
        el("h2", in_two("依据与方法", "Basis and method"), id="basis"),
        el("dl", *(el("div", el("dt", name), el("dd", value)) for name, value in lines), class_="facts"),
        notes(accounting["warnings"]),
        el("p", both(_METHOD), class_="soft"),
        class_="card",
    )


def _considered(ids: list[str]) -> Html:
    shown = joined(*(el("li", el("code", name)) for name in ids))
    return el("details", el("summary", number(len(ids))), el("ul", shown, class_="ids"))


def notes(warnings: list[str]) -> Html | None:
    """What reading the files gave cause to say."""
    if not warnings:
        return None
    return joined(
        el("h3", in_two("读取时的提示", "Notes from reading")),
        el("ul", *(el("li", warning) for warning in warnings), class_="plain-list"),
    )


_METHOD = words(
    "每次触达只计一次，按其最严的结论归类；同一次触达在不同主题下可有多条问题。“违规”只来自强制且来源可靠的规定。"
    "采用、并入、重复、拒收四项之和等于读入行数。债务人以令牌表示，本文件不含任何原始号码，也不访问网络。",
    "Every attempt counts once, by its strictest finding; it may have one finding under each topic. Only mandatory "
    'rules from a relied-on source give "forbidden". Accepted, merged, duplicate and rejected rows add up to the rows '
    "read. Debtors appear as tokens; this file holds no raw number and never uses the network.",
)
