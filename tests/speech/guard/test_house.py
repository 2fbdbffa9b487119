"""The guard of this installation, with the real judge and its shipped heads."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import zilv
from zilv.errors import ZilvError
from zilv.rules.library import law_folder
from zilv.speech.acts.act import names
from zilv.speech.guard.house import house
from zilv.speech.guard.library import filled, library
from zilv.speech.guard.reading import TURNS, Reading
from zilv.speech.guard.records import Context, Turn
from zilv.speech.judge.judge import UNNAMED, judge
from zilv.speech.transcript import transcript

BOT: dict[str, Any] = {"channel": "voice_bot", "bot": True, "lender": "示例消金", "party": "debtor"}


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("再不还钱，我打断你的腿！", "threat"),
        ("你这个老赖，不要脸。", "insult"),
        ("请转到我个人的卡上。", "private_payment"),
        ("我会在你们小区业主群里发你的照片。", "public_exposure"),
        ("我是公安局的，马上来抓你。", "impersonation"),
    ],
)
def test_what_crosses_a_red_line_does_not_pass_and_names_the_law(text: str, act: str) -> None:
    found = zilv.guard(text, BOT)
    assert found.action != "pass"
    (one, *_) = [one for one in found.objections if one.act == act]
    assert one.provisions and text[one.start : one.end] and one.says_zh and one.says_en
    known = {path.stem for path in law_folder().rglob("*.yaml")}
    assert all(provision.rsplit(".", 1)[1] in known for provision in one.provisions)
    assert found.instead is not None and found.instead.zh in {wording.zh for wording in _house_words()}


def _house_words() -> list[Any]:
    words = library()
    return [
        filled(one, "示例消金") for one in (*words.instead.values(), *(duty.wording for duty in words.duties.values()))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "您说没钱，那你直接转到我个人微信就行，不要走公司的账",
        "我跟你核实一下，钱你直接转到我个人微信就行",
        "不用走公司账户直接转到我个人微信就行",
        "你不能还我就爆你通讯录",
        "我们不会爆你通讯录。但是你今天不还，我就爆你通讯录。",
    ],
)
def test_a_denial_or_a_report_beside_an_act_does_not_let_it_pass(text: str) -> None:
    assert zilv.guard(text, BOT).action == "block"


@pytest.mark.parametrize(
    "text",
    [
        "您好，这里是示例消金，请问是您本人吗？",
        "您本月账单还有三千二百元没有还，请您在方便的时候处理一下。",
        "我们不会联系您的家人，也不会影响您的孩子上学。",
        "还款请只走官方渠道，不要转给任何个人。",
        "您可以提交协商申请，能不能通过以审核为准。",
    ],
)
def test_lawful_sentences_pass(text: str) -> None:
    assert zilv.guard(text, BOT).action == "pass"


def test_every_wording_of_the_house_passes_the_real_judge() -> None:
    held = [one.zh for one in _house_words() if zilv.guard(one.zh, BOT).action != "pass"]
    assert held == []


def test_every_wording_of_the_house_passes_as_a_stream_too() -> None:
    for one in _house_words():
        stream = zilv.guard_stream(BOT)
        made = [*stream.feed(one.zh), *stream.close()]
        assert {said.verdict.action for said in made} == {"pass"}, one.zh


def test_the_house_has_words_for_every_act_of_the_collector() -> None:
    assert {*library().instead} == {*names("collector")}


def test_hardship_that_the_judge_hears_is_handed_over() -> None:
    context = BOT | {"turns": [{"speaker": "other", "text": "我失业三个月了，实在没有收入。"}]}
    assert zilv.guard("那您今天先还多少？", context).duties == ("hand_over",)
    assert zilv.guard("您的困难我记下了，我为您转人工。", context).duties == ()


def test_a_message_that_names_no_institution_owes_its_name() -> None:
    sms: dict[str, Any] = {"channel": "sms", "party": "debtor"}
    assert zilv.guard("您的账单已逾期，请尽快处理。", sms).duties == ("identify",)
    assert zilv.guard("【示例消金】您的账单已逾期，请尽快处理。", sms).duties == ()
    assert zilv.guard("您的账单已逾期，请尽快处理。", sms | {"first_contact": False}).duties == ()


def test_a_stream_stops_at_what_the_judge_finds() -> None:
    stream = zilv.guard_stream(BOT)
    made = [one for char in "您好。再不还钱，我打断你的腿！请您考虑。" for one in stream.feed(char)] + stream.close()
    assert [(one.text, one.verdict.action) for one in made] == [
        ("您好。", "pass"),
        ("再不还钱，我打断你的腿！", "block"),
    ]


@pytest.mark.parametrize("between", [12, 13, 40])
def test_hardship_told_long_ago_is_still_owed_and_once_handed_over_no_more(between: int) -> None:
    talk = tuple(Turn(speaker="other" if n % 2 else "collector", text="好的。") for n in range(between))
    told = Turn(speaker="other", text="我失业三个月了，实在没有收入。")
    later = Context(channel="voice_bot", bot=True, turns=(told, *talk))
    assert house().check("那您今天先还多少？", later).duties == ("hand_over",)
    handed = Turn(speaker="collector", text="好的，我为您转人工，请稍等。")
    assert house().check("那您今天先还多少？", replace(later, turns=(told, handed, *talk))).duties == ()


@pytest.mark.parametrize("first", [None, True, False])
def test_a_person_who_is_asked_may_say_that_it_is_one(first: bool | None) -> None:
    told = {"lender": "示例消金", "first_contact": first, "turns": [{"speaker": "other", "text": "你是机器人吗"}]}
    text = "我是真人，这里是示例消金"
    for person in ({"channel": "voice", "bot": False}, {"channel": "voice"}, {"channel": "im", "bot": False}):
        assert zilv.guard(text, told | person).action == "pass"
    for unsure in ({"channel": "voice_bot"}, {"channel": "im"}, {"channel": "im", "bot": True}):
        assert zilv.guard(text, told | unsure).action != "pass"


LINES = (
    "您好，我是示例消金的",
    "我失业三个月了，真的没钱",
    "再不还就去你单位找你领导",
    "别再打了，我要投诉你们",
    "我妈住院了，正在化疗",
    "你直接转到我个人微信就行",
    "你打错了，我不认识这个人",
    "好的。",
)


SAID = st.lists(st.tuples(st.sampled_from(["collector", "other"]), st.sampled_from(LINES)), max_size=TURNS + 3)
PARTY = st.sampled_from(["debtor", "contact_person", None])


def voice(said: list[tuple[Any, str]], party: Any) -> Context:
    return Context(channel="voice", party=party, turns=tuple(Turn(speaker=side, text=line) for side, line in said))


@given(SAID, st.sampled_from(LINES), PARTY)
@settings(max_examples=60, deadline=None)
def test_judging_only_the_text_finds_what_judging_everything_finds(
    said: list[tuple[Any, str]], text: str, party: Any
) -> None:
    spoken = [*said[-TURNS:], ("collector", text)]
    turns = tuple(transcript.Turn(i=n, speaker=side, text=line) for n, (side, line) in enumerate(spoken))
    whole = judge(transcript.Dialogue(id="", channel="voice", party=party, turns=turns))
    objections = Reading().read(text, voice(said, party)).objections
    assert [(one.act, one.start, one.end, one.sure) for one in objections] == [
        (one.act, one.start, one.end, one.by == "rule")
        for one in whole
        if one.turn == len(turns) - 1 and one.act != UNNAMED
    ]
    assert Reading().read(text, voice(said, party), signals=False).objections == objections


@given(SAID, st.sampled_from(LINES), SAID, PARTY)
@settings(max_examples=60, deadline=None)
def test_what_is_heard_beside_a_text_stays_heard_whatever_is_said_after_it(
    said: list[tuple[Any, str]], text: str, later: list[tuple[Any, str]], party: Any
) -> None:
    first = READING.read(text, voice(said, party)).signals
    assert Reading().read(None, voice([*said, ("collector", text), *later], party)).signals[: len(said)] == first
    assert all(not heard for heard, (side, _) in zip(first, said, strict=True) if side == "collector")


READING = Reading()
"""Has read much else before: what it remembers must not change what it hears."""


def test_a_line_of_the_other_side_is_heard_as_the_judge_hears_it_between_its_neighbours() -> None:
    said = [
        ("collector", "我说怎么打不通。人现在怎么样？"),
        ("other", "拆线了，还不能搬东西。"),
        ("collector", "那先养着。出院小结有吧？拍一张上传，我按病假这类给您报缓，缓多久我不敢保。"),
    ]
    turns = tuple(transcript.Turn(i=n, speaker=side, text=line) for n, (side, line) in enumerate(said))  # type: ignore[arg-type]
    whole = judge(transcript.Dialogue(id="", channel="voice", party="debtor", turns=turns))
    heard = Reading().read(None, voice(said, "debtor")).signals
    assert heard[1] == {one.act for one in whole if one.turn == 1} and "hardship" in heard[1]
    assert not Reading().read(None, voice(said[:2], "debtor")).signals[1], "only what follows makes it plain"


def test_the_other_sides_words_are_not_kept_in_memory() -> None:
    reading = Reading()
    reading.read("好的。", voice([("other", "我失业三个月了，真的没钱")], "debtor"))
    kept = repr(vars(reading._hearing))
    assert "hardship" in kept and "失业" not in kept and "失业".encode() not in b"".join(reading._hearing._heard)


@pytest.mark.parametrize(
    "context", [{}, {"channel": "王小明"}, {"channel": "sms", "turns": [{"speaker": "王小明", "text": ""}]}]
)
def test_what_is_no_context_is_told_by_its_place_alone(context: Any) -> None:
    for ask in (lambda: zilv.guard("您好", context), lambda: zilv.guard_stream(context)):
        with pytest.raises(ZilvError) as error:
            ask()
        assert "王小明" not in str(error.value)
