"""Stories of how often: answered notices, conversations, unanswered calls, visits."""

from zilv.simulate.breaches import CONVERSATIONS, NOTICES, UNANSWERED, VISITS
from zilv.simulate.story import (
    DEBTOR,
    HEARD,
    INBOUND,
    MET,
    MISSED,
    PICKED_UP,
    RANG,
    SECOND,
    SHARED,
    TALKED,
    Story,
    Telling,
)


def notices(s: Story) -> None:
    """The lender and two agencies together reach the debtor a fourth time; the next day counts anew."""
    s.enter("notices", "0 00:00", kind="outsourcing", agency="other")
    s.nearly("0 09:00", "own", HEARD)
    s.nearly("0 11:00", "agency", HEARD)
    s.nearly("0 14:00", "other", HEARD, NOTICES)
    s.nearly("0 15:00", "own", RANG, NOTICES)
    s.breaks("0 16:00", "agency", HEARD, NOTICES)
    s.breaks("0 17:00", "own", HEARD, NOTICES)
    s.nearly("1 09:00", "own", HEARD, NOTICES)


def notices_agreed_up(s: Story) -> None:
    """Five a day were agreed."""
    s.enter("agreements", "0 00:00", "1 00:00", scope="frequency", counts="answered", at_most=5)
    for hour in range(9, 13):
        s.nearly(f"0 {hour:02}:00", "own", HEARD)
    s.nearly("0 15:00", "agency", HEARD, NOTICES)
    s.breaks("0 18:00", "own", HEARD, NOTICES)


def notices_agreed_down(s: Story) -> None:
    """One a day was agreed."""
    s.enter("agreements", "0 00:00", "1 00:00", scope="frequency", counts="answered", at_most=1)
    s.nearly("0 09:00", "own", HEARD, NOTICES)
    s.breaks("0 18:00", "agency", HEARD, NOTICES)
    s.nearly("1 09:00", "own", HEARD)
    s.nearly("1 10:00", "own", HEARD, NOTICES)


def conversations(s: Story) -> None:
    """A fourth conversation; calls without one and calls from the debtor do not count."""
    s.nearly("0 09:00", "own", TALKED)
    s.nearly("0 10:00", "agency", TALKED)
    s.nearly("0 11:00", "own", PICKED_UP)
    s.nearly("0 12:00", "own", TALKED, **INBOUND)
    s.nearly("0 14:00", "agency", TALKED, CONVERSATIONS)
    s.nearly("0 15:00", "own", PICKED_UP, CONVERSATIONS)
    s.breaks("0 18:00", "own", TALKED, CONVERSATIONS)
    s.nearly("1 09:00", "agency", TALKED, CONVERSATIONS)


def counted_apart(s: Story) -> None:
    """Three notices and three conversations: the modes are counted apart."""
    for hour in (9, 11, 13):
        s.nearly(f"0 {hour:02}:00", "own", HEARD)
        s.nearly(f"0 {hour:02}:30", "agency", TALKED)
    s.breaks("0 17:00", "own", HEARD, NOTICES)
    s.breaks("0 18:00", "own", TALKED, CONVERSATIONS)


def counted_per_lender(s: Story) -> None:
    """Three notices of each of two lenders: each counts its own."""
    for hour, near in ((9, ()), (11, ()), (13, (NOTICES,))):
        s.nearly(f"0 {hour:02}:00", "own", HEARD)
        s.nearly(f"0 {hour:02}:30", "own", HEARD, *near, elsewhere=1)
    s.breaks("0 15:00", "own", HEARD, NOTICES, elsewhere=1)


def unanswered(s: Story) -> None:
    """A seventh call in vain to one number; another number counts apart."""
    for hour in range(9, 14):
        s.nearly(f"0 {hour:02}:00", "agency", MISSED)
    s.nearly("0 14:00", "own", RANG, UNANSWERED)
    s.breaks("0 15:00", "agency", MISSED, UNANSWERED)
    s.nearly("0 16:00", "agency", MISSED, UNANSWERED, number=SECOND)
    s.nearly("1 09:00", "own", RANG, UNANSWERED, number=DEBTOR)


def unanswered_agreed(s: Story) -> None:
    """Eight calls in vain were agreed."""
    s.enter("agreements", "0 00:00", "1 00:00", scope="frequency", counts="unanswered", at_most=8)
    for hour in range(9, 16):
        s.nearly(f"0 {hour:02}:00", "own", RANG)
    s.nearly("0 16:00", "agency", MISSED, UNANSWERED)
    s.breaks("0 17:00", "agency", MISSED, UNANSWERED)


def unanswered_shared(s: Story) -> None:
    """Two debtors share a number: it is called four times for the one, three times for the other."""
    for hour in range(9, 13):
        s.nearly(f"0 {hour:02}:00", "own", RANG, number=SHARED)
    s.nearly("0 13:00", "own", RANG, number=SHARED, companion=1)
    s.nearly("0 14:00", "own", RANG, UNANSWERED, number=SHARED, companion=1)
    s.breaks("0 15:00", "own", RANG, UNANSWERED, number=SHARED, companion=1)


def visits(s: Story) -> None:
    """Two visits a day, of which one is enough."""
    s.nearly("0 10:00", "agency", MET, VISITS)
    s.breaks("0 15:00", "agency", MET, VISITS)
    s.nearly("1 10:00", "own", MET, VISITS)


TOLD = {
    "notices": Telling(notices, "各家合计第四次接通", "a fourth answered notice of all together"),
    "notices-agreed-up": Telling(notices_agreed_up, "约定每日五次", "five a day were agreed"),
    "notices-agreed-down": Telling(notices_agreed_down, "约定每日一次", "one a day was agreed"),
    "conversations": Telling(conversations, "第四次有效通话", "a fourth conversation"),
    "counted-apart": Telling(counted_apart, "告知与交互分别计数", "notices and conversations counted apart"),
    "counted-per-lender": Telling(counted_per_lender, "两家放款机构各自计数", "two lenders count each their own"),
    "unanswered": Telling(unanswered, "同一号码第七次未接", "a seventh call in vain to one number"),
    "unanswered-agreed": Telling(unanswered_agreed, "约定可拨八次", "eight calls in vain were agreed"),
    "unanswered-shared": Telling(unanswered_shared, "两人共用一号", "two debtors share a number"),
    "visits": Telling(visits, "一天上门两次", "two visits a day"),
}
"""Each story by its key."""
