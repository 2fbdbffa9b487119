"""A kept layout gives the findings of its sources, or is refused: never others in silence."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.cli.harmed import HARMS, numbers_lost, numbers_of_another
from zilv.attempts.intake.layout import layouts_among, read_manifest
from zilv.cli.main import run

HEADER = "attempt_id,at,lender,person,channel,agency,direction,party,mode,answered,number\n"
REST = ",A,outbound,debtor,notify,yes,"
ROWS = (
    f"a1,2026-03-02T20:30:00+08:00,L,p1,voice{REST}13800000001",
    f"a2,2026-03-02T23:30:00+08:00,L,p2,voice{REST}13800000002",
    f"a3,2026-03-02T08:30:00+08:00,L,p3,voice{REST}13800000003",
    f"a4,2026-03-03T09:30:00+08:00,L,p4,voice{REST}13800000001",
)
NO_PERSON = f"a5,2026-03-03T22:30:00+08:00,L,,voice{REST}13800000005"
NO_OFFSET = f"a6,2026-03-03T22:30:00,L,p6,voice{REST}13800000006"
MAP = """
columns:
  attempt_id: attempt_id
  at: at
  lender: lender
  person: {from: person, optional: yes}
  channel: channel
  agency: agency
  number: number
"""
"""Read by it, a row may name no person but only a number."""
WEST = "person,zone\np3,Asia/Urumqi\n"
"""08:30 in Shanghai is 06:30 there."""


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZILV_TOKEN_KEY", "5a" * 32)
    monkeypatch.setattr("zilv.attempts.intake.inputs.BYTES_PER_BUCKET", 80)
    monkeypatch.chdir(tmp_path)
    calls(*ROWS)
    registers(persons=WEST)
    Path("map.yaml").write_text(MAP, "utf-8")


def calls(*rows: str) -> None:
    Path("calls.csv").write_text(HEADER + "\n".join(rows) + "\n", "utf-8")


def registers(**files: str) -> None:
    """The folder of registers with these files in it and no others."""
    shutil.rmtree("registers", ignore_errors=True)
    Path("registers").mkdir()
    for name, text in files.items():
        Path("registers", f"{name}.csv").write_text(text, "utf-8")


def findings(source: str, *options: str) -> list[dict[str, Any]]:
    """What an audit with the registers finds, whatever the order."""
    assert run(["audit", source, "--registers", "registers", "--out", "out", "--json", *options]) in (0, 1)
    rows = pq.read_table("out/findings.parquet").to_pylist()
    return sorted(rows, key=lambda row: (row["attempt_id"], row["topic"]))


def kept(*options: str) -> None:
    findings("calls.csv", "--keep", "kept", *options)
    shutil.rmtree("out")


def refused(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What an audit of the layout says that writes no result."""
    capsys.readouterr()
    assert run(["audit", "kept", "--registers", "registers", "--out", "out", *options]) == 2
    assert not Path("out").exists()
    return capsys.readouterr().err


def test_the_layout_gives_the_findings_of_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    calls(*ROWS, NO_PERSON)
    relations = "person,number,party\np5,13800000005,guarantor\n"
    registers(persons=WEST, relations=relations)
    kept("--law", "cn", "--map", "map.yaml")
    assert len(read_manifest(Path("kept")).parts) > 1
    agreements = "person,scope,from,to\np2,time,08:00,23:59\n"
    registers(persons=WEST, relations=relations, agreements=agreements, lines="line,owner\n")
    for law in ("cn", "cn,house.yaml"):
        Path("house.yaml").write_text(HOUSE, "utf-8")
        found = findings("kept", "--law", law)
        assert found == findings("calls.csv", "--law", law, "--map", "map.yaml")
        assert {row["attempt_id"] for row in found} >= {"a3", "a5"}
    assert any(row["provision"].startswith("house.") for row in found)


