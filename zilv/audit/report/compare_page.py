"""The comparison of two laws as one page that opens offline, in the style of the report."""

from zilv.audit.accounted import unjudged
from zilv.audit.compare_keys import KINDS, Changes, Comparison, ProvisionChanges
from zilv.audit.compare_words import (
    CHANGED,
    COUNTED,
    NEWLY_PERMITTED,
    alike,
    answers,
    in_doubt,
    of_several_lenders,
    renamed,
    sentence,
    title,
)
from zilv.audit.report.basis import notes
from zilv.audit.report.compare_cells import cells_of
from zilv.audit.report.compare_days import chart_of
from zilv.audit.report.markup import Html, both, el, in_two, joined
from zilv.audit.report.page import document
from zilv.audit.report.table import Cell, Column, Row, table
from zilv.audit.summary_keys import Words
from zilv.audit.words import ACCOUNTED, Lang, agency_of, number, words

_COUNTED = tuple(Column(COUNTED[kind], "number") for kind in KINDS)
_ATTEMPTS = Column(words("触达", "Attempts"), "number")
_NOTHING = words("", "")


def render_comparison(comparison: Comparison, lang: Lang = "zh") -> str:
    """The whole file; the same input gives the same bytes. `lang`: the language it opens in; a button switches."""
    cells, data = cells_of(comparison)
    main = el(
        "main",
        _masthead(comparison),
        _verdict(comparison),
        _topics(comparison),
        _days(comparison),
        _agencies(comparison),
        _provisions(comparison),
        cells,
        _examples(comparison),
        _basis(comparison),
    )
    if data is None:
        return document(title(comparison), (main,), lang)
    return document(title(comparison), (main, data), lang, "listing.js", "compare.js")


def _masthead(comparison: Comparison) -> Html:
    first, last = comparison["period"]["first_day"], comparison["period"]["last_day"]
    period = in_two(f"{first} 至 {last}", f"{first} to {last}") if first else in_two("没有触达", "no attempts")
    language = el(
        "button",
        el("span", "English", class_="zh", lang="en"),
        el("span", "中文", class_="en", lang="zh-Hans"),
        type="button",
        id="language",
    )
    printing = el("button", in_two("打印", "Print"), type="button", id="print")
    return el(
        "header",
        el("div", el("p", "zilv 自律", class_="brand"), el("h1", both(title(comparison))), el("p", period)),
        el("div", language, printing, class_="buttons no-print needs-script", hidden=True),
        class_="masthead",
    )


def _verdict(comparison: Comparison) -> Html:
    changes = [
        [both(answers(one["before"], one["after"])), number(one["attempts"])]
        for one in comparison["totals"]["by_answer"]
    ]
    columns = (Column(words("结论的变化", "Change of the answer")), _ATTEMPTS)
    rejected = comparison["accounting"]["rejected"]
    return el(
        "section",
        el("h2", both(sentence(comparison)), id="answer", class_="answer"),
        *(el("p", both(doubt)) for doubt in in_doubt(comparison)),
        el("p", both(unjudged(rejected))) if rejected else None,
        table(columns, changes, "answer") if changes else None,
        el("p", both(NEWLY_PERMITTED), class_="soft") if changes else None,
        class_="card verdict",
    )


def _counts(changes: Changes | ProvisionChanges) -> list[Cell]:
    return [Cell(number(changes[kind]), changes[kind]) for kind in KINDS]


def _section(name: str, heading: Html, note: Words, body: Html | None, unlisted: Words = _NOTHING) -> Html:
    """`note` says how to read the table `body`; `unlisted`, how many do not change, is all there is without one."""
    said = joined(both(note), " ", both(unlisted)) if body else both(unlisted)
    return el("section", el("h2", heading, id=name), el("p", said, class_="soft"), body, class_="card")


def _unlisted(count: int, zh: str, one: str, many: str) -> Words:
    """How many do not change, and what they are."""
    if not count:
        return _NOTHING
    en = f"1 {one} does not change and is" if count == 1 else f"{number(count)} {many} do not change and are"
    return words(f"{number(count)} {zh}没有变化，未列出。", f"{en} not listed.")


