"""What stands behind an equation, a range or a condition on its indices, is held against it."""

from pathlib import Path

import pytest

from checked_equations.equations.latex.beside import FOR_ALL, IF, parted
from tests.verified import Outcome, checked

MODEL = '''"""A softmax, a product with a matrix, and a recurrence."""

import numpy as np


def q(x):
    return np.exp(x) / np.sum(np.exp(x))


def y(A, x):
    return A @ x


def h(w, h, t):
    return np.tanh(w * h[t - 1])


STEPS = {"t": "1..T"}
NOTATION = {
    "T": ("T", "size of t", "how many steps"),
    "n": ("n", "size of class", "how many classes"),
    "x": ("x_i", "class", "inputs"),
    "A": ("A_{ji}", "out, class", "a matrix"),
    "y": ("y_j", "out", "outputs"),
    "q": ("q_i", "class", "shares"),
    "w": ("w", "scalar", "a weight"),
    "h": ("h_t", "scalar", "states"),
}
FORWARD = [q, y, h]
EXAMPLE = {
    "x": np.array([0.5, -0.3, 0.2]),
    "A": np.array([[0.2, -0.7, 0.4], [0.4, 0.9, -0.1]]),
    "w": 0.7,
    "h": {0: 0.3},
    "T": 3,
}
'''
OFF, ON = (
    r"\frac{\partial q_i}{\partial x_k} = -q_i q_k",
    r"\frac{\partial q_i}{\partial x_k} = q_i (1 - q_k)",
)
SUM, STEP = r"y_j = \sum_i A_{ji} x_i", r"h_t = \tanh(w h_{t-1})"

TRUE = [
    rf"{OFF} \quad (i \ne k)",
    rf"{OFF}, \quad i \neq k",
    rf"{OFF} \qquad \text{{if }} i \ne k.",
    rf"{OFF} \text{{ for }} k \ne i",
    rf"{OFF} \quad \left( i > k \right)",
    rf"{ON} \quad (i = k)",
    rf"{ON} \text{{ if }} k = i",
    r"\frac{\partial q_1}{\partial x_k} = -q_1 q_k \quad (k \ne 1)",
    r"\frac{\partial q_1}{\partial x_k} = q_1 (1 - q_k) \text{ if } k = 1",
    rf"\begin{{aligned}} {OFF} \quad (i \ne k) \\ {ON} \quad (i = k) \end{{aligned}}",
    rf"{SUM} \quad (j = 1, 2)",
    rf"{SUM} \quad \text{{for }} j = 1, 2",
    rf"{SUM} \qquad \forall j",
    rf"{SUM} \text{{ for all }} j",
    r"q_i = \frac{e^{x_i}}{\sum_k e^{x_k}} \quad \text{for } i = 1, \dots, n",
    r"q_i = \frac{e^{x_i}}{\sum_k e^{x_k}}, \quad i \in \{1, \dots, n\}",
    rf"{STEP} \quad (t = 1, \dots, T)",
    rf"{STEP} \text{{ for }} t \in \{{1, \dots, T\}}",
    rf"{STEP} \quad \forall t",
    # in front
    rf"\text{{if }} i \ne k: {OFF}",
    r"\text{if } k = n: \frac{\partial q_i}{\partial x_k} = q_i (\mathbb{1}[i = n] - q_k)",
    rf"\text{{for}} \; k \ne i : {OFF}",
    rf"\begin{{split}} \text{{if }} i \ne k :& {OFF} \\ \text{{if }} i = k :& {ON} \end{{split}}",
    r"\text{if } i = k: \frac{\partial q_i}{\partial x_i} = q_i (1 - q_i)",
]
FALSE = {
    OFF: "differ",
    ON: "differ",
    rf"{OFF} \quad (i = k)": "differ",
    rf"{ON} \quad (i \ne k)": "differ",
    rf"{OFF} \quad (i \le k)": "differ",
    rf"{OFF} \quad (i \ne j)": "more than its free indices",
    rf"\text{{if }} i \ne j: {OFF}": "more than its free indices",
    rf"\text{{if }} i = k: {OFF}": "differ",
    rf"\text{{if }} i = j: {OFF}": "differ",
    rf"\text{{if }} i \ne k: {ON}": "differ",
    rf"\text{{if }} i \ne k: {OFF} \text{{ if }} i > 1": "another one behind it",
    rf"\text{{if }} i \ne k, {OFF}": "a condition beside a formula",
    rf"\text{{for }} i = 1: {OFF}": "a condition beside a formula",
    rf"\text{{if }} w > 0: {OFF}": "more than its free indices",
    rf"\text{{unless }} i = k: {OFF}": "a condition beside a formula",
    rf"i \ne k: {OFF}": "cannot be read",
    rf"{OFF} \text{{ if }} w > 0": "more than its free indices",
    rf"{STEP} \text{{ if }} t > 1": "more than its free indices",
    r"\frac{\partial y_j}{\partial x_i} = A_{ji} \quad (i \ne j)": "different axes",
    rf"{OFF} \quad (i > 9)": "no indices",
    rf"{SUM} \quad (j = 1, 3)": "the index range",
    rf"{SUM} \quad (j = 1, \dots, n)": "the index range",
    rf"{SUM} \quad \forall m": "no index",
    rf"{SUM} \quad (k)": "wide space",
    rf"{STEP} \quad (t = 2, \dots, T)": "holds for t = 1",
    rf"{STEP} \text{{ for }} t = 0, \dots, T": "holds for t = 1",
    rf"{SUM} \text{{ if it rains}}": "a condition beside",
}


