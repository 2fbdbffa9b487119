"""Stories of whom: contact persons, guarantors, relatives, heirs, strangers, and those who have refused."""

from zilv.simulate.assumptions import LENDERS
from zilv.simulate.breaches import (
    CARD_THIRD_PARTIES,
    CONTACT_PURPOSE,
    CONTACT_STATE,
    GUARANTOR,
    HEIR,
    REFUSED,
    RELATED,
    SOMEBODY,
    UNRELATED,
    UNRELATED_BY_AGENCY,
    UNRELATED_CARD,
)
from zilv.simulate.story import (
    ASK,
    CONTACT,
    GUARANTEE,
    INBOUND,
    INVALID,
    MISSED,
    PICKED_UP,
    RELATIVE,
    SENT,
    STRANGER,
    TALKED,
    UNFOUNDED,
    Changes,
    Story,
    Telling,
)

ASKED: Changes = {**TALKED, **ASK}
RELAYED: Changes = {**ASKED, "purpose": "relay"}
COLLECTED: Changes = {**ASKED, "purpose": "collect"}
GUARANTORS: Changes = {**TALKED, "party": "guarantor"}
RELATIVES: Changes = {**TALKED, "party": "related_third_party"}
STRANGERS: Changes = {**TALKED, "party": "unrelated_third_party", "number": STRANGER}
HEIRS: Changes = {**TALKED, "party": "heir", "number": RELATIVE, "purpose": "notice"}
CARD: Changes = {"product": "credit_card"}
BANK = LENDERS.value.index("bank-c")
"""Only the bank among the lenders issues cards."""


def contact_person(s: Story) -> None:
    """Asked while the debtor answers; then he is lost, and may be asked about; then he calls back."""
    s.nearly("0 08:30", "own", TALKED)
    s.breaks("0 09:00", "agency", ASKED, CONTACT_STATE)
    for at in ("0 09:30", "0 13:00", "0 18:00"):
        s.nearly(at, "agency", MISSED)
    s.breaks("0 19:00", "agency", ASKED, CONTACT_STATE)
    s.nearly("1 10:00", "agency", ASKED, CONTACT_STATE, CONTACT_PURPOSE)
    s.nearly("1 10:10", "agency", RELAYED, CONTACT_PURPOSE)
    s.breaks("1 10:20", "agency", COLLECTED, CONTACT_PURPOSE)
    s.breaks("1 11:00", "agency", ASKED, CONTACT_PURPOSE.in_doubt(), purpose="")
    s.nearly("1 16:00", "own", TALKED, **INBOUND)
    s.breaks("1 17:00", "agency", RELAYED, CONTACT_STATE)
    s.breaks("1 17:30", "own", COLLECTED, CONTACT_STATE, CONTACT_PURPOSE)


def three_days_in_vain(s: Story) -> None:
    """One call in vain on each of three days."""
    s.nearly("0 09:00", "own", TALKED)
    s.nearly("0 10:00", "own", MISSED)
    s.nearly("1 10:00", "own", MISSED)
    s.breaks("1 15:00", "own", ASKED, CONTACT_STATE)
    s.nearly("2 10:00", "own", MISSED)
    s.nearly("3 10:00", "own", ASKED, CONTACT_STATE)


def perhaps_lost(s: Story) -> None:
    """Three calls in vain, unless the one whose outcome nobody recorded was answered."""
    s.nearly("0 09:00", "own", TALKED)
    s.nearly("0 14:00", "own", MISSED)
    s.nearly("0 16:00", "own", MISSED, answered="", conversed="", disposition="", recording="yes")
    s.nearly("0 18:00", "own", MISSED)
    s.breaks("1 10:00", "own", ASKED, CONTACT_STATE.in_doubt())


def refusal(s: Story) -> None:
    """The number is invalid, so a friend may be asked, once: he refuses at 14:00, whichever debtor it is about."""
    s.enter("optouts", "0 14:00", number=CONTACT)
    s.nearly("0 09:00", "own", INVALID)
    s.nearly("0 13:59:59", "agency", ASKED, REFUSED, CONTACT_STATE)
    s.breaks("0 15:00", "agency", ASKED, REFUSED)
    s.breaks("1 09:30", "own", SENT, REFUSED, **{**ASK, "purpose": "relay"})
    s.breaks("1 10:00", "own", ASKED, REFUSED.in_doubt(), number=0)
    s.nearly("1 10:30", "own", TALKED, companion=1)
    s.breaks("1 11:00", "own", ASKED, REFUSED, CONTACT_STATE, companion=1)


