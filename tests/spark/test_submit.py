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

from zilv.audit.spark.run import refuse_unnameable
from zilv.errors import ZilvError

ROOT = Path(__file__).parents[2]
LAUNCHER = "deploy/spark/zilv_audit.py"


@pytest.mark.parametrize("encoding", ["ANSI_X3.4-1968", "ISO-8859-1"])
def test_a_path_that_java_cannot_name_is_told_with_the_cause(encoding: str) -> None:
    with pytest.raises(ZilvError, match=rf"^/数据/三月: Java 按所在 locale 以 {encoding} .* set LC_ALL=C\.UTF-8"):
        refuse_unnameable(encoding, ["/data/march", "/数据/三月"])


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK", "GB18030", "x-of-java-alone"])
def test_a_path_that_java_can_name_is_left_to_it(encoding: str) -> None:
    refuse_unnameable(encoding, ["/数据/三月"])


def submitted(folder: Path, source: Path, registers: Path, *settings: str) -> subprocess.CompletedProcess[str]:
    """What the audit by spark-submit ended with; its results are in `out` of the folder."""
    submit = [str(Path(sys.executable).parent / "spark-submit"), "--master", "local[2]", *settings, LAUNCHER]
    given = ["audit", str(source), "--registers", str(registers), "--engine", "spark", "--out", str(folder / "out")]
    keys = {"ZILV_KEY_FILE": str(folder / "key"), "PYSPARK_PYTHON": sys.executable}
    return subprocess.run(
        [*submit, *given], capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ | keys
    )


def test_the_launcher_that_the_page_names_audits_by_spark_submit(tmp_path: Path) -> None:
    assert f"  {LAUNCHER} audit " in (ROOT / "docs" / "operating" / "cluster.md").read_text("utf-8")
    source, registers = written(tmp_path / "world", attempts(0)[:300])
    done = submitted(tmp_path, source, registers)
    assert done.returncode == 1, done.stderr[-2000:]
    assert pq.read_table(tmp_path / "out" / "findings.parquet").num_rows > 50


def test_a_damaged_file_ends_the_audit_where_the_settings_of_a_cluster_would_pass_over_it(tmp_path: Path) -> None:
    source, registers = written(tmp_path / "world", attempts(0)[:300])
    file = source / "part-2.parquet"
    data = file.read_bytes()
    file.write_bytes(data[:4] + b"\xff" * 1000 + data[1004:])
    done = submitted(tmp_path, source, registers, "--conf", "spark.sql.files.ignoreCorruptFiles=true")
    assert done.returncode == 2, done.stderr[-2000:]
    # What Python tells, spark-submit hands on by the standard output.
    assert " · Spark could not audit it: " in " ".join((done.stdout + done.stderr).split())
    assert not (tmp_path / "out" / "findings.parquet").exists()


def test_a_local_master_reads_a_chinese_path_whatever_the_locale(tmp_path: Path) -> None:
    source, registers = written(tmp_path / "三月", attempts(0)[:300])
    given = [str(source), "--registers", str(registers), "--out", str(tmp_path / "out")]
    command = [sys.executable, "-m", "zilv", "audit", *given, "--engine", "spark", "--master", "local[1]"]
    keys = os.environ | {"ZILV_KEY_FILE": str(tmp_path / "key"), "LC_ALL": "C"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=keys)
    assert done.returncode == 1, done.stderr[-2000:]
    assert pq.read_table(tmp_path / "out" / "findings.parquet").num_rows > 50