def outcome(folder: Path, latex: str) -> Outcome:
    file = folder / "beside.py"
    file.write_text(MODEL, encoding="utf-8")
    (found,) = checked([latex], file)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("latex", TRUE)
def test_what_holds_for_some_indices(tmp_path: Path, latex: str) -> None:
    found = outcome(tmp_path, latex)
    assert found.verified, found.why


@pytest.mark.slow
@pytest.mark.parametrize("latex", FALSE)
def test_what_does_not(tmp_path: Path, latex: str) -> None:
    found = outcome(tmp_path, latex)
    assert not found.verified
    assert FALSE[latex] in found.why


@pytest.mark.parametrize(
    ("row", "equation", "indices"),
    [
        ("y = x", "y = x", ""),
        ("y = f (x)", "y = f (x)", ""),
        (r"y = x \quad + (z)", r"y = x \quad + (z)", ""),
        (r"y_j = x_j \quad (j = 1, 2)", "y_j = x_j", "j = 1, 2"),
        (r"y_j = x_j, \; \; j \in \{1, \dots, n\}.", "y_j = x_j", r"j = 1, \dots, n"),
        (r"y_j = x_j \text{ for each } i, j", "y_j = x_j", f"{FOR_ALL} i, j"),
        (r"y = x \quad \forall j", "y = x", f"{FOR_ALL} j"),
        (r"y = x \text{ for } j", r"y = x \text{ for } j", ""),
        (r"y = x \text{ if } i \ne j", f"y = x{' ' * 12}{IF}i \\ne j", ""),
        (r"y = x \text{ if } j = 1", f"y = x{' ' * 12}{IF}j = 1", ""),
        (r"y = x \text{ if } w = x_1", r"y = x \text{ if } w = x_1", ""),
        (r"y = x \quad (w = x_1)", r"y = x \quad (w = x_1)", ""),
        (r"x \text{ if } j = 1", r"x \text{ if } j = 1", ""),
        (r"y = x, \quad j = 1", r"y = x, \quad j = 1", ""),
    ],
)
def test_what_is_parted(row: str, equation: str, indices: str) -> None:
    parts = parted(row)
    assert [part.strip() for part in parts] == [equation, indices]
    assert {len(part) for part in parts} <= {0, len(row)}


@pytest.mark.parametrize("space", ["~", r"\;", r"\ ", r"\quad "])
def test_a_long_gap_is_read_in_one_way(space: str) -> None:
    """In two ways each, forty spaces would take longer than anybody waits."""
    row = f"a = b{space * 40}c"
    assert parted(row) == (row, "")
