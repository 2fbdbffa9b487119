"""Ten calls under two small laws: what the comparison says of each provision, agency and day, counted by hand."""

import io
import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from tests.audit.example import ACCOUNTING, example_law
from zilv.attempts.intake.intake import IntakeOptions, take_in
from zilv.audit.compare import compare
from zilv.audit.compare_console import print_comparison
from zilv.audit.compare_keys import Comparison, Kind
from zilv.audit.compare_summary import Question, summarise
from zilv.audit.report.compare_page import render_comparison
from zilv.audit.run import Audit
from zilv.privacy.token import Tokens
from zilv.registers.rows import Registers
from zilv.rules.library import Law
from zilv.rules.provision import Provision

CALLS = {
    "甲": ("02T12:30", "02T13:30", "02T13:45", "02T20:30", "03T21:30", "04T12:45"),
    "乙": ("02T15:30", "02T21:30", "02T22:30"),
    "": ("03T10:00",),
}
"""Agency and local time of each call, in March 2026."""


FILLS = ("fill-forbidden", "fill-permitted")
"""The bars of newly forbidden and of newly permitted attempts."""


def quiet(name: str, starts: str, ends: str, **more: Any) -> Provision:
    """An invented rule that nobody is called between two times of day, on a topic of its own unless said."""
    (usual,) = (p for p in example_law().judged if p.id == "example.hours")
    check = {"kind": "quiet_hours", "starts": starts, "ends": ends}
    mine = {"id": f"example.{name}", "title": {"zh": name, "en": name}, "topic": name, "check": check}
    return Provision.model_validate(usual.model_dump(mode="json") | mine | more)


def law(*provisions: Provision) -> Law:
    """A law of these."""
    example = example_law()
    return Law(provisions, example.instruments, example.packs)


BEFORE = law(quiet("hours", "22:00", "08:00"), quiet("lunch", "12:00", "14:00"), quiet("noon", "12:00", "13:00"))
AFTER = law(
    quiet("hours", "20:00", "08:00"),
    quiet("late", "21:00", "08:00"),
    quiet("snack", "13:40", "13:50"),
    quiet("tea", "12:40", "20:45", grade="W"),
)


def compared(
    folder: Path, calls: Sequence[tuple[str, str, str, str]], laws: tuple[Law, Law] = (BEFORE, AFTER)
) -> Comparison:
    """Calls (local time, lender, person, agency) under two laws, from a layout of several files."""
    zone = ZoneInfo("Asia/Shanghai")
    rows = [f"c{n},2026-03-{at}:00+08:00,{','.join(who)},voice,outbound" for n, (at, *who) in enumerate(calls)]
    head = "attempt_id,at,lender,person,agency,channel,direction"
    (folder / "calls.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    options = IntakeOptions(tokens=Tokens(b"k" * 32), rejects=folder / "rejected.csv", default_zone=zone)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zilv.attempts.intake.inputs.BYTES_PER_BUCKET", 40)
        take_in([folder / "calls.csv"], folder / "layout", options)
    assert len([*(folder / "layout").glob("part-*")]) > 1
    made = compare(Audit(laws[0], Registers.empty()), laws[1], folder / "layout")
    return summarise(made, Question("before", "after", ACCOUNTING))


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """`CALLS`, each to a person of its own."""
    times = [(agency, time) for agency, several in CALLS.items() for time in several]
    calls = [(time, "L", f"p{n}", agency) for n, (agency, time) in enumerate(times)]
    return compared(tmp_path_factory.mktemp("calls"), calls)


def test_a_person_whom_two_lenders_call_is_counted_once(tmp_path: Path) -> None:
    calls = [("02T21:30", lender, person, "") for lender in ("L", "M") for person in ("p1", "p2")]
    made = compared(tmp_path, [*calls, ("02T10:00", "L", "p3", "")])
    assert (made["totals"]["changed"], made["persons"]) == (4, 2)


