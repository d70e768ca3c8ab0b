"""Do two values that floats tell apart differ by more than rounding? Balls decide."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import Problem
from ..values.formula import Case, Formula
from ..values.report import TOLERANCE, Binding, residual

# Only values this close to each other can differ by rounding, whatever cancels in them.
NEAR = 1e-9
# A residual that is larger than most roundings; one that exact values have is none.
SUSPICIOUS = 1e-12
# The precision in bits, and how close to each other it shows equal values to be.
_PRECISION = 512
_EQUAL = 1e-100

# What NumPy and Python raise of objects that are no plain numbers.
_NOT_WITH_BALLS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

# A side of a formula by its number, or the snippet that it is held against.
Subject = int | Binding


def apart(formula: Formula, case: Case, one: tuple[int, Any], other: tuple[Subject, Any]) -> float:
    """The residual of a side and of another, or of the snippet; 0 if it is mere rounding.

    It is infinite where a small difference is no rounding, as that of x and x + 0.0000000001.
    """
    (side, value), (subject, expected) = one, other
    found = residual(value, expected)
    if found > TOLERANCE and np.max(abs(value - expected)) <= NEAR:
        return 0.0 if equal_exactly(formula, case, side, subject) else found
    if SUSPICIOUS < found <= TOLERANCE:
        difference = _difference(formula, case, side, subject)
        # What cannot be computed with balls is what floats say.
        if difference is not None and np.any(difference > SUSPICIOUS * np.abs(expected)):
            return np.inf
    return found


def equal_exactly(formula: Formula, case: Case, side: int, other: Subject) -> bool:
    """Whether a side is what another one is, or the snippet, up to a hundred digits.

    Where terms cancel, the rounding of the terms is left, and a zero comes out as 1e-17.
    """
    difference = _difference(formula, case, side, other)
    return difference is not None and bool(np.all(difference < _EQUAL))


def differ_exactly(
    formula: Formula, case: Case, side: int, other: Subject, share: float
) -> bool | None:
    """Whether a side and another, or the snippet, surely differ by more than a share of them.

    None where that cannot be computed with balls.
    """

    def surely(difference: Any, value: Any) -> bool:
        return float(difference.lower()) > share * float(value.upper())

    found = _with_balls(formula, case, side, other, surely)
    return None if found is None else bool(np.any(found))


def _difference(formula: Formula, case: Case, side: int, other: Subject) -> Any:
    """By how much a side and another differ at most; None where balls cannot tell."""
    return _with_balls(formula, case, side, other, lambda ball, _: float(ball.upper()))


def _with_balls(
    formula: Formula, case: Case, side: int, other: Subject, found: Callable[[Any, Any], Any]
) -> Any:
    """What is found of the difference of two sides and of the first; None where none is known."""
    # Arb takes a moment to load, and few formulas need it.
    from flint import ctx

    from .enclosures import enclosed, enclosed_snippet, in_balls

    def value(subject: Subject, balls: Case) -> Any:
        if isinstance(subject, Binding):
            return enclosed_snippet(subject, formula, balls)
        return enclosed(formula, subject, balls)

    try:
        with ctx.workprec(_PRECISION), np.errstate(all="ignore"):
            case.point.exact = case.point.exact or in_balls(case.point)
            balls = replace(case, point=case.point.exact)
            one = value(side, balls)
            return np.vectorize(found)(abs(one - value(other, balls)), abs(one))
    except (Problem, *_NOT_WITH_BALLS):
        return None
