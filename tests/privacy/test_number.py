"""One telephone number has one spelling; what is none is told, and what looks alike is alike."""

import hashlib
import hmac

import pytest

from zilv.privacy.number import dialled, fault, folded, same_number
from zilv.privacy.token import Tokens

KEY = b"k" * 32
TOKENS = Tokens(KEY)
MOBILE = "13912345678"
SPELT = (
    "013912345678",
    "13912345678.0",
    "+86 139 1234 5678",
    "0086-139-1234-5678",
    "8613912345678",
    "+86 (0)139 1234 5678",
    "１３９１２３４５６７８",
    "＋８６　１３９１２３４５６７８",
    "139‐1234–5678",
    "139—1234−5678",
    "139\u00a01234\u20095678",
    "\u202a139\u200b12345678\u202c",
    "١٣٩١٢٣٤٥٦٧٨",
    "tel:+86-139-1234-5678",
    "TEL:13912345678",
    "tel:+8613912345678;ext=12",
    "13912345678,12",
    "13912345678#12",
)
"""Each is MOBILE. Non-ASCII dashes, spaces and digits among them, and marks that nobody sees."""


@pytest.mark.parametrize("spelt", SPELT)
def test_a_mobile_number_has_one_spelling(spelt: str) -> None:
    assert same_number(spelt) == MOBILE
    assert TOKENS.text("number", spelt) == TOKENS.text("number", MOBILE)
    assert TOKENS.text("line", spelt) == TOKENS.text("line", MOBILE)
    assert fault(spelt) == "" and same_number(dialled(spelt)) == MOBILE


@pytest.mark.parametrize("spelt", ["+86 571 8765 4321", "0086 (0)571-87654321", "0571-87654321", "(0571) 87654321#1"])
def test_a_fixed_line_has_one_spelling(spelt: str) -> None:
    assert same_number(spelt) == "057187654321"


@pytest.mark.parametrize("spelt", ["+86 10 6655 4433", "010-66554433"])
def test_a_fixed_line_of_a_short_area_code_has_one_spelling(spelt: str) -> None:
    assert same_number(spelt) == "01066554433"


@pytest.mark.parametrize("spelt", ["+86 400 812 3123", "400-812-3123"])
def test_a_service_number_has_no_area_code(spelt: str) -> None:
    assert same_number(spelt) == "4008123123"


@pytest.mark.parametrize("one", ["+15550100201", "95588", "12378", "057187654321", "02012345678", "T1", "139000", ""])
def test_other_numbers_stay_as_they_are(one: str) -> None:
    assert same_number(one) == one


def test_two_numbers_are_two() -> None:
    several = (MOBILE, "13912345679", "012912345678", "0139123456789", "8612345678", "+15550100201", "5550100201")
    assert len({same_number(one) for one in several}) == len(several)


@pytest.mark.parametrize(
    ("kind", "raw", "plain"),
    [
        ("number", MOBILE, MOBILE),
        ("number", "+86 139-1234-5678", MOBILE),
        ("number", "0571-87654321", "057187654321"),
        ("number", "+1 (555) 010-0201", "+15550100201"),
        ("line", "T1", "T1"),
        ("person", "C-000123", "C-000123"),
        ("person", " 王一 ", "王一"),
        ("account", "loan 7.1", "loan 7.1"),
    ],
)
def test_tokens_of_plain_spellings_are_those_written_so_far(kind: str, raw: str, plain: str) -> None:
    digest = hmac.digest(KEY, f"{kind}:{plain}".encode(), hashlib.sha256)
    assert TOKENS.value(kind, raw) == int.from_bytes(digest[:8], "big", signed=True)


@pytest.mark.parametrize(
    "spelt", ["Ｃ－０００１２３", "C‑000123", "C–000123", "C\u200b-000123", "\u3000C-000123", "C\u2212000123"]
)
def test_a_person_in_other_widths_and_dashes_is_the_same(spelt: str) -> None:
    assert TOKENS.text("person", spelt) == TOKENS.text("person", "C-000123")
    assert folded(folded(spelt)) == folded(spelt)


@pytest.mark.parametrize("text", ["139****5678", "139＊＊＊＊5678", "139xxxx5678", "139••••5678"])
def test_a_masked_number_is_told(text: str) -> None:
    assert fault(text) == "已打码，请导出完整号码 · is masked; export full numbers" and dialled(text) == ""


@pytest.mark.parametrize("text", ["", "-", "王一", "a@b.example", "sip:139@host", "139-1234-5678 家", "(---)"])
def test_what_is_no_number_is_told(text: str) -> None:
    assert fault(text) == "不是电话号码 · is no telephone number" and dialled(text) == ""
