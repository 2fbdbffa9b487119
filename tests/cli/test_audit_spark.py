"""`zilv audit --engine spark` as a person asks for it, but for Spark itself."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from zilv.cli.on_spark import OnSpark, _check, check_master
from zilv.cli.sources import SourceOptions
from zilv.cli.sweeping import Request
from zilv.errors import ZilvError

ROOT = Path(__file__).parents[2]


def audit(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zilv", "audit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_a_master_without_the_engine_is_refused() -> None:
    found = audit("month.parquet", "--master", "yarn")
    assert found.returncode == 2
    assert "--master: 只用于 Spark，请加 --engine spark · is Spark's; add --engine spark" in found.stderr


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="Spark is installed here")
def test_without_spark_the_message_says_what_to_install() -> None:
    found = audit("month.parquet", "--engine", "spark")
    assert found.returncode == 2
    assert "pip install 'zilv[spark]'" in found.stderr and "Java 17" in found.stderr


@pytest.mark.parametrize(
    ("option", "keep", "sources", "with_state"),
    [
        ("--state", None, SourceOptions(None, None, None, ()), True),
        ("--keep", Path("kept"), SourceOptions(None, None, None, ()), False),
        ("--format", None, SourceOptions("twilio", None, None, ()), False),
        ("--map", None, SourceOptions(None, Path("map.yaml"), None, ()), False),
    ],
)
def test_what_spark_does_not_do_is_refused(
    monkeypatch: pytest.MonkeyPatch, option: str, keep: Path | None, sources: SourceOptions, with_state: bool
) -> None:
    monkeypatch.setattr("zilv.cli.on_spark.find_spec", lambda name: name)
    request = Request((), None, None, None, Path("out"), keep, sources, "en", True)
    with pytest.raises(ZilvError, match=f"{option}: 不能与 --engine spark 同用.* · not with --engine spark"):
        _check(request, OnSpark(("month.parquet",), None, None, with_state))


@pytest.mark.parametrize("master", ["nonsense", "local[0]", "local[x]", "Yarn", "spark:/host", "", "http://host"])
def test_a_master_that_spark_does_not_know_is_refused_before_it_starts(master: str) -> None:
    with pytest.raises(ZilvError, match=r"^--master: .*不是 Spark 的 master.* · is no master of Spark's"):
        check_master(master)


@pytest.mark.parametrize(
    "master",
    [None, "local", "local[2]", "local[*]", "local[*, 3]", "local-cluster[2,1,1024]", "yarn", "spark://a:7077,b:7077"],
)
def test_a_master_that_spark_knows_is_left_to_it(master: str | None) -> None:
    check_master(master)
    check_master("k8s://https://a:443")
