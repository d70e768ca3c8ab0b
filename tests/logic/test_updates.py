"""What to do about updates, ones, transposes, products of matrices, differentials."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.load import Library
from tests.array_models import ROWS
from tests.logic.test_verify import Bench
from tests.logic.test_walks import DEEP
from tests.site import tiny_site

# The vector of ones as an input.
ONES = ROWS.replace("def one(X):\n    return np.ones(len(X))\n\n\n", "")
ONES = ONES.replace("EXAMPLE = {", 'EXAMPLE = {\n    "one": np.ones(3),')
NEW = "W - X^\\top \\delta"
SQUARE = '''"""A square matrix."""

import numpy as np


def y(M, x):
    return M @ x


def q(y):
    return np.sum(y**2) / 2


NOTATION = {
    "M": ("M", "unit, unit", "weights"),
    "x": ("x", "unit", "inputs"),
    "y": ("y", "unit", "outputs"),
    "q": ("q", "scalar", "squares"),
}
FORWARD = [y, q]
EXAMPLE = {"M": np.array([[0.5, -0.2], [0.3, 0.7]]), "x": np.array([0.5, -0.3])}
'''
LAYERS = r"\frac{\partial a^{(L)}}{\partial a^{(0)}} = "
FIXES = {
    # the model and the formula: what to do about it
    ("rows", rf"W \leftarrow {NEW}"): r"write W^{\text{new}} = …, and give it a line in NOTATION",
    ("rows", rf"W := {NEW}"): r"write W^{\text{new}} = …, and give it a line in NOTATION",
    ("rows", rf"W_{{t+1}} = {NEW}"): r"write W^{\text{new}} = …",
    ("rows", rf"W^{{(t+1)}} = {NEW}"): r"write W^{\text{new}} = …",
    ("rows", rf"W' = {NEW}"): "a new value is computed by a function of the module",
    ("rows", rf"W^{{\text{{new}}}} = {NEW}"): "a new value is computed by a function",
    ("rows", r"Q^{\text{new}} = W"): "correct it, or declare it",
    ("rows", r"\frac{\partial L}{\partial W} = \frac{1}{N} X (A - Y)"): (
        "a transpose is missing in X"
    ),
    ("rows", r"\frac{\partial b_j}{\partial b_k} = \delta_{jkk}"): "one letter or number",
    ("deep", r"b_j^{(1)} = \delta_{jk}"): r"Kronecker's delta is \mathbb{1}[j = k] too",
    ("rows", r"\frac{\partial^+ L}{\partial Z} = \delta"): "leave the + out",
    ("rows", r"\mathrm{d}L = \operatorname{tr}(\delta^\top \mathrm{d}Z)"): (
        "write what a differential says by a derivative"
    ),
    ("deep", rf"{LAYERS}\prod_{{l=1}}^{{L}} \frac{{\partial a^{{(l)}}}}{{\partial a^{{(l-1)}}}}"): (
        "no product over them is read"
    ),
    ("deep", r"\delta^{(L+1)} = 0"): "or say by an equation what delta is at L",
}
HINTS = {
    ("square", r"\frac{\partial q}{\partial x} = M y"): "it holds with M transposed",
    ("square", r"M^\top x = y"): "it holds with M transposed",
    ("rows", r"\frac{\partial L}{\partial Z} = -\delta"): "side 2 is always -1 times side 1",
    ("rows", r"\frac{\partial L}{\partial Z} = 2 \delta"): "side 2 is always 2 times side 1",
    ("rows", r"\frac{\partial S}{\partial Z} = \delta"): "side 2 is always 1 / N times side 1",
    ("ones", r"\frac{\partial L}{\partial b} = \delta^\top u"): "`def one(…): return np.ones(…)`",
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    modules = {"rows": ROWS, "ones": ONES, "deep": DEEP, "square": SQUARE}
    models, errors = Library(tiny_site(folder, {}, modules), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


@pytest.mark.parametrize(("model", "latex"), FIXES)
def test_what_to_do(bench: Bench, model: str, latex: str) -> None:
    with pytest.raises(Problem) as refused:
        bench.verify(latex, model=model)
    assert FIXES[model, latex] in refused.value.fix


@pytest.mark.parametrize(("model", "latex"), HINTS)
def test_what_else_to_do(bench: Bench, model: str, latex: str) -> None:
    with pytest.raises(FalseStatement) as refused:
        bench.verify(latex, model=model)
    assert HINTS[model, latex] in refused.value.more()


def test_what_no_transpose_mends(bench: Bench) -> None:
    with pytest.raises(FalseStatement) as refused:
        bench.verify(r"\frac{\partial q}{\partial x} = M^\top x", model="square")
    assert "transposed" not in refused.value.more()


def test_ones_that_the_module_computes(bench: Bench) -> None:
    bench.verify(r"\frac{\partial L}{\partial b} = \delta^\top u", model="rows")


def test_letters_that_are_no_indices(tmp_path: Path) -> None:
    text = ROWS.replace('("W", "input, unit"', '("W_{xh}", "input, unit"')
    text = text.replace('("X", "sample, input"', '("W_{hy}", "sample, input"')
    _, errors = Library(tiny_site(tmp_path / "a", {}, {"rows": text}), "snippets").load()
    (error,) = (str(error) for error in errors)
    assert r"letters that are no indices are written as a word, W_{\text{xh}}" in error
    named = text.replace('("W_{xh}"', r'(r"W_{\text{xh}}"').replace(
        '("W_{hy}"', r'(r"W_{\text{hy}}"'
    )
    _, errors = Library(tiny_site(tmp_path / "b", {}, {"rows": named}), "snippets").load()
    assert [str(error) for error in errors] == []
