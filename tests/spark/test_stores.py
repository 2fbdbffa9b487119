"""Where records of a cluster lie: an object store that speaks S3, and HDFS, each read by Spark's own client."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.audit.spark.adversarial import attempts, findings, written
from tests.speech.hear.s3 import KEY, SECRET, Bucket, bucket  # noqa: F401

pytest.importorskip("pyspark", reason="Spark is not installed; make test-spark installs it")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java: openjdk-17-jre-headless", allow_module_level=True)

from tests.spark.name_node import copy_in, name_node

ROOT = Path(__file__).parents[2]
_OLDER = {  # the client for S3 is of Hadoop 3.3, which cannot read the units in which 3.5 writes its defaults
    "threads.keepalivetime": "60",
    "connection.establish.timeout": "5000",
    "connection.timeout": "200000",
    "multipart.purge.age": "86400",
}


def test_attempts_and_registers_in_an_object_store_give_the_same_results(bucket: Bucket, tmp_path: Path) -> None:  # noqa: F811
    spec = importlib.util.find_spec("sagemaker_pyspark")
    if spec is None or spec.origin is None:
        pytest.skip("Spark's client for S3 is not installed; make test-spark installs it")
    jars = [str(jar) for part in ("hadoop-aws", "aws-java-sdk-bundle") for jar in _jars(spec.origin, part)]
    world = tmp_path / "world"
    written(world, attempts(500))
    for file in sorted(path for path in world.rglob("*") if path.is_file()):
        bucket.put(file.relative_to(world).as_posix(), file.read_bytes())
    settings = {
        "endpoint": f"http://{bucket.endpoint}",
        "path.style.access": "true",
        "access.key": KEY,
        "secret.key": SECRET,
        "aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
        **_OLDER,
    }
    conf = {"spark.jars": ",".join(jars)} | {f"spark.hadoop.fs.s3a.{name}": value for name, value in settings.items()}
    same_as_here(tmp_path, world, "s3a://calls", conf)
    assert bucket.gets("attempts/part-1.parquet") and bucket.gets("registers/holds.csv")


def test_attempts_and_registers_in_hdfs_give_the_same_results(tmp_path: Path) -> None:
    jars = os.environ.get("ZILV_HADOOP_JARS")
    if jars is None:
        pytest.skip("ZILV_HADOOP_JARS names no folder with the jars of a name node (see docs/operating/cluster.md)")
    world = tmp_path / "world"
    written(world, attempts(500))
    (tmp_path / "hdfs").mkdir()
    with name_node(tmp_path / "hdfs", Path(jars)) as address:
        copy_in(world, address)
        same_as_here(tmp_path, world, address, {})


def same_as_here(tmp_path: Path, world: Path, there: str, conf: dict[str, str]) -> None:
    """Whether the audit by Spark of `there` finds what the embedded engine finds in the same files here."""
    settings = tmp_path / "conf"
    settings.mkdir()
    lines = "".join(f"{name} {value}\n" for name, value in conf.items())
    (settings / "spark-defaults.conf").write_text(lines, "utf-8")
    on_spark = audited(tmp_path / "spark", there, ["--engine", "spark", "--master", "local[2]"], settings)
    here = audited(tmp_path / "here", str(world), [], settings)
    assert on_spark == here
    assert len(here[0]) > 1000


def audited(out: Path, source: str, engine: list[str], settings: Path) -> tuple[list[tuple[str, ...]], object]:
    """The findings and what became of the rows, by the command line."""
    given = [f"{source}/attempts", "--registers", f"{source}/registers", "--out", str(out), "--zone", "Asia/Shanghai"]
    environment = os.environ | {"ZILV_KEY_FILE": str(settings / "key"), "SPARK_CONF_DIR": str(settings)}
    command = [sys.executable, "-m", "zilv", "audit", *given, *engine]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert done.returncode == 1, done.stderr[-2000:]
    assert SECRET not in done.stdout + done.stderr
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    return findings(pq.read_table(out / "findings.parquet")), {**summary, "generated_at": ""}


def _jars(package: str, part: str) -> list[Path]:
    found = sorted((Path(package).parent / "jars").glob(f"{part}-*.jar"))
    assert found, part
    return found
