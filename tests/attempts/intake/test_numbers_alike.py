"""A file's numbers become the tokens that the gate's door and the registers make of them, however they are spelt."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attempts.intake.taken import TOKENS
from tests.attempts.intake.test_canonical import chunk_of
from zilv.attempts.attempt import COLUMNS
from zilv.attempts.intake.canonical import Canonical
from zilv.attempts.names import Names
from zilv.privacy.number import fault

WIDE = str.maketrans("0123456789+-()", "０１２３４５６７８９＋－（）")
PREFIXES = ("", "0", "+86", "86", "0086", "+86 0", "tel:", "tel:+86")
BETWEEN = ("", " ", "-", "‑", "–", "\u3000", ".", "\u200b")
AFTER = ("", ",12", "#12", ";12", ";ext=12")


@st.composite
def mobiles(draw: st.DrawFn) -> tuple[str, str]:
    """A mobile number, and one of the ways to write it."""
    plain = draw(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
    marks = draw(st.lists(st.sampled_from(BETWEEN), min_size=11, max_size=11))
    spelt = draw(st.sampled_from(PREFIXES)) + "".join(a + b for a, b in zip(marks, plain, strict=True))
    spelt += draw(st.sampled_from(AFTER))
    return plain, spelt.translate(WIDE) if draw(st.booleans()) else spelt


def taken(*numbers: str) -> tuple[list[int], list[int]]:
    """What intake makes of numbers, and of whom they stand for where no person is named."""
    rows = [{name: {"attempt_id": "a", "number": number}.get(name, "") for name in COLUMNS} for number in numbers]
    table, _ = Canonical(Names(), TOKENS, None).taken(chunk_of(rows), 0, partial=True)
    return table.column("number").to_pylist(), table.column("stand_in").to_pylist()


@settings(deadline=None)
@given(mobiles())
def test_a_number_in_any_spelling_is_one_token_in_a_file_and_at_the_door(told: tuple[str, str]) -> None:
    plain, spelt = told
    numbers, persons = taken(plain, spelt)
    assert set(numbers) == {TOKENS.value("number", plain), TOKENS.value("number", spelt)} and len(set(numbers)) == 1
    assert set(persons) == {TOKENS.value("person", plain)}
    assert fault(spelt) == ""


@settings(deadline=None)
@given(st.one_of(st.text("0123456789+-() .x*", min_size=1), st.text(min_size=1, max_size=24)).filter(str.strip))
def test_any_text_has_one_token_in_a_file_and_at_the_door_or_is_refused_at_both(text: str) -> None:
    numbers, _ = taken(text)
    assert numbers == ([] if fault(text) else [TOKENS.value("number", text)])
