"""Products and matrices with dots are computed where their parts show one pattern, or refused."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

VECTORS = '''"""Vectors, matrices, layers and steps."""

import numpy as np


def y(A, x):
    return A @ x


def P(p):
    return np.prod(p)


def s(p):
    return p[0] * np.prod(p + 1)


def h(w, u, h, t):
    return np.tanh(w @ h[t - 1] + u[t])


def a(V, x, a, l):
    return V[l] @ a[l - 1]


NOTATION = {
    "T": ("T", "size of t", "how many steps"),
    "L": ("L", "size of l", "how many layers"),
    "n": ("n", "size of in", "how many"),
    "m": ("m", "size of out", "how many"),
    "x": ("x", "in", "an input"),
    "A": ("A", "out, in", "a matrix"),
    "y": ("y", "out", "an output"),
    "p": ("p_k", "in", "numbers"),
    "P": ("P", "scalar", "their product"),
    "s": ("s", "scalar", "another product"),
    "w": ("w", "unit, unit", "weights"),
    "u": ("u_t", "unit", "inputs"),
    "h": ("h_t", "unit", "states"),
    "V": ("V^{(l)}", "units[l], units[l-1]", "weights"),
    "a": ("a^{(l)}", "units[l]", "values"),
}
STEPS = {"t": "1..T", "l": "1..L"}
FORWARD = [y, P, s, h, a]
EXAMPLE = {
    "x": np.array([0.5, -0.3, 0.2]),
    "A": np.array([[0.2, -0.7, 0.4], [0.4, 0.9, -0.1]]),
    "p": np.array([0.5, 0.3, 0.7]),
    "w": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "u": {1: np.array([0.1, 0.2]), 2: np.array([0.3, -0.2]), 3: np.array([-0.5, 0.7])},
    "h": {0: np.array([0.1, -0.1])},
    "V": {
        1: np.array([[0.2, -0.7, 0.1], [0.4, 0.9, 0.3]]),
        2: np.array([[0.5, 0.1], [0.3, -0.4], [0.2, 0.6]]),
        3: np.array([[0.5, 0.1, -0.3], [0.3, -0.4, 0.9]]),
    },
    "a": {0: np.array([0.3, 0.6, -0.2])},
}
'''

TRUE = [
    r"P = p_1 p_2 \cdots p_n",
    r"P = p_1 \cdots p_n",
    r"P = p_1 \cdot p_2 \cdot \ldots \cdot p_n",
    r"P = p_n \cdots p_1",
    r"y_j = A_{j,:} x",
    r"y = \sum_i A_{:,i} x_i",
    r"y = A_{:,1} x_1 + A_{:,2} x_2 + A_{:,3} x_3",
    r"A = \begin{bmatrix} A_{1,:} \\ \vdots \\ A_{m,:} \end{bmatrix}",
    r"A^\top A = \sum_j A_{j,:}^\top A_{j,:}",
    r"P = p_1 p_2 \cdots p_3",
    r"s = p_1 (p_1 + 1)(p_2 + 1) \cdots (p_n + 1)",
    r"x = \begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix}",
    r"x = \begin{pmatrix} x_1 \\ x_2 \\ \vdots \\ x_n \end{pmatrix}",
    r"x^\top = \begin{bmatrix} x_1 & x_2 & \cdots & x_n \end{bmatrix}",
    r"A = \begin{bmatrix} A_{11} & \cdots & A_{1n} \\ \vdots & \ddots & \vdots \\ "
    r"A_{m1} & \cdots & A_{mn} \end{bmatrix}",
    r"A^\top = \begin{bmatrix} A_{11} & A_{21} & \dots & A_{m1} \\ "
    r"A_{12} & A_{22} & \dots & A_{m2} \\ \vdots & \vdots & \ddots & \vdots \\ "
    r"A_{1n} & A_{2n} & \dots & A_{mn} \end{bmatrix}",
    r"\frac{\partial y}{\partial x} = \begin{bmatrix} \frac{\partial y_1}{\partial x_1} & \cdots & "
    r"\frac{\partial y_1}{\partial x_n} \\ \vdots & \ddots & \vdots \\ \frac{\partial y_m}"
    r"{\partial x_1} & \cdots & \frac{\partial y_m}{\partial x_n} \end{bmatrix}",
    r"y = A \begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix}",
    r"x = \begin{bmatrix} x_1 \\ ... \\ x_n \end{bmatrix}",
    r"A = \begin{bmatrix} A_{11} & .. & A_{1n} \\ .. & A_{ij} & .. \\ "
    r"A_{m1} & ... & A_{mn} \end{bmatrix}",
    r"A^\top = \begin{bmatrix} A_{11} & \dots & A_{m1} \\ \dots & A_{ij} & \dots \\ "
    r"A_{1n} & \dots & A_{mn} \end{bmatrix}",
    r"\frac{\partial h_T}{\partial h_1} = \frac{\partial h_T}{\partial h_{T-1}} \cdots "
    r"\frac{\partial h_2}{\partial h_1}",
    r"\frac{\partial h_T}{\partial h_t} = \frac{\partial h_T}{\partial h_{T-1}} \cdots "
    r"\frac{\partial h_{t+1}}{\partial h_t}",
    r"a^{(L)} = V^{(L)} V^{(L-1)} \cdots V^{(1)} a^{(0)}",
    r"\frac{\partial a^{(L)}}{\partial a^{(l)}} = V^{(L)} \cdots V^{(l+1)}",
    r"(a^{(L)})^\top = (a^{(0)})^\top (V^{(1)})^\top \cdots (V^{(L)})^\top",
]
# What is wrong with them.
FALSE = {
    r"P = p_1 p_2 \cdots p_{n}^2": "not computed",
    r"P = 2 p_1 \cdots p_n": "differ",
    r"P = p_2 \cdots p_n": "differ",
    r"y_j = A_{:,j} x": "the product of|over",
    r"y_j = A_{j,:}^\top x": "the product of",
    r"y = A_{:,1} x_2 + A_{:,2} x_1 + A_{:,3} x_3": "differ",
    r"A A^\top = \sum_j A_{j,:}^\top A_{j,:}": "in×in",
    r"\frac{\partial P}{\partial A_{:,1}} = x": "derivative by something",
    r"y = A_{:,:} x": "not computed|unknown",
    r"y_1 = x_{1:2}": "not computed",
    r"y_1 = A_{1:} x": "unknown|not computed",
    r"P = p_1 \cdots p_2": "from 1 to 2",
    r"P = p_2 p_2 \cdots p_n": "not computed",
    r"P = p_1 p_3 \cdots p_n": "not computed",
    r"P = p_1 p_1 p_2 \cdots p_n": "not computed",
    r"P = p_1 \cdots p_m": "size of out",
    r"P = p_1 \cdots x_n": "not computed",
    r"P = p_1 \cdots p_k": "not computed",
    r"x = \begin{bmatrix} x_1 & \cdots & x_n \end{bmatrix}": "1×in",
    r"x = \begin{bmatrix} x_1 \\ x_1 \\ \vdots \\ x_n \end{bmatrix}": "not computed",
    r"x = \begin{bmatrix} x_2 \\ \vdots \\ x_n \end{bmatrix}": "from 2 to n",
    r"x = \begin{bmatrix} x_1 \\ \vdots \\ x_{n-1} \end{bmatrix}": "from 1 to n - 1",
    r"x = \begin{bmatrix} x_1 \\ \vdots \\ x_2 \end{bmatrix}": "from 1 to 2",
    r"x = \begin{bmatrix} x_n \\ \vdots \\ x_1 \end{bmatrix}": "not computed",
    r"x = \begin{bmatrix} p_1 \\ \vdots \\ p_n \end{bmatrix}": "differ",
    **{
        rf"A = \begin{{bmatrix}} A_{{11}} & .. & A_{{1n}} \\ .. & {entry} & .. \\ "
        r"A_{m1} & .. & A_{mn} \end{bmatrix}": "not computed"
        for entry in ("A_{12}", "A_{ii}", "A_{in}", "A_{1j}", "A_{i+1,j}", "x_i", "2 A_{ij}", "0")
    },
    **{
        rf"A = \begin{{bmatrix}} A_{{11}} & .. & A_{{1n}} \\ {row} \\ A_{{m1}} & .. & A_{{mn}} "
        r"\end{bmatrix}": "not computed"
        for row in ("A_{ij} & .. & ..", ".. & .. & A_{ij}")
    },
    r"A = \begin{bmatrix} A_{11} & \cdots & A_{m1} \\ \vdots & \ddots & \vdots \\ "
    r"A_{1n} & \cdots & A_{mn} \end{bmatrix}": "in×out",
    r"A = \begin{bmatrix} A_{11} & \cdots & A_{1n} \\ \vdots & \ddots & \vdots \\ "
    r"A_{m1} & \cdots & A_{1n} \end{bmatrix}": "not computed",
    r"\frac{\partial h_T}{\partial h_1} = \frac{\partial h_2}{\partial h_1} \cdots "
    r"\frac{\partial h_T}{\partial h_{T-1}}": "differ",
    r"\frac{\partial h_T}{\partial h_1} = \frac{\partial h_T}{\partial h_{T-1}} \cdots "
    r"\frac{\partial h_3}{\partial h_2}": "differ",
    r"a^{(L)} = V^{(L)} \cdots V^{(2)} a^{(0)}": r"units\[1\]|product of",
    r"a^{(L)} = V^{(1)} \cdots V^{(L)} a^{(0)}": "product of",
    r"a^{(L)} = V^{(L)} V^{(L)} \cdots V^{(1)} a^{(0)}": "product of|not computed",
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    site = tiny_site(tmp_path_factory.mktemp("site") / "a", {}, {"vectors": VECTORS})
    models, errors = Library(Path(site), "snippets").load()
    assert errors == []
    return models["vectors"]


def check(model: Model, latex: str) -> None:
    scope = Scope(Points(model))
    verify(Formula(scope.parse(latex), scope), None)


@pytest.mark.parametrize("latex", TRUE)
def test_what_dots_stand_for(model: Model, latex: str) -> None:
    check(model, latex)


@pytest.mark.parametrize("latex", FALSE)
def test_near_misses(model: Model, latex: str) -> None:
    with pytest.raises(Problem, match=FALSE[latex]):
        check(model, latex)


def test_brackets_around_one_number_are_no_vector(model: Model) -> None:
    for latex in ("x = [x_1]", "x = (x_1)"):
        with pytest.raises(Problem) as refused:
            check(model, latex)
        assert "a vector by all its entries" in refused.value.fix
