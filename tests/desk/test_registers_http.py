"""Registers and events over HTTP."""

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.desk.conftest import Desk
from tests.desk.served import AGENCY, LENDER, OTHER, Installation, attempt
from tests.desk.test_front import code
from tests.gate.books import HOUR_US
from tests.gate.test_laws import HOUSE
from zilv.attempts.rows import microseconds
from zilv.gate.webhooks.payload import law_shown
from zilv.registers.rows import REGISTERS

START = microseconds(datetime(2026, 2, 28, tzinfo=timezone.utc))


def add(desk: Desk, register: str, *rows: dict[str, Any]) -> list[int]:
    """Add rows as the lender; their numbers."""
    desk.server.call(desk.lender, "PUT", f"/v1/registers/{register}").raise_for_status()
    made = desk.server.call(desk.lender, "POST", f"/v1/registers/{register}", {"rows": rows})
    assert made.status_code == 200, made.text
    numbers: list[int] = made.json()["row_ids"]
    return numbers


def test_a_hold_binds_the_next_ask_and_its_end_frees_it(desk: Desk) -> None:
    asked = attempt()
    token = desk.installation.done("intake", "token", "--kind", "person", str(asked["person"])).strip()

    def holds() -> set[str]:
        told = desk.server.call(desk.lender, "POST", "/v1/peeks", asked).json()
        return {f["topic"] for f in told["findings"] if f["outcome"] == "forbidden" and "hold" in f["topic"]}

    assert holds() == set()
    (row_id,) = add(desk, "holds", {"person": str(asked["person"]), "reason": "plan", "evidence": "协议"})
    assert holds()
    listed = desk.server.call(desk.lender, "GET", "/v1/registers/holds", params={"person": token}).json()
    assert [row["row_id"] for row in listed["rows"]] == [row_id] and listed["declared"] and listed["next"] is None
    ended = desk.server.call(desk.lender, "POST", f"/v1/registers/holds/{row_id}/end", {})
    assert ended.status_code == 200 and ended.json()["until"].endswith("Z")
    assert holds() == set()
    changes = desk.server.call(desk.lender, "GET", "/v1/registers/holds/history").json()["changes"]
    mine = [change for change in changes if change["row_id"] == row_id]
    assert [change["change"] for change in mine] == ["add", "end"] and mine[0]["key_id"] == desk.lender.id


def test_the_same_rows_again_change_nothing(desk: Desk) -> None:
    row = {"person": "person of two rows", "zone": "Asia/Urumqi"}
    assert add(desk, "persons", row) == add(desk, "persons", row)


def test_a_row_that_is_wrong_is_refused_whole_without_its_words(desk: Desk) -> None:
    before = desk.server.call(desk.lender, "GET", "/v1/registers/holds").json()["rows"]
    good = {"person": "p of no hold", "reason": "plan"}
    for wrong in ({"person": "p", "reason": "王小明"}, {"person": "p", "reason": "plan", "since": "13800138000"}):
        refused = desk.server.call(desk.lender, "POST", "/v1/registers/holds", {"rows": [good, wrong]})
        assert code(refused, 422) == "register_row_bad"
        assert "王小明" not in refused.text and "13800138000" not in refused.text
        assert refused.json()["detail"].startswith(("rows[1].reason: ", "rows[1].since: "))
    odd = desk.server.call(desk.lender, "POST", "/v1/registers/holds", {"rows": [{"王小明": "x"}]})
    assert code(odd, 422) == "invalid" and "王小明" not in odd.text and "reason" in odd.text
    assert desk.server.call(desk.lender, "GET", "/v1/registers/holds").json()["rows"] == before


def test_an_end_that_no_calendar_has_is_refused_and_the_row_goes_on(desk: Desk) -> None:
    (row_id,) = add(desk, "holds", {"person": "person of a far end", "reason": "plan"})
    for until in ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+23:00"):
        refused = desk.server.call(desk.lender, "POST", f"/v1/registers/holds/{row_id}/end", {"until": until})
        assert code(refused, 422) == "register_row_bad" and "until" in refused.json()["detail"]
        sent = {"rows": [{"person": "person of a far end", "reason": "plan", "until": until}]}
        assert code(desk.server.call(desk.lender, "POST", "/v1/registers/holds", sent), 422) == "register_row_bad"
    changes = desk.server.call(desk.lender, "GET", "/v1/registers/holds/history", params={"after": 0})
    assert changes.status_code == 200
    assert [one["change"] for one in changes.json()["changes"] if one["row_id"] == row_id] == ["add"]


