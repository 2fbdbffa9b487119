"""A call list goes in, four files come out, and every row of it stands in exactly one of them."""

import csv
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.gate.client.running import LENDER, LINE, RunningGate, serving, token_of
from tests.gate.client.scripted import Scripted, says
from zilv.cli.main import run

HEADER = ["姓名", "person", "number", "channel", "party", "mode", "purpose", "line"]
FILES = ("permitted", "held", "denied", "rejected")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGate]:
    with serving(tmp_path_factory.mktemp("gate")) as running:
        (running.folder / "gate.key").write_text(running.key.bearer, "ascii")
        shown = {"id": running.key.id, "bearer": running.key.bearer, "signing_secret": running.key.signing}
        (running.folder / "gate.json").write_text(json.dumps(shown), "ascii")
        for name in ("gate.key", "gate.json"):
            (running.folder / name).chmod(0o600)
        yield running


def row(person: str, **given: str) -> list[str]:
    """A row of a list; a call by a robot unless told otherwise."""
    usual = {"姓名": "王一", "channel": "voice_bot", "party": "debtor", "mode": "notify", "purpose": "collect"}
    cells = {**usual, "person": person, "number": "", "line": LINE, **given}
    return [cells[name] for name in HEADER]


def written(path: Path, rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A list as a file."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([HEADER, *rows])
    return path


def scrubbed(gate: RunningGate, source: Path, *more: str, expected: int = 1) -> dict[str, Any]:
    """What `zilv scrub --json` prints."""
    options = ["--url", gate.url, "--key-file", str(gate.folder / "gate.key"), "--out", str(source.parent / "out")]
    shown = io.StringIO()
    with redirect_stdout(shown):
        status = run(["scrub", str(source), *options, "--json", *more])
    assert status == expected, shown.getvalue()
    made: dict[str, Any] = json.loads(shown.getvalue())
    return made


def read(folder: Path, name: str, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of one of the four files."""
    with (folder / f"{name}.csv").open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_every_row_stands_in_exactly_one_file_in_its_order(gate: RunningGate, tmp_path: Path) -> None:
    day, night = [gate.person() for _ in range(3)], [gate.person(hour=3) for _ in range(2)]
    source = written(
        tmp_path / "list.csv",
        [
            row(day[0], 姓名="甲"),
            row(night[0], 姓名="乙"),
            row(day[1], 姓名="丙", party=""),
            row(day[1], 姓名="丁", channel="telepathy"),
            row("", 姓名="戊"),
            row(night[1], 姓名="己"),
            row(day[2], 姓名="庚", number="138****0001"),
            row(day[2], 姓名="=辛", number="+86 138-0000-0001"),
        ],
    )
    made = scrubbed(gate, source)
    assert {name: made[name] for name in ("read", *FILES)} == {
        "read": 8,
        "permitted": 2,
        "held": 1,
        "denied": 2,
        "rejected": 3,
    }
    found = {name: read(tmp_path / "out", name) for name in FILES}
    assert {name: [r["姓名"] for r in rows] for name, rows in found.items()} == {
        "permitted": ["甲", "=辛"],
        "held": ["丙"],
        "denied": ["乙", "己"],
        "rejected": ["丁", "戊", "庚"],
    }
    assert found["permitted"][1]["number"] == "+86 138-0000-0001"
    denied = found["denied"][0]
    assert denied["zilv_clause"] and denied["zilv_says_zh"] and denied["zilv_says_en"] and denied["zilv_retry_at"]
    assert [(r["zilv_row"], r["zilv_field"]) for r in found["rejected"]] == [
        ("4", "channel"),
        ("5", "person"),
        ("7", "number"),
    ]


def test_without_reserving_nothing_is_recorded(gate: RunningGate, tmp_path: Path) -> None:
    person = gate.person()
    made = scrubbed(gate, written(tmp_path / "list.csv", [row(person)] * 5), expected=0)
    assert (made["permitted"], made["repeated"], made["reserved"]) == (5, 4, False)
    token = token_of(person)
    assert gate.http("GET", f"/v1/people/{token}/ledger")["open_reservations"] == 0


def test_what_is_permitted_says_until_when_it_may_be_dialled(gate: RunningGate, tmp_path: Path) -> None:
    source, before = written(tmp_path / "list.csv", [row(gate.person())]), datetime.now(timezone.utc)
    assert scrubbed(gate, source, expected=0)["permitted"] == 1
    (told,) = read(tmp_path / "out", "permitted")
    assert before < datetime.fromisoformat(told["zilv_dial_by"]) <= datetime.now(timezone.utc) + timedelta(seconds=61)


def test_a_run_begun_anew_reserves_nothing_twice(gate: RunningGate, tmp_path: Path) -> None:
    person = gate.person()
    source = written(tmp_path / "list.csv", [row(person, 姓名=f"{n}") for n in range(5)])
    first = scrubbed(gate, source, "--reserve")
    before = read(tmp_path / "out", "permitted")
    assert (first["permitted"], first["denied"]) == (3, 2)
    assert [r["姓名"] for r in before] == sorted(r["姓名"] for r in before)
    assert len({r["zilv_attempt_id"] for r in before} - {""}) == 3
    assert scrubbed(gate, source, "--reserve") == first
    assert read(tmp_path / "out", "permitted") == before
    token = token_of(person)
    assert gate.http("GET", f"/v1/people/{token}/ledger")["open_reservations"] == 3
    assert scrubbed(gate, source, "--reserve", "--run", "another")["denied"] == 5


def test_a_list_in_gbk_comes_back_in_gbk(gate: RunningGate, tmp_path: Path) -> None:
    day, night = gate.person(), gate.person(hour=3)
    rows = [row("C-1", channel="x", 姓名="a"), row(day, 姓名="张伟"), row(night, 姓名="李娜")]
    source = written(tmp_path / "名单.csv", rows, "gb18030", "\t")
    made = scrubbed(gate, source)
    assert (made["encoding"], made["permitted"], made["denied"]) == ("gb18030", 1, 1)
    assert [r["姓名"] for r in read(tmp_path / "out", "permitted", "gb18030", "\t")] == ["张伟"]
    assert "禁止催收时段" in read(tmp_path / "out", "denied", "gb18030", "\t")[0]["zilv_says_zh"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_a_dialler_takes_in_begins_as_its_list_did(gate: RunningGate, tmp_path: Path, encoding: str) -> None:
    source = written(tmp_path / "list.csv", [row(gate.person())], encoding)
    scrubbed(gate, source, expected=0)
    assert (tmp_path / "out" / "permitted.csv").read_bytes()[:3] == source.read_bytes()[:3]


def test_torn_rows_are_told_by_number_and_counted(gate: RunningGate, tmp_path: Path) -> None:
    source = written(tmp_path / "list.csv", [row(gate.person()), row(gate.person())])
    lines = source.read_bytes().split(b"\r\n")
    source.write_bytes(b"\r\n".join([lines[0], lines[1], b"only,two", b"\xff\xfe,,,,,,,", lines[2], b""]))
    made = scrubbed(gate, source)
    assert (made["read"], made["permitted"], made["rejected"]) == (4, 2, 2)
    assert [r["zilv_row"] for r in read(tmp_path / "out", "rejected")] == ["2", "3"]


def test_a_list_of_other_columns_is_read_by_a_mapping(gate: RunningGate, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text(
        f"客户,电话,对象\n{gate.person()},13800000001,本人\n{gate.person()},13800000002,外星人\n", "utf-8"
    )
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        "columns:\n  person: 客户\n  number: 电话\n  party: {from: 对象, values: {本人: debtor}}\n"
        "  mode: {constant: notify}\n  channel: {constant: voice_bot}\n",
        "utf-8",
    )
    more = ("--map", str(mapping), "--set", "purpose=collect", "--set", f"line={LINE}")
    made = scrubbed(gate, source, *more)
    assert (made["permitted"], made["rejected"]) == (1, 1)
    assert read(tmp_path / "out", "permitted")[0]["电话"] == "13800000001"


def test_an_answer_that_time_has_overtaken_is_no_permit(gate: RunningGate, tmp_path: Path) -> None:
    with serving(tmp_path, "--ttl", "1") as short:
        (short.folder / "gate.key").write_text(short.key.bearer, "ascii")
        source = written(tmp_path / "list.csv", [row(short.person())])
        assert scrubbed(short, source, "--reserve", expected=0)["permitted"] == 1
        time.sleep(1.5)
        again = scrubbed(short, source, "--reserve")
        assert (again["permitted"], again["held"], again["outdated"]) == (0, 1, 1)
        assert read(tmp_path / "out", "held")[0]["zilv_code"] == "answered_before"
        assert scrubbed(short, source, "--reserve", "--run", "2", expected=0)["permitted"] == 1


def test_a_key_that_signs_scrubs_as_well(gate: RunningGate, tmp_path: Path) -> None:
    source = written(tmp_path / "list.csv", [row(gate.person())])
    options = ("--key-file", str(gate.folder / "gate.json"))
    assert scrubbed(gate, source, *options, expected=0)["permitted"] == 1


def test_the_own_database_needs_no_server(gate: RunningGate, tmp_path: Path) -> None:
    person = gate.person()
    source = written(tmp_path / "list.csv", [row(person)] * 4)
    options = ["--database", gate.database, "--set", f"lender={LENDER}", "--out", str(tmp_path / "out"), "--json"]
    made = json.loads(gate.zilv("scrub", str(source), *options, "--reserve", expected=1))
    assert (made["permitted"], made["denied"]) == (3, 1)
    token = token_of(person)
    assert gate.http("GET", f"/v1/people/{token}/ledger")["open_reservations"] == 3


def test_many_rows_about_one_person_are_all_answered_though_not_so_many_may_wait_at_once(
    gate: RunningGate, tmp_path: Path
) -> None:
    source = written(tmp_path / "list.csv", [row(gate.person())] * 150)
    made = scrubbed(gate, source, "--reserve", expected=1)
    assert (made["permitted"], made["held"], made["denied"]) == (3, 0, 147)


def test_a_row_of_another_lender_is_refused_alone(gate: RunningGate, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    rows = [row(gate.person()), row(gate.person())]
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*HEADER, "lender"], [*rows[0], "别家"], [*rows[1], LENDER]])
    made = scrubbed(gate, source)
    assert (made["permitted"], made["rejected"]) == (1, 1)
    assert read(tmp_path / "out", "rejected")[0]["zilv_reason"].startswith("other_lender")


@pytest.mark.parametrize(
    ("status", "code"), [(401, "not_authenticated"), (403, "scope_missing"), (503, "store_unreachable")]
)
def test_no_result_is_written_when_the_gate_does_not_answer(
    gate: RunningGate, tmp_path: Path, status: int, code: str
) -> None:
    source = written(tmp_path / "list.csv", [row("C-1")] * 3)
    with Scripted(says({"code": code, "title": "x"}, status, retry_after="60")).running() as server:
        options = ["--url", server.url, "--key-file", str(gate.folder / "gate.key"), "--out", str(tmp_path / "out")]
        command = [sys.executable, "-m", "zilv", "scrub", str(source), *options]
        done = subprocess.run(command, env=gate.environ, capture_output=True, text=True)
    assert done.returncode == 2 and ("gate" in done.stderr)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv"]


def test_a_run_that_is_stopped_leaves_nothing_half_made(gate: RunningGate, tmp_path: Path) -> None:
    source = written(tmp_path / "list.csv", [row("C-1")] * 3)
    with Scripted(says({}, 200)._replace(hang_s=30)).running() as server:
        options = ["--url", server.url, "--key-file", str(gate.folder / "gate.key"), "--out", str(tmp_path / "out")]
        process = subprocess.Popen([sys.executable, "-m", "zilv", "scrub", str(source), *options], env=gate.environ)
        ends = time.monotonic() + 60
        while not server.got and time.monotonic() < ends:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_bad_usage_says_what_was_expected(gate: RunningGate, tmp_path: Path) -> None:
    source = written(tmp_path / "list.csv", [row("C-1")])
    nothing = tmp_path / "nothing.key"
    nothing.write_text("secret-that-is-no-key", "ascii")
    key = ["--key-file", str(gate.folder / "gate.key")]
    lacking = tmp_path / "lacking.csv"
    lacking.write_text("person\nC-1\n", "utf-8")
    wrong = {
        ("scrub", str(source)): "--url",
        ("scrub", str(source), "--url", gate.url): "--key-file",
        ("scrub", str(source), "--url", gate.url, "--key-file", str(nothing)): "zilv key create",
        ("scrub", str(source), "--url", "gate", *key): "https://",
        ("scrub", str(lacking), "--url", gate.url, *key): "channel",
        ("scrub", str(tmp_path / "absent.csv"), "--url", gate.url, *key): "absent.csv",
    }
    for arguments, expected in wrong.items():
        command = [sys.executable, "-m", "zilv", *arguments]
        done = subprocess.run(command, env=gate.environ, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 2 and expected in done.stderr, arguments
        assert "secret" not in done.stderr
    assert not (tmp_path / "zilv-scrub").exists()


def test_a_long_list_is_gone_through_in_bounded_memory(gate: RunningGate, tmp_path: Path) -> None:
    persons = [f"C-{n}" for n in range(3000)]
    source = written(tmp_path / "list.csv", [row(person, 姓名=f"{n}") for n, person in enumerate(persons)])
    made = scrubbed(gate, source, "--reserve", expected=_by_now(gate))
    assert made["read"] == 3000 == sum(made[name] for name in FILES)
    found = [int(r["姓名"]) for name in FILES for r in read(tmp_path / "out", name)]
    assert sorted(found) == list(range(3000))


def _by_now(gate: RunningGate) -> int:
    """The exit status for persons who live nowhere in particular: 0 by day in China, 1 by night."""
    asked = {"key": "k", "person": "C-x", "channel": "voice_bot", "party": "debtor", "mode": "notify", "line": LINE}
    return int(gate.http("POST", "/v1/peeks", {**asked, "purpose": "collect"})["decision"] != "permit")
