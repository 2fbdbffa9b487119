"""Heads and encoder together: what the encoder may add and take away, and what it may not."""

import msgspec
import numpy as np
import pytest

from zilv.speech.encoder.encoder import shipped
from zilv.speech.judge.deep import read_deeply
from zilv.speech.judge.features import read
from zilv.speech.judge.heads import heads, side_of
from zilv.speech.judge.joint import Joint, others
from zilv.speech.judge.judge import judge
from zilv.speech.transcript.transcript import Dialogue, Party, Turn

ENCODER = shipped()
pytestmark = pytest.mark.skipif(ENCODER is None, reason="the encoder's weights were left out of this checkout")
CALL = (
    ("collector", "您好，我是松涛消费金融的，工号三零七，请问是刘先生吗"),
    ("other", "是我"),
    ("collector", "你直接转到我个人微信就行，不要走公司的账"),
    ("other", "这不太对吧"),
    ("collector", "再拖下去，你单位门口有什么人等着你，我可说不准"),
)


def dialogue(*said: tuple[str, str]) -> Dialogue:
    turns = tuple(Turn(i=i, speaker=speaker, text=text) for i, (speaker, text) in enumerate(said))  # type: ignore[arg-type]
    return Dialogue(id="a", channel="voice", party="debtor", turns=turns)


REFUND = ("collector", "退款要打到您个人卡上，户名得跟您姓名一致，麻烦核对一下。")


def test_a_rule_alone_errs_where_heads_and_encoder_together_refute_it() -> None:
    (by_rule,) = judge(dialogue(REFUND))
    assert (by_rule.act, by_rule.by) == ("private_payment", "rule")
    assert judge(dialogue(REFUND), encoder=ENCODER) == ()


def test_a_signal_that_a_rule_finds_stands_whatever_the_encoder_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zilv.speech.judge.judge.REFUTED", 2.0)
    said = dialogue(("other", "我不想活了"), REFUND)
    assert [(one.act, one.by) for one in judge(said, encoder=ENCODER)] == [("vulnerability", "rule")]


@pytest.mark.parametrize("text", ["弄死你", "老子弄死你", "打死你", "老子今天就弄死你你信不信啊"])
@pytest.mark.parametrize("party", ["debtor", None, "contact_person"])
def test_no_score_refutes_a_threat_that_a_rule_finds(text: str, party: Party | None) -> None:
    said = dialogue(("collector", "您好，晨星消费金融"), ("other", "哦"), ("collector", text))
    found = judge(msgspec.structs.replace(said, party=party), encoder=ENCODER)
    assert (2, "threat", "rule") in [(one.turn, one.act, one.by) for one in found]


def test_no_score_refutes_a_rule_where_its_words_are_all_that_is_said() -> None:
    said = dialogue(("collector", "您好，晨星消费金融"), ("other", "哦"), ("collector", "傻逼"))
    assert [(one.turn, one.act, one.by) for one in judge(said, encoder=ENCODER)] == [(2, "insult", "rule")]


def test_no_score_refutes_a_rule_in_a_text_without_a_chinese_character() -> None:
    said = dialogue(*CALL[:2], ("collector", "TMD, pay now"))
    assert (2, "insult", "rule") in [(one.turn, one.act, one.by) for one in judge(said, encoder=ENCODER)]


def test_what_a_rule_finds_stands_where_the_encoder_does_not_refute_it() -> None:
    plain = {(one.turn, one.act) for one in judge(dialogue(*CALL)) if one.by == "rule"}
    deep = {(one.turn, one.act) for one in judge(dialogue(*CALL), encoder=ENCODER) if one.by == "rule"}
    assert plain == deep and (2, "private_payment") in plain


def test_a_veiled_threat_is_found_with_the_encoder() -> None:
    assert (4, "threat") in {(one.turn, one.act) for one in judge(dialogue(*CALL), encoder=ENCODER)}


def test_a_score_of_both_says_that_the_heads_alone_weigh_its_passage() -> None:
    found = judge(dialogue(*CALL), encoder=ENCODER)
    (threat,) = [one for one in found if (one.turn, one.act, one.by) == (4, "threat", "score")]
    assert threat.why.zh.endswith("；评分头与编码器合判；此段的字词在评分头中加分最多，编码器不指明段落")
    assert threat.why.en.endswith(
        "; heads and encoder together; in the heads, this passage's words add most, and the encoder points at none"
    )


