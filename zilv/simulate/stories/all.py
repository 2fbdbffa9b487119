"""Every story, told once and in a fixed order."""

from zilv.simulate.stories import counts, entitled, hours, persons, standstill, words
from zilv.simulate.story import told

_PARTS = (hours.TOLD, counts.TOLD, persons.TOLD, entitled.TOLD, standstill.TOLD, words.TOLD)


STORIES = tuple(story for part in _PARTS for story in told(part))
DAYS_MAX = max(story.days for story in STORIES)
"""How many days the longest takes."""
