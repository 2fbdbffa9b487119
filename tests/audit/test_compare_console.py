"""What a terminal shows of two laws compared: provisions and days on which something changes, the rest as a sum."""

import io
import re
from collections import Counter

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.audit.example import ACCOUNTING, example_law
from zilv.audit.compare import Compared, Spoken
from zilv.audit.compare_console import print_comparison
from zilv.audit.compare_keys import Comparison
from zilv.audit.compare_summary import Question, summarise
from zilv.audit.tally import iso_day
from zilv.audit.words import Lang
from zilv.rules.library import Law
from zilv.rules.three import FORBIDDEN, PERMITTED

TEN = 10
FIRST = 20_000
"""The first local day, counted from 1970-01-01."""


def compared(changing: int) -> Comparison:
    """So many provisions and days of which number n newly forbids n attempts, and one more of each without change."""
    example = example_law()
    usual = example.judged[0]
    provisions = [usual.model_copy(update={"id": f"example.n{n:02}"}) for n in range(changing + 1)]
    law = Law(provisions, example.instruments, example.packs)
    days = range(1, changing + 1)
    cells = Counter({("", "L", "A", FIRST + n, PERMITTED, FORBIDDEN): n for n in days})
    spoken = {f"example.n{n:02}": Spoken(after=n, stricter=n, newly_forbidden=n) for n in days}
    attempts = Counter({("L", "A", FIRST + n): 100 for n in range(changing + 1)})
    return summarise(Compared((law, law), attempts, cells, spoken), Question("before", "after", ACCOUNTING))


def shown(comparison: Comparison, lang: Lang = "zh", width: int = 100) -> str:
    """What is printed where there is no terminal."""
    file = io.StringIO()
    print_comparison(Console(file=file, width=width), comparison, lang)
    return file.getvalue()


def test_each_changing_day_has_its_line_and_a_day_without_change_has_none() -> None:
    text = shown(compared(TEN))
    days = re.findall(r"^(\d{4}-\d\d-\d\d) +(\d+) +– +– +(\d+) +–", text, re.M)
    assert days == [(iso_day(FIRST + n), str(n), str(n)) for n in range(1, TEN + 1)]
    assert "其余" not in text


def test_each_changing_provision_has_its_line_and_one_without_change_has_none() -> None:
    text = shown(compared(TEN))
    provisions = re.findall(r"^示例规定 \w+ +(\d+) +– +– +(\d+) +– *\n(\S+)", text, re.M)
    assert provisions == [(str(n), str(n), f"example.n{n:02}") for n in range(TEN, 0, -1)]


@pytest.mark.parametrize(
    ("lang", "told"), [("zh", ("其余 2 日合计", "其余 2 条合计")), ("en", ("the other 2 together",) * 2)]
)
def test_beyond_ten_days_and_provisions_the_rest_is_one_line_that_says_so(lang: Lang, told: tuple[str, str]) -> None:
    text = shown(compared(TEN + 2), lang)
    for name in told:
        assert re.search(rf"^{name} +3 +– +– +3 +–", text, re.M), "those that change least: 1 + 2"
    assert iso_day(FIRST + 2) not in re.findall(r"^\d{4}-\d\d-\d\d", text, re.M)
    assert "example.n02" not in text and "example.n03" in text
    assert re.findall(r"^(\d{4}-\d\d-\d\d) ", text, re.M) == [iso_day(FIRST + n) for n in range(3, TEN + 3)]


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(lang: Lang, width: int) -> None:
    lines = shown(compared(TEN + 2), lang, width).splitlines()
    assert len(lines) > 30
    assert max(cell_len(line) for line in lines) <= width
