r"""Points ever farther from zero, for a formula that writes numbers which may lead that far.

`w < 3 \cdot 10^6` holds at all points closer to zero.
"""

import math
from collections.abc import Iterator

from .formula import Formula
from .points import Point
from .tree import Number

# All points are close enough for numbers whose product, or that of one over them, is below this.
_CLOSE = 10.0
_SCALES = (1e7, 1e10, 1e15, 1e30, 1e100, 1e300)


def points_beyond(formula: Formula) -> Iterator[Point]:
    """Points at which all inputs are far from zero, or one alone; none if no number is large."""
    if _size(formula) >= math.log(_CLOSE):
        behind = formula.scope.model.behind(formula.names)
        for scale in _SCALES:
            yield from formula.scope.points.beyond(scale, behind)


def _size(formula: Formula) -> float:
    """How large the numbers that it writes are together, as a logarithm; small ones count too."""
    parts = formula.scope.parts(formula.everything)
    numbers = (float(part.text) for part in parts if isinstance(part, Number))
    return sum(abs(math.log(number)) for number in numbers if number)