def _topics(comparison: Comparison) -> Html:
    """Those that change, and how many do not."""
    rows: list[Row] = [
        [Cell(both(renamed(topic)), topic["title"]["zh"]), *_counts(topic)]
        for topic in comparison["topics"]
        if topic["changed"]
    ]
    columns = (Column(words("规定", "Rule"), "name"), *_COUNTED)
    return _section(
        "rules",
        in_two("各项规定", "By rule"),
        words("每次触达在每个主题上各计一次。", "An attempt is counted once on each topic."),
        table(columns, rows, "rules", sortable=True) if rows else None,
        _unlisted(len(comparison["topics"]) - len(rows), "个主题", "topic", "topics"),
    )


def _agencies(comparison: Comparison) -> Html:
    several = of_several_lenders(comparison)
    rows: list[Row] = [
        [
            Cell(both(agency_of(one["lender"], one["agency"], several)), one["agency"]),
            Cell(number(one["attempts"]), one["attempts"]),
            *_counts(one),
        ]
        for one in comparison["agencies"]
        if one["changed"]
    ]
    columns = (Column(words("机构", "Agency"), "name"), _ATTEMPTS, *_COUNTED)
    return _section(
        "agencies",
        in_two("各机构", "By agency"),
        words("每次触达按最严的结论计一次。", "An attempt is counted once, by its strictest answer."),
        table(columns, rows, "agencies", sortable=True) if rows else None,
        _unlisted(len(comparison["agencies"]) - len(rows), "家", "agency", "agencies"),
    )


def _days(comparison: Comparison) -> Html:
    """A chart of every day with an attempt, and a table of those that change."""
    days = comparison["days"]
    rows: list[Row] = [
        [one["day"], Cell(number(one["attempts"]), one["attempts"]), *_counts(one)] for one in days if one["changed"]
    ]
    listed = table((Column(words("日期", "Day"), "when"), _ATTEMPTS, *_COUNTED), rows, "days")
    frame = el("div", listed, class_="scroll", role="region", tabindex=0, aria_labelledby="days")
    twin = el("details", el("summary", in_two("以表格查看", "As a table")), frame, class_="twin") if rows else None
    heading = in_two("每日新禁止与新允许的触达", "Newly forbidden and newly permitted attempts per day")
    unlisted = el("p", both(_unlisted(len(days) - len(rows), "日", "day", "days")), class_="soft")
    return el("section", el("h2", heading, id="days"), *chart_of(days), twin, unlisted, class_="card")


def _provisions(comparison: Comparison) -> Html:
    columns = (
        Column(words("条款", "Provision"), "name"),
        Column(words("属于", "Part of"), "when"),
        Column(words("原触及", "Found before"), "number"),
        Column(words("现触及", "Found after"), "number"),
        *_COUNTED[:3],
        Column(words("因此更严", "Stricter for it"), "number"),
        Column(words("因此更宽", "Milder for it"), "number"),
    )
    rows = [_provision(one) for one in comparison["provisions"] if _differently(one)]
    return _section(
        "provisions",
        in_two("各条款", "By provision"),
        words(
            "触及：该条款所及的触达，不论为首还是列于更严者之后。新禁止：整次触达原不禁止、现禁止，且该条款现予禁止；"
            "新允许：整次触达原有、现无任何问题，且该条款原有所及；"
            "不再禁止：原禁止、现不禁止，且该条款原予禁止。一次触达可计入多条。",
            "Found: it speaks of the attempt, leading or beside a stricter one. Newly forbidden: the whole attempt is "
            "forbidden after, not before, and this provision forbids it after; newly permitted: nothing at all is "
            "found after, and this provision spoke of it before; no longer forbidden: it was before, is not after, "
            "and this provision forbade it. An attempt may count under several.",
        ),
        table(columns, rows, "provisions", sortable=True) if rows else None,
        _unlisted(len(comparison["provisions"]) - len(rows), "条", "provision", "provisions"),
    )


