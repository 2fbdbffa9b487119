"""The few words that examples are spelt with."""

from datetime import time
from typing import Any

from hypothesis import strategies as st

LENDERS = ("L1", "L2")
AGENCIES = (None, "A1", "A2", "A3")
PERSONS = ("P1", "P2", "P3")
NUMBERS = (None, "N1", "N2", "N3")
ACCOUNTS = (None, "C1", "C2")
COLLECTORS = (None, "K1", "K2")
LINES = (None, "T1", "T2")
PRODUCTS = (None, "credit_card", "cash_loan")
CHANNELS = ("voice", "voice_bot", "sms", "im", "app", "email", "letter", "visit")
PARTIES = (
    None,
    "debtor",
    "guarantor",
    "contact_person",
    "related_third_party",
    "unrelated_third_party",
    "attorney",
    "heir",
)
TALKS = (
    (None, None, None),
    (False, None, None),
    (False, False, None),
    (True, None, None),
    (True, False, None),
    (True, True, None),
    (None, True, None),
    (False, False, "invalid_number"),
    (None, None, "invalid_number"),
)
"""answered, conversed, disposition: what was not answered held no conversation."""
CLOCK = (
    time(0),
    time(7, 59, 59),
    time(8),
    time(9, 30),
    time(12),
    time(12, 0, 1),
    time(13),
    time(16, 45),
    time(20, 59),
    time(21),
    time(21, 0, 0, 1),
    time(21, 1),
    time(21, 59, 59, 999_999),
    time(22),
    time(22),
    time(23, 59, 59),
)


def usually(value: Any, *others: Any) -> st.SearchStrategy[Any]:
    """The first value about two times in three."""
    return st.sampled_from([value] * (2 * max(1, len(others))) + list(others))
