"""Every story, told once and in a fixed order."""

from zilv.simulate.stories import counts, entitled, hours, persons, standstill, words
from zilv.simulate.story import Story

_PARTS = (hours.TOLD, counts.TOLD, persons.TOLD, entitled.TOLD, standstill.TOLD, words.TOLD)


def _told() -> tuple[Story, ...]:
    made = []
    for part in _PARTS:
        for key, telling in part.items():
            story = Story(key, telling.zh, telling.en, telling.middle, telling.zone, telling.lender)
            telling.tell(story)
            made.append(story)
    return tuple(made)


STORIES = _told()
DAYS_MAX = max(story.days for story in STORIES)
"""How many days the longest takes."""
