"""What is wrong with what is asked is told by field, by what stands there, and by what may; what was said is not."""

import typing
from typing import Any

import pytest

import zilv
from zilv.errors import ZilvError
from zilv.speech.guard.asking import TAKES
from zilv.speech.guard.records import TEXT_MAX, TURNS_MAX, Asked, Context, Turn


def told(text: Any, context: Any) -> str:
    with pytest.raises(ZilvError) as error:
        zilv.guard(text, context)
    return str(error.value)


@pytest.mark.parametrize(
    ("context", "field", "stands", "takes"),
    [
        ({}, "context.channel: ", "missing", "voice, voice_bot, sms"),
        ({"channel": "phone"}, "context.channel: ", "phone", "voice, voice_bot, sms"),
        ({"channel": "sms", "party": "friend"}, "context.party: ", "friend", "debtor, guarantor"),
        ({"channel": "sms", "bot": "yes"}, "context.bot: ", "yes", "true, false, null"),
        ({"channel": "sms", "lender": "甲" * 129}, "context.lender: ", "129", "1 to 128 characters"),
        ({"channel": "sms", "chanel": 1}, "context: ", "chanel", "channel, party, bot, first_contact, lender, turns"),
        ({"channel": "sms", "turns": [{"speaker": "me", "text": ""}]}, "turns[0].speaker: ", "me", "collector, other"),
        ({"channel": "sms", "turns": [{"speaker": "other"}]}, "turns[0].text: ", "missing", f"at most {TEXT_MAX}"),
        ({"channel": "sms", "turns": [{"who": 1}]}, "turns[0]: ", "who", "speaker, text"),
        ({"channel": "sms", "turns": [{}] * 201}, "context.turns: ", "201", f"at most {TURNS_MAX}"),
        (None, "context: ", "null", "a mapping"),
        ({"channel": object()}, "context: ", "takes", "a mapping of JSON values"),
    ],
)
def test_a_context_that_is_none_is_told_by_field_value_and_what_may_stand_there(
    context: Any, field: str, stands: str, takes: str
) -> None:
    said = told("您好", context)
    assert said.startswith("guard: ") and field in said and stands in said and takes in said
    with pytest.raises(ZilvError, match="guard_stream: context") as error:
        zilv.guard_stream(context)
    assert field in str(error.value) and takes in str(error.value)


@pytest.mark.parametrize(("text", "stands"), [("", "is 0 characters"), ("您" * 4001, "is 4001"), (None, "is: null")])
def test_a_text_that_is_none_is_told_by_its_length_and_limit(text: Any, stands: str) -> None:
    said = told(text, {"channel": "sms"})
    assert said.startswith("guard: text: ") and stands in said and f"1 to {TEXT_MAX} characters" in said


@pytest.mark.parametrize(
    ("text", "more", "place"),
    [
        ("弄死你\ud83d", {}, "text: 第 4 个"),
        ("您好", {"lender": "示\ud83d"}, "context.lender: 第 2 个"),
        ("您好", {"turns": [{"speaker": "other", "text": "\ud83d"}]}, "context.turns[0].text: 第 1 个"),
    ],
    ids=["text", "lender", "turn"],
)
def test_half_a_character_is_refused_by_its_place(text: str, more: Any, place: str) -> None:
    said = told(text, {"channel": "voice_bot"} | more)
    assert place in said and "lone surrogate" in said and "\ud83d" not in said


def test_half_a_character_is_refused_by_a_stream_too() -> None:
    stream = zilv.guard_stream({"channel": "voice_bot"})
    with pytest.raises(ZilvError, match="guard_stream: feed: "):
        stream.feed("弄死你\ud83d")
    assert stream.feed("您好。")[0].text == "您好。"


@pytest.mark.parametrize("piece", [None, 5, ["您好"]])
def test_what_is_no_text_is_refused_by_a_stream(piece: Any) -> None:
    with pytest.raises(ZilvError, match=r"guard_stream: feed: .*takes"):
        zilv.guard_stream({"channel": "im"}).feed(piece)


def test_every_field_says_what_it_takes_and_the_guide_lists_those_of_the_context() -> None:
    fields = {"text", "context", "context.turns[]"}
    fields |= {f"context.{name}" for name in typing.get_type_hints(Context)}
    fields |= {f"context.turns[].{name}" for name in typing.get_type_hints(Turn)}
    assert {*TAKES} == fields and {*typing.get_type_hints(Asked)} == {"text", "context"}
    with open("docs/guides/guard.md", encoding="utf-8") as guide:
        page = guide.read()
    assert all(f"| `{name}` |" in page for name in typing.get_type_hints(Context))
