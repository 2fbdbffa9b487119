"""What is planted under law that `--law cn` leaves out is found by that law, and nothing else is."""

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.simulate.test_truth import spoken
from zilv.attempts.attempt import COLUMNS
from zilv.cli.main import run
from zilv.rules.library import choose, everything
from zilv.simulate.other_law import OTHER_LAW, TRUTH_OF_OTHER_LAW
from zilv.simulate.simulate import REGISTERS_FOLDER, TRUTH_FILE, simulate
from zilv.simulate.stories.other_law.all import CHOICES
from zilv.simulate.world import DAYS_MIN, PEOPLE_MIN, World


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The part of a world that is judged by other law."""
    world = tmp_path_factory.mktemp("world")
    simulate(World(PEOPLE_MIN, DAYS_MIN, seed=1), world)
    return world / OTHER_LAW


@pytest.fixture(scope="module")
def truth(folder: Path) -> list[dict[str, Any]]:
    """What is true of it."""
    table = pq.read_table(folder / TRUTH_FILE)
    assert table.schema == TRUTH_OF_OTHER_LAW
    return list(table.to_pylist())


@pytest.mark.parametrize("name", CHOICES)
def test_exactly_what_was_planted_is_found_by_its_law(
    name: str, folder: Path, truth: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZILV_TOKEN_KEY", "5a" * 32)
    law, file = CHOICES[name].law, folder / f"{name}.parquet"
    registers = str(folder / REGISTERS_FOLDER)
    code = run(["audit", str(file), "--registers", registers, "--law", law, "--out", str(tmp_path / "out")])
    found = Counter(
        (row["attempt_id"], row["topic"], row["outcome"], spoken(row["provision"], row["also"]))
        for row in pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist()
    )
    planted = Counter(
        (row["attempt_id"], row["topic"], row["outcome"], frozenset(row["provisions"].split(";")))
        for row in truth
        if row["law"] == law and row["kind"] == "breach"
    )
    assert planted.total() >= 3
    assert code == ("forbidden" in {outcome for _, _, outcome, _ in planted})
    assert found == planted


@pytest.mark.parametrize("kind", ["breach", "near_miss"])
def test_every_provision_that_china_s_pack_leaves_out_is_planted(kind: str, truth: list[dict[str, Any]]) -> None:
    judged = {provision.id for provision in everything().judged if not provision.id.startswith("house.")}
    planted = {row["provisions"] for row in truth if row["kind"] == kind}
    assert planted == judged - {provision.id for provision in choose("cn").judged}


def test_a_near_miss_lies_within_its_law_and_is_no_breach(truth: list[dict[str, Any]]) -> None:
    breaches = {(row["attempt_id"], row["topic"]) for row in truth if row["kind"] == "breach"}
    near = {(row["attempt_id"], row["topic"]) for row in truth if row["kind"] == "near_miss"}
    assert len(near) > 60
    assert near.isdisjoint(breaches)
    assert all(row["provisions"] in {p.id for p in choose(row["law"]).judged} for row in truth)


def test_the_attempts_are_canonical_and_each_file_has_people_of_its_own(folder: Path) -> None:
    seen: set[str] = set()
    for name in CHOICES:
        table = pq.read_table(folder / f"{name}.parquet")
        assert tuple(table.column_names) == COLUMNS
        persons = set(table.column("person").to_pylist())
        assert persons and seen.isdisjoint(persons)
        seen |= persons


def test_the_same_people_live_in_no_other_part_of_the_world(folder: Path) -> None:
    main = set(pq.read_table(folder.parent / "attempts.parquet").column("person").to_pylist())
    apart = {person for name in CHOICES for person in pq.read_table(folder / f"{name}.parquet")["person"].to_pylist()}
    assert apart and main.isdisjoint(apart)
