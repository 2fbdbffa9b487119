"""Every small change of a source file: another comparison, a number one off, a word altered, a condition turned."""

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
COMBINED: dict[type[ast.AST], type[ast.AST]] = {
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
RENAMED: dict[str, tuple[str, ...]] = {
    "YES": ("UNKNOWN", "NO"),
    "UNKNOWN": ("YES", "NO"),
    "NO": ("UNKNOWN", "YES"),
    "FORBIDDEN": ("UNDETERMINED", "PERMITTED"),
    "UNDETERMINED": ("FORBIDDEN", "PERMITTED"),
    "PERMITTED": ("UNDETERMINED", "FORBIDDEN"),
    "min": ("max",),
    "max": ("min",),
    "minimum": ("maximum",),
    "maximum": ("minimum",),
    "any": ("all",),
    "all": ("any",),
}
KEY_OF_KEPT = {"once": 0, "once_a_run": 0, "per_shape": 0, "table_of_register": 1}
"""Which argument is the name under which a result is kept: any other name would do as well, so it is left alone."""
SHOWN_LETTERS_MAX = 110

_NAMED = ast.FunctionDef | ast.ClassDef
_COMPOUND = ast.If | ast.While | ast.For | ast.With | ast.FunctionDef | ast.ClassDef


class Mutant(NamedTuple):
    """One change of a file. `path`: in the repository; `within`: function or class; `before`, `after`: what is shown.

    `inside`: whether the change lies in the body of a function. `put` makes it, in the `tree` of the whole file.
    """

    path: str
    within: str
    line: int
    before: str
    after: str
    inside: bool
    tree: ast.Module
    slot: "Slot"
    new: ast.AST

    @property
    def module(self) -> str:
        """The dotted name of the changed module."""
        return self.path.removesuffix(".py").replace("/", ".")

    @property
    def name(self) -> str:
        """What tells this change from others, and stays when lines move."""
        return f"{Path(self.path).stem}.{self.within}: {self.before} → {self.after}"

    def put(self) -> ast.Module:
        """The tree with the change in it."""
        self.slot.put(self.new)
        return ast.fix_missing_locations(self.tree)


class Slot(NamedTuple):
    """Where in a tree a node hangs: a field of its parent, or a place in a field that is a list."""

    parent: ast.AST
    field: str
    place: int | None

    def put(self, node: ast.AST) -> None:
        """Hang this node there."""
        if self.place is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.place] = node


class Site(NamedTuple):
    """Where a node stands: the function or class, whether in a function's body, the slots from the statement down."""

    within: str
    inside: bool
    path: tuple[Slot, ...]

    @property
    def shown(self) -> Slot:
        """The largest part of the statement around the node that can be shown in a line."""
        return next((slot for slot in self.path if len(_text(slot)) <= SHOWN_LETTERS_MAX), self.path[-1])


def mutants_of(path: Path, root: Path) -> Iterator[Mutant]:
    """Every change of one file below `root`; types, docstrings and names of kept results are left alone."""
    tree = ast.parse(path.read_text("utf-8"))
    name = path.relative_to(root).as_posix()
    alike: Counter[tuple[str, str, str]] = Counter()
    for slot, node, site in list(_slots(tree, Site("", False, ()))):
        for new in (*_conditions(slot, node), *_replacements(node)):
            shown = site.shown
            before, line = _text(shown), getattr(node, "lineno", 0)
            slot.put(ast.copy_location(new, node))
            after = _text(shown)
            slot.put(node)
            alike[site.within, before, after] += 1
            if (times := alike[site.within, before, after]) > 1:
                after += f" # {times}"
            yield Mutant(name, site.within or "module", line, before, after, site.inside, tree, slot, new)


def _slots(node: ast.AST, site: Site) -> Iterator[tuple[Slot, ast.AST, Site]]:
    """Every node below this one that may change, with where it hangs and where it stands."""
    for field, value in ast.iter_fields(node):
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _left_alone(node, field, place, child):
                slot = Slot(node, field, place)
                its_site = _site(slot, child, site)
                yield slot, child, its_site
                yield from _slots(child, its_site)


def _site(slot: Slot, child: ast.AST, site: Site) -> Site:
    node = slot.parent
    within = f"{site.within}.{node.name}".lstrip(".") if isinstance(node, _NAMED) else site.within
    inside = site.inside or (isinstance(node, ast.FunctionDef) and slot.field == "body")
    whole = isinstance(child, ast.stmt) or isinstance(node, _COMPOUND)
    return Site(within, inside, (slot,) if whole else (*site.path, slot))


def _left_alone(parent: ast.AST, field: str, place: int | None, child: ast.AST) -> bool:
    if field in {"annotation", "returns"} or (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
        return True
    if isinstance(parent, ast.Call) and field == "args":
        called = getattr(parent.func, "attr", getattr(parent.func, "id", ""))
        return KEY_OF_KEPT.get(called) == place
    return isinstance(child, ast.Subscript) and getattr(child.value, "id", "") == "Literal"


def _text(slot: Slot) -> str:
    """What hangs there as one line; of a statement with a body only its head."""
    shown: Any = getattr(slot.parent, slot.field)
    shown = shown if slot.place is None else shown[slot.place]
    if isinstance(shown, _COMPOUND):
        shown = copy.copy(shown)
        shown.body = [ast.Expr(ast.Constant(...))]
        shown.__dict__.update({name: [] for name in ("orelse", "decorator_list") if hasattr(shown, name)})
    return " ".join(ast.unparse(ast.fix_missing_locations(shown)).split())


def _conditions(slot: Slot, node: ast.AST) -> Iterator[ast.AST]:
    """A condition that is no comparison, turned."""
    is_condition = slot.field == "ifs" or (slot.field == "test" and not isinstance(slot.parent, ast.Assert))
    compared = isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp)
    if isinstance(node, ast.expr) and is_condition and not compared:
        yield ast.UnaryOp(ast.Not(), node)


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that may stand in place of this one."""
    yield from _statements(node) if isinstance(node, ast.stmt) else _expressions(node)


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for n, operator in enumerate(node.ops):
            for other in COMPARED[type(operator)]:
                yield _with(node, ops=[*node.ops[:n], other(), *node.ops[n + 1 :]])
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in COMBINED:
        yield _with(node, op=COMBINED[type(node.op)]())
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from (_with(node, value=value) for value in _values(node.value))
    elif isinstance(node, ast.Name):
        yield from (_with(node, id=other) for other in RENAMED.get(node.id, ()))
    elif isinstance(node, ast.Attribute):
        yield from (_with(node, attr=other) for other in RENAMED.get(node.attr, ()))
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "where" and len(node.args) > 2:
        yield _with(node, args=[node.args[0], node.args[2], node.args[1]])


def _statements(node: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield ast.Return(ast.BoolOp(ast.And(), [ast.Constant(None), node.value]))
    elif isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value)
        if type(node.op) in COMBINED:
            yield _with(node, op=COMBINED[type(node.op)]())


def _values(value: object) -> tuple[object, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int | float):
        return value - 1, value + 1
    return (value + "!",) if isinstance(value, str) else ()


def _with(node: Any, **fields: object) -> Any:
    made = copy.copy(node)
    made.__dict__.update(fields)
    return made
