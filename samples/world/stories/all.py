"""Every story with the key that begins the ids of its attempts; the README tells each under its key."""

from collections.abc import Callable

from samples.world.plan import Planned, Story
from samples.world.stories import counts, entitled, hours, persons, standstill, words

STORIES: dict[str, Callable[[Story], None]] = {
    "S01": hours.too_early,
    "S02": hours.agreed_hours,
    "S03": hours.another_zone,
    "S04": hours.late_push,
    "S05": counts.fourth_notice_over_two_agencies,
    "S06": counts.mode_not_recorded,
    "S07": counts.agreed_more,
    "S08": counts.agreed_fewer,
    "S09": counts.fourth_conversation,
    "S10": counts.seventh_unanswered,
    "S11": counts.agreed_attempts,
    "S12": counts.visits,
    "S13": persons.sister,
    "S14": persons.perhaps_lost,
    "S15": persons.friend_refuses,
    "S16": persons.around_the_dead,
    "S17": persons.guarantors_and_relatives,
    "S18": persons.strangers,
    "S19": entitled.lines,
    "S20": entitled.told_too_late,
    "S21": entitled.mandate_lapsed,
    "S22": entitled.mandate_for_one_product,
    "S23": entitled.not_qualified,
    "S24": entitled.everything_at_once,
    "S25": standstill.plan_signed,
    "S26": standstill.deceased,
    "S27": standstill.attorney,
    "S28": standstill.complaint,
    "S29": standstill.recordings,
    "S30": standstill.recorder_down,
    "S31": words.threats,
    "S32": words.money,
    "S33": words.mother,
}


def told() -> list[Planned]:
    """The attempts of all stories."""
    found: list[Planned] = []
    for key, tell in STORIES.items():
        story = Story(key)
        tell(story)
        found += story.planned
    return found
