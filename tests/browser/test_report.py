"""The report in a real browser: nothing leaves the page, and its buttons do what they say."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.audit.example import LENDER, attempts_of, example_basis, example_law, example_month, findings_of
from tests.browser.chromium import EXECUTABLE, Page, page
from zilv.audit.report.page import render_report
from zilv.audit.summary import summarise
from zilv.audit.worst import worst

pytestmark = pytest.mark.skipif(EXECUTABLE is None, reason="no Chromium on this machine")

WIDE, PHONE = (1280, 900), (360, 780)
TEXTS = "[...document.querySelectorAll('#rows tr')].map((row) => row.cells[{column}].innerText)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with page() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    law = example_law()
    findings, attempts = example_month(law)
    summary = summarise(findings, attempts, example_basis(law))
    path: Path = tmp_path_factory.mktemp("报告 out") / "report.html"
    path.write_text(render_report(summary, worst(findings, 300), law), "utf-8")
    return path.as_uri()


@pytest.fixture
def report(browser: Page, address: str) -> Iterator[Page]:
    """The report, freshly opened on a wide screen; afterwards nothing may have been complained of or asked for."""
    browser.errors.clear()
    browser.requests.clear()
    browser.media(prefers_color_scheme="light")
    browser.size(*WIDE)
    browser.open("about:blank")
    browser.open(address)
    yield browser
    assert browser.errors == []
    assert {request.partition("#")[0] for request in browser.requests} - {"about:blank"} == {address}


def column(report: Page, number: int) -> list[str]:
    """The texts of one column of the findings, from the top."""
    texts: list[str] = report.run(TEXTS.format(column=number))
    return texts


def click(report: Page, selector: str) -> None:
    """As a person would."""
    report.run(f"document.querySelector({selector!r}).click()")


def choose(report: Page, name: str, value: str) -> None:
    """A value in one of the filters."""
    report.run(
        f"(() => {{ const one = document.getElementById({name!r}); one.value = {value!r}; "
        "one.dispatchEvent(new Event('input', { bubbles: true })); })()"
    )


def test_the_findings_are_drawn_from_the_data(report: Page) -> None:
    assert report.run("document.querySelectorAll('#rows tr').length") == 50
    assert report.run("document.getElementById('shown').innerText") == "共 300 条"
    assert report.run("document.getElementById('page').innerText") == "第 1 / 6 页"


def test_sorting_by_time_goes_up_then_down_then_back(report: Page) -> None:
    before = column(report, 0)
    assert before != sorted(before)
    click(report, "[data-sort=local]")
    up = column(report, 0)
    assert up == sorted(up) and report.run("document.querySelector('[aria-sort=ascending]').innerText") == "当地时间"
    click(report, "[data-sort=local]")
    down = column(report, 0)
    assert down == sorted(down, reverse=True) and down[0] > up[-1]
    assert report.run("document.querySelectorAll('#table [aria-sort=descending]').length") == 1
    click(report, "[data-sort=local]")
    assert column(report, 0) == before


def test_agencies_sort_by_number_not_by_text(report: Page) -> None:
    attempts = "[...document.querySelectorAll('table.sortable tbody tr')].map((row) => Number(row.cells[1].dataset.v))"
    report.run("document.querySelectorAll('table.sortable thead button')[1].click()")
    down = report.run(attempts)
    assert len(down) == 7 and down == sorted(down, reverse=True)
    report.run("document.querySelectorAll('table.sortable thead button')[1].click()")
    assert report.run(attempts) == sorted(down)


def test_filters_narrow_and_the_address_remembers(report: Page, address: str) -> None:
    choose(report, "outcome", "warned")
    assert {text.strip() for text in column(report, 1)} == {"提示"}
    choose(report, "q", "no such thing")
    assert report.run("document.getElementById('shown').innerText") == "共 0 条"
    choose(report, "q", "")
    kept = report.run("document.getElementById('shown').innerText")
    link = report.run("location.href")
    assert link == f"{address}#outcome=warned"
    report.open("about:blank")
    report.open(link)
    assert report.run("document.getElementById('shown').innerText") == kept != "共 300 条"
    click(report, "#filters button[type=reset]")
    assert report.run("document.getElementById('shown').innerText") == "共 300 条"


@pytest.mark.parametrize("width", [1280, 360])
def test_the_interval_of_an_agency_with_few_attempts_stays_in_its_column_and_shows_that_it_is_cut(
    browser: Page, tmp_path: Path, width: int
) -> None:
    """Of 8,000 and 200 attempts none is forbidden: 0 to 0.5 and 0 to 18.8 per 1,000, on an axis that ends at 1."""
    law, day = example_law(), date(2026, 10, 1)
    findings, attempts = findings_of([]), attempts_of((LENDER, "many", day, 8_000), (LENDER, "few", day, 200))
    path = tmp_path / "report.html"
    path.write_text(render_report(summarise(findings, attempts, example_basis(law)), [], law), "utf-8")
    browser.size(width, 900)
    browser.open(path.as_uri())
    beyond = (
        "[...document.querySelectorAll('.interval > svg')].map((one) => [...one.querySelectorAll('line, path')].filter("
        "(part) => part.getBoundingClientRect().right > one.closest('td').getBoundingClientRect().right + 1).length)"
    )
    assert browser.run(beyond) == [0, 0]
    assert browser.run("document.documentElement.scrollWidth") <= width
    cut = (
        "[...document.querySelectorAll('[aria-labelledby=agencies] tbody tr')]"
        ".map((row) => [row.cells[0].innerText, row.querySelectorAll('.cut').length])"
    )
    assert browser.run(cut) == [["many", 0], ["few", 1]]
    assert "箭头" in browser.run("document.getElementById('agencies').parentElement.innerText")


def test_a_rule_leads_to_its_rows(report: Page) -> None:
    click(report, "a[href='#topic=quiet_hours']")
    report.wait_for("document.activeElement.id === 'findings'")
    texts = column(report, 3)
    assert texts and all(text.startswith("处于禁止催收时段") for text in texts)


def test_pages_turn(report: Page) -> None:
    assert report.run("document.getElementById('previous').disabled")
    first = column(report, 5)
    click(report, "#next")
    assert column(report, 5) != first and report.run("location.hash") == "#page=2"
    assert not report.run("document.getElementById('previous').disabled")


def test_the_language_switches_everything(report: Page) -> None:
    assert "次触达中" in report.run("document.getElementById('answer').innerText")
    click(report, "#language")
    assert "attempts were forbidden" in report.run("document.getElementById('answer').innerText")
    assert report.run("document.documentElement.lang") == "en"
    assert report.run("document.title") == "Audit of collection attempts"
    assert report.run("document.getElementById('outcome').options[1].text") == "Forbidden"
    assert report.run("document.querySelector('#rows .mark').innerText").strip() in {"Forbidden", "Undetermined"}
    shown = "[...document.querySelectorAll('.zh')].filter((one) => one.getClientRects().length).length"
    assert report.run(shown) == 0
    click(report, "#language")
    assert report.run(shown.replace("'.zh'", "'.en'")) == 0


def test_a_clause_opens_with_its_text_and_reading(report: Page) -> None:
    click(report, "#rows details summary")
    text = report.run("document.querySelector('#rows details').innerText")
    assert "示例条文" in text and "的理解" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_phone_scrolls_only_downwards(report: Page, lang: str) -> None:
    report.size(*PHONE, phone=True)
    if lang == "en":
        click(report, "#language")
    report.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert report.run("document.documentElement.scrollWidth") <= PHONE[0]
    beyond = (
        "[...document.querySelectorAll('main *')].filter((one) => one.checkVisibility() && !one.closest('svg, .scroll')"
        f" && one.getBoundingClientRect().right > {PHONE[0]} + 0.5).map((one) => one.outerHTML.slice(0, 90))"
    )
    assert report.run(beyond) == []


def test_what_can_be_pressed_has_a_name_and_is_large_enough(report: Page) -> None:
    small = (
        "[...document.querySelectorAll('button, select, input, summary')].filter((one) => one.checkVisibility())"
        ".filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.outerHTML.slice(0, 90))"
    )
    assert report.run(small) == []
    assert report.run("[...document.querySelectorAll('button')].filter((one) => !one.innerText.trim()).length") == 0
    assert report.run("[...document.querySelectorAll('select, input')].filter((one) => !one.labels.length).length") == 0


CONTRAST = """
(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (v) => (v <= 10.3 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const told = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const ratio = (one) => {
    const [a, b] = [light(numbers(getComputedStyle(one).color)), light(ground(one))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const seen = (one) => told(one) && one.checkVisibility() && !one.disabled && !one.closest('svg, script, .skip');
  const all = [...document.querySelectorAll('body *')].filter(seen);
  return { seen: all.length, weak: all.filter((one) => ratio(one) < 4.5).map((one) => one.outerHTML.slice(0, 90)) };
})()
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(report: Page, scheme: str) -> None:
    report.media(prefers_color_scheme=scheme)
    ground = report.run("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(244, 246, 249)", "dark": "rgb(15, 20, 27)"}[scheme]
    found = report.run(CONTRAST)
    assert found["weak"] == [] and found["seen"] > 500


def test_paper_gets_the_report_without_its_controls(report: Page, tmp_path: Path) -> None:
    report.ask("Emulation.setEmulatedMedia", media="print")
    hidden = "['#filters', '#language', '.contents'].every((name) => !document.querySelector(name).checkVisibility())"
    assert report.run(hidden) and report.run("document.getElementById('worst').checkVisibility()")
    report.ask("Emulation.setEmulatedMedia", media="")
    report.pdf(tmp_path / "report.pdf")
    data = (tmp_path / "report.pdf").read_bytes()
    assert data.startswith(b"%PDF") and 2 <= data.count(b"/Type /Page\n") <= 8


def test_without_scripts_the_report_still_answers(browser: Page, address: str) -> None:
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(address)
        assert "次触达中" in browser.run("document.getElementById('answer').innerText")
        assert not browser.run("document.getElementById('filters').checkVisibility()")
        assert browser.run("document.querySelectorAll('table').length") > 3
    finally:
        browser.ask("Emulation.setScriptExecutionDisabled", value=False)
