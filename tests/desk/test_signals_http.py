"""Signals over HTTP and on the command line: proposed by whoever reports, decided by a named person."""

import json

from tests.desk.conftest import Desk
from tests.desk.served import LENDER
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
    confirmed = desk.server.call(desk.ann, "POST", path, decision)
    assert confirmed.status_code == 200 and "ann" in confirmed.json()["row"]["evidence"]
    assert told["row_id"] not in open_rows(desk)
    assert code(desk.server.call(desk.ann, "POST", path, decision), 404) == "register_row_unknown"


def test_a_strangers_attempt_looks_like_none(desk: Desk) -> None:
    path = f"/v1/attempts/{attempt(desk)}/signals"
    assert code(desk.server.call(desk.other, "POST", path, HEARD), 404) == "unknown_attempt"


def test_what_is_no_signal_is_refused_without_its_words(desk: Desk) -> None:
    path = f"/v1/attempts/{attempt(desk)}/signals"
    for wrong in (HEARD | {"signal": "王小明"}, HEARD | {"quote": ""}, HEARD | {"quote": "王" * 401}, HEARD | {"x": 1}):
        refused = desk.server.call(desk.lender, "POST", path, wrong)
        assert code(refused, 422) == "invalid" and "王" not in refused.text


def test_the_command_line_enters_lists_confirms_and_rejects(desk: Desk) -> None:
    asked, here, mine = attempt(desk), desk.installation, ("--lender", LENDER)
    here.done("signals", "propose", asked, *mine, "--signal", "hardship", "--quote", "我是林小满，我失业了")
    here.done("signals", "propose", asked, *mine, "--signal", "dispute", "--quote", "我没借过")
    rows = [json.loads(line) for line in here.done("signals", "list", *mine, "--json").splitlines()]
    rows = [row for row in rows if asked in row["evidence"]]
    assert [row["reason"] for row in rows] == ["hardship", "dispute"] and "林小满" not in str(rows)
    first, second = (str(row["row_id"]) for row in rows)
    here.done("signals", "confirm", first, *mine, "--by", "li.na", "--reason", "已听录音")
    here.done("signals", "reject", second, *mine, "--by", "li.na", "--reason", "听错")
    assert asked not in here.done("signals", "list", *mine)
    again = here.zilv("signals", "confirm", first, *mine, "--by", "li.na", "--reason", "x")
    assert again.returncode == 2 and "register_row_unknown" in again.stderr
