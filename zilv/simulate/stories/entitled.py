"""Stories of by what right: lines, notices of outsourcing, mandates, qualifications."""

from zilv.simulate.breaches import EXAM, LINE, MANDATE, NIGHT, NOT_TOLD, RECORDING, TRAINING, UNRELATED
from zilv.simulate.breaches import UNRELATED_BY_AGENCY as BY_AGENCY
from zilv.simulate.story import HEARD, MET, MISSED, RANG, SENT, STRANGER, TALKED, Story, Telling


def lines(s: Story) -> None:
    """A private phone, another agency's line, the lender's line, and no line at all."""
    s.breaks("0 09:00", "agency", TALKED, LINE, line="private", manual="yes")
    s.breaks("0 09:20", "agency", SENT, LINE, channel="im", line="private")
    s.breaks("0 11:00", "agency", MISSED, LINE, line="foreign")
    s.nearly("0 12:00", "agency", MISSED, LINE, line="lenders")
    s.breaks("0 15:00", "own", RANG, LINE.in_doubt(), line="none")
    s.nearly("0 16:00", "own", SENT, LINE, channel="app", line="none", number=0)


def line_handed_over(s: Story) -> None:
    """A line is the agency's until the middle of the days, and then another's."""
    s.nearly("0 20:00", "agency", MISSED, LINE, line="handed_over")
    s.breaks("1 08:30", "agency", MISSED, LINE, line="handed_over")


def told_too_late(s: Story) -> None:
    """Another agency begins; the debtor is told on the second day at 10:00, of one of his accounts only."""
    s.enter("notices", "1 10:00", kind="outsourcing", agency="other", account=1)
    s.breaks("0 10:00", "other", TALKED, NOT_TOLD)
    s.nearly("0 12:00", "own", TALKED, NOT_TOLD)
    s.breaks("1 09:59:59", "other", SENT, NOT_TOLD)
    s.nearly("1 10:00", "other", TALKED, NOT_TOLD)
    s.breaks("1 11:00", "other", TALKED, NOT_TOLD, account=2)
    s.breaks("1 15:00", "other", MISSED, NOT_TOLD.in_doubt(), account=0)


def mandate_ends(s: Story) -> None:
    """An agency goes on when its mandate has ended in the middle of the days."""
    s.enter("notices", "0 00:00", kind="outsourcing", agency="lapsing")
    s.nearly("0 20:30", "lapsing", TALKED, MANDATE)
    s.breaks("1 09:00", "lapsing", TALKED, MANDATE)
    s.breaks("1 14:00", "lapsing", SENT, MANDATE)
    s.nearly("1 15:00", "own", TALKED, MANDATE)


def mandate_for_one_product(s: Story) -> None:
    """An agency was entrusted with cash loans only."""
    s.enter("notices", "0 00:00", kind="outsourcing", agency="one_product")
    s.nearly("0 10:00", "one_product", TALKED, MANDATE, product="cash_loan")
    s.breaks("0 11:00", "one_product", TALKED, MANDATE, product="consumer_loan")
    s.breaks("0 14:00", "one_product", MISSED, MANDATE.in_doubt(), product="")


def training_ends(s: Story) -> None:
    """A collector's training runs out in the middle of the days."""
    s.nearly("0 10:00", "agency", TALKED, TRAINING, collector="untrained")
    s.breaks("1 09:00", "agency", MISSED, TRAINING, collector="untrained", manual="yes")
    s.breaks("1 10:00", "own", TALKED, TRAINING, collector="untrained")
    s.nearly("1 11:00", "agency", TALKED, TRAINING)


def never_examined(s: Story) -> None:
    """An exam never taken, a change of employer, nobody named; a robot takes none, and who writes needs none."""
    s.breaks("0 10:00", "agency", TALKED, EXAM, collector="unexamined")
    s.breaks("0 11:00", "own", MET, EXAM, collector="unexamined")
    s.breaks("0 15:00", "agency", MISSED, TRAINING, EXAM, collector="moved")
    s.breaks("1 10:00", "own", MISSED, TRAINING.in_doubt(), EXAM.in_doubt(), collector="nobody")
    s.nearly("1 11:00", "own", HEARD, EXAM, TRAINING)
    s.nearly("1 12:00", "own", SENT, EXAM, collector="unexamined")


def everything_at_once(s: Story) -> None:
    """Before seven, to a stranger, from a private phone, unrecorded, by nobody known, for an agency of no standing."""
    wrong = (NIGHT, UNRELATED, BY_AGENCY, LINE, NOT_TOLD, MANDATE, TRAINING, EXAM, RECORDING)
    changes: dict[str, str | int] = {
        "collector": "moved",
        "party": "unrelated_third_party",
        "number": STRANGER,
        "line": "private",
        "manual": "yes",
        "recording": "",
    }
    s.breaks("1 06:50", "lapsing", TALKED, *wrong, **changes)


TOLD = {
    "lines": Telling(lines, "私人电话与他家线路", "private phones and others' lines"),
    "line-handed-over": Telling(line_handed_over, "线路转手", "a line changes hands", middle=True),
    "told-too-late": Telling(told_too_late, "委外告知迟到", "told of the agency too late"),
    "mandate-ends": Telling(mandate_ends, "委托期满仍在催", "going on after the mandate", middle=True),
    "one-product": Telling(mandate_for_one_product, "只受托一种产品", "a mandate for one product"),
    "training-ends": Telling(training_ends, "培训过期", "training runs out", middle=True),
    "never-examined": Telling(never_examined, "未考试、换雇主、未具名", "no exam, moved, nobody named"),
    "everything": Telling(everything_at_once, "样样都错", "everything at once", middle=True),
}
"""Each story by its key."""
