"""Hidden words are read, keep their place, and are found by no rule alone."""

from hypothesis import given
from hypothesis import strategies as st

from zilv.speech.judge.features import read
from zilv.speech.normalise.respell import respelt
from zilv.speech.transcript.transcript import Dialogue, Turn

SPELT = st.lists(st.sampled_from(["扌查圭寸", "zuo lao", "薇信", "你", "。", "好 "]), max_size=8).map("".join)


@given(SPELT)
def test_every_character_of_the_reading_stood_somewhere_in_order(text: str) -> None:
    made = respelt(text)
    if made is None:
        return
    assert len(made.text) == made.start.size == made.end.size
    assert (made.start < made.end).all() and made.end.max() <= len(text)
    assert (made.start[1:] >= made.start[:-1]).all()


def test_parts_pinyin_and_sounds_are_spelt_out() -> None:
    texts = ["明天扌查圭寸你的房", "请你去zuo lao", "加我薇信", "你还欠着"]
    assert [made.text if made else None for made in map(respelt, texts)] == [
        "明天查封你的房",
        "请你去坐牢",
        "加我微信",
        None,
    ]


def test_a_rule_does_not_find_what_only_the_reading_says() -> None:
    plain, hidden = "你直接转到我个人微信就行", "你直接转到我个人薇信就行"
    for text, sure in ((plain, True), (hidden, False)):
        (turn,) = read(Dialogue(id="a", turns=(Turn(i=0, speaker="collector", text=text),))).turns
        matches = [no for match, no in turn.matches if match.pattern.key == "private_payment.sure.1"]
        assert matches == [not sure]