def test_a_law_of_another_zone_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    kept("--law", "cn")
    said = refused(capsys, "--law", "kr")
    assert "Asia/Shanghai" in said
    assert "Asia/Seoul" in said
    assert "take the sources in again" in said
    assert any(row["outcome"] == "forbidden" for row in findings("calls.csv", "--law", "kr"))


def test_a_regime_of_several_zones_is_judged_again_and_is_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    kept("--law", "us-reg-f")
    assert findings("kept", "--law", "us-reg-f") == findings("calls.csv", "--law", "us-reg-f")
    shutil.rmtree("out")
    assert "a zone nobody knows" in refused(capsys, "--law", "cn")


@pytest.mark.parametrize("persons", ["person,zone\n", "person,zone\np3,Asia/Tokyo\n", WEST + "p1,Asia/Urumqi\n", ""])
def test_persons_that_live_elsewhere_than_when_read_are_refused(
    capsys: pytest.CaptureFixture[str], persons: str
) -> None:
    kept("--law", "cn")
    registers(**({"persons": persons} if persons else {}))
    assert "register of persons" in refused(capsys, "--law", "cn")


def test_whoever_is_registered_where_he_was_taken_to_live_changes_nothing() -> None:
    kept("--law", "cn")
    registers(persons=f"{WEST}p1,Asia/Shanghai\np9,\n")
    assert findings("kept", "--law", "cn") == findings("calls.csv", "--law", "cn")


def test_relations_that_say_otherwise_are_refused_where_a_number_stands_for_a_person(
    capsys: pytest.CaptureFixture[str],
) -> None:
    calls(*ROWS, NO_PERSON)
    registers(relations="person,number,party\np5,13800000005,guarantor\n")
    kept("--law", "cn", "--map", "map.yaml")
    registers(relations="person,number,party\np4,13800000005,debtor\n")
    assert "register of relations" in refused(capsys, "--law", "cn")


def test_relations_may_change_where_every_attempt_names_its_person() -> None:
    kept("--law", "cn")
    registers(persons=WEST, relations="person,number,party\np4,13800000004,debtor\n")
    assert findings("kept", "--law", "cn") == findings("calls.csv", "--law", "cn")


def test_another_token_key_is_refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    kept("--law", "cn")
    monkeypatch.setenv("ZILV_TOKEN_KEY", "a5" * 32)
    assert "another token key" in refused(capsys, "--law", "cn")


@pytest.mark.parametrize("harm", HARMS)
def test_parts_that_are_not_those_written_are_refused(
    capsys: pytest.CaptureFixture[str], harm: Callable[[list[Path]], None]
) -> None:
    kept("--law", "cn")
    harm(sorted(Path("kept").glob("part-*")))
    said = refused(capsys, "--law", "cn")
    assert "kept/part-" in said or (harm in {numbers_of_another, numbers_lost} and "kept/shared-numbers" in said)
    assert "nothing was judged" in said
    assert compared("kept", "cn", "cn") == 2


@pytest.mark.parametrize(
    "options", [("--format", "canonical"), ("--map", "map.yaml"), ("--set", "lender=M"), ("--keep", "other")]
)
def test_options_that_would_change_nothing_are_refused(
    capsys: pytest.CaptureFixture[str], options: tuple[str, str]
) -> None:
    kept("--law", "cn")
    assert options[0] in refused(capsys, "--law", "cn", *options)


def test_the_zone_of_times_can_be_said_again_and_not_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    calls(*ROWS, NO_OFFSET)
    kept("--law", "cn", "--zone", "Asia/Seoul")
    again = findings("kept", "--law", "cn", "--zone", "Asia/Seoul")
    assert again == findings("calls.csv", "--law", "cn", "--zone", "Asia/Seoul")
    assert "a6" in {row["attempt_id"] for row in again}
    assert findings("kept", "--law", "kr") == findings("calls.csv", "--law", "kr", "--zone", "Asia/Seoul")
    shutil.rmtree("out")
    assert "Asia/Seoul" in refused(capsys, "--law", "cn"), "persons then live in another zone than they were taken to"
    assert "--zone Asia/Tokyo" in refused(capsys, "--law", "cn", "--zone", "Asia/Tokyo")


