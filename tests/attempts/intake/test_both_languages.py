"""Whatever is told of a row or a source that cannot be read is told in Chinese and English, wherever it is made.

What the other tests here refuse is held to that where they take it in (`taken.take`) or read it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attempts.intake.both import is_both
from zilv.attempts.intake.encoding import outside_of
from zilv.attempts.intake.formats import FORMATS
from zilv.attempts.intake.merge import OF_ANOTHER
from zilv.attempts.intake.reasons import not_ours, problem
from zilv.attempts.intake.record import FRACTION, rounded
from zilv.attempts.parse import EMPTY, FieldError
from zilv.privacy.token import identifier_fault

ROOT = Path(__file__).parents[3] / "zilv"
OF_A_FIELD = frozenset({"FieldError", "_refuse"})
MADE = OF_A_FIELD | {"IntakeError", "RegisterError", "Problem", "CellError", "ColumnError", "ValueError", "fail"}
"""What makes an error or a reason; its text comes last. `fail` tells of a mapping file."""

HOLE = "\N{WHITE SQUARE}"
SENTENCE = re.compile("[a-z]+ [a-z]+")
Scope = dict[str, ast.expr]


def assigned(body: ast.AST) -> Scope:
    """What each name stands for that is assigned here, as far as it shows."""
    found: Scope = {}
    for node in ast.walk(body):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            names = node.targets[0].elts
            values = node.value.elts if isinstance(node.value, ast.Tuple) else []
            found |= {
                name.id: value
                for name, value in zip(names, values, strict=len(values) > 0)
                if isinstance(name, ast.Name)
            }
    return found


def text_of(node: ast.expr, scope: Scope) -> str:
    """A text as it stands in the source, HOLE for what does not."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part, scope) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return text_of(node.value, scope)
    if isinstance(node, ast.IfExp):
        return text_of(node.body, scope)
    return text_of(scope[node.id], scope) if isinstance(node, ast.Name) and node.id in scope else HOLE


def made_in(source: str, makers: frozenset[str] = MADE) -> Iterator[tuple[int, str]]:
    """The texts that these make in this source, each with its line."""
    tree = ast.parse(source)
    outside = assigned(ast.Module([node for node in tree.body if isinstance(node, ast.Assign)], []))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        scope = outside | assigned(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and node.args:
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in makers:
                    yield node.lineno, text_of(node.args[-1], scope)


def told_in(package: str, makers: frozenset[str] = MADE) -> list[tuple[str, str]]:
    """What is made in a package, each with its place."""
    return [
        (f"{path.relative_to(ROOT)}:{line}", text)
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, text in made_in(path.read_text("utf-8"), makers)
    ]


def is_told(text: str) -> bool:
    """Whether a text is in both languages, or hands on what another place made."""
    return is_both(text) or (HOLE in text and not SENTENCE.search(text))


@pytest.mark.parametrize("package", ["attempts", "registers"])
def test_every_error_and_every_reason_is_made_in_both_languages(package: str) -> None:
    found = told_in(package)
    assert sum(is_both(text) for _, text in found) >= {"attempts": 90, "registers": 15}[package]
    assert [where for where, text in found if not is_told(text)] == []


@pytest.mark.parametrize(
    "made",
    ['FieldError(name, "is bad")', 'IntakeError(f"{path}: is bad")', 'fail(node, name, "全错了")', "CellError(_WHY)"],
)
def test_what_is_made_in_one_language_alone_is_noticed(made: str) -> None:
    ((_, text),) = made_in(f'_WHY = "is bad"\ndef f():\n    raise {made}\n')
    assert not is_told(text)


def test_what_several_places_share_is_in_both_languages() -> None:
    shared = [EMPTY, FRACTION, OF_ANOTHER, outside_of("gb18030"), rounded("1.38E+10"), not_ours(("memo",))]
    shared += [identifier_fault("number", text) for text in ("138****0001", "x", "\u200b", "p_aaaaaaaaaaaaa")]
    shared += [form.skipped for form in FORMATS.values()]
    assert [text for text in shared if not is_both(text)] == []


def test_no_reason_quotes_anything_but_the_value_and_that_at_its_beginning() -> None:
    """`reasons.problem` and the gate's registers take the value out of a reason by its quotes."""
    found = [*told_in("attempts", OF_A_FIELD), *told_in("registers", OF_A_FIELD)]
    quoting = {where: text for where, text in found if '"' in text}
    assert len(quoting) > 10
    assert [where for where, text in quoting.items() if not re.fullmatch(f'"{HOLE}" [^"]*', text)] == []


def test_a_value_stands_once_before_both_languages_and_only_where_it_is_nobodys() -> None:
    why = "不是整数 · is not a whole number"
    told = {text: problem(1, 2, FieldError("staff", f'"{text}" {why}')).reason for text in ("x", "9 张三", "138000")}
    assert told == {
        "x": f'"x" {why}',
        "9 张三": f"[4 个字符 characters] {why}",
        "138000": f"[6 位数字 digits] {why}",
    }
