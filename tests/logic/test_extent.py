"""How far a sum reaches is seen, also where an axis has one element in the running example."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

SUMS = '''"""Sums that have a number beside them, within and behind."""

import numpy as np


def within(a, b):
    return np.sum(a + b)


def behind(a, b):
    return np.sum(a) + b


def of_one(u, b):
    return np.sum(u + b)


def in_columns(M, b):
    return np.sum(M + b, axis=0)


NOTATION = {
    "a": ("a_j", "units", "numbers"),
    "b": ("b", "scalar", "a number"),
    "u": ("u_k", "single", "one number"),
    "M": ("M_{kj}", "single, units", "one row of numbers"),
    "within": ("S", "scalar", "a sum"),
    "behind": ("Q", "scalar", "a sum and a number"),
    "of_one": ("R", "scalar", "a sum"),
    "in_columns": ("V_j", "units", "sums"),
}

FORWARD = [within, behind, of_one, in_columns]

EXAMPLE = {
    "a": np.array([0.2, 0.3, 0.5]),
    "b": 0.75,
    "u": np.array([0.3]),
    "M": np.array([[0.5, 0.25, 0.75]]),
}
'''
FALSE = [
    r"S = \sum_j a_j + b",
    r"S = \sum_{j=1}^{3} a_j + b",
    r"S = a_1 + a_2 + a_3 + b",
    r"S = b + \sum_j a_j",
    r"Q = \sum_j (a_j + b)",
    r"R = \sum_k u_k + b",
    r"R = u_1 + b = \sum_k u_k + b",
    r"R = \sum_k u_k - (-b)",
    r"V_j = \sum_k M_{kj} + b",
    r"\frac{\partial R}{\partial b} = 1",
    r"V_j - \sum_k M_{kj} = b",
]
TRUE = [
    r"S = \sum_j (a_j + b)",
    r"S = \sum_j a_j + \sum_j b",
    r"Q = \sum_j a_j + b",
    r"R = \sum_k (u_k + b)",
    r"R = u_1 + b",
    r"V_j = \sum_k \left( M_{kj} + b \right)",
    r"R - \sum_k u_k = \sum_k b",
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder: Path = tmp_path_factory.mktemp("sums")
    models, errors = Library(tiny_site(folder / "site", {}, {"sums": SUMS}), "snippets").load()
    assert errors == []
    return models["sums"]


def check(model: Model, latex: str) -> None:
    scope = Scope(Points(model))
    verify(Formula(scope.parse(latex), scope), None)


@pytest.mark.parametrize("latex", FALSE)
def test_a_sum_of_another_extent(model: Model, latex: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        check(model, latex)


@pytest.mark.parametrize("latex", TRUE)
def test_a_sum_of_the_same_extent(model: Model, latex: str) -> None:
    check(model, latex)
