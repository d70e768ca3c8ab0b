"""Numbers of steps and elements: what is true of some of them only is refused, and says so."""

import pytest

from checked_equations.equations.errors import FalseStatement, Pointless, Problem
from checked_equations.equations.loading.load import Library
from tests.logic.test_verify import Bench
from tests.logic.test_walks import DEEP
from tests.site import tiny_site

pytestmark = pytest.mark.slow

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


def k(t):
    return t


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
    "k": ("k_t", "scalar", "the number of a step"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [h, c, k, L]

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


# What other sizes than those of the points would decide otherwise.
UNTOLD = [
    ("time", r"h_t = h_t + \mathbb{1}[t > 4]"),
    ("time", r"\mathbb{1}[T > 4] = 0"),
    ("time", r"w + \mathbb{1}[T = 2] = w"),
    ("time", r"\sum_{t=1}^{T} \mathbb{1}[t \le 4] x_t = \sum_{t=1}^{T} x_t"),
    ("time", r"w \sum_{t=1}^{T-4} x_t = 0"),
    ("time", r"\sum_{t=5}^{T} x_t = 0"),
    ("time", r"\sum_t \sum_{s \le t+3} x_s = T \sum_t x_t"),
    ("time", r"w = \begin{cases} w & T < 9 \\ u & \text{otherwise} \end{cases}"),
    ("vector", r"\sum_j \mathbb{1}[j \le 4] z_j = \sum_j z_j"),
    ("vector", r"\sum_{j, j > 9} z_j = 0"),
    ("time", r"|k_t - 9| = 9 - k_t"),
    ("time", r"h_t = h_t + \mathbb{1}[k_t > 9]"),
    ("vector", r"w = w + \mathbb{1}[n > 6]"),
    ("vector", r"\max(n, 4) = 4"),
    ("vector", r"|n - 5| = 5 - n"),
    ("vector", r"\sqrt{(n - 5)^2} = 5 - n"),
    ("vector", r"\log ((n - 5)^2) = 2 \log (5 - n)"),
    ("vector", r"n \ge D"),
    ("vector", r"\mathbb{1}[n \ge D] w = w"),
    ("vector", r"\max(n, D) w = n w"),
    ("vector", r"n \ne 3"),
    ("deep", r"\delta_j^{(l)} = \delta_j^{(l)} + \mathbb{1}[j > 19]"),
]

OF_ONE = [
    ("time", r"T > 1"),
    ("time", r"\gamma^T \le \gamma^2"),
    ("vector", r"n > 1"),
    ("vector", r"n \ge 2"),
    ("vector", r"\frac{1}{n} \le \frac{1}{2}"),
]

OF_EVEN_SIZES = [r"(-1)^n w = w", r"|w|^n = w^n", r"\prod_j (-z_j) = \prod_j z_j"]

TOLD = [
    ("time", r"\mathbb{1}[t = T] h_T = \mathbb{1}[t = T] h_t"),
    ("time", r"\sum_t x_t = x_1 + \sum_{t=2}^{T} x_t"),
    ("time", r"\sum_t \sum_{s \le t} x_s = \sum_s \sum_{t=s}^{T} x_s"),
    ("time", r"L \ge 0"),
    ("vector", r"n \ge 1"),
    ("vector", r"0 < p_j < 1"),
    ("vector", r"\frac{1}{n} \le 1"),
    ("vector", r"\max(n, 1) = n"),
    ("vector", r"|n| w = n w"),
    ("vector", r"\sqrt{n (n - 1)}^2 = n (n - 1)"),
    ("vector", r"\mathbb{1}[j = 1] z_j = \mathbb{1}[j \le 1] z_j"),
    ("vector", r"\sum_{j \le n} z_j = n \mu"),
    ("vector", r"\frac{\partial p_j}{\partial z_k} = p_j (\mathbb{1}[j = k] - p_k)"),
]


@pytest.mark.parametrize(("model", "latex"), UNTOLD)
def test_what_no_size_tells(bench: Bench, model: str, latex: str) -> None:
    with pytest.raises(Problem, match="that are tried"):
        bench.verify(latex, model=model)


@pytest.mark.parametrize(("model", "latex"), OF_ONE)
def test_false_of_one_alone(bench: Bench, model: str, latex: str) -> None:
    with pytest.raises(FalseStatement, match="is false at"):
        bench.verify(latex, model=model)


@pytest.mark.parametrize("latex", OF_EVEN_SIZES)
def test_false_of_odd_sizes(bench: Bench, latex: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        bench.verify(latex, model="vector")


@pytest.mark.parametrize(("model", "latex"), TOLD)
def test_what_sizes_tell(bench: Bench, model: str, latex: str) -> None:
    bench.verify(latex, model=model)


@pytest.mark.parametrize("latex", [r"c_t = b^t c_0", r"h_t = h_t + t - t", r"t c_t = c_t t"])
def test_a_step_letter_as_a_number(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem, match="the step letter t as a number") as refused:
        bench.verify(latex, model="time")
    assert "def k(t): return t" in refused.value.fix


def test_the_number_of_a_step(bench: Bench) -> None:
    bench.verify(r"c_t = b^{k_t} c_0", model="time")
    with pytest.raises(FalseStatement, match="differ"):
        bench.verify(r"c_t = b^{k_{t-1}} c_0", model="time")


def test_a_product_is_called_one(bench: Bench) -> None:
    with pytest.raises(Problem, match=r"\\prod over j") as refused:
        bench.verify(r"\log \prod_j a = n \log a", model="vector")
    assert "sum" not in refused.value.wrong
