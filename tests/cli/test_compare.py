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
