"""What calls for a duty, what does it, and what only speaks of it, in whatever spelling."""

import pytest

from tests.speech.guard.test_guard import bot
from tests.speech.guard.words import GUARD
from zilv.speech.guard.duties import denials
from zilv.speech.guard.library import library
from zilv.speech.guard.records import Context, Turn
from zilv.speech.judge.patterns import patterns

PRESSING = "您先说什么时候还。"


@pytest.mark.parametrize(
    ("said", "duty"),
    [
        ("轉人工", "hand_over"),
        ("換個真人", "hand_over"),
        ("我要跟人说话", "hand_over"),
        ("让你们领导来跟我说", "hand_over"),
        ("我要和你们经理通话", "hand_over"),
        ("让真人接电话", "hand_over"),
        ("人工客服！", "hand_over"),
        ("我要同真人講", "hand_over"),
        ("你是機器人嗎", "disclose_bot"),
        ("你係唔係機械人", "disclose_bot"),
        ("ＡＩ吧你", "disclose_bot"),
        ("你到底是不是人", "disclose_bot"),
        ("是人工智能吗", "disclose_bot"),
        ("是真人在说话吗", "disclose_bot"),
        ("你是人还是机器", "disclose_bot"),
        ("我不想活了", "care"),
        ("能不能换个人来", "hand_over"),
        ("叫你们客服来", "hand_over"),
        ("叫个人过来讲", "hand_over"),
        ("能转接吗", "hand_over"),
        ("找个能做主的人", "hand_over"),
        ("你是真的人吗", "disclose_bot"),
        ("这是不是自动语音", "disclose_bot"),
    ],
)
def test_a_duty_is_called_for_in_many_words_and_in_any_spelling(said: str, duty: str) -> None:
    assert duty in GUARD.check(PRESSING, bot(("o", said))).duties


@pytest.mark.parametrize(
    "said",
    [
        "我要和家人商量",
        "我得跟我们领导请假",
        "我找人凑一凑",
        "你别打到我单位让同事接到",
        "人工费还没结",
        "我是人，不是提款机",
        "是真的吗",
        "我跟老婆说一下",
        "你们公司有没有人管",
        "我换个人借",
        "叫个人过来帮我搬东西",
        "让人来接我",
        "是不是自动扣款",
        "换个人担保行吗",
        "我真的是本人",
    ],
)
def test_ordinary_words_call_for_nothing(said: str) -> None:
    assert GUARD.check("好的，请您核对账单。", bot(("o", said))).duties == ()


@pytest.mark.parametrize(
    "refusal",
    [
        "我这边不能给您转人工",
        "抱歉，现在没法转接人工客服",
        "现在没有人工可以转，让同事联系不了您",
        "我這邊不會給您轉人工",
        "您说要转人工啊",
        "转人工干什么，跟我说一样",
        "转人工也没用",
        "转人工要收费",
        "您先还两百，我再给您转人工",
        "还了才能转人工",
        "您要转人工吗",
        "不会安排专人联系您的",
        "转人工，这个办不到",
        "I can't transfer you to a person.",
        "好的，还完款就给您转人工",
        "还清了就给您转人工",
        "您还了我就转人工",
        "转人工可以，先还五百",
        "转人工的前提是先结清",
        "您还五百我马上给您转人工",
        "Once you pay I will put you through to a person.",
        "A colleague will not call you.",
        "您把欠款处理了我马上给您转人工",
        "您先把账清了，我给您转人工",
        "转人工可以，您先把钱处理一下",
        "您付了款我就给您转人工",
        "打五百过来我就给您转人工",
        "您还一部分我就给您转人工",
        "您付五百我就给您转人工",
        "您结了我就转人工",
        "账单处理好我就给您转人工",
    ],
)
def test_refusing_or_only_speaking_of_a_person_hands_nobody_over(refusal: str) -> None:
    assert GUARD.check(refusal, bot(("o", "转人工"))).duties == ("hand_over",)
    later = GUARD.check("好的，那您今天先还两百。", bot(("o", "转人工"), ("c", refusal)))
    assert (later.action, later.duties) == ("hold", ("hand_over",))


@pytest.mark.parametrize(
    "handing",
    [
        "好的，轉接人工，請稍等",
        "您别着急，我马上给您转人工",
        "您别急我给您转人工",
        "不用担心，我请专员联系您",
        "好的，您要转人工，我这就为您转接人工",
        "我特别安排专人联系您",
        "我不能替您减免，但我可以请专员联系您",
        "我为您转人工，不会让您久等",
        "您还不上没关系，我给您转人工",
        "您说还款困难，我就给您转人工",
        "我给您转人工，请稍等，先别挂",
        "打扰您了，我马上为您转人工",
        "不好意思打断您，我马上给您转人工",
        "还请稍等，我马上为您转人工",
        "为了尽快处理您的问题，我马上为您转人工",
        "结合您的情况，我马上为您转人工",
        "这个交给同事，我马上为您转人工",
        "我还没能解决您的问题，我马上为您转人工",
        "我马上为您转人工，还要请您先把身份信息核对一下",
        "我为您转人工，这个要交给同事处理",
        "您的还款问题，我马上为您转人工",
        "I will transfer you to a colleague.",
    ],
)
def test_handing_over_is_known_in_many_words(handing: str) -> None:
    assert GUARD.check(handing, bot(("o", "转人工"))).duties == ()


