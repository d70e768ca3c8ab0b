r"""Where the sides of `\ne` become equal: between two points at which they are in another order."""

import itertools
from collections.abc import Sequence

import numpy as np

from ..errors import FalseStatement
from ..models.points import Point
from ..values.report import number
from .enclosures import Inequality
from .worst import Landscape

# Along so many lines it looks.
_LINES = 40
# What is left of the difference shows that it does not jump over zero.
_LEFT = 1e-9


def check_crossings(inequality: Inequality, tried: Sequence[Point]) -> None:
    """Raise FalseStatement where the sides come to agree on the line between two points."""
    landscape = Landscape(inequality)
    signs = ((point, np.sign(landscape.difference(point))) for point in tried)
    found = [(point, sign) for point, sign in signs if sign in (-1, 1)]
    crossed = [
        (one, other)
        for (one, sign), (other, other_sign) in itertools.pairwise(found)
        if sign != other_sign and one.sizes == other.sizes
    ]
    for one, other in crossed[:_LINES]:
        equal = _equal_between(landscape, one, other)
        if equal is not None:
            formula, place = inequality.formula, inequality.place
            value = next(formula.cases([equal]))
            side = formula.chain.sides[place + 1]
            raise FalseStatement(
                f"{inequality} is false near {equal.label}: both sides come to "
                f"{number(np.real(formula.evaluation(value)(side)))}",
                "sides that differ everywhere",
                "correct it, or say in words where they are equal",
                side.start,
            )


def _equal_between(landscape: Landscape, one: Point, other: Point) -> Point | None:
    """Halve the line between two points, as long as the sides cross in it."""
    low, high = landscape.vector(one), landscape.vector(other)
    ends = [landscape.moved(one, vector) for vector in (low, high)]
    if not all(ends):
        return None
    below, above = (landscape.difference(point) for (point,) in ends)
    smallest = min(abs(below), abs(above))
    while np.sign(below) == -np.sign(above) != 0:
        middle = (low + high) / 2
        if np.array_equal(middle, low) or np.array_equal(middle, high):
            break
        points = landscape.moved(one, middle)
        between = landscape.difference(points[0]) if points else np.nan
        if np.isnan(between):
            return None
        if np.sign(between) == np.sign(below):
            low, below = middle, between
        else:
            high, above = middle, between
    is_equal = abs(below) + abs(above) < _LEFT * smallest or 0 in (below, above)
    # What changes its sign is zero there, unless its domain leaves that out.
    there = landscape.moved(one, np.where(np.sign(low) == np.sign(high), high, 0.0))
    return there[0] if is_equal and there else None
