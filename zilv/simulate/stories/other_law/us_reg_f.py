"""Stories under Regulation F: hours, calls, conversations, attorneys, requests to cease, refused media."""

from zilv.simulate.breaches import Breach
from zilv.simulate.story import COUNSEL, INBOUND, MISSED, PICKED_UP, POSTED, RANG, SECOND, SENT, TALKED, Story, Telling

NIGHT = Breach("quiet_hours", "forbidden", ("us-reg-f.quiet-hours",))
CALLS = Breach("calls_7in7", "warned", ("us-reg-f.calls-7in7",))
WAIT = Breach("wait_after_conversation", "warned", ("us-reg-f.wait-after-conversation",))
ATTORNEY = Breach("attorney", "forbidden", ("us-reg-f.attorney",))
CEASE = Breach("cease", "forbidden", ("us-reg-f.cease",))
REFUSED = Breach("medium_optout", "forbidden", ("us-reg-f.medium-optout",))


def hours(s: Story) -> None:
    """A second before eight and at eight, at nine at night sharp and a second later."""
    s.breaks("0 07:59:59", "own", SENT, NIGHT)
    s.nearly("0 08:00", "own", SENT, NIGHT)
    s.nearly("0 21:00", "agency", RANG, NIGHT)
    s.breaks("0 21:00:01", "agency", RANG, NIGHT)
    s.nearly("0 22:00", "own", POSTED, NIGHT)
    s.nearly("1 22:00", "own", SENT, NIGHT, **INBOUND)
    s.breaks("1 22:10", "own", SENT, NIGHT.in_doubt(), direction="")


def hours_agreed(s: Story) -> None:
    """From 20:00 to 23:00 was agreed for two days."""
    s.enter("agreements", "0 00:00", "2 00:00", scope="time", **{"from": "20:00", "to": "23:00"})
    s.breaks("0 10:00", "own", SENT, NIGHT)
    s.nearly("0 22:30", "agency", RANG, NIGHT)
    s.breaks("1 23:00", "agency", RANG, NIGHT)
    s.nearly("2 10:00", "own", SENT, NIGHT)


def seven_calls(s: Story) -> None:
    """An eighth call in seven days, whoever calls; texts and the other account count apart."""
    for at in ("0 09:00", "0 13:00", "0 17:00", "2 09:00", "2 13:00", "4 09:00"):
        s.nearly(at, "own", RANG)
    s.nearly("6 10:00", "agency", MISSED, CALLS)
    s.breaks("6 11:00", "agency", MISSED, CALLS)
    s.nearly("6 12:00", "own", SENT, CALLS)
    s.nearly("6 13:00", "own", RANG, CALLS, account=2)
    s.nearly("7 09:00", "own", RANG, CALLS)


def after_a_conversation(s: Story) -> None:
    """Calls on the day of a conversation, on its seventh day and on the eighth, whoever called."""
    s.nearly("0 09:00", "own", PICKED_UP)
    s.nearly("0 10:00", "own", TALKED, WAIT)
    s.breaks("0 17:00", "agency", MISSED, WAIT)
    s.nearly("5 10:00", "own", SENT, WAIT)
    s.breaks("6 20:00", "own", RANG, WAIT)
    s.nearly("7 09:00", "own", MISSED, WAIT)
    s.nearly("10 10:00", "own", TALKED, **INBOUND)
    s.breaks("16 20:00", "own", MISSED, WAIT)
    s.nearly("17 09:00", "own", MISSED, WAIT)


def attorney(s: Story) -> None:
    """From noon on the attorney is the one to talk to."""
    s.enter("holds", "0 12:00", "2 00:00", reason="attorney")
    s.nearly("0 11:59:59", "own", SENT, ATTORNEY)
    s.breaks("0 12:00", "own", SENT, ATTORNEY)
    s.breaks("1 09:00", "agency", MISSED, ATTORNEY)
    s.nearly("1 15:00", "own", TALKED, ATTORNEY, party="attorney", number=COUNSEL, purpose="notice")
    s.nearly("2 09:00", "own", SENT, ATTORNEY)


def cease(s: Story) -> None:
    """Asked in writing to be left alone about the first account."""
    s.enter("holds", "0 12:00", "3 00:00", reason="cease", account=1)
    s.nearly("0 11:59:59", "own", RANG, CEASE)
    s.breaks("0 12:00", "own", RANG, CEASE)
    s.breaks("1 10:00", "agency", POSTED, CEASE)
    s.nearly("1 11:00", "own", SENT, CEASE, account=2)
    s.breaks("1 12:00", "own", SENT, CEASE.in_doubt(), account=0)
    s.nearly("1 13:00", "own", SENT, CEASE, **INBOUND)
    s.nearly("3 08:00", "own", SENT, CEASE)


def no_texts(s: Story) -> None:
    """Text messages were refused at noon."""
    s.enter("optouts", "0 12:00", channel="sms")
    s.nearly("0 11:59:59", "own", SENT, REFUSED)
    s.breaks("0 12:00", "own", SENT, REFUSED)
    s.nearly("0 13:00", "own", SENT, REFUSED, channel="email", number=0)


def not_this_number(s: Story) -> None:
    """Calls to the second number were refused at noon."""
    s.enter("optouts", "0 12:00", number=SECOND)
    s.nearly("0 11:59:59", "own", RANG, REFUSED, number=SECOND)
    s.breaks("0 12:00", "agency", RANG, REFUSED, number=SECOND)
    s.nearly("0 13:00", "own", RANG, REFUSED)
    s.breaks("0 14:00", "own", RANG, REFUSED.in_doubt(), number=0)


TOLD = {
    "hours": Telling(hours, "一秒之差的早晚", "a second too early, a second too late"),
    "hours-agreed": Telling(hours_agreed, "约定了时间", "hours were agreed"),
    "seven-calls": Telling(seven_calls, "七天内第八次呼叫", "an eighth call in seven days"),
    "after-a-conversation": Telling(after_a_conversation, "通话之后七天内", "within seven days of a conversation"),
    "attorney": Telling(attorney, "请了律师", "an attorney is engaged"),
    "cease": Telling(cease, "书面要求停止联系", "a written request to cease"),
    "no-texts": Telling(no_texts, "拒收短信", "texts are refused"),
    "not-this-number": Telling(not_this_number, "拒绝某一号码", "one number is refused"),
}
"""Each story by its key."""
