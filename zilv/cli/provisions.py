"""Provisions as a person reads them on a terminal, in Chinese or English."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from zilv.cli.language import Language
from zilv.rules.cases import answer
from zilv.rules.coverage import Article, Covered
from zilv.rules.difference import Difference, stated
from zilv.rules.library import Law
from zilv.rules.provision import Provision, Text
from zilv.rules.regime import failures, regime_of

_STRENGTH = {"shall": "应当", "should": "宜", "may": "可"}
_GRADE = {
    "P": Text(zh="已读原文", en="the text itself was read"),
    "S": Text(zh="据可靠转述", en="quoted by a reliable source"),
    "W": Text(zh="来源薄弱，只作提示", en="weak source, so it only warns"),
}
_EXPECTED = {
    "permitted": "可以",
    "warned": "提示",
    "undetermined": "存疑",
    "forbidden": "不得",
    "not_in_force": "不适用",
}


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as lines whose columns line up, a Chinese character being two cells wide.

    >>> aligned([["时段", "a"], ["x", "b"]])
    ['时段  a', 'x     b']
    """
    table = [list(row) for row in rows]
    if not table:
        return []
    widths = [max(cell_len(row[n]) for row in table) for n in range(len(table[0]))]
    return ["  ".join(_padded(text, width) for text, width in zip(row, widths, strict=True)).rstrip() for row in table]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def in_language(text: Text, lang: Language) -> str:
    """The text in one language."""
    return text.zh if lang == "zh" else text.en


def listed(law: Law, lang: Language) -> str:
    """A line a provision, and how many of them a check judges."""
    rows = [
        (p.id, in_language(p.title, lang), _kind(p, lang), f"{p.strength} {p.grade}", _in_force(p, lang))
        for p in law.provisions
    ]
    gaps = len(law.provisions) - len(law.judged)
    zh = f"{len(rows)} 条：{len(law.judged)} 条有检查，{gaps} 条尚无"
    en = f"{len(rows)} provisions: {len(law.judged)} with a check, {gaps} without"
    return "\n".join([*aligned(rows), zh if lang == "zh" else en])


def _kind(provision: Provision, lang: Language) -> str:
    if provision.check != "none":
        return provision.check.kind
    return "缺口" if lang == "zh" else "gap"


def _in_force(provision: Provision, lang: Language) -> str:
    since, until = provision.in_force.since, provision.in_force.until
    if lang == "zh":
        return f"{since} 起" + (f"，{until} 止" if until else "")
    return f"from {since}" + (f" until {until}" if until else "")


def shown_whole(provision: Provision, law: Law, lang: Language) -> str:
    """All of one provision, and whether its cases hold; `law` has its instrument and its pack."""
    zh = lang == "zh"
    rows = [
        ("依据" if zh else "cite", _cited(provision, law, lang)),
        ("效力" if zh else "force", _force(provision, lang)),
        ("施行" if zh else "in force", _in_force(provision, lang)),
        ("内容" if zh else "says", in_language(provision.says, lang)),
        ("理解" if zh else "reading", in_language(provision.reading, lang)),
        *((("倡议" if zh else "initiative"), n) for n in [", ".join(map(str, provision.initiative))] if n),
        *((("收紧" if zh else "tightens"), target) for target in [provision.tightens] if target),
        *_checked(provision, lang),
    ]
    head = [f"{in_language(provision.title, lang)}  {provision.id}", ""]
    return "\n".join([*head, *aligned(rows), *_cases(provision, law, lang)])


def _cited(provision: Provision, law: Law, lang: Language) -> str:
    instrument = law.instruments.get(provision.cite.instrument)
    title = in_language(instrument.title, lang) if instrument else provision.cite.instrument
    article, url = provision.cite.article, provision.cite.url
    place = ("条款号未知" if lang == "zh" else "article unknown") if article == "unknown" else article
    return f"{title} · {place}" + (f" · {url}" if url != "unknown" else "")


def _force(provision: Provision, lang: Language) -> str:
    strength = _STRENGTH[provision.strength] if lang == "zh" else provision.strength
    return f"{strength} · {provision.grade} {in_language(_GRADE[provision.grade], lang)}"


