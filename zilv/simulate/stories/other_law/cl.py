"""Stories under Chile's Ley 21.320: hours, Sundays, calls and visits, other means."""

from zilv.simulate.breaches import Breach
from zilv.simulate.story import HEARD, INBOUND, MET, POSTED, RANG, SENT, TALKED, Story, Telling

_LEY = "cl.ley-21320-2021"
HOURS = Breach("quiet_hours", "forbidden", (f"{_LEY}.hours",))
SUNDAY = Breach("quiet_hours", "forbidden", (f"{_LEY}.sunday",))
CALLS = Breach("contact_limit", "forbidden", (f"{_LEY}.calls-visits-week",))
APART = Breach("message_spacing", "forbidden", (f"{_LEY}.messages-apart",))
MESSAGES = Breach("message_limit", "forbidden", (f"{_LEY}.messages-week",))


def hours(s: Story) -> None:
    """From eight to eight, Saturdays included; a letter keeps no hours."""
    s.breaks("0 07:59:59", "own", RANG, HOURS)
    s.nearly("0 08:00", "own", RANG, HOURS)
    s.nearly("0 19:59:59", "agency", RANG, HOURS)
    s.breaks("0 20:00", "agency", RANG, HOURS)
    s.nearly("0 21:00", "own", POSTED, HOURS)
    s.breaks("5 20:00", "own", SENT, HOURS)


def sunday(s: Story) -> None:
    """Nothing on a Sunday but a letter."""
    s.nearly("5 19:59:59", "own", RANG, SUNDAY)
    s.breaks("6 00:00", "own", RANG, SUNDAY)
    s.breaks("6 12:00", "own", SENT, SUNDAY)
    s.breaks("6 23:59:59", "agency", RANG, SUNDAY)
    s.nearly("7 08:00", "own", RANG, SUNDAY)
    s.nearly("13 12:00", "own", POSTED, SUNDAY)


def calls_and_visits(s: Story) -> None:
    """A second answered call or visit in a week; calls in vain and those of the debtor do not count."""
    s.nearly("0 10:00", "own", HEARD, CALLS)
    s.nearly("1 10:00", "agency", RANG, CALLS)
    s.nearly("1 11:00", "own", TALKED, CALLS, **INBOUND)
    s.breaks("2 10:00", "agency", TALKED, CALLS)
    s.breaks("5 10:00", "own", MET, CALLS)
    s.nearly("7 10:00", "own", MET, CALLS)


def messages_apart(s: Story) -> None:
    """Messages on two days running, and with a day between."""
    s.nearly("0 10:00", "own", SENT)
    s.breaks("1 10:00", "agency", SENT, APART, channel="email", number=0)
    s.nearly("7 10:00", "own", SENT)
    s.nearly("9 08:00", "own", SENT, APART)


def messages_a_week(s: Story) -> None:
    """A third message in a week, each two days after the last."""
    s.nearly("0 10:00", "own", SENT)
    s.nearly("2 10:00", "own", SENT, MESSAGES)
    s.breaks("4 10:00", "agency", POSTED, MESSAGES)
    s.nearly("7 10:00", "own", SENT, MESSAGES)


TOLD = {
    "hours": Telling(hours, "八点到二十点", "from eight to eight"),
    "sunday": Telling(sunday, "星期日", "Sundays"),
    "calls-and-visits": Telling(calls_and_visits, "一周第二次电话或上门", "a second call or visit in a week"),
    "messages-apart": Telling(messages_apart, "消息隔天", "messages a day apart"),
    "messages-a-week": Telling(messages_a_week, "一周第三条消息", "a third message in a week"),
}
"""Each story by its key."""
