"""Zeros that are rounded in two ways are equal, and near misses are not."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding
from checked_equations.equations.verdict.refute import refute
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

VARIANCE = '''"""A variance, whose slope by its own mean is zero."""

import numpy as np


def mu(x):
    return np.mean(x)


def v(x, mu):
    return np.mean((x - mu) ** 2)


def s(x, mu):
    return np.sum(x - mu)


def near(x, mu):
    return np.sum(x - mu) + 1e-13


def small(x, mu):
    return 1e-7 * np.sum(x - mu) + 1e-15 * x[0]


def dv_dmu(x, mu):
    return -2 * np.mean(x - mu)


NOTATION = {
    "x": ("x_i", "values", "an input"),
    "mu": (r"\\mu", "scalar", "the mean"),
    "v": ("v", "scalar", "the variance"),
    "s": ("s", "scalar", "a sum of deviations"),
    "near": ("n", "scalar", "nearly zero"),
    "small": ("m", "scalar", "small"),
}

FORWARD = [mu, v, s, near, small]

EXAMPLE = {"x": np.array([0.5, 0.7, 1.3])}
'''
BY_MU = r"\frac{\partial v}{\partial \mu} = "

ZERO = [
    ("s = 0", None),
    (r"\sum_i (x_i - \mu) = 0", None),
    (BY_MU + "0", None),
    (BY_MU + "0", "dv_dmu"),
    (BY_MU + r"-\frac{2}{3} \sum_i (x_i - \mu) = 0", "dv_dmu"),
    (BY_MU + "s", "dv_dmu"),
]
NOT_ZERO = ["n = 0", "m = 0", "s = 1 / 1000000000000", BY_MU + "n", "s = n", r"\mu = 0", "s = m"]


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Points:
    folder: Path = tmp_path_factory.mktemp("exactly")
    models, errors = Library(tiny_site(folder / "site", {}, {"stats": VARIANCE}), "snippets").load()
    assert errors == []
    return Points(models["stats"])


@pytest.mark.parametrize(("latex", "snippet"), ZERO)
def test_zeros_up_to_rounding_are_equal(points: Points, latex: str, snippet: str | None) -> None:
    scope = Scope(points)
    binding = Binding(points.model, snippet, None) if snippet else None
    report = verify(Formula(scope.parse(latex), scope), binding)
    assert report.residuals["sides"] == 0


@pytest.mark.parametrize("latex", NOT_ZERO)
def test_small_values_are_no_zeros(points: Points, latex: str) -> None:
    scope = Scope(points)
    with pytest.raises(FalseStatement, match="differ"):
        verify(Formula(scope.parse(latex), scope), None)


# A difference that tolerance would hide, and no rounding.
SLIGHTLY_FALSE = [
    r"\mu = \mu + 0.0000000001",
    r"v = 1.00000000001 v",
    r"\sum_i x_i = \sum_i 1.0000000001 x_i",
    r"\frac{\partial v}{\partial x_1} = 1.00000000001 \frac{\partial v}{\partial x_1}",
]
# Large terms that cancel leave more than the usual rounding.
ROUNDED = [
    r"x_1 = (x_1 + 100000) - 100000",
    r"v = (v + 30000) - 30000",
    r"\mu = 0.1 \mu + 0.9 \mu",
]


@pytest.mark.parametrize("latex", SLIGHTLY_FALSE)
def test_a_small_difference_is_no_rounding(points: Points, latex: str) -> None:
    scope = Scope(points)
    with pytest.raises(FalseStatement, match="differ"):
        verify(Formula(scope.parse(latex), scope), None)


@pytest.mark.parametrize("latex", ROUNDED)
def test_rounding_is_no_difference(points: Points, latex: str) -> None:
    scope = Scope(points)
    verify(Formula(scope.parse(latex), scope), None)


def test_a_true_zero_is_not_refuted(points: Points) -> None:
    scope = Scope(points)
    formula = Formula(scope.parse(BY_MU + "0"), scope)
    with pytest.raises(Problem, match="a refuted formula that is true"):
        refute(formula, Binding(points.model, "dv_dmu", None))
