"""A dialogue is judged: what is found, where it stands, and what no score can undo."""

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zilv.errors import ZilvError
from zilv.speech.judge.heads import Head, heads
from zilv.speech.judge.judge import TOGETHER, judge, judge_all
from zilv.speech.judge.scope import disowned
from zilv.speech.judge.state import unnamed
from zilv.speech.normalise.normalise import normalised
from zilv.speech.transcript.transcript import Dialogue


def call(*said: tuple[str, str], **of: Any) -> Dialogue:
    turns = [{"i": i, "speaker": speaker, "text": text} for i, (speaker, text) in enumerate(said)]
    whole = {"id": "a", "channel": "voice", "party": "debtor", "turns": turns, **of}
    return msgspec.convert(whole, Dialogue)


def silent() -> dict[str, Head]:
    """Heads that find nothing."""
    return {side: head._replace(threshold=np.full_like(head.threshold, 99)) for side, head in heads().items()}


def acts(dialogue: Dialogue, made: dict[str, Head] | None = None) -> set[tuple[int, str]]:
    return {(finding.turn, finding.act) for finding in judge(dialogue, made)}


def test_a_rule_s_finding_stands_whatever_the_score() -> None:
    said = call(("collector", "你直接转到我个人微信就行"))
    (finding,) = judge(said, silent())
    assert (finding.act, finding.by, finding.span) == ("private_payment", "rule", "你直接转到我个人微信就行")
    assert finding.provision and finding.why.zh and finding.why.en


def test_many_at_once_are_found_as_each_alone_whatever_stands_beside() -> None:
    hides = call(("collector", "明天扌查圭寸你的房"), ("other", "我失业了"), id="hides")
    several = [hides, call(("collector", "你直接转到我个人微信就行"), id="b"), call(("other", "打错了"), id="c")] * 9
    assert len(several) > TOGETHER
    assert list(judge_all(several)) == [(one, judge(one)) for one in several]
    assert any(found for _, found in judge_all(several))
    for before, after in ((several[1], hides), (hides, several[2])):
        assert dict(judge_all([before, after]))[hides] == judge(hides)


def test_what_was_read_is_judged_where_the_rest_cannot_be() -> None:
    def source() -> Iterator[Dialogue]:
        yield call(("collector", "你直接转到我个人微信就行"))
        raise ZilvError("unreadable")

    judged = judge_all(source())
    assert next(judged)[1] != ()
    with pytest.raises(ZilvError, match="unreadable"):
        next(judged)


def test_words_denied_or_reported_are_nobody_s_act() -> None:
    for text in ("请千万不要转到我们同事个人微信", "您说昨天有人让您转到经理个人微信，那是违规的"):
        assert acts(call(("collector", text)), silent()) == set(), text


def test_what_the_other_side_says_is_no_act_of_the_collector() -> None:
    found = acts(call(("other", "你不要脸，骗子，我找几个兄弟去你公司坐着")))
    assert not {act for _, act in found} & {"insult", "threat"}


def test_going_on_is_only_going_on_after_a_request_to_stop() -> None:
    before, after = ("other", "你不要再打给我了"), ("collector", "明天还打，打到你接为止")
    assert (1, "ignored_stop") in acts(call(before, after))
    assert "ignored_stop" not in {act for _, act in acts(call(after))}


def test_the_debtor_may_be_told_his_own_debt() -> None:
    said = ("collector", "您在我们这儿借了三万，五个月没还")
    assert "third_party_disclosure" not in {act for _, act in acts(call(said))}


def test_an_institution_named_in_a_later_turn_is_named() -> None:
    first, later = ("collector", "喂，您好，是李先生吗"), ("collector", "我是晨星消费金融的")
    assert (0, "no_identification") in acts(call(first, first_contact=True))
    assert "no_identification" not in {act for _, act in acts(call(first, later, first_contact=True))}


def test_without_knowing_that_it_is_the_first_contact_a_call_need_name_nobody() -> None:
    said = call(("collector", "喂，您好，是李先生吗"))
    assert unnamed(said, [normalised(turn.text) for turn in said.turns]) is None


def test_a_score_of_the_heads_alone_says_that_the_words_of_its_passage_add_most_to_it() -> None:
    head = heads()["collector"]
    reached = {**heads(), "collector": head._replace(threshold=np.full_like(head.threshold, -99))}
    said = call(("collector", "你听好了，你这种人就是不要脸"))
    (finding,) = [one for one in judge(said, reached) if one.act == "threat"]
    assert finding.by == "score"
    assert finding.why.zh.endswith("的界限；此段的字词为其加分最多")
    assert finding.why.en.endswith("; of this turn's passages, the words of this one add most to it")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["collector", "other"]), st.text(max_size=40)), min_size=1, max_size=4))
def test_a_span_is_verbatim_and_any_text_can_be_judged(said: list[tuple[str, str]]) -> None:
    dialogue = call(*said)
    for finding in judge(dialogue):
        text = dialogue.turns[finding.turn].text
        assert text[finding.start : finding.end] == finding.span
        assert 0 <= finding.score <= 1


def test_judging_twice_gives_the_same() -> None:
    said = call(("other", "我失业了"), ("collector", "那是你自己的事，你这种人就是不要脸"))
    assert judge(said) == judge(said) != ()


def test_a_denial_ends_with_its_clause() -> None:
    text = "我不会骗你,你这种人就是不要脸"
    assert not disowned(text, text.index("你这种人"), len(text))
    assert disowned(text, text.index("骗你"), text.index(","))


def test_a_turn_is_judged_by_itself_as_among_all() -> None:
    said = (
        ("collector", "您好"),
        ("other", "别再打了，我失业了"),
        ("collector", "明天照打，不还就爆你通讯录"),
        ("other", "我要投诉"),
    )
    whole = judge(call(*said))
    assert {one.turn for one in whole} == {1, 2, 3}
    for n in range(len(said)):
        assert judge(call(*said), only={n}) == tuple(one for one in whole if one.turn == n)
