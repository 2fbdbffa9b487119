"""Identity cards (GB 11643), bank cards (ISO/IEC 7812) and telephone numbers, in digits however written or spoken."""

import re
from calendar import monthrange
from typing import NamedTuple

from zilv.privacy.redact.digits import RUN_DIGITS_MAX, Run, runs
from zilv.privacy.redact.span import Kind, Span
from zilv.privacy.redact.words import listed

_PROVINCES = listed(
    """
    11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83
    """
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CARD_LENGTHS = (19, 18, 17, 16)
_CARD = re.compile(r"(?:62|4|5[1-5]|2[2-7]|3[568]|6[0-9]|8[1-9]|9[0-9]|10[0-9])\d+")
"""How issuers' numbers begin; 20 does not, so a stamp of date and serial is none."""
_MOBILE = re.compile(r"(?:(?:00)?86|0)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}")
_AREA = re.compile(r"0(?:10|2\d|[3-9]\d{2})")
_LOCAL = re.compile(r"(?![48]00)[2-8]\d{6,7}")
_SPOKEN_MAX = 24
_BEFORE = 14
_NAMED: tuple[tuple[Kind, re.Pattern[str], range], ...] = (
    ("identity_card", re.compile(r"(?:身份证|身份證|证件)[^\d]{0,8}$"), range(15, 19)),
    (
        "bank_card",
        re.compile(r"(?:卡号|卡號|账号|帐号|账户|帐户|银行卡|储蓄卡|借记卡)[^\d订单合同]{0,6}$"),
        range(12, 20),
    ),
)
_AMOUNT = r"(?:还(?![是有])|付|本金|利息|罚息|违约金|欠|金额|余额)[款了上掉清完]{0,2}"
_AMOUNT_BEFORE = re.compile(_AMOUNT + r"(?:是|为|共|约|大概|差不多)?[\s:,]{0,2}$")
_AMOUNT_AFTER = re.compile(r"\s?[多来]?[元块万]")
_PHONE_CUE = re.compile(r"(?:电话号?|手机号?|号码|拨打)(?:就是|是|为)?[\s:,]{0,2}$")
_LOCAL_CUE = re.compile(r"(?<!客服)(?<!服务)(?<!投诉)(?:电话|座机|固话|家里号码)[^\d]{0,4}$")


def is_identity_card(digits: str) -> bool:
    """Whether 18 characters are an identity number: province, a day that exists, check digit; or 15, without one.

    >>> is_identity_card("11010519491231002X"), is_identity_card("110105194912310021")
    (True, False)
    """
    if digits[:2] not in _PROVINCES or not digits[:-1].isdigit():
        return False
    if len(digits) == 15:
        return digits.isdigit() and _is_day("19" + digits[6:12])
    return len(digits) == 18 and _is_day(digits[6:14]) and check_digit(digits) == digits[17]


def check_digit(digits: str) -> str:
    """The last character of the identity number that begins with these 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11]


def _is_day(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    return 1800 < year < 2100 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def is_bank_card(digits: str) -> bool:
    """Whether 16 to 19 digits begin as an issuer's number does and pass the Luhn check.

    >>> is_bank_card("6222020000000000000"), is_bank_card("6222020000000000005")
    (True, False)
    """
    return len(digits) in _CARD_LENGTHS and _CARD.fullmatch(digits) is not None and luhn_sum(digits) % 10 == 0


def luhn_sum(digits: str) -> int:
    """The sum that ends in 0 for a number with a right check digit: every second digit from the right is doubled."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return sum(int(digit) for digit in digits[::-2]) + sum(doubled)


class _Place(NamedTuple):
    """A run, and what stands before and after it."""

    run: Run
    before: str
    after: str

    def amounts(self, first: int, end: int) -> bool:
        """Whether words part these digits into amounts that are listed: 还1350，然后2000，再500块."""
        if not self.run.worded(first, end):
            return False
        last = end == len(self.run.digits)
        return bool(_AMOUNT_BEFORE.search(self.before) or (last and _AMOUNT_AFTER.match(self.after)))


def numbers(text: str, plain: str) -> list[Span]:
    """Every identity card, bank card and telephone number. `plain` is the folded text."""
    found: list[Span] = []
    for run in runs(text, plain):
        if len(run.digits) <= RUN_DIGITS_MAX:
            start, end = run.at[0], run.at[-1] + 1
            found += _of_run(_Place(run, plain[max(0, start - _BEFORE) : start], plain[end : end + 3]))
        else:
            found.append(Span(run.at[0], run.at[-1] + 1, "phone"))
    return found


def _of_run(place: _Place) -> list[Span]:
    run, found, first = place.run, [], 0
    while first < len(run.digits):
        kind, length = _at(place, first)
        if kind is not None:
            found.append(Span(run.at[first], run.at[first + length - 1] + 1, kind))
        first += length
    return found


def _at(place: _Place, first: int) -> tuple[Kind | None, int]:
    """The number that begins at this digit, and its length; None and 1 where there is none."""
    run = place.run
    if len(run.digits) - first >= 18 and is_identity_card(run.digits[first : first + 18]):
        return "identity_card", 18
    for length in _CARD_LENGTHS:
        end = first + length
        if run.whole(first, end) and is_bank_card(run.digits[first:end]) and not place.amounts(first, end):
            return "bank_card", length
    if first == 0 and (named := _by_name(place)):
        return named
    if length := _phone(place, first):
        return "phone", length
    if run.whole(first, first + 15) and is_identity_card(run.digits[first : first + 15]):
        return "identity_card", 15
    if first == 0 and _LOCAL_CUE.search(place.before):
        ends = [end for end in run.opens if _LOCAL.fullmatch(run.digits, 0, end)]
        return ("phone", ends[-1]) if ends else (None, 1)
    return None, 1


def _by_name(place: _Place) -> tuple[Kind, int] | None:
    """A number that the words before it call a card, whether or not it passes a check: a digit may be misheard."""
    for kind, cue, lengths in _NAMED:
        if cue.search(place.before):
            ends = [end for end in place.run.opens if end in lengths]
            if ends:
                return kind, ends[-1]
    return None


def _phone(place: _Place, first: int) -> int:
    """The length of the telephone number that begins at this digit; 0 = none does."""
    run = place.run
    if run.plus and first == 0 and 8 <= (length := len(run.digits.removesuffix("X"))) <= 15:
        return length
    if (mobile := _MOBILE.match(run.digits, first)) and _said_as_one(place, first, mobile.end()):
        return mobile.end() - first
    for length in (12, 11, 10):
        end = first + length
        if run.whole(first, end) and _LANDLINE.fullmatch(run.digits, first, end) and _area_apart(run, first, end):
            return length
    return 0


def _said_as_one(place: _Place, first: int, end: int) -> bool:
    """Whether a mobile number stands for itself: cut nowhere; or within a run of numerals that was read out.

    Words between its digits may part amounts: it then begins with 138 or 1 3 8, or is called a number.
    """
    run = place.run
    if run.worded(first, end):
        groups = run.groups(first, end)
        called = first == 0 and _PHONE_CUE.search(place.before)
        if place.amounts(first, end) or not (called or groups[0] == 3 or groups[:3] == [1, 1, 1]):
            return False
        return run.whole(first, end) or (len(run.digits) <= _SPOKEN_MAX and run.spoken)
    if not run.whole(first, end):
        return len(run.digits) <= _SPOKEN_MAX and run.spoken
    groups = run.groups(first, end)
    return not run.commas or len(groups) == 1 or groups[0] >= 3 or max(groups) == 1


def _area_apart(run: Run, first: int, end: int) -> bool:
    """Whether the first cut, if there is one, lies behind the area code, or all digits are read one by one."""
    groups = run.groups(first, end)
    area = _AREA.match(run.digits, first)
    assert area
    return len(groups) == 1 or groups[0] in {len(area[0]), 3, 4} or max(groups) == 1
