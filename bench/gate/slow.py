"""A disk whose syncs take longer: each fsync and fdatasync of this run and of all it starts waits first.

Cloud disks that keep copies elsewhere take half a millisecond to ten for a sync; the disk under a test machine may take
next to nothing, and then it measures the processor.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
static void waits(void) {
  long us = atol(getenv("ZILV_SYNC_US") ? getenv("ZILV_SYNC_US") : "0");
  struct timespec left = {us / 1000000, us % 1000000 * 1000};
  nanosleep(&left, 0);
}
int fsync(int fd) { waits(); return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd); }
int fdatasync(int fd) { waits(); return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd); }
"""


def begin_again(sync_us: int) -> None:
    """Start this program anew, its syncs slower by so much; returns at once where they already are.

    Raises SystemExit without a C compiler.
    """
    if os.environ.get("ZILV_SYNC_US") == str(sync_us):
        return
    if shutil.which("cc") is None:
        raise SystemExit("--sync-us needs a C compiler, cc (Debian: apt-get install gcc libc6-dev)")
    folder = Path(tempfile.mkdtemp(prefix="zilv-sync-"))
    source, made = folder / "sync.c", folder / "sync.so"
    source.write_text(_SOURCE, encoding="utf-8")
    folder.chmod(0o755)  # the database runs as another user
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", made, source, "-ldl"], check=True)
    given = {**os.environ, "LD_PRELOAD": str(made), "ZILV_SYNC_US": str(sync_us)}
    os.execve(sys.executable, [sys.executable, "-m", "bench.gate", *sys.argv[1:]], given)
