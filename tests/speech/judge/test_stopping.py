"""Nobody goes on in spite of a request that nobody made: a score finds it only after one, or where one is told of."""

import numpy as np
import pytest

from tests.speech.judge.test_judge import call
from zilv.speech.encoder.encoder import Encoder, shipped
from zilv.speech.judge.features import read
from zilv.speech.judge.heads import Head, heads
from zilv.speech.judge.judge import judge
from zilv.speech.judge.stopping import speaks_of_a_request
from zilv.speech.normalise.normalise import normalised

ENCODERS = [None, pytest.param(shipped(), marks=pytest.mark.skipif(shipped() is None, reason="no encoder here"))]
Said = tuple[str, str]
UNHEARD: Said = ("other", "我说过三次了，别再给我打自动电话")
"""A request in words that the lexicon does not have."""
GOING_ON: Said = ("collector", "好的高女士，请问今天几点可以还款")


def eager() -> dict[str, Head]:
    """Heads whose every score reaches the mark, so that only what came before can refuse it."""
    made = {side: head._replace(threshold=np.full_like(head.threshold, -99)) for side, head in heads().items()}
    for side, head in made.items():
        if head.joint is not None:
            always = np.full_like(head.joint.threshold, -99)
            made[side] = head._replace(joint=head.joint._replace(low=always, threshold=always))
    return made


def goes_on(*said: Said, encoder: Encoder | None, only: set[int] | None = None) -> bool:
    found = judge(call(*said), eager(), only, encoder)
    return any((one.turn, one.act, one.by) == (len(said) - 1, "ignored_stop", "score") for one in found)


@pytest.mark.parametrize("encoder", ENCODERS, ids=["heads", "encoder"])
@pytest.mark.parametrize("before", [(), (("other", "我在殡仪馆，我妈走了"),), (("other", "好的，周五还"),)])
def test_where_nobody_asked_to_stop_no_score_finds_going_on(before: tuple[Said, ...], encoder: Encoder | None) -> None:
    assert not goes_on(*before, ("collector", "那头七过了我再打"), encoder=encoder)


@pytest.mark.parametrize("encoder", ENCODERS, ids=["heads", "encoder"])
def test_a_request_is_heard_by_its_score_where_no_listed_word_stands_in_it(encoder: Encoder | None) -> None:
    assert "had_stopwords" not in read(call(UNHEARD, GOING_ON)).turns[1].standing.flags
    assert goes_on(UNHEARD, GOING_ON, encoder=encoder)
    assert not goes_on(GOING_ON, encoder=encoder)


def test_a_turn_judged_by_itself_hears_the_request_before_it_too() -> None:
    assert goes_on(UNHEARD, GOING_ON, encoder=None, only={1})


@pytest.mark.parametrize("encoder", ENCODERS, ids=["heads", "encoder"])
def test_a_request_that_the_collector_tells_of_was_made(encoder: Encoder | None) -> None:
    assert goes_on(("collector", "您回复的“不要再发短信”我们看到了，但提醒一天不停"), encoder=encoder)


@pytest.mark.parametrize(
    "text",
    [
        "您要求仅以书面方式联系的来函已收到，我司无此先例",
        "你拉黑我的号没用，后面还有六十个",
        "您回复的TD对本部无效",
        "大姐我知道您说过别打，就这最后一次",
        "您已申请“停止推送”，逾期用户不享有此权限",
        "您的請求已收到：關於請勿再聯絡父母一事，明日照打",
    ],
)
def test_many_words_tell_of_a_request(text: str) -> None:
    assert speaks_of_a_request(normalised(text))


@pytest.mark.parametrize(
    "text", ["您说下周三还，对吧", "如不愿接收请回复T，退订回T", "您这个时间段不接，我就半夜打", "您好"]
)
def test_other_words_tell_of_none(text: str) -> None:
    assert not speaks_of_a_request(normalised(text))
