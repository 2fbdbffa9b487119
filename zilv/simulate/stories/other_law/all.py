"""Every choice of law beside `cn` that has stories: how `--law` names it, where its debtors live, what befalls them."""

from collections.abc import Mapping
from typing import NamedTuple

from zilv.simulate.stories.other_law import au, cl, interval, kr, ru, us_reg_f
from zilv.simulate.story import Telling


class Choice(NamedTuple):
    """`law`: as `--law` takes it. `zone`: where the debtors live."""

    law: str
    zone: str
    told: Mapping[str, Telling]


CHOICES = {
    "collection-interval": Choice(f"cn,{interval.PROVISION}", "Asia/Shanghai", interval.TOLD),
    "au": Choice("au", "Australia/Sydney", au.TOLD),
    "cl": Choice("cl", "America/Santiago", cl.TOLD),
    "kr": Choice("kr", "Asia/Seoul", kr.TOLD),
    "ru": Choice("ru", "Europe/Moscow", ru.TOLD),
    "us-reg-f": Choice("us-reg-f", "America/New_York", us_reg_f.TOLD),
}
"""Each by the name of its file."""
