"""A request's body is bounded in bytes and in time, wherever it stops."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import msgspec
import pytest

from zilv.desk.front import body as bodies
from zilv.desk.front.decode import Decoding
from zilv.desk.front.operations import BATCH
from zilv.desk.problem import Rejected, Wrong
from zilv.gate.ask import Cancel, Ruling

Message = MutableMapping[str, Any]


def read(*messages: Message, length: str = "", limit: int = 10) -> bytes:
    """What is read of these messages, after which nothing comes any more."""
    left = list(messages)

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    headers = {b"content-length": length.encode()} if length else {}
    return asyncio.run(bodies.body(headers, receive, limit))


def piece(body: bytes, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_is_whole_once_nothing_more_is_to_come() -> None:
    assert read(piece(b"abc", False)) == b"abc"
    assert read(piece(b"abc", True), piece(b"", True), piece(b"de", False)) == b"abcde"
    assert read(piece(b"abc", True), length="3") == b"abc"


@pytest.mark.parametrize("blank", ["", " ", "\t \n", "　"])
@pytest.mark.parametrize("kind", [Cancel, Ruling])
def test_a_reason_of_blanks_is_no_reason(kind: type[msgspec.Struct], blank: str) -> None:
    told = {"key": "k", "reason": blank} | ({"verdict": "permit"} if kind is Ruling else {})
    with pytest.raises(Rejected) as rejected:
        Decoding(kind)(msgspec.json.encode(told))
    assert [wrong.field for wrong in rejected.value.errors] == ["reason"]
    assert "1–1024 characters, not only blanks" in rejected.value.errors[0].expected
    assert Decoding(kind)(msgspec.json.encode(told | {"reason": f"{blank}线路忙\n未拨出 "}))


@pytest.mark.parametrize("before", [(), (piece(b"abc", True),), (piece(b"abc", True), piece(b"d", True))])
def test_a_body_that_does_not_come_is_not_waited_for(
    before: tuple[Message, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "READ_S", 0.05)
    with pytest.raises(Rejected) as refused:
        read(*before, length="9")
    assert refused.value.code == "too_slow"


@pytest.mark.parametrize(
    "messages", [(piece(b"12345678901", False),), (piece(b"12345678", True), piece(b"901", False))]
)
def test_a_body_that_is_longer_than_it_may_be_is_refused_whatever_it_said(messages: tuple[Message, ...]) -> None:
    for length in ("", "5"):
        with pytest.raises(Rejected) as refused:
            read(*messages, length=length)
        assert refused.value.code == "too_large"


def test_who_hangs_up_is_not_answered() -> None:
    with pytest.raises(bodies.Gone):
        read(piece(b"abc", True), {"type": "http.disconnect"})


@pytest.mark.parametrize("count", [0, 1001])
def test_a_batch_of_too_few_or_too_many_is_told_how_many_it_may_hold(count: int) -> None:
    with pytest.raises(Rejected) as rejected:
        BATCH(msgspec.json.encode({"asks": [{}] * count}))
    assert rejected.value.errors == (Wrong("asks", "JSON 数组，1–1000 项 · a JSON array of 1–1000"),)
