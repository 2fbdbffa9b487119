"""The hot path over HTTP, on a real server and both databases."""

import json
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.desk.conftest import Desk
from tests.desk.served import AGENCY, LENDER, attempt

PROBLEM = "application/problem+json"


def code(answer: httpx.Response, status: int) -> str:
    """The code of a problem document, which must be whole."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    told = answer.json()
    assert told["type"] == f"urn:zilv:problem:{told['code']}" and told["status"] == status and " · " in told["title"]
    return str(told["code"])


def post(desk: Desk, body: bytes, path: str = "/v1/asks", **headers: str) -> httpx.Response:
    """A body as it is, with the lender's key."""
    given = {"Authorization": f"Bearer {desk.lender.bearer}", "Content-Type": "application/json"} | headers
    return desk.server.http.post(path, content=body, headers=given)


def test_an_ask_is_answered_and_stands_in_the_book(desk: Desk) -> None:
    answer = desk.server.ask(desk.lender)
    assert answer.status_code == 200
    told = answer.json()
    assert told["decision"] in ("permit", "hold", "deny") and told["bundle"]
    stands = desk.server.call(desk.lender, "GET", f"/v1/attempts/{told['attempt_id']}")
    assert stands.status_code == 200 and stands.json()["answer"] == told


def test_the_same_key_again_gives_the_same_answer_and_another_ask_with_it_is_refused(desk: Desk) -> None:
    asked = attempt()
    first, again = (desk.server.call(desk.lender, "POST", "/v1/asks", asked) for _ in range(2))
    assert first.json() == again.json() and first.json()["attempt_id"]
    other = desk.server.call(desk.lender, "POST", "/v1/asks", asked | {"channel": "voice"})
    assert code(other, 409) == "key_reused"


def test_the_key_says_lender_and_agency_where_they_are_left_out(desk: Desk) -> None:
    told = desk.server.ask(desk.agency).json()
    seen = desk.server.call(desk.lender, "GET", "/v1/events", params={"limit": 500}).json()["events"]
    body = next(event["body"] for event in seen if event["attempt_id"] == told["attempt_id"])
    assert (body["ask"]["lender"], body["ask"]["agency"]) == (LENDER, AGENCY)


@pytest.mark.parametrize(
    ("given", "expected"), [({"lender": "丁"}, "other_lender"), ({"agency": "戊"}, "other_agency")]
)
def test_a_key_speaks_for_nobody_else(desk: Desk, given: dict[str, object], expected: str) -> None:
    assert code(desk.server.ask(desk.agency, **given), 403) == expected


def test_a_peek_decides_and_leaves_nothing(desk: Desk) -> None:
    asked = attempt()
    peeked = desk.server.call(desk.lender, "POST", "/v1/peeks", asked).json()
    assert peeked["decision"] and "attempt_id" not in peeked
    assert desk.server.call(desk.lender, "POST", "/v1/asks", asked).json()["attempt_id"]


def test_an_outcome_is_taken_in_once_however_often_it_is_sent(desk: Desk) -> None:
    attempt_id = desk.server.ask(desk.lender).json()["attempt_id"]
    told = {"key": "o1", "answered": True, "seconds": 12}
    first, again = (desk.server.call(desk.lender, "POST", f"/v1/attempts/{attempt_id}/outcome", told) for _ in range(2))
    assert first.status_code == 200 and first.json() == again.json() and first.json()["status"] == "reported"


def test_a_batch_answers_each_ask_in_its_order(desk: Desk) -> None:
    asks = [attempt() for _ in range(40)]
    asks[7] = {**asks[7], "lender": "丁"}
    items = desk.server.call(desk.lender, "POST", "/v1/asks/batch", {"asks": asks}).json()["items"]
    assert len(items) == len(asks)
    assert items[7]["problem"]["code"] == "other_lender"
    for n, item in enumerate(items):
        if n != 7:
            assert item["answer"] == desk.server.call(desk.lender, "POST", "/v1/asks", asks[n]).json()


def test_a_batch_with_a_wrong_ask_decides_nothing_and_says_which(desk: Desk) -> None:
    asks = [attempt(), attempt(channel="telegraph")]
    refused = desk.server.call(desk.lender, "POST", "/v1/asks/batch", {"asks": asks})
    assert code(refused, 422) == "invalid"
    assert refused.json()["errors"][0]["field"] == "asks[1].channel"
    before = desk.server.call(desk.lender, "POST", "/v1/asks/batch", {"asks": [asks[0] | {"channel": "voice"}]})
    assert "answer" in before.json()["items"][0], "the key of a refused batch is still free"


