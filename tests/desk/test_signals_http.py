"""Signals over HTTP and on the command line: proposed by whoever reports, decided by a named person."""

import json
import subprocess
import sys
from typing import Any

from tests.desk.conftest import Desk
from tests.desk.served import LENDER, Installation
from tests.desk.test_front import code

HEARD = {"signal": "hardship", "quote": "我是林小满，我失业了", "turn": 3}


def attempt(desk: Desk) -> str:
    return str(desk.server.ask(desk.lender).json()["attempt_id"])


def open_rows(desk: Desk) -> list[int]:
    told = desk.server.call(desk.ann, "GET", "/v1/signals")
    assert told.status_code == 200, told.text
    return [one["row_id"] for one in told.json()["proposals"]]


def test_what_is_heard_is_entered_redacted_and_a_named_person_confirms_it(desk: Desk) -> None:
    made = desk.server.call(desk.lender, "POST", f"/v1/attempts/{attempt(desk)}/signals", HEARD)
    assert made.status_code == 200, made.text
    told = made.json()
    assert told["register"] == "holds" and "〔姓名〕，我失业了" in told["row"]["evidence"] and "林小满" not in made.text
    assert told["row_id"] in open_rows(desk)
    path = f"/v1/signals/{told['row_id']}/ruling"
    decision = {"verdict": "confirm", "reason": "已听录音"}
    assert code(desk.server.call(desk.lender, "POST", path, decision), 403) == "scope_missing"
    odd = desk.server.call(desk.ann, "POST", path, decision | {"verdict": "maybe"})
    assert odd.status_code == 422 and odd.json()["errors"][0]["expected"] == "之一 · one of: confirm, reject"
    confirmed = desk.server.call(desk.ann, "POST", path, decision)
    assert confirmed.status_code == 200 and "ann" in confirmed.json()["row"]["evidence"]
    assert told["row_id"] not in open_rows(desk)
    assert code(desk.server.call(desk.ann, "POST", path, decision), 404) == "register_row_unknown"


def test_a_proposal_is_lifted_by_no_machine(desk: Desk) -> None:
    row_id = desk.server.call(desk.lender, "POST", f"/v1/attempts/{attempt(desk)}/signals", HEARD).json()["row_id"]
    refused = desk.server.call(desk.lender, "POST", f"/v1/registers/holds/{row_id}/end", {})
    assert code(refused, 409) == "row_proposed" and "/v1/signals/" in refused.json()["title"]
    assert together(desk.installation, ("registers", "end", str(row_id), "--lender", LENDER)) == ([2], "")
    assert row_id in open_rows(desk)


def test_a_strangers_attempt_looks_like_none(desk: Desk) -> None:
    path = f"/v1/attempts/{attempt(desk)}/signals"
    assert code(desk.server.call(desk.other, "POST", path, HEARD), 404) == "unknown_attempt"


def test_what_is_no_signal_is_refused_without_its_words(desk: Desk) -> None:
    path = f"/v1/attempts/{attempt(desk)}/signals"
    for wrong in (HEARD | {"signal": "王小明"}, HEARD | {"quote": ""}, HEARD | {"quote": "王" * 401}, HEARD | {"x": 1}):
        refused = desk.server.call(desk.lender, "POST", path, wrong)
        assert code(refused, 422) == "invalid" and "王" not in refused.text


def together(here: Installation, *commands: tuple[str, ...]) -> tuple[list[int], str]:
    """The exit statuses and all that is printed of several commands, run by one process: starting one takes long."""
    code = (
        "import json, sys; from zilv.cli.main import run; print(json.dumps([run(c) for c in json.loads(sys.argv[1])]))"
    )
    command = [sys.executable, "-c", code, json.dumps(commands)]
    done = subprocess.run(command, capture_output=True, text=True, env=here.environ, cwd=here.folder)
    *said, statuses = done.stdout.splitlines()
    return json.loads(statuses), "\n".join(said)


