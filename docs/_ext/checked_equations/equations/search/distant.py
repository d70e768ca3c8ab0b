"""Away from the usual points, sides may part that are equal there, as by `e^{x - 60}` or `x[:9]`.

Far from zero all formulas are tried, on arrays of many sizes those whose snippets count or cut. By
which number they cut tells how long arrays have to be.
"""

import itertools
from collections import deque
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..errors import FalseStatement, Problem
from ..models.points import MANY_SIZES
from ..values.formula import Case, Formula
from ..values.kinks import LARGEST, counts, cuts
from ..values.report import Binding, furthest, number
from .beyond import beyond_for_equality
from .exactly import Subject, differ_exactly
from .inputs import runs
from .relations import equal_sides

# Rounding may be large there: what floats tell apart by more than this, balls have to confirm.
_SHARE = 1e-6
# Where numbers are written that are lost beside others, by more than the rounding of some numbers.
_LEAST = 1e-14
# At so many choices of the indices it looks far from zero: equal ones, and others.
_CASES = 2
# Cuts by smaller numbers show at the usual points.
_CUT = 4


def check_distant(formula: Formula, binding: Binding | None) -> None:
    """Raise FalseStatement where equal sides, or the snippet, surely differ there."""
    for case, share in _looks(formula, binding):
        values = dict(_values(formula, binding, case))
        pairs: list[tuple[int, Subject]] = list(equal_sides(formula))
        pairs += [(0, binding)] if binding is not None else []
        for one, other in pairs:
            if one in values and other in values:
                _compare(formula, case, one, other, values, share)


def _looks(formula: Formula, binding: Binding | None) -> Iterator[tuple[Case, float]]:
    """Some cases, each with the share by which sides have to differ there."""
    yield from ((case, _SHARE) for case in _cases(formula, binding))
    beyond = list(beyond_for_equality(formula, runs(formula, binding)))
    for point in beyond:
        yield from ((case, _SHARE) for case in itertools.islice(formula.cases([point]), 1))
    for point in formula.scope.points.generic[:1] if beyond else ():
        yield from ((case, _LEAST) for case in itertools.islice(formula.cases([point]), 1))


def _cases(formula: Formula, binding: Binding | None) -> Iterator[Case]:
    """Some cases far from zero, and one on arrays of each size, unless something moves."""
    model, points = formula.scope.model, formula.scope.points
    for point in points.distant:
        yield from itertools.islice(formula.cases([point]), _CASES)
    names = runs(formula, binding)
    if not formula.differentiated and any(counts(model, python) for python in names):
        for point in formula.sizeable(points.of_sizes(MANY_SIZES)):
            yield from itertools.islice(formula.cases([point]), 1)
    numbers = {number for python in names for number in cuts(model, python)}
    sizes = [min(number, LARGEST) + 1 for number in sorted(numbers) if number >= _CUT]
    is_free = model.sizes.keys() > model.size_rules.keys()
    for point in formula.sizeable(points.of_sizes(sizes)) if is_free else ():
        if (largest := max(numbers)) > LARGEST:
            raise Problem(
                f"a snippet takes the element {largest} of an array, or cuts it there, and arrays "
                f"are tried up to the size {LARGEST}",
                "cuts that show at a size which is tried",
                "leave it out, or declare in SIZES what is fixed",
                formula.chain.sides[0].start,
            )
        cases = formula.cases([point])
        yield from (*itertools.islice(cases, 1), *deque(cases, 1))


def _values(formula: Formula, binding: Binding | None, case: Case) -> Iterator[tuple[Subject, Any]]:
    """The value of each side that has one there, and of the snippet."""
    for place, side in enumerate(formula.chain.sides):
        if place not in formula.decimal_sides and formula.applies(place, case.point):
            try:
                value = formula.evaluation(case, blames=False)(side)
            except (ArithmeticError, ValueError, Problem):  # too large, or not defined
                continue
            if np.isfinite(value).all():
                yield place, value
    if binding is not None:
        try:
            value = formula.bound(binding, case)
        except (ArithmeticError, ValueError, Problem):
            return
        element = binding.element
        yield binding, formula.meant(value, case) if element is None else value[element]


def _compare(
    formula: Formula,
    case: Case,
    one: int,
    other: Subject,
    values: dict[Subject, Any],
    share: float,
) -> None:
    found, where, a, b = furthest(values[one], values[other])
    if found > share and differ_exactly(formula, case, one, other, share):
        name = formula.text(other) if isinstance(other, int) else f"the snippet {other}"
        raise FalseStatement(
            f"away from the usual points {formula.text(one)} is {number(a)}, and {name} is "
            f"{number(b)}{where} at {case}",
            "values that are equal for all inputs",
            "correct one of the sides, or declare in NOTATION the domain that it is true in",
            formula.chain.sides[other if isinstance(other, int) else one].start,
        )
