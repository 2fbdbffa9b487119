"""Stories under Korea's two acts: nights, contacts in seven days, hardship, refused means."""

from zilv.simulate.breaches import Breach
from zilv.simulate.story import HEARD, MET, MISSED, RANG, RELATIVE, SECOND, SENT, Story, Telling

_PDPA = "kr.personal-debtor-protection-act-2024"
NIGHT = Breach("quiet_hours", "forbidden", ("kr.fair-debt-collection-act-2009.night",))
CONTACTS = Breach("contact_limit", "forbidden", (f"{_PDPA}.contacts-week",))
HARDSHIP = Breach("hold_other", "forbidden", (f"{_PDPA}.hardship",))
REFUSED = Breach("medium_optout", "forbidden", (f"{_PDPA}.refused-means",))


def night(s: Story) -> None:
    """No calls or visits from nine at night to eight, to the family neither; a text is free."""
    s.breaks("0 07:59:59", "own", MISSED, NIGHT)
    s.nearly("0 08:00", "own", MISSED, NIGHT)
    s.nearly("0 20:59:59", "agency", RANG, NIGHT)
    s.breaks("0 21:00", "agency", RANG, NIGHT)
    s.nearly("0 21:30", "own", SENT, NIGHT)
    s.breaks("1 22:00", "agency", MET, NIGHT)
    s.breaks("1 22:30", "own", MISSED, NIGHT, party="related_third_party", number=RELATIVE)


def seven_contacts(s: Story) -> None:
    """An eighth contact in seven days, by whatever means; notices and the other account count apart."""
    for at in ("0 09:00", "0 13:00", "0 17:00", "2 09:00", "2 13:00"):
        s.nearly(at, "own", RANG)
    s.nearly("4 09:00", "agency", HEARD)
    s.nearly("6 10:00", "own", SENT, CONTACTS)
    s.nearly("6 12:00", "own", SENT, CONTACTS, purpose="notice")
    s.breaks("6 15:00", "agency", MISSED, CONTACTS)
    s.breaks("6 16:00", "own", SENT, CONTACTS.in_doubt(), purpose="")
    s.nearly("6 17:00", "own", SENT, CONTACTS, account=2)
    s.nearly("7 09:00", "own", RANG, CONTACTS)


def hardship(s: Story) -> None:
    """Deferred from noon on for two days and a half."""
    s.enter("holds", "0 12:00", "3 00:00", reason="hardship")
    s.nearly("0 11:59:59", "own", SENT, HARDSHIP)
    s.breaks("0 12:00", "own", SENT, HARDSHIP)
    s.nearly("1 10:00", "own", SENT, HARDSHIP, purpose="notice")
    s.breaks("2 10:00", "own", SENT, HARDSHIP.in_doubt(), purpose="")
    s.breaks("2 20:00", "agency", MISSED, HARDSHIP)
    s.nearly("3 08:00", "own", MISSED, HARDSHIP)


def refused_means(s: Story) -> None:
    """Texts and the second number were refused at noon."""
    s.enter("optouts", "0 12:00", channel="sms")
    s.enter("optouts", "0 12:00", number=SECOND)
    s.nearly("0 11:00", "own", RANG, REFUSED, number=SECOND)
    s.nearly("0 11:59:59", "own", SENT, REFUSED)
    s.breaks("0 12:00", "own", SENT, REFUSED)
    s.nearly("0 13:00", "own", SENT, REFUSED, purpose="notice")
    s.breaks("0 14:00", "agency", RANG, REFUSED, number=SECOND)
    s.nearly("0 15:00", "agency", RANG, REFUSED)


TOLD = {
    "night": Telling(night, "夜间", "nights"),
    "seven-contacts": Telling(seven_contacts, "七天内第八次联系", "an eighth contact in seven days"),
    "hardship": Telling(hardship, "暂缓催收", "collection is deferred"),
    "refused-means": Telling(refused_means, "回避的方式", "means are refused"),
}
"""Each story by its key."""