def test_each_provision_counts_the_attempts_that_it_newly_forbids_and_no_longer_forbids(comparison: Comparison) -> None:
    counted = {
        one["id"].removeprefix("example."): (one["newly_forbidden"], one["no_longer_forbidden"])
        for one in comparison["provisions"]
    }
    assert counted == {
        "hours": (3, 0),  # 20:30 and 21:30 twice; 22:30 it forbade already
        "late": (2, 0),  # 21:30 twice; 22:30 was forbidden already, by another
        "lunch": (0, 3),  # 12:30, and 12:45 and 13:30, now warned of; 13:45 stays forbidden, by another
        "noon": (0, 2),  # 12:30, 12:45, which lunch forbade as well
        "snack": (0, 0),  # 13:45 was forbidden already
        "tea": (0, 0),  # only warns, of 20:30 beside hours
    }
    assert (comparison["totals"]["newly_forbidden"], comparison["totals"]["no_longer_forbidden"]) == (3, 3)


def test_newly_permitted_is_of_what_something_was_found_and_nothing_is(comparison: Comparison) -> None:
    permitted = {one["id"].removeprefix("example."): one["newly_permitted"] for one in comparison["provisions"]}
    assert permitted == {
        "hours": 0,
        "late": 0,
        "lunch": 1,  # 12:30; 12:45 and 13:30 are warned of by tea, 13:45 is forbidden by snack
        "noon": 1,  # 12:30, which lunch forbade as well; 12:45 is warned of
        "snack": 0,
        "tea": 0,
    }
    assert [one["newly_permitted"] for one in comparison["agencies"]] == [1, 0, 0]
    assert [one["newly_permitted"] for one in comparison["days"]] == [1, 0, 0]
    assert comparison["totals"]["newly_permitted"] == 1


def test_a_warning_that_ends_is_newly_permitted_though_it_was_not_forbidden(tmp_path: Path) -> None:
    made = compared(tmp_path, [("02T15:30", "L", "p", "甲"), ("02T20:30", "L", "q", "甲")], (AFTER, BEFORE))
    told: tuple[Kind, ...] = ("newly_forbidden", "newly_permitted", "no_longer_forbidden")
    lines = [one for one in made["provisions"] if one["milder"]] + made["agencies"] + made["days"]
    counted = {one.get("id") or one.get("agency") or one.get("day"): [one[kind] for kind in told] for one in lines}
    assert counted == {
        "example.tea": [0, 2, 0],  # warned of both
        "example.hours": [0, 1, 1],  # forbade 20:30
        "甲": [0, 2, 1],
        "2026-03-02": [0, 2, 1],
    }


def test_by_topic_an_attempt_that_stays_forbidden_counts_nevertheless(comparison: Comparison) -> None:
    counted = {one["topic"]: (one["newly_forbidden"], one["no_longer_forbidden"]) for one in comparison["topics"]}
    assert counted["late"] == (3, 0)
    assert (counted["lunch"], counted["snack"]) == ((0, 4), (1, 0))
    by_topic = {one["id"]: (one["stricter"], one["milder"]) for one in comparison["provisions"]}
    assert (by_topic["example.late"], by_topic["example.tea"]) == ((3, 0), (5, 0))


def test_provisions_that_forbid_most_newly_come_first(comparison: Comparison) -> None:
    names = [one["id"].removeprefix("example.") for one in comparison["provisions"]]
    assert names == ["hours", "late", "lunch", "noon", "tea", "snack"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_tells_newly_forbidden_and_newly_permitted_of_each_day(comparison: Comparison, lang: Any) -> None:
    page = render_comparison(comparison, lang)
    assert re.findall(
        r"<title>(2026-\d\d-\d\d) · 新禁止 newly forbidden (\d+) · 新允许 newly permitted (\d+)<", page
    ) == [
        ("2026-03-02", "2", "1"),
        ("2026-03-03", "1", "0"),
        ("2026-03-04", "0", "0"),
    ]
    up, down = ([float(h) for h in re.findall(rf'height="([\d.]+)" class="{kind}"', page)] for kind in FILLS)
    assert up[1:] == [120.0, 60.0, 0.0] and down[1:] == [60.0, 0.0, 0.0], "after the legend; two fill the scale of both"
    (picture,) = re.findall(r"<svg[^>]*aria-describedby=[^>]*>", page)
    assert 'aria-labelledby="days"' in picture and 'aria-describedby="days-told"' in picture
    (told,) = re.findall(r'<p id="days-told"[^>]*>(.*?)</p>', page)
    assert "新禁止：共 3 次，最多一日 2 次（2026-03-02）。" in told
    assert "Newly permitted: 1, at most 1 a day (2026-03-02)." in told


def rows_of(page: str, name: str) -> dict[str, list[str]]:
    """The rows of the table that a heading names, as they are read in Chinese: first cell, the others."""
    (table,) = re.findall(rf'<table[^>]*aria-labelledby="{name}">(.*?)</table>', page, re.S)
    lines = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in re.findall(r"<tr.*?</tr>", table, re.S)]
    cells = [[re.sub(r'<span class="en".*?</span>', "", cell) for cell in line] for line in lines]
    return {first: others for first, *others in ([_text(cell) for cell in line] for line in cells)}


