"""What is false only where several things happen at once, or where a written number leads."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify

pytestmark = pytest.mark.slow

MODULE = '''"""A model."""

import numpy as np

C = 60.5


def a(w, x):
    return w * x + 1


def c(v):
    return v + 2


def h(w, x, u):
    return BODY


def g(w):
    return 0.1 * w


def p(u):
    return np.exp(u) / np.sum(np.exp(u))


NOTATION = {
    "K": ("K", "size of class", "how many classes there are"),
    "w": ("w", "scalar", "an input"),
    "x": ("x", "scalar", "an input"),
    "v": ("v", "scalar", "an input"),
    "u": ("u_k", "class", "inputs"),
    "a": ("a", "scalar", "a sum"),
    "c": ("c", "scalar", "a sum"),
    "h": ("h", "scalar", "a sum"),
    "g": ("g", "scalar", "a tenth"),
    "p": ("p_k", "class", "shares"),
}

FORWARD = [a, c, h, g, p]

EXAMPLE = {"w": 0.4, "x": 0.7, "v": 0.3, "u": np.array([0.3, 0.8, -0.2])}
'''


def check(folder: Path, latex: str, body: str = "w * x", module: str = MODULE) -> None:
    file = folder / "model.py"
    file.write_text(module.replace("BODY", body))
    scope = Scope(Points(load_file(file)))
    verify(Formula(scope.parse(latex), scope), None)


# Not zero in a small place alone, or at a single one.
TERMS = [
    r"\mathbb{1}[w = 3] \mathbb{1}[x = 2]",
    r"\mathbb{1}[w = 0] \mathbb{1}[v = 3]",
    r"\mathbb{1}[w = 3] \mathbb{1}[x = 2] \mathbb{1}[v = 7]",
    r"\mathbb{1}[a = 3] \mathbb{1}[c = 5]",
    r"\mathbb{1}[w \le 3] \mathbb{1}[w \ge 3] \mathbb{1}[x = 7]",
    r"\mathbb{1}[w > 9] \mathbb{1}[v = 3]",
    r"\mathbb{1}[w = 3] \mathbb{1}[5 < v < 6]",
    r"\mathbb{1}[w x = 6] \mathbb{1}[w + x = 5]",
    r"\mathbb{1}[w > 30] \mathbb{1}[w < 31] \mathbb{1}[x > 40] \mathbb{1}[x < 41]",
    r"\mathbb{1}[30 < w < 31] \mathbb{1}[40 < x < 41] \mathbb{1}[50 < v < 51]",
    r"\mathbb{1}[30 < a < 31] \mathbb{1}[40 < c < 41]",
    r"\max(0, 0.1 - |a - 3| - |c - 40|)",
    r"\max(0, \min(a - 30, 31 - a, c - 40, 41 - c))",
    "e^{-(w - 100)^2 - (v - 50)^2}",
    "e^{-(w v - 70)^2}",
    "e^{-(w^2 + v^2 - 70)^2}",
    "e^{-10^6 (w - 1)^2}",
]


@pytest.mark.parametrize("term", TERMS)
def test_a_term_that_differs_in_one_place(tmp_path: Path, term: str) -> None:
    with pytest.raises(Problem, match=r"differ|is \d"):
        check(tmp_path, rf"a = w x + 1 + {term}")


def test_what_is_true_there_too(tmp_path: Path) -> None:
    for one, other in (
        (r"\mathbb{1}[w = 3] \mathbb{1}[x = 2]", r"\mathbb{1}[x = 2] \mathbb{1}[3 = w]"),
        (
            r"\mathbb{1}[30 < w < 31] \mathbb{1}[40 < x < 41]",
            r"\mathbb{1}[x > 40] \mathbb{1}[41 > x] \mathbb{1}[30 < w < 31]",
        ),
        ("e^{-(w - 50)^2 - (x - 40)^2}", "e^{-(50 - w)^2} e^{-(40 - x)^2}"),
    ):
        check(tmp_path, f"a + {one} = w x + 1 + {other}")


BODIES = [
    "w * x + (w > 30) * (w < 31) * (x > 40) * (x < 41)",
    "w * x + ((u[0] > 30) and (u[0] < 31) and (u[1] > 40) and (u[1] < 41))",
    "w * x + (w == 3) * (x == 5)",
    "w * x + np.all(np.array([w, x]) == np.array([3, 4]))",
    "w * x + (np.max(u) < 40.5) * (np.min(u) > 40)",
    "w * x + (np.round(x) == 3) * (np.round(w) == 2500)",
    "w * x + 1e-3 * (w > 1e7)",
    "w * x + np.exp(-((w - 50) ** 2))",
    "w * x + np.exp(-((w - C) ** 2))",
    "w * x + np.exp(-((w - 7 * 8 - 4) ** 2))",
    "w * x + 1 / (1 + 1e12 * (w - 50) ** 4)",
    "w * x + 1e-3 * np.exp(-1e4 * (w - 5) ** 2)",
    "w * x + np.exp(-20 * (w * w + x * x - 50) ** 2)",
    "w * x + np.exp(-np.sum((u - 9) ** 2))",
    "w * x * (1 - np.exp(-((50 * w) ** 2)))",
    "w * x * np.tanh((w / 0.02) ** 2)",
    "w * x + (np.argmax(u) == 4)",
    "w * x + (len(u) // 40)",
    "w * x + max(0, len(u) - 45)",
    "w * x + bool(len(u) >> 6)",
    "w * x + sum(b == 'q' for _, b in zip(u, 'abcdefghijklmnopq'))",
    "w * x + np.sum(u) - np.sum(u[: int('40')])",
    "w * x + 0 * np.sum(np.resize(u, 5000))",
    "w * x + (len(u) > 3) * (x > 10)",
    "w * x + (len(u) > 10) * (x > 10)",
    "w * x + (len(u) == 2) * np.exp(-((w - 50) ** 2))",
    "w * x + (np.where(x > 10, 1, 0) if len(u) > 3 else 0)",
    "w * x + [0, 0, 0, 0, 0, 0, 0, 1, 0, 0][int(abs(x)) % 10]",
    "w * x + (1, 1, 1, 1, 1, 1, 1, 2, 1, 1)[int(abs(w * x)) % 10] - 1",
    "w * x + ([0] * 18 + [1, 0])[int(abs(w)) % 20]",
]


@pytest.mark.parametrize("body", BODIES)
def test_a_snippet_that_differs_in_one_place(tmp_path: Path, body: str) -> None:
    with pytest.raises(Problem):
        check(tmp_path, "h = w x", body)


@pytest.mark.parametrize(
    "body",
    [
        "w * x + (w - 50) - (w - 50)",
        "w * x / (1 + (w - 50) ** 2) * (1 + (50 - w) ** 2)",
        "w * x + np.sum(u[np.arange(len(u)) == np.argmax(u)]) - np.max(u)",
        "w * x + 40 * len(u) - len(u) * 40",
        "w * x + (len(u) > 3) * (x > 10) - (x > 10) * (3 < len(u))",
        "w * x + [2, 2, 2, 2, 2, 2, 2, 2, 2, 2][int(abs(x)) % 10] - 2",
    ],
)
def test_a_snippet_that_writes_numbers_and_is_right(tmp_path: Path, body: str) -> None:
    check(tmp_path, "h = w x", body)


def test_what_floats_do_not_show(tmp_path: Path) -> None:
    for latex in (
        r"h = w x (1 + 10^{-17})",
        "h = w x + 10^{-30}",
        r"\frac{h}{1 - 10^{-20}} = w x",
    ):
        with pytest.raises(Problem, match=r"differ|away from"):
            check(tmp_path, latex)
    with pytest.raises(Problem, match="it cannot be told whether"):
        check(tmp_path, "g = 0.1 w (1 + 10^{-17})")
    for latex in ("h = w x + 10^{-17} - 10^{-17}", "g = 0.1 w", "g = 10^{-1} w"):
        check(tmp_path, latex)


def test_a_strict_inequality_at_the_smallest_size(tmp_path: Path) -> None:
    entropy = r"-\sum_k p_k \log p_k"
    for latex in (rf"{entropy} < 2 \log K", rf"{entropy} < K \log K", "K > 1"):
        with pytest.raises(Problem, match=r"\(class 1\)"):
            check(tmp_path, latex)
    for latex in (rf"{entropy} \le 2 \log K", rf"{entropy} < K", r"K \ge 1"):
        check(tmp_path, latex)


@pytest.mark.parametrize(
    "body",
    [
        "while w > 77:\n        w = w - 1\n    return w * x",
        "for _ in range(int(max(0, w - 500))):\n        x = x + 0.001\n    return w * x",
    ],
)
def test_a_loop_that_goes_with_how_large_an_input_is(tmp_path: Path, body: str) -> None:
    text = MODULE.replace("return BODY", body)
    with pytest.raises(Problem, match=r"a loop in h \(model.py:\d+\) has more than 10000 turns"):
        check(tmp_path, "h = w x", module=text)


@pytest.mark.parametrize(
    "body",
    [
        "i = 0\n    while i < len(u):\n        i += 1\n    return w * x + i - len(u)",
        "for a in range(len(u)):\n        x = x + a * 0\n    return w * x",
    ],
)
def test_a_loop_over_an_array(tmp_path: Path, body: str) -> None:
    check(tmp_path, "h = w x", module=MODULE.replace("return BODY", body))


def test_a_snippet_without_error_bounds_far_from_zero(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"it cannot be told whether|differ"):
        check(tmp_path, "h = w x", "w * x + float(np.exp(w - 60))")
