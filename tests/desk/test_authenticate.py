"""Who may speak: bearer keys and signed requests."""

import asyncio
import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from contextlib import closing

import httpx
import pytest

from tests.desk.conftest import Desk
from tests.desk.served import Installation, Key, attempt, creation
from tests.desk.test_front import code
from zilv.desk.front.authenticate import WINDOW_S, Signed, by_signature
from zilv.desk.keys.ring import Held, Proof
from zilv.desk.problem import Rejected
from zilv.gate.actor import Actor


def sign(key: Key, method: str, path: str, body: bytes, ts: int | None = None, nonce: str = "") -> str:
    """The Authorization header of a signed request, made from the description of the interface alone."""
    at, once = int(time.time()) if ts is None else ts, nonce or secrets.token_urlsafe(16)
    lines = ["ZILV-HMAC", method, path, str(at), once, hashlib.sha256(body).hexdigest()]
    made = hmac.new(key.signing_secret.encode(), "\n".join(lines).encode(), "sha256").hexdigest()
    return f"ZILV-HMAC id={key.id}, ts={at}, nonce={once}, sig={made}"


def send(desk: Desk, authorization: str, body: bytes, path: str = "/v1/asks") -> httpx.Response:
    """A request with that header."""
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    return desk.server.http.post(path, content=body, headers=headers)


def asked() -> bytes:
    """The body of an ask."""
    return json.dumps(attempt()).encode()


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer zk_",
        "Bearer zk_nobody_secret",
        "Bearer \xff\xfe",
        "Basic eDp5",
        "ZILV-HMAC",
        "ZILV-HMAC id=a, ts=1, nonce=x, sig=y",
        "Bearer " + "x" * 4000,
    ],
)
def test_who_is_unknown_learns_nothing(desk: Desk, authorization: str) -> None:
    answer = desk.server.http.post(
        "/v1/asks", json=attempt(), headers={b"Authorization": authorization.encode("latin-1")}
    )
    assert code(answer, 401) == "not_authenticated"
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_wrong_secret_an_unknown_key_and_a_revoked_one_get_the_same_words(desk: Desk) -> None:
    right = desk.lender.bearer
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")
    unknown = f"zk_aaaaaaaaaaaa_{right.split('_', 2)[2]}"
    answers = [desk.server.http.get("/v1/events", headers={"Authorization": f"Bearer {it}"}) for it in (wrong, unknown)]
    assert [code(answer, 401) for answer in answers] == ["not_authenticated"] * 2
    assert answers[0].content == answers[1].content


def test_a_signed_request_is_answered_once(desk: Desk) -> None:
    body = asked()
    header = sign(desk.lender, "POST", "/v1/asks", body)
    assert send(desk, header, body).json()["attempt_id"]
    for _ in range(8):  # whichever process it reaches
        with httpx.Client(base_url=desk.server.url, trust_env=False) as fresh:
            answer = fresh.post("/v1/asks", content=body, headers={"Authorization": header})
        assert code(answer, 401) == "replayed"


def test_a_signature_holds_for_what_was_signed_and_nothing_else(desk: Desk) -> None:
    body, other = asked(), asked()
    path = "/v1/asks"
    assert code(send(desk, sign(desk.lender, "POST", path, body), other), 401) == "not_authenticated"
    assert code(send(desk, sign(desk.lender, "POST", "/v1/peeks", body), body), 401) == "not_authenticated"
    assert code(send(desk, sign(desk.lender, "PUT", path, body), body), 401) == "not_authenticated"
    assert code(send(desk, sign(desk.lender, "POST", path + "?a=1", body), body), 401) == "not_authenticated"
    borrowed = sign(desk.other, "POST", path, body).replace(desk.other.id, desk.lender.id)
    assert code(send(desk, borrowed, body), 401) == "not_authenticated"


def test_a_query_is_part_of_what_is_signed(desk: Desk) -> None:
    path = "/v1/events?after=0&limit=2"
    for signed, status in ((path, 200), ("/v1/events", 401)):
        answer = desk.server.http.get(path, headers={"Authorization": sign(desk.lender, "GET", signed, b"")})
        assert answer.status_code == status


@pytest.mark.parametrize(("away", "status"), [(-290, 200), (290, 200), (-310, 401), (310, 401), (-(10**9), 401)])
def test_a_signature_is_good_for_five_minutes_either_way(desk: Desk, away: int, status: int) -> None:
    body = asked()
    answer = send(desk, sign(desk.lender, "POST", "/v1/asks", body, int(time.time()) + away), body)
    assert answer.status_code == status, answer.text
    if status == 401:
        assert answer.json()["code"] == "clock_skew"


def test_a_request_is_remembered_a_minute_longer_than_it_is_accepted() -> None:
    """By a server whose clock is ahead, for one whose clock is behind."""
    kept: list[int] = []

    async def fresh(mark: str, until: int) -> bool:
        kept.append(until)
        return True

    key, at = Key("a", "", "signing"), 1_800_000_000
    held = Held(Actor("a", "L1", "", frozenset()), (Proof(b"", "signing", None),), None)
    header, request = sign(key, "GET", "/v1/events", b"", at), Signed("GET", "/v1/events", 0, "", b"")
    for late in (-WINDOW_S, WINDOW_S):
        asyncio.run(by_signature(header, request, lambda key_id: held, at + late, fresh))
    with pytest.raises(Rejected, match="clock_skew"):
        asyncio.run(by_signature(header, request, lambda key_id: held, at + WINDOW_S + 1, fresh))
    assert kept == [at + WINDOW_S + 60] * 2


def test_many_signed_requests_at_once_are_each_answered(desk: Desk) -> None:
    bodies = [asked() for _ in range(60)]
    with httpx.Client(base_url=desk.server.url, trust_env=False) as http:
        answers = [
            http.post("/v1/asks", content=body, headers={"Authorization": sign(desk.lender, "POST", "/v1/asks", body)})
            for body in bodies
        ]
    assert [answer.status_code for answer in answers] == [200] * 60


def test_signed_asks_are_held_while_the_store_cannot_be_reached(on_sqlite: Installation) -> None:
    """Whether they come alone or as a batch; a batch that is none is still refused for what it is."""
    (key,) = on_sqlite.keys(creation("ask"))
    batch = json.dumps({"asks": [attempt(), attempt(), attempt()]}).encode()
    with on_sqlite.serve() as server, closing(sqlite3.connect(on_sqlite.folder / "zilv.db")) as foreign:
        foreign.execute("begin exclusive")

        def sent(path: str, body: bytes) -> httpx.Response:
            headers = {"Authorization": sign(key, "POST", path, body), "Content-Type": "application/json"}
            return server.http.post(path, content=body, headers=headers)

        alone, together = sent("/v1/asks", asked()), sent("/v1/asks/batch", batch)
        none = sent("/v1/asks/batch", b"{}")
        foreign.rollback()
    held = {"decision": "hold", "code": "store_unreachable"}
    assert alone.json().items() >= held.items()
    assert together.status_code == 200, together.text
    items = together.json()["items"]
    assert len(items) == 3 and all(item["answer"].items() >= held.items() for item in items)
    assert code(none, 422) == "invalid"
