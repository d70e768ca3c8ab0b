"""Balls: numbers that are known up to a radius, by Arb, with their derivatives.

A snippet runs on arrays of them. Whatever is rounded on the way, the true value lies in the ball.
"""

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from flint import arb

from ..errors import Problem

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

    def alike(self, number: Any) -> "Ball":
        """The same number, as a ball."""
        return as_ball(number)

    def __repr__(self) -> str:
        return f"{float(self.value.mid()):.6g}"

    # The same object: two balls need not be comparable.
    __hash__ = object.__hash__

    def __neg__(self) -> "Ball":
        return Ball(-self.value, None if self.slope is None else -self.slope)

    def __pos__(self) -> "Ball":
        return self

    def __abs__(self) -> "Ball":
        # At zero it has no derivative.
        rate = self.value.sgn() if self.value != 0 else arb.nan()
        return Ball(abs(self.value), _times(rate, self.slope))

    def __floor__(self) -> "Ball":
        return self.floor()

    def __ceil__(self) -> "Ball":
        return self.ceil()

    def root_of_squares(self) -> "Ball":
        """The root of a sum of squares, of which rounding alone may reach below zero."""
        is_apart = self.value > 0
        root = self.value.sqrt() if is_apart else self.value.abs_upper().sqrt().union(arb(0))
        return Ball(root, None if self.slope is None else self.slope / (2 * root))

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
            value, slope = function(self.value), self.slope
            return Ball(value, None if slope is None else rate(self.value, value) * slope)

        return method


def as_ball(number: Any) -> Ball:
    """A real number as the ball that holds it alone; a float is exactly the number that it is."""
    if isinstance(number, Ball):
        return number
    if isinstance(number, _PLAIN):
        return Ball(arb(number))
    if isinstance(number, _OF_NUMPY):
        return as_ball(number.item())
    raise TypeError(f"{type(number).__name__} where a real number is needed")


# A union would be made anew each time; NumPy's float64 is a float too, and Arb takes it as one.
_PLAIN, _OF_NUMPY = (float, int), (np.generic, np.ndarray)


def _binary(operation: Callable[[Ball, Ball], Any], a: Any, b: Any) -> Any:
    """An operation on two balls or numbers. Arrays are left to NumPy, which takes each element."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return NotImplemented
    return operation(as_ball(a), as_ball(b))


def _times(rate: arb, slope: arb | None) -> arb | None:
    """How fast something follows a step, by how fast it follows what follows that: chain rule."""
    return None if slope is None else rate * slope


def _both(a: arb | None, b: arb | None) -> arb | None:
    """How fast something follows a step in two ways."""
    if a is None or b is None:
        return a if b is None else b
    return a + b


def _add(a: Ball, b: Ball) -> Ball:
    return Ball(a.value + b.value, _both(a.slope, b.slope))


def _subtract(a: Ball, b: Ball) -> Ball:
    return Ball(a.value - b.value, _both(a.slope, None if b.slope is None else -b.slope))


def _multiply(a: Ball, b: Ball) -> Ball:
    slope = _both(_times(b.value, a.slope), _times(a.value, b.slope))
    return Ball(a.value * b.value, slope)


def _divide(a: Ball, b: Ball) -> Ball:
    _apart_from_zero(b.value)
    value = a.value / b.value
    top = _both(a.slope, _times(-value, b.slope))
    return Ball(value, None if top is None else top / b.value)


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


def _raised(base: arb, exponent: arb) -> arb:
    """A power; of what may be zero or may not Arb itself gives none."""
    if not base.contains(0) or base.is_zero() or exponent.is_zero():
        return base**exponent
    if not exponent.is_integer() or exponent < 0:
        _apart_from_zero(base)
    largest = base.abs_upper() ** exponent
    return largest.union(0 if (exponent / 2).is_integer() else -largest)


def _power(a: Ball, b: Ball) -> Ball:
    value, by_base, by_exponent = _raised(a.value, b.value), None, None
    if a.slope is not None:
        by_base = b.value * _raised(a.value, b.value - 1) * a.slope
    if b.slope is not None:
        by_exponent = value * a.value.log() * b.slope
    return Ball(value, _both(by_base, by_exponent))


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
