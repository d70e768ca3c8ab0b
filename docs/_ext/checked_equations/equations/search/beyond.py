r"""Points ever farther from zero or closer to it, for what writes numbers that lead there.

`w < 3 \cdot 10^6` holds at all points closer to zero, `a/(b + 10^{-14}) = a/b` farther from it.
"""

import contextlib
import math
from collections.abc import Collection, Iterator
from functools import partial

import numpy as np

from ..models.points import Point
from ..notation.tree import Number, Power
from ..values.formula import Case, Formula
from ..values.kinks import LARGEST, constants

# All points are close enough for numbers whose product, or that of one over them, is below this.
_CLOSE = math.log(10.0)
# Numbers so small, or one over numbers so large, are lost beside others.
_LOST = math.log(1e7)
_FEW_AND_MANY = (2, 30)
_SCALES = (1e7, 1e10, 1e15, 1e30, 1e100, 1e300)


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
    model = formula.scope.model
    written = (constants(model, python) for python in names)
    if max(written, default=0.0) >= _LOST or (
        _size(formula) >= _CLOSE and max(_powers(formula), default=0.0) >= _LOST
    ):
        yield from _points(formula, names)


def _points(formula: Formula, behind: Collection[str]) -> Iterator[Point]:
    for scale in _SCALES:
        yield from formula.scope.points.beyond(scale, behind)


def _size(formula: Formula) -> float:
    """How large the numbers that it writes are together, as a logarithm; small ones count too."""
    parts = formula.scope.parts(formula.everything)
    numbers = (float(part.text) for part in parts if isinstance(part, Number))
    return sum(abs(math.log(number)) for number in numbers if number)


def _powers(formula: Formula) -> Iterator[float]:
    """The same of each number, and of each power of numbers such as ten."""
    evaluation = formula.evaluation(Case(formula.scope.points.example, {}))
    for part in formula.scope.parts(formula.everything):
        if isinstance(part, Number | Power) and formula.numeric(part):
            with contextlib.suppress(ArithmeticError, ValueError):
                yield abs(math.log(abs(evaluation(part))))
