"""Is an inequality true at a point? Its sides are enclosed in balls, ever smaller ones."""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, reduce
from typing import Any

import numpy as np
from flint import arb, ctx

from ..errors import FalseStatement, Problem
from ..meaning.arrays import each
from ..models.points import Point
from ..notation.domains import ADDS_UP, BINARY, Condition
from ..notation.symbols import Name
from ..notation.tree import Call, Node
from ..notation.walks import each_step
from ..values.balls import OPPOSITE, Ball, Undecided, as_ball
from ..values.evaluate import Evaluation
from ..values.formula import Case, Formula
from ..values.report import Binding, number

# In bits. Few points need more than the first; the last is 1233 decimal digits.
PRECISIONS = (64, 256, 1024, 4096)
# A float is this close to what encloses the true value, however it was rounded.
CLOSE = 1e-6
# Where inputs are rounded to keep to their domains, closer sides are not told apart.
ROUNDING = 1e-12


class NoValue(Problem):
    """A side is not defined at a point, or a snippet cannot be computed with balls."""


class BallEvaluation(Evaluation):
    """Encloses values, and differentiates by carrying slopes along."""

    def number(self, text: str) -> Any:
        return Ball(arb(text))

    def read(self, name: Name, index: tuple[int, ...], step: int | None) -> Any:
        return each(as_ball, super().read(name, index, step))

    def derivative(self, function: Callable[[Any], Any], at: Any) -> Any:
        return each(_slope, function(_step()))

    def extreme(self, node: Node, sign: str, terms: list[Any]) -> Any:
        """The largest of some values, or the smallest, whichever it is; what moves has to be it."""
        balls = [as_ball(term) for term in terms]
        if not balls or any(ball.slope is not None for ball in balls):
            return super().extreme(node, sign, terms)
        choose = arb.max if sign == r"\max" else arb.min
        return Ball(reduce(choose, [ball.value for ball in balls]))

    def moves(self, value: Any) -> bool:
        slope = as_ball(value).slope
        return slope is not None and not slope.is_zero()

    def saw(self, node: Node, value: Any) -> None:
        """The sizes of derivatives are known from the check in floats."""

    def _call(self, node: Call) -> Any:
        try:
            return each(as_ball, super()._call(node))
        except Problem:
            raise
        except Exception as error:
            raise Problem(
                f"the function {node.function.name} raises {type(error).__name__}: {error}",
                "a value",
                "correct it",
            ) from None


@cache
def _step() -> Ball:
    """A step of no length, which all that follows from it is differentiated by."""
    return Ball(arb(0), arb(1))


def _slope(value: Any) -> Ball:
    slope = as_ball(value).slope
    return Ball(arb(0) if slope is None else slope)


