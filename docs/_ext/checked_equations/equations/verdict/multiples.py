"""Whether one side of a false equation is always the same multiple of the other."""

from fractions import Fraction

import numpy as np

from ..errors import Problem
from ..values.formula import Formula
from ..values.report import TOLERANCE, residual, strictly

# Factors are numbers with such denominators and numerators, times or by the size of an axis.
_LARGEST = 12


def multiple(formula: Formula, first: int, second: int) -> str:
    """The number, with the size of an axis or not, that one side is times the other, or ''."""
    ratios = []
    try:
        with strictly("the formula"):
            for case in formula.cases(formula.varied):
                sides = (formula.chain.sides[side] for side in (first, second))
                values = (formula.evaluation(case)(side) for side in sides)
                elements = map(np.ravel, np.broadcast_arrays(*values))
                ratios += [
                    (complex(other / one), case.point.sizes)
                    for one, other in zip(*elements, strict=True)
                    if one != 0 or other != 0
                ]
    except Problem:
        return ""
    factor = _factor([ratio for ratio, _ in ratios])
    if factor is not None:
        return "" if factor == 1 else str(factor)
    for axis in formula.scope.model.sizes:
        symbols = [n.latex for n in formula.scope.model.names if n.size_of == axis]
        symbol = symbols[0] if symbols else f"the size of {axis}"
        if factor := _factor([ratio / sizes[axis] for ratio, sizes in ratios]):
            return symbol if factor == 1 else f"{factor} {symbol}"
        if factor := _factor([ratio * sizes[axis] for ratio, sizes in ratios]):
            return f"{factor} / {symbol}"
    return ""


def _factor(ratios: list[complex]) -> Fraction | None:
    """The simple number that all ratios are."""
    if not ratios:
        return None
    factor = Fraction(ratios[0].real).limit_denominator(_LARGEST)
    simple = 0 < abs(factor) <= _LARGEST
    return factor if simple and all(residual(r, factor) <= TOLERANCE for r in ratios) else None
