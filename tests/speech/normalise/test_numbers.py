"""Numbers in characters are read as what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zilv.speech.normalise.numbers import numbers

DIGITS, UNITS = "零一二三四五六七八九", ("千", "百", "十", "")


def said(number: int) -> str:
    """A number below ten thousand in characters, written from the school rule."""
    made, gap = "", False
    for unit, char in zip(UNITS, f"{number:04}", strict=True):
        if char == "0":
            gap = bool(made)
        else:
            made += ("零" if gap else "") + DIGITS[int(char)] + unit
            gap = False
    return made


@given(st.integers(10, 9999), st.integers(0, 9999))
def test_a_number_that_is_said_is_the_number(low: int, high: int) -> None:
    assert [one.digits for one in numbers(f"欠款{said(low)}元")] == [str(low)]
    if high:
        whole = high * 10_000 + low
        gap = "零" if low < 1000 else ""
        assert [one.digits for one in numbers(f"欠{said(high)}万{gap}{said(low)}块")] == [str(whole)]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("五千六", "5600"),
        ("一万二", "12000"),
        ("两百五", "250"),
        ("一千零五", "1005"),
        ("十五", "15"),
        ("幺三八零零幺三八零零零", "13800138000"),
        ("尾号四 四 七 一", "4471"),
    ],
)
def test_how_people_say_it_is_understood(text: str, digits: str) -> None:
    assert [one.digits for one in numbers(text)] == [digits]


@pytest.mark.parametrize("text", ["千万别信", "百忙之中", "万一不行", "三番五次", "一五一十的", "您好"])
def test_words_that_only_hold_numerals_are_no_amount(text: str) -> None:
    assert [one.digits for one in numbers(text) if len(one.digits) > 2] == []


@given(st.text(alphabet="零一二两五九十百千万亿 ,天", max_size=20))
def test_a_place_is_a_place_in_the_text(text: str) -> None:
    for one in numbers(text):
        assert 0 <= one.start < one.end <= len(text) and one.digits.isdigit()
