"""Whether an institution is named, by list and encoder together."""

import numpy as np
import pytest

import zilv
from zilv.speech.judge.features import read
from zilv.speech.judge.heads import Floats
from zilv.speech.judge.judge import UNNAMED, judge
from zilv.speech.judge.naming import BY_LIST, put_unheard
from zilv.speech.judge.state import names_institution, names_lender
from zilv.speech.transcript.transcript import Dialogue, Turn


def put(*said: str, deep: tuple[float, ...], first: bool | None = True) -> tuple[dict[int, Floats], dict[int, Floats]]:
    """What is written for a call whose every turn is the collector's but the second."""
    turns = tuple(Turn(i=10 + n, speaker="other" if n == 1 else "collector", text=text) for n, text in enumerate(said))
    call = Dialogue(id="a", channel="voice", party="debtor", turns=turns, first_contact=first)
    plain = {n: np.zeros(2, np.float32) for n in range(len(said))}
    heard = {n: np.array([0, value], np.float32) for n, value in enumerate(deep)}
    put_unheard(call, read(call), plain, heard, 1)
    return plain, heard


def test_a_name_in_any_turn_counts_and_stands_on_the_first() -> None:
    late, _ = put("请问是本人吗", "是我", "我是晨星消费金融的", deep=(-5, -5, -5))
    never, _ = put("请问是本人吗", "是我", "我是这边部门的", deep=(-5, -5, -5))
    assert late[0][1] == -BY_LIST and never[0][1] == BY_LIST
    assert late[2][1] < -50 and late[1][1] == 0, "only the collector's first turn can carry it"


def test_one_turn_that_surely_names_it_is_enough_and_the_other_side_cannot() -> None:
    _, sure = put("请问是本人吗", "是我", "我这边某某", deep=(-6, -6, 6))
    _, theirs = put("请问是本人吗", "是我", "我这边某某", deep=(-6, 6, -6))
    assert sure[0][1] == pytest.approx(-6, abs=0.1)
    assert theirs[0][1] > 5


@pytest.mark.parametrize("margin", [-200.0, 200.0])
def test_certainty_stays_a_number(margin: float) -> None:
    _, heard = put("请问是本人吗", "是我", "好", deep=(margin,) * 3)
    assert np.isfinite(heard[0][1]) and heard[0][1] * margin < 0


def test_a_later_contact_need_not_name_it() -> None:
    plain, _ = put("那笔账今天能处理吗", "不能", "好", deep=(-6, -6, -6), first=False)
    assert plain[0][1] < -50


@pytest.mark.parametrize("first", [None, True, False])
def test_a_message_must_name_it_unless_it_is_known_to_be_a_later_one(first: bool | None) -> None:
    for text, named in (("您的账单已逾期，请尽快处理。", False), ("【示例消金】您的账单已逾期，请尽快处理。", True)):
        said = (Turn(i=0, speaker="collector", text=text),)
        found = judge(Dialogue(id="a", channel="sms", party="debtor", first_contact=first, turns=said))
        assert (UNNAMED in {one.act for one in found}) == (first is not False and not named), text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("温馨提示：您的账单已逾期，请尽快处理。", False),
        ("张先生：您的账单已逾期，请尽快处理。", False),
        ("【温馨提示】您的账单已逾期，请尽快处理。", False),
        ("主题：您的账单。请尽快处理。", False),
        ("您的账单已逾期，请尽快处理。【还款提醒】", False),
        ("您的账单已逾期，请尽快还款。【橙汇】", True),
        ("张先生：橙汇分期通知您，账单已逾期。", True),
        ("橙汇客服：您的账单已逾期。", True),
        ("【你我贷】您的账单已逾期。", True),
        ("【橙汇】温馨提示：您的账单已逾期。", True),
    ],
)
def test_a_heading_or_the_person_spoken_to_is_no_sender_and_a_message_may_be_signed_last(
    text: str, named: bool
) -> None:
    said = (Turn(i=0, speaker="collector", text=text),)
    found = judge(Dialogue(id="a", channel="sms", party="debtor", turns=said))
    assert (UNNAMED in {one.act for one in found}) == (not named)
    assert ("identify" in zilv.guard(text, {"channel": "sms"}).duties) == (not named)


def test_what_the_heads_read_of_a_name_is_what_they_were_fitted_to() -> None:
    assert names_institution("温馨提示:您的账单") and not names_lender("温馨提示:您的账单")
    assert names_lender("请尽快还款。【橙汇】") and not names_institution("请尽快还款。【橙汇】")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("您好,这里是大地贷客服", True),
        ("我是松果分期的", True),
        ("您好,知了钱包,请问是本人吗", True),
        ("这里是竹蜻蜓借款,请问是机主吗", True),
        ("您好,银湖小额贷款,请问是本人吗", True),
        ("这笔是去年贷的", False),
        ("您在我们这儿分期了手机", False),
        ("您好,请问您的网贷还了吗", False),
        ("我这边分期组的", False),
        ("您好,装修分期还款", False),
    ],
)
def test_a_brand_is_a_name_and_a_kind_of_loan_is_none(text: str, named: bool) -> None:
    assert names_lender(text) == named
