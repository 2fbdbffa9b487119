"""A few attempts of earlier years: the past is judged by the law of its day."""

from samples.world.breaches import (
    ALONE,
    ALONE_2025,
    CONVERSATIONS,
    LINE,
    NIGHT,
    NIGHT_2024,
    NOTICES_2024,
    RECORDING,
    UNANSWERED,
    UNRELATED,
    VISITS,
)
from samples.world.people import (
    CHEN,
    COLLEAGUE,
    HE,
    MH1,
    MH2,
    MH3,
    MH_ROBOT,
    PRIVATE_PHONE,
    QL1,
    ZHAO,
    ZHENG,
    ZHOU,
    at_visit,
)
from samples.world.plan import HEARD, MET, MISSED, TALKED, Planned, Story


def earlier() -> list[Planned]:
    """Days around the first of each instrument, and one under the national standard alone."""
    story = Story("E")
    _under_the_guideline_of_2024(story)
    _under_the_standard_alone(story)
    _around_the_guideline_of_2026(story)
    return story.planned


def _under_the_guideline_of_2024(s: Story) -> None:
    """NIFA's guideline, 2024-05-15 to 2025-02-27: hours, notices, recipients; no cap on conversations."""
    s.tell("2024-05-14 22:30", CHEN, MH_ROBOT, MISSED)
    s.tell("2024-05-15 22:30", CHEN, MH_ROBOT, MISSED, NIGHT_2024)
    for at in ("09:00", "11:00", "14:00"):
        s.tell(f"2024-06-12 {at}", ZHAO, MH_ROBOT, HEARD)
    s.tell("2024-06-12 16:00", ZHAO, MH_ROBOT, HEARD, NOTICES_2024)
    for at in ("09:00", "11:00", "14:00", "16:00"):
        s.tell(f"2024-06-13 {at}", ZHOU, MH2, TALKED)
    s.tell("2024-06-13 17:00", HE, QL1, TALKED, UNRELATED, party="unrelated_third_party", number=COLLEAGUE)
    s.tell("2025-02-27 07:30", CHEN, MH1, MISSED, NIGHT_2024)
    s.tell("2025-02-28 07:30", CHEN, MH1, MISSED, NIGHT)


def _under_the_standard_alone(s: Story) -> None:
    """GB/T 45251-2025 without the CBA's guideline: recordings, lines and unanswered calls are free."""
    for at in ("09:00", "11:00", "14:00"):
        s.tell(f"2025-06-10 {at}", ZHOU, MH2, TALKED, recording="")
    s.tell("2025-06-10 16:00", ZHOU, MH2, TALKED, CONVERSATIONS, line=PRIVATE_PHONE)
    for n in range(7):
        s.tell(f"2025-06-11 {9 + n:02}:00", ZHENG, QL1, MISSED)
    s.tell("2025-06-12 10:00", HE, at_visit(MH3), MET, ALONE_2025, staff="1", recording="")
    s.tell("2025-06-12 15:00", HE, at_visit(MH3), MET, VISITS)


def _around_the_guideline_of_2026(s: Story) -> None:
    """The CBA's guideline from 2026-01-30."""
    for day, new in (("2026-01-29", False), ("2026-01-30", True)):
        s.tell(f"{day} 10:00", ZHOU, MH1, TALKED, *([RECORDING, LINE] if new else []), line=PRIVATE_PHONE, recording="")
        s.tell(f"{day} 11:00", HE, at_visit(MH3), MET, ALONE if new else ALONE_2025, staff="1")
        for n in range(6):
            s.tell(f"{day} {9 + n:02}:30", ZHENG, QL1, MISSED)
        s.tell(f"{day} 16:30", ZHENG, QL1, MISSED, *([UNANSWERED] if new else []))
