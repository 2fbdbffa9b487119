"""What may be said, what must be said first, and what never comes out of a stream."""

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.speech.guard.words import GUARD, SURE, Words
from zilv.errors import ZilvError
from zilv.speech.guard.duties import denials, done
from zilv.speech.guard.guard import WAIT, Guard, Judged, Stream
from zilv.speech.guard.library import filled, library
from zilv.speech.guard.records import Context, Duty, Turn, Wording
from zilv.speech.guard.sentences import SENTENCE_MAX, cut, sentences

LENDER = "示例消金"


def bot(*turns: tuple[str, str], first_contact: bool | None = None) -> Context:
    """A bot's call in which this was said so far; `o` is the other side."""
    said = tuple(Turn(speaker="other" if who == "o" else "collector", text=text) for who, text in turns)
    return Context(channel="voice_bot", bot=True, lender=LENDER, first_contact=first_contact, turns=said)


PERSON = Context(channel="im", bot=False)


def test_a_lawful_sentence_passes() -> None:
    assert GUARD.check("您本月应还的账单还没有还，请您方便时处理。", PERSON).action == "pass"


def test_a_sure_act_is_blocked_with_its_place_and_words_instead() -> None:
    text = "再不还，打断你的腿！"
    found = GUARD.check(text, PERSON)
    (one,) = found.objections
    assert (found.action, one.act, text[one.start : one.end]) == ("block", "threat", "打断你的腿")
    assert found.instead == library().instead["threat"]


def test_a_doubt_about_the_houses_own_words_is_none_and_a_rule_holds_against_them_too() -> None:
    own = Wording(zh="不还后果自负以合同为准。", en="Only the contract counts.")
    house = Guard(Words(), library()._replace(instead={**library().instead, "threat": own}))
    assert house.check(own.zh, PERSON).action == "pass"
    assert house.check(own.zh + "不还后果自负。", PERSON).action == "hold"
    bad = Guard(Words(), library()._replace(instead={"threat": Wording(zh="打断你的腿。", en="x")}))
    assert bad.check("打断你的腿。", PERSON).action == "block"


def test_a_doubtful_act_is_held() -> None:
    assert GUARD.check("不还后果自负", PERSON).action == "hold"


@pytest.mark.parametrize(
    "question", ["你是机器人吗？", "你是真人还是机器", "你们这是机器打的吧", "Are you a robot?", "是不是AI啊"]
)
def test_a_bot_that_is_asked_must_say_that_it_is_one(question: str) -> None:
    context = bot(("o", question))
    evading = GUARD.check("这个不重要，您先说什么时候还。", context)
    assert (evading.action, evading.duties) == ("hold", ("disclose_bot",))
    assert evading.instead == library().duties["disclose_bot"].wording
    assert GUARD.check("我是示例消金的智能语音助手。您说。", context).action == "pass"


@pytest.mark.parametrize(
    "denial", ["我是真人。", "我不是机器人啊", "哪里是机器，我是人工客服", "I am not a robot.", "I'm a real person"]
)
def test_a_bot_that_claims_to_be_a_person_is_blocked_asked_or_not(denial: str) -> None:
    for context in (bot(), bot(("o", "你是机器人吗"))):
        found = GUARD.check(denial, context)
        assert found.action == "block"
        assert {one.act for one in found.objections} == {"ai_not_disclosed"}
    assert GUARD.check(denial, PERSON).action == "pass"


def test_what_discloses_is_no_denial() -> None:
    for text in ("我是智能语音助手，不是真人。", "我是人工智能助手", "I am an automated assistant."):
        assert denials(text, bot(), library()) == []
        assert GUARD.check(text, bot(("o", "你是机器人吗"))).action == "pass"


@pytest.mark.parametrize(
    "said",
    [
        "给我转人工",
        "我要找真人说",
        "叫你们领导来",
        "不跟机器说",
        "I want to talk to a person",
        "我失业了，没办法",
        "我爸瘫痪了",
    ],
)
def test_a_bot_hands_over_when_a_person_is_asked_for_or_hardship_is_heard(said: str) -> None:
    context = bot(("o", said))
    pressing = GUARD.check("那您今天能还多少呢？", context)
    assert (pressing.action, pressing.duties) == ("hold", ("hand_over",))
    assert GUARD.check("好的，我为您转人工，请稍等。", context).action == "pass"