@dataclass(frozen=True)
class Inequality:
    """Two neighbours of a chain, the first of them by its place."""

    formula: Formula
    place: int
    holds: Callable[[Any, Any], bool]

    def __str__(self) -> str:
        formula, place = self.formula, self.place
        return f"{formula.text(place)} {formula.chain.relations[place]} {formula.text(place + 1)}"

    def check(self, case: Case) -> None:
        """Compare both sides, as they are enclosed at the present precision."""
        left, right = self.side(self.place, case), self.side(self.place + 1, case)
        after = self.formula.chain.sides[self.place + 1].start
        reaches = self.holds in (operator.le, operator.ge) and self.holds(left, right)
        if self.is_rounded and abs(left - right) < ROUNDING and not reaches:
            raise Undecided(
                f"{self} cannot be decided at {case}: both sides are {_number(left)}, and the "
                "inputs add up to one only up to rounding",
                "sides that differ at random points",
                "write = if they are always equal",
                after,
            )
        if OPPOSITE[self.holds](left, right):
            raise FalseStatement(
                f"{self} is false at {case}: {_number(left)} and {_number(right)}",
                "a relation that holds everywhere",
                "correct it",
                after,
            )
        if not self.holds(left, right):
            raise Undecided(
                f"{self} cannot be decided at {case}: both sides are {_number(left)}, "
                "to more than a thousand digits",
                "sides that differ for random inputs, or are equal by exact arithmetic",
                "write = if they are always equal, and otherwise say in words when they are",
                after,
            )

    @cached_property
    def is_rounded(self) -> bool:
        """Whether inputs are in their domains only up to rounding."""
        scope = self.formula.scope
        behind = scope.model.behind(self.formula.names)
        return any(
            c.part.startswith(ADDS_UP)
            and c.python in behind
            and Condition(c.python, BINARY) not in scope.points.obeyed  # nothing is rounded
            for c in scope.points.obeyed
        )

    def sides(self, case: Case) -> tuple[float, float]:
        """Both sides, in floats."""
        left, right = self.formula.chain.sides[self.place : self.place + 2]
        evaluation = self.formula.evaluation(case)
        return float(np.real(evaluation(left))), float(np.real(evaluation(right)))

    def difference(self, case: Case) -> float:
        """What the left side is more than the right one, in floats."""
        left, right = self.sides(case)
        return left - right

    def gap(self, case: Case) -> float:
        """By how much it holds, or is apart from being equal, in floats."""
        difference = self.difference(case)
        if self.holds is operator.ne:
            return abs(difference)
        return difference if self.holds in (operator.gt, operator.ge) else -difference

    def side(self, side: int, case: Case) -> arb:
        """What encloses a side, given by its number."""
        formula = self.formula
        node = formula.chain.sides[side]
        start = f"{self} cannot be decided at {case}: "
        try:
            value: arb = enclosed(formula, side, case)
        except Undecided as problem:
            raise Undecided(
                start + problem.wrong, problem.expected, problem.fix, node.start
            ) from None
        except Problem as problem:
            raise NoValue(
                start + problem.wrong,
                "snippets that can also be computed with error bounds, on arrays of objects",
                "use NumPy's functions, such as np.exp for math.exp, and write out those that do "
                "not work on arrays of objects, such as np.logaddexp; no float(), dtype or SciPy",
                node.start,
            ) from None
        if value.is_nan():
            raise NoValue(
                f"{start}{formula.text(side)} has no value there",
                "sides that have a value for any inputs",
                "correct it",
                node.start,
            )
        return value

    def check_against_floats(self, case: Case) -> None:
        """A snippet may look at its arguments and compute something else for balls."""
        with ctx.workprec(PRECISIONS[-1]), np.errstate(all="ignore"):
            for side in (self.place, self.place + 1):
                node = self.formula.chain.sides[side]
                enclosed = float(self.side(side, replace(case, point=in_balls(case.point))).mid())
                value = np.real(self.formula.evaluation(case)(node))
                if not np.isclose(enclosed, value, rtol=CLOSE, atol=CLOSE):
                    raise Problem(
                        f"{self} cannot be decided at {case}: {self.formula.text(side)} is "
                        f"{number(value)} in floats and {number(enclosed)} with error bounds",
                        "a snippet that computes the same for all kinds of numbers",
                        "do not let it depend on the type of its arguments",
                        node.start,
                    )


def enclosed(formula: Formula, side: int, case: Case) -> Any:
    """A side at a point of balls. Raises Problem where it cannot be computed with them."""
    evaluation = formula.evaluation(case, BallEvaluation)
    return each(_enclosed, evaluation(formula.chain.sides[side]))


def enclosed_snippet(binding: Binding, formula: Formula, case: Case) -> Any:
    """What a snippet gives at a point of balls, of what the formula speaks of."""
    value = binding.computed(case.point, formula.step_of_left(binding, case))
    if binding.element is not None:
        return _enclosed(value[binding.element])
    return each(_enclosed, formula.meant(value, case))


def _enclosed(value: Any) -> arb:
    return as_ball(value).value


def check_point(inequalities: Sequence[Inequality], point: Point) -> None:
    """Raise FalseStatement unless they hold; Undecided or NoValue if no precision can tell."""
    for precision in PRECISIONS:
        with ctx.workprec(precision), np.errstate(all="ignore"):
            balls = in_balls(point)
            try:
                for inequality in inequalities:
                    for case in inequality.formula.cases([balls]):
                        inequality.check(case)
                return
            except (Undecided, NoValue) as error:
                reason = error
    raise reason


def in_balls(point: Point) -> Point:
    """The same point, with balls for its floats; a whole number may be a size."""
    exact = np.frompyfunc(as_ball, 1, 1)

    def enclosed(value: Any) -> Any:
        return exact(value) if np.asarray(value).dtype.kind == "f" else value

    inputs = {python: each_step(value, enclosed) for python, value in point.inputs.items()}
    return Point(point.model, inputs, point.sizes, point.label)


def _number(value: arb) -> str:
    return number(float(value.mid()))
