"""`zilv law`, as a person and as a program use it."""

import json
from pathlib import Path
from typing import Any

import pytest

from zilv.cli import main
from zilv.rules.library import law_folder

HOURS = "cn.gbt-45251-2025.quiet-hours"
HOUSE = """id: house.evening
title: {zh: 内部催收时间, en: House hours}
topic: quiet_hours
cite: {instrument: 内部办法, article: unknown, url: unknown}
grade: P
strength: shall
in_force: {since: 2026-01-01}
says: {zh: 二十点起不催收。, en: None from 20:00.}
reading: {zh: 二十点整已禁止。, en: 20:00 sharp is forbidden.}
tightens: cn.gbt-45251-2025.quiet-hours
check:
  kind: quiet_hours
  when: {channel: [voice, voice_bot, sms, im, app, email, visit]}
  starts: "20:00"
  ends: "08:00"
cases:
  - {name: 二十点前, attempt: {at: 2026-03-02T19:59:59+08:00}, expect: permitted}
  - {name: 二十点整, attempt: {at: 2026-03-02T20:00:00+08:00}, expect: forbidden}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house file that is sound."""
    file = tmp_path / "内部 时间.yaml"
    file.write_text(HOUSE, "utf-8")
    return file


def zilv(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and errors of one run."""
    status = main.run(["law", *arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """What a run prints for machines."""
    _, shown, _ = zilv(capsys, *arguments, "--json")
    return json.loads(shown)


def test_a_choice_is_listed_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    status, shown, _ = zilv(capsys, "list", "--law", "cn", "--lang", "en")
    *lines, last = shown.splitlines()
    assert status == 0
    assert all(line.startswith("cn.") for line in lines)
    assert last.startswith(f"{len(lines)} provisions")
    assert any(HOURS in line and "quiet_hours" in line for line in lines)


def test_without_a_choice_everything_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    packs = {entry["id"].split(".")[0] for entry in as_json(capsys, "list")}
    assert {"cn", "us-reg-f"} <= packs


def test_a_provision_is_shown_whole_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    _, chinese, _ = zilv(capsys, "show", HOURS, "--lang", "zh")
    _, english, _ = zilv(capsys, "show", HOURS, "--lang", "en")
    assert "催收时间" in chinese
    assert "22:00" in chinese
    assert "Hours of collection" in english
    assert chinese.count("✓") == english.count("✓") >= 10
    assert "✗" not in chinese


def test_a_house_file_is_shown_by_its_path(capsys: pytest.CaptureFixture[str], house: Path) -> None:
    status, shown, _ = zilv(capsys, "show", str(house), "--lang", "zh")
    assert status == 0
    assert "内部催收时间" in shown


def test_an_unknown_id_names_those_near_it(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, errors = zilv(capsys, "show", "cn.gbt-45251-2025.quiet")
    assert status == 2
    assert HOURS in errors


def test_the_law_that_is_shipped_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert zilv(capsys, "lint", "--lang", "en")[:2] == (0, "no problem\n")


def test_the_cases_of_the_law_that_is_shipped_hold(capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, "test")
    assert found["failed"] == []
    assert found["cases"] > found["provisions"] > 10


def test_a_faulty_file_is_reported_with_line_and_field(capsys: pytest.CaptureFixture[str], house: Path) -> None:
    house.write_text(HOUSE.replace('starts: "20:00"', 'starts: "25:00"').replace("grade: P", "grade: Q"), "utf-8")
    status, shown, _ = zilv(capsys, "lint", str(house), "--lang", "en")
    assert status == 1
    assert f"{house}:5: grade: " in shown
    assert f"{house}:14: check.starts: " in shown
    assert shown.endswith("problems: 2\n")


def test_a_case_that_fails_is_named(capsys: pytest.CaptureFixture[str], house: Path) -> None:
    house.write_text(HOUSE.replace("19:59:59", "20:00:01"), "utf-8")
    status, shown, _ = zilv(capsys, "test", str(house))
    assert status == 1
    assert "house.evening: 二十点前: expected permitted, got forbidden" in shown


def test_coverage_leads_from_article_to_cases_and_shows_the_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, "coverage")
    assert [article["article"] for article in found] == [1, 2, 3, 4, 5, 6]
    (hours,) = [entry for entry in found[1]["provisions"] if entry["id"] == HOURS]
    assert hours["check"] == "quiet_hours"
    assert hours["cases"] >= 10
    assert hours["failed"] == []
    _, shown, _ = zilv(capsys, "coverage", "--lang", "zh")
    assert shown.count("第") >= 6
    assert "缺口" in shown


def test_a_house_file_is_compared_with_what_it_tightens(capsys: pytest.CaptureFixture[str], house: Path) -> None:
    (found,) = as_json(capsys, "diff", "cn", f"cn,{house}")
    assert (found["kind"], found["provision"]) == ("added", "house.evening")
    assert {"field": "check.starts", "before": "22:00:00", "after": "20:00:00"} in found["fields"]


def test_the_same_law_has_no_differences(capsys: pytest.CaptureFixture[str]) -> None:
    assert zilv(capsys, "diff", "cn", "cn", "--lang", "en")[:2] == (0, "no difference\n")


def test_two_folders_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    whole = str(law_folder())
    assert zilv(capsys, "diff", whole, whole, "--lang", "en")[1] == "no difference\n"
    removed = as_json(capsys, "diff", f"{whole}/cn", f"{whole}/cn/gbt-45251-2025")
    assert {entry["kind"] for entry in removed} == {"removed"}
    assert HOURS not in {entry["provision"] for entry in removed}


def test_a_looser_house_file_is_refused_with_both_texts(capsys: pytest.CaptureFixture[str], house: Path) -> None:
    house.write_text(HOUSE.replace('"20:00"', '"23:00"'), "utf-8")
    status, _, errors = zilv(capsys, "list", "--law", f"cn,{house}")
    assert status == 2
    assert "None from 20:00." in errors
    assert "22:00" in errors