@pytest.mark.parametrize("said", ["我不想活了", "再逼我就跳楼", "活着没意思", "I want to end it all"])
def test_a_crisis_comes_before_everything_whoever_speaks(said: str) -> None:
    context = bot(("o", "你是机器人吗"), ("o", said))
    found = GUARD.check("请您今天还款。", context)
    assert found.duties[0] == "care"
    assert found.instead is not None and found.instead.zh.startswith(library().duties["care"].wording.zh)
    person = Context(channel="im", turns=(Turn(speaker="other", text=said),))
    assert GUARD.check("请您今天还款。", person).duties == ("care",)


def test_a_duty_done_is_done_and_asked_again_is_owed_again() -> None:
    asked, told = ("o", "你是机器人吗"), ("c", "我是智能语音助手。")
    assert GUARD.check("请问您方便吗", bot(asked, told)).action == "pass"
    assert GUARD.check("请问您方便吗", bot(asked, told, asked)).duties == ("disclose_bot",)


def test_ordinary_talk_calls_for_nothing() -> None:
    for said in ("我找人借钱", "人工费还没结", "你是哪里的", "我跟朋友商量", "转账转到哪", "是真的吗", "你是不是骗子"):
        assert GUARD.check("好的，请您核对账单。", bot(("o", said))).action == "pass"


def test_a_person_owes_no_bots_duties() -> None:
    turns = (Turn(speaker="other", text="你是机器人吗"), Turn(speaker="other", text="我要找领导"))
    assert GUARD.check("您好", Context(channel="voice", turns=turns)).action == "pass"


@pytest.mark.parametrize("first", [None, True, False])
@pytest.mark.parametrize(
    "asked", [(), ("你是机器人吗",), ("转人工",), ("你是机器人吗", "我不想活了"), ("转人工", "你是真人吗")]
)
def test_what_may_be_said_instead_does_all_that_is_owed(first: bool | None, asked: tuple[str, ...]) -> None:
    context = bot(*(("o", said) for said in asked), first_contact=first)
    found = GUARD.check("您的账单逾期了。", context)
    assert bool(found.instead) == bool(asked or first)
    if found.instead is not None:
        assert [GUARD.check(text, context).action for text in (found.instead.zh, found.instead.en)] == ["pass"] * 2


def test_without_the_lenders_name_nothing_is_offered_that_names_nobody() -> None:
    found = GUARD.check("您的账单逾期了。", Context(channel="voice_bot", first_contact=True))
    assert (found.action, found.duties, found.instead) == ("hold", ("identify",), None)


def test_without_the_lenders_name_an_objection_is_still_answered_where_its_words_name_nobody() -> None:
    context = Context(channel="sms")
    found = GUARD.check("不还打断你的腿", context)
    assert (found.action, found.duties, found.instead) == ("block", ("identify",), library().instead["threat"])
    assert GUARD.check("转到我的卡", context).instead is None


def test_where_it_is_not_told_the_channel_tells_whether_a_bot_speaks() -> None:
    turns = (Turn(speaker="other", text="转人工"),)
    told = [(None, "voice_bot"), (True, "voice_bot"), (True, "im"), (False, "voice_bot"), (None, "voice"), (None, "im")]
    owed = [GUARD.check("您先还。", Context(channel=channel, bot=one, turns=turns)).duties for one, channel in told]  # type: ignore[arg-type]
    assert owed == [("hand_over",)] * 3 + [()] * 3


def test_at_a_first_contact_the_lender_is_named() -> None:
    assert GUARD.check("您好，您的账单逾期了。", bot(first_contact=True)).duties == ("identify",)
    assert GUARD.check(f"您好，这里是{LENDER}。", bot(first_contact=True)).action == "pass"
    assert GUARD.check("您的账单逾期了。", bot(("c", f"这里是{LENDER}"), first_contact=True)).action == "pass"
    assert GUARD.check("您的账单逾期了。", bot(first_contact=None)).action == "pass"


def streamed(context: Context, text: str, size: int) -> tuple[list[Judged], Stream]:
    stream = Stream(GUARD, context)
    made = [one for start in range(0, len(text), size) for one in stream.feed(text[start : start + size])]
    return [*made, *stream.close()], stream


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_a_stream_gives_out_the_sentences_before_a_breach_and_nothing_after(size: int) -> None:
    text = "您好。请问是本人吗？再不还打断你的腿！别怪我。"
    made, stream = streamed(bot(), text, size)
    assert [(one.text, one.verdict.action) for one in made] == [
        ("您好。", "pass"),
        ("请问是本人吗？", "pass"),
        ("再不还打断你的腿！", "block"),
    ]
    assert stream.stopped
    (one,) = made[-1].verdict.objections
    assert made[-1].text[one.start : one.end] == "打断你的腿"
    assert stream.feed("您好。") == []


