"""Stories of when: the night, agreed hours, another zone, every channel."""

from zilv.simulate.breaches import NIGHT
from zilv.simulate.story import GUARANTEE, HUMAN, INBOUND, MET, MISSED, POSTED, RANG, SENT, TALKED, Story, Telling


def too_early(s: Story) -> None:
    """A second before eight and at eight, a second before ten at night and at ten."""
    s.breaks("0 07:59:59", "own", MISSED, NIGHT, manual="yes")
    s.nearly("0 08:00", "agency", MISSED, NIGHT, manual="yes")
    s.nearly("0 21:59:59", "own", RANG, NIGHT)
    s.breaks("0 22:00", "own", SENT, NIGHT)
    s.nearly("0 22:30", "own", POSTED, NIGHT)
    s.nearly("0 22:40", "agency", TALKED, NIGHT, **INBOUND)
    s.breaks("0 23:05", "own", TALKED, NIGHT.in_doubt(), direction="")
    s.breaks("1 00:00", "agency", MISSED, NIGHT)


def agreed_hours(s: Story) -> None:
    """From 19:00 to 22:30 was agreed for two days; the guarantor agreed to nothing."""
    s.enter("agreements", "0 00:00", "2 00:00", scope="time", **{"from": "19:00", "to": "22:30"})
    s.enter("relations", number=GUARANTEE, party="guarantor", basis="contract")
    s.breaks("0 18:59:59", "own", MISSED, NIGHT)
    s.nearly("0 19:00", "own", MISSED, NIGHT)
    s.nearly("0 22:29:59", "agency", TALKED, NIGHT)
    s.breaks("0 22:30", "agency", MISSED, NIGHT)
    s.breaks("1 10:00", "own", SENT, NIGHT)
    s.nearly("1 10:05", "own", POSTED, NIGHT)
    s.nearly("1 10:30", "own", TALKED, NIGHT, party="guarantor", number=GUARANTEE)
    s.nearly("2 10:00", "own", TALKED, NIGHT)
    s.breaks("2 22:10", "own", SENT, NIGHT)


def another_zone(s: Story) -> None:
    """The same clock where the debtor lives, two hours behind Beijing."""
    s.breaks("0 07:59:59", "own", MISSED, NIGHT)
    s.nearly("0 08:00", "own", SENT, NIGHT)
    s.nearly("0 21:59:59", "own", RANG, NIGHT)
    s.breaks("0 22:00", "own", RANG, NIGHT)


def every_channel_at_night(s: Story) -> None:
    """A late push by every means but a letter."""
    s.nearly("0 21:50", "agency", HUMAN, NIGHT, channel="im", mode="notify")
    s.breaks("0 22:15", "agency", MISSED, NIGHT, manual="yes")
    s.breaks("0 22:16", "agency", HUMAN, NIGHT, channel="im", mode="notify", manual="")
    s.breaks("0 22:17", "own", SENT, NIGHT, channel="app", number=0)
    s.breaks("0 22:18", "own", SENT, NIGHT, channel="email", number=0)
    s.breaks("0 22:19", "own", RANG, NIGHT)
    s.breaks("0 23:00", "agency", MET, NIGHT)


TOLD = {
    "too-early": Telling(too_early, "一秒之差的早晚", "a second too early, a second too late"),
    "agreed-hours": Telling(agreed_hours, "约定了时间", "hours were agreed"),
    "another-zone": Telling(another_zone, "住在另一时区", "the debtor lives in another zone", zone="Asia/Urumqi"),
    "late-push": Telling(every_channel_at_night, "夜里各种渠道", "every channel at night"),
}
"""Each story by its key."""