def _checked(provision: Provision, lang: Language) -> list[tuple[str, str]]:
    zh = lang == "zh"
    if provision.check == "none":
        return [("缺口" if zh else "gap", in_language(provision.gap, lang) if provision.gap else "")]
    fields = [(name, value) for name, value in stated(provision) if name.startswith("check.")]
    first = ("检查" if zh else "check", provision.check.kind)
    return [first, *(("", f"{name.removeprefix('check.')}: {v}") for name, v in fields if name != "check.kind")]


def _cases(provision: Provision, law: Law, lang: Language) -> list[str]:
    if not provision.cases:
        return []
    wrong, regime = failures(provision, law), regime_of(provision, law)
    rows = []
    for case in provision.cases:
        given, _ = answer(provision, case, regime)
        rows.append(("  ✓" if given == case.expect else "  ✗", case.name, _EXPECTED[given] if lang == "zh" else given))
    return ["", "案例" if lang == "zh" else "cases", *aligned(rows), *wrong]


def differing(found: Sequence[Difference], lang: Language) -> str:
    """Every difference: the provision, then its fields before and after."""
    zh = lang == "zh"
    if not found:
        return "两者相同" if zh else "no difference"
    words = {"added": "增", "removed": "减", "changed": "改"}
    absent = "（无）" if zh else "(none)"
    lines = []
    for difference in found:
        provision = difference.provision
        against = f" → {provision.tightens}" if difference.kind == "added" and provision.tightens else ""
        word = words[difference.kind] if zh else difference.kind
        lines.append(f"{word} {provision.id}  {in_language(provision.title, lang)}{against}")
        lines += [f"    {f.field}: {f.before or absent} → {f.after or absent}" for f in difference.fields]
    return "\n".join(lines)


def covered(articles: Sequence[Article], lang: Language) -> str:
    """Article by article: the duty, the provisions that a check judges with their cases, then the gaps and why."""
    parts = ["\n".join(_article(article, lang)) for article in articles]
    return "\n\n".join([*parts, _sum(articles, lang)])


def _article(article: Article, lang: Language) -> list[str]:
    zh = lang == "zh"
    judged = [c for c in article.provisions if c.kind is not None]
    gaps = [c for c in article.provisions if c.kind is None]
    head = f"第{article.number}条 {article.title.zh}" if zh else f"Article {article.number}, {article.title.en}"
    count = f"{len(judged)} 条有检查，{len(gaps)} 条缺口" if zh else f"{len(judged)} with a check, {len(gaps)} gaps"
    lines = [f"{head}{'：' if zh else ': '}{count}", f"  {in_language(article.duty, lang)}"]
    lines += aligned(_judged(covered, lang) for covered in judged)
    return [*lines, *_gaps(gaps, lang)]


def _judged(covered: Covered, lang: Language) -> tuple[str, ...]:
    held = covered.cases - len(covered.failed)
    cases = f"{covered.cases} 个案例，{held} 个成立" if lang == "zh" else f"{covered.cases} cases, {held} hold"
    mark = "  ✗" if covered.failed else "  ✓"
    return mark, in_language(covered.provision.title, lang), covered.provision.id, str(covered.kind), cases


def _gaps(gaps: Sequence[Covered], lang: Language) -> list[str]:
    """The gaps, gathered under what each is for want of."""
    reasons: dict[str, list[Provision]] = {}
    for covered in gaps:
        reason = in_language(covered.provision.gap, lang) if covered.provision.gap else ""
        reasons.setdefault(reason, []).append(covered.provision)
    lines = []
    for reason, provisions in reasons.items():
        lines.append(f"  ○ 缺口：{reason}" if lang == "zh" else f"  ○ gap: {reason}")
        lines += aligned(("     ", in_language(p.title, lang), p.id) for p in provisions)
    return lines


def _sum(articles: Sequence[Article], lang: Language) -> str:
    """One line over all articles; a provision that serves several is counted once."""
    every = {c.provision.id: c for article in articles for c in article.provisions}.values()
    judged = [c for c in every if c.kind is not None]
    cases, failed = sum(c.cases for c in judged), sum(len(c.failed) for c in judged)
    gaps = len(every) - len(judged)
    if lang == "zh":
        return f"共 {len(every)} 条条款：{len(judged)} 条有检查（{cases} 个案例，{failed} 个不符），{gaps} 条缺口"
    return f"{len(every)} provisions: {len(judged)} with a check ({cases} cases, {failed} failed), {gaps} gaps"
