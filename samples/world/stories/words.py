"""Stories of what was said, as reviews of the words told it (`registers/reviews.csv`)."""

from samples.world.breaches import (
    ABUSE,
    AGENCY_FEE,
    BORROWING,
    FEE,
    FRAUD,
    MEANS,
    POSING,
    PRESSED,
    PROMISED,
    RUDE,
    TOLD_CONTACT,
    TOLD_OTHERS,
    UNNAMED,
    UNTRUE,
)
from samples.world.people import CHEN, MH1, MH2, MH_SMS, QL1, ZHOU, ZHOU_MOTHER
from samples.world.plan import SENT, TALKED, Columns, Story

MOTHER: Columns = {
    "direction": "inbound",
    "party": "contact_person",
    "purpose": "relay",
    "number": ZHOU_MOTHER,
}


def threats(s: Story) -> None:
    """A threat to Chen that a person confirmed, one that only a machine found, one that a person refuted; an insult;
    a message with a forged paper."""
    s.tell("03-04 10:00", CHEN, QL1, TALKED, MEANS)
    s.tell("03-04 11:00", CHEN, QL1, TALKED, MEANS.in_doubt())
    s.tell("03-04 14:00", CHEN, QL1, TALKED)
    s.tell("03-05 10:00", CHEN, MH1, TALKED, ABUSE, RUDE)
    s.tell("03-05 11:00", CHEN, MH_SMS, SENT, FRAUD, POSING, UNTRUE)


def money(s: Story) -> None:
    """Chen is promised a clean record, asked for a fee by the agency and perhaps by the lender, told to borrow, and
    not told who calls."""
    s.tell("03-06 10:00", CHEN, MH2, TALKED, PROMISED)
    s.tell("03-06 11:00", CHEN, QL1, TALKED, AGENCY_FEE)
    s.tell("03-06 14:00", CHEN, MH1, TALKED, FEE.in_doubt())
    s.tell("03-07 10:00", CHEN, MH2, TALKED, BORROWING)
    s.tell("03-07 11:00", CHEN, QL1, TALKED, UNNAMED)


def mother(s: Story) -> None:
    """Zhou's mother calls back: she is told of the debt, then asked to pay; once it was said to whoever answered."""
    s.tell("03-05 10:00", ZHOU, MH1, TALKED, TOLD_CONTACT, **MOTHER)
    s.tell("03-05 11:00", ZHOU, MH1, TALKED, PRESSED, **MOTHER)
    s.tell("03-05 14:00", ZHOU, MH1, TALKED, TOLD_OTHERS)
    s.tell("03-05 15:00", ZHOU, MH2, TALKED, **MOTHER)
