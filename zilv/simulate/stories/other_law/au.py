"""Stories under Australia's debt collection guideline: hours, contacts, visits."""

from zilv.simulate.breaches import Breach
from zilv.simulate.story import HEARD, MET, MISSED, RANG, SENT, TALKED, Story, Telling

_RG = "au.rg-96-2021"
WEEKDAY = Breach("quiet_hours", "warned", (f"{_RG}.phone-hours-weekday",))
WEEKEND = Breach("quiet_hours", "warned", (f"{_RG}.phone-hours-weekend",))
VISIT_HOURS = Breach("quiet_hours", "warned", (f"{_RG}.visit-hours",))
WEEKLY = Breach("contact_limit", "warned", (f"{_RG}.contacts-week",))
MONTHLY = Breach("contact_limit", "warned", (f"{_RG}.contacts-month",))
VISITS = Breach("visit_limit", "warned", (f"{_RG}.visits-month",))


def hours(s: Story) -> None:
    """On weekdays from half past seven, at weekends from nine, until nine at night; a text keeps no hours."""
    s.breaks("0 07:29:59", "own", MISSED, WEEKDAY)
    s.nearly("0 07:30", "own", MISSED, WEEKDAY)
    s.nearly("0 20:59:59", "agency", RANG, WEEKDAY)
    s.breaks("0 21:00", "agency", RANG, WEEKDAY)
    s.nearly("0 21:30", "own", SENT, WEEKDAY)
    s.breaks("5 08:59:59", "own", MISSED, WEEKEND)
    s.nearly("5 09:00", "own", MISSED, WEEKEND)
    s.nearly("6 20:59:59", "own", RANG, WEEKEND)
    s.breaks("6 21:00", "own", RANG, WEEKEND)
    s.nearly("7 08:00", "own", RANG, WEEKEND)


def visit_hours(s: Story) -> None:
    """Visits from nine in the morning until nine at night."""
    s.breaks("1 08:59:59", "agency", MET, VISIT_HOURS)
    s.nearly("1 09:00", "agency", MET, VISIT_HOURS, account=2)
    s.nearly("30 20:59:59", "own", MET, VISIT_HOURS)
    s.breaks("30 21:00", "own", MET, VISIT_HOURS, account=2)


def visits(s: Story) -> None:
    """Two visits in March; the other account and April count anew."""
    s.nearly("8 10:00", "agency", MET, VISITS)
    s.nearly("8 15:00", "agency", MET, VISITS, account=2)
    s.breaks("29 10:00", "own", MET, VISITS)
    s.nearly("30 10:00", "own", MET, VISITS)


def a_week(s: Story) -> None:
    """A fourth contact in a week; calls in vain do not count, a text perhaps does."""
    s.nearly("0 10:00", "own", HEARD)
    s.nearly("1 10:00", "agency", TALKED)
    s.nearly("2 10:00", "own", HEARD, WEEKLY)
    s.nearly("3 10:00", "own", RANG, WEEKLY)
    s.breaks("6 10:00", "own", HEARD, WEEKLY)
    s.breaks("6 11:00", "own", SENT, WEEKLY)
    s.nearly("7 10:00", "own", HEARD, WEEKLY)


def a_month(s: Story) -> None:
    """An eleventh contact in March, never more than three a week."""
    for day in (0, 1, 2, 7, 8, 9, 14, 15, 16):
        s.nearly(f"{day} 10:00", "own", HEARD)
    s.nearly("21 10:00", "agency", TALKED, MONTHLY)
    s.breaks("22 10:00", "own", HEARD, MONTHLY)
    s.nearly("30 10:00", "own", HEARD, MONTHLY)


TOLD = {
    "hours": Telling(hours, "平日与周末的电话", "calls on weekdays and at weekends"),
    "visit-hours": Telling(visit_hours, "上门的时间", "hours of visits"),
    "visits": Telling(visits, "一月上门两次", "two visits a month"),
    "a-week": Telling(a_week, "一周第四次联系", "a fourth contact in a week"),
    "a-month": Telling(a_month, "一月第十一次联系", "an eleventh contact in a month"),
}
"""Each story by its key."""
