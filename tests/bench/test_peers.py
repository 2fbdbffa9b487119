"""The peers do the same work: of the engines that are installed each gives zilv's ten answers, or the run ends."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from bench.generated import write_layout
from bench.measured import Cost
from bench.peers import batch, singly
from bench.peers.__main__ import _same
from bench.peers.facts import facts
from bench.peers.rules import RULES

ROWS = 60_000
PACKAGES = {
    "duckdb": "duckdb",
    "polars": "polars",
    "clickhouse": "chdb",
    "pandas": "pandas",
    "json-logic": "datalogic_py",
    "zen": "zen",
    "cedar": "cedarpy",
}


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated layout, with its facts and its sample."""
    made = write_layout(tmp_path_factory.mktemp("peers") / "layout", ROWS)
    facts(made)
    singly.sample(made)
    return made


def answer(piece: str, layout: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """What one engine says of each rule."""
    if (package := PACKAGES.get(piece)) and not find_spec(package):
        pytest.skip(f"{package} is not installed")
    (batch.ENGINES | singly.ENGINES)[piece](layout)
    return json.loads(capsys.readouterr().out.splitlines()[-1])["answer"]


@pytest.mark.parametrize("piece", [name for name in batch.ENGINES if name != "zilv"])
def test_an_engine_by_rows_answers_what_zilv_s_own_judgement_does(
    piece: str, layout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = answer("zilv", layout, capsys)
    assert set(ours) == {rule.name for rule in RULES} and len(ours) == 10
    assert min(ours.values()) > 50, "a rule that nothing breaks compares nothing"
    assert answer(piece, layout, capsys) == ours


@pytest.mark.parametrize("piece", [name for name in singly.ENGINES if name != "python"])
def test_an_engine_asked_one_by_one_answers_what_plain_python_does(
    piece: str, layout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_hand = answer("python", layout, capsys)
    assert min(by_hand.values()) > 50
    assert answer(piece, layout, capsys) == by_hand


def test_a_run_in_which_two_engines_differ_ends() -> None:
    costs = {name: Cost(1.0, 1.0, 1.0, {"night": count}) for name, count in (("zilv", 3), ("duckdb", 4))}
    with pytest.raises(SystemExit, match="the engines differ"):
        _same(costs)
    _same({"zilv": costs["zilv"]})
