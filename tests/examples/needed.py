"""Programs that Python cannot bring: where one is missing a test fails in CI, elsewhere it is left out."""

import os
import shutil

import pytest


def needed(**packages: str) -> None:
    """Programs by name, each with Debian's package for it."""
    missing = [f"{program} (Debian: {package})" for program, package in packages.items() if not shutil.which(program)]
    if missing and os.environ.get("CI"):
        pytest.fail(f"not installed: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
