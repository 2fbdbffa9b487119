"""The report as a file: what is in it, and what can never be."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.audit.example import LENDER, attempts_of, example_basis, example_law, example_month, finding, findings_of
from zilv.audit.report.charts import BARS_MAX, ceiling, spans_of
from zilv.audit.report.markup import both, el
from zilv.audit.report.page import render_report
from zilv.audit.summary import summarise
from zilv.audit.worst import worst
from zilv.rules.library import everything

LAW = example_law()
BASIS = example_basis(LAW)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


def report(*records: dict[str, Any], lang: Any = "zh") -> str:
    """The report of these findings."""
    findings = findings_of(records)
    names = sorted({(r["lender"], r["agency"] or "") for r in records} | {(LENDER, "")})
    counted = attempts_of(*((*name, date(2026, 10, 1), 1000) for name in names))
    return render_report(summarise(findings, counted, BASIS), worst(findings, 100), LAW, lang)


def month(attempts: int = 6000) -> str:
    """The report of an invented month."""
    findings, counted = example_month(LAW, attempts=attempts)
    return render_report(summarise(findings, counted, BASIS), worst(findings, 200), LAW)


class Elements(HTMLParser):
    """Every element with its attributes, and whether all are closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def data_of(page: str) -> Any:
    """The rows the page's script reads."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


def test_the_same_input_gives_the_same_bytes() -> None:
    assert month() == month()


def test_every_element_is_closed_and_every_id_stands_once() -> None:
    page = Elements(month())
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {name for _, a in page.found for name in (a.get("aria-labelledby") or "").split()}
    assert named and named <= set(ids)


def test_the_policy_lets_in_only_the_pages_own_script_and_style() -> None:
    page = month()
    policy = next(unescape(a["content"] or "") for _, a in Elements(page).found if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    for name in ("script", "style"):
        [text] = re.findall(rf"<{name}>(.*?)</{name}>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy


def test_nothing_is_loaded_from_anywhere() -> None:
    for tag, attributes in Elements(month()).found:
        assert tag not in {"iframe", "img", "object", "embed", "audio", "video", "base"}
        assert "src" not in attributes and "style" not in attributes and "srcset" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "link":
            assert (attributes["href"] or "").startswith("data:")


def test_the_script_never_takes_data_for_markup() -> None:
    [script] = re.findall(r"<script>(.*?)</script>", month(), re.S)
    for dangerous in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "Function("):
        assert dangerous not in script


def test_text_from_outside_stays_text() -> None:
    names = ("attempt_id", "agency", "lender", "says_zh", "says_en", "clause")
    page = report(finding(**dict.fromkeys(names, HOSTILE)))
    assert "<script>alert" not in page and "<img" not in page
    [row] = data_of(page)["rows"]
    assert row.count(HOSTILE) == len(names)
    assert Elements(page).open == []


def test_only_web_addresses_of_the_law_become_links() -> None:
    bad = LAW.provisions[0].model_copy(
        update={"cite": LAW.provisions[0].cite.model_copy(update={"url": "javascript:alert(1)"})}
    )
    law = type(LAW)([bad, *LAW.provisions[1:]], LAW.instruments, LAW.packs)
    findings = findings_of([finding()])
    counted = attempts_of((LENDER, "", date(2026, 10, 1), 5))
    page = render_report(summarise(findings, counted, replace(BASIS, law=law)), worst(findings, 5), law)
    links = [a["href"] or "" for tag, a in Elements(page).found if tag == "a"]
    assert "javascript:" not in page
    assert "https://example.org/rules" in links and all(link.startswith(("#", "https://")) for link in links)


def test_no_raw_number_is_in_it() -> None:
    page = report(finding(attempt_id="call-13800000000", person="13900000000"), finding(attempt_id="13800000001"))
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", page)
    assert "138****0000" in page


def test_it_says_how_many_were_judged_by_what_law_and_what_was_not() -> None:
    page = month()
    for told in (
        "6,000 次触达中",
        LAW.digest,
        LAW.version,
        "约定登记",
        "lines.csv",
        "No speech material yet.",
        "24,180",
    ):
        assert told in page, told
    assert all(p.id in page for p in LAW.judged)


def test_a_table_that_holds_only_a_part_says_so() -> None:
    findings, counted = example_month(LAW, attempts=6000)
    page = render_report(summarise(findings, counted, BASIS), worst(findings, 50), LAW)
    assert f"共 {findings.num_rows:,} 条问题，本页只收最严重的 50 条" in page and "findings.csv" in page
    assert len(data_of(page)["rows"]) == 50


def test_everything_is_said_in_both_languages() -> None:
    page = month()
    body = page[page.index("<body>") : page.index('<script type="application/json"')]
    assert body.count('class="zh"') == body.count('class="en"') > 100


def test_it_opens_in_the_language_asked_for() -> None:
    assert '<html lang="zh-Hans" class="zh">' in report(finding())
    english = report(finding(), lang="en")
    assert '<html lang="en" class="en">' in english and "<title" in english
    assert ">Audit of collection attempts</title>" in english


def test_an_audit_without_findings_says_so_plainly() -> None:
    page = report()
    assert "1,000 次触达均未见违规" in page and "另有 5 个主题未发现问题" in page
    empty = render_report(summarise(findings_of([]), attempts_of(), BASIS), [], LAW)
    assert "没有可以审查的触达" in empty and "均未见违规" not in empty
    assert Elements(page).open == [] == Elements(empty).open


def test_headings_of_a_table_name_their_columns_and_rows() -> None:
    heads = [a for tag, a in Elements(month()).found if tag == "th"]
    assert heads and {a["scope"] for a in heads} == {"col", "row"}


def test_the_shipped_law_can_be_shown() -> None:
    law = everything()
    findings, counted = example_month(law, attempts=500)
    page = render_report(summarise(findings, counted, replace(BASIS, law=law)), worst(findings, 100), law)
    assert Elements(page).open == [] and all(p.id in page for p in law.judged)


@pytest.mark.parametrize(("length", "unit"), [(1, 1), (31, 1), (BARS_MAX, 1), (BARS_MAX + 1, 7), (365, 7), (1826, 30)])
def test_long_periods_are_drawn_in_fewer_bars_that_lose_nothing(length: int, unit: int) -> None:
    first = date(2022, 1, 1).toordinal()
    every = [date.fromordinal(first + n).isoformat() for n in range(length)]
    tallies: Any = [
        {"day": day, "forbidden": 1, "undetermined": 2, "warned": 0} for day in every if not day.endswith("5")
    ]
    spans, found = spans_of(tallies)
    assert found == unit and len(spans) <= BARS_MAX + 1
    assert sum(span.counts["forbidden"] for span in spans) == len(tallies)
    assert sum(span.counts["undetermined"] for span in spans) == 2 * len(tallies)


def test_a_scale_ends_on_a_round_number_not_far_above() -> None:
    for value in range(1, 5000):
        end = ceiling(value)
        assert value <= end and end % 2 == 0 and (end <= 2 * value or end == 2)


def test_markup_escapes_whatever_is_not_markup() -> None:
    assert el("b", "<i>", title='a"b') == '<b title="a&quot;b">&lt;i&gt;</b>'
    assert el("b", el("i", "&")) == "<b><i>&amp;</i></b>"
    assert el("option", "x", selected=True, hidden=False, data_v=None) == "<option selected>x</option>"
    assert both({"zh": "<", "en": "<"}) == "&lt;"


def test_what_to_look_at_first_names_the_lender_where_there_are_several() -> None:
    """Of two lenders that each collect themselves, "the lender itself" alone would be either."""
    two = report(finding(), finding(attempt_id="A2", lender="乙消金"))
    worst_of_two = two[two.index('id="worst"') : two.index('id="findings"')]
    assert "放款机构自催 (乙消金)" in worst_of_two and f"放款机构自催 ({LENDER})" in worst_of_two
    assert "放款机构自催 (" not in report(finding())
