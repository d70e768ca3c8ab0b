"""Three ways to measure a slope: how far off they are, against numbers of forty digits."""

from typing import Any

import autograd
import numpy as np
import pytest
import sympy

from snippets.differences import (
    central_best,
    central_difference,
    central_error,
    complex_step,
    forward_best,
    forward_difference,
    forward_error,
)

pytestmark = pytest.mark.slow

PLACES = (-1.5, 0.25, 2.0)
STEPS = [2.0**-k for k in range(10, 46)]  # a place and a step add up without rounding
EPSILON = float(np.finfo(float).eps)
W = sympy.Symbol("w")
LOSS = (1 / (1 + sympy.exp(-W)) - sympy.Rational(1, 5)) ** 2 / 2


def E(w: Any) -> Any:
    """The loss, rounded to what a computer keeps."""
    value = LOSS.evalf(40, subs={W: sympy.sympify(w)})
    return complex(value) if isinstance(w, complex) else float(value)


def derivative(w: float, order: int) -> float:
    return float(LOSS.diff(W, order).evalf(40, subs={W: w}))


@pytest.mark.parametrize("w", PLACES)
def test_each_measures_the_slope(w: float) -> None:
    slope = derivative(w, 1)
    assert forward_difference(E, w, 1e-8) == pytest.approx(slope, abs=1e-7)
    assert central_difference(E, w, 1e-5) == pytest.approx(slope, abs=1e-10)
    assert complex_step(E, w, 1e-20) == pytest.approx(slope, rel=1e-15)


@pytest.mark.parametrize(
    ("difference", "error", "order"),
    [(forward_difference, forward_error, 2), (central_difference, central_error, 3)],
)
@pytest.mark.parametrize("w", PLACES)
def test_the_error_is_what_it_can_be_at_most(
    w: float, difference: Any, error: Any, order: int
) -> None:
    """At each step, and nearly so both where the step's error rules and where rounding does."""
    slope, higher = derivative(w, 1), derivative(w, order)
    shares = [abs(difference(E, w, h) - slope) / error(E(w), higher, EPSILON, h) for h in STEPS]
    assert max(shares) < 1.01
    assert shares[0] > 0.99
    assert max(shares[-15:]) > 0.3


@pytest.mark.parametrize("w", PLACES)
def test_the_complex_step_has_the_first_error_of_the_central_difference(w: float) -> None:
    off = abs(complex_step(E, w, STEPS[0]) - derivative(w, 1))
    assert off == pytest.approx(central_error(0.0, derivative(w, 3), EPSILON, STEPS[0]), rel=0.01)


@pytest.mark.parametrize(
    ("error", "best", "order"),
    [(forward_error, forward_best, 2), (central_error, central_best, 3)],
)
@pytest.mark.parametrize("w", PLACES)
def test_no_step_is_better_than_the_best(w: float, error: Any, best: Any, order: int) -> None:
    higher = derivative(w, order)
    step = best(E(w), higher, EPSILON)
    slope = autograd.grad(lambda h: error(E(w), higher, EPSILON, h))(step)
    least = error(E(w), higher, EPSILON, step)
    assert abs(slope) * step < 1e-9 * least
    assert all(error(E(w), higher, EPSILON, factor * step) > least for factor in (0.9, 1.1))
