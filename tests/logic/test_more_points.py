"""What differs for some sizes, where other things saturate, or where a rectifier stops values."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify

pytestmark = pytest.mark.slow

RECURRENCE = '''"""A recurrence, and a value beside it."""

import numpy as np


def h(w, x, h, t):
    return w * h[t - 1] + x[t]


def q(w, r):
    return np.tanh(w * r)


STEPS = {"t": "1..T"}
NOTATION = {
    "T": ("T", "size of t", "how many steps"),
    "w": ("w", "scalar", "a weight"),
    "r": ("r", "scalar", "a weight"),
    "x": ("x_t", "scalar", "the input of a step"),
    "h": ("h_t", "scalar", "the state after a step"),
    "q": ("q", "scalar", "a number"),
}
FORWARD = [h, q]
EXAMPLE = {"w": 0.5, "r": 0.3, "x": {1: 1.0, 2: 0.3, 3: 0.4}, "h": {0: 0.1}}
'''

RECTIFIED = '''"""Shares of what a rectifier gives."""

import numpy as np


def a(z):
    return np.exp(np.maximum(0, z))


def p(a):
    return a / np.sum(a)


def D(p, q):
    return np.sum(q * np.log(q / p))


NOTATION = {
    "K": ("K", "size of class", "how many classes there are"),
    "z": ("z_k", "class", "inputs"),
    "a": ("a_k", "class", "powers of what a rectifier gives"),
    "p": ("p_k", "class", "shares"),
    "q": ("q_k", "class", "shares", "positive, adds up to one along class"),
    "D": ("D", "scalar", "how far the shares are apart"),
}
FORWARD = [a, p, D]
EXAMPLE = {"z": np.array([0.3, 0.8, -0.2]), "q": np.array([0.2, 0.5, 0.3])}
'''


def check(folder: Path, module: str, latex: str) -> None:
    file = folder / "model.py"
    file.write_text(module)
    scope = Scope(Points(load_file(file)))
    verify(Formula(scope.parse(latex), scope), None)


STATE = "h_t = w h_{t-1} + x_t"
TERMS = [
    r"\mathbb{1}[T > 3] \mathbb{1}[r > 10]",
    r"\mathbb{1}[T > 3] e^{-(r - 50)^2}",
    r"\mathbb{1}[x_t = 0] \mathbb{1}[r > 2]",
    r"\mathbb{1}[x_t = 3] \mathbb{1}[r < -2]",
]


@pytest.mark.parametrize("term", TERMS)
def test_a_term_of_sizes_or_steps_and_a_number(tmp_path: Path, term: str) -> None:
    with pytest.raises(Problem, match="differ"):
        check(tmp_path, RECURRENCE, f"{STATE} + {term}")


def test_such_a_term_on_both_sides(tmp_path: Path) -> None:
    for one, other in (
        (r"\mathbb{1}[T > 3] \mathbb{1}[r > 10]", r"\mathbb{1}[10 < r] \mathbb{1}[3 < T]"),
        (r"\mathbb{1}[x_t = 0] \mathbb{1}[r > 2]", r"\mathbb{1}[2 < r] \mathbb{1}[0 = x_t]"),
    ):
        check(tmp_path, RECURRENCE, f"{STATE.replace(' =', f' + {one} =')} + {other}")


def test_a_threshold_where_a_function_saturates(tmp_path: Path) -> None:
    check(tmp_path, RECURRENCE, r"q = \tanh(w r + \max(0, r - 20) - \max(r - 20, 0))")
    for added in (r"\max(0, r - 20)", r"\mathbb{1}[r > 20]", r"\max(0, w - 20)"):
        with pytest.raises(Problem, match="differ"):
            check(tmp_path, RECURRENCE, rf"q = \tanh(w r + {added})")
    hidden = RECURRENCE.replace("np.tanh(w * r)", "np.tanh(w * r + np.maximum(0, r - 20))")
    with pytest.raises(Problem, match="differ"):
        check(tmp_path, hidden, r"q = \tanh(w r)")


def test_the_exponential_of_what_a_rectifier_gives(tmp_path: Path) -> None:
    check(tmp_path, RECTIFIED, r"a_k = e^{\max(0, z_k)}")
    check(tmp_path, RECTIFIED, r"D \ge 0")
    with pytest.raises(Problem, match="differ"):
        check(tmp_path, RECTIFIED, r"a_k = e^{\max(0, z_k)} + \mathbb{1}[z_k > 9]")
    with pytest.raises(Problem, match="cannot be decided"):
        check(tmp_path, RECTIFIED, "D > 0")


LAYER = (
    RECTIFIED.replace("def a(z)", "def z(b):\n    return b - 1\n\n\ndef a(z)")
    .replace('"inputs"),', '"sums"),\n    "b": ("b_k", "class", "biases"),')
    .replace("[a, p, D]", "[z, a, p, D]")
    .replace('"z": np', '"b": np')
)
BOUNDS = (
    r"\sum_k p_k^2 \ge \frac{1}{K}",
    r"\sum_k (p_k - \frac{1}{K})^2 \ge 0",
    r"\max_k p_k \ge \frac{1}{K}",
    r"\min_k p_k \le \frac{1}{K} \le \max_k p_k",
    r"-\sum_k p_k \log p_k \le \log K",
)


@pytest.mark.parametrize("latex", BOUNDS)
@pytest.mark.parametrize("module", [RECTIFIED, LAYER], ids=["rectifier", "layer"])
def test_a_bound_that_a_rectifier_reaches(tmp_path: Path, module: str, latex: str) -> None:
    check(tmp_path, module, latex)


@pytest.mark.parametrize("module", [RECTIFIED, LAYER], ids=["rectifier", "layer"])
def test_a_bound_that_a_rectifier_breaks(tmp_path: Path, module: str) -> None:
    squares = r"\sum_k p_k^2"
    for wrong in (
        r"\max_k p_k > \frac{1}{K}",
        r"\max_k p_k \ge \frac{1}{K} + 0.001",
        r"\min_k p_k \ge \frac{1}{K}",
        r"\sum_k (p_k - \frac{1}{K})^2 > 0",
        rf"{squares} > \frac{{1}}{{K}}",
        rf"{squares} \ge \frac{{1}}{{K}} + 0.001",
        r"\sum_k p_k > 1",
    ):
        with pytest.raises(Problem, match=r"cannot be decided|is false"):
            check(tmp_path, module, wrong)


def test_a_strict_inequality_is_equal_where_a_rectifier_stops_an_input(tmp_path: Path) -> None:
    uneven = RECTIFIED.replace("np.maximum(0, z))", "np.maximum(0, z) + np.arange(len(z)))")
    check(tmp_path, uneven, r"D \ge 0")
    with pytest.raises(Problem, match="both sides seem to come to 0"):
        check(tmp_path, uneven, "D > 0")


CLIPPED = '''"""Clipped inputs."""

import numpy as np


def c(x):
    return np.clip(x, -2, 3)


def U(c):
    return np.exp(c) @ c


def L(x):
    return np.log(np.sum(np.exp(np.minimum(x, 5))))


def Q(c):
    return 1 / (1 + np.exp(-c[0]))


NOTATION = {
    "n": ("n", "size of input", "how many inputs"),
    "x": ("x_j", "input", "inputs"),
    "c": ("c_j", "input", "clipped inputs"),
    "U": ("U", "scalar", "a number"),
    "L": ("L", "scalar", "a number"),
    "Q": ("Q", "scalar", "a number"),
}
FORWARD = [c, U, L, Q]
EXAMPLE = {"x": np.array([0.5, 0.7, -0.3])}
'''

REACHED = (
    r"U < 3 n e^3",
    r"L < 5 + \log n",
    r"Q < \frac{1}{1 + e^{-3}}",
    r"\tanh(c_1) < \tanh(3)",
    r"\frac{1}{4 + c_1} > \frac{1}{7}",
    r"\sqrt{\sum_j c_j^2} < 3 \sqrt{n}",
)
NOT_REACHED = (
    r"U < 3.01 n e^3",
    "Q < 1",
    r"\tanh(x_1) < 1",
    r"e^{-e^{c_1}} > 0",
    r"\tanh(c_1) < 1",
)


@pytest.mark.parametrize("latex", REACHED)
def test_a_strict_bound_that_clipped_values_reach(tmp_path: Path, latex: str) -> None:
    with pytest.raises(Problem, match=r"cannot be decided|is false"):
        check(tmp_path, CLIPPED, latex)
    check(tmp_path, CLIPPED, latex.replace("<", r"\le").replace(" >", r" \ge"))


@pytest.mark.parametrize("latex", NOT_REACHED)
def test_a_strict_bound_that_clipped_values_keep(tmp_path: Path, latex: str) -> None:
    check(tmp_path, CLIPPED, latex)
