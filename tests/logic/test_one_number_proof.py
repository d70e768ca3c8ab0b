"""One number and its slope against SymPy, which shares no code with the page or the checker."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

from snippets import Values, one_number

pytestmark = pytest.mark.slow

x, w, b, y, h, eta, t = sp.symbols("x w b y h eta t", real=True)
v1, v2 = sp.symbols("v1 v2", positive=True)


def loss(weight: Any, bias: Any) -> Any:
    """The forward pass, written once more."""
    return sp.Rational(1, 2) * (y - bias - x * weight) ** 2


SYMBOLS = {"x": x, "w": w, "b": b, "y": y, "h": h, "eta": eta}
LENGTH = sp.sqrt(v1**2 + v2**2)
U = (v1 / LENGTH, v2 / LENGTH)
SLOPE = loss(w + t * U[0], b + t * U[1]).diff(t).subs(t, 0)  # along the direction, by calculus

# NumPy's roots refuse symbols, so u is given; the rest of the module computes with them.
SYMBOLIC = Values(vars(one_number), {**SYMBOLS, "u": U})

IDENTITIES = {
    "L": loss(w, b),
    "L_nudged": loss(w + h, b),
    "dL_dw": loss(w, b).diff(w),
    "dL_db": loss(w, b).diff(b),
    "secant": (loss(w + h, b) - loss(w, b)) / h,
    "w_new": w - eta * loss(w, b).diff(w),
    "b_new": b - eta * loss(w, b).diff(b),
    "L_new": loss(w - eta * loss(w, b).diff(w), b),
    "L_both": loss(w - eta * loss(w, b).diff(w), b - eta * loss(w, b).diff(b)),
    "L_moved": loss(w + h * U[0], b + h * U[1]),
    "secant_along": (loss(w + h * U[0], b + h * U[1]) - loss(w, b)) / h,
    "slope_along": SLOPE,
    "length_squared": loss(w, b).diff(w) ** 2 + loss(w, b).diff(b) ** 2,
}


def is_zero(expression: Any) -> bool:
    return bool(sp.simplify(expression) == 0)


@pytest.mark.parametrize("name", IDENTITIES)
def test_each_snippet_is_what_calculus_gives(name: str) -> None:
    assert is_zero(SYMBOLIC[name] - IDENTITIES[name])


@pytest.mark.parametrize("name", ["secant", "secant_along"])
def test_the_quotients_come_to_the_slopes(name: str) -> None:
    slope = {"secant": "dL_dw", "secant_along": "slope_along"}[name]
    assert is_zero(sp.limit(SYMBOLIC[name], h, 0) - SYMBOLIC[slope])


def test_a_step_multiplies_the_miss() -> None:
    before, after = SYMBOLIC["y_hat"] - y, SYMBOLIC["y_hat_new"] - y
    assert is_zero(after - SYMBOLIC["factor"] * before)
    assert is_zero(SYMBOLIC["factor"].subs(eta, SYMBOLIC["best_rate"]))
    assert is_zero(SYMBOLIC["factor"].subs(eta, SYMBOLIC["rate_limit"]) + 1)


def test_the_two_squares() -> None:
    g1, g2 = SYMBOLIC["dL_dw"], SYMBOLIC["dL_db"]
    across = g1 * U[1] - g2 * U[0]
    assert is_zero(SYMBOLIC["slope_along"] ** 2 + across**2 - SYMBOLIC["length_squared"])


def values_at(seed: int) -> Any:
    rng = np.random.default_rng(seed)
    given = rng.uniform(0.3, 1.6, 6) * rng.choice([-1.0, 1.0], 6)
    names = dict(zip(("x", "w", "b", "y", "h", "eta"), given, strict=True))
    return Values(vars(one_number), {**names, "v": rng.normal(size=2)})


SEEDS = range(6)


def central(values: Any, v: Any) -> float:
    """The slope along a direction, measured; for a parabola without any error but rounding."""
    u = v / np.hypot(*v)

    def at(way: float) -> float:
        weight, bias = values["w"] + way * u[0], values["b"] + way * u[1]
        return float((values["y"] - bias - weight * values["x"]) ** 2 / 2)

    return (at(0.5) - at(-0.5)) / 1.0


@pytest.mark.parametrize("seed", SEEDS)
def test_slopes_along_directions_agree_with_measured_ones(seed: int) -> None:
    values = values_at(seed)
    g = values["g"]
    assert values["slope_along"] == pytest.approx(central(values, values["v"]), rel=1e-9)
    assert values["steepest"] == pytest.approx(central(values, g), rel=1e-9)
    assert values["length"] == pytest.approx(values["steepest"], rel=1e-12)
    for angle in (0.0, 30.0, 90.0, 135.0, 180.0):
        turn = np.radians(angle)
        turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ g
        found = one_number.slope_at(g, angle)
        assert found == pytest.approx(central(values, turned), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_direction_is_steeper(seed: int) -> None:
    values = values_at(seed)
    for v in np.random.default_rng(seed).normal(size=(50, 2)):
        assert abs(central(values, v)) <= values["length"] * (1 + 1e-12)


NEAR_MISSES: dict[str, Callable[[Any], Any]] = {
    "sign": lambda v: -v["dL_dw"],
    "lost input": lambda v: v["dL_db"],
    "lost half": lambda v: 2 * v["dL_dw"],
    "weight for input": lambda v: (v["y_hat"] - v["y"]) * v["w"],
    "off by one part in ten million": lambda v: v["dL_dw"] * (1 + 1e-7),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("near_miss", NEAR_MISSES)
def test_the_oracle_rejects_near_misses(near_miss: str, seed: int) -> None:
    values = values_at(seed)
    measured = central(values, np.array([1.0, 0.0]))
    assert values["dL_dw"] == pytest.approx(measured, rel=1e-9)
    assert NEAR_MISSES[near_miss](values) != pytest.approx(measured, rel=1e-9)


def test_what_the_other_page_says_of_the_lost_part() -> None:
    values = Values(vars(one_number), one_number.EXAMPLE)
    one = np.array([values["g"][0], 0.0])
    cosine = one @ values["g"] / np.hypot(*one) / np.hypot(*values["g"])
    assert values["cosine_w_alone"] == pytest.approx(cosine, rel=1e-12)
    assert values["angle_w_alone"] == pytest.approx(np.degrees(np.arccos(cosine)), rel=1e-12)
