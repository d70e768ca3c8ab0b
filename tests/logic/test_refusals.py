"""What is refused names the cause: a missing case, a snippet's own refusal, an index, a list."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from tests.logic.test_together import check

pytestmark = pytest.mark.slow

MODULE = '''"""A model."""

import numpy as np


def r(w):
    return np.where(w > 0, w, -w)


def s(w):
    return w * w


def e(w, x):
    assert w < 1e5
    return w * x[0]


def f(w, x):
    if w > 77:
        raise ValueError("too large")
    return w * x[0]


def m(x):
    return np.max(x)


NOTATION = {
    "w": ("w", "scalar", "an input"),
    "x": ("x_i", "items", "inputs"),
    "y": ("y_i", "items", "inputs"),
    "r": ("r", "scalar", "the size of w"),
    "s": ("s", "scalar", "a square"),
    "e": ("a", "scalar", "a product"),
    "f": ("b", "scalar", "a product"),
    "m": ("m", "scalar", "the largest"),
}

FORWARD = [r, s, e, f, m]

EXAMPLE = {"w": 0.4, "x": np.array([0.3, 0.8]), "y": np.array([0.1, 0.5])}
'''

REFUSED = {
    "a = w x_1": r"e \(model.py:15\) refuses them by AssertionError",
    "b = w x_1": r"f \(model.py:21\) refuses them by ValueError: too large",
    r"m = \max_i (x_i, y_i)": "a list where a value is needed",
    r"m \ge x_i": "the index i is not on the left",
    r"r = \begin{cases} w & w > 0 \\ -w & w < 0 \end{cases}": "none of the cases holds",
    # A derivative needs no case on a kink alone.
    r"\frac{\partial s}{\partial w} = \begin{cases} 2 w & w > 0 \\ 2 w & w < 0 \end{cases}": "none",
    r"\frac{\partial r}{\partial w} = \begin{cases} 1 & w > 0 \\ -1 & w < -1 \end{cases}": "none",
    r"\frac{\partial r}{\partial w} = \begin{cases} 1 & w > 0 \\ 1 & w < 0 \end{cases}": "differ",
    r"\frac{\partial r}{\partial w}"
    r" = \begin{cases} 1 & w > 0 \\ -1 & -1 < w < 0 \\ -1 & w < -1 \end{cases}": "none",
}
RIGHT = [
    r"x_i \le m",
    r"r = \begin{cases} w & w > 0 \\ -w & w \le 0 \end{cases}",
    r"\frac{\partial r}{\partial w} = \begin{cases} 1 & w > 0 \\ -1 & w < 0 \end{cases}",
]
FIXES = {
    "a = w x_1": "declare in NOTATION the domain",
    r"m = \max_i (x_i, y_i)": r"\max_i \max(a_i, b_i)",
    r"m \ge x_i": r"x_i \le m",
    r"r = \begin{cases} w & w > 0 \\ -w & w < 0 \end{cases}": "if equality is missing",
}


@pytest.mark.parametrize("latex", REFUSED)
def test_a_refusal_names_the_cause(tmp_path: Path, latex: str) -> None:
    with pytest.raises(Problem, match=REFUSED[latex]) as refused:
        check(tmp_path, latex, module=MODULE)
    assert FIXES.get(latex, "") in refused.value.fix


@pytest.mark.parametrize("latex", RIGHT)
def test_what_is_right(tmp_path: Path, latex: str) -> None:
    check(tmp_path, latex, module=MODULE)
