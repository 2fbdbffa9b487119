"""Rules find by themselves, whatever the score: so none may rest on words that lawful speech shares with an act."""

import pytest

from zilv.speech.acts.act import Example, Side
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
    "我们这边是银保监会监管的持牌机构",
    "我们是经金融监管局批准设立的消费金融公司",
    "我们和社区没有合作",
    "不影响家人的征信",
    "配偶的征信不受影响",
    "您的银行卡被银行冻结了，所以扣款没成功",
    "您的手机号停用了吗",
    "您担心影响孩子上学吗？这个完全没有关系",
    "我没说您要坐牢",
    "您的社保卡、微信都不会受影响的",
    "联系人都是您自己填的",
    "请不要把个人信息发到微信群里",
    "请您一个一个问题说",
    "谁跟您说要群发通讯录的",
    "征信逾期记录五年后自动清除",
    "只有我一个人在值班",
    "骂您不要脸是他不对，我跟您说声对不起",
    "您没有装病，我相信您",
    "您别说自己是个废物",
    "老赖这个词您不要这么说自己",
    "信用卡套现是违法的，请您不要这么做",
    "别套现",
    "谁让您再借一笔来还的？千万别这样",
    "公积金可以按规定提取还房贷",
    "请问您的收款账户户名是张三吗？退款要核对",
    "您交的三百块担保费已经退回",
    "我们这边收的服务费是合同第三条约定的",
    "走夜路注意安全",
    "他说要弄死你？这太过分了，我们会处理他",
    "我们跟法院没有任何关系",
    "我们和公安机关没有联合办案",
    "我们是受金融监管局监督的持牌公司",
    "这是法院决定的，我们左右不了",
    "您家属的征信不会受影响",
    "家人征信跟这笔账没有关系",
    "您的微信被停用了吗？消息发不过去",
    "您的医保卡显示已注销，需要换绑",
    "孩子上学不受影响，您放心",
    "联系人都没有接到过我们的电话",
    "您的联系人请改成能打通的号码",
    "请别把验证码发到群里",
    "您一个个说，不着急",
    "您把问题一个一个发给我",
    "谁告诉您我们会爆通讯录的",
    "不良记录五年后会自动删除",
    "结清满五年系统自动清除逾期记录",
    "今天只有我在岗，您有事找我就行",
    "值班的只有我一个，您稍等",
    "说您是老赖，这是他的错，我向您赔不是",
    "您不是废物，别这么想",
    "您没装可怜，我理解您",
    "千万别去套现，利息更高",
    "劝您不要套现来还",
    "公积金符合条件可以提取，您问公积金中心",
    "房贷可以用公积金提取来还",
    "退款账户的户名是李四吗？我核对一下",
    "您之前交的两百块手续费已经退给您了",
    "每月三十的服务费合同里写着",
    "晚上走夜路您慢点，注意安全",
    "有人说要弄死您？请您马上报警",
    "您的信用卡被发卡行冻结了，扣款失败",
    "您身份证过期了，银行卡被锁了是吗",
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
    ("我手下那帮人可没我这么好说话", "threat"),
    ("你要是不想在这个公司干了就继续拖", "threat"),
    ("每打一次电话收五十", "extra_fee"),
    ("钱打到李经理这个号", "private_payment"),
    ("你就等着坐牢吧", "false_consequence"),
    ("你没说实话，等着坐牢吧", "false_consequence"),
    ("老婆的征信也会黑", "false_consequence"),
    ("银行卡马上给你冻结", "false_consequence"),
    ("联系人我全部打一遍", "public_exposure"),
    ("我一个一个打给你的联系人", "public_exposure"),
    ("只有我能给你办", "false_promise"),
    ("上门费三百你出", "extra_fee"),
    ("提公积金来还", "induce_borrowing"),
    ("你去套现先还上", "induce_borrowing"),
    ("我们和派出所联合办案", "impersonation"),
    ("我是法院的", "impersonation"),
    ("弄死你", "threat"),
    ("走夜路小心点", "threat"),
)
CRISIS = (
    "我不活了",
    "我不活了，你们满意了吧",
    "活着没什么意思",
    "活着没什么意思了",
    "活着有什么意思",
    "活着还有什么意思",
    "让我死了算了",
    "让我死了吧",
    "我没脸活了",
    "我站在天台上呢",
    "我想一死了之",
    "我准备喝药",
    "我死给你们看",
    "我真想跳下去",
    "我要结束这一切",
    "我已经在阳台上了，你们别逼我",
    "我准备了一瓶农药",
    "把我逼死你们就满意了",
    "我割了手",
    "我吃了一整瓶安眠药",
    "我真的撑不下去了，想从楼上下去",
    "我不想活了",
    "死了算了",
    "还不如死了",
    "我死了你们就高兴了",
    "真想一死了之",
    "我活够了",
    "活不下去了",
    "我在楼顶上",
    "遗书我都写好了",
    "我割腕了",
    "再逼我我就死给你看",
)
CALM = (
    "我忙得想死，晚点说",
    "累得想死",
    "热死了",
    "我晚上回家就还",
    "笑死我了",
    "我在透析机厂上班",
    "你别打断我说话",
    "我没有要投诉你",
    "我没有要投诉你，别紧张",
    "打错字了，是三千不是三万",
    "不用停止联系，我就想晚两天",
    "我不是残疾人",
    "我不是残疾人，不用那个政策",
    "愁都愁死了，你们别一天打三个电话",
    "我在阳台上晾衣服呢",
    "我没想自杀，你别瞎说",
    "我不会想不开的",
    "我站在楼下等你",
    "这个月活不多，没什么意思",
    "我去药店买药",
    "我准备喝中药调理",
    "我家天台漏水",
    "我跳槽了",
    "不要联系我儿子，联系我就行",
    "我想死你了",
    "我没打算投诉",
    "别打断我",
    "字打错了",
    "打错字了",
)
"""What the other side says every day and no rule may take for a signal."""


def by_rule(text: str, side: Side = "collector") -> set[str]:
    return {act for turn in read(as_dialogue(Example(text=text), side)).turns for act in ruled(turn)}


@pytest.mark.parametrize("text", LAWFUL)
def test_no_rule_takes_lawful_words_for_an_act(text: str) -> None:
    assert by_rule(text) == set()


@pytest.mark.parametrize(("text", "act"), UNLAWFUL)
def test_a_rule_still_finds_the_act_beside_them(text: str, act: str) -> None:
    assert act in by_rule(text)


@pytest.mark.parametrize("text", CRISIS)
def test_who_speaks_of_ending_his_life_is_heard_by_rule(text: str) -> None:
    assert "vulnerability" in by_rule(text, "other")


@pytest.mark.parametrize("text", CALM)
def test_no_rule_takes_everyday_words_of_the_other_side_for_a_signal(text: str) -> None:
    assert by_rule(text, "other") == set()


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("他已经不在人世了", "deceased"),
        ("多少钱，我儿子的账我来结", "offers_to_pay"),
        ("这号我刚办的", "wrong_person"),
        ("我抑郁症复发，昨晚没睡", "vulnerability"),
        ("别打我电话了", "stop_request"),
        ("我是机主的智能助理，您可以留言", "borrower_bot"),
    ],
)
def test_a_plain_signal_is_found_by_rule(text: str, signal: str) -> None:
    assert signal in by_rule(text, "other")