def test_a_zone_is_refused_where_none_was_said_when_times_were_read(capsys: pytest.CaptureFixture[str]) -> None:
    calls(*ROWS, NO_OFFSET)
    kept("--law", "cn")
    assert "was not given" in refused(capsys, "--law", "cn", "--zone", "Asia/Shanghai")


def test_a_layout_is_not_read_as_a_source_beside_others(capsys: pytest.CaptureFixture[str]) -> None:
    kept("--law", "cn")
    assert "is judged alone" in refused(capsys, "calls.csv", "--law", "cn")


@pytest.mark.parametrize("options", [("--state", "state"), ("--engine", "spark", "--master", "local[1]")])
def test_what_does_not_take_a_layout_says_so_and_what_to_give(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    kept("--law", "cn")
    said = refused(capsys, "--law", "cn", *options)
    assert "kept: 是已读入的数据" in said
    assert "give the sources it was made from" in said


def test_a_layout_is_known_by_the_addresses_of_its_files() -> None:
    files = [
        f"s3a://month/{name}" for name in ("kept/manifest.json", "kept/part-00000.parquet", "a/part-00000.parquet")
    ]
    assert layouts_among([*files, "s3a://month/b/manifest.json"]) == ["s3a://month/kept"]


def test_a_folder_with_a_layout_in_it_is_refused_by_the_name_of_the_layout(capsys: pytest.CaptureFixture[str]) -> None:
    kept("--law", "cn")
    Path("month").mkdir()
    shutil.move("kept", "month/kept")
    assert run(["audit", "month", "--law", "cn", "--out", "out"]) == 2
    assert "month/kept: 是已读入的数据" in capsys.readouterr().err


def test_a_layout_of_an_earlier_version_is_refused_by_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    kept("--law", "cn")
    Path("kept/manifest.json").write_text('{"version": 1, "zilv": "0.1.0", "zone": "Asia/Shanghai"}', "utf-8")
    assert "layout of version 1" in refused(capsys, "--law", "cn")


def compared(source: str, *laws: str) -> Any:
    chosen = [word for law in laws for word in ("--law", law)]
    return run(["compare", *chosen, source, "--registers", "registers", "--json"])


def test_a_comparison_of_laws_of_two_zones_says_of_the_layout_what_it_says_of_the_source(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept("--law", "cn")
    told = []
    for source in ("kept", "calls.csv"):
        capsys.readouterr()
        assert compared(source, "cn", "kr") == 0
        told.append({**json.loads(capsys.readouterr().out), "generated_at": ""})
    assert told[0] == told[1]
    assert compared("kept", "kr", "cn") == 2
    assert "Asia/Seoul" in capsys.readouterr().err


HOUSE = """\
id: house.quiet-from-20
title: {zh: 20 点起不催收, en: Quiet from 20:00}
topic: quiet_hours
cite: {instrument: 内部催收管理办法, article: "12", url: unknown}
grade: P
strength: shall
in_force: {since: 2026-01-01}
says: {zh: 每日 20:00 至次日 8:00 不开展催收。, en: No collection from 20:00 until 08:00 the next day.}
reading: {zh: 以债务人所在时区为准。, en: In the debtor's zone.}
tightens: cn.gbt-45251-2025.quiet-hours
check:
  kind: quiet_hours
  when: {channel: [voice, voice_bot, sms, im, app, email, visit]}
  starts: "20:00"
  ends: "08:00"
  unless: agreed_time
cases:
  - {name: 20 点前可以, attempt: {at: 2026-03-02T19:59:59+08:00}, expect: permitted}
  - {name: 20 点整不得, attempt: {at: 2026-03-02T20:00:00+08:00}, expect: forbidden}
"""
