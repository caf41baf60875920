"""The classes of this house as their source has them, each with its bases: nothing is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
APP: Final = ROOT / "app"

SMALL: Final = 60
"""Lines of a base class that is only a form to be filled in."""


@dataclass(frozen=True, eq=False)
class HouseClass:
    """A class.

    Attributes:
        name: Its module and its name, with dots: ``heloworld.ui.app.HeloApp``.
        node: Its source.
        house: All classes of the house by their names.
        names: What the names in its file stand for: a name with dots each.
    """

    name: str
    node: ast.ClassDef
    house: Mapping[str, HouseClass]
    names: Mapping[str, str]

    @property
    def lines(self) -> int:
        """Lines of its own."""
        assert self.node.end_lineno is not None
        return self.node.end_lineno - self.node.lineno + 1

    @cached_property
    def ancestors(self) -> tuple[HouseClass, ...]:
        """The classes of the house that it inherits from, directly or not, each once."""
        direct = [self.house[name] for name in self._bases if name in self.house]
        everybody = [each for base in direct for each in (base, *base.ancestors)]
        return tuple(dict.fromkeys(everybody))

    @property
    def is_form(self) -> bool:
        """Whether it is abstract and small: it says what its subclasses must have, and little more."""
        return self.lines <= SMALL and (bool(self._unfilled) or "Protocol" in self._foreign)

    @property
    def is_error(self) -> bool:
        """Whether it is an exception: their tree is what ``except`` goes by."""
        return any("Exception" in each._foreign for each in (self, *self.ancestors))

    @property
    def lines_with_bases(self) -> int:
        """Its lines, and those of all classes of the house that it inherits from."""
        return self.lines + sum(each.lines for each in self.ancestors)

    @property
    def parents(self) -> tuple[str, ...]:
        """The names of those ancestors that are more than a form."""
        return tuple(each.name for each in self.ancestors if not each.is_form)

    @cached_property
    def _bases(self) -> tuple[str, ...]:
        """Its bases by their names with dots, what is in square brackets behind them left out."""
        written = [ast.unparse(base.value if isinstance(base, ast.Subscript) else base) for base in self.node.bases]
        parts = [name.partition(".") for name in written]
        return tuple(f"{self.names.get(first, first)}{dot}{rest}" for first, dot, rest in parts)

    @property
    def _foreign(self) -> set[str]:
        """The last parts of the names of those bases that are not of the house."""
        return {name.rpartition(".")[2] for name in self._bases if name not in self.house}

    @cached_property
    def _unfilled(self) -> frozenset[str]:
        """Abstract methods that a subclass still has to fill in."""
        methods = [each for each in self.node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
        own = {each.name for each in methods if _is_abstract(each)}
        inherited = {name for base in self._bases if base in self.house for name in self.house[base]._unfilled}
        return frozenset(own | (inherited - {each.name for each in methods}))


@cache
def house_classes(root: Path = APP) -> dict[str, HouseClass]:
    """All classes in files below a folder, those within classes too, by their names with dots."""
    house: dict[str, HouseClass] = {}
    for path in sorted(root.rglob("*.py")):
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = dict(_imported(tree))
        for name, node in _classes(tree.body, module):
            names.setdefault(node.name, name)
            house[name] = HouseClass(name, node, house, names)
    return house


def _classes(body: list[ast.stmt], within: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            name = f"{within}.{node.name}"
            yield name, node
            yield from _classes(node.body, name)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((each.asname or each.name, f"{node.module}.{each.name}") for each in node.names)


def _is_abstract(method: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(ast.unparse(each).rpartition(".")[2] == "abstractmethod" for each in method.decorator_list)
