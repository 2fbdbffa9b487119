"""The simulated world as a thing: the same for the same seed, explained, and refused where it cannot be."""

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from zilv.attempts.intake.instants import AFTER_LAST
from zilv.attempts.rows import DAY_US, day_number
from zilv.cli.main import run
from zilv.errors import ZilvError
from zilv.privacy.token import PREFIXES, from_text, to_text
from zilv.simulate.assumptions import HOURS, every
from zilv.simulate.identity import texts
from zilv.simulate.simulate import simulate
from zilv.simulate.stories.other_law.all import CHOICES
from zilv.simulate.world import DAYS_MIN, KINDS, PEOPLE_MIN, Era, World

SMALL = World(PEOPLE_MIN, DAYS_MIN, seed=5)
EMPTY = {
    f"other-law/registers/{name}.csv" for name in ("mandates", "notices", "qualifications", "relations", "reviews")
}
SEEDLESS = {"registers/mandates.csv", "registers/qualifications.csv", "other-law/truth.parquet", *EMPTY}
"""Files that are the same whatever the seed: they hold no tokens, and names of staff are no secret."""


def digests(world: World, folder: Path) -> dict[str, str]:
    """Every file of the world with its SHA-256."""
    folder.mkdir()
    simulate(world, folder)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first = digests(SMALL, tmp_path / "first")
    assert len(first) == 31
    assert digests(SMALL, tmp_path / "again") == first
    other = digests(World(SMALL.people, SMALL.days, seed=6), tmp_path / "other")
    same = {name for name in first if first[name] == other[name]}
    assert same == SEEDLESS


def test_the_readme_names_every_assumption_and_every_file(tmp_path: Path) -> None:
    made = digests(SMALL, tmp_path / "world")
    page = (tmp_path / "world" / "README.md").read_text("utf-8")
    assert len(every()) > 30
    assert [
        name for name, one in every().items() if f"| `{name}` | {one.value} | {one.zh} · {one.en} |" not in page
    ] == []
    files = {name for name in made if "/registers/" not in f"/{name}" and name != "README.md"}
    assert [name for name in files if f"`{name}`" not in page] == []
    assert [key for choice in CHOICES.values() for key in choice.told if f"`{key}`" not in page] == []
    assert [choice.law for choice in CHOICES.values() if f"`--law {choice.law}`" not in page] == []


def test_calls_follow_the_assumed_shape_of_the_day(tmp_path: Path) -> None:
    digests(World(1500, 31, seed=1), tmp_path / "world")
    at = pq.read_table(tmp_path / "world" / "attempts.parquet", columns=["at"]).column(0).to_numpy()
    hour = (at.astype("datetime64[h]").astype(np.int64) + 8) % 24
    share = np.bincount(hour, minlength=24)[8:22] / len(hour)
    expected = np.array(HOURS.value) / np.sum(HOURS.value)
    assert np.abs(share - expected).max() < 0.02


@pytest.mark.parametrize("kind", PREFIXES)
def test_tokens_are_written_as_the_rest_of_zilv_writes_them(kind: str) -> None:
    ids = np.arange(-3, 500, dtype=np.int64)
    values, written = SMALL.tokens(kind, ids), texts(SMALL, kind, ids).to_pylist()
    assert written == [to_text(kind, value) for value in values.tolist()]
    assert [from_text(text) for text in written] == values.tolist()
    assert len({*written}) == len(ids)
    assert KINDS.keys() == PREFIXES.keys()


@pytest.mark.parametrize(("people", "days", "named"), [(PEOPLE_MIN - 1, 31, "--people"), (500, DAYS_MIN - 1, "--days")])
def test_a_world_too_small_for_its_stories_is_refused(people: int, days: int, named: str) -> None:
    with pytest.raises(ZilvError, match=f"{named}: .* at least"):
        World(people, days, seed=1)


@pytest.mark.parametrize(("era", "most"), [("now", 63_127), ("then", 63_547)])
def test_a_world_that_outlasts_what_intake_accepts_is_refused_at_once(era: Era, most: int) -> None:
    last = World(PEOPLE_MIN, most, seed=1, era=era)
    assert last.end == date(2199, 1, 1) and day_number(last.end) * DAY_US <= AFTER_LAST - 364 * DAY_US
    for days in (most + 1, 3_500_000, 10**30):
        with pytest.raises(ZilvError, match=f"--days: {days} .* at most {most}"):
            World(PEOPLE_MIN, days, seed=1, era=era)


def test_too_many_days_leave_nothing_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "--people", str(PEOPLE_MIN), "--days", "63128", "--out", str(tmp_path / "w")]) == 2
    assert "at most 63127" in capsys.readouterr().err
    assert not any(tmp_path.iterdir())
    guide = Path(__file__).parents[2] / "docs" / "guides" / "simulate.md"
    assert "Days are 63,127 at most" in guide.read_text("utf-8")


def test_the_command_writes_a_world_and_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["simulate", "--people", str(PEOPLE_MIN), "--days", str(DAYS_MIN), "--out", str(tmp_path / "w")]
    assert run(command) == 0
    assert "attempts" in capsys.readouterr().out
    assert run(command) == 2
    assert "not an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["w"]
