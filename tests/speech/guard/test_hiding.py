"""Words that hide do not pass: pulled apart, in pinyin, by initials, across sentences that were said already."""

from typing import Any

import pytest

import zilv
from zilv.speech.guard.hiding import unhidden
from zilv.speech.guard.house import house
from zilv.speech.guard.records import Context, Turn
from zilv.speech.guard.sentences import sentences
from zilv.speech.normalise.normalise import normalised

BOT: dict[str, Any] = {"channel": "voice_bot", "lender": "示例消金", "party": "debtor"}
HIDDEN = (
    ("再不还我nong死你", "threat", "nong死你"),
    ("弄*死*你", "threat", "弄*死*你"),
    ("弄 死 你", "threat", "弄 死 你"),
    ("弄si你", "threat", "弄si你"),
    ("你个s b", "insult", "s b"),
    ("爆通 讯 录", "public_exposure", "爆通 讯 录"),
    ("弄。死。你。", "threat", "弄。死。你"),
    ("弄，死，你", "threat", "弄，死，你"),
    ("弄\u200b死\u200b你", "threat", "弄\u200b死\u200b你"),
    ("我会把你的欠款信息。发到。你们村的。群里。", "public_exposure", "发到。你们村的。群里"),
)


@pytest.mark.parametrize(("text", "act", "place"), HIDDEN)
def test_what_hides_is_held_as_a_doubt_at_its_place(text: str, act: str, place: str) -> None:
    found = zilv.guard(text, BOT)
    places = [text[one.start : one.end] for one in found.objections if one.act == act]
    assert found.action == "hold" and place in places and found.instead is not None
    assert not any(one.sure for one in found.objections)


@pytest.mark.parametrize(("text", "act", "place"), HIDDEN)
@pytest.mark.parametrize("size", [1, 100])
def test_what_hides_does_not_come_out_of_a_stream(text: str, act: str, place: str, size: int) -> None:
    stream = zilv.guard_stream(BOT)
    made = [one for at in range(0, len(text), size) for one in stream.feed(text[at : at + size])] + stream.close()
    assert made[-1].verdict.action == "hold" and stream.stopped
    assert act in {one.act for one in made[-1].verdict.objections}
    assert all(0 <= one.start < one.end <= len(made[-1].text) for one in made[-1].verdict.objections)


@pytest.mark.parametrize("text", ["弄。死。你。", "我会把你的欠款信息。发到。你们村的。群里。"])
def test_what_is_cut_by_full_stops_is_held_also_when_each_piece_is_sent_by_itself(text: str) -> None:
    said: tuple[Turn, ...] = ()
    actions = []
    for piece in sentences(text):
        context = Context(channel="voice_bot", party="debtor", turns=said)
        actions.append(house().check(piece, context).action)
        said = (*said, Turn(speaker="collector", text=piece))
    assert len(actions) > 2 and actions[0] == "pass" and "hold" in actions


def test_what_we_said_before_the_other_side_spoke_is_not_read_into_one() -> None:
    answered = (Turn(speaker="collector", text="弄。死。"), Turn(speaker="other", text="什么？"))
    assert house().check("你。", Context(channel="voice_bot", party="debtor", turns=answered)).action == "pass"


def test_words_that_only_sound_like_an_act_are_left_to_the_heads() -> None:
    assert zilv.guard("他骂了一句，我们记下了。", BOT).action == "pass"


@pytest.mark.parametrize(
    "text",
    [
        "您好。请问是本人吗？好的。您本月账单3200.50元，日期是2026-01-02。",
        "不会。您放心。好的。我们不会发任何消息到群里。",
        "您 好，请 问 您 方 便 吗？",
        "Your bill is 3.50. I am a bot.",
    ],
)
def test_ordinary_words_with_blanks_and_short_sentences_pass(text: str) -> None:
    assert zilv.guard(text, BOT).action == "pass"


def test_a_denial_stays_one_when_it_is_pulled_apart() -> None:
    assert zilv.guard("我们不会爆 您 的 通 讯 录。", BOT).action == "pass"


def test_every_character_of_a_reading_stands_for_characters_of_the_text_in_order() -> None:
    for text, *_ in HIDDEN:
        made = unhidden(normalised(text))
        assert made is not None and len(made.text) == len(made.start) == len(made.end)
        assert list(made.start) == sorted(made.start) and all(
            0 <= a < b for a, b in zip(made.start, made.end, strict=True)
        )
        assert made.end[-1] <= len(text)


def test_what_the_other_side_asks_for_is_heard_where_its_words_hide() -> None:
    for said, duty in (("转 人 工", "hand_over"), ("我不想huo了", "care"), ("我想自sha", "care")):
        told = BOT | {"turns": [{"speaker": "other", "text": said}]}
        assert duty in zilv.guard("那您什么时候还", told).duties, said
