"""What a formula compares is followed for the letters that decide it, and for those alone."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.search.deciding import deciding
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify

BATCH = '''"""A layer in batches."""

import numpy as np


def y(x, W):
    return x @ W


def r(y):
    return np.maximum(y, 0)


NOTATION = {
    "x": ("x_{bi}", "batch, in", "inputs"),
    "W": ("W_{ij}", "in, out", "weights"),
    "y": ("y_{bj}", "batch, out", "what leaves"),
    "r": ("r_{bj}", "batch, out", "what is above zero"),
}
FORWARD = [y, r]
EXAMPLE = {
    "x": np.array([[0.5, -1.5, 0.3], [0.8, -0.4, 1.1]]),
    "W": np.array([[0.2, -0.7], [0.4, 0.9], [0.1, 0.3]]),
}
'''
DR_DW = r"\frac{\partial r_{bj}}{\partial W_{ki}} = "


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    file: Path = tmp_path_factory.mktemp("a") / "batch.py"
    file.write_text(BATCH)
    return Scope(Points(load_file(file)))


LETTERS = {
    DR_DW + r"x_{bk} \mathbb{1}[i = j] \mathbb{1}[y_{bj} > 0]": "bj",
    r"x_{bk} \mathbb{1}[i = j] = 0": "",
    r"\max(0, y_{bj}) + x_{bk} = 0": "bj",
    r"x_{ci} \sum_{k \ne j} W_{ik} \max(0, y_{bk}) = 0": "bj",
    r"x_{ck} \sum_i \max(0, x_{bi}) = 0": "b",
    r"\frac{\max(0, y_{bj})}{x_{ck}} = 0": "bcjk",
    r"x_{bi} = \begin{cases} x_{bi} & j = k \\ \max(y_{bj}, y_{bk}) & j \ne k \end{cases}": "bijk",
    r"\sqrt{x_{bi}^2} y_{bj} = 0": "bi",
}


@pytest.mark.parametrize("latex", LETTERS)
def test_the_letters_that_decide(scope: Scope, latex: str) -> None:
    formula = Formula(scope.parse(latex), scope)
    free = set("bcijk") & deciding(formula.everything, scope)
    bound = {"k"} if r"\sum_{k" in latex else {"i"} if r"\sum_i" in latex else set()
    assert free - bound == set(LETTERS[latex])


@pytest.mark.slow
def test_a_branch_at_other_indices_is_found(scope: Scope) -> None:
    true = DR_DW + r"x_{bk} \mathbb{1}[i = j] \mathbb{1}[y_{bj} > 0]"
    verify(Formula(scope.parse(true), scope), None)
    for old, new in (
        (r"\mathbb{1}[i = j]", ""),
        ("y_{bj} > 0", "y_{bi} < 0"),
        ("x_{bk}", "x_{bi}"),
    ):
        with pytest.raises(Problem):
            verify(Formula(scope.parse(true.replace(old, new)), scope), None)