def _differently(one: ProvisionChanges) -> bool:
    """Whether the laws state it differently or one lacks it, it speaks of other numbers, or something changes by it."""
    stated = bool(one["differs"]) or one["in_before"] != one["in_after"]
    return stated or one["speaks_before"] != one["speaks_after"] or any(one[kind] for kind in KINDS)


def _provision(one: ProvisionChanges) -> Row:
    where = {
        (True, True): words("两者", "both"),
        (True, False): words("仅原规定", "before only"),
        (False, True): words("仅新规定", "after only"),
    }[one["in_before"], one["in_after"]]
    spoken = (one["speaks_before"], one["speaks_after"])
    return [Cell(_name(one), one["id"]), both(where), *(Cell(number(value), value) for value in spoken), *_counts(one)]


def _name(one: ProvisionChanges) -> Html:
    """Title and id; where the laws state it differently, that, in which fields, and what else it is called."""
    name = joined(both(renamed(one)), el("br"), el("code", one["id"], class_="soft"))
    if not one["differs"]:
        return name
    topics, clauses = (one["topic"], one["topic_after"]), (one["clause"], one["clause_after"])
    told = [f"{before} → {after}" for before, after in (topics, clauses) if before != after]
    mark = el("strong", both(CHANGED))
    return joined(name, el("br"), mark, el("p", "; ".join([*told, ", ".join(one["differs"])]), class_="soft"))


def _examples(comparison: Comparison) -> Html | None:
    if not comparison["examples"]:
        return None
    titles = {topic["topic"]: renamed(topic) for topic in comparison["topics"]}
    columns = (
        Column(words("当地时间", "Local time"), "when"),
        Column(words("变化", "Change"), "name"),
        Column(words("规定", "Rule"), "name"),
        Column(words("机构", "Agency"), "name"),
        Column(words("说明", "What it says"), "wide"),
        Column(words("触达编号 / 债务人", "Attempt / debtor"), "ids"),
    )
    several = of_several_lenders(comparison)
    rows: list[Row] = [
        [
            f"{row['day']} {row['local_time'] or ''}",
            both(answers(row["before"], row["after"])),
            both(titles[row["topic"]]),
            joined(
                both(agency_of(row["lender"], row["agency"], several)),
                el("p", both(alike(row["attempts"])), class_="soft"),
            ),
            joined(both(words(row["says_zh"], row["says_en"])), el("p", row["clause"], class_="soft")),
            joined(el("code", row["attempt_id"]), el("br"), el("code", row["person"], class_="soft")),
        ]
        for row in comparison["examples"]
    ]
    return _section(
        "examples",
        in_two("例", "Examples"),
        words(
            "每个主题、每种变化最早的几次，以及其中各条款最早的一次；说明取自更严的一方。"
            "当日同类：该机构当日在该主题上变化相同的触达，含本次。",
            "The earliest of each change on each topic, and of each provision in it, in the stricter side's words. "
            "Alike that day: of the agency, with the same change on the same topic, this one included.",
        ),
        table(columns, rows, "examples"),
    )


def _basis(comparison: Comparison) -> Html:
    columns = (
        Column(words("规定", "Law")),
        *(Column(name, "name") for name in (words("版本", "Version"), words("SHA-256", "SHA-256"))),
    )
    rows = [
        [comparison[side]["choice"], comparison[side]["version"], el("code", comparison[side]["digest"])]
        for side in ("before", "after")
    ]
    return _section(
        "basis",
        in_two("依据", "Basis"),
        words(
            "同样的触达、同样的登记簿；登记簿未列时区的人，依次按 --zone、原规定、新规定的时区；只有规定不同。",
            "The same attempts and registers; whom no register places is in the zone of --zone, else of the first law, "
            "else of the second; only the law differs.",
        ),
        joined(table(columns, rows, "basis"), _accounting(comparison)),
    )


def _accounting(comparison: Comparison) -> Html:
    """What became of the rows read; those of days not asked for are among them."""
    given = comparison["accounting"]
    lines = [el("div", el("dt", both(text)), el("dd", number(given[name]))) for name, text in ACCOUNTED.items()]
    return joined(
        el("h3", in_two("读入的行", "The rows read")), el("dl", *lines, class_="facts"), notes(given["warnings"])
    )
