"""Stories under Russia's 230-FZ: hours, talks, meetings, messages."""

from zilv.simulate.breaches import Breach
from zilv.simulate.story import INBOUND, MET, PICKED_UP, POSTED, RANG, SENT, TALKED, Story, Telling

_FZ = "ru.230-fz-2016"
WORKDAY = Breach("quiet_hours", "forbidden", (f"{_FZ}.hours-workday",))
WEEKEND = Breach("quiet_hours", "forbidden", (f"{_FZ}.hours-weekend",))
TALKS_A_DAY = Breach("call_limit", "forbidden", (f"{_FZ}.calls-day",))
TALKS_A_WEEK = Breach("call_limit", "forbidden", (f"{_FZ}.calls-week",))
TALKS_A_MONTH = Breach("call_limit", "forbidden", (f"{_FZ}.calls-month",))
MEETINGS = Breach("visit_limit", "forbidden", (f"{_FZ}.meetings-week",))
MESSAGES_A_DAY = Breach("message_limit", "forbidden", (f"{_FZ}.messages-day",))
MESSAGES_A_WEEK = Breach("message_limit", "forbidden", (f"{_FZ}.messages-week",))
MESSAGES_A_MONTH = Breach("message_limit", "forbidden", (f"{_FZ}.messages-month",))


def hours(s: Story) -> None:
    """On working days from eight to ten at night, at weekends from nine to eight; a letter keeps no hours."""
    s.breaks("0 07:59:59", "own", SENT, WORKDAY)
    s.nearly("0 08:00", "own", SENT, WORKDAY)
    s.nearly("0 21:59:59", "agency", RANG, WORKDAY)
    s.breaks("0 22:00", "agency", RANG, WORKDAY)
    s.nearly("0 22:30", "own", POSTED, WORKDAY)
    s.breaks("5 08:59:59", "own", RANG, WEEKEND)
    s.nearly("5 09:00", "own", RANG, WEEKEND)
    s.nearly("6 19:59:59", "own", RANG, WEEKEND)
    s.breaks("6 20:00", "own", SENT, WEEKEND)


def talks_a_day(s: Story) -> None:
    """A second talk on one day; calls without one and calls from the debtor do not count."""
    s.nearly("0 10:00", "own", TALKED, TALKS_A_DAY)
    s.nearly("0 11:00", "own", PICKED_UP, TALKS_A_DAY)
    s.nearly("0 12:00", "own", TALKED, TALKS_A_DAY, **INBOUND)
    s.breaks("0 15:00", "agency", TALKED, TALKS_A_DAY)
    s.nearly("7 10:00", "own", TALKED, TALKS_A_DAY)


def talks_a_week(s: Story) -> None:
    """A third talk in a week."""
    s.nearly("0 10:00", "own", TALKED)
    s.nearly("2 10:00", "agency", TALKED, TALKS_A_WEEK)
    s.breaks("6 10:00", "own", TALKED, TALKS_A_WEEK)
    s.nearly("7 10:00", "own", TALKED, TALKS_A_WEEK)


def talks_a_month(s: Story) -> None:
    """A ninth talk in March, never more than two a week."""
    for day in (0, 2, 7, 9, 14, 16, 21):
        s.nearly(f"{day} 10:00", "own", TALKED)
    s.nearly("23 10:00", "agency", TALKED, TALKS_A_MONTH)
    s.breaks("29 10:00", "own", TALKED, TALKS_A_MONTH)
    s.nearly("30 10:00", "own", TALKED, TALKS_A_MONTH)


def meetings(s: Story) -> None:
    """Two meetings in a week."""
    s.nearly("1 10:00", "agency", MET, MEETINGS)
    s.breaks("6 10:00", "own", MET, MEETINGS)
    s.nearly("7 10:00", "own", MET, MEETINGS)


def messages_a_day(s: Story) -> None:
    """A third message on one day, by whatever network; a letter does not count."""
    s.nearly("0 10:00", "own", SENT)
    s.nearly("0 12:00", "agency", SENT, MESSAGES_A_DAY)
    s.nearly("0 13:00", "own", POSTED, MESSAGES_A_DAY)
    s.breaks("0 15:00", "own", SENT, MESSAGES_A_DAY, channel="email", number=0)
    s.nearly("1 10:00", "own", SENT, MESSAGES_A_DAY)


def messages_a_week(s: Story) -> None:
    """A fifth message in a week, never more than two a day."""
    for at in ("0 10:00", "0 15:00", "2 10:00"):
        s.nearly(at, "own", SENT)
    s.nearly("2 15:00", "agency", SENT, MESSAGES_A_WEEK)
    s.breaks("6 10:00", "own", SENT, MESSAGES_A_WEEK)
    s.nearly("7 10:00", "own", SENT, MESSAGES_A_WEEK)


def messages_a_month(s: Story) -> None:
    """A seventeenth message in March, never more than four a week."""
    for day in (0, 2, 7, 9, 14, 16, 21):
        s.nearly(f"{day} 10:00", "own", SENT)
        s.nearly(f"{day} 15:00", "own", SENT)
    s.nearly("23 10:00", "own", SENT)
    s.nearly("23 15:00", "agency", SENT, MESSAGES_A_MONTH)
    s.breaks("29 10:00", "own", SENT, MESSAGES_A_MONTH)
    s.nearly("30 10:00", "own", SENT, MESSAGES_A_MONTH)


TOLD = {
    "hours": Telling(hours, "工作日与周末", "working days and weekends"),
    "talks-a-day": Telling(talks_a_day, "一日第二次通话", "a second talk in a day"),
    "talks-a-week": Telling(talks_a_week, "一周第三次通话", "a third talk in a week"),
    "talks-a-month": Telling(talks_a_month, "一月第九次通话", "a ninth talk in a month"),
    "meetings": Telling(meetings, "一周会面两次", "two meetings in a week"),
    "messages-a-day": Telling(messages_a_day, "一日第三条消息", "a third message in a day"),
    "messages-a-week": Telling(messages_a_week, "一周第五条消息", "a fifth message in a week"),
    "messages-a-month": Telling(messages_a_month, "一月第十七条消息", "a seventeenth message in a month"),
}
"""Each story by its key."""