@pytest.mark.parametrize(
    "evading", ["您问我是机器人吗", "谁说我是机器人", "我是機器人？怎麼會", "您觉得我是机器人就是吧", "谁说不是真人"]
)
def test_a_bot_that_only_repeats_the_question_has_not_disclosed(evading: str) -> None:
    assert "disclose_bot" in GUARD.check(evading, bot(("o", "你是机器人吗"))).duties


@pytest.mark.parametrize("told", ["我係智能語音助手。", "您问我是不是机器人，我是智能助手。", "我跟您说我是机器人"])
def test_a_bot_that_discloses_in_any_spelling_has_done_so(told: str) -> None:
    assert GUARD.check(told, bot(("o", "你是机器人吗"))).action == "pass"


def test_a_denial_is_one_in_any_spelling_and_stands_where_it_is_said() -> None:
    for text in ("您好，我不是機器人", "您好，我唔係機械人", "您好，我不是Ａｉ", "I’m not a robot"):
        (one,) = denials(text, bot(), library())
        assert text[one.start : one.end] in ("不是機器", "唔係機械", "不是Ａｉ", "I’m not a robot")
        assert GUARD.check(text, bot()).action == "block"


@pytest.mark.parametrize(
    "said",
    [
        "我不活了",
        "我不活了，你们满意了吧",
        "活着没什么意思",
        "活着有什么意思",
        "让我死了算了",
        "我没脸活了",
        "我站在天台上呢",
        "我想一死了之",
        "我准备喝药",
        "我死给你们看",
        "我真想跳下去",
        "我要结束这一切",
        "我寻短见算了",
        "我去跳河",
        "我真的想死",
        "我都想死了",
        "我想死你们就高兴了吧",
        "我想死他们也不管我",
        "我要去死",
        "你们逼我去死",
        "我死了你们就满意了",
        "我现在在楼顶",
        "我准备好安眠药了",
        "安眠药我都买好了",
        "我要割手腕",
        "我要上吊",
        "我想结束这一切，太累了",
        "我不想做人了",
        "我跳海算了",
        "I don't want to live",
        "我吃了安眠药",
        "我坐在桥边",
        "让我死吧",
        "我割了手腕",
        "我在天台，你们看着办",
        "我不想活动了，只想一死了之",
        "我从楼上下去拿快递，再从楼上跳",
    ],
)
def test_whoever_speaks_owes_care_at_a_crisis(said: str) -> None:
    turns = (Turn(speaker="other", text=said),)
    for context in (bot(("o", said)), Context(channel="voice", bot=False, turns=turns)):
        found = GUARD.check("那您什么时候还", context)
        assert found.action == "hold" and "care" in found.duties


@pytest.mark.parametrize(
    "said",
    [
        "我忙得想死，晚点说",
        "这几天热得想死",
        "我忙得都想死",
        "想死你了",
        "这花养不活了",
        "我不干活了",
        "天天喝药，没钱",
        "我在楼顶上装空调呢",
        "我站在天台上晒衣服",
        "跳楼价也没人买",
        "我不想活动账户被冻结",
        "活着就好",
        "我从车上跳下去摔了",
        "想死你们了",
        "我们公司上吊车了",
        "我在工地上吊装设备",
        "我想死磕到底",
        "这车死了算了",
        "不想做人情",
        "我不想做人工了",
        "我要结束一切合作",
        "我想结束这一切分期",
        "跳海选拔",
        "跳井盖",
        "跳桥段",
        "你怎么不去死",
        "我死了这条心",
        "我在楼顶，信号不好",
        "我从楼上下去拿快递",
        "我站在桥边散步",
        "我让他去死",
        "我不小心割了手",
    ],
)
def test_words_that_only_sound_like_a_crisis_call_for_no_care(said: str) -> None:
    turns = (Turn(speaker="other", text=said),)
    assert GUARD.check("那您什么时候还", Context(channel="voice", bot=False, turns=turns)).duties == ()


def test_every_crisis_rule_of_the_judge_calls_for_care_and_its_rule_of_illness_does_not() -> None:
    rules = {one.expression: one.key for one in patterns() if one.act == "vulnerability" and one.sure}
    assert {*rules.values()} - {rules[one] for one in library().duties["care"].rules} == {"vulnerability.sure.7"}


def test_a_crisis_is_not_answered_by_saying_that_nobody_can_come() -> None:
    text = "您的安全最要紧，但是没有同事能跟您说"
    assert GUARD.check(text, bot(("o", "我不想活了"))).duties == ("care",)


def test_the_lenders_name_is_heard_in_any_spelling() -> None:
    for lender, text in (("示例信贷", "這裡是示例信貸。"), ("示例信貸", "这里是示例信贷。")):
        context = Context(channel="voice_bot", bot=True, lender=lender, first_contact=True)
        assert GUARD.check(text, context).duties == ()
        assert GUARD.check("您好。", context).duties == ("identify",)