@pytest.mark.parametrize("count", [0, 1001])
def test_a_batch_holds_one_to_a_thousand_asks(desk: Desk, count: int) -> None:
    asks = [{"key": str(n), "person": "p", "channel": "sms"} for n in range(count)]
    assert code(desk.server.call(desk.lender, "POST", "/v1/asks/batch", {"asks": asks}), 422) == "invalid"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"channel": "telegraph"}, "channel"),
        ({"staff": -1}, "staff"),
        ({"person": ""}, "person"),
        ({"person": 13800138000}, "person"),
        ({"key": "a\x00b"}, "key"),
        ({"manual": "yes"}, "manual"),
        ({"colour": "red"}, "colour"),
        ({"key": "k" * 129}, "key"),
    ],
)
def test_a_wrong_field_is_named_with_what_was_expected(desk: Desk, given: dict[str, object], field: str) -> None:
    answer = desk.server.ask(desk.lender, **given)
    assert code(answer, 422) == "invalid"
    (wrong,) = answer.json()["errors"]
    assert wrong["field"] == field and wrong["expected"]


def test_nothing_that_was_sent_comes_back_in_a_problem(desk: Desk) -> None:
    for given in ({"channel": "13800138000"}, {"王小明": 1}, {"x13800138000": 1}, {"person": ["王小明 13800138000"]}):
        text = desk.server.ask(desk.lender, **given).text
        assert "13800138000" not in text and "王小明" not in text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nul",
        b'{"key": "k"} {}',
        b'{"key": "\xff"}',
        '{"key": "k"}'.encode("utf-16"),
        '{"key": "键"}'.encode("gb18030"),
        b"\xef\xbb\xbf{}",
        b'{"key": "\\ud800"}',
        b'{"key": NaN}',
        b"[" * 60_000,
        b'{"colour": ' + b"[" * 60_000,
        b'{"person": ' + b'{"a":' * 10_000,
        b"\x00" * 100,
    ],
    ids=range(14),
)
def test_what_is_no_json_is_refused_and_the_next_request_answered(desk: Desk, body: bytes) -> None:
    answer = post(desk, body)
    assert answer.status_code in (400, 422) and answer.headers["content-type"] == PROBLEM
    assert desk.server.ask(desk.lender).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"])
def test_a_body_says_it_is_json_in_utf8(desk: Desk, kind: str) -> None:
    assert code(post(desk, b"{}", **{"Content-Type": kind}), 415) == "not_json"


@pytest.mark.parametrize(("path", "limit"), [("/v1/asks", 64 << 10), ("/v1/asks/batch", 1 << 20)])
def test_a_body_up_to_the_limit_is_read_and_one_byte_more_refused(desk: Desk, path: str, limit: int) -> None:
    def padded(size: int) -> bytes:
        return b" " * (size - 2) + b"{}"

    assert code(post(desk, padded(limit), path), 422) == "invalid"
    assert code(post(desk, padded(limit + 1), path), 413) == "too_large"


def test_a_body_without_end_is_refused_while_it_is_read(desk: Desk) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 1 << 28:
            sent += 1 << 14
            yield b" " * (1 << 14)

    try:
        answer = desk.server.http.post(
            "/v1/asks", content=endless(), headers={"Authorization": f"Bearer {desk.lender.bearer}"}
        )
        assert code(answer, 413) == "too_large"
    except httpx.TransportError:
        pass  # the server may close the connection while we are still writing
    assert sent < 1 << 26
    assert desk.server.ask(desk.lender).status_code == 200


def test_many_broken_off_requests_leave_the_server_answering(desk: Desk) -> None:
    place = urlsplit(desk.server.url)
    assert place.hostname and place.port
    lines = ("POST /v1/asks HTTP/1.1", "Host: x", f"Authorization: Bearer {desk.lender.bearer}", "Content-Length: 500")
    head = "\r\n".join((*lines, "", ""))
    for _ in range(50):
        with socket.create_connection((place.hostname, place.port)) as line:
            line.sendall(head.encode() + b'{"key": "')
    assert desk.server.ask(desk.lender).status_code == 200


