r"""Points ever farther from zero or closer to it, for what writes numbers that lead there.

`w < 3 \cdot 10^6` holds at all points closer to zero, `a/(b + 10^{-14}) = a/b` farther from it.
"""

import contextlib
import math
from collections.abc import Collection, Iterator
from functools import partial
from operator import mul

import numpy as np

from ..models.points import Point
from ..notation.tree import Number, Power
from ..notation.walks import each_step
from ..values.formula import Case, Formula
from ..values.kinks import LARGEST, numbers

# All points are close enough for numbers whose product, or that of one over them, is below this.
_CLOSE = math.log(10.0)
# A number that is so large, or one over it, leads to where it is added or divided by.
_FAR = math.log(4.0)
# Numbers so small, or one over numbers so large, are lost beside others.
_LOST = math.log(1e7)
# What floats do not show beside one.
_NOT_SHOWN = math.log(1e15)
# What is multiplied by a number so large is steep: `\tanh(50 w)` is one but near zero. Of so many
# numbers it is looked there.
_STEEP, _STEEPEST = math.log(15.0), 2
_FEW_AND_MANY = (2, 30)
_SCALES = (1e7, 1e10, 1e15, 1e30, 1e100, 1e300)


def leads_far(formula: Formula, names: Collection[str]) -> bool:
    """Whether numbers are written far from one, in a formula or in what is computed for it."""
    return any(number >= _FAR for number in (*_powers(formula), *_written(formula, names)))


def _written(formula: Formula, names: Collection[str]) -> set[float]:
    """How large the numbers in Python are, as logarithms; small ones count too."""
    model = formula.scope.model
    return {abs(math.log(n)) for python in names for n in numbers(model, python)}


def beyond_for_order(formula: Formula) -> Iterator[Point]:
    """Where an inequality may fail because of the numbers that it writes."""
    if _size(formula) >= _CLOSE:
        yield from _points(formula, formula.scope.model.behind(formula.names))


def alike_on_other_sizes(formula: Formula) -> Iterator[Point]:
    r"""Arrays of few, of many and of more elements than it says, all alike: `H \le \log 3`."""
    points = formula.scope.points
    parts = formula.scope.parts(formula.everything)
    numbers = {int(part.text) for part in parts if isinstance(part, Number) and part.text.isdigit()}
    sizes = {*_FEW_AND_MANY, *(number + 1 for number in numbers if 0 < number <= LARGEST)}
    for point in formula.sizeable(points.of_sizes(sorted(sizes))):
        for value in (0.0, 1.0):
            label = f"{point.label}, all inputs {value:g}"
            yield from points.filled(label, partial(np.full, fill_value=value), point)


def beyond_for_equality(formula: Formula, names: Collection[str]) -> Iterator[Point]:
    """Where sides may part by a number that is lost elsewhere; `names` are computed for them."""
    written = _written(formula, names)
    if max(written, default=0.0) >= _LOST or (
        _size(formula) >= _CLOSE and max(_powers(formula), default=0.0) >= _LOST
    ):
        yield from _points(formula, names)
    found = {size for size in (*written, *_powers(formula)) if _STEEP <= size < _LOST}
    points = formula.scope.points
    for size in sorted(found)[-_STEEPEST:]:
        for python in filter(names.__contains__, points.numbers):
            value = points.generic[0].inputs[python]
            scales = (partial(mul, math.exp(sign * size)) for sign in (1, -1))
            yield from points.with_input(python, *(each_step(value, scale) for scale in scales))


def writes_lost(formula: Formula) -> bool:
    r"""Whether it writes a number that no float shows beside others, such as `1 + 10^{-17}`."""
    return max(_powers(formula), default=0.0) >= _NOT_SHOWN


def is_exact(formula: Formula, names: Collection[str]) -> bool:
    """Whether all numbers in Python are what they are written as, unlike 0.1."""
    model = formula.scope.model
    return all((n * 2**10).is_integer() for python in names for n in numbers(model, python))


def _points(formula: Formula, behind: Collection[str]) -> Iterator[Point]:
    for scale in _SCALES:
        yield from formula.scope.points.beyond(scale, behind)


def _size(formula: Formula) -> float:
    """How large the numbers that it writes are together, as a logarithm; small ones count too."""
    parts = formula.scope.parts(formula.everything)
    numbers = (float(part.text) for part in parts if isinstance(part, Number))
    return sum(abs(math.log(number)) for number in numbers if number)


def _powers(formula: Formula) -> Iterator[float]:
    """The same of each number, and of each power of numbers such as ten.

    Decimals are those of the running example, at which alone they are compared.
    """
    sides = enumerate(formula.chain.sides)
    for part in (
        p for n, s in sides if n not in formula.decimal_sides for p in formula.scope.parts(s)
    ):
        if isinstance(part, Number) and float(part.text):
            yield abs(math.log(float(part.text)))
        elif isinstance(part, Power) and formula.numeric(part):
            with contextlib.suppress(ArithmeticError, ValueError):
                value = formula.evaluation(Case(formula.scope.points.example, {}))(part)
                yield abs(math.log(abs(value)))
