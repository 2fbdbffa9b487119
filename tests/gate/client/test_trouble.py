"""Whatever goes wrong on the way, the client never permits, never raises for an ask, and never waits past its time."""

import asyncio
import time
from datetime import datetime, timezone
from typing import Any

import pytest

from tests.gate.client.scripted import PERMIT, Say, Scripted, says
from zilv import AsyncClient, Client
from zilv.errors import ZilvError
from zilv.gate.ask import Answer
from zilv.gate.client.backoff import pause_s, told_s
from zilv.gate.client.credential import Signing
from zilv.gate.client.failure import GateError, Unanswered

KEY = "zk_abcdefghijkl_notasecretofanyone"
DEADLINE_S = 0.6
PROBLEM = {"type": "urn:zilv:problem:x", "title": "某因 · some reason", "status": 403, "code": "other_lender"}


def asked(server: Scripted, deadline_s: float = DEADLINE_S) -> tuple[Answer, float]:
    """What an ask gives, and how long that takes."""
    began = time.monotonic()
    with Client(server.url, KEY, deadline_s=deadline_s) as client:
        answer = client.ask(person="p_aaaaaaaaaaaaa", channel="voice")
    return answer, time.monotonic() - began


@pytest.mark.parametrize(
    "trouble",
    [
        says({}, 503, retry_after="0"),
        says({}, 500),
        says({}, 502),
        says({}, 429),
        Say(200, b'{"decision":"per', cut=True),
    ],
    ids=["503", "500", "502", "429", "cut off"],
)
def test_what_may_pass_is_asked_again_with_the_same_key(trouble: Say) -> None:
    with Scripted(trouble, trouble, says(PERMIT)).running() as server:
        answer, _ = asked(server, deadline_s=5)
    assert (answer.decision, answer.attempt_id) == ("permit", "0661a")
    assert len(server.got) == 3
    assert len({got.json()["key"] for got in server.got}) == 1 == len({got.body for got in server.got})


def test_the_client_waits_as_long_as_the_gate_asks() -> None:
    with Scripted(says({}, 429, retry_after="1"), says(PERMIT)).running() as server:
        answer, _ = asked(server, deadline_s=5)
    assert answer.decision == "permit"
    assert 1.0 <= server.got[1].at - server.got[0].at < 2.0


def test_waiting_that_would_pass_the_deadline_is_not_begun() -> None:
    with Scripted(says({}, 503, retry_after="30")).running() as server:
        answer, seconds = asked(server)
    assert (answer.decision, answer.code) == ("hold", "gate_unreachable")
    assert seconds < DEADLINE_S and len(server.got) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Say(200, b'{"decision":"permit","attempt_id":"1"}', drip_s=0.2),
        Say(200, b"x" * 100, drip_s=0.05),
        says(PERMIT)._replace(hang_s=5),
        says({}, 500),
    ],
    ids=["one byte now and then", "rubbish without end", "silence", "errors without end"],
)
def test_the_deadline_holds_whatever_the_server_does(trouble: Say) -> None:
    with Scripted(trouble).running() as server:
        answer, seconds = asked(server)
    assert (answer.decision, answer.code) == ("hold", "gate_unreachable")
    assert seconds < DEADLINE_S + 0.5


@pytest.mark.parametrize(
    "rubbish",
    [
        Say(200, b"<html>welcome to the hotel's network</html>"),
        says({**PERMIT, "attempt_id": None}),
        says({"decision": "allowed", "attempt_id": "1"}),
        says(["permit"]),
        Say(200, b"\xff\xfe"),
        Say(200, b"[" * 100_000),
        Say(302, b"", (("location", "http://127.0.0.1:1/"),)),
        says(PERMIT, 201),
        says({"code": 5}, 404),
    ],
    ids=["page", "permit without a reservation", "other word", "list", "bytes", "deep", "redirect", "201", "404"],
)
def test_what_is_no_answer_of_a_gate_is_no_permit(rubbish: Say) -> None:
    with Scripted(rubbish).running() as server:
        answer, _ = asked(server)
    assert (answer.decision, answer.code) == ("hold", "gate_unreachable")
    assert len(server.got) == 1


