"""The documentation says what is there: commands, options, columns, links and examples are checked against the code."""

import doctest
import importlib
import pkgutil
import re
import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django
import pytest

import docs.generate
import zilv
from docs.generate import cli
from docs.generate.pages import ROOT, pages
from zilv.attempts.attempt import COLUMNS
from zilv.attempts.intake.formats import FORMATS
from zilv.registers.parse import columns_of
from zilv.registers.rows import FILES
from zilv.rules.library import law_folder
from zilv.rules.lint import lint
from zilv.rules.provision import CHECK_KINDS, kind_name
from zilv.rules.regime import failures, of_file
from zilv.rules.three import OUTCOMES

README_WORDS_MAX = 500
IGNORED = {".git", ".venv", ".pytest_cache", "out"}

PAGES = [path for path in sorted(ROOT.rglob("*.md")) if IGNORED.isdisjoint(path.relative_to(ROOT).parts)]
GENERATED = pages()
COMMANDS = {path: (found, context) for path, found, context in cli.commands()}


def text(path: str) -> str:
    """A file of the repository."""
    return (ROOT / path).read_text("utf-8")


def section(path: str, heading: str) -> str:
    """What stands under a second-level heading that begins so."""
    (found,) = re.findall(
        rf"^## {re.escape(heading)}(?: ·[^\n]*)?\n(.*?)(?=^## |\Z)", text(path), re.DOTALL | re.MULTILINE
    )
    return str(found)


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of one language; a fence may be indented."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", page, re.DOTALL | re.MULTILINE)
    return [block for _, block in found]


def headings(page: str) -> list[str]:
    """The headings, those in code left out."""
    return re.findall(r"^#{1,6} .*$", re.sub(r"```.*?```", "", page, flags=re.DOTALL), re.MULTILINE)


def links(page: str) -> list[str]:
    """Where the links and pictures of a page lead."""
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", page, flags=re.DOTALL))


def anchor(heading: str) -> str:
    """The name by which a heading is linked to."""
    words = re.sub(r"[^\w\- ]", "", heading.lstrip("#").strip().lower())
    return words.replace(" ", "-")


def test_the_readme_is_read_in_two_minutes() -> None:
    assert 200 < len(text("README.md").split()) <= README_WORDS_MAX


def test_both_readmes_have_the_same_parts() -> None:
    english, chinese = text("README.md"), text("README.zh.md")
    assert [h.split()[0] for h in headings(english)] == [h.split()[0] for h in headings(chinese)]
    assert blocks(english, "sh") == blocks(chinese, "sh") != []
    assert {*links(english)} - {"README.zh.md"} == {*links(chinese)} - {"README.md"}
    rows = [re.findall(r"^\| `.*?\| ", page, re.MULTILINE) for page in (english, chinese)]
    assert rows[0] == rows[1] != []


@pytest.mark.parametrize("path", GENERATED)
def test_what_is_generated_is_current(path: str) -> None:
    assert text(path) == GENERATED[path], "run `make docs`"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command: str) -> None:
    found, _ = COMMANDS[command]
    options = [name for parameter in found.params for name in parameter.opts if name.startswith("--")]
    says = section("docs/reference/cli.md", command)
    assert [name for name in options if name not in says] == []


@pytest.mark.parametrize("command", [c for c, (found, _) in COMMANDS.items() if not hasattr(found, "commands")])
def test_the_help_of_every_command_has_examples_that_parse(command: str) -> None:
    found, context = COMMANDS[command]
    examples = [line.strip() for line in found.get_help(context).splitlines() if line.strip().startswith(f"{command} ")]
    assert examples or not found.params
    for example in examples:
        _parses(example)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_line_in_a_page_parses(path: Path) -> None:
    for block in blocks(path.read_text("utf-8"), "sh"):
        for line in block.splitlines():
            _parses(line.strip())


def _parses(line: str) -> None:
    """Whether a line names commands, options and targets that exist."""
    words = shlex.split(line, comments=True)
    if words[:1] == ["make"]:
        assert re.search(rf"^{words[1]}:", text("Makefile"), re.MULTILINE), line
    if words and words[0] in {"zilv", ".venv/bin/zilv"}:
        path = next(path for path in _prefixes(words) if path in COMMANDS)
        found, _ = COMMANDS[path]
        group = hasattr(found, "commands")
        known = {name for parameter in found.params for name in parameter.opts} | {"-h", "--help"}
        wrong = [
            word for word in words[path.count(" ") + 1 :] if (group or word[:1] == "-" != word) and word not in known
        ]
        assert wrong == [], line


