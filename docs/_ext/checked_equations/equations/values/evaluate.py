r"""The value of a formula at a point.

\partial A/\partial B means: move B, recompute all that follows from it, look at A.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

import numpy as np

from ..errors import Problem
from ..latex.printer import to_latex
from ..meaning.arrays import as_matrix, each, gathered, largest, of_vectors, product, with_shape
from ..meaning.conditions import is_extreme
from ..meaning.entries import letter_axes
from ..meaning.scope import Scope
from ..meaning.shapes import NUMBER, Shapes
from ..meaning.step_powers import is_count, power
from ..meaning.stepwise import check_index
from ..models.points import Point
from ..models.raised import raised
from ..models.unvalued import check_one_argument, second_derivative, without_value
from ..notation.nodes import Blocks, Matrix, Repeated, Total
from ..notation.signatures import DIAGONAL, SCALAR, TRACE
from ..notation.symbols import Name
from ..notation.tree import (
    BigSum,
    Call,
    Cases,
    Elementwise,
    Entry,
    Group,
    Indicator,
    Node,
    Norm,
    Number,
    Outer,
    Partial,
    Power,
    Product,
    Quotient,
    Series,
    Sum,
    Symbol,
    Transpose,
    Underbrace,
    bare,
)
from ..notation.walks import NoStep
from .kinks import WIDTH as SIDE_WIDTH
from .kinks import check_smooth, kinks
from .slopes import Slopes, size_of_step

# The complex step: its error is of the order STEP^2, far below any rounding.
STEP = 1e-30
# Not one of Python's complex numbers, which know no order.
_STEP = np.complex128(STEP * 1j)
# Steps of the five-point central difference, whose error is of the order of its fourth power. The
# first is too narrow for large values, which are rounded, and too wide for those that bend much.
WIDTHS = (1e-3, 1e-2, 1e-4)
# What is smaller may have the error of what is as large as this.
SMALL = 1e-3
# By this share a scaled node's value is raised, to see whether the result depends on it.
SCALED_BY = 1e-3

_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    r"\exp": np.exp,
    r"\log": np.log,
    r"\ln": np.log,
    r"\sin": np.sin,
    r"\cos": np.cos,
    r"\tanh": np.tanh,
    r"\sqrt": np.sqrt,
    DIAGONAL: lambda vector: np.diag(np.ravel(vector)),
    TRACE: np.trace,
}


@dataclass
class Evaluation(Slopes):
    """One point, one choice of indices (and the axis of each), one way to differentiate.

    `claims` collects the values under braces with what the braces say they are, `partials` the
    largest size of each derivative. `scaled` names a node whose value is multiplied by `factor`,
    or of a size is one more.
    `central` is the step of central differences, or zero for the complex step, and `rounding` the
    largest relative error of a difference that rounding may cause; `guarded` demands
    that each derivative is the same from both sides. `shapes` are those of whole arrays, where
    the formula has any.
    """

    scope: Scope
    point: Point
    indices: dict[str, int]
    axes: Mapping[str, str]
    central: float = 0.0
    guarded: bool = False
    blames: bool = True  # whether it is worked out what is wrong with a snippet that fails
    scaled: Node | None = None
    factor: float = 1 + SCALED_BY
    shapes: Shapes | None = None
    values: Any = None
    claims: list[tuple[Underbrace, complex, complex]] = field(default_factory=list)
    partials: dict[Node, float] = field(default_factory=dict)
    rounding: float = 0.0

    def __post_init__(self) -> None:
        if self.values is None:
            self.values = self.point.values

    def __call__(self, node: Node) -> Any:
        value = self._value(node)
        if node is not self.scaled:
            return value
        # A size stays whole: what is negative has no other powers.
        return value + 1 if isinstance(value, int) else value * self.factor

    def plain(self) -> "Evaluation":
        return type(self)(
            self.scope,
            self.point,
            self.indices,
            self.axes,
            blames=self.blames,
            scaled=self.scaled,
            factor=self.factor,
            shapes=self.shapes,
            claims=self.claims,
        )

    def number(self, text: str) -> Any:
        """A number as the formula writes it."""
        return float(text)

    def derivative(self, function: Callable[[Any], Any], at: Any) -> Any:
        """The derivative of a function of a step away from `at`, where the step is zero."""
        if self.central:
            width = self.central * size_of_step(at)
            value = _central(function, width)
            rounding = np.spacing(abs(function(0.0))) / np.maximum(abs(value), SMALL) / width
            self.rounding = max(self.rounding, float(largest(rounding)))
            return value
        return np.imag(function(_STEP)) / STEP

    def moves(self, value: Any) -> bool:
        """Whether a value follows the step that something else is differentiated by."""
        return bool(np.iscomplexobj(value) and np.imag(value) != 0)

    def saw(self, node: Partial, value: Any) -> None:
        """Note the size of a derivative."""
        self.partials[node] = max(self.partials.get(node, 0.0), largest(abs(value)))

    def _value(self, node: Node) -> Any:
        match node:
            case Symbol():
                return self._symbol(node)
            case Partial():
                return self.partial(node)
            case Number():
                return self.number(node.text)
            case Sum():
                pairs = zip(node.signs, node.terms, strict=True)
                return sum(sign * self(term) for sign, term in pairs)
            case Product() if self.shapes is not None:
                return product([(self(factor), self.shapes(factor)) for factor in node.factors])
            case Product():
                return reduce(operator.mul, map(self, node.factors))
            case Quotient():
                return self(node.top) / self(node.bottom)
            case Power():
                return self._power(node)
            case Call():
                return self._call(node)
            case (
                BigSum() | Cases() | Entry() | Indicator() | Matrix() | Norm() | Outer() | Series()
            ):
                return self.compound(node)
            case Underbrace():
                value = self(node.body)
                if node.claim is not None and self.scaled is None:
                    self.claims.append((node, value, self(node.claim)))
                return value
            case Group(items=(inner,)):
                return self(inner)
            case Elementwise():
                return reduce(operator.mul, map(self, node.factors))
            case Repeated(body=body, shape=shape):
                sizes = tuple(self.point.size(axis, self.indices) for axis in shape)
                return np.broadcast_to(self(body), sizes)
            case Total(body=body):
                return np.sum(self(body))
            case Blocks(rows=rows):
                return np.block([[self(cell) for cell in row.cells] for row in rows])
            case Transpose():
                return np.transpose(self(node.body))
        raise without_value(node)

    def index(self, symbol: Symbol) -> tuple[int, ...]:
        """The element that a symbol's subscripts name, counted from 0; () for a whole array."""
        found = self.scope.reading(symbol)
        index = self.at(found.indices)
        if index and self.scope.model.steps:
            check_index(found.axes, symbol, index, self.indices, self.point)
        return index

    def step(self, symbol: Symbol) -> int | None:
        """The step that a symbol is written with; None where its name has no steps."""
        place = self.scope.reading(symbol).place
        return None if place is None else self.point.step(place, self.indices)

    def _symbol(self, node: Symbol) -> Any:
        definition = self.scope.defined(node)
        if definition is not None:
            # It has indices of its own, and no free ones.
            axes = letter_axes(definition, self.scope)
            return replace(self, indices={}, axes=axes)(definition)
        if node.is_e and self.scope.model.find(node) is None:
            return np.exp(self.number("1"))
        found = self.scope.reading(node)
        try:
            step = self.step(node) if found.place is not None else None
            return self.read(found.name, self.index(node) if found.indices else (), step)
        except NoStep as problem:
            problem.offset = node.start
            raise

    def read(self, name: Name, index: tuple[int, ...], step: int | None) -> Any:
        """An element of a value, or all of it. Raises Problem where the snippet fails."""
        try:
            value = self.values[name.python]
            if step is not None:
                value = value[step]
            if index or not name.axes:
                return value[index] if index else value
            self.point.check_shape(name, value, step)
            return as_matrix(value)
        except Problem:
            raise
        except (Exception, SystemExit) as error:
            if not self.blames:
                raise Problem(f"{name.python} fails", "a value", "correct it") from None
            moves = self.values is not self.point.values
            raise raised(error, name.python, self.point, moves=moves) from None

    def _power(self, node: Power) -> Any:
        base = bare(node.base)
        if is_count(node.exponent, self.axes, self.scope.model):
            return power(node, self(node.base), self.point, self.indices)
        exponent = self(node.exponent)
        if isinstance(base, Symbol) and base.is_e and self.scope.model.find(base) is None:
            return np.exp(exponent)
        return self(node.base) ** exponent

    def _call(self, node: Call) -> Any:
        if is_extreme(node):
            return self.extreme(node, node.function.name, list(map(self, node.arguments)))
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
        if name is None:
            raise Problem(
                f"the function {node.function.name}, which is not declared",
                "a function of NOTATION",
                "declare it as one, with a snippet that computes it",
                node.start,
            )
        if name.is_chain_rule:
            return self.chained(node)
        function = self.point.inputs.get(name.python) or self.scope.model.namespace[name.python]
        if name.signature.is_of_arrays:
            return self.of_arrays(node, name, function)
        check_one_argument(node, name.python)
        at = self(node.arguments[0])
        if isinstance(at, np.ndarray):
            return each(lambda element: self.at_number(node, name, function, element), at)
        return self.at_number(node, name, function, at)

    def of_arrays(self, node: Call, name: Name, function: Any) -> Any:
        """The value of a declared function of whole arrays."""
        if node.function.primes:
            raise Problem(
                f"a prime at {name.latex}, which takes an array",
                "primes at functions of one number",
                r"write \frac{\partial …}{\partial …}",
                node.start,
            )
        arguments = self.arguments(node, name)
        value = of_vectors(lambda given: function(*given), name.signature, arguments)
        if self.shapes is None or not name.signature.gives:
            return value
        sizes = tuple(self.point.size(axis, self.indices) for axis in self.shapes(node))
        return with_shape(value, sizes, name, node.start)

    def at_number(self, node: Call, name: Name, function: Any, at: Any) -> Any:
        """The value of a function of a number, or of its derivative."""
        if node.function.primes == 0:
            return function(at)
        if node.function.primes > 1:
            raise second_derivative(node)
        if self.moves(at):
            raise second_derivative(node)
        at = np.real(at)
        value = self.derivative(lambda step: function(at + step), at)
        if self.guarded and (found := kinks(self.scope.model, name.python)):
            what = f"{to_latex(node)} at {self.point.label}"
            width = SIDE_WIDTH * size_of_step(at)
            check_smooth(
                lambda step: function(at + step), value, width, list(found), what, node.start
            )
        return value

    def arguments(self, node: Call, name: Name) -> list[Any]:
        r"""Values to call with: \ell(y_1, y_2, …) is gathered into the arrays that Python takes."""
        if self.shapes is not None and any(self.shapes(a) != NUMBER for a in node.arguments):
            return [self(argument) for argument in node.arguments]
        sizes = [
            1 if axis == SCALAR else self.point.size(axis, self.indices)
            for axis in name.signature.takes
        ]
        if len(node.arguments) != sum(sizes):
            raise Problem(
                f"{name.latex} with {len(node.arguments)} arguments",
                f"{sum(sizes)} numbers ({name.signature})",
                "write one argument for each",
                node.start,
            )
        return gathered(map(self, node.arguments), name.signature, sizes)


def _central(function: Any, h: float) -> Any:
    """The five-point central difference: its error is of the order h^4."""
    near = function(h) - function(-h)
    far = function(2 * h) - function(-2 * h)
    return (8 * near - far) / (12 * h)