def test_a_refusal_is_told_and_not_repeated() -> None:
    with Scripted(says(PROBLEM, 403)).running() as server:
        answer, _ = asked(server)
    assert isinstance(answer, Unanswered)
    assert (answer.decision, answer.code, answer.detail) == ("hold", "other_lender", "某因 · some reason")
    assert len(server.got) == 1


def test_nobody_listening_is_a_hold() -> None:
    with Scripted(says(PERMIT)).running() as server:
        pass
    answer, seconds = asked(server)
    assert (answer.decision, answer.code) == ("hold", "gate_unreachable")
    assert seconds < DEADLINE_S + 0.5


def test_a_batch_is_held_as_a_whole_when_there_is_no_answer() -> None:
    short = {"items": [{"answer": PERMIT}]}
    with Scripted(says(short)).running() as server, Client(server.url, KEY, deadline_s=DEADLINE_S) as client:
        answers = client.ask_many([{"person": "p_aaaaaaaaaaaaa", "channel": "voice"}] * 2)
    assert [(answer.decision, answer.code) for answer in answers] == [("hold", "gate_unreachable")] * 2


def test_a_batch_is_cut_to_what_the_gate_takes_and_keeps_its_order() -> None:
    with Scripted(says({"items": []})).running() as server, Client(server.url, KEY, deadline_s=DEADLINE_S) as client:
        wide = [{"person": "人" * 128, "channel": "voice", "account": f"{n}" + "户" * 100} for n in range(2500)]
        client.ask_many(wide)  # type: ignore[arg-type]
    sent = [ask["account"] for got in server.got for ask in got.json()["asks"]]
    assert sent == [row["account"] for row in wide]
    assert all(len(got.body) <= 1 << 20 and len(got.json()["asks"]) <= 1000 for got in server.got)


def test_what_is_no_ask_is_held_without_being_sent() -> None:
    with Scripted(says(PERMIT)).running() as server, Client(server.url, KEY, deadline_s=DEADLINE_S) as client:
        answers = [
            client.ask(person="p_aaaaaaaaaaaaa", channel="telepathy"),  # type: ignore[arg-type]
            client.ask(person="", channel="voice"),
            client.ask(person="half \ud83d", channel="voice"),
            client.ask(person="x", channel="voice", staff=-1),
            client.ask(person="x", channel="voice", colour="red"),  # type: ignore[call-arg]
        ]
    assert [answer.code for answer in answers] == ["invalid"] * 5
    details = [answer.detail for answer in answers if isinstance(answer, Unanswered)]
    assert [details[0], details[1], details[3], details[4]] == ["channel", "person", "staff", "colour"]
    assert server.got == []


def test_what_is_not_an_ask_raises_with_its_code() -> None:
    with Scripted(says(PROBLEM, 403)).running() as server, Client(server.url, KEY, deadline_s=DEADLINE_S) as client:
        with pytest.raises(GateError) as refused:
            client.report("0661a", answered=True)
        assert refused.value.code == "other_lender"
        with pytest.raises(GateError) as raw:
            client.ledger("13800000001")
        assert raw.value.code == "invalid"
    with Client(server.url, KEY, deadline_s=DEADLINE_S) as client, pytest.raises(GateError) as gone:
        client.cancel("0661a", "never dialled")
    assert gone.value.code == "gate_unreachable"


def test_an_attempt_id_cannot_lead_elsewhere() -> None:
    with Scripted(says(PROBLEM, 404)).running() as server, Client(server.url, KEY) as client, pytest.raises(GateError):
        client.report("../../v1/asks?x=", answered=True)
    assert server.got[0].path == "/v1/attempts/..%2F..%2Fv1%2Fasks%3Fx%3D/outcome"


def test_secrets_and_persons_show_in_no_message() -> None:
    with Scripted(says({}, 500)).running() as server:
        client = Client(server.url, Signing("abc", "signing-secret"), deadline_s=0.2)
        with pytest.raises(GateError) as error:
            client.ledger("p_aaaaaaaaaaaaa")
        client.close()
    shown = f"{error.value!r} {client!r} {AsyncClient(server.url, KEY)!r} {Signing('abc', 'signing-secret')!r}"
    assert error.value.__context__ is None and error.value.__cause__ is None
    assert [word for word in ("signing-secret", KEY, "p_aaa") if word in shown] == []


