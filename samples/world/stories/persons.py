"""Stories of whom: contact persons, guarantors, relatives, strangers, and those who have refused."""

from samples.world.breaches import (
    CONTACT_PURPOSE,
    CONTACT_STATE,
    GUARANTOR,
    HEIR,
    REFUSED,
    RELATED,
    SOMEBODY,
    UNRELATED,
)
from samples.world.people import (
    CA1,
    CHEN,
    COLLEAGUE,
    FENG,
    FENG_COUSIN,
    FENG_NEIGHBOUR,
    FENG_SON,
    HE,
    HE_GUARANTOR,
    HE_LATE_GUARANTOR,
    HE_UNFOUNDED,
    HE_WIFE,
    MA,
    MA_HUSBAND,
    MH1,
    MH3,
    MH_ROBOT,
    MH_SMS,
    PEI,
    QL1,
    QL2,
    XU,
    XU_FRIEND,
    YT1,
    YT2,
    ZHENG,
    ZHENG_SISTER,
    ZHOU,
    ZHOU_MOTHER,
)
from samples.world.plan import ASK, INVALID, MISSED, PICKED_UP, SENT, TALKED, Columns, Story

COLLECT: Columns = {"party": "contact_person", "purpose": "collect"}
RELAY: Columns = {"party": "contact_person", "purpose": "relay"}


def sister(s: Story) -> None:
    """Zheng's sister is asked while he answers; then he is lost, and she may be asked; then he calls back."""
    s.tell("03-05 10:00", ZHENG, QL1, TALKED)
    s.tell("03-05 15:00", ZHENG, QL2, TALKED, CONTACT_STATE, number=ZHENG_SISTER, **ASK)
    for at in ("09:30", "13:00", "18:00"):
        s.tell(f"03-06 {at}", ZHENG, QL1, MISSED)
    s.tell("03-06 19:00", ZHENG, QL2, TALKED, CONTACT_STATE, number=ZHENG_SISTER, **ASK)
    s.tell("03-07 10:00", ZHENG, QL2, TALKED, number=ZHENG_SISTER, **ASK)
    s.tell("03-07 10:20", ZHENG, QL2, TALKED, CONTACT_PURPOSE, number=ZHENG_SISTER, **COLLECT)
    s.tell("03-07 11:00", ZHENG, QL2, TALKED, CONTACT_PURPOSE.in_doubt(), number=ZHENG_SISTER, **{**ASK, "purpose": ""})
    s.tell("03-07 16:00", ZHENG, QL1, TALKED, direction="inbound")
    s.tell("03-07 17:00", ZHENG, QL2, PICKED_UP, CONTACT_STATE, number=ZHENG_SISTER, **RELAY)


def perhaps_lost(s: Story) -> None:
    """Three calls in a row failed, unless the one whose outcome nobody recorded was answered."""
    s.tell("03-10 09:00", ZHOU, MH1, TALKED)
    s.tell("03-10 14:00", ZHOU, MH1, MISSED)
    s.tell("03-10 16:00", ZHOU, MH1, {"answered": "", "recording": "REC-unclear"})
    s.tell("03-10 18:00", ZHOU, MH1, MISSED)
    s.tell("03-11 10:00", ZHOU, MH3, TALKED, CONTACT_STATE.in_doubt(), number=ZHOU_MOTHER, **ASK)


def friend_refuses(s: Story) -> None:
    """Xu's number is invalid, so his friend may be asked, once: he refuses at 14:00."""
    s.tell("03-05 09:00", XU, MH_ROBOT, INVALID)
    s.tell("03-05 13:50", XU, YT1, TALKED, number=XU_FRIEND, **ASK)
    s.tell("03-05 15:00", XU, YT2, MISSED, REFUSED, number=XU_FRIEND, **ASK)
    s.tell("03-06 09:30", XU, MH_SMS, SENT, REFUSED, number=XU_FRIEND, **RELAY)
    s.tell("03-09 11:00", PEI, QL1, TALKED)
    s.tell("03-09 11:30", PEI, QL1, TALKED, REFUSED, CONTACT_STATE, number=XU_FRIEND, **ASK)
    s.tell("03-09 12:00", XU, MH1, TALKED, REFUSED.in_doubt(), number="", **ASK)


def around_the_dead(s: Story) -> None:
    """Feng died on 2026-03-04: contact persons may be asked for heirs, but for the one who has refused."""
    s.tell("03-03 10:00", FENG, MH1, TALKED, HEIR, number=FENG_SON, party="heir", purpose="notice")
    s.tell("03-06 10:00", FENG, MH1, TALKED, number=FENG_COUSIN, **ASK)
    s.tell("03-06 10:30", FENG, MH1, TALKED, number=FENG_SON, party="heir", purpose="notice")
    s.tell("03-06 11:00", FENG, MH1, MISSED, REFUSED, number=FENG_NEIGHBOUR, **ASK)


def guarantors_and_relatives(s: Story) -> None:
    """He has a guarantor with a contract, one without, one who signed on 2026-03-06, and a wife."""
    s.tell("03-05 09:00", HE, QL1, TALKED, number=HE_GUARANTOR, party="guarantor")
    s.tell("03-05 09:30", HE, QL1, TALKED, GUARANTOR, number=HE_UNFOUNDED, party="guarantor")
    s.tell("03-05 10:00", HE, QL1, TALKED, GUARANTOR, number=HE_LATE_GUARANTOR, party="guarantor")
    s.tell("03-06 10:00", HE, QL1, TALKED, number=HE_LATE_GUARANTOR, party="guarantor")
    s.tell("03-06 11:00", HE, QL1, TALKED, number=HE_WIFE, party="related_third_party")
    s.tell("03-10 11:00", MA, CA1, TALKED, RELATED, number=MA_HUSBAND, party="related_third_party")


def strangers(s: Story) -> None:
    """A colleague is told; and a call of which nobody recorded who answered."""
    stranger: Columns = {"number": COLLEAGUE, "party": "unrelated_third_party"}
    s.tell("03-11 10:00", HE, QL2, TALKED, UNRELATED, **stranger)
    s.tell("03-11 10:10", HE, QL2, TALKED, UNRELATED, **{**stranger, "purpose": "relay"})
    s.tell("03-11 15:00", HE, MH_SMS, SENT, UNRELATED, **stranger)
    s.tell("03-11 16:00", HE, QL2, PICKED_UP, SOMEBODY, party="", note="接听人未核实身份")
    s.tell("03-10 17:00", CHEN, QL2, PICKED_UP, disposition="wrong_person")
