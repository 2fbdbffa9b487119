"""The same command gives the same bytes: in another process, with another seed for the hashes, over several chunks."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.simulate.test_world import SEEDLESS
from zilv import __version__
from zilv.simulate.simulate import ATTEMPTS_OF, TRUTH_FILE

ROOT = Path(__file__).parents[2]
PEOPLE, DAYS = 600, 2_000
"""So many days that few people make several chunks."""


def commanded(out: Path, seed: int, hashes: str) -> dict[str, str]:
    """Every file that `zilv simulate` writes in a process of its own, with its SHA-256."""
    numbers = ("--people", str(PEOPLE), "--days", str(DAYS), "--seed", str(seed))
    command = [sys.executable, "-m", "zilv", "simulate", *numbers, "--out", str(out)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": hashes}, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    files = [path for path in sorted(out.rglob("*")) if path.is_file()]
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the worlds are."""
    return tmp_path_factory.mktemp("worlds")


@pytest.fixture(scope="module")
def first(folder: Path) -> dict[str, str]:
    """The files of the first world."""
    return commanded(folder / "first", seed=1, hashes="0")


def test_the_world_compared_is_drawn_in_several_chunks(first: dict[str, str], folder: Path) -> None:
    assert {ATTEMPTS_OF["now"], ATTEMPTS_OF["then"], TRUTH_FILE, "README.md"} < first.keys()
    assert len([name for name in first if name.startswith("registers/")]) == 10
    assert pq.read_metadata(folder / "first" / ATTEMPTS_OF["now"]).num_row_groups >= 3


def test_the_same_command_in_another_process_gives_the_same_bytes(first: dict[str, str], folder: Path) -> None:
    assert commanded(folder / "again", seed=1, hashes="12345") == first


def test_another_seed_gives_other_bytes(first: dict[str, str], folder: Path) -> None:
    other = commanded(folder / "other", seed=2, hashes="0")
    assert other.keys() == first.keys()
    same = {name for name in first if first[name] == other[name]}
    assert same == SEEDLESS


def test_the_readme_says_by_which_versions(first: dict[str, str], folder: Path) -> None:
    page = (folder / "first" / "README.md").read_text("utf-8")
    assert page.count(f"zilv {__version__}, numpy {np.__version__}, pyarrow {pa.__version__}") == 2
    assert pq.read_metadata(folder / "first" / TRUTH_FILE).created_by.endswith(pa.__version__)
