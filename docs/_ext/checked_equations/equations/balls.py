"""Balls: numbers that are known up to a radius, by Arb, with their derivatives.

A snippet runs on arrays of them. Whatever is rounded on the way, the true value lies in the ball.
"""

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from flint import arb

from .errors import Problem

# What holds where a comparison does not. Arb answers True only where it is certain.
OPPOSITE: dict[Callable[[Any, Any], bool], Callable[[Any, Any], bool]] = {
    operator.lt: operator.ge,
    operator.ge: operator.lt,
    operator.gt: operator.le,
    operator.le: operator.gt,
    operator.eq: operator.ne,
    operator.ne: operator.eq,
}


class Undecided(Problem):
    """Two balls overlap, so that their order is not known; at a higher precision it may be."""


class Ball:
    """A number, and how fast it follows a step; `slope` is None where it does not at all."""

    __slots__ = ("slope", "value")

    def __init__(self, value: arb, slope: arb | None = None) -> None:
        self.value = value
        self.slope = slope

    @property
    def real(self) -> "Ball":
        return self

    def conjugate(self) -> "Ball":
        return self

    def __repr__(self) -> str:
        return f"{float(self.value.mid()):.6g}"

    # The same object: two balls need not be comparable.
    __hash__ = object.__hash__

    def __neg__(self) -> "Ball":
        return _following(-self.value, (self, lambda: arb(-1)))

    def __pos__(self) -> "Ball":
        return self

    def __abs__(self) -> "Ball":
        # At zero it has no derivative.
        return _following(
            abs(self.value), (self, lambda: self.value.sgn() if self.value != 0 else arb.nan())
        )

    def __floor__(self) -> "Ball":
        return self.floor()

    def __ceil__(self) -> "Ball":
        return self.ceil()

    def root_of_squares(self) -> "Ball":
        """The root of a sum of squares, of which rounding alone may reach below zero."""
        is_apart = self.value > 0
        root = self.value.sqrt() if is_apart else self.value.abs_upper().sqrt().union(arb(0))
        return _following(root, (self, lambda: 1 / (2 * root)))

    def __bool__(self) -> bool:
        return bool(self != 0)

    def __add__(self, other: Any) -> Any:
        return _binary(_add, self, other)

    def __radd__(self, other: Any) -> Any:
        return _binary(_add, other, self)

    def __sub__(self, other: Any) -> Any:
        return _binary(_subtract, self, other)

    def __rsub__(self, other: Any) -> Any:
        return _binary(_subtract, other, self)

    def __mul__(self, other: Any) -> Any:
        return _binary(_multiply, self, other)

    def __rmul__(self, other: Any) -> Any:
        return _binary(_multiply, other, self)

    def __truediv__(self, other: Any) -> Any:
        return _binary(_divide, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _binary(_divide, other, self)

    def __pow__(self, other: Any) -> Any:
        return _binary(_power, self, other)

    def __rpow__(self, other: Any) -> Any:
        return _binary(_power, other, self)

    def __lt__(self, other: Any) -> Any:
        return _binary(partial(_compared, operator.lt), self, other)

    def __le__(self, other: Any) -> Any:
        return _binary(partial(_compared, operator.le), self, other)

    def __gt__(self, other: Any) -> Any:
        return _binary(partial(_compared, operator.gt), self, other)

    def __ge__(self, other: Any) -> Any:
        return _binary(partial(_compared, operator.ge), self, other)

    def __eq__(self, other: Any) -> Any:
        return _binary(partial(_compared, operator.eq), self, other)

    def __ne__(self, other: Any) -> Any:
        return _binary(partial(_compared, operator.ne), self, other)

    def __getattr__(self, name: str) -> Callable[[], "Ball"]:
        """NumPy asks the elements of an array of objects for the method `exp`, and so on."""
        if name not in _FUNCTIONS:
            raise AttributeError(f"a ball has no {name}")
        function, rate = _FUNCTIONS[name]

        def method() -> Ball:
            value = function(self.value)
            return _following(value, (self, lambda: rate(self.value, value)))

        return method


def as_ball(number: Any) -> Ball:
    """A real number as the ball that holds it alone; a float is exactly the number that it is."""
    if isinstance(number, Ball):
        return number
    if isinstance(number, np.generic | np.ndarray):
        return as_ball(number.item())
    if isinstance(number, int | float):
        return Ball(arb(number))
    raise TypeError(f"{type(number).__name__} where a real number is needed")


def _following(value: arb, *causes: tuple[Ball, Callable[[], arb]]) -> Ball:
    """A value that follows from some balls, each with the rate at which it follows: chain rule."""
    slopes = [rate() * ball.slope for ball, rate in causes if ball.slope is not None]
    return Ball(value, sum(slopes[1:], slopes[0]) if slopes else None)


def _binary(operation: Callable[[Ball, Ball], Any], a: Any, b: Any) -> Any:
    """An operation on two balls or numbers. Arrays are left to NumPy, which takes each element."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return NotImplemented
    return operation(as_ball(a), as_ball(b))


def _add(a: Ball, b: Ball) -> Ball:
    return _following(a.value + b.value, (a, lambda: arb(1)), (b, lambda: arb(1)))


def _subtract(a: Ball, b: Ball) -> Ball:
    return _following(a.value - b.value, (a, lambda: arb(1)), (b, lambda: arb(-1)))


def _multiply(a: Ball, b: Ball) -> Ball:
    return _following(a.value * b.value, (a, lambda: b.value), (b, lambda: a.value))


def _divide(a: Ball, b: Ball) -> Ball:
    _apart_from_zero(b.value)
    value = a.value / b.value
    return _following(value, (a, lambda: 1 / b.value), (b, lambda: -value / b.value))


def _apart_from_zero(value: arb) -> None:
    """Raise Undecided for what may be zero, or may not: 1 - tanh far out, at any precision."""
    if value.contains(0) and not value.is_zero():
        raise Undecided(
            "a logarithm or a quotient of what may be zero",
            "values that are not too close to zero",
            "write it so that nothing is subtracted that is nearly equal",
        )


def _root(x: arb) -> arb:
    """Raise Undecided for the root of what may be negative, or may not."""
    if x.is_finite() and not (x >= 0 or x < 0):
        raise Undecided(
            "a root of what may be negative",
            "values that are not too close to zero",
            "write it so that nothing is subtracted that is nearly equal",
        )
    return x.sqrt()


def _logarithm(function: Callable[[arb], arb]) -> Callable[[arb], arb]:
    def apart(x: arb) -> arb:
        _apart_from_zero(x)
        return function(x)

    return apart


def _power(a: Ball, b: Ball) -> Ball:
    value = a.value**b.value
    return _following(
        value,
        (a, lambda: b.value * a.value ** (b.value - 1)),
        (b, lambda: value * a.value.log()),
    )


def _compared(holds: Callable[[Any, Any], bool], a: Ball, b: Ball) -> bool:
    """Whether a relation holds. Raises Undecided where it is not certain.

    A snippet that compares what moves has a kink where both are equal.
    """
    still = a.slope is None and b.slope is None
    if still or a.value != b.value:
        if holds(a.value, b.value):
            return True
        if OPPOSITE[holds](a.value, b.value):
            return False
    raise Undecided(
        "it depends on a comparison of two values that may be equal",
        "values that differ where a snippet compares them",
        "compare with other values, or compute without a comparison",
    )


def _rint(x: arb) -> arb:
    """The closest whole number; of two that are as close, the even one."""
    value = (x + 0.5).floor()
    is_odd = value.is_exact() and (value / 2).floor() != value / 2
    return value - 1 if is_odd and x + 0.5 == value else value


def _flat(apart: float) -> Callable[[arb, arb], arb]:
    """The derivative of what has its steps so far from its values: zero, and none on a step."""
    return lambda x, y: arb(0) if y.is_exact() and abs(x - y) != apart else arb.nan()


# By NumPy's names: the function, and its derivative from argument and value.
_FUNCTIONS: dict[str, tuple[Callable[[arb], arb], Callable[[arb, arb], arb]]] = {
    "exp": (arb.exp, lambda x, y: y),
    "expm1": (arb.expm1, lambda x, y: y + 1),
    "exp2": (lambda x: arb(2) ** x, lambda x, y: y * arb(2).log()),
    "log": (_logarithm(arb.log), lambda x, y: 1 / x),
    "log1p": (arb.log1p, lambda x, y: 1 / (1 + x)),
    "log2": (_logarithm(lambda x: x.log() / arb(2).log()), lambda x, y: 1 / (x * arb(2).log())),
    "log10": (_logarithm(lambda x: x.log() / arb(10).log()), lambda x, y: 1 / (x * arb(10).log())),
    "sqrt": (_root, lambda x, y: 1 / (2 * y)),
    "sin": (arb.sin, lambda x, y: x.cos()),
    "cos": (arb.cos, lambda x, y: -x.sin()),
    "tan": (arb.tan, lambda x, y: 1 + y * y),
    "arcsin": (arb.asin, lambda x, y: 1 / (1 - x * x).sqrt()),
    "arccos": (arb.acos, lambda x, y: -1 / (1 - x * x).sqrt()),
    "arctan": (arb.atan, lambda x, y: 1 / (1 + x * x)),
    "sinh": (arb.sinh, lambda x, y: x.cosh()),
    "cosh": (arb.cosh, lambda x, y: x.sinh()),
    "tanh": (arb.tanh, lambda x, y: 1 - y * y),
    "arcsinh": (arb.asinh, lambda x, y: 1 / (x * x + 1).sqrt()),
    "arccosh": (arb.acosh, lambda x, y: 1 / (x * x - 1).sqrt()),
    "floor": (arb.floor, _flat(0.0)),
    "ceil": (arb.ceil, _flat(0.0)),
    "rint": (_rint, _flat(0.5)),
    "arctanh": (arb.atanh, lambda x, y: 1 / (1 - x * x)),
}
