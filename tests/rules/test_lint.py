"""What `lint` finds in law files: every problem, each with file, line, field and what was expected."""

import shutil
from pathlib import Path

import pytest

from zilv.errors import LawError
from zilv.rules.library import law_folder
from zilv.rules.lint import lint

HOURS = Path("cn") / "gbt-45251-2025" / "quiet-hours.yaml"


@pytest.fixture
def law(tmp_path: Path) -> Path:
    """A copy of the law that a test may spoil."""
    copy = tmp_path / "law"
    shutil.copytree(law_folder(), copy)
    return copy


def changed(law: Path, file: Path, before: str, after: str) -> list[str]:
    """The problems of the law once `before` stands as `after`, where it first occurs in that file."""
    path = law / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return lint([law], law)


def test_a_sound_law_has_no_problem(law: Path) -> None:
    assert lint([law], law) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("grade: S", "grade: Z", "grade: "),
        ("strength: shall", "strength: must", "strength: "),
        ("topic: quiet_hours", "topik: quiet_hours", "topik: is no field known here"),
        ('starts: "22:00"', 'starts: "22:60"', 'check.starts: "22:60" is not a time of day'),
        ("id: cn.", "id: de.", "id: "),
        ("instrument: gbt-45251-2025", "instrument: gbt-1", 'cite.instrument: "gbt-1" is not in instruments.yaml'),
        ("since: 2025-02-28", "since: 2025-02-30", "in_force.since: "),
        ("expect: forbidden", "expect: perhaps", "expect: "),
    ],
)
def test_a_fault_is_found_in_its_line_and_field(law: Path, before: str, after: str, expected: str) -> None:
    problems = changed(law, HOURS, before, after)
    line = (law / HOURS).read_text("utf-8").split(after)[0].count("\n") + 1
    assert problems
    assert all(problem.startswith(f"law/{HOURS.as_posix()}") for problem in problems)
    assert any(expected in problem for problem in problems)
    assert any(f":{line}: " in problem for problem in problems) or expected == "id: "


def test_a_case_with_an_impossible_instant_is_found(law: Path) -> None:
    text = (law / HOURS).read_text("utf-8")
    instant = text.split("attempt: {at: ", 1)[1][:25]
    (problem,) = changed(law, HOURS, instant, "yesterday")
    assert ".attempt.at: " in problem
    assert "· is not an ISO 8601 instant" in problem


def test_a_case_with_an_unknown_column_is_found(law: Path) -> None:
    (problem,) = changed(law, HOURS, "attempt: {at: ", "attempt: {wether: fine, at: ")
    assert "attempt.wether: 不是规范列" in problem and "· is no canonical column" in problem


def test_a_register_that_does_not_exist_is_found(law: Path) -> None:
    problems = changed(law, HOURS, "registers: {agreements: ", "registers: {agreemnts: ")
    assert any("is no register; expected one of agreements" in problem for problem in problems)


def test_a_zone_that_does_not_exist_is_found(law: Path) -> None:
    problems = changed(law, Path("cn") / "pack.yaml", "Asia/Shanghai", "Asia/Shangai")
    assert any('pack.yaml:2: zone: "Asia/Shangai" is not a time zone' in problem for problem in problems)


def test_an_instrument_that_supersedes_none_that_is_known_is_found(law: Path) -> None:
    before = (law / "instruments.yaml").read_text("utf-8").split("supersedes: ", 1)[1].split("\n", 1)[0]
    (problem,) = changed(law, Path("instruments.yaml"), f"supersedes: {before}", "supersedes: nothing-known")
    assert problem.endswith('.supersedes: "nothing-known" is no instrument of this file')


def test_a_topic_without_a_name_is_found(law: Path) -> None:
    (problem,) = changed(law, HOURS, "topic: quiet_hours", "topic: bedtime")
    assert problem.endswith(': topic: "bedtime" is not in topics.yaml')


@pytest.mark.parametrize("file", ["initiative.yaml", "topics.yaml"])
def test_a_text_that_is_missing_in_one_language_is_found(law: Path, file: str) -> None:
    problems = changed(law, Path(file), "{zh: ", "{cn: ")
    assert any(f"law/{file}:" in problem and "zh: is required and absent" in problem for problem in problems)


def test_several_problems_of_several_files_are_all_found(law: Path) -> None:
    (law / "cn" / "pack.yaml").write_text("title: {zh: 中国}\nzone: Asia/Shanghai\n", "utf-8")
    problems = changed(law, HOURS, "grade: S", "grade: Z")
    assert sum("cn/pack.yaml" in problem for problem in problems) == 2
    assert sum("grade" in problem for problem in problems) == 1


def test_a_file_that_is_no_yaml_and_one_that_is_no_text_are_found(law: Path) -> None:
    (law / "cn" / "gbt-45251-2025" / "broken.yaml").write_text("id: [", "utf-8")
    (law / "cn" / "gbt-45251-2025" / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    problems = lint([law], law)
    assert any("broken.yaml:" in problem for problem in problems)
    assert any("binary.yaml: is not UTF-8" in problem for problem in problems)


def test_a_path_that_is_not_there_is_refused(law: Path) -> None:
    with pytest.raises(LawError, match="no such file"):
        lint([law / "nowhere"], law)
