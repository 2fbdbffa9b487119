"""The guard over HTTP: on a real server, with its own scope, keeping and logging nothing of what is said."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.desk.conftest import Desk
from tests.desk.test_front import code

BOT: dict[str, Any] = {"channel": "voice_bot", "bot": True, "lender": "示例消金", "party": "debtor"}


def guard(desk: Desk, text: str, **context: Any) -> dict[str, Any]:
    answer = desk.server.call(desk.lender, "POST", "/v1/guard", {"text": text, "context": BOT | context})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_lawful_sentence_passes_and_a_threat_is_blocked_with_words_instead(desk: Desk) -> None:
    assert guard(desk, "您本月的账单还没有还，请您方便时处理。")["action"] == "pass"
    told = guard(desk, "再不还钱，我打断你的腿！")
    assert told["action"] == "block"
    assert "threat" in {one["act"] for one in told["objections"]}
    assert told["instead"]["zh"] and told["instead"]["en"]


def test_a_bot_that_was_asked_must_disclose(desk: Desk) -> None:
    turns = [{"speaker": "other", "text": "你是机器人吗？"}]
    told = guard(desk, "您先说什么时候还。", turns=turns)
    assert (told["action"], told["duties"]) == ("hold", ["disclose_bot"])
    assert guard(desk, "我是示例消金的智能语音助手，不是真人。", turns=turns)["action"] == "pass"


def test_nobody_waits_until_the_long_contact_of_another_has_been_read(desk: Desk) -> None:
    """Turns that nobody has heard yet, the first of them a question whose duty shows that all were read."""
    said = ["你是机器人吗？", *(f"{n}号那天我在路上，家里有事，孩子也要接送。" * 18 for n in range(199))]
    turns = [{"speaker": "other", "text": text} for text in said]
    done: list[str] = []

    def long() -> None:
        told = guard(desk, "您好，请问您什么时候方便还款？", turns=turns)
        assert told["duties"] == ["disclose_bot"]
        done.append("long")

    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(long)
        time.sleep(0.03)
        for _ in range(3):
            guard(desk, "您好。")
            done.append("short")
        reading.result()
    assert done == ["short", "short", "short", "long"]


def test_the_guard_needs_its_own_scope(desk: Desk) -> None:
    sent = {"text": "您好", "context": BOT}
    assert code(desk.server.call(desk.agency, "POST", "/v1/guard", sent), 403) == "scope_missing"
    assert code(desk.server.http.post("/v1/guard", json=sent), 401) == "not_authenticated"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"context": BOT}, "text"),
        ({"text": "王小明", "context": BOT | {"channel": "王小明"}}, "context.channel"),
        ({"text": "王小明", "context": BOT | {"turns": [{"speaker": "other"}]}}, "context.turns[0].text"),
        ({"text": "王小明" * 2000, "context": BOT}, "text"),
        ({"text": "您好", "context": {}}, "context.channel"),
    ],
    ids=["no text", "channel", "turn", "too long", "no channel"],
)
def test_what_is_wrong_is_told_by_its_place_without_what_was_said(desk: Desk, sent: Any, field: str) -> None:
    refused = desk.server.call(desk.lender, "POST", "/v1/guard", sent)
    assert code(refused, 422) == "invalid" and "王小明" not in refused.text
    assert refused.json()["errors"][0]["field"] == field


def test_nothing_of_what_is_said_is_logged_or_recorded(desk: Desk) -> None:
    guard(desk, "我是林小满，再不还打断你的腿，电话13800138000")
    log = desk.server.log.read_text("utf-8")
    assert "林小满" not in log and "13800138000" not in log and "/v1/guard" in log
    events = desk.server.call(desk.lender, "GET", "/v1/events", params={"limit": 500}).text
    assert "打断" not in events
