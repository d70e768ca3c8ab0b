"""Is an inequality true at a point? Its sides are enclosed in balls, ever smaller ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from flint import arb, ctx

from .balls import OPPOSITE, Ball, Undecided, as_ball
from .errors import FalseStatement, Problem
from .evaluate import Evaluation
from .formula import Case, Formula
from .names import Name
from .points import Point
from .report import number
from .tree import Call, Node
from .walks import each

# In bits. Few points need more than the first; the last is 1233 decimal digits.
PRECISIONS = (64, 256, 1024, 4096)
# A float is this close to what encloses the true value, however it was rounded.
CLOSE = 1e-6


class NoValue(Problem):
    """A side is not defined at a point, or a snippet cannot be computed with balls."""


class BallEvaluation(Evaluation):
    """Encloses values, and differentiates by carrying slopes along."""

    def number(self, text: str) -> Any:
        return Ball(arb(text))

    def read(self, name: Name, index: tuple[int, ...], step: int | None) -> Any:
        return as_ball(super().read(name, index, step))

    def derivative(self, function: Callable[[Any], Any], at: Any) -> Any:
        slope = as_ball(function(_step())).slope
        return Ball(arb(0) if slope is None else slope)

    def moves(self, value: Any) -> bool:
        slope = as_ball(value).slope
        return slope is not None and not slope.is_zero()

    def saw(self, node: Node, value: Any) -> None:
        """The sizes of derivatives are known from the check in floats."""

    def _call(self, node: Call) -> Any:
        try:
            return as_ball(super()._call(node))
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
                "sides that differ at generic points, or are equal by exact arithmetic",
                "write = if they are always equal, and otherwise say in words when they are",
                after,
            )

    def side(self, side: int, case: Case) -> arb:
        """What encloses a side, given by its number."""
        formula = self.formula
        node = formula.chain.sides[side]
        evaluation = BallEvaluation(formula.scope, case.point, case.letters, formula.axes)
        start = f"{self} cannot be decided at {case}: "
        try:
            value = as_ball(evaluation(node)).value
        except Undecided as problem:
            raise Undecided(
                start + problem.wrong, problem.expected, problem.fix, node.start
            ) from None
        except Problem as problem:
            raise NoValue(
                start + problem.wrong,
                "snippets that can also be computed with error bounds, on arrays of balls",
                "use NumPy's functions, such as np.exp for math.exp; no float(), dtype or SciPy",
                node.start,
            ) from None
        if value.is_nan():
            raise NoValue(
                f"{start}{formula.text(side)} has no value there",
                "sides that are defined at generic points",
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

    inputs = {python: each(value, enclosed) for python, value in point.inputs.items()}
    return Point(point.model, inputs, point.sizes, point.label)


def _number(value: arb) -> str:
    return number(float(value.mid()))
