"""Words are read wherever they hide, and ordinary text is left as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zilv.speech.normalise.normalise import normalised, normalised_all
from zilv.speech.normalise.respell import respelt, respelt_all
from zilv.speech.normalise.speller import Speller
from zilv.speech.normalise.tables import parts, pictures, readings, syllabified

PIECES = [
    "扌查圭寸",
    "zuo lao",
    "薇信",
    "您",
    "。",
    "好 ",
    "👮",
    "bao-guang",
    "\n",
    "法。院。传。票",
    "xin yong ka",
    "你",
]


@pytest.mark.parametrize(
    ("hidden", "read"),
    [
        ("去你单位 bao guang", "去你单位 曝光"),
        ("xin yong ka里还有", "信用卡里还有"),
        ("加个wei信", "加个微信"),
        ("翻你的tong xun lu", "翻你的通讯录"),
        ("那笔待款", "那笔贷款"),
        ("法。院。传。票", "法院传票"),
        ("👮来抓你", "警察来抓你"),
        ("扌丁断你的手", "打断你的手"),
        ("xyk还有额度", "信用卡还有额度"),
    ],
)
def test_what_hides_is_read(hidden: str, read: str) -> None:
    made = respelt(normalised(hidden))
    assert made is not None and made.text == read


@pytest.mark.parametrize(
    "text",
    [
        "您好,请问是张女士本人吗",
        "微信上说过了",
        "这个女子每天日月操劳",
        "please call us about your debt",
        "women can pay",
        "app里还款就行",
        "喂你好 请问是 就是那个",
        "解释一下款项",
    ],
)
def test_what_does_not_hide_is_left_alone(text: str) -> None:
    assert respelt(normalised(text)) is None


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=6))
def test_many_texts_are_read_as_each_alone(texts: list[str]) -> None:
    lines = [text.replace("\n", "") for text in texts]
    for one, all_at_once in zip(map(respelt, lines), respelt_all(lines), strict=True):
        assert (one is None) == (all_at_once is None)
        if one and all_at_once:
            assert (one.text, one.start.tolist()) == (all_at_once.text, all_at_once.start.tolist())


@given(st.lists(st.text(), max_size=5))
def test_many_texts_are_spelt_as_each_alone(texts: list[str]) -> None:
    assert normalised_all(texts) == [normalised(text) for text in texts]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_every_character_of_a_reading_stood_somewhere_in_order(text: str) -> None:
    made = respelt(text)
    if made is not None:
        assert len(made.text) == made.start.size == made.end.size
        assert (made.start < made.end).all() and made.end.max() <= len(text)
        assert (made.start[1:] >= made.start[:-1]).all()


def test_a_speller_reads_its_own_words_and_no_other() -> None:
    made = Speller(["山河"])
    assert [one and one.text for one in map(made.read, ("shan he", "zuo lao", "山何"))] == ["山河", None, "山河"]


def test_the_tables_hold_single_characters_and_real_syllables() -> None:
    assert len(readings()) > 6000 and len(parts()) > 500 and len(pictures()) > 90
    assert {len(char) for char in parts()} == {1}
    assert [way for ways in parts().values() for way in ways if len(way) < 2] == []
    assert syllabified("zhuangsi") == ("zhuang", "si") and syllabified("debt") == ()