def _text(cell: str) -> str:
    return unescape(re.sub("<[^>]*>", "", cell.replace("<br>", " ")))


def test_the_terminal_has_the_same_figures_for_each_agency_day_and_provision(comparison: Comparison) -> None:
    file = io.StringIO()
    print_comparison(Console(file=file, width=100), comparison, "en")
    lines = re.findall(r"^(\S[^\n]*?)" + r" +([\d–]+)" * 5 + r" *$", file.getvalue(), re.M)
    shown = {first.strip(): [int(value) if value != "–" else 0 for value in counts] for first, *counts in lines}
    assert (shown["甲"], shown["乙"]) == ([2, 1, 3, 2, 3], [1, 0, 0, 2, 0])
    assert (shown["2026-03-02"], shown["2026-03-04"]) == ([2, 1, 2, 3, 2], [0, 0, 1, 0, 1])
    assert "Newly permitted: forbidden, in doubt or warned of before, and nothing is found after." in file.getvalue()
    # Provisions carry the names of their topics, which come before them; only lines of the provisions' table are asked.
    table = file.getvalue().partition("By provision")[2].partition("By agency")[0]
    assert re.findall(r"^(\w+)" + r" +([\d–]+)" * 5 + r" *$", table, re.M) == [
        ("hours", "3", "–", "–", "3", "–"),
        ("late", "2", "–", "–", "3", "–"),
        ("lunch", "–", "1", "3", "–", "4"),
        ("noon", "–", "1", "2", "–", "2"),
        ("tea", "–", "–", "–", "5", "–"),
        ("snack", "–", "–", "–", "1", "–"),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_has_a_row_with_its_figures_for_each_agency_day_and_provision(
    comparison: Comparison, lang: Any
) -> None:
    page = render_comparison(comparison, lang)
    counted = ["新禁止", "新允许", "不再禁止", "更严", "更宽"]
    assert rows_of(page, "agencies") == {
        "机构": ["触达", *counted],
        "甲": ["6", "2", "1", "3", "2", "3"],
        "乙": ["3", "1", "0", "0", "2", "0"],
    }
    assert "1 家没有变化，未列出" in page, "放款机构自催"
    assert rows_of(page, "days") == {
        "日期": ["触达", *counted],
        "2026-03-02": ["7", "2", "1", "2", "3", "2"],
        "2026-03-03": ["2", "1", "0", "0", "1", "0"],
        "2026-03-04": ["1", "0", "0", "1", "0", "1"],
    }
    assert rows_of(page, "provisions") == {
        "条款": ["属于", "原触及", "现触及", "新禁止", "新允许", "不再禁止", "因此更严", "因此更宽"],
        "hours example.hours 有改动check.starts": ["两者", "1", "4", "3", "0", "0", "3", "0"],
        "late example.late": ["仅新规定", "0", "3", "2", "0", "0", "3", "0"],
        "lunch example.lunch": ["仅原规定", "4", "0", "0", "1", "3", "0", "4"],
        "noon example.noon": ["仅原规定", "2", "0", "0", "1", "2", "0", "2"],
        "snack example.snack": ["仅新规定", "0", "1", "0", "0", "0", "1", "0"],
        "tea example.tea": ["仅新规定", "0", "5", "0", "0", "0", "5", "0"],
    }
