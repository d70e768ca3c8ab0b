r"""Derivatives: by a number, by one element of an array, by each of them, by way of another value.

\partial A/\partial B means: move B, recompute all that follows from it, look at A.
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import Problem
from ..latex.printer import to_latex
from ..meaning.arrays import laid_out
from ..meaning.chained import linked, variable
from ..meaning.shapes import is_whole
from ..models.unvalued import second_derivative
from ..notation.symbols import Name
from ..notation.tree import Call, Node, Partial, Symbol
from .compound import Compound
from .kinks import WIDTH as SIDE_WIDTH
from .kinks import check_smooth, kinks_between
from .unrolled import check_alone


class Slopes(Compound):
    """What is the same for all ways to evaluate a formula that can differentiate."""

    guarded: bool
    scaled: Node | None
    factor: float
    values: Any

    @abstractmethod
    def plain(self) -> "Slopes":
        """What evaluates the same with other values, and differentiates nothing."""

    @abstractmethod
    def derivative(self, function: Callable[[Any], Any], at: Any) -> Any:
        """The derivative of a function of a step away from `at`, where the step is zero."""

    @abstractmethod
    def saw(self, node: Partial, value: Any) -> None:
        """Note the size of a derivative."""

    @abstractmethod
    def index(self, symbol: Symbol) -> tuple[int, ...]:
        """The element that a symbol's subscripts name."""

    @abstractmethod
    def step(self, symbol: Symbol) -> int | None:
        """The step that a symbol is written with."""

    @abstractmethod
    def read(self, name: Name, index: tuple[int, ...], step: int | None) -> Any:
        """An element of a value, or all of it."""

    def partial(self, node: Partial) -> Any:
        """The value of a derivative."""
        value = self._laid_out(self.slopes(node), node)
        self.saw(node, value)
        return value

    def chained(self, node: Call) -> Any:
        """The product of two derivatives, over all elements of what is between them."""
        outer, inner = linked(node)
        by_middle, of_middle = self.slopes(outer), self.slopes(inner)
        self.saw(outer, np.array(by_middle))
        self.saw(inner, np.array(of_middle))
        sums = [
            sum(a * b for a, b in zip(by_middle, np.ravel(slope), strict=True))
            for slope in of_middle
        ]
        value = self._laid_out(sums, inner)
        return value * self.factor if self.scaled in (outer, inner) else value

    def _by(self, node: Partial) -> tuple[Name, Symbol]:
        """What a derivative is by. Raises Problem where nothing can be differentiated by it."""
        if node.top is None:
            raise Problem(
                "a derivative operator that acts on nothing",
                "brackets behind it",
                "write what it acts on in brackets",
                node.start,
            )
        if self.values is not self.point.values:
            raise second_derivative(node)
        bottom = variable(node, self.scope)
        name = self.scope.name(bottom)
        if name.python not in self.point.inputs and name.python not in self.scope.model.forward:
            raise Problem(
                f"a derivative by {bottom.latex}, which the forward model does not compute",
                "an input or a forward value below",
                "differentiate by another symbol, or add it to FORWARD",
                bottom.start,
            )
        if name.size_of:
            raise Problem(
                f"a derivative by {bottom.latex}, which is the size of {name.size_of}",
                "a value that can move by a little",
                "differentiate by another symbol",
                bottom.start,
            )
        return name, bottom

    def slopes(self, node: Partial) -> list[Any]:
        """The derivatives by a number, by one element of an array, or by each of them."""
        name, bottom = self._by(node)
        if name.axes:
            check_alone(bottom, name, self.scope.model)
        step = self.step(bottom)
        if not is_whole(bottom, self.scope):
            return [self.slope(node, name, bottom, self.index(bottom), step)]
        value = self.values[name.python]
        places = np.ndindex(np.shape(value if step is None else value[step]))
        return [self.slope(node, name, bottom, place, step) for place in places]

    def _laid_out(self, slopes: list[Any], node: Partial) -> Any:
        """The derivatives by each element of what a derivative is by, as one value."""
        bottom = variable(node, self.scope)
        if not is_whole(bottom, self.scope):
            return slopes[0]
        whole = self.read(self.scope.name(bottom), (), self.step(bottom))
        return laid_out(slopes, whole, self.scope.model)

    def slope(
        self, node: Partial, name: Name, bottom: Symbol, index: tuple[int, ...], step: int | None
    ) -> Any:
        """The derivative by the element of a value with this index, or by a number."""
        numerator = node.top
        assert numerator is not None, "an operator that acts on nothing is refused"

        moved = self.plain()

        def top(by: Any) -> Any:
            moved.values = self.point.nudged(name.python, index, by, step)
            return moved(numerator)

        at = self.read(name, index, step)
        value = self.derivative(top, at)
        if self.guarded and (found := kinks_between(numerator, name.python, self.scope)):
            element = name.element(bottom, index, step).latex
            what = f"the derivative of {to_latex(numerator)} by {element} at {self.point.label}"
            check_smooth(top, value, SIDE_WIDTH * size_of_step(at), found, what, node.start)
        return value


def size_of_step(at: Any) -> float:
    """By how much a step is scaled: a logarithm bends faster the nearer it is to zero."""
    return float(np.clip(abs(at), 1e-3, 1))