def test_unknown_paths_and_methods_are_told_apart(desk: Desk) -> None:
    assert code(desk.server.call(desk.lender, "GET", "/v1/nothing"), 404) == "no_such_path"
    answer = desk.server.call(desk.lender, "GET", "/v1/asks")
    assert code(answer, 405) == "method_not_allowed" and answer.headers["allow"] == "POST"
    assert code(desk.server.http.post("/health"), 405) == "method_not_allowed"


def test_a_foreign_attempt_looks_like_one_that_is_not_there(desk: Desk) -> None:
    mine = desk.server.ask(desk.lender).json()["attempt_id"]
    absent = mine[:-4] + "0000"
    for method, path, body in (
        ("GET", "", None),
        ("POST", "/outcome", {"key": "x"}),
        ("POST", "/cancel", {"key": "x", "reason": "r"}),
    ):
        answers = [desk.server.call(desk.other, method, f"/v1/attempts/{it}{path}", body) for it in (mine, absent)]
        assert [code(answer, 404) for answer in answers] == ["unknown_attempt"] * 2
        assert answers[0].content == answers[1].content
    for odd in ("a" * 33, "%00", "x' or 1=1 --", "甲"):
        assert code(desk.server.call(desk.lender, "GET", f"/v1/attempts/{odd}"), 404) == "unknown_attempt"


def test_an_agency_sees_no_other_agencys_attempt(desk: Desk) -> None:
    lenders_own = desk.server.ask(desk.lender).json()["attempt_id"]
    assert code(desk.server.call(desk.agency, "GET", f"/v1/attempts/{lenders_own}"), 404) == "unknown_attempt"


def test_a_ledger_is_asked_for_by_token_and_a_strangers_is_empty(desk: Desk) -> None:
    asked = attempt(channel="voice")
    desk.server.call(desk.lender, "POST", "/v1/asks", asked)
    token = desk.installation.done("intake", "token", "--kind", "person", str(asked["person"])).strip()
    mine, theirs, nobodys = (
        desk.server.call(key, "GET", f"/v1/people/{it}/ledger")
        for key, it in ((desk.lender, token), (desk.other, token), (desk.other, "p_aaaaaaaaaaaab"))
    )
    assert mine.json()["person"] == token
    assert {**theirs.json(), "person": "", "at": "", "next": ""} == {
        **nobodys.json(),
        "person": "",
        "at": "",
        "next": "",
    }
    raw = desk.server.call(desk.lender, "GET", "/v1/people/13800138000/ledger")
    assert code(raw, 422) == "invalid" and "13800138000" not in raw.text


def test_each_path_needs_its_scope(desk: Desk) -> None:
    answer = desk.server.call(desk.ann, "POST", "/v1/asks", attempt())
    assert code(answer, 403) == "scope_missing" and answer.json()["detail"] == "ask"
    assert code(desk.server.call(desk.agency, "GET", "/v1/registers/holds"), 403) == "scope_missing"


def test_a_hold_is_permitted_by_one_named_person(desk: Desk) -> None:
    held = desk.server.ask(desk.lender, channel="sms", party=None).json()
    assert held["decision"] == "hold"
    path = f"/v1/attempts/{held['attempt_id']}/ruling"
    ruled = desk.server.call(desk.ann, "POST", path, {"key": "r", "verdict": "permit", "reason": "债务人要求回电"})
    assert ruled.status_code == 200 and ruled.json()["status"] in ("reserved", "awaiting_second")


def test_asks_that_arrive_together_are_all_answered(desk: Desk) -> None:
    answers: list[int] = []

    def many() -> None:
        with httpx.Client(base_url=desk.server.url, timeout=30, trust_env=False) as http:
            for _ in range(20):
                headers = {"Authorization": f"Bearer {desk.lender.bearer}"}
                told = http.post("/v1/asks", json=attempt(), headers=headers).json()
                answers.append("attempt_id" in told)

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 160


def test_every_answer_carries_an_id_of_the_servers_own(desk: Desk) -> None:
    mine = {"X-Request-Id": "mine"}
    ids = {
        desk.server.call(desk.lender, "POST", "/v1/asks", attempt(), headers=mine).headers["x-request-id"]
        for _ in range(3)
    }
    assert len(ids) == 3 and "mine" not in ids
    assert json.loads(desk.server.http.get("/health").text)["status"] == "ok"


def test_a_host_that_names_none_is_told_so(desk: Desk) -> None:
    told = desk.server.call(desk.lender, "GET", "/v1/registers/holds", headers={"Host": "a b!_"})
    assert code(told, 400) == "bad_host" and "JSON" not in told.text
