"""No number that is valid survives, whatever stands round it and however it is written; places always lead back."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from zilv.privacy.redact.digits import folded
from zilv.privacy.redact.numbers import check_digit, is_identity_card, luhn_sum
from zilv.privacy.redact.redact import found, redacted
from zilv.privacy.redact.span import MARKS

WRITTEN = (
    "0123456789",
    "０１２３４５６７８９",
    "零一二三四五六七八九",
    "〇幺两三四五六拐八勾",
    "零壹贰叁肆伍陆柒捌玖",
    "⓿❶❷❸❹❺❻❼❽❾",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
)
APART = st.sampled_from(["", "", "", " ", "-", "，", "、", "\u3000", "\u200b"])
AROUND = st.text(alphabet="我叫张伟的电话是，。 ab欠元号", max_size=12)
SPOKEN = st.text(
    alphabet="王林小满你我他的在是叫大道街路村组号元公司厂班，。 0123456789零一二三AaXx@.+-微信〔〕姓名\ud83d\x00\n",
    max_size=60,
)


@st.composite
def identity_cards(draw: st.DrawFn) -> str:
    province = draw(st.sampled_from(["11", "33", "44", "65"]))
    day = draw(st.dates(date(1930, 1, 1), date(2025, 12, 31)))
    made = f"{province}{draw(st.integers(0, 9999)):04}{day:%Y%m%d}"
    made += f"{draw(st.integers(0, 999)):03}"
    return made + check_digit(made)


@st.composite
def bank_cards(draw: st.DrawFn) -> str:
    made = draw(st.sampled_from(["62", "4", "51"])) + draw(st.text("0123456789", min_size=14, max_size=16))
    made = made[: draw(st.integers(15, 18))]
    return made + next(digit for digit in "0123456789" if luhn_sum(made + digit) % 10 == 0)


def mobiles() -> st.SearchStrategy[str]:
    return st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@st.composite
def written(draw: st.DrawFn, digits: str) -> str:
    """A number in one of the ways of writing, cut at any places."""
    signs = draw(st.sampled_from(WRITTEN))
    return "".join((signs[int(digit)] if digit.isdigit() else digit) + draw(APART) for digit in digits)


@given(st.data(), AROUND, AROUND)
def test_no_valid_identity_number_survives(data: st.DataObject, before: str, after: str) -> None:
    number = data.draw(identity_cards())
    text = before + "。" + data.draw(written(number)) + "。" + after
    left = "".join(char for char in folded(redacted(text).text) if char.isdigit() or char == "X")
    assert is_identity_card(number)
    assert number not in left
    assert number[6:14] not in left


@given(st.data(), AROUND, AROUND)
def test_no_valid_bank_card_survives(data: st.DataObject, before: str, after: str) -> None:
    number = data.draw(bank_cards())
    text = before + "。" + data.draw(written(number)) + "。" + after
    left = "".join(char for char in folded(redacted(text).text) if char.isdigit())
    assert number not in left


@given(st.data(), AROUND, AROUND)
def test_no_mobile_number_read_out_survives(data: st.DataObject, before: str, after: str) -> None:
    number = data.draw(mobiles())
    signs, beside = data.draw(st.sampled_from(WRITTEN)), data.draw(st.sampled_from(["", "x", "X2", "×", "~"]))
    text = before + "。" + "".join(signs[int(digit)] for digit in number) + beside + "。" + after
    assert number not in folded(redacted(text).text)


@given(SPOKEN)
def test_outside_the_marks_every_character_stays_and_leads_back_to_itself(text: str) -> None:
    made = redacted(text)
    rebuilt, before = "", 0
    for span in made.spans:
        assert before <= span.start < span.end <= len(text)
        rebuilt += text[before : span.start] + MARKS[span.kind]
        before = span.end
    assert made.text == rebuilt + text[before:]
    assert made.text.count("\n") == text.count("\n")
    assert made.original(0, len(made.text)) == (0, len(text))
    for place, char in enumerate(made.text):
        start, end = made.original(place, place + 1)
        assert text[start:end] == char or any((span.start, span.end) == (start, end) for span in made.spans)


@given(SPOKEN, SPOKEN)
def test_what_is_found_does_not_depend_on_the_line_before(first: str, second: str) -> None:
    kinds = [span.kind for span in found(second) if span.kind in {"identity_card", "bank_card"}]
    both = [span.kind for span in found(first + "\n" + second)]
    assert all(kinds.count(kind) <= both.count(kind) for kind in {*kinds})
