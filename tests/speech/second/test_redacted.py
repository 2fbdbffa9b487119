"""What leads to a person does not leave: of any number planted anywhere, nothing stands in what is asked."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.speech.second.test_reader import ACTS, Turn
from zilv.privacy.redact.numbers import check_digit, luhn_sum
from zilv.speech.second.question import PIECE_CHARACTERS, messages, pieces

SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
FILLER = st.sampled_from(["好的", "您说一下", "我这边登记", "是这个", "麻烦您", "，", "。", "呃 ", "\n", "对"])


def _identity(area: str, born: date, order: int) -> str:
    digits = f"{area}{born:%Y%m%d}{order:03}"
    return digits + check_digit(digits)


def _card(digits: str) -> str:
    return next(digits + str(last) for last in range(10) if luhn_sum(f"{digits}{last}") % 10 == 0)


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
IDENTITIES = st.builds(
    _identity,
    st.sampled_from(["110101", "330102", "440305"]),
    st.dates(date(1950, 1, 1), date(2005, 12, 31)),
    st.integers(0, 999),
)
CARDS = st.builds(_card, st.from_regex(r"62[0-9]{16}", fullmatch=True))
SECRETS = st.one_of(MOBILES, MOBILES.map(lambda digits: digits.translate(SPOKEN)), IDENTITIES, CARDS)


@given(st.lists(st.tuples(st.lists(FILLER, max_size=8).map("".join), SECRETS, FILLER), min_size=1, max_size=6))
def test_no_number_that_leads_to_a_person_is_in_what_is_asked(said: list[tuple[str, str, str]]) -> None:
    """Wherever it stands in a turn, also where a long turn is cut: what leaves is the request's body, and nothing else
    of a dialogue is in it."""
    call = [Turn(n, "other", f"{before}{secret}{after}") for n, (before, secret, after) in enumerate(said)]
    call.append(Turn(len(said), "collector", "说" * (PIECE_CHARACTERS - 5) + said[0][1] + "。"))
    body = "".join(message["content"] for portion in pieces(call) for message in messages(portion, ACTS))
    assert [secret for _, secret, _ in said if secret in body or secret[3:] in body] == []
