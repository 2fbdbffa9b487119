"""The few words that whatever happens to a book is spelt with; so few that they meet."""

from hypothesis import strategies as st

from tests.gate.books import HOUR_US
from zilv.attempts.rows import MINUTE_US

PEOPLE = st.sampled_from(["王一", "王一", "王一", "李二"])
NUMBERS = st.sampled_from(["13800000001", "13800000001", "13800000001", "13800000002"])
"""Always recorded: the naive reading takes one number for all attempts where one was not."""

DEBTOR = {"party": "debtor", "purpose": "collect"}
KINDS = st.sampled_from(
    [
        *[{"channel": "voice_bot", "mode": "notify", **DEBTOR}] * 4,
        *[{"channel": "voice_bot", "mode": "interact", **DEBTOR}] * 4,
        {"channel": "voice_bot", "mode": None, **DEBTOR},
        {"channel": "sms", "mode": "notify", **DEBTOR},
        {"channel": "visit", "mode": "interact", "staff": 2, **DEBTOR},
        *[{"channel": "voice_bot", "mode": "interact", "party": "contact_person", "purpose": "ask_contact"}] * 2,
        {"channel": "voice_bot", "mode": "notify", "party": None, "purpose": "collect"},
        {"channel": "voice_bot", "mode": "notify", "party": "unrelated_third_party", "purpose": "collect"},
    ]
)
LINES = st.sampled_from([*["T1"] * 6, "T2", None])
OUTCOMES = st.sampled_from(
    [
        {"answered": False},
        {"answered": False},
        {"answered": True, "conversed": False, "recording": "r"},
        {"answered": True, "conversed": True, "recording": "r"},
        {"answered": True, "conversed": True, "recording": ""},
        {"answered": True},
        {"conversed": True},
        {"recording": ""},
        {"recording": "r"},
        {"answered": False, "recording": "r"},
        {"disposition": "invalid_number"},
    ]
)
CALL = {"channel": "voice_bot", **DEBTOR}
GIVEN_BACK: dict[str, bool] = {}
BUSY = st.sampled_from(
    [
        None,
        GIVEN_BACK,
        {"answered": False},
        {"answered": True, "conversed": False, "recording": "r"},
        {"answered": True, "conversed": True, "recording": "r"},
    ]
)
WAITS = st.sampled_from([1, 1_000, MINUTE_US, 70 * MINUTE_US, 5 * HOUR_US, 24 * HOUR_US])
EDGES = st.sampled_from([(0, 0), (8, 0), (21, 59), (22, 0), (23, 59)])
ROWS = st.sampled_from(
    [
        ("holds", {"person": "王一", "reason": "plan"}),
        ("holds", {"person": "王一", "reason": "deceased"}),
        ("holds", {"person": "李二", "reason": "attorney"}),
        ("agreements", {"person": "王一", "scope": "frequency", "at_most": 1}),
        ("agreements", {"person": "王一", "scope": "frequency", "at_most": 4, "counts": "answered"}),
        ("agreements", {"person": "王一", "scope": "time", "from_minute": 20 * 60, "to_minute": 23 * 60}),
        ("optouts", {"person": "王一", "number": "13800000001"}),
        ("lines", {"line": "T2", "owner": "L1"}),
    ]
)