def test_what_is_no_mapping_is_held_in_its_place() -> None:
    odd: list[Any] = [None, "x", 7, [1], {"person": "p_aaaaaaaaaaaaa", "channel": "voice"}]
    with Scripted(says({"items": [{"answer": PERMIT}]})).running() as server, Client(server.url, KEY) as client:
        answers = client.ask_many(odd)
    assert [(answer.decision, answer.code) for answer in answers] == [("hold", "invalid")] * 4 + [("permit", None)]


@pytest.mark.parametrize("attempt_id", ["\ud800", None, 7], ids=ascii)
def test_an_attempt_id_that_no_path_can_hold_is_refused(attempt_id: Any) -> None:
    with Client("http://127.0.0.1:9", KEY) as client:
        for told in (client.report, client.attempt):
            with pytest.raises(GateError) as refused:
                told(attempt_id)
            assert (refused.value.code, refused.value.detail) == ("invalid", "attempt_id")


def test_a_closed_client_holds() -> None:
    async def closed() -> Answer:
        client = AsyncClient("http://127.0.0.1:9", KEY)
        await client.close()
        return await client.ask(person="x", channel="voice")

    began = time.monotonic()
    answer = asyncio.run(closed())
    assert (answer.decision, answer.code) == ("hold", "gate_unreachable") and time.monotonic() - began < 1


@pytest.mark.parametrize("error", [UnicodeError("label"), RuntimeError("?"), ExceptionGroup("all", [OSError()])])
def test_whatever_the_network_raises_is_no_answer(error: Exception) -> None:
    async def failing(*given: object, **more: object) -> object:
        raise error

    async def asked_there() -> Answer:
        asyncio.get_running_loop().getaddrinfo = failing  # type: ignore[method-assign, assignment]
        async with AsyncClient("http://gate.example", KEY, deadline_s=0.3) as client:
            return await client.ask(person="x", channel="voice")

    answer = asyncio.run(asked_there())
    assert (answer.decision, answer.code) == ("hold", "gate_unreachable")


KEYS = [
    "",
    "zk_密",
    "zk_a\nb",
    "zk_a\r\nx: y",
    None,
    7,
    Signing("编号", "secret"),
    Signing("a\nb", "s"),
    Signing("a", "\ud800"),
]


@pytest.mark.parametrize("key", KEYS, ids=range(len(KEYS)))
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_key_that_no_header_can_hold_is_refused_at_once(kind: Any, key: Any) -> None:
    with pytest.raises(ZilvError, match="zk_…") as error:
        kind("http://127.0.0.1:9", key)
    assert "密" not in str(error.value).replace("密钥", "") and "a\nb" not in str(error.value)


URLS = ["", "gate.example", "ftp://gate.example", "http://me:pw@gate.example", "http://g?x=1", "http://g:99999"]
URLS += ["http://g:0", "http://a..b", f"http://{'a' * 64}.example", "http://\ud800"]


@pytest.mark.parametrize("url", URLS, ids=ascii)
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(ZilvError) as error:
        Client(url, KEY)
    assert "pw" not in str(error.value)


@pytest.mark.parametrize("deadline_s", [0, -1, float("inf"), float("nan")])
def test_a_deadline_that_bounds_nothing_is_refused(deadline_s: float) -> None:
    with pytest.raises(ZilvError):
        Client("http://127.0.0.1:1", KEY, deadline_s=deadline_s)


def test_waiting_grows_and_is_spread() -> None:
    lowest = [pause_s(tried, 0.0, None) for tried in range(1, 9)]
    highest = [pause_s(tried, 0.999, None) for tried in range(1, 9)]
    assert lowest == sorted(lowest) and highest[-1] <= 1.0
    assert all(low < high for low, high in zip(lowest, highest, strict=True))


def test_retry_after_is_read_as_seconds_or_as_an_instant() -> None:
    now = datetime(2026, 3, 2, 12, 0, 0, tzinfo=timezone.utc)
    assert told_s({"retry-after": "7"}, now) == 7.0
    assert told_s({"retry-after": "Mon, 02 Mar 2026 12:00:09 GMT"}, now) == 9.0
    assert told_s({"retry-after": "Mon, 02 Mar 2026 11:00:00 GMT"}, now) == 0.0
    assert [told_s({"retry-after": text}, now) for text in ("", "soon", "-1", "9" * 400)] == [None] * 4
