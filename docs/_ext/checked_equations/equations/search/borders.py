"""Where the two sides of a condition are equal: one case has to hold there too, and be true."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ..errors import Problem
from ..latex.printer import to_latex
from ..meaning.conditions import NoCase
from ..meaning.free import free_indices
from ..models.points import Point
from ..notation.tree import Condition, Node, Partial
from ..notation.walks import Steps
from ..values.evaluate import Evaluation
from ..values.formula import Formula
from ..values.kinks import compares, named, upstream

# So many elements of what has indices are followed at most.
_ELEMENTS = 4
# Of so many points on one border that is taken which is right on it.
_CROSSINGS = 2
# One number is moved to these values, and between two of them halved so often.
_VALUES = [0.0, *(sign * 2.0**power for power in range(-6, 9) for sign in (1, -1))]
_HALVINGS = 80
# Values closer to each other than this share of them are meant to be equal.
_EQUAL = 1e-9
# An exact border is looked for among numbers with so many digits.
_DIGITS = 9


class _OnBorder(Evaluation):
    """Takes for equal what rounding alone keeps apart."""

    def compares(self, node: Node, values: list[Any]) -> list[Any]:
        found: list[Any] = values[:1]
        for value in values[1:]:
            near = abs(value - found[-1]) <= _EQUAL * (1 + abs(value))
            found.append(np.where(near, found[-1], value)[()])
        return found


def check_borders(formula: Formula) -> list[Point]:
    """Demand one case on each border; the points that are right on one and can be compared at.

    Raises Problem where none of some cases holds, or two of them do.
    """
    exact: list[Point] = []
    for point, is_exact in _border_points(formula):
        try:
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                for case in formula.cases([point]):
                    for place, side in enumerate(formula.chain.sides):
                        if place not in formula.decimal_sides and formula.applies(place, point):
                            formula.evaluation(case, _OnBorder)(side)
        except ArithmeticError:
            continue
        except NoCase:
            if _has_derivatives(formula, point):
                raise
            continue
        if is_exact:
            exact.append(point)
    # On a border nothing has to have a derivative.
    moved = any(isinstance(part, Partial) for part in formula.scope.parts(formula.everything))
    return [] if moved or formula.differentiated else exact


def _has_derivatives(formula: Formula, point: Point) -> bool:
    """Whether all derivatives in it have a value at a point: on a kink they need no case."""
    try:
        for case in formula.cases([point]):
            for side in map(formula.chain.sides.__getitem__, formula.differentiated):
                formula.evaluation(case, guarded=True)(side)
    except NoCase:
        return True
    except Problem:
        return False
    return True


def _border_points(formula: Formula) -> Iterator[tuple[Point, bool]]:
    """A point on each border that moving one number leads to, and whether it is right on it."""
    for part, axes in formula.parts_with_axes():
        if isinstance(part, Condition) and compares(part, formula.scope):
            for pair in itertools.pairwise(part.sides):
                yield from _borders(formula, pair, axes)


def _borders(
    formula: Formula, pair: tuple[Node, Node], axes: Mapping[str, str]
) -> Iterator[tuple[Point, bool]]:
    scope, base = formula.scope, formula.scope.points.generic[0]
    letters = list(dict.fromkeys(i for side in pair for i in free_indices(side, scope)))
    for indices in itertools.islice(_choices(letters, axes, base), _ELEMENTS):

        def apart(point: Point, indices: dict[str, int] = indices) -> float:
            how = Evaluation(scope, point, indices, axes, shapes=formula.shapes)
            left, right = (np.real(how(side)) for side in pair)
            return float(np.ravel(left - right)[0])

        crossings = (_crossing(moved, apart) for moved in _moved(formula, pair))
        found = list(itertools.islice(filter(None, crossings), _CROSSINGS))
        for point, is_exact in sorted(found, key=lambda one: not one[1])[:1]:
            point.label += f", where {' = '.join(map(to_latex, pair))}"
            yield point, is_exact


def _choices(letters: list[str], axes: Mapping[str, str], point: Point) -> Iterator[dict[str, int]]:
    """The values of indices at a point, with those of steps before them."""
    steps = {a: point.model.steps[axes[a]] for a in letters if axes[a] in point.model.steps}
    for chosen in itertools.product(
        *(range(own.first, point.sizes[own.letter] + 1) for own in steps.values())
    ):
        known = dict(zip(steps, chosen, strict=True))
        rest = [letter for letter in letters if letter not in steps]
        for choice in itertools.product(*(range(point.size(axes[a], known)) for a in rest)):
            yield known | dict(zip(rest, choice, strict=True))


def _moved(formula: Formula, pair: tuple[Node, Node]) -> Iterator[Callable[[float], Point | None]]:
    """For each number that a pair depends on, the point at which it has another value."""
    scope, points = formula.scope, formula.scope.points
    behind = {
        name for side in pair for top in named(side, scope) for name in upstream(scope.model, top)
    }
    for python in sorted(behind & points.numbers.keys()):
        value = points.generic[0].inputs[python]
        places = () if isinstance(value, Steps) else np.ndindex(np.shape(value))
        for place in itertools.islice(places, _ELEMENTS):

            def moved(number: float, python: str = python, place: Any = place) -> Point | None:
                changed = np.array(points.generic[0].inputs[python], dtype=float)
                changed[place] = number
                return next(iter(points.with_input(python, changed[()])), None)

            yield moved


def _crossing(
    moved: Callable[[float], Point | None], apart: Callable[[Point], float]
) -> tuple[Point, bool] | None:
    """A point where what is apart changes its sign, as close to it as floats are; None without."""

    def height(number: float) -> float:
        try:
            with np.errstate(all="raise", under="ignore"):
                point = moved(number)
                return float("nan") if point is None else apart(point)
        except (ArithmeticError, Problem):
            return float("nan")

    heights = sorted((number, height(number)) for number in _VALUES)
    for (low, below), (high, above) in itertools.pairwise(heights):
        if not below * above <= 0 or below == above:
            continue
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if height(middle) * above > 0 else (middle, high)
        at = next((n for n in (low, high, round(high, _DIGITS)) if height(n) == 0), high)
        point = moved(at)
        return None if point is None else (point, height(at) == 0)
    return None
