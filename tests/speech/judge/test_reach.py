"""How far a denial or a report reaches: an act that stands beside one is an act."""

import pytest

from tests.speech.judge.test_judge import acts, call, silent
from tests.speech.judge.test_rules import by_rule
from zilv.speech.acts.act import Example
from zilv.speech.judge.features import read
from zilv.speech.judge.judge import ruled
from zilv.speech.judge.reach import TRIES, taken_back
from zilv.speech.judge.scope import disowned, says_to_stop, we_deny
from zilv.speech.train.examples import as_dialogue

OWN = (
    ("我们不会爆你通讯录。但是你今天不还，我就爆你通讯录。", "public_exposure"),
    ("您说没钱，那你直接转到我个人微信就行，不要走公司的账", "private_payment"),
    ("您说没钱那你直接转到我个人微信就行", "private_payment"),
    ("我跟你核实一下，钱你直接转到我个人微信就行", "private_payment"),
    ("不用走公司账户直接转到我个人微信就行", "private_payment"),
    ("直接转到我个人微信就行不用走公司账户", "private_payment"),
    ("别装死，逾期的今晚到位", "insult"),
    ("你不能还我就爆你通讯录", "public_exposure"),
    ("上次那笔你没还，今天你直接转到我个人微信", "private_payment"),
    ("跟您道歉，钱直接转到我个人微信", "private_payment"),
    ("您反映的我知道了，所以你直接转到我个人微信就行", "private_payment"),
)
TAKEN_BACK = (
    "我们不会爆你通讯录，也不会群发联系人",
    "我们绝不会因为您没还就爆您通讯录",
    "我们不会说您没还就群发通讯录",
    "我们不会直接让您转到我个人微信",
    "您反映他爆您通讯录，我们会核实",
    "您把钱转到他个人微信这件事，我们核实一下",
    "转到我个人微信是不允许的",
    "不用转到我个人微信",
    "还款请走公账，别转给我个人",
    "“不要脸”这种话绝对不该说，我代表公司向您道歉",
    "我们不泼漆",
    "您说昨天有人让您转到经理个人微信，那是违规的",
)


@pytest.mark.parametrize(("text", "act"), OWN)
def test_an_act_is_found_beside_a_denial_or_a_report_that_does_not_reach_it(text: str, act: str) -> None:
    assert act in by_rule(text)


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_what_a_denial_or_a_report_reaches_is_no_act(text: str) -> None:
    assert by_rule(text) == set()


def test_the_finding_stands_where_the_act_does_and_not_where_it_is_denied() -> None:
    text = "我们不会爆你通讯录。但是你今天不还，我就爆你通讯录。"
    (match,) = ruled(read(as_dialogue(Example(text=text), "collector")).turns[0]).values()
    assert match.start > text.index("。")


def test_what_the_heads_read_of_a_denial_is_what_they_were_fitted_to() -> None:
    text = "不用走公司账户直接转到我个人微信就行"
    (turn,) = read(as_dialogue(Example(text=text), "collector")).turns
    assert any(match.pattern.act == "private_payment" and no for match, no in turn.matches)
    assert any(match.pattern.act == "private_payment" for match in turn.own_acts)
    place = text.index("直接"), len(text)
    assert disowned(text, *place) and not taken_back(text, *place)


def test_however_often_an_act_is_denied_the_turn_is_read_in_bounded_time() -> None:
    denied = "我们不会爆你通讯录。"
    assert by_rule(denied * (TRIES - 1) + "我就爆你通讯录。") == {"public_exposure"}
    assert by_rule(denied * 400) == set()


def test_an_assurance_ends_where_the_speaker_turns_round() -> None:
    text = "我们不会去您家,但你今天不还就告诉您的家人"
    assert not we_deny(text, text.index("告诉"), len(text))
    assert we_deny(text, text.index("去您家"), text.index(","))


@pytest.mark.parametrize(
    "text",
    [
        "以后不再给您打电话,但您这笔钱打算怎么处理,我晚上再打给您家人",
        "知道了,不会再打了,那您今天能还多少",
        "不再打扰您,明天再联系您爱人",
        "停止拨打可以,您先还一点",
        "不再联系您,联系您单位",
    ],
)
def test_who_says_that_he_stops_and_goes_on_does_not_stop(text: str) -> None:
    assert not says_to_stop(text)


@pytest.mark.parametrize(
    "text",
    ["好的,我们不再拨打您的电话", "已登记停止联系,祝您生活愉快", "不会再给您打电话,您放心,再见", "好的,停止拨打"],
)
def test_who_says_that_he_stops_stops(text: str) -> None:
    assert says_to_stop(text)


def test_going_on_after_saying_that_one_stops_is_found_again() -> None:
    after = ("collector", "以后不再给您打电话，但您这笔钱打算怎么处理，我晚上再打给您家人")
    assert (1, "ignored_stop") in acts(call(("other", "别打了"), after))
    stops = ("collector", "好的，我们不再拨打您的电话")
    assert (1, "ignored_stop") not in acts(call(("other", "别打了"), stops))


def test_a_rule_finds_it_whatever_the_heads_say() -> None:
    assert acts(call(("collector", OWN[0][0])), silent()) == {(0, "public_exposure")}
