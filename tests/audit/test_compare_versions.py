"""A provision that both laws have under one id and state differently; and the cells, provision by agency by day."""

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.audit.test_compare_by_hand import compared, law, quiet, rows_of
from zilv.audit.compare_cells import most_changed
from zilv.audit.compare_console import print_comparison
from zilv.audit.compare_keys import KINDS, Comparison, ProvisionChanges
from zilv.audit.report import compare_cells
from zilv.audit.report.compare_page import render_comparison
from zilv.audit.words import Lang
from zilv.rules.library import Law

ARTICLE_9: Any = {"instrument": "example", "article": "9", "url": "https://example.org/rules"}
BEFORE = law(quiet("hours", "22:00", "08:00"), quiet("lunch", "12:00", "13:00"))
AFTER = law(
    quiet("hours", "20:00", "08:00", title={"zh": "二十点起", "en": "from eight"}, topic="evening", cite=ARTICLE_9),
    quiet("lunch", "12:00", "13:00"),
)
CALLS = [
    *(
        (f"0{day}T20:30", "L", f"p{day}", agency)
        for agency, days in {"甲": "22233455", "乙": "2"}.items()
        for day in days
    ),
    ("02T10:00", "L", "q", "甲"),
]
"""At 20:30 nine calls: the first agency's on four days."""


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return compared(tmp_path_factory.mktemp("calls"), CALLS, (BEFORE, AFTER))


def terminal(comparison: Comparison, lang: Lang) -> str:
    """What is printed where there is no terminal."""
    file = io.StringIO()
    print_comparison(Console(file=file, width=100), comparison, lang)
    return file.getvalue()


def provision(comparison: Comparison, name: str) -> ProvisionChanges:
    """One of the provisions."""
    (found,) = [one for one in comparison["provisions"] if one["id"] == f"example.{name}"]
    return found


