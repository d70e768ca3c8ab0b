"""Each formula is checked on both sides of every kink behind it, or the build stops."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

UNIT = '''"""A unit, with an activation that has kinks, and inputs that have domains."""

import math

import numpy as np


def z(w, x):
    return w * x


def c(z):
    return BODY


def L(c, t):
    return (c - t) ** 2 / 2


def u(v):
    return np.clip(v, -5, 5)


def p(q):
    return np.clip(q, 0, 1)


def b(y, q):
    return -np.where(y == 1, np.log(q), np.log(1 - q))


def k(z):
    return np.clip(1 / (1 + np.exp(-z)), 0, 1)


def bound(z):
    return z + np.maximum(z - 60, 0)


NOTATION = {
    "x": ("x", "scalar", "an input"),
    "w": ("w", "scalar", "a weight"),
    "t": ("t", "scalar", "a target"),
    "v": ("v_i", "values", "some inputs"),
    "q": ("q", "scalar", "a probability", "between 0 and 1"),
    "y": ("y", "scalar", "a class", "0 or 1"),
    "z": ("z", "scalar", "a weighted sum"),
    "c": ("c", "scalar", "an activation"),
    "L": ("L", "scalar", "a loss"),
    "u": ("u_i", "values", "clipped inputs"),
    "p": ("p", "scalar", "a clipped probability"),
    "b": ("b", "scalar", "a cross-entropy"),
    "k": ("k", "scalar", "a clipped sigmoid"),
}

FORWARD = [z, c, L, u, p, b, k]

EXAMPLE = {
    "x": 0.5, "w": 0.8, "t": 0.1, "v": np.array([0.3, 0.8, -0.2]), "q": 0.3, "y": 1.0
}
'''
SLOPE = r"\frac{\partial L}{\partial z} = c - t"

# The same as z up to a threshold that no random point reaches.
BEYOND = [
    "np.clip(z, -5, 5)",
    "np.clip(z, None, 5)",
    "np.where(z > 40, 2 * z, z)",
    "np.maximum(z, -30)",
    "np.minimum(z, 100.0)",
    "np.fmax(z, -9)",
    "z if z < 1e3 else 2 * z",
    "z if -8 < z else 2 * z",
    "min(z, 50)",
    "z - np.maximum(z - 70, 0)",
    "np.sort(np.array([z, 9.0]))[0]",
    "np.min(np.array([z, 9.0]))",
    "np.select([z > 60], [0 * z], z)",
    "np.piecewise(z, [z > 60], [0, lambda u: u])",
    "z if abs(z) > 1e-6 else 2 * z",
    "(np.where(z > 55, z - 55, 55 - z) + z + 55) / 2 if z > 30 else z",
]
# Whole numbers and signs, that have no derivative by complex steps.
STEPS = ["z + np.trunc(z / 100)", "z + np.sign(z - 77) + 1", "z + (z > 55)", "np.abs(z + 60) - 60"]


def unit(folder: Path, body: str) -> Model:
    models, errors = Library(
        tiny_site(folder / "site", {}, {"unit": UNIT.replace("BODY", body)}), "snippets"
    ).load()
    assert errors == []
    return models["unit"]


def check(model: Model, latex: str, snippet: str | None = None) -> int:
    scope = Scope(Points(model))
    binding = Binding(model, snippet, None) if snippet else None
    return verify(Formula(scope.parse(latex), scope), binding).cases


@pytest.mark.parametrize("body", BEYOND + STEPS)
def test_a_formula_that_is_false_beyond_a_threshold(tmp_path: Path, body: str) -> None:
    model = unit(tmp_path, body)
    with pytest.raises(Problem, match="tried for the other side in c "):
        check(model, "c = z")
    if body not in STEPS:
        with pytest.raises(Problem, match="tried for the other side in c "):
            check(model, SLOPE)


def test_a_snippet_that_is_false_beyond_a_threshold(tmp_path: Path) -> None:
    with pytest.raises(FalseStatement, match="not what the snippet"):
        check(unit(tmp_path, "z"), "c = z", "bound")


def test_each_element_is_tried(tmp_path: Path) -> None:
    for latex in ("u_1 = v_1", "u_2 = v_2", "u_3 = v_3", "u_i = v_i"):
        with pytest.raises(FalseStatement, match="differ"):
            check(unit(tmp_path / latex[2], "z"), latex)


RIGHT = {
    "np.where(z > 40, z, np.log1p(np.exp(z)))": r"c = \log(1 + e^z)",
    "np.where(z > 40, 1.0 * z, np.log1p(np.exp(z)))": r"\frac{\partial c}{\partial z} = "
    r"\frac{1}{1 + e^{-z}}",
    "np.clip(z, -5, 5)": r"\frac{\partial L}{\partial c} = c - t",
    "np.maximum(z, -7)": "L = \\frac{1}{2} (c - t)^2",
    "np.clip(z, -np.inf, np.inf)": "c = z",
    "np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))":
        r"\frac{\partial c}{\partial z} = c (1 - c)",
    "np.where(z == 0, 1, np.sin(z) / np.where(z == 0, 1, z))": r"c z = \sin(z)",
}  # fmt: skip


@pytest.mark.parametrize("body", RIGHT)
def test_a_formula_that_is_right_on_both_sides(tmp_path: Path, body: str) -> None:
    check(unit(tmp_path, body), RIGHT[body])


@pytest.mark.parametrize("body", ["np.where(np.exp(z) < -1, 0, z)", "np.maximum(z**2, -3)"])
def test_a_side_that_cannot_be_reached(tmp_path: Path, body: str) -> None:
    model = unit(tmp_path, body)
    with pytest.raises(Problem, match=r"at no point a value is below -\d in c \(unit\.py:13\)"):
        check(model, "L = \\frac{1}{2} (c - t)^2")
    with pytest.raises(Problem, match="at no point a value is below 0 in k"):
        check(model, r"k = \frac{1}{1 + e^{-z}}")


@pytest.mark.parametrize("body", ["z if float(z) < 1e3 else 0", "0 if math.exp(z) > 1e9 else z"])
def test_what_cannot_be_followed_is_named(tmp_path: Path, body: str) -> None:
    model = unit(tmp_path, body)
    with pytest.raises(Problem, match=r"c uses an if: c \(unit\.py:13\) takes a number out"):
        check(model, "c = z")


def test_what_does_not_depend_on_the_kink_does_not_pay(tmp_path: Path) -> None:
    model = unit(tmp_path, "np.where(np.exp(z) < -1, 0, z)")
    assert check(model, "z = w x") == 4


def test_domains_decide(tmp_path: Path) -> None:
    """A probability is never below 0, and a class is 1 at some points that keep to its domain."""
    model = unit(tmp_path, "z")
    check(model, "p = q")
    check(model, r"\frac{\partial p}{\partial q} = 1")
    check(model, r"b = -y \log(q) - (1 - y) \log(1 - q)")
    with pytest.raises(FalseStatement, match="within the domains"):
        check(model, r"b = -\log(1 - q)")
