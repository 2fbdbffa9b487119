"""A name node and a data node of HDFS, from the jars of a Hadoop 2.7 or a Spark that carries one.

None can be fetched by a lock, so `ZILV_HADOOP_JARS` names the folder: Spark 2.4's `jars` is one.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zilv.audit.spark.run import session

PATIENCE_S = 60
_SETTINGS = {
    "dfs.webhdfs.enabled": "false",
    "dfs.replication": "1",
    "dfs.permissions.enabled": "false",
    "dfs.namenode.datanode.registration.ip-hostname-check": "false",
}
_PORTS = ("dfs.namenode.http-address", "dfs.datanode.address", "dfs.datanode.http.address", "dfs.datanode.ipc.address")
_OPENED = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.lang", "java.nio", "sun.nio.ch")]


@contextmanager
def name_node(folder: Path, jars: Path) -> Iterator[str]:
    """The address of an empty HDFS whose files lie in `folder`, without a slash at the end."""
    ports = _free_ports(len(_PORTS) + 1)
    address = f"hdfs://127.0.0.1:{ports[0]}"
    conf = folder / "conf"
    for page in ("hdfs", "datanode", "static"):
        (conf / "webapps" / page / "WEB-INF").mkdir(parents=True)
    kept = {
        "dfs.namenode.name.dir": (folder / "names").as_uri(),
        "dfs.datanode.data.dir": (folder / "blocks").as_uri(),
        **{name: f"127.0.0.1:{port}" for name, port in zip(_PORTS, ports[1:], strict=True)},
    }
    _write(conf / "core-site.xml", {"fs.defaultFS": address})
    _write(conf / "hdfs-site.xml", _SETTINGS | kept)
    java = ["java", *_OPENED, "-cp", f"{conf}{os.pathsep}{jars}/*"]
    server = "org.apache.hadoop.hdfs.server"
    with (folder / "log").open("w") as log:
        format_it = [*java, f"{server}.namenode.NameNode", "-format", "-nonInteractive"]
        subprocess.run(format_it, check=True, stdout=log, stderr=log)
        nodes = [
            subprocess.Popen([*java, f"{server}.{name}"], stdout=log, stderr=log)
            for name in ("namenode.NameNode", "datanode.DataNode")
        ]
        try:
            for port in (ports[0], ports[2]):
                _wait_for(port)
            yield address
        finally:
            for node in nodes:
                node.kill()
                node.wait()


def copy_in(folder: Path, address: str) -> None:
    """Copy what lies in a folder to the root of that HDFS."""
    with session("local[1]") as spark:
        hadoop = spark._jvm.org.apache.hadoop.fs
        there = hadoop.Path(f"{address}/")
        store = there.getFileSystem(spark._jsc.hadoopConfiguration())
        for one in sorted(folder.iterdir()):
            store.copyFromLocalFile(hadoop.Path(one.as_uri()), there)


def _write(path: Path, settings: dict[str, str]) -> None:
    rows = "".join(
        f"<property><name>{name}</name><value>{value}</value></property>" for name, value in settings.items()
    )
    path.write_text(f"<configuration>{rows}</configuration>", "utf-8")


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return