def test_heads_that_know_no_encoder_are_not_said_to_share_their_score() -> None:
    alone = {side: head._replace(joint=None) for side, head in heads().items()}
    scored = [one for one in judge(dialogue(*CALL), alone, encoder=ENCODER) if one.by == "score"]
    assert scored and all("encoder" not in one.why.en for one in scored)


def test_a_turn_that_no_head_thinks_possible_is_not_read() -> None:
    assert ENCODER is not None
    call, used = dialogue(*CALL[:2], *CALL[3:]), heads()
    reading = read(call)
    margins = {n: used[side_of(turn)].margins(turn) for n, turn in enumerate(reading.turns)}
    never = {
        side: head._replace(joint=head.joint and head.joint._replace(low=np.full(len(head.acts), 1e9, np.float32)))
        for side, head in used.items()
    }
    assert read_deeply(call, reading, never, margins, ENCODER) == {}
    assert judge(call, never, encoder=ENCODER) == ()


def test_a_turn_in_which_a_rule_finds_an_act_is_read_whatever_the_heads_think() -> None:
    never = {
        side: head._replace(joint=head.joint and head.joint._replace(low=np.full(len(head.acts), 1e9, np.float32)))
        for side, head in heads().items()
    }
    assert judge(dialogue(REFUND), never, encoder=ENCODER) == ()


def test_a_score_needs_the_mark_of_both_together() -> None:
    head = heads()["collector"]
    size = len(head.acts)
    flat = np.zeros(size, np.float32)
    joint = Joint(low=flat, share=flat + 2, threshold=flat + 3, slope=flat + 1, offset=flat)
    both = head._replace(joint=joint)
    _, reached = both.scored(flat + 1, {0: flat + 0.5}, 0)
    assert not reached.any()
    scores, reached = both.scored(flat + 1, {0: flat + 1}, 0)
    assert reached.all() and np.allclose(scores, 1 / (1 + np.exp(-3)))
    _, reached = both.scored(flat + 99, {}, 0)
    assert not reached.any()
    assert (both.scored(flat + 1, None, 0)[1] == (head.threshold <= 1)).all()


def test_the_surest_act_is_taken_from_the_others_and_from_itself_only_by_the_next() -> None:
    sure = np.array([[4, 1, -2], [3, 3, 0], [-1, -5, -2]], np.float32)
    assert others(sure).tolist() == [[1, 4, 4], [3, 3, 3], [0, 0, 0]]
    flat = np.zeros(3, np.float32)
    joint = Joint(flat, flat + 1, flat, flat + 1, flat, rival=np.array([0.5, 0.5, 0], np.float32))
    assert joint.together(np.array([3, 0, -3], np.float32), flat + 1).tolist() == [3.5, -1, -2]
    assert joint._replace(rival=flat).together(flat, flat + 1).tolist() == [1, 1, 1]
    assert others(np.array([7], np.float32)).tolist() == [0]


def test_what_holds_no_chinese_is_not_scored() -> None:
    call = dialogue(("collector", "Pay up now or I will come to your house and you will regret it, you liar."))
    assert judge(call) == () == judge(call, encoder=ENCODER)


def test_word_lists_refuse_a_score_of_the_heads_alone_not_one_that_the_encoder_shares() -> None:
    low = np.full(len(heads()["collector"].acts), -1e9, np.float32)
    all_reached = {
        side: head._replace(threshold=low, joint=head.joint and head.joint._replace(low=low, threshold=low))
        if side == "collector"
        else head
        for side, head in heads().items()
    }
    alone = {one.act for one in judge(dialogue(*CALL[:2]), all_reached) if one.turn == 0}
    both = {one.act for one in judge(dialogue(*CALL[:2]), all_reached, encoder=ENCODER) if one.turn == 0}
    assert "ignored_hardship" in both - alone, "nobody has told hardship in words that the lists know"
    assert "ignored_stop" not in both, "nobody has asked to stop in any words"
    assert "third_party_disclosure" not in both, "the debtor alone is spoken to"


def test_who_says_that_contact_ends_does_not_go_on() -> None:
    said = ("collector", "您好，我是松涛消费金融的"), ("other", "别再联系我了")
    stops = judge(dialogue(*said, ("collector", "收到，我们不再拨打您的电话。")), encoder=ENCODER)
    assert "ignored_stop" not in {one.act for one in stops}
    goes_on = judge(dialogue(*said, ("collector", "行，不再打了，那您现在就把钱转过来，我明天还找您")), encoder=ENCODER)
    assert "ignored_stop" in {one.act for one in goes_on}
