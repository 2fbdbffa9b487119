"""Stories of what was said: found by a machine, confirmed or refuted by a person, or never reviewed."""

from zilv.simulate.breaches import (
    ABUSE,
    AGENCY_FEE,
    BORROWING,
    CARD_ABUSE,
    FEE,
    FRAUD,
    GOING_ON,
    POSING,
    PRESSED,
    PROMISED,
    RUDE,
    THREAT,
    TOLD_CONTACT,
    TOLD_OTHERS,
    UNNAMED,
    UNTRUE,
)
from zilv.simulate.stories.persons import BANK, CARD
from zilv.simulate.story import CONTACT, HEARD, INBOUND, MISSED, SENT, TALKED, Changes, Story, Telling

BY_CONTACT: Changes = {**INBOUND, "party": "contact_person", "purpose": "relay", "number": CONTACT}
"""A contact person calls back."""


def threatened(s: Story) -> None:
    """Threats that a machine found, and what people made of them."""
    s.nearly("0 09:00", "own", TALKED, THREAT)
    s.said("", "clear")
    s.breaks("0 11:00", "agency", TALKED, THREAT)
    s.said("threat", "found", "confirmed")
    s.breaks("0 14:00", "agency", TALKED, THREAT.in_doubt())
    s.said("threat", "found")
    s.nearly("1 09:00", "agency", TALKED, THREAT)
    s.said("threat", "found", "refuted")
    s.breaks("1 11:00", "own", TALKED, THREAT, **INBOUND)
    s.said("threat", "confirmed")
    s.nearly("1 14:00", "own", MISSED, THREAT)
    s.said("", "clear")
    s.breaks("1 16:00", "agency", SENT, THREAT)
    s.said("threat", "refuted", "confirmed")
    s.breaks("2 09:00", "own", TALKED, GOING_ON, **INBOUND)
    s.said("ignored_stop", "found", "confirmed")
    s.nearly("2 10:00", "own", TALKED, GOING_ON)
    s.said("ignored_stop", "found", "confirmed", "refuted")


def insulted(s: Story) -> None:
    """Insults on the telephone and in writing, and exposure announced."""
    s.breaks("0 09:00", "agency", TALKED, ABUSE, RUDE)
    s.said("insult", "found", "confirmed")
    s.nearly("0 11:00", "agency", TALKED, ABUSE, RUDE)
    s.said("insult", "found", "refuted")
    s.breaks("0 14:00", "own", SENT, ABUSE)
    s.said("insult", "confirmed")
    s.breaks("1 09:00", "agency", TALKED, ABUSE)
    s.said("public_exposure", "found", "confirmed")
    s.breaks("1 11:00", "own", HEARD, ABUSE.in_doubt(), RUDE.in_doubt())
    s.said("insult", "found")


def card_insulted(s: Story) -> None:
    """The same, to a cardholder."""
    s.breaks("0 09:00", "own", TALKED, ABUSE, RUDE, CARD_ABUSE, **CARD)
    s.said("insult", "confirmed")
    s.breaks("0 11:00", "own", TALKED, THREAT, CARD_ABUSE, **CARD)
    s.said("threat", "confirmed")
    s.nearly("0 14:00", "own", TALKED, CARD_ABUSE, **CARD)
    s.said("threat", "refuted")


def deceived(s: Story) -> None:
    """A false name, a false paper, false consequences, false promises."""
    s.breaks("0 09:00", "agency", TALKED, FRAUD, POSING)
    s.said("impersonation", "found", "confirmed")
    s.breaks("0 11:00", "agency", SENT, FRAUD, POSING, UNTRUE)
    s.said("false_document", "found", "confirmed")
    s.breaks("0 14:00", "own", TALKED, UNTRUE, PROMISED)
    s.said("false_consequence", "confirmed")
    s.breaks("1 09:00", "own", TALKED, PROMISED)
    s.said("false_promise", "confirmed")
    s.breaks("1 11:00", "own", TALKED, PROMISED.in_doubt())
    s.said("false_promise", "found")
    s.nearly("1 14:00", "own", TALKED, FRAUD, POSING, UNTRUE, PROMISED)
    for act in ("impersonation", "false_document", "false_consequence", "false_promise"):
        s.said(act, "found", "refuted")


def asked_for_money(s: Story) -> None:
    """New loans, fees, and nobody's name."""
    s.breaks("0 09:00", "own", TALKED, BORROWING)
    s.said("induce_borrowing", "confirmed")
    s.breaks("0 11:00", "own", TALKED, FEE)
    s.said("extra_fee", "confirmed")
    s.breaks("0 14:00", "agency", TALKED, FEE, AGENCY_FEE)
    s.said("extra_fee", "confirmed")
    s.breaks("1 09:00", "agency", TALKED, UNNAMED)
    s.said("no_identification", "confirmed")
    s.nearly("1 11:00", "agency", TALKED, BORROWING, FEE, AGENCY_FEE, UNNAMED)
    for act in ("induce_borrowing", "extra_fee", "no_identification"):
        s.said(act, "found", "refuted")


def others_told(s: Story) -> None:
    """A contact person calls back, and somebody else answers the debtor's number."""
    s.breaks("0 09:00", "own", TALKED, TOLD_OTHERS, TOLD_CONTACT, **BY_CONTACT)
    s.said("third_party_disclosure", "confirmed")
    s.breaks("0 11:00", "own", TALKED, PRESSED, **BY_CONTACT)
    s.said("third_party_pressure", "confirmed")
    s.breaks("0 14:00", "agency", TALKED, TOLD_OTHERS)
    s.said("third_party_disclosure", "confirmed")
    s.nearly("1 09:00", "own", TALKED, TOLD_OTHERS, TOLD_CONTACT, PRESSED, **BY_CONTACT)
    s.said("third_party_disclosure", "found", "refuted")
    s.said("third_party_pressure", "found", "refuted")


TOLD = {
    "threatened": Telling(threatened, "话语中有威胁", "threats in what was said"),
    "insulted": Telling(insulted, "话语中有侮辱", "insults in what was said"),
    "card-insulted": Telling(card_insulted, "侮辱持卡人", "a cardholder is insulted", lender=BANK),
    "deceived": Telling(deceived, "假名义、假文书、假后果", "false names, papers and consequences"),
    "asked-for-money": Telling(asked_for_money, "劝借款、另收费", "new loans and fees"),
    "others-told": Telling(others_told, "告诉了别人", "others are told"),
}
"""Each story by its key."""
