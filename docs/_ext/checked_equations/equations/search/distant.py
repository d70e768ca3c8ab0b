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
from .beyond import beyond_for_equality, is_exact, writes_lost
from .exactly import Subject, differ_exactly
from .inputs import runs
from .relations import equal_sides

# Rounding may be large there: what floats tell apart by more than this, balls have to confirm.
_SHARE = 1e-6
# Where numbers are written that are lost beside others, by more than the rounding of some numbers.
_LEAST = 1e-14
# Balls tell what no float shows apart by this, more than what 10^{-20} in a formula and 1e-20 in
# Python differ by beside one.
_HIDDEN = 1e-33
# At so many choices of the indices it looks far from zero: equal ones, and others.
_CASES = 2
# Cuts by smaller numbers show at the usual points; others do, or what is counted up to them, by so
# many elements more.
_CUT, _AROUND = 4, (0, 1, 2)


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
    share = _HIDDEN if writes_lost(formula) else _LEAST
    for point in formula.scope.points.generic[:1] if beyond else ():
        yield from ((case, share) for case in itertools.islice(formula.cases([point]), 1))


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
    sizes = sorted({min(n, LARGEST) + more for n in numbers if n >= _CUT for more in _AROUND})
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
    if not (found > share or share == _HIDDEN):
        return
    differ = differ_exactly(formula, case, one, other, share)
    if differ is False or (differ is None and found <= _SHARE):
        return
    name = formula.text(other) if isinstance(other, int) else f"the snippet {other}"
    start = formula.chain.sides[other if isinstance(other, int) else one].start
    if differ is None:
        raise Problem(
            f"it cannot be told whether {formula.text(one)} is {name} away from the usual points: "
            f"{number(a)} and {number(b)}{where} at {case}, maybe by rounding",
            "snippets that can also be computed with error bounds, on arrays of objects",
            "correct one of the sides, or use NumPy's functions, such as np.exp for math.exp, and "
            "no float(), dtype or SciPy",
            start,
        )
    if found <= _LEAST and not is_exact(formula, runs(formula, None)):
        raise Problem(
            f"it cannot be told whether {formula.text(one)} is {name}: they differ by less than "
            "the numbers in the Python are rounded",
            "sides that are equal, or differ by more",
            "leave out what no float shows, or write the numbers in the Python as whole ones",
            start,
        )
    raise FalseStatement(
        f"away from the usual points {formula.text(one)} is {number(a)}, and {name} is "
        f"{number(b)}{where} at {case}"
        if found > _LEAST
        else f"{formula.text(one)} and {name} differ at {case}, by less than floats show",
        "values that are equal for all inputs",
        "correct one of the sides, or declare in NOTATION the domain that it is true in",
        start,
    )
