"""What a terminal shows of two laws compared: provisions and days on which something changes, the rest as a sum."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.audit.example import ACCOUNTING, example_law
from zilv.audit.compare import Compared, Spoken
from zilv.audit.compare_console import print_comparison
from zilv.audit.compare_keys import KINDS, Comparison, ProvisionCell
from zilv.audit.compare_summary import Question, summarise
from zilv.audit.report.compare_page import render_comparison
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


def test_an_example_names_the_lender_where_there_are_several() -> None:
    """Of two lenders that each collect themselves, "the lender itself" alone would be either."""
    one = compared(1)
    example = dict.fromkeys(("lender", "attempt_id", "person", "clause", "says_zh", "says_en"), "x")
    example |= {"agency": "", "before": "permitted", "after": "forbidden", "topic": one["topics"][0]["topic"]}
    one["examples"] = [example | {"day": "2026-03-02", "local_time": "22:00:00", "lender": "乙消金", "attempts": 1}]
    assert "放款机构自催 (当日同类 1 次)" in shown(one)
    assert ">放款机构自催<" in render_comparison(one)
    one["agencies"].append(one["agencies"][0] | {"lender": "乙消金", "agency": ""})
    assert "放款机构自催 (乙消金) (当日同类 1 次)" in shown(one)
    assert ">放款机构自催 (乙消金)<" in render_comparison(one)


def test_a_page_of_many_lenders_looks_at_them_once_a_table() -> None:
    """13,500 pairs took 29 s while each row and cell looked through all of them."""
    looked = 0

    class Counting(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            nonlocal looked
            looked += 1
            return super().__iter__()

    many = compared(1)
    many["agencies"] = Counting(many["agencies"][0] | {"lender": f"L{n}"} for n in range(50))
    many["provision_cells"] = [cell_of(f"L{n}", "A") for n in range(50)]
    assert render_comparison(many).count("(L49)") > 2
    assert 0 < looked < 10


def test_two_agencies_whose_names_meet_in_a_slash_are_two_options() -> None:
    one = compared(1)
    one["provision_cells"] = [cell_of("甲/乙", "丙"), cell_of("甲", "乙/丙")]
    (options,) = re.findall(r'<select id="agency".*?</select>', render_comparison(one))
    values = re.findall(r'value="(.*?)"', options)
    assert len(values) == len(set(values)) == 3


def cell_of(lender: str, agency: str) -> ProvisionCell:
    """A cell in which everything changes once."""
    where = {"provision": "example.n01", "day": "2026-03-02", "lender": lender, "agency": agency}
    return cast("ProvisionCell", where | dict.fromkeys(KINDS, 1))


@pytest.mark.parametrize("width", [60, 80])
def test_an_id_too_long_for_its_column_goes_on_after_a_dot_or_a_hyphen(width: int) -> None:
    one = compared(1)
    one["provisions"][0]["id"] = "cn.gbt-45251-2025.answered-limit-of-all-agencies-together"
    text = shown(one, width=width)
    begins = text.index("cn.gbt")
    lines = [line.strip() for line in text[begins : text.index("together")].split("\n")]
    assert len(lines) > 1 and all(line.endswith((".", "-")) for line in lines[:-1])


def test_a_page_of_a_law_against_itself_lists_no_rule() -> None:
    same = render_comparison(compared(0))
    assert "1 个主题没有变化，未列出" in same
    assert 'aria-labelledby="rules"' not in same
