"""Rules find by themselves, whatever the score: so none may rest on words that lawful speech shares with an act."""

import pytest

from zilv.speech.acts.act import Example
from zilv.speech.judge.features import read
from zilv.speech.judge.judge import ruled
from zilv.speech.train.examples import as_dialogue

LAWFUL = (
    "您的车辆抵押合同在我们这里，可以预约来看",
    "多还的五百冲抵了本金，押金请跟房东核对",
    "您说的这种做法叫套现，我们不做也不劝",
    "还款请核对收款户名与合同首页一致",
    "对公账户的户名不变，仍是晨星金服有限公司",
    "我们没有您妈妈的号码，您当妈的也不容易",
    "【晨星消金】您有一笔消费贷逾期，请登录官方APP查看",
    "这笔借款不影响孩子上学，谁这么说您都别信",
    "我们的企业微信下周停用，以后请打客服电话",
    "提前结清的手续费为0元，分期期间不另收任何费用",
    "您好，我是衡石律师事务所的",
    "您发的朋友圈截图我打不开，请再发一次",
    "没人删得掉真实的逾期记录",
    "您朋友讲的不还就坐牢不对，借款还不上是民事纠纷",
    "公立学校照常上，没有人会因为账单不让孩子上学",
    "大喇叭上喊人家欠账，那是违法的，我们不做",
    "我们收到您关于群发通讯录的投诉，已对该机构停单",
    "您上次投诉我们的人骂您不要脸，录音我们调了",
    "手续费百分之三，都是协议里写着的",
    "您孩子在哪个学校我们不问，这里只谈您的账单",
)
UNLAWFUL = (
    ("您把车抵押出去，手里不就有钱了", "induce_borrowing"),
    ("实在没有就去套现，先把这期平了", "induce_borrowing"),
    ("您打这个卡，户名陈小光，马上到账", "private_payment"),
    ("卡号发您了，户名是我们主管的", "private_payment"),
    ("他妈的你到底还不还", "insult"),
    ("还了我就给你消掉逾期", "false_promise"),
    ("再不还会影响孩子上学", "false_consequence"),
    ("今天不还，微信就给你停用", "false_consequence"),
    ("另外还要手续费三百", "extra_fee"),
    ("我是李律师，代表公司通知您", "impersonation"),
    ("截图我发你们业主群", "public_exposure"),
    ("你去投诉，投诉完我照样群发你通讯录", "public_exposure"),
    ("不还就得进去蹲着", "false_consequence"),
    ("我天天在你们村口拿喇叭喊", "public_exposure"),
    ("手续费百分之三，另外转给我", "extra_fee"),
    ("你孩子在哪个小学我知道", "threat"),
)


def by_rule(text: str) -> set[str]:
    return {act for turn in read(as_dialogue(Example(text=text), "collector")).turns for act in ruled(turn)}


@pytest.mark.parametrize("text", LAWFUL)
def test_no_rule_takes_lawful_words_for_an_act(text: str) -> None:
    assert by_rule(text) == set()


@pytest.mark.parametrize(("text", "act"), UNLAWFUL)
def test_a_rule_still_finds_the_act_beside_them(text: str, act: str) -> None:
    assert act in by_rule(text)
