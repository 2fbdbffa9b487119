"""Puts a change in the place of the code that runs: in a process of its own, which then ends."""

import inspect
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.changes import Mutant

TRUTHS = "zilv.rules.three"


def patch_functions(mutant: Mutant) -> None:
    """Give every function of the changed module, which is imported already, the code of the changed file."""
    module = sys.modules[mutant.module]
    codes = list(_codes(compile(mutant.put(), mutant.path, "exec")))
    assert codes, f"{mutant.path} holds no function"
    for code in codes:
        _live(module, code.co_qualname).__code__ = code
    _name_truths(module)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The functions and methods of a module; what is nested in them goes with them."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType) and not inner.co_name.startswith("<"):
            if inner.co_flags & inspect.CO_NEWLOCALS:
                yield inner
            else:
                yield from _codes(inner)


def _live(module: ModuleType, qualified: str) -> FunctionType:
    """The function of this name, out of whatever decorators made of it."""
    found: Any = module
    for name in qualified.split("."):
        found = vars(found)[name]
    for wrapped in ("fget", "func", "__func__", "__wrapped__"):
        found = getattr(found, wrapped, found)
    assert isinstance(found, FunctionType), f"{module.__name__}.{qualified} cannot be changed in place"
    return found


def _name_truths(module: ModuleType) -> None:
    """A change may name a truth that the module does not import; it must then mean something."""
    if module.__name__ != TRUTHS:
        for name in ("NO", "UNKNOWN", "YES", "PERMITTED", "UNDETERMINED", "FORBIDDEN"):
            vars(module).setdefault(name, getattr(import_module(TRUTHS), name))


class Instead(MetaPathFinder, Loader):
    """Imports the changed file where its module is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """See `MetaPathFinder.find_spec`."""
        return spec_from_loader(name, self) if name == self.mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        """See `Loader.exec_module`."""
        _name_truths(module)
        exec(compile(self.mutant.put(), self.mutant.path, "exec"), vars(module))
