"""The comparison of two laws in a real browser: nothing leaves the page, and its buttons do what they say."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.audit.example import ACCOUNTING, example_law
from tests.browser.chromium import EXECUTABLE, Page, page
from zilv.attempts.rows import day_number
from zilv.audit.compare import Compared
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
    path: Path = tmp_path_factory.mktemp("比较 out") / "compare.html"
    path.write_text(render_comparison(summarise(made, Question("cn", "cn,house.yaml", ACCOUNTING)), "zh"), "utf-8")
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
    assert len(first) > 2
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
