"""What to do about updates, ones, transposes, products of matrices, differentials."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from tests.array_models import ROWS
from tests.logic.test_verify import Bench
from tests.logic.test_walks import DEEP
from tests.site import tiny_site

pytestmark = pytest.mark.slow

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


# The same with a step of gradient descent.
DESCENT = (
    ROWS.replace(
        "\n\nNOTATION",
        """

def W_new(W, dL_dW, eta):
    return W - eta * dL_dW


UPDATES = {"W": "W_new"}

NOTATION""",
    )
    .replace(
        '    "N": (',
        """    "W_new": ("W'", "input, unit", "the weights after a step"),
    "eta": (r"\\eta", "scalar", "the learning rate"),
    "N": (""",
    )
    .replace("EXAMPLE = {", 'EXAMPLE = {\n    "eta": 0.3,')
)
SLOPE = r"\frac{\partial L}{\partial W}"


@pytest.fixture(scope="module")
def descent(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {"tiny": DESCENT}), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


@pytest.mark.parametrize(
    "latex",
    [
        rf"W \leftarrow W - \eta {SLOPE}",
        rf"W \gets W - \eta {SLOPE}",
        rf"W := W - \eta {SLOPE} = W - \eta X^\top \delta",
        rf"W = W - \eta {SLOPE}",
        rf"W = -\eta {SLOPE} + W",
        r"W_{ij} \leftarrow W_{ij} - \eta \frac{\partial L}{\partial W_{ij}}",
        rf"W' = W - \eta {SLOPE}",
        r"W_{12} \leftarrow W_{12} - \eta \frac{\partial L}{\partial W_{12}}",
    ],
)
def test_an_update_is_an_equation_for_the_new_value(descent: Bench, latex: str) -> None:
    assert descent.verify(latex).cases


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (rf"W \leftarrow W + \eta {SLOPE}", "differ"),
        (rf"W \leftarrow W - {SLOPE}", "differ"),
        (rf"W \leftarrow W - 2 \eta {SLOPE}", "differ"),
        (rf"W = W + \eta {SLOPE}", "differ"),
        (r"W \leftarrow W - \eta \delta", "terms of one shape"),
        (r"W \leftarrow W", "differ"),
        (r"W = W", "differ"),
        (rf"W' \leftarrow W' - \eta {SLOPE}", "another value"),
        (r"b \leftarrow b - \eta \frac{\partial L}{\partial b}", "another value"),
        (r"W_{ij} = W_{ji} - \eta \frac{\partial L}{\partial W_{ij}}", "runs over"),
        (r"W_{12} \leftarrow W_{12} - \eta \frac{\partial L}{\partial W_{11}}", "differ"),
        # No update: the old value is not on the right.
        (rf"W = -\eta {SLOPE}", "differ"),
        (rf"W = W' + \eta {SLOPE} + {SLOPE}", "differ"),
    ],
)
def test_near_misses_of_updates(descent: Bench, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        descent.verify(latex)
    assert says in f"{caught.value.wrong} {caught.value.expected}"


def test_a_relation_to_the_new_value_is_no_update(descent: Bench) -> None:
    assert descent.verify(rf"W = W' + \eta {SLOPE}").cases


@pytest.mark.parametrize("pair", ['"W": "b"', '"W": "nothing"', '"nothing": "W_new"'])
def test_what_updates_cannot_say(tmp_path: Path, pair: str) -> None:
    text = DESCENT.replace('"W": "W_new"}', pair + "}")
    _, errors = Library(tiny_site(tmp_path / "a", {}, {"tiny": text}), "snippets").load()
    (error,) = (str(error) for error in errors)
    assert "UPDATES says that" in error
