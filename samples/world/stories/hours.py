"""Stories of when: the night, agreed hours, another zone."""

from samples.world.breaches import EVENING, NIGHT, SOMEBODY
from samples.world.people import CHEN, LIN, MH1, MH_POST, MH_ROBOT, MH_SMS, QL1, QL2, SUN, TU, YT1
from samples.world.plan import HEARD, MISSED, SENT, TALKED, Story


def too_early(s: Story) -> None:
    """Qingling's collector dials by hand a minute before eight."""
    s.tell("03-03 07:59", CHEN, QL2, MISSED, NIGHT, manual="yes")
    s.tell("03-03 08:00", CHEN, QL2, MISSED, manual="yes")
    s.tell("03-03 20:59:59", CHEN, MH_ROBOT, MISSED)
    s.tell("03-03 21:00", CHEN, MH_ROBOT, MISSED, house=EVENING)
    s.tell("03-03 21:59:59", CHEN, MH_ROBOT, HEARD, house=EVENING)
    s.tell("03-03 22:00", CHEN, MH_SMS, SENT, NIGHT)
    s.tell("03-03 22:30", CHEN, MH_POST, SENT)
    s.tell("03-03 22:40", CHEN, QL1, TALKED, direction="inbound")
    s.tell("03-03 23:05", CHEN, QL2, TALKED, NIGHT.in_doubt(), direction="")


def agreed_hours(s: Story) -> None:
    """Sun works days: 19:00 to 22:30 was agreed, until 2026-03-12."""
    s.tell("03-04 19:00", SUN, MH1, MISSED)
    s.tell("03-04 22:29:59", SUN, MH1, TALKED)
    s.tell("03-04 22:30", SUN, MH1, MISSED, NIGHT)
    s.tell("03-05 10:00", SUN, MH_SMS, SENT, NIGHT)
    s.tell("03-05 10:05", SUN, MH_POST, SENT)
    s.tell("03-05 14:00", SUN, MH1, TALKED, NIGHT.in_doubt(), SOMEBODY, party="")
    s.tell("03-05 18:59:59", SUN, MH1, MISSED, NIGHT)
    s.tell("03-12 10:00", SUN, MH1, TALKED)
    s.tell("03-12 22:10", SUN, MH_SMS, SENT, NIGHT)


def another_zone(s: Story) -> None:
    """Tu lives in Urumqi, two hours behind Beijing."""
    s.tell("03-04 09:30", TU, MH1, MISSED, NIGHT)
    s.tell("03-04 09:59:59", TU, MH_SMS, SENT, NIGHT)
    s.tell("03-04 10:00", TU, MH1, TALKED)
    s.tell("03-04 22:30", TU, MH_ROBOT, HEARD)


def late_push(s: Story) -> None:
    """Yuanting makes up for a slow day."""
    s.tell("03-13 21:40", CHEN, MH_SMS, SENT, house=EVENING)
    s.tell("03-13 22:15", LIN, YT1, MISSED, NIGHT, manual="yes")
    s.tell("03-13 22:16", LIN, YT1, MISSED, NIGHT, manual="yes")
    s.tell("03-13 22:19", LIN, YT1, TALKED, NIGHT, manual="yes")
