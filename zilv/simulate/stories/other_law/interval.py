"""The interval between two collections for one credit product: China's, and judged only on request."""

from zilv.simulate.breaches import Breach
from zilv.simulate.story import INBOUND, POSTED, SENT, Story, Telling

PROVISION = "cn.gbt-45251-2025.collection-interval"
INTERVAL = Breach("collection_interval", "warned", (PROVISION,))


def seven_days(s: Story) -> None:
    """On the same day, on day 6 and on day 7; the other account and what the debtor sends start nothing."""
    s.nearly("0 09:00", "own", SENT, INTERVAL)
    s.breaks("0 15:00", "own", SENT, INTERVAL)
    s.breaks("6 21:59:59", "own", SENT, INTERVAL, channel="email")
    s.nearly("7 09:00", "own", SENT, INTERVAL, account=2)
    s.nearly("10 10:00", "own", SENT, INTERVAL, **INBOUND)
    s.nearly("13 08:00", "own", SENT, INTERVAL)
    s.breaks("19 10:00", "own", POSTED, INTERVAL)
    s.nearly("26 08:00", "own", POSTED, INTERVAL)


TOLD = {"seven-days": Telling(seven_days, "七日之内与第七日", "within seven days, and on the seventh")}
"""Each story by its key."""
