"""What defines the values and functions of a model: checked equations of the pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..equations.errors import Problem
from ..equations.models.forward import parameters
from ..equations.models.model import Model
from ..equations.notation.symbols import Name
from ..equations.notation.tree import (
    BigSum,
    Call,
    Function,
    Group,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Underbrace,
    bare,
    mapped,
    without_places,
)
from ..equations.values.formula import Formula
from ..pages.directives.equation import Checked, Equation, checked_in
from ..pages.registry import Registry

_COMPUTED = (
    Number,
    Symbol,
    Function,
    Sum,
    Product,
    Quotient,
    Power,
    Call,
    Partial,
    BigSum,
    Group,
    Underbrace,
)


@dataclass(frozen=True)
class Definition:
    """What a value is, for each choice of these index letters."""

    letters: tuple[str, ...]
    tree: Node


@dataclass(frozen=True)
class Body:
    """What a function gives, as a tree of its parameters."""

    parameters: tuple[Name, ...]
    tree: Node


class Definitions:
    """The checked equations of a site, by what they define."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.checked = [
            (item, part)
            for item, found in registry.results.items()
            if isinstance(item, Equation)
            for part in checked_in(found)
        ]

    def forward(self, model: Model, python: str) -> Definition:
        """The one equation with a forward value on the left. Raises Problem."""
        found = {
            self.registry.ids[item]: checked
            for item, checked in self._bound_to(model.namespace[python])
            if _symbol_of(checked, checked.formula.chain.sides[0])
        }
        if len(found) != 1:
            count = f"{len(found)} defining equations, " if found else "no defining equation"
            raise Problem(
                f"the forward value {python} of the live model {model.name} has "
                f"{count}{', '.join(found)}",
                f"one equation with its symbol on the left and snippet={model.name}.{python}, "
                "which is no .step",
                "make the others steps" if found else "write it on a page",
            )
        (checked,) = found.values()
        left, right, *_ = checked.formula.chain.sides
        return _definition(checked, left, right)

    def derived(self, model: Model, python: str) -> Definition | None:
        """What another value is: without a derivative if some equation says so, or by a late value.

        So it can be differentiated itself by all values before that one.
        """
        found = [
            _definition(checked, own, side)
            for _, checked in self._bound_to(model.namespace[python])
            if is_live(checked.formula)
            for own in checked.formula.chain.sides
            if _symbol_of(checked, own)
            for side in checked.formula.chain.sides
            if not isinstance(side, Symbol)
        ]
        without = [replace(d, tree=self._without_slopes(d.tree, model)) for d in found]
        return min(without, key=lambda definition: _reach(definition, model), default=None)

    def _without_slopes(self, tree: Node, model: Model) -> Node:
        """The tree with what some equation says of its derivatives in their places."""
        if not isinstance(tree, Partial):
            return mapped(tree, lambda part: self._without_slopes(part, model))
        asked = without_places(tree)
        for _, checked in self.of(model):
            left, *sides = checked.formula.chain.sides
            if without_places(left) == asked and not checked.formula.decimal_sides:
                for side in sides:
                    if _is_closed(side, model):
                        return Group(items=(side,), start=side.start, end=side.end)
        return tree

    def body(self, model: Model, name: Name) -> Body:
        """What a function of the running example is. Raises Problem where no equation says so."""
        function = function_of(model, name)
        for _, checked in self._bound_to(function):
            own, tree = checked.binding.model, checked.formula.chain.sides[1]
            declared = {name.python: name for name in own.names}
            names = tuple(declared[p] for p in parameters(function) if p in declared)
            symbols = (part for part in tree.walk() if isinstance(part, Symbol) and not part.is_e)
            known = len(names) == len(parameters(function))
            if known and all(own.find(symbol) in names for symbol in symbols):
                return Body(names, tree)
        raise Problem(
            f"no equation says what the function {name.latex} of the live model {model.name} is",
            "a function of NumPy, or one with a checked equation in the symbols of its arguments",
            "write it on a page, or leave the model out of the option `live`",
        )

    def of(self, model: Model) -> Iterator[tuple[Equation, Checked]]:
        """The equations of a model that the browser can evaluate."""
        for item, checked in self.checked:
            if checked.binding.model is model and is_live(checked.formula):
                yield item, checked

    def _bound_to(self, function: Any) -> Iterator[tuple[Equation, Checked]]:
        """The results that are held against a function, which several models may share."""
        for item, checked in self.checked:
            chain = checked.formula.chain
            if (
                checked.snippet.function is function
                and checked.binding.element is None
                and item.kind != "step"
                and not item.continued
                and not checked.formula.decimal_sides
                and {"="}.issuperset(chain.relations)
            ):
                yield item, checked


def is_live(formula: Formula) -> bool:
    """Whether the browser can evaluate a formula."""
    model = formula.scope.model
    return (
        formula.shapes is None
        and {"=", r"\approx"}.issuperset(formula.chain.relations)
        and all(isinstance(part, _COMPUTED) for part in formula.everything.walk())
        and all(
            part.is_e or model.find(part)
            for part in formula.everything.walk()
            if isinstance(part, Symbol)
        )
    )


def function_of(model: Model, name: Name) -> Any:
    """The function that the running example has for a name."""
    return model.example.get(name.python) or model.namespace[name.python]


def _symbol_of(checked: Checked, side: Node) -> bool:
    """Whether a side is the symbol of what the equation computes, with letters for indices."""
    if not isinstance(side, Symbol):
        return False
    name = checked.binding.model.find(side)
    if name is None or name.python != checked.binding.snippet:
        return False
    letters = name.indices(side) if name.axes else ()
    return len({*letters}) == len(name.axes) and not any(map(str.isdigit, letters))


def _definition(checked: Checked, symbol: Node, side: Node) -> Definition:
    assert isinstance(symbol, Symbol)
    name = checked.binding.model.find(symbol)
    letters = name.indices(symbol) if name is not None and name.axes else ()
    return Definition(letters, _gathered(side))


def _is_closed(side: Node, model: Model) -> bool:
    """Whether a side is computed from inputs and forward values alone, without a derivative."""
    symbols = [part for part in side.walk() if isinstance(part, Symbol) and not part.is_e]
    names = [model.find(symbol) for symbol in symbols]
    known = {*model.example, *model.forward}
    return not any(isinstance(part, Partial) for part in side.walk()) and all(
        name is not None and name.python in known for name in names
    )


def _reach(definition: Definition, model: Model) -> int:
    """How many values lie behind the first one that a definition differentiates by; 0 for none."""
    bottoms = [bare(part.bottom) for part in definition.tree.walk() if isinstance(part, Partial)]
    names = [model.find(bottom) for bottom in bottoms if isinstance(bottom, Symbol)]
    order = list(model.forward)
    places = [order.index(name.python) if name and name.python in order else -1 for name in names]
    return max((len(order) - place for place in places), default=0)


def _gathered(side: Node) -> Node:
    r"""A tree for any sizes: `\ell(y, \hat{y})` for `\ell(y_1, y_2, \hat{y}_1, \hat{y}_2)`."""
    if isinstance(side, Call) and len(side.arguments) > 1:
        symbols = [a for a in map(bare, side.arguments) if isinstance(a, Symbol) and a.subscripts]
        if len(symbols) == len(side.arguments):
            whole = {symbol.stem: replace(symbol, subscripts=()) for symbol in symbols}
            return replace(side, arguments=tuple(whole.values()))
    return mapped(side, _gathered)