def test_an_end_before_now_takes_a_person_and_a_reason_and_stands_in_the_history(desk: Desk) -> None:
    sent = {"rows": [{"person": "person of a past end", "reason": "plan", "since": "2026-03-01"}]}
    (row_id,) = desk.server.call(desk.named, "POST", "/v1/registers/holds", sent).json()["row_ids"]
    past, path = "2026-03-02T00:00:00+08:00", f"/v1/registers/holds/{row_id}/end"
    for key, given in ((desk.apart, {"reason": "登记有误"}), (desk.named, {}), (desk.named, {"reason": " "})):
        refused = desk.server.call(key, "POST", path, {"until": past, **given})
        assert code(refused, 422) == "end_past" and "until" in refused.json()["title"]
    done = desk.server.call(desk.named, "POST", path, {"until": past, "reason": "登记有误"})
    assert done.status_code == 200 and done.json()["until"] == "2026-03-01T16:00:00Z"
    changes = desk.server.call(desk.named, "GET", "/v1/registers/holds/history").json()["changes"]
    mine = [(one["change"], one["by"], one["because"]) for one in changes if one["row_id"] == row_id]
    assert mine == [("add", "", ""), ("end", "cai", "登记有误")]


def test_a_row_that_names_another_lender_is_refused_by_http_and_command(desk: Desk) -> None:
    before = {name: desk.server.call(desk.lender, "GET", f"/v1/registers/{name}").json() for name in OF_A_LENDER}
    for register, row in OF_A_LENDER.items():
        sent = {"rows": [row, {**row, "lender": OTHER}]}
        refused = desk.server.call(desk.lender, "POST", f"/v1/registers/{register}", sent)
        assert code(refused, 422) == "register_row_bad" and OTHER not in refused.text
        assert refused.json()["detail"].startswith("rows[1].lender: ")
        columns = [f"{name}={text}" for name, text in {**row, "lender": OTHER}.items()]
        typed = desk.installation.zilv("registers", "add", register, "--lender", LENDER, *columns)
        assert typed.returncode == 2 and "register_row_bad" in typed.stderr and "lender: " in typed.stderr
        assert desk.server.call(desk.lender, "GET", f"/v1/registers/{register}").json() == before[register]


OF_A_LENDER = {
    "holds": {"person": "person of another's row", "reason": "plan"},
    "mandates": {"agency": AGENCY, "evidence": "contract"},
}
"""Rows of registers that name a lender."""


def test_the_command_ends_a_row_before_now_only_for_a_person_with_a_reason(desk: Desk) -> None:
    row = ("person=person of a typed end", "reason=plan", "since=2026-03-01")
    row_id = desk.installation.done("registers", "add", "holds", "--lender", LENDER, *row).strip()
    end = ("registers", "end", row_id, "--lender", LENDER, "--until", "2026-03-02T00:00:00+08:00")
    refused = desk.installation.zilv(*end, "--reason", "登记有误")
    assert refused.returncode == 2 and "end_past" in refused.stderr
    assert "2026-03-01T16:00:00Z" in desk.installation.done(*end, "--by", "li.na", "--reason", "登记有误")
    told = desk.installation.done("registers", "history", "holds", "--lender", LENDER, "--json").splitlines()
    last = next(json.loads(line) for line in reversed(told) if json.loads(line)["row_id"] == int(row_id))
    assert (last["change"], last["by"], last["because"]) == ("end", "li.na", "登记有误")


def test_a_masked_number_is_refused_in_an_ask_and_in_a_row(desk: Desk) -> None:
    refused = desk.server.ask(desk.lender, number="139****5678")
    assert code(refused, 422) == "number_bad" and "5678" not in refused.text
    sent = {"rows": [{"person": "person of a mask", "number": "139****5678"}]}
    assert code(desk.server.call(desk.lender, "POST", "/v1/registers/optouts", sent), 422) == "register_row_bad"


@pytest.mark.parametrize(
    ("body", "field", "expected"),
    [
        ({}, "rows", "必填 · required"),
        ({"rows": []}, "rows", "至少 1 项 · at least 1 items"),
        ({"rows": [1]}, "rows[0]", "一个 JSON 对象 · a JSON object"),
        ({"rows": [{}] * 1001}, "rows", "至多 1000 项 · at most 1000 items"),
        ({"rows": [{}], "more": 1}, "more", "没有此字段 · no such field"),
        ({"rows": [{"person": -1}]}, "rows[0].person", "文本 · text / 不小于 0 · at least 0"),
        ({"rows": [{"person": "x\0"}]}, "rows[0].person", "文本，无 NUL · text, no NUL / "),
        ({"rows": [{"person": "x" * 1025}]}, "rows[0].person", "至多 1024 字符 · at most 1024 characters"),
    ],
)
def test_a_body_of_another_shape_is_refused(desk: Desk, body: dict[str, Any], field: str, expected: str) -> None:
    refused = desk.server.call(desk.lender, "POST", "/v1/registers/holds", body)
    assert code(refused, 422) == "invalid"
    (wrong,) = refused.json()["errors"]
    assert wrong["field"] == field and wrong["expected"].startswith(expected)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_a_body_is_json_in_utf_8_wherever_it_is_sent(desk: Desk, encoding: str) -> None:
    bodies = {"/v1/asks": {"key": "k", "person": "p", "channel": "sms"}, "/v1/registers/holds": {"rows": [{}]}}
    for path, body in bodies.items():
        headers = {"Authorization": f"Bearer {desk.lender.bearer}", "Content-Type": "application/json"}
        refused = desk.server.http.post(path, content=json.dumps(body).encode(encoding), headers=headers)
        assert code(refused, 400) == "malformed"