def rows_of(said: str, asked: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return [row for row in lines if asked in row["evidence"]]


def test_what_judge_found_is_entered_by_the_attempts_id(desk: Desk) -> None:
    asked, here, mine = attempt(desk), desk.installation, ("--lender", LENDER)
    call = {"id": asked, "turns": [{"speaker": "other", "text": "我失业三个月了，没有收入"}]}
    (here.folder / "call.jsonl").write_text(f"{json.dumps(call)}\n{json.dumps(call | {'id': 'nobodys'})}\n", "utf-8")
    statuses, said = together(
        here,
        ("speech", "judge", "call.jsonl", "--out", "found.jsonl", "--quiet"),
        ("signals", "take", "found.jsonl", *mine),
        ("signals", "list", *mine, "--json"),
    )
    assert statuses == [0, 1, 0] and "unknown_attempt 1" in said
    (row,) = rows_of(said, asked)
    assert row["reason"] == "hardship" and "失业" in row["evidence"]


def test_a_heard_calls_signals_reach_the_attempt_that_its_transcript_names(desk: Desk) -> None:
    asked, here, mine = attempt(desk), desk.installation, ("--lender", LENDER)
    turns = [{"speaker": "other", "text": "我失业三个月了，没有收入"}]
    call = {"id": "2026-03/0001", "attempt_id": asked, "turns": turns}
    (here.folder / "heard.jsonl").write_text(f"{json.dumps(call)}\n", "utf-8")
    statuses, said = together(
        here,
        ("speech", "judge", "heard.jsonl", "--out", "found.jsonl", "--quiet"),
        ("signals", "take", "found.jsonl", *mine),
        ("signals", "list", *mine, "--json"),
    )
    assert statuses == [0, 0, 0] and [row["reason"] for row in rows_of(said, asked)] == ["hardship"]


def test_what_the_second_reader_alone_cited_is_counted_and_not_entered(desk: Desk) -> None:
    asked, here, mine = attempt(desk), desk.installation, ("--lender", LENDER)
    line = {"id": asked, "turn": 0, "act": "dispute", "span": "我没借过", "by": "score", "score": 0.9}
    cited = line | {"act": "hardship", "by": "second", "score": None}
    (here.folder / "both.jsonl").write_text(f"{json.dumps(line)}\n{json.dumps(cited)}\n", "utf-8")
    statuses, said = together(
        here, ("signals", "take", "both.jsonl", *mine, "--lang", "en"), ("signals", "list", *mine, "--json")
    )
    assert statuses == [0, 0] and "the second reader's alone, left: 1" in said
    assert [row["reason"] for row in rows_of(said, asked)] == ["dispute"]


def test_findings_taken_once_more_enter_nothing_that_a_person_has_rejected(desk: Desk) -> None:
    asked, here, mine = attempt(desk), desk.installation, ("--lender", LENDER)
    line = {"id": asked, "turn": 0, "act": "hardship", "span": "我失业了", "by": "score", "score": 0.9}
    (here.folder / "once.jsonl").write_text(f"{json.dumps(line)}\n", "utf-8")
    take, shown = ("signals", "take", "once.jsonl", *mine, "--lang", "en"), ("signals", "list", *mine, "--json")
    _, said = together(here, take, shown)
    (row,) = rows_of(said, asked)
    reject = ("signals", "reject", str(row["row_id"]), *mine, "--by", "li.na", "--reason", "已听录音")
    statuses, said = together(here, reject, take, shown)
    assert statuses == [0, 0, 0] and "await confirmation: 0; decided before: 1" in said
    assert rows_of(said, asked) == []


def test_the_command_line_enters_lists_confirms_and_rejects(desk: Desk) -> None:
    asked, here, mine = attempt(desk), desk.installation, ("--lender", LENDER)
    propose = ("signals", "propose", asked, *mine, "--signal")
    statuses, said = together(
        here,
        (*propose, "hardship", "--quote", "我是林小满，我失业了"),
        (*propose, "dispute", "--quote", "我没借过"),
        ("signals", "list", *mine, "--json"),
    )
    rows = rows_of(said, asked)
    assert statuses == [0, 0, 0] and [row["reason"] for row in rows] == ["hardship", "dispute"]
    assert "林小满" not in said
    by = (*mine, "--by", "li.na", "--reason", "已听录音")
    first, second = (str(row["row_id"]) for row in rows)
    statuses, said = together(
        here,
        ("signals", "confirm", first, *by),
        ("signals", "reject", second, *by),
        ("signals", "list", *mine, "--json"),
        ("signals", "confirm", first, *by),
    )
    assert (statuses, rows_of(said, asked)) == ([0, 0, 0, 2], [])
