"""Stories of what was said: found by a machine, confirmed or refuted by a person, or never reviewed."""

from zilv.simulate.breaches import THREAT
from zilv.simulate.story import INBOUND, MISSED, SENT, TALKED, Story, Telling


def threatened(s: Story) -> None:
    """Threats that a machine found, and what people made of them."""
    s.nearly("0 09:00", "own", TALKED, THREAT)
    s.breaks("0 11:00", "agency", TALKED, THREAT)
    s.said("threat", "found", "confirmed")
    s.breaks("0 14:00", "agency", TALKED, THREAT.in_doubt())
    s.said("threat", "found")
    s.nearly("1 09:00", "agency", TALKED, THREAT)
    s.said("threat", "found", "refuted")
    s.breaks("1 11:00", "own", TALKED, THREAT, **INBOUND)
    s.said("threat", "confirmed")
    s.nearly("1 14:00", "own", MISSED, THREAT)
    s.said("", "clear")
    s.breaks("1 16:00", "agency", SENT, THREAT)
    s.said("threat", "refuted", "confirmed")


TOLD = {"threatened": Telling(threatened, "话语中有威胁", "threats in what was said")}
"""Each story by its key."""
