"""The shape of the code, kept as a ratchet: what is small stays small, and the exceptions below only shrink."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
CODE = ("zilv", "bench", "docs/generate", "samples", "tests")

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
ARGUMENTS_MAX = 6
LONGER_FILES: dict[str, int] = {}
"""Files above the limit, each with the length it may not grow past; one that has shrunk must be taken out."""

VAGUE_NAMES = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "service", "util", "utils"}
CLOCKS = {
    "datetime": {"now", "today", "utcnow"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "monotonic", "perf_counter"},
}
PURE = ("zilv/attempts", "zilv/audit", "zilv/privacy", "zilv/registers", "zilv/rules")
ENTRY_POINTS = ("zilv/cli/", "zilv/desk/front/front.py", "zilv/gate/client/line.py")


class Source(NamedTuple):
    """One Python file: its path in the repository, its text, its syntax tree."""

    path: str
    text: str
    tree: ast.Module


def sources(*folders: str) -> Iterator[Source]:
    """The Python files of these folders, in order of path."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text("utf-8")
            yield Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


SOURCES = [source for source in sources(*CODE) if "__pycache__" not in source.path]
OURS = [source for source in SOURCES if not source.path.startswith("tests/")]


def of(source: Source) -> str:
    """The name of a source's test."""
    return source.path


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function, inner ones and methods included."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_there_is_code_to_look_at() -> None:
    assert {source.path.split("/")[0] for source in SOURCES} == {"zilv", "bench", "docs", "samples", "tests"}
    assert len(SOURCES) > 50


@pytest.mark.parametrize("source", SOURCES, ids=of)
def test_a_file_is_short_enough_to_be_read_at_once(source: Source) -> None:
    lines = source.text.count("\n")
    if source.path in LONGER_FILES:
        assert FILE_LINES_MAX < lines <= LONGER_FILES[source.path], "it shrank: lower its number, or take it out"
    else:
        assert lines <= FILE_LINES_MAX, f"{lines} lines; divide it by what it holds"


@pytest.mark.parametrize("source", SOURCES, ids=of)
def test_a_function_is_short_enough_to_be_seen_whole(source: Source) -> None:
    long = [
        f"{source.path}:{node.lineno} {node.name}"
        for node in functions(source.tree)
        if _lines(source, node) > FUNCTION_LINES_MAX
    ]
    assert long == []


def _lines(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How long a function is; what a command says when asked for help is not counted."""
    lines = (node.end_lineno or 0) - node.lineno + 1
    help_text = node.body[0] if _is_command(source, node) and ast.get_docstring(node) else None
    return lines - (((help_text.end_lineno or 0) - help_text.lineno + 1) if help_text else 0)


@pytest.mark.parametrize("source", OURS, ids=of)
def test_a_function_takes_few_arguments(source: Source) -> None:
    many = [
        f"{source.path}:{node.lineno} {node.name}"
        for node in functions(source.tree)
        if _arguments(node) > ARGUMENTS_MAX and not _is_sweep(node) and not _is_command(source, node)
    ]
    assert many == []


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len([argument for argument in named if argument.arg not in {"self", "cls"}])


def _is_sweep(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Compiled code takes arrays one by one: numba gains nothing from an object that holds them."""
    return any(isinstance(mark, ast.Name) and mark.id == "compiled" for mark in node.decorator_list)


def _is_command(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A command has as many arguments as the command line has options."""
    return source.path.startswith("zilv/cli/") and node.name.endswith("_command")


@pytest.mark.parametrize("source", SOURCES, ids=of)
def test_a_file_is_named_after_what_it_holds(source: Source) -> None:
    assert VAGUE_NAMES.isdisjoint(Path(source.path).with_suffix("").parts)


@pytest.mark.parametrize("source", SOURCES, ids=of)
def test_a_file_says_what_it_is_for(source: Source) -> None:
    assert not source.text.strip() or ast.get_docstring(source.tree)


@pytest.mark.parametrize("source", OURS, ids=of)
def test_what_is_public_says_what_it_is(source: Source) -> None:
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    public = [node for node in _outer(source.tree) if isinstance(node, kinds) and not node.name.startswith("_")]
    assert [f"{source.path}:{node.lineno} {node.name}" for node in public if not ast.get_docstring(node)] == []


def _outer(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements of a module and of its public classes."""
    for node in tree.body:
        yield node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from node.body


@pytest.mark.parametrize("source", list(sources(*PURE)), ids=of)
def test_pure_code_asks_no_clock(source: Source) -> None:
    assert list(clock_readings(source.tree)) == []


def clock_readings(tree: ast.AST) -> Iterator[str]:
    """Where the time of day or a stopwatch is read: `datetime.now()`, `time.time()`, `from time import monotonic` …"""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if node.attr in CLOCKS.get(owner, ()):
                yield f"line {node.lineno}: {owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"line {node.lineno}: {name.name}" for name in node.names if name.name in CLOCKS["time"])


@pytest.mark.parametrize("source", OURS, ids=of)
def test_only_an_entry_point_catches_every_exception(source: Source) -> None:
    caught = [
        f"{source.path}:{node.lineno}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and _catches_all(node)
    ]
    assert caught == [] or source.path.startswith(ENTRY_POINTS)


def _catches_all(handler: ast.ExceptHandler) -> bool:
    kind = handler.type
    named = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    every = {"Exception", "BaseException"}
    return any(name is None or (isinstance(name, ast.Name) and name.id in every) for name in named)


def test_the_rules_above_notice_what_they_are_for() -> None:
    wrong = ast.parse("from time import time\nat = datetime.now()\ntry:\n    pass\nexcept Exception:\n    pass\n")
    assert len(list(clock_readings(wrong))) == 2
    assert any(_catches_all(node) for node in ast.walk(wrong) if isinstance(node, ast.ExceptHandler))


KINDS = ("", "-build", "-dev", "-spark", "-stores", "-peers", "-hear", "-voices")
LOCKS = [f"requirements{kind}.txt" for kind in KINDS]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_file_by_its_hash_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pins = [part for part in text.replace("\\\n", " ").splitlines() if part.strip()]
    assert pins
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []
    assert "://" not in text
