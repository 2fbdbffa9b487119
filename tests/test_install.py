"""An installed wheel works elsewhere, without the checkout, the network, or a folder it may write to."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def done(*command: object, cwd: Path, **environment: str) -> str:
    """What a program prints; it must succeed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ran = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment that has zilv from a wheel, at a path with spaces and Chinese characters.

    The packages that zilv needs come from the environment of this test, zilv itself does not: a plain line in a
    `.pth` adds the folder, without the `.pth` of the editable installation that lies in it.
    """
    folder = tmp_path_factory.mktemp("催收 自律")
    done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "wheel", cwd=ROOT)
    done(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    python = folder / "env" / "bin" / "python"
    site = Path(done(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    (site / "needed.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    (wheel,) = (folder / "wheel").glob("*.whl")
    install = ["-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", wheel]
    done(sys.executable, *install, cwd=folder)
    return python.parent


def test_the_law_is_found_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = "import zilv.rules.library as found; print(found.law_folder())"
    folder = Path(done(installed / "python", "-c", where, cwd=tmp_path).strip())
    assert folder.is_relative_to(installed.parent)
    assert {path.name for path in (ROOT / "law").iterdir()} == {path.name for path in folder.iterdir()}


def test_the_cases_hold_where_it_is_installed(installed: Path, tmp_path: Path) -> None:
    shown = done(installed / "zilv", "law", "test", "cn.gbt-45251-2025.quiet-hours", "--lang", "en", cwd=tmp_path)
    assert "0 failed" in shown


def test_two_calls_and_thirty_messages_come_with_it(installed: Path, tmp_path: Path) -> None:
    done(installed / "zilv", "speech", "demo", "--out", "page.html", "--lang", "en", cwd=tmp_path)
    page = (tmp_path / "page.html").read_text("utf-8")
    assert page.count('<section class="card" id="call-') == 2 and page.count("<audio ") == 2
    assert page.count('<section class="card" id="message-') == 30
    assert '<mark class="rule">' in page and "cn.cba-2026." in page


@pytest.fixture
def read_only(installed: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Nothing can be kept beside the package or in the user's folder, not even by root: files stand in the way."""
    (package,) = installed.parent.glob("lib/python*/site-packages/zilv")
    caches = [folder / "__pycache__" for folder in (package, *package.rglob("*")) if (folder / "__init__.py").is_file()]
    for cache in caches:
        shutil.rmtree(cache, ignore_errors=True)
        cache.write_text("", "utf-8")
    home = tmp_path / "home"
    home.write_text("", "utf-8")
    yield {"HOME": str(home), "XDG_CACHE_HOME": str(home)}
    for cache in caches:
        cache.unlink()


def test_it_works_where_nothing_can_be_written(installed: Path, read_only: dict[str, str], tmp_path: Path) -> None:
    command = [installed / "zilv", "law", "test", "cn.gbt-45251-2025.quiet-hours", "--lang", "en"]
    assert "0 failed" in done(*command, cwd=tmp_path, **read_only)


def test_compiled_code_is_kept_where_the_user_says(installed: Path, read_only: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    command = [installed / "zilv", "law", "test", "cn.gbt-45251-2025.quiet-hours", "--lang", "en"]
    assert "0 failed" in done(*command, cwd=tmp_path, **read_only, NUMBA_CACHE_DIR=str(kept))
    assert [*kept.rglob("*.nbi")]
