"""Mutants of dots and of conditions beside an equation: each is refused, or true."""

from pathlib import Path

import pytest

from checked_equations.equations.loading.load import load_file
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome

MODEL = '''"""A softmax, its Jacobian, and a sum of products."""

import numpy as np


def p(z):
    return np.exp(z) / np.sum(np.exp(z))


def s(x, v):
    return x @ v


def power(s):
    return np.exp(s)


def J(p):
    return np.diag(p) - np.outer(p, p)


NOTATION = {
    "z": ("z_k", "class", "a number"),
    "x": ("x_i", "input", "an input"),
    "v": ("v_i", "input", "a weight"),
    "n": ("n", "size of input", "how many inputs"),
    "m": ("m", "size of class", "how many classes"),
    "p": ("p_k", "class", "a share"),
    "s": ("s", "scalar", "the sum"),
}
FORWARD = [p, s]
EXAMPLE = {
    "z": np.array([0.5, 0.1, -0.3]), "x": np.array([0.5, 0.2]), "v": np.array([0.1, 0.4]),
}
'''
SLOPE = r"\frac{\partial p_j}{\partial z_k} = "

# An equation, its snippet, some of its mutants, and those that are true.
EQUATIONS: dict[str, tuple[str, list[str], list[str]]] = {
    r"s = x_1 v_1 + x_2 v_2 + \dots + x_n v_n": (
        "s",
        [
            r"s = x_{2} v_1 + x_2 v_2 + \dots + x_n v_n",
            r"s = x_1 v_1 + x_2 v_{1} + \dots + x_n v_n",
            r"s = x_1 v_1 + x_2 v_2 - \dots + x_n v_n",
            r"s = x_1 v_1 + x_2 v_2 + x_n v_n",
            r"s = x_1 v_1 + x_2 v_2 + \dots",
        ],
        [r"s = x_1 v_1 + \dots + x_n v_n"],
    ),
    r"p_k = \frac{e^{z_k}}{e^{z_1} + \dots + e^{z_m}}": (
        "p",
        [
            r"p_k = \frac{e^{z_k}}{e^{ z_{2} } + \dots + e^{z_m}}",
            r"p_k = \frac{e^{z_k}}{e^{z_1} + e^{z_m}}",
            r"p_k = \frac{e^{z_k}}{e^{z_1} + \dots - e^{z_m}}",
        ],
        [],
    ),
    r"e^{s} = e^{x_1 v_1} \cdots e^{x_n v_n}": (
        "power",
        [r"e^{s} = e^{ x_{2} v_1} \cdots e^{x_n v_n}", r"e^{s} = e^{x_1 v_1} e^{x_n v_n}"],
        [],
    ),
    SLOPE + r"-p_j p_k \quad (j \ne k)": (
        "J",
        [SLOPE + r"-p_j p_k \quad (j = k)", SLOPE + r"-p_j p_k \quad ( k \ne k)"],
        [],
    ),
    r"\text{if } j \ne k: \quad " + SLOPE + "-p_j p_k": (
        "J",
        [r"\text{if } j = k: \quad " + SLOPE + "-p_j p_k"],
        [],
    ),
    SLOPE + r"p_j (1 - p_j) \quad \text{if } j = k": (
        "J",
        [SLOPE + r"p_j (1 - p_j) \quad \text{if } j \ne k"],
        [
            SLOPE + r"p_{k} (1 - p_j) \quad \text{if } j = k",
            SLOPE + r"p_j (1 - p_{k} ) \quad \text{if } j = k",
        ],
    ),
}


def spaceless(latex: str) -> str:
    return "".join(latex.split())


@pytest.mark.parametrize("latex", EQUATIONS)
def test_each_is_refused_or_true(tmp_path: Path, latex: str) -> None:
    (tmp_path / "model.py").write_text(MODEL, encoding="utf-8")
    model = load_file(tmp_path / "model.py")
    scope = Scope(Points(model))
    snippet, some, true = EQUATIONS[latex]
    formula, binding = Formula(scope.parse(latex), scope), Binding(model, snippet, None)
    original = Original(latex, formula, binding, continues=False)
    found = {mutant.latex: outcome(mutant, original) for mutant in mutants_of(original)}
    assert set(map(spaceless, some)) <= set(map(spaceless, found))
    assert [mutant for mutant, result in found.items() if result == "survived"] == true
