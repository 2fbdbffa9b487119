"""The comparison of two laws in a real browser: nothing leaves the page, and its buttons do what they say."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.audit.example import ACCOUNTING, example_law
from tests.browser.chromium import EXECUTABLE, Page, page
from zilv.attempts.rows import day_number
from zilv.audit.compare import Compared, Spoken
from zilv.audit.compare_summary import Question, summarise
from zilv.audit.report.compare_page import render_comparison
from zilv.rules.three import FORBIDDEN, PERMITTED

pytestmark = pytest.mark.skipif(EXECUTABLE is None, reason="no Chromium on this machine")

DAY = day_number(date(2026, 10, 5))
FILLS = ("fill-forbidden", "fill-permitted")
NAMES = "[...document.querySelectorAll('[aria-labelledby=rules] tbody th')].map((cell) => cell.innerText)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    law = example_law()
    cells = Counter({(topic, "L", "<b>A</b>", DAY, PERMITTED, FORBIDDEN): 3 for topic in ("", "mandate")})
    for topic in ("", "registered_line"):
        cells[topic, "L", "", DAY, FORBIDDEN, PERMITTED] = 5
    made = Compared((law, law), Counter({("L", "<b>A</b>", DAY): 9, ("L", "", DAY): 9}), cells, persons=2)
    for day in range(30):
        for name, agency in (("example.hours", "<b>A</b>"), ("example.mandate", "")):
            made.by_provision[name, "L", agency, DAY + day, "newly_forbidden"] = 1 + day
    made.spoken = {name: Spoken(after=465, newly_forbidden=465) for name in ("example.hours", "example.mandate")}
    same = summarise(Compared((law, law), Counter({("L", "", DAY): 9})), Question("cn", "cn", ACCOUNTING))
    path: Path = tmp_path_factory.mktemp("比较 out") / "compare.html"
    comparison = summarise(made, Question("cn", "cn,house.yaml", ACCOUNTING))
    path.write_text(render_comparison(comparison, "zh"), "utf-8")
    path.with_name("english.html").write_text(render_comparison(comparison, "en"), "utf-8")
    path.with_name("same.html").write_text(render_comparison(same, "zh"), "utf-8")
    return path.as_uri()


@pytest.fixture
def opened(address: str) -> Iterator[Page]:
    """The page, freshly opened; afterwards nothing may have been complained of or asked for."""
    with page() as browser:
        browser.open(address)
        yield browser
        assert browser.errors == []
        assert {request.partition("#")[0] for request in browser.requests} - {"about:blank"} == {address}


def test_rules_are_sorted_by_the_count_clicked_on_and_the_language_switches(opened: Page) -> None:
    first = opened.run(NAMES)
    assert len(first) == 2, "those that change"
    opened.run("document.querySelectorAll('[aria-labelledby=rules] thead button')[2].click()")
    by_freed = opened.run(NAMES)
    assert sorted(by_freed) == sorted(first)
    assert by_freed[0] != first[0]
    opened.run("document.querySelector('#language').click()")
    assert "Newly forbidden" in opened.run("document.querySelector('main').innerText")
    assert opened.run("document.querySelectorAll('b').length") == 0


def test_bars_of_newly_forbidden_attempts_rise_and_those_of_newly_permitted_hang(opened: Page) -> None:
    ends = (
        "[...document.querySelectorAll('.plot .%s')].map((bar) => {const box = bar.getBoundingClientRect(); return %s})"
    )
    axis = opened.run("document.querySelector('.plot .axis').getBoundingClientRect().top")
    bottom = opened.run(ends % ("fill-forbidden", "box.bottom"))
    top = opened.run(ends % ("fill-permitted", "box.top"))
    heights = [opened.run(ends % (kind, "box.height")) for kind in ("fill-forbidden", "fill-permitted")]
    assert bottom == pytest.approx([axis], abs=1) and top == pytest.approx([axis], abs=1)
    assert heights[0] == pytest.approx([120 * 3 / 6], abs=1) and heights[1] == pytest.approx([120 * 5 / 6], abs=1)
    colours = [opened.run(f"getComputedStyle(document.querySelector('.plot .{kind}')).fill") for kind in FILLS]
    assert len(set(colours)) == 2
    told = opened.run(
        "document.getElementById(document.querySelector('.plot').getAttribute('aria-describedby')).innerText"
    )
    assert "新禁止：共 3 次" in told and "新允许：共 5 次" in told


@pytest.mark.parametrize("width", [1200, 800])
def test_no_table_is_wider_than_the_window(opened: Page, width: int) -> None:
    opened.size(width, 800)
    opened.run("document.querySelector('#language').click()")
    assert opened.run("document.querySelectorAll('[aria-labelledby=provisions] thead th').length") == 9
    assert opened.run("document.documentElement.scrollWidth") <= width


CELLS = (
    "[...document.querySelectorAll('#rows tr')].map((row) => [...row.cells].slice(1, 4).map((cell) => cell.innerText))"
)
HELD = "document.getElementById('shown').innerText"


def choose(opened: Page, name: str, value: str) -> None:
    """A value in one of the filters."""
    opened.run(
        f"(() => {{ const one = document.getElementById({name!r}); one.value = {value!r}; "
        "one.dispatchEvent(new Event('input', { bubbles: true })); })()"
    )


def test_cells_are_filtered_by_provision_agency_and_day_and_the_address_remembers(opened: Page) -> None:
    assert opened.run(HELD) == "共 60 格" and len(opened.run(CELLS)) == 50
    choose(opened, "provision", "example.hours")
    assert opened.run(HELD) == "共 30 格"
    assert {agency for agency, _, _ in opened.run(CELLS)} == {"<b>A</b>"}
    choose(opened, "day", "2026-10-07")
    assert opened.run(CELLS) == [["<b>A</b>", "2026-10-07", "3"]]
    assert opened.run("location.hash") == "#provision=example.hours&day=2026-10-07"
    choose(opened, "provision", "")
    choose(opened, "agency", "0")
    assert opened.run(CELLS) == [["放款机构自催", "2026-10-07", "3"]]
    opened.run("document.querySelector('#filters button[type=reset]').click()")
    assert opened.run(HELD) == "共 60 格"


def test_cells_are_sorted_by_the_column_clicked_on_counts_from_the_largest(opened: Page) -> None:
    opened.run("document.querySelector('[data-sort=newly_forbidden]').click()")
    counts = [int(count) for _, _, count in opened.run(CELLS)]
    assert counts == sorted(counts, reverse=True) and counts[0] == 30
    assert opened.run("document.querySelector('#table [aria-sort=descending]').innerText") == "新禁止"
    opened.run("document.querySelector('[data-sort=newly_forbidden]').click()")
    assert [int(count) for _, _, count in opened.run(CELLS)][:4] == [1, 1, 2, 2]
    opened.run("document.querySelector('[data-sort=day]').click()")
    days = [day for _, day, _ in opened.run(CELLS)]
    assert days == sorted(days) and days[0] != days[-1]


def test_every_control_of_the_cells_has_a_name_and_what_is_counted_is_told_aloud(opened: Page) -> None:
    assert opened.run("[...document.querySelectorAll('select')].filter((one) => !one.labels.length).length") == 0
    assert opened.run("document.getElementById('shown').getAttribute('role')") == "status"
    names = opened.run("[...document.querySelectorAll('button')].map((one) => one.innerText.trim())")
    assert len(names) > 10 and all(names)
    opened.run("document.querySelector('#language').click()")
    assert opened.run(HELD) == "60 cells"


def test_a_page_that_opens_in_english_has_its_options_in_english(address: str) -> None:
    with page() as browser:
        browser.open(address.replace("compare.html", "english.html"))
        assert browser.run("document.getElementById('day').options[0].text") == "All"
        assert browser.run("document.documentElement.lang") == "en"


def test_without_scripts_the_page_says_where_the_cells_are(address: str) -> None:
    with page() as browser:
        browser.ask("Emulation.setScriptExecutionDisabled", value=True)
        browser.open(address)
        assert "未启用脚本" in browser.run("document.querySelector('noscript').innerText")
        assert browser.run("document.querySelector('noscript').checkVisibility()")
        assert not browser.run("document.getElementById('filters').checkVisibility()")


def test_a_page_on_which_nothing_changes_says_so_and_its_button_still_switches_the_language(address: str) -> None:
    with page() as browser:
        browser.open(address.replace("compare.html", "same.html"))
        assert browser.run("document.querySelector('h2').innerText") == "9 次触达的结论都不变：两套规定完全相同。"
        assert browser.run("document.querySelectorAll('table, form, select').length") == 1, "the basis alone"
        browser.run("document.querySelector('#language').click()")
        assert browser.run("document.querySelector('h2').innerText").endswith("changes: the two laws are the same.")
        assert browser.errors == []
