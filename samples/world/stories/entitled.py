"""Stories of by what right: lines, notices of outsourcing, mandates, qualifications."""

from samples.world.breaches import EXAM, LINE, MANDATE, NIGHT, NOT_TOLD, RECORDING, TRAINING, UNRELATED
from samples.world.people import (
    CA1,
    CA2,
    CA3,
    CA_SMS,
    CAO,
    COLLEAGUE,
    HANDED_OVER,
    LUO,
    MA,
    MH_ROBOT,
    MOVED,
    PEI,
    PRIVATE_PHONE,
    QL3,
    QL_ROBOT,
    WU,
    YT1,
    YT4,
    YT_SMS,
    ZHAO,
)
from samples.world.plan import HEARD, MISSED, SENT, TALKED, Story


def lines(s: Story) -> None:
    """A private phone, another agency's line, a line before and after it changed hands, and no line at all."""
    s.tell("03-04 09:00", MA, CA2, TALKED, LINE, line=PRIVATE_PHONE, manual="yes")
    s.tell("03-04 09:20", MA, CA2, SENT, LINE, channel="im", line=PRIVATE_PHONE)
    s.tell("03-04 11:00", MA, CA1, MISSED, LINE, line=QL_ROBOT.line)
    s.tell("03-04 12:00", MA, CA1, MISSED, line=MH_ROBOT.line)
    s.tell("03-04 15:00", MA, CA1, MISSED, LINE.in_doubt(), line="")
    s.tell("03-08 20:00", MA, CA1, MISSED, LINE, line=HANDED_OVER)
    s.tell("03-09 08:30", MA, CA1, MISSED, line=HANDED_OVER)


def told_too_late(s: Story) -> None:
    """Cheng'an begins on 2026-03-04; Luo is told on 2026-03-05 at 10:00, of his first debt only."""
    first, second = (account for account, _ in LUO.accounts)
    s.tell("03-04 10:00", LUO, CA1, TALKED, NOT_TOLD)
    s.tell("03-04 16:00", LUO, CA_SMS, SENT, NOT_TOLD)
    s.tell("03-05 09:59:59", LUO, CA_SMS, SENT, NOT_TOLD)
    s.tell("03-05 10:00", LUO, CA1, TALKED, account=first)
    s.tell("03-05 11:00", LUO, CA1, TALKED, NOT_TOLD, account=second)
    s.tell("03-05 15:00", LUO, CA1, MISSED, NOT_TOLD.in_doubt(), account="")


def mandate_lapsed(s: Story) -> None:
    """Yuanting's mandate ended with 2026-03-09 and was renewed from 2026-03-13; it went on calling."""
    s.tell("03-09 20:30", ZHAO, YT1, TALKED)
    s.tell("03-10 09:00", ZHAO, YT1, TALKED, MANDATE)
    s.tell("03-10 14:00", ZHAO, YT1, MISSED, MANDATE)
    s.tell("03-11 09:00", ZHAO, YT_SMS, SENT, MANDATE)
    s.tell("03-12 20:00", ZHAO, YT1, TALKED, MANDATE)
    s.tell("03-13 09:00", ZHAO, YT1, TALKED)


def mandate_for_one_product(s: Story) -> None:
    """Cheng'an was entrusted with cash loans only."""
    account, product = WU.accounts[1]
    s.tell("03-13 10:00", WU, CA1, TALKED)
    s.tell("03-13 11:00", WU, CA1, TALKED, MANDATE, account=account, product=product)
    s.tell("03-13 14:00", WU, CA1, MISSED, MANDATE.in_doubt(), account=account, product="")


def not_qualified(s: Story) -> None:
    """Training that ran out, an exam never taken, a change of employer, nobody named."""
    s.tell("03-07 10:00", CAO, QL3, TALKED)
    s.tell("03-08 20:00", CAO, QL3, MISSED)
    s.tell("03-09 09:00", PEI, QL3, MISSED, TRAINING, manual="yes")
    s.tell("03-10 09:00", PEI, QL3, TALKED, TRAINING)
    s.tell("03-11 09:00", PEI, QL3, TALKED)
    s.tell("03-06 10:00", ZHAO, YT4, TALKED, EXAM)
    s.tell("03-06 15:00", ZHAO, MOVED, MISSED, TRAINING)
    s.tell("03-05 16:00", MA, CA3, TALKED, TRAINING)
    s.tell("03-12 10:00", MA, CA1, MISSED, TRAINING.in_doubt(), collector="")
    s.tell("03-12 11:00", PEI, QL_ROBOT, HEARD)


def everything_at_once(s: Story) -> None:
    """Before seven, to a stranger, from a private phone, unrecorded, by nobody known, for an agency of no standing."""
    s.tell(
        "03-12 06:50",
        CAO,
        YT1,
        TALKED,
        NIGHT,
        UNRELATED,
        LINE,
        NOT_TOLD,
        MANDATE,
        TRAINING,
        RECORDING,
        collector="yt09",
        party="unrelated_third_party",
        number=COLLEAGUE,
        line=PRIVATE_PHONE,
        manual="yes",
        recording="",
    )
