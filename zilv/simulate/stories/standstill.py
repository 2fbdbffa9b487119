"""Stories of standing still (a plan, a death, an attorney), and of what was not recorded."""

from zilv.simulate.breaches import (
    ALONE,
    ATTORNEY,
    CARD_RECORDING,
    CARD_VISIT_RECORDING,
    DECEASED,
    PLAN,
    RECORDING,
    VISIT_RECORDING,
)
from zilv.simulate.stories.persons import BANK, CARD
from zilv.simulate.story import COUNSEL, HEARD, INBOUND, MET, MISSED, POSTED, RANG, SENT, TALKED, Story, Telling


def plan_signed(s: Story) -> None:
    """A plan for the first account, signed on the first day at 15:00 and broken on the third at 18:00."""
    s.enter("holds", "0 15:00", "2 18:00", reason="plan", account=1)
    s.nearly("0 14:59:59", "own", SENT, PLAN)
    s.breaks("0 15:00", "agency", TALKED, PLAN)
    s.breaks("1 10:00", "own", SENT, PLAN, purpose="notice")
    s.nearly("1 11:00", "agency", TALKED, PLAN, account=2)
    s.breaks("1 12:00", "own", RANG, PLAN.in_doubt(), account=0)
    s.nearly("1 13:00", "own", TALKED, PLAN, **INBOUND)
    s.breaks("2 09:00", "own", POSTED, PLAN)
    s.breaks("2 17:59:59", "own", RANG, PLAN)
    s.nearly("2 18:00", "own", HEARD, PLAN)


def deceased(s: Story) -> None:
    """The death was registered at 09:00; the machines did not hear of it."""
    s.enter("holds", "0 09:00", "2 00:00", reason="deceased")
    s.nearly("0 08:59:59", "own", SENT, DECEASED)
    s.breaks("0 09:00", "own", SENT, DECEASED, channel="app", number=0)
    s.breaks("1 10:00", "agency", MISSED, DECEASED)
    s.breaks("1 16:00", "own", POSTED, DECEASED)


def attorney(s: Story) -> None:
    """From noon on the attorney is the one to talk to."""
    s.enter("holds", "0 12:00", "2 00:00", reason="attorney")
    s.nearly("0 11:59:59", "own", TALKED, ATTORNEY)
    s.breaks("0 12:00", "own", TALKED, ATTORNEY)
    s.breaks("1 09:00", "agency", SENT, ATTORNEY)
    s.nearly("1 15:00", "own", TALKED, ATTORNEY, party="attorney", number=COUNSEL, purpose="notice")


def recordings(s: Story) -> None:
    """Calls without a recording: answered, from outside, by robot, of unknown outcome, of which nobody can tell."""
    s.nearly("0 09:00", "own", TALKED, RECORDING)
    s.breaks("0 10:30", "own", TALKED, RECORDING, recording="")
    s.nearly("0 11:30", "agency", MISSED, RECORDING)
    s.breaks("0 14:30", "agency", TALKED, RECORDING, recording="", **INBOUND)
    s.breaks("0 15:30", "own", HEARD, RECORDING, recording="")
    s.breaks("1 10:00", "own", HEARD, RECORDING.in_doubt(), answered="", conversed="", recording="")
    s.breaks("1 11:00", "own", HEARD, RECORDING.in_doubt(), recording="?")


def card_recordings(s: Story) -> None:
    """A card's calls and visits without a recording."""
    s.nearly("0 09:00", "own", TALKED, CARD_RECORDING, **CARD)
    s.breaks("0 10:00", "own", TALKED, CARD_RECORDING, recording="", **CARD)
    s.nearly("0 11:00", "own", MET, CARD_VISIT_RECORDING, **CARD)
    s.breaks("1 11:00", "own", MET, CARD_VISIT_RECORDING, recording="", **CARD)


def visits_recorded(s: Story) -> None:
    """By one collector alone, by nobody knows how many, without a recording."""
    s.nearly("0 10:00", "agency", MET, ALONE, VISIT_RECORDING)
    s.breaks("1 10:00", "agency", MET, ALONE, staff=1)
    s.breaks("2 10:00", "agency", MET, ALONE.in_doubt(), staff=-1)
    s.breaks("3 10:00", "own", MET, VISIT_RECORDING, recording="")


TOLD = {
    "plan": Telling(plan_signed, "签了还款协议", "a plan is signed"),
    "deceased": Telling(deceased, "死亡登记之后", "after a death is registered"),
    "attorney": Telling(attorney, "请了律师", "an attorney is engaged"),
    "recordings": Telling(recordings, "没有录音", "no recording"),
    "card-recordings": Telling(card_recordings, "信用卡没有录音录像", "no recording of a card's", lender=BANK),
    "visits-recorded": Telling(visits_recorded, "上门一人、未录", "visits alone, or unrecorded"),
}
"""Each story by its key."""