def test_an_act_in_two_sentences_is_seen_with_the_second() -> None:
    made, _ = streamed(bot(), "我就打断你。的腿", 2)
    assert [one.verdict.action for one in made] == ["pass", "pass"]
    made, _ = streamed(bot(), "老。老赖", 1)
    assert [one.verdict.action for one in made] == ["pass", "block"]


@pytest.mark.parametrize("size", [1, 5, 100])
def test_what_is_owed_may_come_in_the_second_sentence_and_then_all_is_let_out(size: int) -> None:
    text = "好的。我是智能语音助手。请问您方便吗？"
    made, stream = streamed(bot(("o", "你是机器人吗")), text, size)
    assert [one.verdict.action for one in made] == ["pass"] * 3
    assert "".join(one.text for one in made) == text
    assert not stream.stopped


def test_what_is_owed_and_does_not_come_is_held_before_much_is_said() -> None:
    context = bot(("o", "我要转人工"))
    for text in ("您先把钱还了。" * 10, "您先还。"):
        made, stream = streamed(context, text, 3)
        assert [one.verdict.duties for one in made] == [("hand_over",)]
        assert stream.stopped and len(made[0].text) <= WAIT + SENTENCE_MAX


def test_a_stream_that_ends_without_the_lenders_name_says_so() -> None:
    made, _ = streamed(bot(first_contact=True), "您好。您的账单逾期了。", 4)
    assert made[-1].verdict.duties == ("identify",)
    made, stream = streamed(bot(first_contact=True), f"您好。这里是{LENDER}。", 4)
    assert {one.verdict.action for one in made} == {"pass"} and not stream.stopped


@given(st.text(alphabet="您好。！？打断你的腿老赖，. a\n”", max_size=80), st.integers(1, 9))
def test_no_word_that_a_whole_text_is_blocked_for_comes_out_of_its_stream(text: str, size: int) -> None:
    made, _ = streamed(bot(), text, size)
    out = "".join(one.text for one in made if one.verdict.action == "pass")
    assert text.startswith(out)
    assert not any(word in out for word in SURE)
    if GUARD.check(text, bot()).action == "pass":
        assert out == text


@given(st.text(alphabet="您好。！？；，\n” aB.", max_size=400))
def test_sentences_put_together_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text
    whole, rest = cut(text)
    assert "".join(whole) + rest == text
    assert all(len(one) <= SENTENCE_MAX + 8 or set(one[SENTENCE_MAX:]) <= set("。！？；…\n”") for one in whole)
    assert len(rest) <= SENTENCE_MAX


def test_every_wording_of_the_house_passes_its_own_guard_and_does_its_duty() -> None:
    words = library()
    assert {*words.duties} == {*get_args(Duty)}
    every = [*words.instead.values(), *(duty.wording for duty in words.duties.values())]
    assert len(every) > 15
    for wording in every:
        made = filled(wording, LENDER)
        for text in (made.zh, made.en):
            assert GUARD.check(text, bot()).action == "pass"
            assert "{" not in text
    for name, duty in words.duties.items():
        if duty.done_by is not None:
            assert done(name, duty.wording.zh, bot(), words) and done(name, duty.wording.en, bot(), words), name


def test_no_wording_of_the_house_holds_a_figure_but_the_emergency_numbers() -> None:
    words = library()
    for wording in [*words.instead.values(), *(duty.wording for duty in words.duties.values())]:
        plain = (wording.zh + wording.en).replace("120", "").replace("110", "")
        assert not any(char.isdigit() for char in plain)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("instead: {}\nduties: {}", "duties are missing"),
        ("instead: {threat: {zh: a}}\nduties: {}", "instead.threat.en"),
        ("- a", "话术库|Input|valid"),
        (": :", "话术库"),
        ("instead: {}\nduties: {care: {zh: a, en: b, called_by: ['(']}}", "话术库"),
        ("instead: {}\nduties: {care: {zh: a, en: b, called_by_rules: [vulnerability.sure.99]}}", r"话术库.*sure\.99"),
    ],
    ids=["no duty", "no English", "a list", "no YAML", "no pattern", "no rule"],
)
def test_a_library_that_cannot_be_used_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "library.yaml").write_text(text, "utf-8")
    with pytest.raises(ZilvError, match=said):
        library(tmp_path / "library.yaml")
