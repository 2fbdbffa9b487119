"""The audit as a cluster runs it: started by spark-submit, as docs/operating/cluster.md says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.audit.spark.adversarial import attempts, written

pytest.importorskip("pyspark", reason="Spark is not installed; make test-spark installs it")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java: openjdk-17-jre-headless", allow_module_level=True)

ROOT = Path(__file__).parents[2]
LAUNCHER = "deploy/spark/zilv_audit.py"


def test_the_launcher_that_the_page_names_audits_by_spark_submit(tmp_path: Path) -> None:
    assert f"  {LAUNCHER} audit " in (ROOT / "docs" / "operating" / "cluster.md").read_text("utf-8")
    source, registers = written(tmp_path / "world", attempts(0)[:300])
    submit = [str(Path(sys.executable).parent / "spark-submit"), "--master", "local[2]", LAUNCHER]
    given = ["audit", str(source), "--registers", str(registers), "--engine", "spark", "--out", str(tmp_path / "out")]
    settings = {"ZILV_KEY_FILE": str(tmp_path / "key"), "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        [*submit, *given], capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ | settings
    )
    assert done.returncode == 1, done.stderr[-2000:]
    assert pq.read_table(tmp_path / "out" / "findings.parquet").num_rows > 50
