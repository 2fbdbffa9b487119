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


def test_a_page_of_a_law_against_itself_says_so_and_lists_nothing() -> None:
    same = render_comparison(compared(0))
    assert "100 次触达的结论都不变：两套规定完全相同。" in same and ": the two laws are the same." in same
    assert all(f"1 {what}没有变化，未列出" in same for what in ("个主题", "家", "日", "条"))
    tables = re.findall(r'<table[^>]* aria-labelledby="(\w+)"', same)
    assert tables == ["basis"] and "<form" not in same and "</details>" not in same


def test_a_provision_that_one_law_lacks_is_listed_though_it_speaks_of_nothing() -> None:
    one = compared(0)
    one["provisions"][0]["in_before"] = False
    page = render_comparison(one)
    assert "example.n00" in page and "条没有变化，未列出" not in page


def test_what_does_not_change_is_counted_and_not_listed_beside_what_does() -> None:
    page = render_comparison(compared(1))
    assert "example.n01" in page and "example.n00" not in page and "1 条没有变化，未列出" in page
    assert re.findall(r'<th[^>]* class="when">(\d{4}-\d\d-\d\d)</th>', page) == [iso_day(FIRST + 1)]
    assert "1 日没有变化，未列出" in page


def test_doubt_that_stays_where_the_laws_differ_is_told_though_another_topic_decides() -> None:
    one = compared(0)
    one["topics"] = [one["topics"][0] | {"in_doubt_under_both": 4}]
    assert "无法判定" not in shown(one), "the two laws are the same"
    one["provisions"][0]["in_before"] = False
    name = one["topics"][0]["title"]["zh"]
    assert f"两套规定写法不同、而两边都无法判定的（不论其他主题如何）：{name} 4。" in shown(one)
    assert f"：{name} 4。" in render_comparison(one) and "in doubt under both whatever" in render_comparison(one)
    one["topics"] = [one["topics"][0] | {"in_doubt_under_both": n} for n in range(1, 8)]
    assert f"{name} 7、{name} 6、{name} 5、{name} 4、{name} 3、另 2 个主题。" in shown(one, width=200).replace("\n", "")


def test_two_laws_that_differ_without_effect_are_not_called_the_same() -> None:
    one = compared(0)
    one["after"] = one["after"] | {"digest": "another"}
    assert "100 次触达的结论都不变。" in shown(one) and "完全相同" not in shown(one)


def test_a_topic_that_changes_beside_a_stricter_one_is_listed_though_no_answer_changes() -> None:
    one = compared(0)
    one["topics"][0] |= {"changed": 3, "stricter": 3}
    assert "100 次触达的结论都不变" in shown(one)
    assert re.search(r"^各项规定", shown(one), re.M) and re.search(r" – +– +– +3 +–", shown(one))
    assert "各机构" not in shown(one) and "各日" not in shown(one)
