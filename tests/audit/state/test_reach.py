"""Property: in a world longer than any law looks back, going on reads and judges a part, and finds what all gives."""

import random
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.audit.state.arrivals import CHINA, TOKENS, ZONE, Going, Rows, at_once, options_in, source
from tests.audit.test_numbers import HOUSE
from zilv.attempts.intake.local import day_and_minute
from zilv.audit.state.reach import EVER, Touched, changed_by, looks_at_all, looks_back, needed_for, touched
from zilv.audit.state.settled import Settled
from zilv.registers.rows import Agreement, Hold, Line, Person, Qualification, Registers
from zilv.rules.library import Law, choose

DAYS = 120
FIRST = datetime(2026, 3, 2, tzinfo=UTC)
COUNTED = {
    "a": "{kind: limit, when: {channel: [voice]}, at_most: 3, per: number, window: month}",
    "b": "{kind: limit, when: {channel: [voice]}, at_most: 2, per: number, window: days, days: 10}",
    "c": "{kind: limit, when: {channel: [voice], answered: 'yes'}, at_most: 1, per: account, window: week, "
    "unless: {counts: [answered], may: replace}}",
    "d": "{kind: spacing, when: {channel: [voice]}, after: {answered: 'yes'}, days: 4, day_one: event_day, "
    "per: account}",
}
"""What a house adds: counts per number that look back for long, counts and waits per account."""


@cache
def law_with(letters: str, packs: str) -> Law:
    """These packs and these house rules, whose longest look back is the law's."""
    plain = HOUSE.replace("tightens: cn.cba-2026.unanswered-attempt-limit\n", "")
    with tempfile.TemporaryDirectory() as name:
        for letter in letters:
            told = plain.replace("house.unanswered", f"house.{letter}")
            head, tail = told.replace("unanswered_attempt_limit", f"own_{letter}").split("check: ")
            Path(name, f"{letter}.yaml").write_text(f"{head}check: {COUNTED[letter]}\n{tail.split(chr(10), 1)[1]}")
        return choose(f"{packs},{name}")


TOKEN = {name: TOKENS.text("person", name) for name in ("p0", "p1", "p2", "p3", "p4")}
NOON = int((FIRST + timedelta(days=60)).timestamp() * 1_000_000)
REGISTERS = Registers(
    agreements=(
        Agreement(person=TOKEN["p0"], scope="frequency", counts="answered", at_most=2, since=NOON),
        Agreement(person=TOKEN["p1"], scope="frequency", counts="answered", at_most=0, since=NOON),
    ),
    holds=(Hold(person=TOKEN["p2"], reason="plan", since=NOON, until=NOON + 10**12),),
    optouts=(),
    persons=(
        Person(person=TOKEN["p1"], zone="Pacific/Kiritimati"),
        Person(person=TOKEN["p2"], zone="Pacific/Pago_Pago"),
        Person(person=TOKEN["p3"], zone="America/Nuuk"),
    ),
    relations=(),
    lines=tuple(Line(line=TOKENS.text("line", "line"), owner=lender) for lender in "LM"),
    qualifications=tuple(Qualification(collector="c", kind=kind) for kind in ("pre_job_exam", "annual_training")),
    mandates=(),
    notices=(),
    reviews=(),
)


def calls(dice: random.Random, first: datetime) -> list[dict[str, str]]:
    """Calls over DAYS: five persons in four zones, numbers they share, often something that nobody recorded."""
    made = []
    for n in range(260):
        at = first + timedelta(minutes=dice.randrange(DAYS * 24 * 60))
        party = dice.choice(["debtor"] * 6 + ["contact_person", ""])
        row = {"lender": dice.choice("LLLM"), "channel": "voice", "direction": "outbound", "party": party}
        row |= {"attempt_id": f"n{n}", "person": f"p{dice.randrange(5)}", "at": at.isoformat(), "mode": "notify"}
        row |= {"number": dice.choice(["13800000001", "13800000002", "13800000003", ""]), "recording": "r"}
        row |= {"answered": dice.choice(["yes", "no", "no", ""]), "conversed": dice.choice(["yes", "no", ""])}
        row |= {"account": dice.choice(["a1", "a2", ""]), "line": "line", "collector": "c"}
        row |= {"purpose": "ask_contact"} if party == "contact_person" else {}
        made.append(row)
    return sorted(made, key=lambda row: row["at"])


