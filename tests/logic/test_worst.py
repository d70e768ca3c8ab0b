"""Inequalities are refuted at points that only a search finds."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Report
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

INPUTS = '''"""Inputs with domains."""

import numpy as np


def z(w, x):
    return w * x


def valley(w, x):
    slope = w - 2 * x
    return 2 + np.where(slope > 0, slope, -slope) + 0.01 * (w + x - 4) ** 2


def well(x):
    return 2 + np.minimum(1, (x - 12) ** 2)


NOTATION = {
    "x": ("x", "scalar", "an input"),
    "w": ("w", "scalar", "an input"),
    "t": ("t", "scalar", "an input"),
    "z": ("z", "scalar", "a product"),
    "valley": ("V", "scalar", "what is least on a line and in one point of it"),
    "well": ("N", "scalar", "what is constant but for a place far out"),
    "y": ("y", "scalar", "a share", "between 0 and 1"),
    "r": ("r", "scalar", "a radius", "not negative"),
    "p": ("p_k", "values", "shares", "positive, adds up to one along values"),
    "A": ("A_{kl}", "values, values", "a matrix", "symmetric"),
}

FORWARD = [z, valley, well]

EXAMPLE = {
    "x": 0.5, "w": 0.8, "t": 0.1, "y": 0.3, "r": 0.4, "p": np.array([0.2, 0.3, 0.5]),
    "A": np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 5.0], [3.0, 5.0, 6.0]]),
}
'''

FALSE = [
    "x^2 - 3x > -2.249",
    "x^2 - 1.4x > -0.48999",
    "x^2 - 1.4x > -0.4899999999",
    r"-0.4899999 \le x^2 - 1.4x",
    r"x^4 - 2x^2 + 0.2x > -1.2024",
    r"e^{x} (x^2 - 2.6x + 1.68999) > 0",
    r"x^2 - \frac{1}{2} x + \frac{1}{16} > 0",
    r"\frac{x}{x^2 + 2} \le 0.35355",
    r"\sin(x) < 0.9999999",
    r"z^2 - 1.4z > -0.48999",
    "x^2 + w^2 + t^2 - 1.4x - 0.6w + 0.2t > -0.58999",
    r"100 (w - x^2)^2 + (0.7 - x)^2 > 0.001",
    r"(x - w)^2 + (w - t)^2 + (t - 0.3)^2 \ge 0.00001",
    r"y (1 - y) \le 0.24999999",
    "y (1 - y)^2 < 0.1481481",
    r"r^2 - 0.8r \ge -0.1599999",
    r"p_1 p_2^2 p_3 \le 0.01562",
    r"A_{12}^2 - A_{21} \ge -0.24999999",
    r"x^2 + w^2 \ge 2.00001 x w",
    r"x^2 + 10000 w^2 \ge 200.01 x w",
    r"V \ge 2.0001",
    r"N \ge 2.0001",
    "N > 2",
]
TRUE = [
    r"x^2 - 3x \ge -2.25",
    r"x^2 - 1.4x \ge -0.49",
    "x^2 - 1.4x > -0.4901",
    "x^4 - 2x^2 + 0.2x > -1.21",
    r"y (1 - y) \le 0.25",
    "y (1 - y)^2 < 0.14815",
    r"\frac{x}{x^2 + 1} \le \frac{1}{2}",
    r"\sin(x)^2 + \cos(x)^2 \le 1.000001",
    r"r \ge 0",
    r"r^2 + r \ge 0",
    r"p_1^2 + p_2^2 + p_3^2 \ge \frac{1}{3}",
    r"p_1 p_2 p_3 \le \frac{1}{27}",
    "p_1 < 1",
    r"A_{12}^2 - A_{21} \ge -\frac{1}{4}",
    r"x^2 \ne -1",
    r"x^2 + 10000 w^2 \ge 200 x w",
    r"V \ge 2",
    "V > 1.999",
    r"N \ge 2",
]


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Points:
    folder: Path = tmp_path_factory.mktemp("worst")
    models, errors = Library(tiny_site(folder / "site", {}, {"inputs": INPUTS}), "snippets").load()
    assert errors == []
    return Points(models["inputs"])


def check(points: Points, latex: str) -> Report:
    scope = Scope(points)
    return verify(Formula(scope.parse(latex), scope), None)


@pytest.mark.parametrize("latex", FALSE)
def test_a_near_miss_is_found(points: Points, latex: str) -> None:
    with pytest.raises(FalseStatement, match="is false at"):
        check(points, latex)


@pytest.mark.parametrize("latex", TRUE)
def test_what_is_true_and_touches_stays_true(points: Points, latex: str) -> None:
    assert check(points, latex).decided > 100


@pytest.mark.parametrize(
    "latex",
    [
        r"\sin(x) < 1",
        r"\cos(x) > -1",
        r"\sin(w x) + \cos(t) < 2",
        "(x^2 - 2)^2 > 0",
        r"(e^x - 2)^2 \ne 0",
        r"x e^{-x^2} < \frac{1}{\sqrt{2 e}}",
    ],
)
def test_sides_that_touch_where_no_float_lies(points: Points, latex: str) -> None:
    with pytest.raises(Problem, match="cannot be decided at the worst point") as caught:
        check(points, latex)
    assert not isinstance(caught.value, FalseStatement)
    if r"\ne" not in latex:
        check(points, latex.replace("<", r"\le").replace(">", r"\ge"))


@pytest.mark.parametrize(
    "latex",
    [
        r"\sin(x) < 1.0000001",
        "(x^2 - 2)^2 > -0.0000001",
        r"\tanh(x)^2 < 1",
        r"e^{-x^2} + t^2 > 0",
        r"e^{-e^x} > 0",
        r"\sqrt{1 + x^2} > x",
        r"\log(1 + e^x) > x",
        r"y (1 - y) > 0",
    ],
)
def test_sides_that_only_come_near_do_not_touch(points: Points, latex: str) -> None:
    assert check(points, latex).decided > 100


@pytest.mark.parametrize(
    "latex",
    [r"w^2 \ne 2", r"w x \ne 3.7", r"z \ne x + 1", r"r \ne 0.7", r"e^x \ne 5", r"A_{12} \ne t"],
)
def test_sides_that_come_to_agree_between_two_points(points: Points, latex: str) -> None:
    with pytest.raises(FalseStatement, match=r"is false (near|at)"):
        check(points, latex)


@pytest.mark.parametrize(
    "latex", [r"x^2 + 1 \ne 0", r"e^x \ne 0", r"\frac{1}{w} \ne 0", r"y \ne 2", r"r \ne -1"]
)
def test_sides_that_differ_everywhere(points: Points, latex: str) -> None:
    check(points, latex)


def test_other_sizes_are_searched_too(points: Points) -> None:
    check(points, r"(\sum_k 1) (\sum_k p_k^2) \ge (\sum_k p_k)^2")
    with pytest.raises(FalseStatement, match="is false"):
        check(points, r"3 \sum_k p_k^2 \ge (\sum_k p_k)^2")