def test_a_strangers_row_looks_like_one_that_is_not_there(desk: Desk) -> None:
    (row_id,) = add(desk, "holds", {"person": "person of a stranger", "reason": "plan"})
    answers = [
        desk.server.call(desk.other, "POST", f"/v1/registers/holds/{it}/end", {}) for it in (row_id, 2**62, 2**200)
    ]
    assert [code(answer, 404) for answer in answers[:2]] == ["register_row_unknown"] * 2
    assert answers[0].content == answers[1].content
    assert answers[2].status_code in (404, 422)
    listed = desk.server.call(desk.other, "GET", "/v1/registers/holds").json()
    assert row_id not in {row["row_id"] for row in listed["rows"]}


def test_every_register_can_be_listed_and_no_other(desk: Desk) -> None:
    for register in REGISTERS:
        assert desk.server.call(desk.lender, "GET", f"/v1/registers/{register}").status_code == 200
    assert code(desk.server.call(desk.lender, "GET", "/v1/registers/nothing"), 404) == "register_unknown"


def test_the_feed_tells_each_lender_everything_of_its_own_and_nothing_else(desk: Desk) -> None:
    mine = [desk.server.ask(desk.lender).json()["attempt_id"] for _ in range(5)]
    theirs = [desk.server.ask(desk.other).json()["attempt_id"] for _ in range(5)]
    seen: list[str] = []
    after = -1
    told: dict[str, Any] = {"next": 0}
    while told["next"] != after:
        after = told["next"]
        answer = desk.server.call(desk.lender, "GET", "/v1/events", params={"after": after, "limit": 7})
        assert answer.status_code == 200, answer.text
        told = answer.json()
        seen += [event["attempt_id"] for event in told["events"] if event["kind"] == "ask"]
        numbers = [event["seq"] for event in told["events"]]
        assert numbers == sorted(numbers) and all(number > after for number in numbers)
    assert [it for it in seen if it in mine] == mine
    assert set(seen).isdisjoint(theirs) and len(seen) == len(set(seen))


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=501", f"after={2**64}"])
def test_a_feed_asked_for_wrongly_is_refused(desk: Desk, query: str) -> None:
    assert code(desk.server.call(desk.lender, "GET", f"/v1/events?{query}"), 422) == "invalid"


def test_a_date_is_midnight_where_the_person_lives_as_in_a_file(desk: Desk, tmp_path: Path) -> None:
    """By the register of persons, by the row itself, by the law; and as `zilv registers import` has it."""
    add(desk, "persons", {"person": "in Kashgar", "zone": "Asia/Kashgar"})
    add(desk, "persons", {"person": "elsewhere", "zone": "Asia/Tokyo", "since": "2026-03-01"})
    rows = [{"person": person, "reason": "plan", "since": "2026-03-01"} for person in ("in Kashgar", "anywhere")]
    sent = add(desk, "holds", *rows, {"person": "in Kashgar", "reason": "plan", "since": "2026-03-01T00:00:00Z"})
    file = tmp_path / "holds.csv"
    file.write_text("person,reason,since\nin Kashgar,plan,2026-03-01\nanywhere,plan,2026-03-01\n", "utf-8")
    desk.installation.done("registers", "import", str(file), "--lender", LENDER)
    listed = desk.server.call(desk.lender, "GET", "/v1/registers/holds").json()["rows"]
    since = {row["row_id"]: row["since"] for row in listed}
    assert [since[number] for number in sent] == [START + 18 * HOUR_US, START + 16 * HOUR_US, START + 24 * HOUR_US]
    assert max(since) == max(sent), "the file's rows stood already"
    persons = desk.server.call(desk.lender, "GET", "/v1/registers/persons").json()["rows"]
    assert START + 15 * HOUR_US in {row.get("since") for row in persons}


def test_a_law_s_event_tells_no_place_on_the_installation_s_machine(on_sqlite: Installation, tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(HOUSE, "utf-8")
    on_sqlite.done("law", "activate", f"cn,{tmp_path}/house.yaml")
    key = on_sqlite.key("read_events")
    with on_sqlite.serve() as server:
        seen = server.call(key, "GET", "/v1/events").json()["events"]
    (body,) = [event["body"] for event in seen if event["kind"] == "law"]
    assert body["choice"] == "cn,house.yaml" and len(body["digest"]) == 64 and str(tmp_path) not in str(body)


@pytest.mark.parametrize(
    ("choice", "shown"), [("cn", "cn"), ("cn,house/three", "cn,house/three"), ("cn, /srv/law/a.yaml", "cn,a.yaml")]
)
def test_a_choice_of_law_is_shown_by_names(choice: str, shown: str) -> None:
    assert law_shown({"choice": choice, "digest": "d", "other": "o"}) == {"choice": shown, "digest": "d"}
