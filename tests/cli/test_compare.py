"""`zilv compare` as its guide uses it: each example gives what counting by hand gives."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from zilv.cli.main import run
from zilv.rules.library import law_folder
from zilv.rules.lint import lint
from zilv.rules.regime import failures, of_file

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/guides/what-if.md").read_text("utf-8")
HOUSE = {
    block.partition("\n")[0].removeprefix("id: house."): block
    for block in re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the guide, with its world and its house files."""
    folder = tmp_path_factory.mktemp("guide")
    (folder / "house").mkdir()
    for name, block in HOUSE.items():
        (folder / "house" / f"{name}.yaml").write_text(block, "utf-8")
    (command,) = re.findall(r"^zilv simulate (.*) --out world$", GUIDE, re.M)
    assert run(["simulate", *command.split(), "--out", str(folder / "world")]) == 0
    return folder


def compared(world: Path, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """What a line of the guide answers, as JSON."""
    assert line in GUIDE
    monkeypatch.setenv("ZILV_TOKEN_KEY", "5a" * 32)
    monkeypatch.chdir(world)
    capsys.readouterr()
    assert run([*line.split()[1:], "--json"]) == 0
    return json.loads(capsys.readouterr().out)


class Life:
    """The world as plain rows: attempts with their local time, and who agreed to what."""

    def __init__(self, world: Path) -> None:
        zones = {row["person"]: 6 for row in self._register(world, "persons")}
        self.agreed = {scope: self._agreed(world, scope) for scope in ("time", "frequency")}
        self.rows = pq.read_table(world / "world" / "attempts.parquet").to_pylist()
        for row in self.rows:
            row["local"] = row["at"].astimezone(timezone(timedelta(hours=zones.get(row["person"], 8))))
        self.rows.sort(key=lambda row: row["at"])

    def _agreed(self, world: Path, scope: str) -> dict[tuple[str, str], list[dict[str, str]]]:
        found = defaultdict(list)
        for row in self._register(world, "agreements"):
            if row["scope"] == scope and row["counts"] in ("", "answered"):
                found[row["lender"], row["person"]].append(row)
        return found

    @staticmethod
    def _register(world: Path, name: str) -> list[dict[str, str]]:
        with (world / "world" / "registers" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def stands(self, scope: str, row: dict[str, Any]) -> bool:
        """Whether something was agreed at the time of an attempt."""
        at = row["at"]
        return any(
            (not one["since"] or datetime.fromisoformat(one["since"]) <= at)
            and (not one["until"] or at < datetime.fromisoformat(one["until"]))
            for one in self.agreed[scope][row["lender"], row["person"]]
        )

    def late_by_regulation_f(self) -> list[str]:
        """What is quiet there and not in China: after 21:00 sharp until 22:00, unless the debtor agreed to other hours.

        Both are quiet before 08:00 and from 22:00 on. Contact persons and strangers are not those it speaks of.
        """
        return [
            row["attempt_id"]
            for row in self.rows
            if time(21) < row["local"].time() < time(22)
            and row["channel"] != "letter"
            and row["direction"] == "outbound"
            and row["party"] in ("debtor", "guarantor", "heir", "related_third_party")
            and not (row["party"] == "debtor" and self.stands("time", row))
        ]

    def after_a_conversation(self) -> list[str]:
        """Calls to the debtor within seven days of a conversation with him about the account; its day is day one.

        A fact that nobody recorded may have been so: either may have been about any account.
        """
        talked: dict[tuple[str, str], list[tuple[str | None, date]]] = defaultdict(list)
        found = []
        for row in self.rows:
            before, day, account = talked[row["lender"], row["person"]], row["local"].date(), row["account"]
            if row["channel"] in ("voice", "voice_bot") and row["party"] in ("debtor", None):
                near = [about for about, then in before if (day - then).days < 7]
                if row["direction"] != "inbound" and any(not account or about in (account, None) for about in near):
                    found.append(row["attempt_id"])
                if row["conversed"] in ("yes", None):
                    before.append((account, day))
        return found


@pytest.mark.parametrize("name", HOUSE)
def test_the_house_files_of_the_guide_are_sound(world: Path, name: str) -> None:
    file = world / "house" / f"{name}.yaml"
    assert lint([file], law_folder()) == []
    provision, law = of_file(file)
    assert len(provision.cases) >= 4
    assert failures(provision, law) == []


def test_two_answered_notices_forbid_each_third(
    world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "zilv compare --law cn --law cn,house/answered-twice.yaml world/attempts.parquet --registers world/registers"
    answer = compared(world, line, monkeypatch, capsys)
    life, third = Life(world), []
    counted: Counter[tuple[Any, ...]] = Counter()
    for row in life.rows:
        calls = row["channel"] in ("voice", "voice_bot") and row["direction"] == "outbound"
        if calls and row["party"] == "debtor" and row["mode"] == "notify" and row["answered"] == "yes":
            day = row["lender"], row["person"], row["local"].date()
            counted[day] += 1
            if counted[day] == 3 and not life.stands("frequency", row):
                third.append(row["attempt_id"])
    (topic,) = [one for one in answer["topics"] if one["changed"]]
    assert topic["topic"] == "answered_limit"
    assert topic["newly_forbidden"] == topic["changed"] == len(third) >= 5
    assert {row["attempt_id"] for row in answer["examples"]} <= {*third}


def test_a_changed_copy_that_keeps_its_id_is_told_by_both_its_titles(
    world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = HOUSE["answered-twice"].replace("at_most: 2", "at_most: 1")
    (world / "house" / "answered-once.yaml").write_text(text.replace("Two answered notices", "One answered notice"))
    choices = "--law cn,house/answered-twice.yaml --law cn,house/answered-once.yaml"
    line = f"zilv compare {choices} world/attempts.parquet --registers world/registers"
    answer = compared(world, line, monkeypatch, capsys)
    (changed,) = [one for one in answer["provisions"] if one["newly_forbidden"]]
    assert changed["newly_forbidden"] == answer["totals"]["newly_forbidden"] > 20
    assert (changed["id"], changed["differs"]) == ("house.answered-twice", ["title.en", "check.at_most"])
    titles = [changed[side]["en"] for side in ("title", "title_after")]
    assert titles == ["Two answered notices a day", "One answered notice a day"]


def test_quiet_from_21_forbids_the_hour_before_22(
    world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "zilv compare --law cn --law cn,house/quiet-from-21.yaml world/attempts.parquet --registers world/registers"
    answer = compared(world, line, monkeypatch, capsys)
    life = Life(world)
    late = [
        row["attempt_id"]
        for row in life.rows
        if row["local"].hour == 21
        and row["channel"] != "letter"
        and row["direction"] == "outbound"
        and not (row["party"] == "debtor" and life.stands("time", row))
    ]
    (topic,) = [one for one in answer["topics"] if one["changed"]]
    assert topic["topic"] == "quiet_hours"
    assert topic["newly_forbidden"] == topic["changed"] == len(late) > 100
    (provision,) = [one for one in answer["provisions"] if one["id"] == "house.quiet-from-21"]
    assert (provision["in_before"], provision["in_after"], provision["stricter"]) == (False, True, len(late))
    assert 0 < provision["newly_forbidden"] == answer["totals"]["newly_forbidden"] <= len(late)


def test_china_against_regulation_f_writes_page_and_figures(
    world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "zilv compare --law cn --law us-reg-f world/attempts.parquet --registers world/registers"
    answer = compared(world, line + " --out regimes", monkeypatch, capsys)
    assert json.loads((world / "regimes" / "compare.json").read_text("utf-8"))["totals"] == answer["totals"]
    assert "us-reg-f" in (world / "regimes" / "compare.html").read_text("utf-8")
    by_topic = {topic["topic"]: topic for topic in answer["topics"]}
    for only_in_china in ("mandate", "recording", "registered_line"):
        assert by_topic[only_in_china]["no_longer_forbidden"] > 0
        assert by_topic[only_in_china]["stricter"] == 0
    life = Life(world)
    quiet = by_topic["quiet_hours"]
    assert quiet["newly_forbidden"] == quiet["stricter"] == len(life.late_by_regulation_f()) > 100
    assert by_topic["wait_after_conversation"]["stricter"] == len(life.after_a_conversation()) > 100
    assert by_topic["wait_after_conversation"]["milder"] == 0
    assert run([*line.split()[1:], "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "What if: cn → us-reg-f" in shown
    assert re.search(r"newly +newly +no longer *\n.* forbidden +permitted +forbidden +stricter +milder *\n", shown)
    assert all(part in shown for part in ("By rule", "By provision", "By agency", "By day", "Examples"))


@pytest.mark.parametrize("laws", [["--law", "cn"], ["--law", "cn", "--law", "kr", "--law", "au"]])
def test_a_comparison_needs_two_laws(laws: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", *laws, str(tmp_path)]) == 2
    assert "twice" in capsys.readouterr().err


CALLS = """attempt_id,at,lender,person,channel,direction,party
a1,2026-03-02T10:00:00+08:00,L1,P1,letter,outbound,debtor
a2,2026-03-02T23:00:00+08:00,L1,P2,app,outbound,debtor
"""
UNREADABLE = """b1,not-a-time,L1,13812345678,app,outbound,debtor
b2,2026-03-02T23:00:00+08:00,L1,P4,pigeon,outbound,debtor
"""
HEADER = CALLS.splitlines(keepends=True)[0]


def compare(folder: Path, text: str, *more: str) -> int:
    """The exit status of a comparison of calls as a file holds them."""
    (folder / "calls.csv").write_text(text, "utf-8")
    return run(["compare", "--law", "cn", "--law", "us-reg-f", str(folder / "calls.csv"), *more, "--lang", "en"])


def test_rows_that_could_not_be_read_are_told_on_terminal_and_page_and_in_the_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o"
    assert compare(tmp_path, CALLS + UNREADABLE, "--out", str(out)) == 0
    told = capsys.readouterr().out.replace("\n", "")
    assert f"2 rows could not be read: {out / 'rejected.csv'}" in told and "of 2 attempts" in told
    data = json.loads((out / "compare.json").read_text("utf-8"))
    assert data["accounting"] | {"warnings": []} == {
        "read": 4,
        "accepted": 2,
        "merged": 0,
        "duplicate": 0,
        "rejected": 2,
        "warnings": [],
    }
    page = (out / "compare.html").read_text("utf-8")
    assert "2 rows could not be read and were judged by nobody." in page
    assert re.search(r"rows read</span></dt><dd>4</dd>.*rejected</span></dt><dd>2</dd>", page)
    assert len((out / "rejected.csv").read_text("utf-8-sig").splitlines()) == 3


def test_without_a_folder_for_results_it_says_how_to_keep_the_rows_that_could_not_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(tmp_path, CALLS + UNREADABLE) == 0
    told = capsys.readouterr().out.replace("\n", " ")
    assert "2 rows could not be read: add --out DIR to keep them with their reasons" in told
    assert compare(tmp_path, CALLS) == 0
    assert "could not be read" not in capsys.readouterr().out


@pytest.mark.parametrize("kept", [True, False])
def test_where_no_row_could_be_read_nothing_was_compared(
    kept: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o"
    assert compare(tmp_path, HEADER + UNREADABLE, *(["--out", str(out)] * kept)) == 2
    said = capsys.readouterr()
    assert "2 rows read, none could be used" in said.err and said.out == ""
    assert "第 1 行 row 1: at: [10 个字符 characters]" in said.err and 'row 2: channel: "pigeon"' in said.err
    assert "13812345678" not in said.err
    assert (str(out / "rejected.csv") in said.err) == (out / "rejected.csv").exists() == kept
    assert ("add --out DIR" in said.err) == (not kept)


def test_a_header_without_rows_is_a_comparison_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare(tmp_path, HEADER) == 0
    assert "There were no attempts to compare." in capsys.readouterr().out


@pytest.mark.parametrize("until", ["2026-03-02", "2026-03-01"])
def test_days_of_which_there_are_none_are_refused(
    until: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(tmp_path, CALLS, "--since", "2026-03-02", "--until", until) == 2
    said = capsys.readouterr().err
    assert f"--until: {until} " in said and "is not after --since 2026-03-02" in said
    assert compare(tmp_path, CALLS, "--since", "2026-03-02", "--until", "2026-03-03") == 0
    assert "attempts" in capsys.readouterr().out


@pytest.mark.parametrize("days", [("--since", "2027-01-01"), ("--since", "2025-01-01", "--until", "2026-03-02")])
def test_days_on_which_nothing_was_read_are_refused_and_those_there_are_named(
    days: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(tmp_path, CALLS, "--out", str(tmp_path / "o"), *days) == 2
    said = capsys.readouterr()
    assert f"{' '.join(days)}: no attempt lies in these days" in said.err
    assert "所读入的触达在 2026-03-02 至 2026-03-02 之间" in said.err and "from 2026-03-02 to 2026-03-02" in said.err
    assert said.out == "" and not (tmp_path / "o").exists()
