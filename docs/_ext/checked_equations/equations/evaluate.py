r"""The value of a formula at a point.

\partial A/\partial B means: move B, recompute all that follows from it, look at A.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

import numpy as np

from .errors import Problem, as_false
from .kinks import WIDTH as SIDE_WIDTH
from .kinks import check_smooth, kinks, kinks_between
from .names import Name
from .points import Point
from .printer import to_latex
from .scope import Scope, index_axes
from .stepwise import check_index, sum_range
from .tree import (
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
)
from .unrolled import check_alone
from .walks import NoStep

# The complex step: its error is of the order STEP^2, far below any rounding.
STEP = 1e-30
# The step of the five-point central difference, whose error is of the order WIDTH^4.
WIDTH = 1e-3
# By this share a scaled node's value is raised, to see whether the result depends on it.
SCALED_BY = 1e-3

_FUNCTIONS = {
    r"\exp": np.exp,
    r"\log": np.log,
    r"\ln": np.log,
    r"\sin": np.sin,
    r"\cos": np.cos,
    r"\tanh": np.tanh,
    r"\sqrt": np.sqrt,
}
_NO_COMMA = "remove what follows the comma; a decimal number has a point, not a comma"


@dataclass
class Evaluation:
    """One point, one choice of indices (and the axis of each), one way to differentiate.

    `claims` collects the values under braces with what the braces say they are, `partials` the
    largest size of each derivative. `scaled` names a node whose value is multiplied by `factor`.
    `guarded` demands that each derivative is the same from both sides.
    """

    scope: Scope
    point: Point
    indices: dict[str, int]
    axes: Mapping[str, str]
    central: bool = False
    guarded: bool = False
    scaled: Node | None = None
    factor: float = 1 + SCALED_BY
    values: Any = None
    claims: list[tuple[Underbrace, complex, complex]] = field(default_factory=list)
    partials: dict[Node, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.values is None:
            self.values = self.point.values

    def __call__(self, node: Node) -> Any:
        value = self._value(node)
        return value * self.factor if node is self.scaled else value

    def number(self, text: str) -> Any:
        """A number as the formula writes it."""
        return float(text)

    def derivative(self, function: Callable[[Any], Any], at: Any) -> Any:
        """The derivative of a function of a step away from `at`, where the step is zero."""
        if self.central:
            return _central(function, WIDTH * _size(at))
        # Not one of Python's complex numbers, which know no order.
        return np.imag(function(np.complex128(STEP * 1j))) / STEP

    def moves(self, value: Any) -> bool:
        """Whether a value follows the step that something else is differentiated by."""
        return bool(np.iscomplexobj(value) and np.imag(value) != 0)

    def saw(self, node: Partial, value: Any) -> None:
        """Note the size of a derivative."""
        self.partials[node] = max(self.partials.get(node, 0.0), abs(value))

    def _value(self, node: Node) -> Any:
        match node:
            case Symbol():
                return self._symbol(node)
            case Number():
                return self.number(node.text)
            case Sum():
                pairs = zip(node.signs, node.terms, strict=True)
                return sum(sign * self(term) for sign, term in pairs)
            case Product():
                return reduce(operator.mul, map(self, node.factors))
            case Quotient():
                return self(node.top) / self(node.bottom)
            case Power():
                return self._power(node)
            case Call():
                return self._call(node)
            case Partial():
                return self._partial(node)
            case BigSum():
                return self._big_sum(node)
            case Underbrace():
                value = self(node.body)
                if node.claim is not None and self.scaled is None:
                    self.claims.append((node, value, self(node.claim)))
                return value
            case Group(items=(inner,)):
                return self(inner)
            case Function():
                raise Problem(
                    f"the function {node.name} stands without its argument",
                    "a function applied to something",
                    "write the argument in parentheses directly behind it",
                    node.start,
                )
        raise Problem("a list where a value is needed", "one value", _NO_COMMA, node.start)

    def index(self, name: Name, symbol: Symbol) -> tuple[int, ...]:
        """The element of an array that a symbol's subscripts name, counted from 0."""
        indices = name.indices(symbol) if name.step else symbol.subscripts
        if name.axes and not indices:
            raise Problem(
                f"{symbol.latex} without its indices",
                f"{len(name.axes)} as in {name.latex}",
                "write the indices",
                symbol.start,
            )
        if not name.axes:
            return ()
        index = tuple(int(s) - 1 if s.isdigit() else self.indices[s] for s in indices)
        if self.point.model.steps:
            check_index(name, symbol, index, self.indices, self.point)
        return index

    def step(self, name: Name, symbol: Symbol) -> int | None:
        """The step that a symbol is written with; None where its name has no steps."""
        place = name.place(symbol)
        return None if place is None else self.point.step(place, self.indices)

    def _symbol(self, node: Symbol) -> Any:
        definition = self.scope.defined(node)
        if definition is not None:
            # It has indices of its own, and no free ones.
            axes = index_axes(definition, self.scope)
            return replace(self, indices={}, axes=axes)(definition)
        if node.is_e and self.scope.model.find(node) is None:
            return np.exp(self.number("1"))
        name = self.scope.name(node)
        try:
            step = self.step(name, node) if name.step else None
            return self.read(name, self.index(name, node), step)
        except NoStep as problem:
            problem.offset = node.start
            raise

    def read(self, name: Name, index: tuple[int, ...], step: int | None) -> Any:
        """An element of a value. Raises Problem where the snippet that computes it fails."""
        try:
            value = self.values[name.python]
            if step is not None:
                value = value[step]
            return value[index] if index else value
        except Problem:
            raise
        except (Exception, SystemExit) as error:
            problem = Problem(
                f"the snippet {name.python} raises {type(error).__name__}: {error}",
                "a value",
                f"fix it in {self.scope.model.path}",
            )
            raise as_false(problem, error) from None

    def _power(self, node: Power) -> Any:
        base = bare(node.base)
        exponent = self(node.exponent)
        if isinstance(base, Symbol) and base.is_e and self.scope.model.find(base) is None:
            return np.exp(exponent)
        return self(node.base) ** exponent

    def _call(self, node: Call) -> Any:
        known = _FUNCTIONS.get(node.function.name)
        if known is not None:
            if node.function.primes:
                raise Problem(
                    f"a prime at {node.function.name}",
                    "primes at declared functions",
                    "write the derivative out",
                    node.start,
                )
            check_one_argument(node)
            return known(self(node.arguments[0]))
        name = self.scope.model.named_function(node.function.name)
        assert name is not None, "the parser makes functions of declared names only"
        function = self.point.inputs.get(name.python) or self.scope.model.namespace[name.python]
        arguments = self._arguments(node, name)
        if node.function.primes == 0:
            return function(*arguments)
        if node.function.primes > 1 or len(arguments) != 1:
            raise _second(node)
        (at,) = arguments
        if np.ndim(at):
            raise Problem(
                f"a prime at {name.latex}, which takes an array",
                "primes at functions of one number",
                r"write \frac{\partial …}{\partial …}",
                node.start,
            )
        if self.moves(at):
            raise _second(node)
        at = np.real(at)
        value = self.derivative(lambda step: function(at + step), at)
        if self.guarded and (found := kinks(self.scope.model, name.python)):
            what = f"{to_latex(node)} at {self.point.label}"
            width = SIDE_WIDTH * _size(at)
            check_smooth(
                lambda step: function(at + step), value, width, list(found), what, node.start
            )
        return value

    def _arguments(self, node: Call, name: Name) -> list[Any]:
        r"""Values to call with: \ell(y_1, y_2, …) is gathered into the arrays that Python takes."""
        axes = [
            a.strip() for a in name.shape.removeprefix("function").removeprefix(" of ").split(",")
        ]
        if axes in ([""], ["scalar"]):
            check_one_argument(node)
            return [self(node.arguments[0])]
        if len(node.arguments) == len(axes):
            whole = [self._whole(a) for a in node.arguments]
            if all(w is not None for w in whole):
                return whole
        sizes = [1 if axis == "scalar" else self.point.size(axis, self.indices) for axis in axes]
        if len(node.arguments) != sum(sizes):
            raise Problem(
                f"{name.latex} with {len(node.arguments)} arguments",
                f"{sum(sizes)} numbers ({name.shape.removeprefix('function of ')})",
                "write one argument for each",
                node.start,
            )
        numbers = iter([self(argument) for argument in node.arguments])
        return [
            next(numbers) if axis == "scalar" else np.array([next(numbers) for _ in range(size)])
            for axis, size in zip(axes, sizes, strict=True)
        ]

    def _whole(self, node: Node) -> Any:
        if isinstance(node, Symbol):
            name = self.scope.model.find(node)
            if name is not None and name.axes and not name.indices(node):
                value = self.read(name, (), self.step(name, node))
                return value * (self.factor if node is self.scaled else 1)
        return None

    def _partial(self, node: Partial) -> Any:
        if node.top is None:
            raise Problem(
                "a derivative operator that acts on nothing",
                "brackets behind it",
                "write what it acts on in brackets",
                node.start,
            )
        if self.values is not self.point.values:
            raise _second(node)
        bottom = bare(node.bottom)
        if not isinstance(bottom, Symbol) or self.scope.defined(bottom) is not None:
            raise Problem(
                "a derivative by something that is not a value of the model",
                "one declared symbol below",
                "name a value that the forward model computes",
                node.bottom.start,
            )
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
        index, step = self.index(name, bottom), self.step(name, bottom)
        if index:
            check_alone(bottom, name, self.scope.model)

        numerator = node.top

        def top(by: Any) -> Any:
            inner = type(self)(
                self.scope,
                self.point,
                self.indices,
                self.axes,
                scaled=self.scaled,
                factor=self.factor,
                claims=self.claims,
                values=self.point.nudged(name.python, index, by, step),
            )
            return inner(numerator)

        at = self.read(name, index, step)
        value = self.derivative(top, at)
        if self.guarded and (found := kinks_between(numerator, name.python, self.scope)):
            element = name.element(bottom, index, step).latex
            what = f"the derivative of {to_latex(numerator)} by {element} at {self.point.label}"
            check_smooth(top, value, SIDE_WIDTH * _size(at), found, what, node.start)
        self.saw(node, value)
        return value

    def _big_sum(self, node: BigSum) -> Any:
        axis = self.axes[node.index]
        if axis in self.point.model.steps:
            values = sum_range(node, self.indices, self.axes, self.scope, self.point)
        else:
            values = range(self.point.size(axis, self.indices))
        total: Any = 0.0
        outer = self.indices.get(node.index)
        for value in values:
            self.indices[node.index] = value
            total = total + self(node.body)
        if outer is None:
            self.indices.pop(node.index, None)
        else:
            self.indices[node.index] = outer
        return total


def _size(at: Any) -> float:
    """By how much a step is scaled: a logarithm bends faster the nearer it is to zero."""
    return float(np.clip(abs(at), 1e-3, 1))


def _central(function: Any, h: float) -> Any:
    """The five-point central difference: its error is of the order h^4."""
    near = function(h) - function(-h)
    far = function(2 * h) - function(-2 * h)
    return (8 * near - far) / (12 * h)


def check_one_argument(call: Call) -> None:
    """Demand one argument of a function of one number. Raises Problem."""
    if len(call.arguments) != 1:
        raise Problem(
            f"{call.function.name} with {len(call.arguments)} arguments",
            "one argument",
            _NO_COMMA,
            call.start,
        )


def _second(node: Node) -> Problem:
    return Problem(
        "a derivative within a derivative",
        "first derivatives only",
        "name the inner derivative as a value of its own",
        node.start,
    )
