"""Stories of how often: notices, conversations, unanswered calls, visits."""

from samples.world.breaches import (
    ALONE,
    CONVERSATIONS,
    EVENING,
    NIGHT,
    NOTICES,
    UNANSWERED,
    VISIT_RECORDING,
    VISITS,
)
from samples.world.people import (
    CA1,
    CA2,
    CHEN,
    LIN,
    MA,
    MH1,
    MH2,
    MH3,
    MH_ROBOT,
    PEI,
    QL1,
    QL_ROBOT,
    WU,
    YT1,
    YT2,
    YT_ROBOT,
    ZHAO,
    ZHAO_SECOND,
    ZHOU,
    at_visit,
)
from samples.world.plan import HEARD, MET, MISSED, PICKED_UP, TALKED, Story


def fourth_notice_over_two_agencies(s: Story) -> None:
    """Nobody called Lin more than twice; together they reached her five times."""
    s.tell("03-05 09:10", LIN, MH_ROBOT, HEARD)
    s.tell("03-05 11:00", LIN, QL1, HEARD)
    s.tell("03-05 15:00", LIN, YT1, HEARD)
    s.tell("03-05 17:30", LIN, YT1, HEARD, NOTICES)
    s.tell("03-05 19:00", LIN, QL1, MISSED)
    s.tell("03-05 19:30", LIN, QL1, HEARD, NOTICES)


def mode_not_recorded(s: Story) -> None:
    """The fourth answered call of the day may have been a notice, or not."""
    s.tell("03-09 09:10", LIN, MH_ROBOT, HEARD)
    s.tell("03-09 11:00", LIN, QL_ROBOT, HEARD)
    s.tell("03-09 15:00", LIN, YT_ROBOT, HEARD)
    s.tell("03-09 16:00", LIN, YT1, PICKED_UP, NOTICES.in_doubt(), mode="")


def agreed_more(s: Story) -> None:
    """Pei asked for up to five reminders a day, and agreed to them."""
    for at in ("09:00", "11:00", "13:00", "15:00", "17:00"):
        s.tell(f"03-06 {at}", PEI, MH_ROBOT, HEARD)
    s.tell("03-06 19:00", PEI, MH_ROBOT, HEARD, NOTICES)


def agreed_fewer(s: Story) -> None:
    """Chen has an exam on 2026-03-11: one call that day was agreed."""
    s.tell("03-11 12:30", CHEN, QL_ROBOT, HEARD)
    s.tell("03-11 18:00", CHEN, QL_ROBOT, HEARD, NOTICES)


def fourth_conversation(s: Story) -> None:
    """Four conversations in a day; a call that held none, and one that Zhou began himself, do not count."""
    s.tell("03-12 09:20", ZHOU, MH2, TALKED)
    s.tell("03-12 11:40", ZHOU, MH1, TALKED)
    s.tell("03-12 14:00", ZHOU, MH_ROBOT, TALKED, mode="interact")
    s.tell("03-12 16:30", ZHOU, MH2, TALKED, CONVERSATIONS)
    s.tell("03-12 18:00", ZHOU, MH2, PICKED_UP)
    for at in ("09:20", "11:40", "14:00"):
        s.tell(f"03-13 {at}", ZHOU, MH2, TALKED)
    s.tell("03-13 15:00", ZHOU, MH1, TALKED, direction="inbound")
    s.tell("03-13 16:30", ZHOU, MH_ROBOT, HEARD)
    for at in ("09:20", "11:40", "14:00"):
        s.tell(f"03-14 {at}", ZHOU, MH2, TALKED)
    s.tell("03-14 16:30", ZHOU, MH2, TALKED, CONVERSATIONS.in_doubt(), conversed="")


def seventh_unanswered(s: Story) -> None:
    """Yuanting lets it ring; the lender's robot rings the same telephone."""
    for n in range(6):
        s.tell(f"03-04 {9 + n:02}:05", ZHAO, YT1 if n % 2 else YT2, MISSED)
    s.tell("03-04 15:05", ZHAO, YT1, MISSED, number=ZHAO_SECOND)
    s.tell("03-04 16:05", ZHAO, YT1, TALKED)
    s.tell("03-04 17:05", ZHAO, YT1, MISSED, UNANSWERED)
    s.tell("03-04 18:05", ZHAO, MH_ROBOT, MISSED, UNANSWERED)
    for n in range(6):
        s.tell(f"03-05 {9 + n:02}:05", ZHAO, YT2, MISSED)
    mailbox = {"answered": "", "conversed": "", "disposition": "voicemail", "recording": "REC-voicemail"}
    s.tell("03-05 17:05", ZHAO, YT2, mailbox, UNANSWERED)


def agreed_attempts(s: Story) -> None:
    """Ma often misses calls: up to eight a day were agreed."""
    for n in range(8):
        s.tell(f"03-06 {9 + n:02}:15", MA, CA1, MISSED)
    s.tell("03-06 18:15", MA, CA1, MISSED, UNANSWERED)


def visits(s: Story) -> None:
    """Wu is visited too often, by one collector alone, unrecorded, at night."""
    s.tell("03-04 10:00", WU, at_visit(CA1), MET)
    s.tell("03-04 15:00", WU, at_visit(MH3), MET, VISITS)
    s.tell("03-06 10:00", WU, at_visit(CA1), MET, ALONE, staff="1")
    s.tell("03-07 10:00", WU, at_visit(CA2), MET, ALONE.in_doubt(), staff="")
    s.tell("03-10 10:00", WU, at_visit(CA2), MET, VISIT_RECORDING, recording="")
    s.tell("03-11 22:15", WU, at_visit(CA1), MET, NIGHT, staff="3")
    s.tell("03-12 21:00", WU, at_visit(CA1), MET, house=EVENING)
