"""Numbers of steps and elements: what is true of some of them only is refused, and says so."""

import pytest

from checked_equations.equations.errors import FalseStatement, Pointless
from checked_equations.equations.load import Library
from tests.logic.test_verify import Bench
from tests.logic.test_walks import DEEP
from tests.site import tiny_site

VECTOR = '''"""A layer of rectifiers, and a softmax."""

import numpy as np


def z(W, x):
    return W @ x


def p(z):
    return np.exp(z) / np.sum(np.exp(z))


def m(z):
    return np.max(z)


def mu(z, n):
    return np.sum(z) / n


NOTATION = {
    "n": ("n", "size of unit", "the number of units"),
    "D": ("D", "size of input", "the number of inputs"),
    "x": ("x_i", "input", "an input"),
    "W": ("W_{ji}", "unit, input", "a weight"),
    "z": ("z_j", "unit", "what enters a unit"),
    "p": ("p_j", "unit", "a share"),
    "m": ("m", "scalar", "the largest"),
    "mu": (r"\\mu", "scalar", "the mean"),
    "w": ("w", "scalar", "a weight"),
    "a": ("a", "scalar", "a weight", "positive"),
    "gamma": (r"\\gamma", "scalar", "a share", "between 0 and 1"),
}

FORWARD = [z, p, m, mu]

EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "W": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "w": -0.7,
    "a": 0.6,
    "gamma": 0.9,
}
'''

TIME = '''"""Recurrences of numbers."""


def h(w, u, h, x, t):
    return w * h[t - 1] + u * x[t]


def c(b, c, t):
    return b * c[t - 1]


def L(h, y, T):
    return sum((h[t] - y[t]) ** 2 for t in range(1, T + 1)) / T


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "x": ("x_t", "scalar", "an input"),
    "y": ("y_t", "scalar", "a target"),
    "w": ("w", "scalar", "a weight"),
    "u": ("u", "scalar", "a weight"),
    "b": ("b", "scalar", "a weight", "positive"),
    "gamma": (r"\\gamma", "scalar", "a share", "between 0 and 1"),
    "h": ("h_t", "scalar", "a state"),
    "c": ("c_t", "scalar", "a state that decays"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [h, c, L]

EXAMPLE = {
    "h": {0: 0.3},
    "c": {0: 0.8},
    "x": {1: 0.5, 2: -0.4, 3: 0.9},
    "y": {1: 0.1, 2: 0.4, 3: -0.2},
    "w": 0.7,
    "u": -0.6,
    "b": 0.5,
    "gamma": 0.9,
}
'''

MODELS = {"vector": VECTOR, "time": TIME, "deep": DEEP}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, MODELS), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


# What holds for as many steps or elements as the running example has, and does not write out all.
OF_THE_EXAMPLE = [
    ("time", r"h_3 = h_T"),
    ("time", r"h_2 = h_{T-1}"),
    ("time", r"c_3 = b^T c_0"),
    ("time", r"\frac{\partial L}{\partial h_3} = \frac{2}{T} (h_3 - y_3)"),
    ("time", r"x_1 + x_T = x_1 + x_3"),
    ("time", r"\sum_{t=1}^{2} x_t = \sum_{t=1}^{T-1} x_t"),
    ("time", r"\sum_{t=2}^{3} x_t = \sum_{t=2}^{T} x_t"),
    ("deep", r"a_1^{(2)} = a_1^{(L-1)}"),
    ("vector", r"n z_1 + z_2 = 2 z_1 + z_2"),
    ("vector", r"2 z_1 + z_2 = n z_1 + z_2"),
]

WRITTEN_OUT = [
    ("time", r"L = \frac{1}{3} ((h_1 - y_1)^2 + (h_2 - y_2)^2 + (h_3 - y_3)^2)"),
    ("time", r"L = \frac{1}{T} \sum_t (h_t - y_t)^2 = \frac{1}{3} \sum_{t=1}^{3} (h_t - y_t)^2"),
    ("time", r"\sum_{t=1}^{2} x_t + x_3 = \sum_t x_t"),
    ("time", r"h_3 = w h_2 + u x_3"),
    ("time", r"\sum_{t=1}^{2} x_t = x_1 + x_2"),
    ("time", r"h_T = w^3 h_0 + w^2 u x_1 + w u x_2 + u x_3"),
    ("vector", r"\mu = \frac{1}{n} \sum_j z_j = \frac{1}{2} (z_1 + z_2)"),
]


@pytest.mark.parametrize(("model", "latex"), OF_THE_EXAMPLE)
def test_true_of_as_many_as_the_example_has(bench: Bench, model: str, latex: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        bench.verify(latex, model=model)


@pytest.mark.parametrize(("model", "latex"), WRITTEN_OUT)
def test_written_out(bench: Bench, model: str, latex: str) -> None:
    bench.verify(latex, model=model)


RAISED_TO_A_SIZE = [
    ("vector", r"w^n w = w^{n+1}"),
    ("vector", r"(-a)^n = (-1)^n a^n"),
    ("vector", r"\prod_j (w z_j) = w^n \prod_j z_j"),
    ("time", r"\frac{\partial h_T}{\partial h_0} = w^T"),
    ("time", r"\prod_{t=1}^{T} \frac{\partial h_t}{\partial h_{t-1}} = w^T"),
]

NOT_RAISED_TO_IT = [
    ("vector", r"w^n w = w^{n+2}"),
    ("vector", r"(-a)^n = -(-1)^n a^n"),
    ("time", r"\frac{\partial h_T}{\partial h_0} = w^{T-1}"),
]


@pytest.mark.parametrize(("model", "latex"), RAISED_TO_A_SIZE)
def test_a_size_as_an_exponent(bench: Bench, model: str, latex: str) -> None:
    bench.verify(latex, model=model)


@pytest.mark.parametrize(("model", "latex"), NOT_RAISED_TO_IT)
def test_another_exponent(bench: Bench, model: str, latex: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        bench.verify(latex, model=model)


def test_a_size_that_does_not_matter(bench: Bench) -> None:
    with pytest.raises(Pointless, match="n does not matter"):
        bench.verify(r"w = w (-1)^{2 n}", model="vector")