def moved(dice: random.Random, rows: Rows) -> list[dict[str, str]]:
    """The same attempts told of once more: some were earlier, and whoever answered nobody knew before."""
    again = []
    for row in dice.sample(rows, 4):
        earlier = datetime.fromisoformat(row["at"]) - timedelta(hours=dice.randrange(72))
        again.append({**row, "at": earlier.isoformat(), "answered": row["answered"] or "yes"})
    return again


@pytest.mark.parametrize("zone", [ZONE, None])
@example(seed=1, late=3, first=FIRST, law=("abcd", "cn,us-reg-f,ru"))
@example(seed=2, late=0, first=datetime(2026, 8, 1, tzinfo=UTC), law=("b", "cn"))
@example(seed=3, late=2, first=FIRST, law=("d", "cn"))
@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    late=st.integers(0, 6),
    first=st.sampled_from([FIRST, datetime(2026, 8, 1, tzinfo=UTC)]),
    law=st.sampled_from([("abcd", "cn,us-reg-f,ru"), ("a", "cn"), ("b", "cn"), ("c", "cn"), ("d", "cn")]),
)
def test_what_is_read_and_judged_is_enough_for_the_findings_of_one_audit(
    zone: ZoneInfo | None, seed: int, late: int, first: datetime, law: tuple[str, str]
) -> None:
    dice = random.Random(seed)
    rows = calls(dice, first)
    held = sorted(dice.sample(range(240), late))
    lots = [[row for n, row in enumerate(rows[:240]) if n not in held]]
    lots += [rows[240:247], [*rows[247:], *(rows[n] for n in held)], moved(dice, rows)]
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "tests.audit.state.arrivals.options_in",
            lambda folder, told: replace(options_in(folder, told), default_zone=zone),
        )
        folder, paths = Path(name), []
        going = Going(folder, REGISTERS)
        for run, lot in enumerate(lots):
            paths.append(source(folder, f"lot {run}", lot))
            answer = going.take(paths[-1:], law_with(*law))
            assert going.findings() == at_once(folder / f"at once {run}", paths, REGISTERS, law_with(*law))
            if run == 1:
                assert len(lot) <= answer.judged < 100, "of 247, on days after 110 or so of 120"
                assert answer.judged <= answer.among
        retries = [row["retry_at"] for row in going.findings() if row["retry_at"]]
        assert len(retries) > 20


def standing(*rows: tuple[int, int, int]) -> Settled:
    """Attempts of these persons, numbers and days."""
    person, number, day = np.array(rows, np.int64).T
    none = np.zeros(len(rows), np.int64)
    return Settled(np.arange(len(rows)), person, number, none, none, day, np.ones(len(rows), np.bool_))


def one(person: int, number: int, day: int) -> Touched:
    """One attempt that was touched."""
    return Touched(*(np.array([value], np.int64) for value in (person, number, day)))


def test_a_row_changes_what_lies_at_or_after_it_of_its_person_and_on_its_number() -> None:
    own = [(7, 1, day) for day in (97, 98, 99, 100, 140)]
    shared = [(8, 5, day) for day in (97, 98, 99, 100, 140)]
    after = standing(*own, *shared, (9, 0, 100), (9, 6, 100))
    of_both = changed_by(one(7, 5, 100), after, by_number=True)
    assert of_both.tolist() == [False, False, True, True, True, False, True, True, True, True, False, False]
    of_person = changed_by(one(7, 5, 100), after, by_number=False)
    assert of_person.tolist() == [False, False, True, True, True, *[False] * 7]
    unnumbered = changed_by(one(9, 0, 100), after, by_number=True)
    assert unnumbered.tolist() == [False] * 10 + [True, True]


def test_what_is_judged_is_read_with_so_many_days_before_it_and_of_some_persons_with_all() -> None:
    after = standing((7, 5, 0), (7, 5, 91), (7, 5, 92), (7, 5, 100), (8, 5, 91), (8, 5, 92), (8, 6, 100), (9, 6, 92))
    anew = after.day[:] == 100
    none = np.zeros(0, np.int64)
    of_all = needed_for(anew & (after.person == 7), after, 8, none, by_number=True)
    assert of_all.tolist() == [False, False, True, True, False, True, False, False]
    of_person = needed_for(anew, after, 8, none, by_number=False)
    assert of_person.tolist() == [False, False, True, True, False, True, True, False]
    whole = needed_for(anew, after, 8, np.array([7]), by_number=False)
    assert whole.tolist() == [True, True, True, True, False, True, True, False]


