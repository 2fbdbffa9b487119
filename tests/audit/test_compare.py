"""Two laws compared: every count agrees with the two audits made apart, and with the mirror image."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from tests.audit.example import ACCOUNTING
from zilv.attempts.intake.intake import IntakeOptions, take_in
from zilv.audit.compare import EXAMPLES_EACH, compare
from zilv.audit.compare_keys import KINDS, Comparison, Kind
from zilv.audit.compare_summary import Question, summarise
from zilv.audit.report.compare_page import render_comparison
from zilv.audit.run import Audit, Period
from zilv.audit.tally import iso_day
from zilv.privacy.token import Tokens
from zilv.registers.read import read_registers
from zilv.registers.rows import Registers
from zilv.rules.library import choose
from zilv.rules.three import OUTCOMES
from zilv.simulate.simulate import simulate
from zilv.simulate.world import PEOPLE_MIN, World

ZONE = ZoneInfo("Asia/Shanghai")
STRICTNESS = {name: n for n, name in enumerate(OUTCOMES)}
Stored = tuple[Path, Registers]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """A simulated world as a layout of several files, and its registers."""
    folder, tokens = tmp_path_factory.mktemp("world"), Tokens(b"k" * 32)
    simulate(World(2 * PEOPLE_MIN, 14, seed=4), folder)
    registers, _, _ = read_registers(folder / "registers", tokens, ZONE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zilv.attempts.intake.inputs.BYTES_PER_BUCKET", 100_000)
        options = IntakeOptions(tokens=tokens, rejects=folder / "rejected.csv", default_zone=ZONE, registers=registers)
        take_in([folder / "attempts.parquet"], folder / "layout", options)
    assert len([*(folder / "layout").glob("part-*")]) > 1
    return folder / "layout", registers


def compared(world: Stored, before: str, after: str, period: Period | None = None) -> Comparison:
    """The comparison of two choices of law."""
    layout, registers = world
    first = Audit(choose(before), registers, period)
    return summarise(compare(first, choose(after), layout), Question(before, after, ACCOUNTING))


def strictest(world: Stored, choice: str, folder: Path) -> Counter[str]:
    """How many attempts have each answer, by an audit of its own."""
    layout, registers = world
    audit = Audit(choose(choice), registers)
    audit.write_findings(layout, folder / f"{choice}.parquet")
    answers: dict[str, str] = {}
    for row in pq.read_table(folder / f"{choice}.parquet").to_pylist():
        known = answers.get(row["attempt_id"], "permitted")
        answers[row["attempt_id"]] = max(known, row["outcome"], key=STRICTNESS.__getitem__)
    counted = Counter(answers.values())
    counted["permitted"] = audit.tally.rows - counted.total()
    return counted


def speaking(world: Stored, choice: str, outcomes: Sequence[str] = OUTCOMES) -> dict[tuple[str, int], set[str]]:
    """For each attempt found, by file and row, the provisions that say one of these, by an audit of its own."""
    layout, registers = world
    audit, forbid = Audit(choose(choice), registers), defaultdict(set)
    for part, _, found in audit.judged_parts(layout):
        for row, place, outcome in zip(
            found.row.tolist(), found.provision.tolist(), found.outcome.tolist(), strict=True
        ):
            if OUTCOMES[outcome] in outcomes:
                forbid[part.name, row].add(audit.law.judged[place].id)
    return forbid


def test_a_law_compared_with_itself_changes_nothing(world: Stored) -> None:
    same = compared(world, "cn", "cn")
    assert same["attempts"] > 1000
    assert (same["totals"]["changed"], same["persons"], same["cells"], same["examples"]) == (0, 0, [], [])
    assert any(one["speaks_before"] == one["speaks_after"] > 0 for one in same["provisions"])
    assert all(one[kind] == 0 for one in same["provisions"] for kind in KINDS)


def test_what_changes_is_the_difference_of_two_audits(world: Stored, tmp_path: Path) -> None:
    both = compared(world, "cn", "us-reg-f")
    before, after = (strictest(world, choice, tmp_path) for choice in ("cn", "us-reg-f"))
    moved: Counter[str] = Counter()
    for one in both["totals"]["by_answer"]:
        moved[one["after"]] += one["attempts"]
        moved[one["before"]] -= one["attempts"]
    assert both["totals"]["changed"] > 100
    assert {name: after[name] - before[name] for name in OUTCOMES} == {name: moved[name] for name in OUTCOMES}
    assert both["attempts"] == before.total()


def test_in_doubt_under_both_are_those_that_two_audits_leave_in_doubt(world: Stored) -> None:
    both = compared(world, "cn", "us-reg-f")
    strictest_is_doubt = [
        speaking(world, choice, ["undetermined"]).keys() - speaking(world, choice, ["forbidden"]).keys()
        for choice in ("cn", "us-reg-f")
    ]
    assert both["totals"]["in_doubt_under_both"] == len(set.intersection(*map(set, strictest_is_doubt))) > 0
    assert sum(one["in_doubt_under_both"] for one in both["agencies"]) == both["totals"]["in_doubt_under_both"]


def test_the_other_way_round_is_the_mirror_image(world: Stored) -> None:
    there, back = compared(world, "cn", "us-reg-f"), compared(world, "us-reg-f", "cn")
    mirrored = {
        (c["topic"], c["lender"], c["agency"], c["day"], c["after"], c["before"]): c["attempts"] for c in back["cells"]
    }
    assert len(mirrored) > 100
    assert mirrored == {
        (c["topic"], c["lender"], c["agency"], c["day"], c["before"], c["after"]): c["attempts"] for c in there["cells"]
    }
    assert there["totals"]["newly_forbidden"] == back["totals"]["no_longer_forbidden"] > 0
    assert there["persons"] == back["persons"]


def test_no_attempt_is_lost_to_the_provisions_that_forbid_it(world: Stored) -> None:
    both = compared(world, "cn", "us-reg-f")
    before, after = (speaking(world, choice, ["forbidden"]) for choice in ("cn", "us-reg-f"))
    kinds: tuple[Kind, Kind] = ("newly_forbidden", "no_longer_forbidden")
    for kind, here, there in zip(kinds, (after, before), (before, after), strict=True):
        alone = [provisions for attempt, provisions in here.items() if attempt not in there]
        assert all(alone)
        assert len(alone) == both["totals"][kind] > 10
        counted = {one["id"]: one[kind] for one in both["provisions"] if one[kind]}
        assert counted == Counter(name for provisions in alone for name in provisions)


def test_newly_permitted_are_those_of_which_only_the_first_law_finds_something(world: Stored) -> None:
    both = compared(world, "cn", "us-reg-f")
    before, after = (speaking(world, choice) for choice in ("cn", "us-reg-f"))
    alone = [provisions for attempt, provisions in before.items() if attempt not in after]
    assert len(alone) == both["totals"]["newly_permitted"] > 10
    counted = {one["id"]: one["newly_permitted"] for one in both["provisions"] if one["newly_permitted"]}
    assert counted == Counter(name for provisions in alone for name in provisions)


def test_agencies_and_days_each_add_up_to_the_whole(world: Stored) -> None:
    both = compared(world, "cn", "us-reg-f")
    for part in (both["agencies"], both["days"]):
        assert len(part) > 5
        assert sum(one["attempts"] for one in part) == both["attempts"]
        assert sum(one["changed"] for one in part) == both["totals"]["changed"]
        for kind in KINDS:
            assert sum(one[kind] for one in part) == both["totals"][kind]


def test_cells_of_a_topic_add_up_to_it(world: Stored) -> None:
    both = compared(world, "cn", "us-reg-f")
    by_topic: Counter[str] = Counter()
    for cell in both["cells"]:
        by_topic[cell["topic"]] += cell["attempts"]
    assert by_topic.pop("") == both["totals"]["changed"]
    assert by_topic == {topic["topic"]: topic["changed"] for topic in both["topics"] if topic["changed"]}


def test_the_days_asked_for_are_the_only_ones_counted(world: Stored) -> None:
    whole = compared(world, "cn", "us-reg-f")
    days = [one["day"] for one in whole["days"]]
    period = Period(date.fromisoformat(days[3]), date.fromisoformat(days[6]))
    part = compared(world, "cn", "us-reg-f", period)
    assert part["days"] == whole["days"][3:6]
    assert {example["day"] for example in part["examples"]} <= set(days[3:6])


def test_every_change_on_every_topic_has_its_earliest_attempts_as_examples(world: Stored) -> None:
    both = compared(world, "cn", "us-reg-f")
    expected: Counter[tuple[str, str, str]] = Counter()
    for cell in both["cells"]:
        if cell["topic"]:
            expected[cell["topic"], cell["before"], cell["after"]] += cell["attempts"]
    shown = Counter((row["topic"], row["before"], row["after"]) for row in both["examples"])
    assert shown.keys() == expected.keys()
    assert all(min(n, EXAMPLES_EACH) <= shown[key] <= n for key, n in expected.items())
    first_days: dict[Any, str] = {}
    for cell in sorted(both["cells"], key=lambda cell: cell["day"]):
        first_days.setdefault((cell["topic"], cell["before"], cell["after"]), cell["day"])
    earliest: dict[Any, str] = {}
    for row in both["examples"]:
        key = (row["topic"], row["before"], row["after"])
        earliest[key] = min(earliest.get(key, row["day"]), row["day"])
        assert row["says_zh"] and row["says_en"] and row["clause"]
    assert earliest == {key: day for key, day in first_days.items() if key[0]}


@pytest.mark.parametrize("laws", [("cn", "us-reg-f"), ("us-reg-f", "cn")])
def test_every_provision_that_changes_an_answer_stands_in_an_example(world: Stored, laws: tuple[str, str]) -> None:
    both = compared(world, *laws)
    shown = {kind: set[str]() for kind in KINDS}
    for row in both["examples"]:
        stricter = STRICTNESS[row["after"]] > STRICTNESS[row["before"]]
        shown["stricter" if stricter else "milder"] |= {row["provision"], *filter(None, row["also"].split(";"))}
    turned = {kind: {one["id"] for one in both["provisions"] if one[kind]} for kind in KINDS}
    assert shown["stricter"] == turned["stricter"] >= turned["newly_forbidden"]
    assert shown["milder"] == turned["milder"] >= turned["newly_permitted"] | turned["no_longer_forbidden"]
    assert len(turned["stricter"] | turned["milder"]) > 30


def test_cells_of_a_provision_add_up_to_it(world: Stored) -> None:
    both = compared(world, "cn", "us-reg-f")
    added = {one["id"]: Counter[Kind]() for one in both["provisions"]}
    for cell in both["provision_cells"]:
        assert any(cell[kind] for kind in KINDS)
        for kind in KINDS:
            added[cell["provision"]][kind] += cell[kind]
    assert added == {one["id"]: Counter({kind: one[kind] for kind in KINDS}) for one in both["provisions"]}


def test_a_cell_counts_what_its_provision_newly_forbids_its_agency_on_its_day(world: Stored) -> None:
    layout, registers = world
    before = speaking(world, "cn", ["forbidden"])
    after, expected = speaking(world, "us-reg-f", ["forbidden"]), Counter[tuple[str, str, str, str]]()
    for part, facts, _ in Audit(choose("cn"), registers).judged_parts(layout):
        names = facts.rows.names.known
        for (_, row), provisions in ((key, each) for key, each in after.items() if key[0] == part.name):
            lender, agency = (names[int(of[row])] for of in (facts.rows.lender, facts.rows.agency))
            if (part.name, row) not in before:
                expected.update((one, lender, agency, iso_day(int(facts.rows.day[row]))) for one in provisions)
    cells = compared(world, "cn", "us-reg-f")["provision_cells"]
    counted = {(c["provision"], c["lender"], c["agency"], c["day"]): c["newly_forbidden"] for c in cells}
    assert expected == {key: n for key, n in counted.items() if n}
    assert len({(agency, day) for _, _, agency, day in expected}) > 30


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_opens_offline_and_says_the_same(world: Stored, lang: Any) -> None:
    both = compared(world, "cn", "us-reg-f")
    page = render_comparison(both, lang)
    assert page == render_comparison(both, lang)
    assert "default-src &#x27;none&#x27;" in page
    assert " src=" not in page
    assert f"{both['totals']['newly_forbidden']:,}" in page
    assert all(row["attempt_id"] in page for row in both["examples"])