def around_the_dead(s: Story) -> None:
    """Heirs and contact persons before and after the death is registered."""
    s.enter("holds", "1 09:00", "3 00:00", reason="deceased")
    s.nearly("0 09:00", "own", TALKED)
    s.breaks("0 10:00", "own", HEIRS, HEIR)
    s.breaks("1 08:59:59", "own", HEIRS, HEIR)
    s.nearly("1 09:00", "own", HEIRS, HEIR)
    s.nearly("2 10:00", "agency", ASKED, CONTACT_STATE)


def around_one_without_capacity(s: Story) -> None:
    """The same where the debtor has no capacity, which stops nobody from writing to him."""
    s.enter("holds", "1 00:00", "3 00:00", reason="no_capacity")
    s.nearly("0 09:00", "own", TALKED)
    s.breaks("0 10:00", "own", ASKED, CONTACT_STATE)
    s.nearly("1 10:00", "own", ASKED, CONTACT_STATE)
    s.nearly("2 10:00", "own", HEIRS, HEIR)


def guarantors(s: Story) -> None:
    """One with a contract, one without, one who signed on the second day."""
    s.enter("relations", number=GUARANTEE, party="guarantor", basis="contract")
    s.enter("relations", number=UNFOUNDED, party="guarantor")
    s.enter("relations", "1 00:00", number=RELATIVE, party="guarantor", basis="contract")
    s.nearly("0 09:00", "own", GUARANTORS, GUARANTOR, number=GUARANTEE)
    s.breaks("0 09:30", "own", GUARANTORS, GUARANTOR, number=UNFOUNDED)
    s.breaks("0 10:00", "agency", GUARANTORS, GUARANTOR, number=RELATIVE)
    s.nearly("1 10:00", "agency", GUARANTORS, GUARANTOR, number=RELATIVE)


def relatives(s: Story) -> None:
    """One who owes as well, and one who does not."""
    s.enter("relations", number=RELATIVE, party="related_third_party", basis="joint_debt")
    s.nearly("0 09:00", "own", RELATIVES, RELATED, number=RELATIVE)
    s.breaks("0 10:00", "agency", RELATIVES, RELATED, number=UNFOUNDED)


def strangers(s: Story) -> None:
    """The lender and an agency collect from a stranger; of one call nobody recorded who answered."""
    s.nearly("0 09:00", "own", TALKED)
    s.breaks("0 10:00", "own", STRANGERS, UNRELATED)
    s.breaks("0 11:00", "agency", STRANGERS, UNRELATED, UNRELATED_BY_AGENCY)
    s.breaks("0 16:00", "own", PICKED_UP, SOMEBODY, party="")
    s.nearly("1 10:00", "agency", PICKED_UP, UNRELATED, UNRELATED_BY_AGENCY, disposition="wrong_person")


def around_a_card(s: Story) -> None:
    """Third persons around a credit card may only be asked, whatever they owe; strangers only answered."""
    s.enter("relations", number=RELATIVE, party="related_third_party", basis="joint_debt")
    s.nearly("0 09:00", "own", INVALID, **CARD)
    s.nearly("0 10:00", "own", ASKED, CARD_THIRD_PARTIES, **CARD)
    s.breaks("0 10:30", "own", COLLECTED, CONTACT_PURPOSE, CARD_THIRD_PARTIES, **CARD)
    s.breaks("0 11:00", "own", RELATIVES, CARD_THIRD_PARTIES, number=RELATIVE, **CARD)
    s.nearly("0 11:30", "own", RELATIVES, CARD_THIRD_PARTIES, number=RELATIVE, purpose="relay", **CARD)
    s.breaks("0 14:00", "own", STRANGERS, UNRELATED, UNRELATED_CARD, **CARD)
    s.nearly("0 15:00", "own", STRANGERS, UNRELATED_CARD, **CARD, **INBOUND)


TOLD = {
    "contact-person": Telling(contact_person, "失联前后的联系人", "contact persons before and after he is lost"),
    "three-days": Telling(three_days_in_vain, "连续三日未接", "three days in vain"),
    "perhaps-lost": Telling(perhaps_lost, "是否失联说不清", "perhaps lost"),
    "refusal": Telling(refusal, "第三人明确拒绝", "a third person refuses"),
    "deceased-around": Telling(around_the_dead, "死亡登记前后的继承人", "heirs before and after a death"),
    "no-capacity": Telling(around_one_without_capacity, "无行为能力", "no capacity"),
    "guarantors": Telling(guarantors, "有据与无据的担保人", "guarantors with and without a basis"),
    "relatives": Telling(relatives, "共同债务与无关亲属", "relatives who owe and who do not"),
    "strangers": Telling(strangers, "无关第三人", "strangers"),
    "around-a-card": Telling(around_a_card, "信用卡的第三人", "third persons around a card", lender=BANK),
}
"""Each story by its key."""