def test_a_row_that_moved_counts_where_it_was_and_where_it_is_and_what_registers_say_counts_from_ever_on() -> None:
    before, after = standing((7, 1, 50), (8, 2, 60)), standing((7, 1, 70), (8, 2, 60))
    keys = np.array([0, 1])
    assert touched(before, after, keys, keys[:0]).day.tolist() == [50, 60, 70, 60]
    assert touched(before, after, keys[:1], keys[:0]).person.tolist() == [7, 7]
    assert touched(before, after, keys, keys[1:]).day.tolist() == [50, EVER, 70, EVER]


def test_a_later_attempt_may_lie_on_an_earlier_day_and_is_changed_all_the_same() -> None:
    def day_at(at: datetime, zone: str) -> int:
        return int(day_and_minute(np.array([int(at.timestamp()) * 1_000_000]), ZoneInfo(zone))[0][0])

    early, late = datetime(2010, 11, 7, 2, 30, 30, tzinfo=UTC), datetime(2010, 11, 7, 2, 40, tzinfo=UTC)
    day, back = (day_at(at, "America/St_Johns") for at in (early, late))
    assert back == day - 1, "one minute after midnight it was an hour earlier"
    assert changed_by(one(7, 0, day), standing((7, 0, back)), by_number=False).all()
    noon = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    first, last = day_at(noon, "Pacific/Pago_Pago"), day_at(noon, "Pacific/Kiritimati")
    assert last - first == 2
    assert changed_by(one(7, 5, last), standing((8, 5, first)), by_number=True).all()


def test_a_law_tells_how_far_it_looks_back_and_of_whom_it_looks_at_all() -> None:
    assert (looks_back(CHINA, True), looks_back(choose("ru"), True), looks_back(choose("ru"), False)) == (1, 31, 62)
    assert looks_at_all(choose("us-reg-f")) == ()
    assert "contact_person" in looks_at_all(CHINA) and "debtor" not in looks_at_all(CHINA)


def test_a_new_day_is_judged_with_as_much_as_the_law_looks_back(tmp_path: Path) -> None:
    heard = {"lender": "L", "channel": "voice", "direction": "outbound", "party": "debtor", "mode": "notify"}
    days = [FIRST + timedelta(days=n) for n in range(60)]
    rows = [{**heard, "attempt_id": f"n{n}", "person": "p0", "at": day.isoformat()} for n, day in enumerate(days)]
    going = Going(tmp_path, REGISTERS)
    going.take([source(tmp_path, "first", rows[:-1])], CHINA)
    answer = going.take([source(tmp_path, "last", rows[-1:])], CHINA)
    assert (answer.judged, answer.among, answer.attempts) == (2, 2 + looks_back(CHINA, True), 60)


def test_who_was_lost_long_ago_still_is_when_somebody_else_is_asked(tmp_path: Path) -> None:
    call = {"lender": "L", "channel": "voice", "direction": "outbound", "mode": "notify", "person": "p0"}
    debtor = {**call, "party": "debtor", "answered": "no", "number": "13800000001"}
    ask = {**call, "party": "contact_person", "purpose": "ask_contact", "answered": "yes", "number": "13800000002"}
    failed = [{**debtor, "attempt_id": f"f{n}", "at": f"2026-03-0{2 + n}T10:00:00+08:00"} for n in range(3)]
    asked = {**ask, "attempt_id": "asked", "at": "2026-06-20T10:00:00+08:00"}
    paths = [source(tmp_path, "first", failed), source(tmp_path, "later", [asked])]
    going = Going(tmp_path, REGISTERS)
    going.take(paths[:1], CHINA)
    answer = going.take(paths[1:], CHINA)
    assert (answer.judged, answer.among) == (1, 4)
    assert going.findings() == at_once(tmp_path / "at once", paths, REGISTERS, CHINA)
    forbidden = [row for row in going.findings() if row["attempt_id"] == "asked" and row["topic"] == "recipient"]
    assert not any("contact-person-state" in row["provision"] for row in forbidden)
