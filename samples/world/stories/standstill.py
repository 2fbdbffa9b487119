"""Stories of standing still (a plan, a death, an attorney, a complaint), and of what was not recorded."""

from samples.world.breaches import ATTORNEY, DECEASED, PLAN, RECORDING, SOMEBODY
from samples.world.people import (
    CAO,
    CAO_ATTORNEY,
    FENG,
    HAN,
    LIN,
    MH1,
    MH2,
    MH_APP,
    MH_POST,
    MH_ROBOT,
    MH_SMS,
    PEI,
    QL1,
    QL2,
    TU,
    YT1,
    YT2,
)
from samples.world.plan import HEARD, MISSED, PICKED_UP, SENT, TALKED, Story


def plan_signed(s: Story) -> None:
    """Han signed a plan for his first debt on 2026-03-06 at 15:00 and broke it on 2026-03-12 at 18:00."""
    second, product = HAN.accounts[1]
    s.tell("03-06 14:59:59", HAN, MH_SMS, SENT)
    s.tell("03-06 15:00", HAN, MH2, TALKED, PLAN)
    s.tell("03-07 10:00", HAN, MH_SMS, SENT, PLAN, purpose="notice")
    s.tell("03-07 11:00", HAN, MH2, TALKED, account=second, product=product)
    s.tell("03-07 12:00", HAN, MH_ROBOT, MISSED, PLAN.in_doubt(), account="", product="")
    s.tell("03-07 13:00", HAN, MH1, TALKED, direction="inbound")
    s.tell("03-10 09:00", HAN, MH_POST, SENT, PLAN)
    s.tell("03-12 17:59:59", HAN, MH_ROBOT, MISSED, PLAN)
    s.tell("03-12 18:00", HAN, MH_ROBOT, HEARD)


def deceased(s: Story) -> None:
    """Feng's death was registered on 2026-03-04 at 09:00; the machines did not hear of it."""
    s.tell("03-04 08:59:59", FENG, MH_SMS, SENT)
    s.tell("03-04 09:00", FENG, MH_APP, SENT, DECEASED)
    s.tell("03-05 10:00", FENG, MH_ROBOT, MISSED, DECEASED)
    s.tell("03-05 11:00", FENG, MH1, PICKED_UP, DECEASED.in_doubt(), SOMEBODY, party="")
    s.tell("03-05 16:00", FENG, MH_POST, SENT, DECEASED)


def attorney(s: Story) -> None:
    """Cao's attorney wrote on 2026-03-09 at 12:00; from then on he is the one to talk to."""
    s.tell("03-09 11:00", CAO, QL1, TALKED)
    s.tell("03-09 14:00", CAO, QL1, TALKED, ATTORNEY)
    s.tell("03-10 09:00", CAO, MH_SMS, SENT, ATTORNEY)
    s.tell("03-10 15:00", CAO, MH2, TALKED, number=CAO_ATTORNEY, party="attorney", purpose="notice")


def complaint(s: Story) -> None:
    """Pei complained on 2026-03-13 at 09:00: no law seen stops collection then, the shipped house file would."""
    s.tell("03-13 10:00", PEI, MH_SMS, SENT, purpose="notice")
    s.tell("03-13 11:00", PEI, QL2, TALKED)


def recordings(s: Story) -> None:
    """Calls without a recording: answered, from outside, by robot, of unknown outcome."""
    s.tell("03-09 10:30", TU, MH1, TALKED, RECORDING, recording="")
    s.tell("03-09 11:30", TU, MH1, MISSED)
    s.tell("03-09 14:30", TU, MH1, TALKED, RECORDING, direction="inbound", recording="")
    s.tell("03-09 15:30", TU, MH_ROBOT, HEARD, RECORDING, recording="")
    s.tell("03-09 16:30", TU, MH_ROBOT, {"disposition": "voicemail"}, RECORDING.in_doubt())


def recorder_down(s: Story) -> None:
    """Yuanting's recorder failed on 2026-03-14; its collectors went on."""
    s.tell("03-14 10:10", LIN, YT1, TALKED, RECORDING, recording="")
    s.tell("03-14 11:30", LIN, YT2, PICKED_UP, RECORDING, recording="")
    s.tell("03-14 14:20", LIN, YT1, MISSED)
    s.tell("03-14 15:40", LIN, YT1, TALKED, RECORDING, recording="")
    s.tell("03-14 10:40", PEI, YT2, TALKED, RECORDING, recording="")
    s.tell("03-14 16:05", PEI, YT2, PICKED_UP, RECORDING, recording="")
