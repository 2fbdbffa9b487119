"""Property: what is counted per number does not depend on how many files a layout has, nor on a shortcut taken."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.audit.spark.adversarial import findings
from tests.audit.test_numbers import HEADER, HOUSE, TOKENS
from zilv.attempts.intake.intake import IntakeOptions, take_in
from zilv.audit.numbers import by_number
from zilv.audit.read import parts_of
from zilv.audit.run import Audit
from zilv.registers.rows import Person, Registers
from zilv.rules.judge import judge
from zilv.rules.library import Law, choose

ZONES = (None, None, "Asia/Shanghai", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati")
"""Where the persons p0, p1 … live; the first two live where the default zone says, if there is one."""

TIMES = ("01T23:59:00", "02T00:00:00", "02T00:00:00", "02T10:30:00", "02T23:30:00", "02T23:45:00", "03T00:10:00")
NUMBERS = ("13800000000", "13800000000", "13800000001", "")
Call = tuple[int, str, str]
CALLS = st.lists(
    st.tuples(st.integers(0, len(ZONES) - 1), st.sampled_from(TIMES), st.sampled_from(NUMBERS)),
    min_size=3,
    max_size=24,
)


def at_most_two() -> Law:
    """China's law, and a house rule under which the third unanswered call of a day to one number forbids."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "house.yaml")
        file.write_text(HOUSE.replace("at_most: 6", "at_most: 2"), "utf-8")
        return choose(f"cn,{file}")


LAW = at_most_two()


def registers() -> Registers:
    """Where persons live."""
    homes = {TOKENS.text("person", f"p{n}"): zone for n, zone in enumerate(ZONES) if zone}
    placed = tuple(Person(person=person, zone=zone) for person, zone in homes.items())
    return structs.replace(Registers.empty(), persons=placed)


def audited(
    folder: Path, calls: Sequence[Call], zone: ZoneInfo | None, bytes_a_bucket: int
) -> tuple[int, list[tuple[str, ...]]]:
    """How many files these calls fill, and the findings."""
    rows = [
        f"a{n},2026-03-{at}+08:00,L,p{person},voice,outbound,debtor,interact,no,{number},,c"
        for n, (person, at, number) in enumerate(calls)
    ]
    folder.mkdir()
    (folder / "calls.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    options = IntakeOptions(tokens=TOKENS, rejects=folder / "rejected.csv", default_zone=zone)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zilv.attempts.intake.inputs.BYTES_PER_BUCKET", bytes_a_bucket)
        take_in([folder / "calls.csv"], folder / "layout", replace(options, registers=registers()))
    Audit(LAW, registers()).write_findings(folder / "layout", folder / "findings.parquet")
    return len(parts_of(folder / "layout")), findings(pq.read_table(folder / "findings.parquet"))


def without_shortcut(layout: Path) -> list[tuple[int, ...]]:
    """What judging every row of a layout of one file finds per number: rows, provisions, outcomes, counts."""
    audit = Audit(LAW, registers())
    facts = audit.facts_of(parts_of(layout)[0])
    found = judge(facts, LAW, by_number(LAW))
    return sorted(zip(found.row, found.provision, found.outcome, found.count, strict=True))


def with_shortcut(layout: Path) -> list[tuple[int, ...]]:
    """The same as the audit finds it."""
    ((_, _, found),) = Audit(LAW, registers()).judged_parts(layout)
    places = by_number(LAW)
    each = zip(found.row, found.provision, found.outcome, found.count, strict=True)
    return sorted(one for one in each if one[1] in places)


NOBODY_KNOWS_THE_DAY = [(0, "01T23:59:00", NUMBERS[0])] * 2 + [(1, "02T10:30:00", NUMBERS[0])]
ALL_AT_ONCE = [(n, "02T10:30:00", NUMBERS[0]) for n in (5, 4, 3, 2, 1, 0)]


@example(calls=NOBODY_KNOWS_THE_DAY, zone=None)
@example(calls=ALL_AT_ONCE, zone="Asia/Shanghai")
@settings(max_examples=25, deadline=None)
@given(calls=CALLS, zone=st.sampled_from([None, "Asia/Shanghai"]))
def test_one_file_or_many_give_the_same_findings_per_number(calls: list[Call], zone: str | None) -> None:
    home = ZoneInfo(zone) if zone else None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, one = audited(folder / "one", calls, home, 1 << 20)
        assert files == 1
        parts, many = audited(folder / "many", calls, home, 40)
        event(f"{min(parts, 2)} files or more")
        assert one == many
        found = with_shortcut(folder / "one" / "layout")
        assert found == without_shortcut(folder / "one" / "layout")
        event(f"found something: {bool(found)}")
        if calls in (NOBODY_KNOWS_THE_DAY, ALL_AT_ONCE):
            assert found and parts > 1
