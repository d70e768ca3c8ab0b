"""The inequalities of a chain, neighbour by neighbour, at many points."""

import contextlib
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ..meaning.kept import sizes_named
from ..models.points import ONE, Point
from ..notation.walks import parts_of
from ..values.formula import Formula
from .beyond import alike_on_other_sizes, beyond_for_order
from .more import with_equal_elements

INEQUALITIES: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    r"\le": operator.le,
    r"\leq": operator.le,
    r"\ge": operator.ge,
    r"\geq": operator.ge,
    r"\ne": operator.ne,
    r"\neq": operator.ne,
}


_WITH_EQUALITY = (operator.le, operator.ge)
# The exponential of minus the exponential of this has fewer digits than are computed.
_CLOSE = 7.0


def check_inequalities(formula: Formula, more: Sequence[Point] = ()) -> int:
    """At how many points the inequalities hold. Raises Problem where they do not.

    Not at every point can they be decided: far out, tanh is closer to one than any precision. At
    an extreme a side may have no value, and the sides may be equal if the relation allows it. Then
    a search goes downhill from where they hold by the least; sides of `<` must not meet there. On
    `more` points other branches hold.
    """
    if not INEQUALITIES.keys() & set(formula.chain.relations):
        return 0
    # Arb takes a moment to load, and few formulas need it.
    from ..values.balls import Undecided
    from .crossings import check_crossings
    from .enclosures import Inequality, NoValue, check_point
    from .worst import check_touching, worst_points

    inequalities = [
        Inequality(formula, place, INEQUALITIES[relation])
        for place, relation in enumerate(formula.chain.relations)
        if relation in INEQUALITIES
    ]
    strict = [inequality for inequality in inequalities if inequality.holds not in _WITH_EQUALITY]
    for case in formula.cases(formula.points):
        for inequality in inequalities:
            inequality.check_against_floats(case)
    points = formula.scope.points
    of_one = points.of_sizes(ONE) if sizes_named(formula.everything, formula.scope) else ()
    decided, equal = 0, list[Undecided]()
    for point in formula.points:
        try:
            check_point(inequalities, point)
            decided += 1
        except Undecided as problem:
            equal.append(problem)
    # A rectifier may make equal what `\le` compares, but not everywhere; rounding tells nothing.
    may_be_equal = not strict and not any(inequality.is_rounded for inequality in inequalities)
    if equal and not (may_be_equal and decided):
        raise equal[0]
    groups: tuple[tuple[Any, tuple[type[Exception], ...]], ...] = (
        (points.near(), (Undecided,) if may_be_equal else ()),
        (points.far(), (Undecided,)),
        (points.huge(), (Undecided, NoValue)),
        (formula.sizeable(points.of_sizes()), (Undecided, NoValue)),
        (more, (Undecided, NoValue)),
        (beyond_for_order(formula), (Undecided, NoValue)),
    )
    tried = list(formula.points)
    for group, passed_over in groups:
        for point in group:
            tried.append(point)
            with contextlib.suppress(*passed_over):
                check_point(inequalities, point)
                decided += 1
    # Nothing is searched from these: what is close there is so for many equal elements.
    for point in alike_on_other_sizes(formula):
        with contextlib.suppress(Undecided, NoValue):
            check_point(inequalities, point)
            decided += 1
    # What is equal there, as far as can be told, may be so with `\le`: `H \le \log K`.
    close = list(filter(_is_close, more))
    close += with_equal_elements(points, close)
    for point in (*formula.sizeable(of_one), *points.extremes(), *close):
        with contextlib.suppress(NoValue):
            check_point(strict, point)
            with contextlib.suppress(Undecided):
                check_point(inequalities, point)
                decided += 1
        tried.append(point)
    for inequality in inequalities:
        if inequality.holds is operator.ne:
            check_crossings(inequality, tried)
        worst = list(worst_points(inequality, tried))
        for point in worst:
            with contextlib.suppress(Undecided, NoValue):
                check_point([inequality], point)
        for point in worst if inequality in strict else ():
            check_touching(inequality, point)
    return decided


def _is_close(point: Point) -> bool:
    """Whether exponentials of exponentials of its inputs are told apart from zero."""
    parts = (part for value in point.inputs.values() for part in parts_of(value))
    numbers = (np.abs(part) for part in parts if np.asarray(part).dtype.kind in "if")
    return all(np.all(number <= _CLOSE) for number in numbers)


def equal_sides(formula: Formula) -> Iterator[tuple[int, int]]:
    """Each side that equals an earlier one, with the first side of its run of equal ones."""
    start = 0
    for side, relation in enumerate(formula.chain.relations, start=1):
        if relation in INEQUALITIES:
            start = side
        else:
            yield start, side
