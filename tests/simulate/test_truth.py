"""The simulated world: the real audit finds what was planted, at its attempt and provision, and nothing else."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest

from zilv.attempts.attempt import COLUMNS
from zilv.attempts.vocabulary import CHANNELS, PARTIES
from zilv.cli.main import run
from zilv.privacy.token import is_token
from zilv.rules.library import choose
from zilv.simulate.simulate import ATTEMPTS_OF, REGISTERS_FOLDER, TRUTH_FILE, simulate
from zilv.simulate.stories.all import STORIES
from zilv.simulate.world import DAYS_MIN, PEOPLE_MIN, World

ERAS = tuple(ATTEMPTS_OF.values())
WORLDS = {
    "small": (World(PEOPLE_MIN, DAYS_MIN, seed=1), 600_000),
    "a month": (World(3 * PEOPLE_MIN, 31, seed=2), 600_000),
    "in many chunks": (World(2 * PEOPLE_MIN, 14, seed=3), 500),
}
"""Each with how many persons times days are drawn at once."""

Finding = tuple[str, str, str, frozenset[str]]


class Made(NamedTuple):
    """A world on disk and the findings of its audit."""

    folder: Path
    truth: list[dict[str, Any]]
    found: Counter[Finding]


@pytest.fixture(scope="module", params=WORLDS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    world, cells = WORLDS[request.param]
    folder = tmp_path_factory.mktemp("world")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZILV_TOKEN_KEY", "5a" * 32)
        patch.setattr("zilv.simulate.world.CELLS_IN_MEMORY", cells)
        simulate(world, folder)
        yield Made(folder, pq.read_table(folder / TRUTH_FILE).to_pylist(), audited(folder))


def audited(folder: Path) -> Counter[Finding]:
    """What `zilv audit` finds in both eras."""
    found: Counter[Finding] = Counter()
    for name in ERAS:
        out = folder / f"out {name}"
        registers = folder / REGISTERS_FOLDER
        assert run(["audit", str(folder / name), "--registers", str(registers), "--out", str(out), "--json"]) == 1
        rows = pq.read_table(out / "findings.parquet").to_pylist()
        found.update((r["attempt_id"], r["topic"], r["outcome"], spoken(r["provision"], r["also"])) for r in rows)
    return found


def spoken(lead: str, beside: str) -> frozenset[str]:
    """Every provision that speaks in a finding."""
    return frozenset([lead, *filter(None, beside.split(";"))])


def test_every_planted_breach_is_found_as_planted_and_nothing_else_is(made: Made) -> None:
    planted = Counter(
        (row["attempt_id"], row["topic"], row["outcome"], frozenset(row["provisions"].split(";")))
        for row in made.truth
        if row["kind"] == "breach"
    )
    assert planted.total() > 150
    assert made.found == planted


def test_no_near_miss_is_found(made: Made) -> None:
    near = {(row["attempt_id"], row["topic"]) for row in made.truth if row["kind"] == "near_miss"}
    assert len(near) > 100
    assert near.isdisjoint((attempt, topic) for attempt, topic, _, _ in made.found)


@pytest.mark.parametrize("kind", ["breach", "near_miss"])
def test_every_judged_provision_of_china_is_planted(made: Made, kind: str) -> None:
    planted = {p for row in made.truth if row["kind"] == kind for p in row["provisions"].split(";")}
    assert planted == {provision.id for provision in choose("cn").judged}


def test_every_story_is_told(made: Made) -> None:
    assert {row["story"] for row in made.truth} == {story.key for story in STORIES}


def test_attempts_are_canonical_and_hold_tokens_alone(made: Made) -> None:
    for name in ERAS:
        table = pq.read_table(made.folder / name)
        assert tuple(table.column_names) == COLUMNS
        for column in ("person", "number", "account", "line"):
            texts = set(table.column(column).to_pylist()) - {None}
            assert texts and all(map(is_token, texts))
        ids = table.column("attempt_id").to_pylist()
        assert len(set(ids)) == len(ids) > 500


def test_no_code_that_is_measured_on_a_world_reads_its_truth() -> None:
    root = Path(__file__).parents[2]
    writes = {root / "zilv/simulate" / name for name in ("simulate.py", "other_law.py", "readme.py")}
    files = [path for folder in ("zilv", "bench") for path in (root / folder).rglob("*.py")]
    told = {path for path in files if TRUTH_FILE in path.read_text("utf-8") or "TRUTH_FILE" in path.read_text("utf-8")}
    assert len(files) > 500 and told == writes | {root / "zilv/cli/simulate.py"}, "the last names it in its help"


def test_ordinary_life_has_every_channel_party_and_actor(made: Made) -> None:
    table = pq.read_table(made.folder / ERAS[0])
    assert set(table.column("channel").to_pylist()) == set(CHANNELS)
    assert set(table.column("party").to_pylist()) == {*PARTIES, None}
    assert {None, "agency-01"} < set(table.column("agency").to_pylist())
    assert len(set(table.column("lender").to_pylist())) == 3
