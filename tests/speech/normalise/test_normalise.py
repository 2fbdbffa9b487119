"""One spelling for many, every character in its place."""

from hypothesis import given
from hypothesis import strategies as st

from zilv.speech.normalise.normalise import normalised


@given(st.text())
def test_a_place_in_the_normalised_text_is_the_place_in_the_text(text: str) -> None:
    assert len(normalised(text)) == len(text)


@given(st.text())
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


def test_traditional_full_width_and_capital_letters_become_one_spelling() -> None:
    assert normalised("您的貸款逾期，請下載ＡＰＰ還款") == "您的贷款逾期,请下载app还款"