def _prefixes(words: list[str]) -> list[str]:
    """The full names of commands that a line may begin with, the longest first."""
    return [" ".join(["zilv", *words[1:length]]) for length in (3, 2, 1)]


@pytest.mark.parametrize("kind", CHECK_KINDS, ids=kind_name)
def test_every_check_kind_is_documented_with_its_fields_and_edges(kind: Any) -> None:
    says = section("docs/reference/check-kinds.md", kind_name(kind))
    assert "Edges a file must show" in says
    assert [name for name in kind.model_fields if name != "kind" and f"| `{name}` |" not in says] == []


@pytest.mark.parametrize("register", FILES)
def test_every_register_is_documented_with_its_columns(register: str) -> None:
    says = section("docs/reference/registers.md", register)
    assert [name for name in columns_of(register) if f"| `{name}` |" not in says] == []
    assert f"| `{register}` |" in text("docs/guides/registers.md")


def test_every_canonical_column_and_source_format_is_documented() -> None:
    columns = text("docs/reference/columns.md")
    assert [name for name in COLUMNS if f"| `{name}` |" not in columns] == []
    formats = text("docs/reference/formats.md")
    assert [name for name in FORMATS if f"\n## {name}\n" not in formats] == []


def test_every_environment_variable_is_documented() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "zilv").rglob("*.py"))
    named = {*re.findall(r"\bZILV_[A-Z_]+\b", code)}
    assert "ZILV_DEBUG" in named
    assert [name for name in named if name not in text("docs/reference/cli.md")] == []


def test_every_make_target_says_what_it_does() -> None:
    makefile = text("Makefile")
    targets = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)
    assert len(targets) > 5
    assert [name for name in targets if not re.search(rf"^{name}:.*## ", makefile, re.MULTILINE)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_internal_link_resolves(path: Path) -> None:
    broken = [link for link in links(path.read_text("utf-8")) if "://" not in link and not _resolves(path, link)]
    assert broken == []


def _resolves(page: Path, link: str) -> bool:
    place, _, part = link.partition("#")
    target = (page.parent / place).resolve() if place else page
    if not target.exists():
        return False
    return not part or part in [anchor(heading) for heading in headings(target.read_text("utf-8"))]


WITH_SPARK = {f"zilv.audit.spark.{name}" for name in ("failures", "files", "footers", "plan", "run")}
NEED_SPARK = WITH_SPARK if find_spec("pyspark") is None else set()
NEED_TORCH = {"zilv.speech.train.network"} if find_spec("torch") is None else set()
MODULES = [
    found.name
    for package in (zilv, docs.generate)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.name.endswith("__main__") and found.name not in NEED_SPARK | NEED_TORCH
]


def test_the_examples_in_docstrings_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZILV_SECRET", "5e" * 32)
    monkeypatch.setenv("ZILV_DATABASE", f"sqlite:///{tmp_path / 'none.db'}")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "zilv.desk.settings")
    django.setup()
    tried = [doctest.testmod(importlib.import_module(name)) for name in MODULES]
    assert sum(result.attempted for result in tried) > 0
    assert sum(result.failed for result in tried) == 0


def test_the_examples_in_pages_hold() -> None:
    tried = [doctest.testfile(str(path), module_relative=False) for path in PAGES]
    assert sum(result.attempted for result in tried) > 0
    assert sum(result.failed for result in tried) == 0


def test_the_house_file_of_the_guide_is_sound(tmp_path: Path) -> None:
    (block,) = blocks(text("docs/guides/house-rules.md"), "yaml")
    file = tmp_path / "quiet-hours.yaml"
    file.write_text(block, "utf-8")
    assert lint([file], law_folder()) == []
    provision, law = of_file(file)
    assert len(provision.cases) >= 4
    assert failures(provision, law) == []


def test_the_guide_to_the_audit_explains_every_outcome() -> None:
    explained = re.findall(r"^- \*\*(\w+)\*\*", text("docs/guides/audit.md"), re.MULTILINE)
    assert {*explained} == {*OUTCOMES} - {"permitted"}