def data_of(page: str) -> Any:
    """The rows that the page's script reads."""
    (text,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    return json.loads(text)


def test_a_provision_that_the_laws_state_differently_has_both_texts_and_names_the_fields(
    comparison: Comparison,
) -> None:
    hours = provision(comparison, "hours")
    assert (hours["title"]["en"], hours["title_after"]["en"]) == ("hours", "from eight")
    assert (hours["topic"], hours["topic_after"]) == ("hours", "evening")
    assert (hours["clause"], hours["clause_after"]) == ("《示例催收规则》 第7条", "《示例催收规则》 第9条")
    assert hours["differs"] == ["title.zh", "title.en", "topic", "cite.article", "check.starts"]
    assert hours["newly_forbidden"] == 9


def test_a_provision_that_the_laws_state_alike_or_with_other_cases_is_not_marked(tmp_path: Path) -> None:
    (usual,) = law(quiet("hours", "22:00", "08:00")).judged
    cased = usual.model_copy(update={"cases": (*usual.cases, usual.cases[0].model_copy(update={"name": "another"}))})
    assert cased != usual
    made = compared(tmp_path, CALLS, (law(usual), law(cased)))
    assert provision(made, "hours")["differs"] == []
    assert "有改动" not in terminal(made, "zh") + render_comparison(made)


def test_a_provision_that_only_one_law_has_tells_its_own_text_twice_and_no_difference(tmp_path: Path) -> None:
    late = quiet("late", "20:00", "08:00")
    for laws in ((BEFORE, law(*BEFORE.judged, late)), (law(*BEFORE.judged, late), BEFORE)):
        folder = tmp_path / str(len(laws[0].judged))
        folder.mkdir()
        one = provision(compared(folder, CALLS, laws), "late")
        assert one["title"] == one["title_after"] and one["topic"] == one["topic_after"] and one["differs"] == []


@pytest.mark.parametrize(("lang", "lines"), [("zh", ["hours", "→ 二十点起"]), ("en", ["hours", "→ from eight"])])
def test_the_terminal_shows_the_second_text_below_the_first_and_marks_the_line(
    comparison: Comparison, lang: Lang, lines: list[str]
) -> None:
    mark = {"zh": "有改动", "en": "changed"}[lang]
    told = re.search(rf"^{lines[0]} +9 .*\n{lines[1]} *\nexample\.hours · {mark} *$", terminal(comparison, lang), re.M)
    assert told


def test_the_page_shows_both_texts_and_marks_the_line(comparison: Comparison) -> None:
    (name,) = [name for name in rows_of(render_comparison(comparison), "provisions") if "example.hours" in name]
    assert name.startswith("hours → 二十点起 example.hours 有改动")
    assert "hours → evening; 《示例催收规则》 第7条 → 《示例催收规则》 第9条; title.zh" in name
    assert "check.starts" in name


def test_a_topic_named_by_its_provision_is_called_what_either_law_calls_it(tmp_path: Path) -> None:
    laws = law(quiet("hours", "22:00", "08:00")), law(quiet("hours", "20:00", "08:00", title={"zh": "新", "en": "new"}))
    made = compared(tmp_path, CALLS, laws)
    (topic,) = made["topics"]
    assert (topic["title"]["en"], topic["title_after"]["en"]) == ("hours", "new")
    assert re.search(r"^hours → new +9 ", terminal(made, "en"), re.M)
    assert [*rows_of(render_comparison(made), "rules")][1] == "hours → 新"


def test_below_a_provision_stand_its_three_cells_that_change_most(comparison: Comparison) -> None:
    table = terminal(comparison, "zh").partition("各条款")[2].partition("各机构")[0]
    cells = re.findall(r"^  (2026-\d\d-\d\d) (\S+) +(\d+) +(\S+) +(\S+) +(\d+) +(\S+) *$", table, re.M)
    assert cells == [
        ("2026-03-02", "甲", "3", "–", "–", "3", "–"),
        ("2026-03-03", "甲", "2", "–", "–", "2", "–"),
        ("2026-03-05", "甲", "2", "–", "–", "2", "–"),
    ]


def test_the_page_holds_the_cells_and_lists_what_they_are_filtered_by(comparison: Comparison) -> None:
    page = render_comparison(comparison)
    data = data_of(page)
    assert [head["name"] for head in data["heads"]] == ["provision", "agency", "day", *KINDS]
    shown = {
        (data["provisions"][p]["id"], data["agencies"][a]["name"]["zh"], data["days"][d]): counts
        for p, a, d, *counts in data["cells"]
    }
    assert len(data["cells"]) == len(shown) == 5
    assert shown == {
        (cell["provision"], cell["agency"], cell["day"]): [cell[kind] for kind in KINDS]
        for cell in comparison["provision_cells"]
    }
    assert "有变化的 5 格，全部在此" in page
    for name, values in {"provision": ["example.hours"], "agency": ["0", "1"], "day": data["days"]}.items():
        (options,) = re.findall(rf'<select id="{name}"[^>]*>(.*?)</select>', page, re.S)
        assert re.findall(r'value="([^"]*)"', options) == ["", *values]


def test_a_page_that_holds_only_some_cells_says_where_the_others_stand(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare_cells, "CELLS_MAX", 2)
    page = render_comparison(comparison)
    assert [cell[3] for cell in data_of(page)["cells"]] == [3, 2]
    assert "本页只收新禁止等变化最多的 2 格，另 3 格只在 compare.json（provision_cells）" in page
    assert "the other 3 stand only in compare.json (provision_cells)" in page


def test_cells_with_most_newly_forbidden_come_first_whatever_else_changes(comparison: Comparison) -> None:
    usual = comparison["provision_cells"][0]
    freed = usual | {"newly_forbidden": 0, "no_longer_forbidden": 99}
    assert most_changed([freed, usual], 2) == [usual, freed]


def test_an_example_tells_how_many_are_like_it_at_its_agency_that_day(comparison: Comparison) -> None:
    forbidden = [row for row in comparison["examples"] if row["after"] == "forbidden"]
    told = Counter((row["agency"], row["day"], row["attempts"]) for row in forbidden)
    assert {key: n for key, n in told.items() if key[1] == "2026-03-02"} == {
        ("甲", "2026-03-02", 3): 3,
        ("乙", "2026-03-02", 1): 1,
    }
    assert "甲 (3 alike that day)  c" in terminal(comparison, "en")
    assert '甲<p class="soft"><span class="zh" lang="zh-Hans">当日同类 3 次' in render_comparison(comparison)


def test_law_without_a_change_shows_no_cells(tmp_path: Path) -> None:
    same: tuple[Law, Law] = (BEFORE, BEFORE)
    page = render_comparison(compared(tmp_path, CALLS, same))
    assert 'id="data"' not in page and 'id="cells"' not in page and 'id="examples"' not in page
